"""How previewed people are printed: JSON that streams, one person as a block, many as a table."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import orjson

from scimconsole.cli.output import dim, print_table, say
from scimconsole.cli.table import Column
from scimconsole.domain.terminal_text import escape_json, escape_text

Item = dict[str, Any]


def print_report(
    arguments: argparse.Namespace,
    kinds: Sequence[tuple[str, Iterable[Item]]],
    summary: Callable[[], Mapping[str, int]],
) -> None:
    """Print the items of each kind as they come, then the summary, which is asked for at the end."""
    if arguments.jsonl:
        for item in chain.from_iterable(items for _, items in kinds):
            print(json_text(item))
    elif arguments.json:
        print("{", end="")
        for name, items in kinds:
            print_json_list(name, items)
        print(f'"summary": {json_text(summary())}}}')
    else:
        _print_for_people(chain.from_iterable(items for _, items in kinds))
        say(", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in summary().items() if count))


def print_json_list(name: str, items: Iterable[Item]) -> None:
    """Print one member of an object, a list with an item a line, and the comma behind it."""
    print(f'"{name}": [', end="")
    separator = "\n"
    for item in items:
        print(separator, json_text(item), sep="", end="")
        separator = ",\n"
    print("],")


def json_text(data: object) -> str:
    """The data as JSON on one line, with what could act on a terminal as escapes."""
    try:
        text = orjson.dumps(data).decode()
    except TypeError:  # numbers of more than 64 bits
        text = json.dumps(data)
    return text if text.isascii() else escape_json(text)


def _print_for_people(items: Iterator[Item]) -> None:
    first = list(islice(items, 2))
    if len(first) == 1:
        for line in _block(first[0]):
            print(line)
        return
    columns: list[Column[Item]] = [
        Column("person", name_of, flexible=True),
        Column("action", verdict),
        Column("what", _what, flexible=True),
    ]
    print_table(chain(first, items), columns, nothing="Nobody is to be told of.")


def name_of(item: Item) -> str:
    """How people know the object."""
    name = item.get("userPrincipalName") or item.get("displayName") or item["id"]
    return str(name or item["place"] or "-")


def verdict(item: Item) -> str:
    """The action, or the verdict on the scope where nothing was compared."""
    action: str = item["action"]
    if action != "unknown":
        return action
    if any(problem["fatal"] for problem in item["problems"]):
        return "refused"
    return "in scope" if item["in_scope"] else "out of scope"


def _what(item: Item) -> str:
    if item["problems"]:
        more = len(item["problems"]) - 1
        return str(item["problems"][0]["detail"]) + (f" (and {more} more)" if more else "")
    if item["changes"]:
        return ", ".join(change["attribute"] for change in item["changes"])
    return "" if item["in_scope"] else str(item["scope"]["reason"])


def _block(item: Item) -> Iterator[str]:
    """All about one person."""
    yield f"{escape_text(name_of(item))}  {dim(escape_text(str(item['id'] or 'without an id')))}"
    scope = item["scope"]
    decided = f" ({scope['clause']})" if scope["clause"] else ""
    yield f"{verdict(item)}: {escape_text(scope['reason'] + decided)}"
    redacted = frozenset(item["redacted"])
    if item["payload"] is not None:
        yield from _rows("Sent when created", _flat(item["payload"], redacted))
    yield from _rows("Left out", [(one["attribute"], one["detail"]) for one in item["omitted"]])
    if item["changes"]:
        yield from _rows(
            "Changes",
            [
                (one["attribute"], "[Redact]" if one["attribute"] in redacted else change_text(one))
                for one in item["changes"]
            ],
        )
        for dialect, patch in item["patch"].items():
            if patch is not None:
                shown = "[Redact] hides a value of it; --json has it" if redacted else json_text(patch)
                yield from ("", f"PATCH ({dialect})", f"  {shown}")
    yield from _rows("Problems", [(one["attribute"] or "-", problem_text(one)) for one in item["problems"]])
    if item["remarks"]:
        yield from ("", "Remarks", *(f"  {escape_text(remark)}" for remark in item["remarks"]))


def change_text(change: Mapping[str, Any]) -> str:
    """`"Cook" -> "Baker"`, with the reason if it has no effect."""
    before, after = (_value(change[name]) for name in ("before", "after"))
    note = f"  ({change['note']})" if change["note"] else ""
    return f"{before} -> {after}{note}"


def _rows(title: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    if not rows:
        return
    width = max(len(name) for name, _ in rows)
    yield from ("", title)
    for name, text in rows:
        yield f"  {escape_text(name.ljust(width))}  {escape_text(text)}"


def _flat(payload: Mapping[str, Any], redacted: frozenset[str]) -> list[tuple[str, str]]:
    """The body's values by their paths."""
    found: list[tuple[str, str]] = []
    for key, value in payload.items():
        if key in ("schemas", "meta"):
            continue
        for path, leaf in _leaves(key, value):
            found.append((path, "[Redact]" if path in redacted else _value(leaf)))
    return found


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        mark = ":" if path.lower().endswith((":user", ":group")) else "."
        for key, inner in value.items():
            yield from _leaves(f"{path}{mark}{key}", inner)
    elif isinstance(value, list) and all(isinstance(one, Mapping) for one in value) and value:
        for index, one in enumerate(value):
            kind = one.get("type")
            element = f'{path}[type eq "{kind}"]' if kind else f"{path}[{index}]"
            for key, inner in one.items():
                if key != "type":
                    yield from _leaves(f"{element}.{key}", inner)
    else:
        yield path, value


def _value(value: object) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def problem_text(problem: Mapping[str, Any]) -> str:
    """Status, kind and sentence of a problem."""
    status = f"{problem['status']} " if problem["status"] else ""
    kind = problem["scimType"] or problem["code"]
    lands = "" if problem["fatal"] else " (the request lands all the same)"
    return f"{status}{kind + ': ' if kind else ''}{problem['detail']}{lands}"
