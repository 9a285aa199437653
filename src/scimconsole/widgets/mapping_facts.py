"""A row of the mappings in full: what is mapped, what the target takes, and what the check says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from scimconsole.domain.scim.text import fold
from scimconsole.entra.check.finding import Finding
from scimconsole.entra.schema.model import AttributeDefinition, AttributeMapping
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.mapping_rows import (
    LEVEL_TONES,
    FieldRow,
    FindingRow,
    MappingRow,
    ScopeRow,
    apply_words,
    clause_words,
    source_words,
    table_words,
    tone_of,
)

if TYPE_CHECKING:
    from scimconsole.api.profile import Profile


def mapping_detail(row: MappingRow, profile: Profile | None) -> Sequence[Section]:
    """What the check says first: it is what one looks for; then everything about the mapping."""
    mapping = row.mapping
    return [
        *(finding_section(finding) for finding in row.findings),
        Section("", list(_facts(row, mapping))),
        *_field(mapping.target, "", profile),
        *_definition(row.table.definitions.get(mapping.target)),
    ]


def scope_detail(row: ScopeRow, remarks: Sequence[str] = ()) -> Sequence[Section]:
    """Who is provisioned by the mapping, and what was not understood of the schema."""
    table = row.table
    who = [
        Section(
            "Who is provisioned",
            text="Whoever is assigned to the application and meets all conditions of one of these."
            if table.scope
            else "Everybody who is assigned to the application.",
        ),
        *(
            Section(group.name or "Conditions", [Fact("", clause_words(clause)) for clause in group.clauses])
            for group in table.scope
        ),
    ]
    acts = {"Add": "creates", "Update": "updates", "Delete": "disables and deletes"}
    done = [words for name, words in acts.items() if name in table.flow_types]
    return [
        Section(
            table.name,
            [
                Fact("Mapping", *(("on", "good") if table.enabled else ("off: nothing is sent", "warn"))),
                Fact("Objects", f"{table.source} becomes {table.target}"),
                Fact("Entra ID", ", ".join(done) or "does nothing", "plain" if len(done) == 3 else "warn"),
                Fact("Attributes", f"{len(table.attributes)} mapped"),
            ],
        ),
        *who,
        *([Section("Not understood", [Fact("", remark, "warn") for remark in remarks])] if remarks else []),
    ]


def field_detail(row: FieldRow, profile: Profile | None) -> Sequence[Section]:
    """What the guide says of a field, and how it is mapped."""
    if not row.mapped_by:
        mapped = Fact("Mapped", "no", LEVEL_TONES.get(row.level, "muted"))
    elif row.may_be_empty:
        note = "nothing is sent for people whose attributes are empty"
        mapped = Fact("Mapped", "yes, and it can be empty", "accent", note)
    else:
        mapped = Fact("Mapped", "yes", "good")
    return [
        Section("", [Fact("Target", row.attribute, "strong"), mapped]),
        *_field(row.attribute, row.label, profile),
    ]


def finding_detail(row: FindingRow) -> Sequence[Section]:
    """The finding with its place."""
    finding = row.finding
    places = [Fact("Mapping", finding.mapping)] if finding.mapping else []
    if finding.target:
        places.append(Fact("Target", finding.target))
    return [finding_section(finding), *([Section("Where", places)] if places else [])]


def finding_section(finding: Finding) -> Section:
    """What, the place in the expression, why it hurts, how to mend it, and where in the portal."""
    facts = [Fact("What", finding.what, tone_of(finding.severity))]
    if finding.expression is not None and finding.position is not None:
        part = finding.expression[finding.position : finding.position + max(finding.length, 1)]
        facts.append(Fact("At", part or "the end", note=f"character {finding.position + 1}"))
    facts += [Fact("Why", finding.why), Fact("Mend", finding.mend, "strong")]
    if finding.paste:
        facts.append(Fact("Paste", finding.paste))
    if finding.portal:
        facts.append(Fact("Portal", finding.portal, "muted"))
    return Section(f"{finding.severity.capitalize()}: {finding.code}", facts)


def _facts(row: MappingRow, mapping: AttributeMapping) -> Iterator[Fact]:
    yield Fact("Target", mapping.target, "strong")
    yield Fact("Type", mapping.type)
    if mapping.type != "None":
        yield Fact("Source", source_words(mapping))
    yield Fact("Default", mapping.default or "none", "plain" if mapping.default else "muted")
    yield Fact("Apply", apply_words(mapping))
    matching = f"precedence {mapping.matching}" if mapping.matching else "no"
    yield Fact("Matching", matching, "accent" if mapping.matching else "muted")
    yield Fact("Mapping of", f"{table_words(row.table)}, {row.table.name}", "muted")
    if row.changed:
        yield Fact("State", "edited, not saved", "accent")


def _field(target: str, label: str, profile: Profile | None) -> Iterator[Section]:
    """What the service's guide says of a target, if it names it."""
    named = {fold(target), fold(target.rpartition(":")[2])}
    fields = () if profile is None else profile.fields
    field = next((one for one in fields if fold(one.attribute) in named and label in ("", one.label)), None)
    if profile is None or field is None:
        return
    facts = [Fact("Field", field.label), Fact("Level", field.level)]
    if field.allowed:
        facts.append(Fact("Allowed", ", ".join(field.allowed)))
    if field.example:
        facts.append(Fact("Example", field.example))
    if field.default:
        facts.append(Fact("Without", field.default, note="is stored when nothing is sent"))
    if field.note:
        facts.append(Fact("Note", field.note))
    yield Section(profile.title, facts)


def _definition(definition: AttributeDefinition | None) -> Iterator[Section]:
    if definition is None:
        return
    facts = [Fact("Type", definition.type)]
    if definition.multivalued:
        facts.append(Fact("Values", "several"))
    if definition.required:
        facts.append(Fact("Required", "by the definition"))
    if definition.references:
        facts.append(Fact("Refers to", ", ".join(definition.references)))
    facts.append(Fact("Letter case", "matters" if definition.case_exact else "is no change"))
    yield Section("Target's definition", facts)
