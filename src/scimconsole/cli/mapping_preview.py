"""`scimconsole mapping preview`: what a mapping would send for each person, and what would come of it."""

from __future__ import annotations

import argparse

from scimconsole.cli import mapping_choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator
    from typing import Any

    from scimconsole.entra.people.reading import People
    from scimconsole.entra.people.source import SourceObject
    from scimconsole.entra.schema.model import ObjectMapping, SyncSchema

    Item = dict[str, Any]

ONLY = ("problems", "out-of-scope", "changes")
_CHANGING = frozenset({"create", "update", "disable"})


def describe(parser: argparse.ArgumentParser) -> None:
    """The arguments of `mapping preview`."""
    from scimconsole.cli import mapping_people

    mapping_people.add_people_options(parser)
    mapping_choice.add_choice_options(parser)
    parser.add_argument(
        "--compare",
        action="store_true",
        help="with --mapping: compare with what the organization holds (without it that is always done)",
    )
    told = parser.add_argument_group("what is told")
    told.add_argument("--user", metavar="WHO", help="only this one: userPrincipalName or object id")
    told.add_argument("--only", choices=ONLY, help="only those; everybody is counted all the same")
    told.add_argument("--dialect", choices=("legacy", "compliant"), help="only this form of the PATCH")
    form = told.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help='print {"users": [...], "summary": {...}}')
    form.add_argument("--jsonl", action="store_true", help="print one JSON document for each, a line each")
    again = parser.add_argument_group("to get the same values again (with --mapping)")
    again.add_argument("--now", metavar="TIME", type=_time, help="the present time, ISO 8601")
    again.add_argument("--seed", metavar="N", type=int, help="the seed of Guid and RandomString")
    parser.set_defaults(run=_preview)


def _time(text: str) -> object:
    from datetime import datetime

    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-11-22T09:00:00Z") from None


def _preview(arguments: argparse.Namespace) -> int:
    from collections import Counter

    from scimconsole.cli.mapping_people import counted_on_interrupt, opened
    from scimconsole.cli.mapping_report import print_report

    _check(arguments)
    users, groups = opened(arguments)
    counts: Counter[str] = Counter()
    with counted_on_interrupt(counts):
        kinds = [("users", _items(arguments, users, counts))]
        if groups is not None and arguments.user is None:
            kinds.append(("groups", _items(arguments, groups, counts)))
        print_report(arguments, kinds, lambda: _summary(counts, _is_compared(arguments)))
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """Refuse options that have no meaning together."""
    from scimconsole.errors import InvalidInput

    compared = _is_compared(arguments)
    if compared and (arguments.now is not None or arguments.seed is not None):
        raise InvalidInput(
            "--now and --seed hold for this program's own clock and chance, and the service has its own.",
            hint="Name a mapping with --mapping, and leave --compare out.",
        )
    if not compared and arguments.only == "changes":
        raise InvalidInput(
            "What changes is known only when it is compared with what the organization holds.",
            hint="Add --compare.",
        )


def _is_compared(arguments: argparse.Namespace) -> bool:
    """Whether the service decides; a mapping or profile by itself is tried on this machine."""
    return bool(arguments.compare or (arguments.mapping is None and arguments.profile is None))


def _items(arguments: argparse.Namespace, people: People, counts: Counter[str]) -> Iterator[Item]:
    """The decisions that are to be told; everybody is counted."""
    from scimconsole.cli.mapping_people import watched
    from scimconsole.entra.planning.claims import Claims

    noun = "people" if people.kind == "User" else "groups"
    sources = _wanted(arguments, watched(people, noun))
    claims = Claims()
    for item in _decided(arguments, sources, people.kind):
        claims.settle(item)
        counts["users" if people.kind == "User" else "groups"] += 1
        counts["in_scope" if item["in_scope"] else "out_of_scope"] += 1
        counts["problems"] += bool(item["problems"])
        counts[item["action"]] += 1
        if _is_told(arguments.only, item):
            if arguments.dialect is not None:
                item["patch"] = {arguments.dialect: item["patch"][arguments.dialect]}
            yield item


def _wanted(arguments: argparse.Namespace, sources: Iterator[SourceObject]) -> Iterator[SourceObject]:
    """Everybody, or the one who is asked for; raises `NotFound` when nobody is."""
    from scimconsole.errors import NotFound

    if arguments.user is None:
        yield from sources
        return
    wanted = arguments.user.casefold()
    for source in sources:
        names = (source.id, source.name, source.attributes.get("userPrincipalName"))
        if any(isinstance(name, str) and name.casefold() == wanted for name in names):
            yield source
            return
    raise NotFound(
        f"{arguments.users} has nobody with the userPrincipalName or id {arguments.user!r}.",
        hint="Leave --user out to see everybody.",
    )


def _decided(arguments: argparse.Namespace, sources: Iterable[SourceObject], kind: str) -> Iterator[Item]:
    if not _is_compared(arguments):
        return _here(arguments, sources, kind)
    return _by_the_service(arguments, sources)


def _here(arguments: argparse.Namespace, sources: Iterable[SourceObject], kind: str) -> Iterator[Item]:
    """Decisions of this machine, compared with nothing."""
    from scimconsole.entra.expressions import Surroundings
    from scimconsole.entra.provisioning.deciding import decide
    from scimconsole.entra.provisioning.mapping import compile_mapping
    from scimconsole.entra.provisioning.wire import decision_json

    profile = mapping_choice.chosen_profile(arguments)
    surroundings = Surroundings.repeatable(now=arguments.now, seed=arguments.seed)
    compiled = compile_mapping(_object_mapping(mapping_choice.chosen_schema(arguments), kind), surroundings)
    for source in sources:
        decision = decide(compiled, compiled.evaluate(source), None, profile)
        yield decision_json(compiled, decision)


def _object_mapping(schema: SyncSchema, kind: str) -> ObjectMapping:
    """The mapping of the kind; groups need not be mapped."""
    from scimconsole.entra.schema.model import ObjectMapping

    found = schema.users if kind == "User" else schema.groups
    return found or ObjectMapping("", kind, kind, enabled=False)


def _by_the_service(arguments: argparse.Namespace, sources: Iterable[SourceObject]) -> Iterator[Item]:
    """Decisions of the organization's service."""
    from scimconsole.cli.mapping_people import asked
    from scimconsole.cli.session import management

    schema = None
    if arguments.mapping is not None:
        schema = mapping_choice.chosen_schema(arguments).document
    with management(arguments) as client:
        for _, item in asked(client, sources, schema=schema):
            yield item


def _is_told(only: str | None, item: Item) -> bool:
    if only == "problems":
        return bool(item["problems"])
    if only == "out-of-scope":
        return not item["in_scope"]
    return only is None or item["action"] in _CHANGING


def _summary(counts: Counter[str], is_compared: bool) -> dict[str, int]:
    from scimconsole.entra.planning.plan import ACTIONS

    names = ["users", "groups", "in_scope", "out_of_scope", "problems", *(ACTIONS if is_compared else ())]
    return {name: counts[name] for name in names}
