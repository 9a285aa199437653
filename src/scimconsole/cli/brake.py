"""`scimconsole brake`: many deactivations at once, who waits, and an owner's word."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import BrakeAlert, BrakeOutcome, BrakeState, WithheldPerson
    from scimconsole.client import ManagementClient

_FIRST_LOOK_SECONDS = 0.05
_SLOWEST_LOOK_SECONDS = 1.0


def _describe_show(parser: argparse.ArgumentParser) -> None:
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_show)


def _describe_list(parser: argparse.ArgumentParser) -> None:
    options.add_list_options(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_list)


def _describe_confirm(parser: argparse.ArgumentParser) -> None:
    _add_closing_options(parser)
    parser.set_defaults(run=_confirm)


def _describe_discard(parser: argparse.ArgumentParser) -> None:
    _add_closing_options(parser)
    parser.set_defaults(run=_discard)


def _add_closing_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", nargs="?", help="the alert (default: the open one)")
    options.add_yes_option(parser)
    options.add_json_option(parser)
    options.add_connection_options(parser)


def _show(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management

    with management(arguments) as client:
        from scimconsole.cli.output import print_model, say
        from scimconsole.client import calls

        state = client.send(calls.brake())
        print_model(arguments, state, _rows(state))
        if state.withheld and not arguments.json:
            say("`scimconsole brake list` names them; `brake confirm` or `brake discard` ends the wait.")


def _list(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management, pages

    with management(arguments) as client:
        from scimconsole.api import Page, WithheldPerson
        from scimconsole.cli.output import moment, print_list
        from scimconsole.cli.table import Column
        from scimconsole.cli.times import titled
        from scimconsole.client import calls

        columns: list[Column[WithheldPerson]] = [
            Column("USER NAME", lambda person: person.user_name, flexible=True),
            Column("NAME", lambda person: person.display_name, flexible=True),
            Column(titled("SINCE"), lambda person: moment(person.at)),
            Column("REQUEST", lambda person: person.request_id),
            Column("ID", lambda person: person.id),
        ]
        alert_id = client.send(calls.brake()).alert_id
        found = (
            iter([Page[WithheldPerson](items=[], total=0)])
            if alert_id is None
            else pages(client, calls.withheld(alert_id, cursor=arguments.cursor), arguments.limit)
        )
        print_list(arguments, found, columns, nothing="No deactivation waits.")


def _confirm(arguments: argparse.Namespace) -> None:
    _close(arguments, "confirmed")


def _discard(arguments: argparse.Namespace) -> None:
    _close(arguments, "discarded")


def _close(arguments: argparse.Namespace, outcome: BrakeOutcome) -> None:
    from scimconsole.cli.session import management

    with management(arguments, acts=True) as client:
        from scimconsole.cli.inputs import confirm
        from scimconsole.cli.output import print_model, say
        from scimconsole.client import calls

        alert = client.send(calls.brake_alert(arguments.id or _open_alert(client)))
        waiting = 0 if alert.closed_at else alert.withheld
        if waiting:
            confirm(arguments, _question(waiting, outcome))
        expected = waiting if alert.closed_at is None else None
        closed = _carry_out(
            client, client.send(calls.close_alert(alert.id, outcome, expected_count=expected))
        )
        print_model(arguments, closed, _alert_rows(closed))
        if waiting:
            say(_done(waiting, outcome))


def _open_alert(client: ManagementClient) -> str:
    from scimconsole.client import calls
    from scimconsole.errors import NotFound

    alert_id = client.send(calls.brake()).alert_id
    if alert_id is None:
        raise NotFound("The brake has no open alert.", hint="`scimconsole brake show` tells how it stands.")
    return alert_id


def _carry_out(client: ManagementClient, alert: BrakeAlert) -> BrakeAlert:
    """Watch a closed alert until all was worked; the service goes on after an interrupt."""
    import time

    from scimconsole.cli.output import progress
    from scimconsole.client import calls

    pause = _FIRST_LOOK_SECONDS
    try:
        while alert.withheld:
            progress(f"{alert.withheld} left")
            time.sleep(pause)
            pause = min(pause * 1.5, _SLOWEST_LOOK_SECONDS)
            alert = client.send(calls.brake_alert(alert.id))
    finally:
        progress("")
    return alert


def _question(waiting: int, outcome: BrakeOutcome) -> str:
    if outcome == "confirmed":
        return f"Deactivate {_people(waiting)}, as Entra ID has asked?"
    return f"Leave {_people(waiting)} active? Entra ID takes them for disabled, and is told nothing."


def _done(waiting: int, outcome: BrakeOutcome) -> str:
    if outcome == "confirmed":
        return f"Deactivated: {_people(waiting)}."
    return f"Still active: {_people(waiting)}. When that is wrong for somebody: scimconsole users deactivate"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _rows(state: BrakeState) -> list[tuple[str, object]]:
    from scimconsole.cli.output import in_full

    return [
        ("Brake", state.mode),
        ("Last hour", f"{state.people:,} lost access by SCIM; more than {state.threshold:,} raise an alert"),
        ("Alert", f"{state.alert_id} since {in_full(state.alert_at)}" if state.alert_id else "none is open"),
        ("Waiting", state.withheld or None),
        ("Being worked", state.applying or None),
        ("What to do", state.sentence),
    ]


def _alert_rows(alert: BrakeAlert) -> list[tuple[str, object]]:
    from scimconsole.cli.output import in_full

    return [
        ("Alert", alert.id),
        ("Began", f"{in_full(alert.began_at)}, last {in_full(alert.last_at)}"),
        ("People", f"{alert.people:,}; more than {alert.threshold:,} within an hour"),
        ("Closed", f"{in_full(alert.closed_at)} by {alert.closed_by}: {alert.outcome}"),
    ]


VERBS = {
    "show": ("how the brake stands, and its open alert", _describe_show),
    "list": ("list whose deactivation waits for an owner's word", _describe_list),
    "confirm": ("carry out what waits, or say that an alert was seen", _describe_confirm),
    "discard": ("drop what waits: the people stay active", _describe_discard),
}
"""Action to its one-line summary and what describes its arguments."""
