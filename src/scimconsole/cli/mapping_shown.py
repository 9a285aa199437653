"""How commands show a mapping: its facts, its table, how many findings there are."""

from __future__ import annotations

from scimconsole.cli.output import in_full, print_json, print_rows, print_table, say
from scimconsole.cli.table import Column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from scimconsole.api import StoredMapping
    from scimconsole.entra.schema.model import AttributeMapping, ObjectMapping, SyncSchema


def print_document(stored: StoredMapping) -> None:
    """The version as JSON."""
    print_json(stored.model_dump(mode="json"))


def print_version(stored: StoredMapping) -> None:
    """Which version it is, of when and by whom."""
    is_saved = stored.version > 0
    print_rows(
        [
            ("Version", stored.version if is_saved else "0, the profile's starting point; nothing is saved"),
            ("Saved", f"{in_full(stored.created_at)} by {stored.created_by}" if is_saved else None),
            ("Note", stored.note),
        ]
    )


def print_object_mapping(mapping: ObjectMapping) -> None:
    """The facts of an object mapping, and its table as the portal has it."""
    print_rows(
        [
            ("Mapping", mapping.name),
            ("Enabled", "yes" if mapping.enabled else "no: nothing of this is sent"),
            ("Sends", _flows(mapping)),
            ("Scope", _scope(mapping)),
        ]
    )
    columns: list[Column[AttributeMapping]] = [
        Column("TARGET", lambda line: line.target, flexible=True),
        Column("TYPE", lambda line: line.type),
        Column("APPLY", _apply),
        Column("MATCHING", lambda line: line.matching or None),
        Column("DEFAULT", lambda line: line.default, flexible=True),
        # Last, because expressions may be of any length, and a pipe cuts nothing off.
        Column("SOURCE", _source, flexible=True),
    ]
    print_table(mapping.attributes, columns, nothing="No attribute is mapped.")


def _source(line: AttributeMapping) -> str:
    return line.name if line.type == "Constant" else line.expression


def _apply(line: AttributeMapping) -> str:
    return {"always": "always", "objectaddonly": "on create"}.get(line.flow_type.lower(), line.flow_type)


def _flows(mapping: ObjectMapping) -> str:
    words = {"Add": "creates", "Update": "updates", "Delete": "deletes"}
    return ", ".join(word for flow, word in words.items() if flow in mapping.flow_types) or "nothing"


def _scope(mapping: ObjectMapping) -> str:
    if not mapping.scope:
        return "everybody who is assigned"
    groups = [
        " and ".join(" ".join((one.attribute, one.operator, *one.values)) for one in group.clauses)
        for group in mapping.scope
    ]
    return "; or ".join(groups)


def summary(mapping: ObjectMapping) -> str:
    """What was understood of an object mapping, in a sentence."""
    matched = ", then ".join(line.target for line in mapping.matching) or "nothing"
    switched_off = "" if mapping.enabled else " (switched off)"
    number = len(mapping.attributes)
    noun = "attribute" if number == 1 else "attributes"
    return f"{mapping.name}{switched_off}: {number} {noun}, matched by {matched}; scope: {_scope(mapping)}."


def say_remarks(schema: SyncSchema) -> None:
    """What was not understood of a schema, on stderr."""
    for remark in schema.remarks:
        say(f"note: {remark}")


def count_of(findings: Iterable[Any]) -> str:
    """How many findings there are, and where to read them."""
    from collections import Counter

    counts = Counter(finding.severity for finding in findings)
    if not counts:
        return "The check finds nothing wrong."
    words = {
        "error": ("error", "errors"),
        "warning": ("warning", "warnings"),
        "advice": ("piece of advice", "pieces of advice"),
    }
    told = [f"{counts[kind]} {words[kind][counts[kind] > 1]}" for kind in words if counts[kind]]
    return f"The check finds {', '.join(told)}: `scimconsole mapping check` tells them."
