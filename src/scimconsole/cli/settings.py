"""`scimconsole settings`: what holds for the whole organization; `config` is about this computer."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import OrganizationSettings


def _describe_show(parser: argparse.ArgumentParser) -> None:
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_show)


def _describe_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "values",
        nargs="+",
        metavar="NAME=VALUE",
        help="brake=off, report or hold; retention_days=N; retention_entries=N; token_days=N",
    )
    options.add_yes_option(parser)
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_set)


def _show(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management

    with management(arguments) as client:
        from scimconsole.cli.output import print_model
        from scimconsole.client import calls

        settings = client.send(calls.organization_settings())
        print_model(arguments, settings, _rows(settings))


def _set(arguments: argparse.Namespace) -> None:
    wanted = _read(arguments.values)
    from scimconsole.cli.session import management

    with management(arguments, acts=True) as client:
        from scimconsole.api import SettingsChange
        from scimconsole.cli.inputs import confirm
        from scimconsole.cli.output import print_model, say
        from scimconsole.client import calls
        from scimconsole.domain.brake import HOLD_EXCEPTION

        change = SettingsChange.model_validate(wanted)
        if change.brake == "hold" and client.send(calls.organization_settings()).brake != "hold":
            say(HOLD_EXCEPTION)
            confirm(arguments, "Let deactivations wait?")
        settings = client.send(calls.change_settings(change))
        print_model(arguments, settings, _rows(settings))


def _read(values: list[str]) -> dict[str, object]:
    """The settings named; raises `InvalidInput` for a name or value that cannot be."""
    from pydantic import ValidationError

    from scimconsole.api import SettingsChange
    from scimconsole.errors import InvalidInput

    wanted: dict[str, object] = {}
    for text in values:
        name, equals, value = text.partition("=")
        name = name.strip().replace("-", "_")
        if not equals:
            raise InvalidInput(f"{text!r} sets nothing.", hint="Write NAME=VALUE, such as brake=report.")
        wanted[_known(name, list(SettingsChange.model_fields))] = value.strip()
    try:
        SettingsChange.model_validate(wanted)
    except ValidationError as error:
        places = [
            ("=".join(str(part) for part in problem["loc"]), problem["msg"]) for problem in error.errors()
        ]
        raise InvalidInput("The values given cannot be used.", errors=places) from error
    return wanted


def _known(name: str, names: list[str]) -> str:
    if name in names:
        return name
    import difflib

    from scimconsole.errors import InvalidInput

    nearest = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"Did you mean {nearest[0]}?" if nearest else "Settings: " + ", ".join(names) + "."
    raise InvalidInput(f"The organization has no setting {name!r}.", hint=hint)


def _rows(settings: OrganizationSettings) -> list[tuple[str, object]]:
    from scimconsole.cli.output import in_full

    changed = f"{in_full(settings.updated_at)} by {settings.updated_by}" if settings.updated_at else None
    return [
        ("brake", settings.brake),
        ("retention_days", settings.retention_days),
        ("retention_entries", settings.retention_entries),
        ("token_days", settings.token_days),
        ("changed", changed or "never: these are the defaults"),
    ]


VERBS = {
    "show": ("show what holds for the whole organization", _describe_show),
    "set": ("set some of it, such as brake=hold", _describe_set),
}
"""Action to its one-line summary and what describes its arguments."""
