"""`scimconsole member`: list, add, remove, rotate-key."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import Member


def _describe_list(parser: argparse.ArgumentParser) -> None:
    options.add_list_options(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_list)


def _describe_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--email", required=True, help="the member's e-mail address")
    roles = ("owner", "support")
    parser.add_argument("--role", required=True, choices=roles, help="owner acts, support reads")
    _add_key_life_span(parser)
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_add)


def _describe_remove(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the member's id or e-mail address")
    options.add_yes_option(parser)
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_remove)


def _describe_rotate_key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the member's id or e-mail address")
    _add_key_life_span(parser)
    options.add_yes_option(parser)
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_rotate_key)


def _add_key_life_span(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--expires-in",
        type=lambda text: options.positive(text) * 86_400,
        metavar="DAYS",
        help="life span of the API key (default: 365 days)",
    )


def _list(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import moment, print_list
    from scimconsole.cli.session import management, pages
    from scimconsole.cli.table import Column
    from scimconsole.cli.times import titled

    with management(arguments) as client:
        from scimconsole.client import calls

        columns: list[Column[Member]] = [
            Column("ID", lambda member: member.id),
            Column("E-MAIL", lambda member: member.email, flexible=True),
            Column("ROLE", lambda member: member.role),
            Column(titled("SINCE"), lambda member: moment(member.created_at)),
            Column("KEYS", _keys, flexible=True),
        ]
        found = pages(client, calls.members(cursor=arguments.cursor), arguments.limit)
        print_list(arguments, found, columns, nothing="There are no members.")


def _keys(member: Member) -> str:
    living = [key for key in member.keys if key.state == "active"]
    return ", ".join(f"{key.hint.prefix}...{key.hint.last_four}" for key in living) or "none active"


def _add(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import print_model, say
    from scimconsole.cli.session import management

    with management(arguments, acts=True) as client:
        from scimconsole.api import NewMember
        from scimconsole.cli.inputs import model_of
        from scimconsole.client import calls

        given: dict[str, object] = {"email": arguments.email, "role": arguments.role}
        if arguments.expires_in:
            given["expires_in"] = arguments.expires_in
        member = client.send(calls.add_member(model_of(NewMember, given)))
        print_model(
            arguments,
            member,
            [("API key", member.api_key), ("E-mail", member.email), ("Role", member.role), ("Id", member.id)],
        )
        say("This is the only time the API key is shown.")


def _remove(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import print_json, say
    from scimconsole.cli.session import management

    with management(arguments, acts=True) as client:
        from scimconsole.cli.finding import find_member
        from scimconsole.cli.inputs import confirm
        from scimconsole.client import calls

        member = find_member(client, arguments.id)
        confirm(arguments, f"Remove {member.email} ({member.role})?")
        client.send(calls.remove_member(member.id))
        if arguments.json:
            print_json({"removed": member.id, "email": member.email})
        say(f"{member.email} was removed, and the keys have ended.")


def _rotate_key(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import in_full, print_model, say
    from scimconsole.cli.session import management

    with management(arguments, acts=True) as client:
        from scimconsole.api import KeyRotation
        from scimconsole.cli.finding import find_member
        from scimconsole.cli.inputs import confirm, model_of
        from scimconsole.client import calls

        member = find_member(client, arguments.id)
        confirm(arguments, f"End the present API keys of {member.email}?")
        given = {"expires_in": arguments.expires_in} if arguments.expires_in else {}
        created = client.send(calls.rotate_member_key(member.id, model_of(KeyRotation, given)))
        rows = [
            ("API key", created.api_key),
            ("Key id", created.id),
            ("Expires", in_full(created.expires_at) if created.expires_at else "never"),
        ]
        print_model(arguments, created, rows)
        say("This is the only time the API key is shown; the earlier ones have ended.")


VERBS = {
    "list": ("list who may use the organization, with their API keys", _describe_list),
    "add": ("add a member; the API key is shown once", _describe_add),
    "remove": ("remove a member and end the member's API keys", _describe_remove),
    "rotate-key": ("give a member a new API key and end the old ones", _describe_rotate_key),
}
"""Action to its one-line summary and what describes its arguments."""
