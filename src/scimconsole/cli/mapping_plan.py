"""`scimconsole mapping plan`: the whole cycle as a dry run against the service; nothing is written."""

from __future__ import annotations

import argparse

from scimconsole.cli import mapping_choice, options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from scimconsole.client import ManagementClient
    from scimconsole.entra.people.reading import People
    from scimconsole.entra.planning.brake import Brake
    from scimconsole.entra.planning.plan import Plan

TRIPPED = 5
"""The exit code when the brake trips."""
_GROUPS_AT_ONCE = 25
_ROWS = 20
_TITLES = {
    "create": "To be created",
    "update": "To be changed",
    "disable": "To be disabled",
    "refused": "Refused",
    "ambiguous": "Ambiguous",
}


def describe(parser: argparse.ArgumentParser) -> None:
    """The arguments of `mapping plan`."""
    from scimconsole.cli import mapping_people

    mapping_people.add_people_options(parser)
    which = parser.add_argument_group("which mapping")
    which.add_argument(
        "--mapping", metavar="FILE", help="a mapping to try instead of the organization's; '-' reads stdin"
    )
    options.add_connection_options(parser)
    parser.add_argument(
        "--brake",
        metavar="N|off",
        type=_brake,
        help="exit 5 when more than N people would be disabled (default: 10, or 5 %% of the active ones)",
    )
    parser.add_argument(
        "--whole-directory",
        action="store_true",
        help="the file is everybody: whom the service holds beside them would be disabled",
    )
    parser.add_argument("--all", action="store_true", help=f"show every row, not {_ROWS} of each action")
    options.add_json_option(parser)
    parser.set_defaults(run=_plan)


def _brake(text: str) -> int | str:
    if text == "off":
        return text
    if text.isascii() and text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is neither a whole number nor 'off'")


def _plan(arguments: argparse.Namespace) -> int:
    import tempfile
    from collections import Counter

    from scimconsole.cli.mapping_people import counted_on_interrupt, opened
    from scimconsole.cli.output import say
    from scimconsole.cli.session import management
    from scimconsole.entra.planning.plan import Plan

    users, groups = opened(arguments)
    schema = _document(arguments)
    counts: Counter[str] = Counter()
    with (
        tempfile.TemporaryFile() as spool,
        counted_on_interrupt(counts),
        management(arguments) as client,
    ):
        plan = Plan(spool)
        brake, held = _brake_of(arguments, client)
        _take(client, users, groups, schema, plan, counts)
        if arguments.whole_directory:
            _take_absent(client, plan)
        summary = plan.summary(held=held)
        _print(arguments, plan, summary, brake)
    for remark in plan.remarks:
        say(remark)
    disables = summary["disable"]
    if not brake.trips(disables):
        return 0
    say(
        f"The brake trips: {disables:,} people would lose access, and more than {brake.limit:,} of "
        f"{brake.active:,} active ones are too many at once.\n"
        "  Look at the list of the disabled; --brake N allows N, --brake off any number."
    )
    return TRIPPED


def _document(arguments: argparse.Namespace) -> Mapping[str, Any] | None:
    """The mapping to try, as the service takes it."""
    if arguments.mapping is None:
        return None
    # As it is, not completed by an export: a cycle with this file has no other definitions either.
    return mapping_choice.schema_in_file(arguments.mapping).document


def _brake_of(arguments: argparse.Namespace, client: ManagementClient) -> tuple[Brake, int]:
    """The brake, and how many people the service holds."""
    from scimconsole.client import calls
    from scimconsole.entra.planning.brake import Brake

    counts = client.send(calls.organization()).counts
    if arguments.brake is None:
        return Brake.usual(counts.active), counts.users
    return Brake(None if arguments.brake == "off" else arguments.brake, counts.active), counts.users


def _take(
    client: ManagementClient,
    users: People,
    groups: People | None,
    schema: Mapping[str, Any] | None,
    plan: Plan,
    counts: dict[str, int],
) -> None:
    """Have everybody decided, people first: groups need to know who of their members is provisioned."""
    from scimconsole.cli.mapping_people import asked, watched

    for _, item in asked(client, watched(users, "people"), schema=schema, detail=False):
        plan.take_user(item)
        counts[item["action"]] += 1
    if groups is None:
        return
    sources = watched(groups, "groups")
    for source, item in asked(client, sources, schema=schema, at_once=_GROUPS_AT_ONCE):
        stored = item["stored"] or {}
        members = source.members if item["members"] else ()
        plan.take_group(_slim(item), members, [one["value"] for one in stored.get("members", ())])


def _slim(item: dict[str, Any]) -> dict[str, Any]:
    """The item without what a plan does not tell."""
    left_out = ("payload", "omitted", "remarks", "redacted", "stored", "patch")
    return {name: value for name, value in item.items() if name not in left_out}


def _take_absent(client: ManagementClient, plan: Plan) -> None:
    """Go once through the active people that the service holds."""
    from scimconsole.cli.output import progress
    from scimconsole.client import calls
    from scimconsole.entra.planning.plan import Held

    matched = plan.matched
    for number, user in enumerate(client.items(calls.users(status="active", limit=500))):
        if number % 500 == 0:
            progress(f"{number:,} people of the service")
        if user.id not in matched:
            plan.take_absent(Held(user.id, user.user_name))
    progress("")


def _print(arguments: argparse.Namespace, plan: Plan, summary: Mapping[str, Any], brake: Brake) -> None:
    if not arguments.json:
        _print_for_people(arguments, plan, summary)
        return
    from scimconsole.cli.mapping_report import json_text, print_json_list

    print(f'{{"summary": {json_text(summary)},')
    print(f'"brake": {json_text(brake.as_json(summary["disable"]))},')
    print_json_list("changes", plan.changes())
    print(f'"remarks": {json_text(plan.remarks)}}}')


def _print_for_people(arguments: argparse.Namespace, plan: Plan, summary: Mapping[str, Any]) -> None:
    """The counts, then a table for each action that has something to show."""
    from scimconsole.cli.mapping_report import name_of
    from scimconsole.cli.output import dim, print_rows, print_table
    from scimconsole.cli.table import Column
    from scimconsole.entra.planning.plan import ACTIONS

    print_rows(_counts(summary))
    shown: dict[str, list[dict[str, Any]]] = {}
    totals: dict[str, int] = {}
    for item in plan.changes():
        action = item["action"]
        totals[action] = totals.get(action, 0) + 1
        rows = shown.setdefault(action, [])
        if arguments.all or len(rows) < _ROWS:
            rows.append(item)
    columns: list[Column[dict[str, Any]]] = [
        Column("who", name_of, flexible=True),
        Column("what", _what, flexible=True),
    ]
    for action in ACTIONS:
        if action not in shown:
            continue
        print(f"\n{_TITLES[action]}")
        print_table(shown[action], columns, nothing="")
        if totals[action] > len(shown[action]):
            print(dim(f"and {totals[action] - len(shown[action]):,} more; --all shows them"))


def _counts(summary: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    from scimconsole.entra.planning.plan import ACTIONS

    yield "people", f"{summary['users']:,}"
    for action in ACTIONS:
        if summary[action] or action in ("create", "update", "disable"):
            yield f"  {action}", f"{summary[action]:,}"
    if summary["groups"]:
        yield "groups", f"{summary['groups']:,}"
        for action, count in summary["group_actions"].items():
            if count:
                yield f"  {action}", f"{count:,}"
        members = summary["members"]
        yield "members", f"{members['add']:,} to add, {members['remove']:,} to remove"
    if summary["absent"]:
        yield "held there, not in the file", f"{summary['absent']:,}"


def _what(item: dict[str, Any]) -> str:
    """What changes, or why nothing can."""
    from scimconsole.cli.mapping_report import problem_text

    said = [problem_text(problem) for problem in item["problems"]]
    return "; ".join([*said, *map(_change, item["changes"])])


def _change(change: Mapping[str, Any]) -> str:
    """`title: "Cook" -> "Baker"`; the URN of an extension is left out, long lists are counted."""
    from scimconsole.cli.mapping_report import change_text

    name: str = change["attribute"]
    if name.lower().startswith("urn:"):
        name = name.rpartition(":")[2]
    note = change["note"] if change["note"].startswith("No effect") else ""
    values = {side: _counted(change[side]) for side in ("before", "after")}
    return f"{name}: {change_text({**values, 'note': note})}"


def _counted(value: object) -> object:
    return f"{len(value)} of them" if isinstance(value, list) and len(value) > 2 else value
