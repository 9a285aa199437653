"""What is told and copied of a row of the mappings, whichever table it is in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from scimconsole.entra.check.finding import Finding
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.screens.location import Link, Location
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.copy_texts import as_row
from scimconsole.widgets.detail_pane import Detail
from scimconsole.widgets.mapping_facts import field_detail, finding_detail, mapping_detail, scope_detail
from scimconsole.widgets.mapping_rows import (
    FieldRow,
    FindingRow,
    MappingRow,
    ScopeRow,
    by_severity,
    short_target,
    source_words,
)
from scimconsole.widgets.mapping_tables import Row

if TYPE_CHECKING:
    from scimconsole.api.profile import Profile


def detail_of(row: Row | None, profile: Profile | None, remarks: Sequence[str]) -> tuple[str, Detail]:
    """Title and text of one row, empty without one; `remarks` are on the schema as a whole."""
    match row:
        case MappingRow():
            return short_target(row.mapping.target), mapping_detail(row, profile)
        case ScopeRow():
            return row.table.name, scope_detail(row, remarks)
        case FieldRow():
            return row.label, field_detail(row, profile)
        case FindingRow():
            return row.finding.code, finding_detail(row)
    return "", Content("")


def copies_of(row: Row | None) -> Iterator[Copy]:
    """What can be copied of one row."""
    match row:
        case MappingRow():
            yield from _mapping_copies(row)
        case ScopeRow():
            yield Copy("Mapping", row.table.name)
            if row.clause is not None:
                cells = (row.clause.attribute, row.clause.operator, *row.clause.values)
                yield Copy("Condition", as_row(cells))
        case FieldRow():
            yield Copy("Target", row.attribute)
            yield Copy("Field", row.label)
        case FindingRow():
            yield from _finding_copies(row.finding)


def links_of(schema: SyncSchema, findings: Sequence[Finding]) -> Iterator[Link]:
    """What can be looked for by name: the mappings of users and groups, and what the check says of them."""
    for tab, table in (("users", schema.users), ("groups", schema.groups)):
        for mapping in table.attributes if table is not None else ():
            location = Location("mappings", mapping.target, {"tab": tab})
            words = f"Mapping of {short_target(mapping.target)}"
            yield Link(words if tab == "users" else f"{words} ({tab})", location, source_words(mapping))
    for finding in by_severity(findings):
        location = Location("mappings", finding.target or "", {} if finding.target else {"tab": "findings"})
        yield Link(f"{finding.severity.capitalize()}: {finding.what}", location, finding.mend)


def _mapping_copies(row: MappingRow) -> Iterator[Copy]:
    mapping = row.mapping
    yield Copy("Target", mapping.target)
    if mapping.expression:
        yield Copy("Source", source_words(mapping))
    if mapping.default:
        yield Copy("Default", mapping.default)
    for finding in row.findings:
        yield from _finding_copies(finding)
    how = (mapping.flow_type, mapping.matching, mapping.default)
    yield Copy("Row", as_row((mapping.target, mapping.type, mapping.expression, *how)))


def _finding_copies(finding: Finding) -> Iterator[Copy]:
    yield Copy(f"Finding {finding.code}", f"{finding.what} {finding.why} {finding.mend}")
    if finding.paste:
        yield Copy("What mends it", finding.paste)
    if finding.portal:
        yield Copy("Way through the portal", finding.portal)
