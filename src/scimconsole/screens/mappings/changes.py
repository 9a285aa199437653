"""What differs between two schemas, in words: a line a change, and in full."""

from __future__ import annotations

from scimconsole.entra.schema.comparing import FieldChange, MappingChange, compare
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.widgets.columns import Tone
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.mapping_rows import short_target

_SIGNS: dict[str, tuple[str, Tone]] = {
    "added": ("+ added", "good"),
    "removed": ("- removed", "bad"),
    "changed": ("~ changed", "accent"),
    "other": ("~ other parts", "muted"),
}
_USUAL = ("Always", "FlowWhenChanged")
_NOTHING = Section("", text="Nothing differs.")


def change_words(change: MappingChange) -> str:
    """The change in one line, such as `userType changed: source "FULL" -> "SMARTBOX"`."""
    about = short_target(change.target) if change.target else change.object_mapping or "the document"
    if change.kind in ("added", "removed"):
        source = next((one for one in change.fields if one.field == "source"), None)
        text = "" if source is None else f": {source.after or source.before}"
        return f"{about} {change.kind}{text}"
    fields = "; ".join(_field_words(one) for one in change.fields)
    return f"{about} changed: {fields}" if change.kind == "changed" else f"{about}: {fields}"


def change_sections(before: SyncSchema, after: SyncSchema) -> list[Section]:
    """Every change with the values before and after."""
    return [_section(change) for change in compare(before, after)] or [_NOTHING]


def _section(change: MappingChange) -> Section:
    words, tone = _SIGNS[change.kind]
    about = change.target or change.object_mapping or "the document"
    facts = [Fact("", words, tone)]
    if change.target:
        facts.append(Fact("mapping", change.object_mapping, "muted"))
    for field in change.fields:
        if field.field == "target" or (change.kind in ("added", "removed") and _is_usual(field)):
            continue
        if field.before:
            facts.append(Fact(field.field, f"- {field.before}", "bad"))
        if field.after:
            facts.append(Fact("" if field.before else field.field, f"+ {field.after}", "good"))
    return Section(about, facts)


def _is_usual(field: FieldChange) -> bool:
    """Whether a mapping that came or went had just what nearly every mapping has."""
    return {field.before, field.after} <= {"", *_USUAL}


def _field_words(field: FieldChange) -> str:
    if field.before and field.after:
        return f"{field.field} {field.before} -> {field.after}"
    return f"{field.field} {field.after}" if field.after else f"{field.field} {field.before} removed"
