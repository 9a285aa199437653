"""A schema from elsewhere, on its way to be an edit; and what it holds, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scimconsole.entra.schema.model import ObjectMapping, SyncSchema
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.mapping_rows import table_words

_MOST_REMARKS = 5


class Incoming(NamedTuple):
    """A schema to go on with, and what is done by that, such as `staff.json imported`."""

    words: str
    schema: SyncSchema


def schema_sections(schema: SyncSchema, changes: Sequence[str]) -> list[Section]:
    """What was understood of a schema, what is new in it, and what was not understood."""
    shown = [Fact("", change) for change in changes[:_MOST_REMARKS]]
    if len(changes) > _MOST_REMARKS:
        shown.append(Fact("", f"and {len(changes) - _MOST_REMARKS} more", "muted"))
    remarks = [Fact("", remark, "warn") for remark in schema.remarks[:_MOST_REMARKS]]
    if len(schema.remarks) > _MOST_REMARKS:
        remarks.append(Fact("", f"and {len(schema.remarks) - _MOST_REMARKS} more", "muted"))
    return [
        Section("What changes", shown or [Fact("", "nothing: it says what is here already", "muted")]),
        Section("What it holds", [_table_fact(table) for table in schema.mappings]),
        *([Section("Remarks", remarks)] if remarks else []),
    ]


def _table_fact(table: ObjectMapping) -> Fact:
    parts = [f"{len(table.attributes)} attributes"]
    if table.matching:
        parts.append("matched by " + ", ".join(mapping.target for mapping in table.matching))
    parts.append("a scoping filter" if table.scope else "everybody assigned")
    if not table.enabled:
        parts.append("off")
    return Fact(table_words(table), "; ".join(parts), "plain" if table.enabled else "warn")
