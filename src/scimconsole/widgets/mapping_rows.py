"""The rows of the mappings: a line of the table of attribute mappings, of the scope, and a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scimconsole.entra.check.finding import SEVERITIES, Finding
from scimconsole.entra.schema.model import AttributeMapping, Clause, ObjectMapping, ScopingGroup, SyncSchema
from scimconsole.widgets.columns import Cell, Column, Tone

_LONG_NAME = 14
"""Letters of an extension's name up to which a table has room for it beside the attribute."""
_ELEMENT = re.compile(r"\[type eq \"([^\"\]]*)\"\]", re.IGNORECASE)
_APPLY = {"Always": "always", "ObjectAddOnly": "on create", "MultiValueAddOnly": "adds only"}
_TONES: dict[str, Tone] = {"error": "bad", "warning": "warn", "advice": "accent"}
LEVEL_TONES: dict[str, Tone] = {"required": "bad", "recommended": "warn"}
"""How a field that is not mapped looks, by how much it is asked for."""
_SIGNS = {"error": "✗", "warning": "!", "advice": "·"}


@dataclass(frozen=True)
class MappingRow:
    """One attribute mapping, what the check says of it, and whether it differs from what is saved."""

    table: ObjectMapping
    index: int
    mapping: AttributeMapping
    findings: tuple[Finding, ...] = ()
    changed: bool = False

    @property
    def id(self) -> str:
        """What names the row for good; two mappings can share a target."""
        return f"{self.table.name}\n{self.mapping.target}\n{self.index}"


@dataclass(frozen=True)
class ScopeRow:
    """One condition of a scope; without one the mapping takes everybody."""

    table: ObjectMapping
    group: ScopingGroup | None = None
    clause: Clause | None = None

    @property
    def id(self) -> str:
        """What names the row for good."""
        group = "" if self.group is None else self.group.name
        return f"{self.table.name}\n{group}\n{self.clause}"


@dataclass(frozen=True)
class FindingRow:
    """One finding."""

    finding: Finding
    place: int

    @property
    def id(self) -> str:
        """What names the row for good."""
        return f"{self.place}\n{self.finding.code}"


def mapping_rows(
    table: ObjectMapping | None, findings: Iterable[Finding], saved: SyncSchema | None = None
) -> list[MappingRow]:
    """The attribute mappings of a table in its order; `saved` is what they are compared with."""
    if table is None:
        return []
    about: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.mapping == table.name and finding.target:
            about.setdefault(finding.target.lower(), []).append(finding)
    before = None if saved is None else _same_table(saved, table)
    kept = {bare(mapping) for mapping in before.attributes} if before is not None else set()
    return [
        MappingRow(
            table,
            index,
            mapping,
            tuple(by_severity(about.get(mapping.target.lower(), ()))),
            saved is not None and bare(mapping) not in kept,
        )
        for index, mapping in enumerate(table.attributes)
    ]


def scope_rows(schema: SyncSchema) -> list[ScopeRow]:
    """Who is provisioned by each mapping of the schema, a row a condition."""
    return [row for table in schema.mappings for row in _scope_of(table)]


def finding_rows(findings: Iterable[Finding]) -> list[FindingRow]:
    """The findings, what hurts most first."""
    return [FindingRow(finding, place) for place, finding in enumerate(by_severity(findings))]


@dataclass(frozen=True)
class FieldRow:
    """One field of the service's guide, and the targets that give it a value."""

    label: str
    attribute: str
    level: str
    mapped_by: tuple[str, ...]
    may_be_empty: bool

    @property
    def id(self) -> str:
        """What names the row for good."""
        return f"{self.attribute}\n{self.label}"


def field_rows(coverage: Mapping[str, Any]) -> list[FieldRow]:
    """The fields of the coverage that a check answers, in the profile's order."""
    return [
        FieldRow(
            str(field["label"]),
            str(field["attribute"]),
            str(field["level"]),
            tuple(field["mapped_by"]),
            bool(field["may_be_empty"]),
        )
        for field in coverage.get("fields", ())
    ]


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Errors, then warnings, then advice, else in the order they have."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def tone_of(severity: str) -> Tone:
    """How a severity looks; the word is always there too."""
    return _TONES.get(severity, "plain")


def bare(mapping: AttributeMapping) -> AttributeMapping:
    """The mapping apart from where it stands."""
    return replace(mapping, pointer="")


def short_target(target: str) -> str:
    """A target as a table shows it: an element by its type alone, an extension by its name.

    >>> short_target('emails[type eq "work"].value')
    'emails[work].value'
    >>> short_target("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department")
    'enterprise:department'
    """
    if not target.lower().startswith("urn:"):
        return _ELEMENT.sub(r"[\1]", target)
    urn, _, attribute = target.rpartition(":")
    parts = urn.split(":")
    # urn:ietf:params:scim:schemas:extension:<name>:2.0:User
    name = parts[-3] if len(parts) > 3 else urn
    if len(name) > _LONG_NAME:
        name = f"{name[: _LONG_NAME // 2]}…"
    return f"{name}:{attribute}"


def source_words(mapping: AttributeMapping) -> str:
    """The source as the portal writes it: an attribute, a text in quotes, or an expression on one line."""
    if mapping.type == "None":
        return ""
    if mapping.type == "Direct":
        return mapping.expression.strip().removeprefix("[").removesuffix("]")
    return " ".join(mapping.expression.split())


def apply_words(mapping: AttributeMapping) -> str:
    """When the mapping is applied."""
    return _APPLY.get(mapping.flow_type, mapping.flow_type)


def clause_words(clause: Clause) -> str:
    """A condition as one reads it."""
    values = ", ".join(f'"{value}"' for value in clause.values)
    return f"{clause.attribute} {clause.operator} {values}".rstrip()


def table_words(table: ObjectMapping) -> str:
    """The objects a mapping is for, in the words of people."""
    return {"user": "Users", "group": "Groups"}.get(table.source.lower(), table.name)


def mapping_columns() -> Sequence[Column[MappingRow]]:
    """Target and source always; when and how as far as there is room."""
    return [
        Column("", 1, _sign),
        Column("Target", 20, _target, grow=3),
        Column("Source", 16, lambda row: Cell(source_words(row.mapping)), grow=3),
        Column("Type", 10, lambda row: Cell(row.mapping.type, "muted"), rank=2),
        Column("Match", 5, _match, rank=1, align="right"),
        Column("Apply", 9, _apply, rank=3),
        Column("Default", 8, lambda row: Cell(row.mapping.default or ""), rank=4),
        Column("Check", 7, _check),
    ]


def scope_columns() -> Sequence[Column[ScopeRow]]:
    """Of which objects, whether they are provisioned, and under which condition."""
    return [
        Column("Objects", 8, lambda row: Cell(table_words(row.table), "strong")),
        Column("Mapping", 8, _switched),
        Column("Condition", 24, _condition, grow=3),
        Column("One of", 12, _group, grow=1, rank=1),
    ]


def finding_columns() -> Sequence[Column[FindingRow]]:
    """How bad, about what, and what."""
    return [
        Column("", 1, lambda row: _severity_sign(row.finding.severity)),
        Column("Check", 7, lambda row: Cell(row.finding.severity, tone_of(row.finding.severity))),
        Column("Target", 18, lambda row: Cell(short_target(row.finding.target or "—"), "muted"), grow=1),
        Column("What", 24, lambda row: Cell(row.finding.what), grow=3),
    ]


def field_columns() -> Sequence[Column[FieldRow]]:
    """The field in the guide's words, how much it is asked for, and whether it is mapped."""
    return [
        Column("Field", 16, lambda row: Cell(row.label, "strong"), grow=2),
        Column("Level", 11, lambda row: Cell(row.level, "muted")),
        Column("Target", 18, lambda row: Cell(short_target(row.attribute), "muted"), grow=2, rank=1),
        Column("Mapped", 14, _mapped, grow=1),
    ]


def _mapped(row: FieldRow) -> Cell:
    if not row.mapped_by:
        return Cell("no", LEVEL_TONES.get(row.level, "muted"))
    return Cell("can be empty", "accent") if row.may_be_empty else Cell("yes", "good")


def _sign(row: MappingRow) -> Cell:
    if row.findings:
        return _severity_sign(row.findings[0].severity)
    return Cell("*" if row.changed else "", "accent")


def _severity_sign(severity: str) -> Cell:
    return Cell(_SIGNS.get(severity, "?"), tone_of(severity))


def _target(row: MappingRow) -> Cell:
    return Cell(short_target(row.mapping.target), "strong" if row.changed else "plain")


def _match(row: MappingRow) -> Cell:
    return Cell(str(row.mapping.matching) if row.mapping.matching else "", "accent")


def _apply(row: MappingRow) -> Cell:
    return Cell(apply_words(row.mapping), "muted" if row.mapping.flow_type == "Always" else "plain")


def _check(row: MappingRow) -> Cell:
    if row.findings:
        severity = row.findings[0].severity
        return Cell(severity, tone_of(severity))
    return Cell("edited" if row.changed else "", "accent")


def _switched(row: ScopeRow) -> Cell:
    return Cell("on", "good") if row.table.enabled else Cell("off", "warn")


def _condition(row: ScopeRow) -> Cell:
    return Cell("everybody assigned", "muted") if row.clause is None else Cell(clause_words(row.clause))


def _group(row: ScopeRow) -> Cell:
    return Cell("" if row.group is None else row.group.name, "muted")


def _scope_of(table: ObjectMapping) -> Iterator[ScopeRow]:
    if not table.scope:
        yield ScopeRow(table)
    for group in table.scope:
        for clause in group.clauses:
            yield ScopeRow(table, group, clause)


def _same_table(schema: SyncSchema, table: ObjectMapping) -> ObjectMapping | None:
    return next(
        (one for one in schema.mappings if (one.name, one.source) == (table.name, table.source)), None
    )
