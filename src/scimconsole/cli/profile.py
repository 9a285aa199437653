"""`scimconsole profile`: list, show, check. Needs no service."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.domain.scim.profile import Field, Profile


def _describe_list(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the list as one JSON document")
    form.add_argument("--jsonl", action="store_true", help="print one JSON document a line")
    parser.set_defaults(run=_list)


def _describe_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="such as keycafe")
    options.add_json_option(parser)
    parser.set_defaults(run=_show)


def _describe_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the profile, TOML")
    options.add_json_option(parser)
    parser.set_defaults(run=_check)


def _list(arguments: argparse.Namespace) -> None:
    import json

    from scimconsole import settings
    from scimconsole.cli.output import print_json, print_table
    from scimconsole.cli.table import Column
    from scimconsole.domain.scim.profile import list_profiles

    profiles = list_profiles(settings.read().profiles)
    if arguments.jsonl:
        for profile in profiles:
            print(json.dumps(_wire(profile), ensure_ascii=False))
        return
    if arguments.json:
        items = [_wire(profile) for profile in profiles]
        print_json({"items": items, "next_cursor": None, "total": len(items)})
        return
    columns: list[Column[Profile]] = [
        Column("NAME", lambda profile: profile.name),
        Column("TITLE", lambda profile: profile.title, flexible=True),
        Column("FIELDS", lambda profile: len(profile.fields)),
        Column("PLANS WITH TOKENS", lambda profile: ", ".join(profile.token_plans) or "any", flexible=True),
    ]
    print_table(profiles, columns, nothing="There are no profiles.")


def _show(arguments: argparse.Namespace) -> None:
    from scimconsole import settings
    from scimconsole.cli.output import print_json, print_rows, print_table
    from scimconsole.cli.table import Column
    from scimconsole.domain.scim.profile import load_profile

    profile = load_profile(arguments.name, settings.read().profiles)
    if arguments.json:
        print_json(_wire(profile))
        return
    print_rows(
        [
            ("Name", profile.name),
            ("Title", profile.title),
            ("Plans", ", ".join(profile.plans) or "any"),
            ("Plans with tokens", ", ".join(profile.token_plans) or "any"),
            ("Extension", profile.extension.urn if profile.extension else None),
            ("Set-up guide", _guide(profile)),
        ]
    )
    columns: list[Column[Field]] = [
        Column("LEVEL", lambda field: field.level),
        Column("FIELD", lambda field: field.label),
        Column("ATTRIBUTE", lambda field: " or ".join(field.paths), flexible=True),
        Column("ALLOWED", lambda field: ", ".join(field.allowed or ["any text"]), flexible=True),
        Column("EXAMPLE", lambda field: field.example, flexible=True),
        Column("NOTE", lambda field: field.note, flexible=True),
    ]
    print()
    print_table(profile.fields, columns, nothing="")


def _guide(profile: Profile) -> str:
    from scimconsole.domain.guide.progress import steps_of

    steps = steps_of(profile)
    general = "" if profile.guide else ", the general one"
    return f"{len(steps)} steps, about {sum(step.minutes for step in steps)} minutes{general}"


def _wire(profile: Profile) -> dict[str, object]:
    """The profile in the shape of the management API."""
    return {
        "name": profile.name,
        "title": profile.title,
        "plans": list(profile.plans),
        "token_plans": list(profile.token_plans),
        "extension_urn": profile.extension.urn if profile.extension else None,
        "fields": [
            {
                "label": field.label,
                "attribute": field.attribute,
                "level": field.level,
                "example": field.example or None,
                "note": field.note or None,
                "allowed": list(field.allowed) if field.allowed else None,
                "default": field.default,
            }
            for field in profile.fields
        ],
        "user_types": list(profile.user_types),
    }


def _check(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from scimconsole.cli.output import print_json, say
    from scimconsole.domain.scim.profile import profile_problems
    from scimconsole.errors import InvalidInput

    try:
        text = Path(arguments.file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{arguments.file} cannot be read: {error}.") from error
    problems = profile_problems(text)
    if arguments.json:
        print_json(
            {
                "file": arguments.file,
                "valid": not problems,
                "problems": [
                    {"line": problem.line, "key": problem.key, "detail": problem.sentence}
                    for problem in problems
                ],
            }
        )
    elif problems:
        for problem in problems:
            print(f"{arguments.file}: {problem}")
    else:
        say(f"{arguments.file} is a good profile.")
    return 1 if problems else 0


VERBS = {
    "list": ("list the service profiles, with those of the settings' folder", _describe_list),
    "show": ("show what a service expects of a user", _describe_show),
    "check": ("check a profile of your own, with the line of every problem", _describe_check),
}
"""Action to its one-line summary and what describes its arguments."""
