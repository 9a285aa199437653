"""The preview of one person in words: the verdict, what is not sent, the source, the requests."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from textual.content import Content

from scimconsole.domain.terminal_text import escape_json, escape_text
from scimconsole.entra.expressions.values import described, read_json
from scimconsole.entra.provisioning.target_path import parse_target
from scimconsole.errors import InvalidInput
from scimconsole.screens.mappings.payload_preview import Preview
from scimconsole.widgets.expression_value import HIDDEN
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.json_difference import Change, Row
from scimconsole.widgets.mapping_rows import short_target

_MUTED = "$foreground-muted"
_VERDICTS: dict[str, tuple[str, str]] = {
    "create": ("Would be created", "$success"),
    "update": ("Would be updated", "$warning"),
    "disable": ("Would lose access", "$error"),
    "unchanged": ("Unchanged", _MUTED),
    "skipped": ("Nothing is sent", _MUTED),
    "refused": ("Would be refused", "$error"),
    "ambiguous": ("Several matches", "$error"),
    "unknown": ("Not compared", _MUTED),
}
_CHANGES: dict[str, Change] = {"Add": "added", "Replace": "changed", "Remove": "removed"}


def verdict_text(preview: Preview, width: int) -> Content:
    """What would happen and what decided that, in a few lines."""
    item = preview.item
    words, style = _VERDICTS.get(item["action"], (escape_text(str(item["action"])), ""))
    scope = item["scope"]
    lines = [Content.assemble((words, f"bold {style}"), (_match(item), _MUTED))]
    if preview.not_compared:
        lines = [Content.styled(escape_text(preview.not_compared), f"bold {style}")]
    known = ("In scope  ", "$success") if item["in_scope"] else ("Out of scope  ", "$warning")
    clause = f"  {escape_text(scope['clause'])}" if scope["clause"] else ""
    lines.append(Content.assemble(known, escape_text(scope["reason"]), (clause, "bold")))
    for problem in item["problems"]:
        lines.append(_problem(problem))
    return Content("\n").join(part for line in lines for part in _wrapped(line, width))


def person_sections(preview: Preview) -> list[Section]:
    """What is not sent and why, what there is to say, and the person's source values."""
    item, source = preview.item, preview.source
    facts = [Fact(name, described(read_json(value))) for name, value in sorted(source.attributes.items())]
    if not source.is_assigned:
        facts.insert(0, Fact("assigned", "no", "warn"))
    sections = [Section("To know", [Fact("", remark, "warn") for remark in item["remarks"]])]
    sections.append(Section("In Entra ID", facts))
    later = [Fact(short_target(target), id) for target, id in item["references"].items()]
    later += [Fact("members", str(len(item["members"])))] if item.get("members") else []
    sections.append(Section("In a second pass", later, "Once those they refer to are there."))
    omitted = [
        Fact(short_target(one["attribute"]), one["detail"], "bad" if one["reason"] == "error" else "plain")
        for one in item["omitted"]
    ]
    sections.append(Section("Not sent", omitted))
    return [section for section in sections if section.facts]


def difference_rows(preview: Preview, *, revealed: bool) -> list[Row]:
    """Every mapped attribute: what is stored, what would be sent, and what changes."""
    item = preview.item
    changes = {change["attribute"]: change for change in item["changes"]}
    omitted = {one["attribute"]: one["detail"] for one in item["omitted"]}
    stored, payload = item["stored"], item["payload"] or {}
    rows: list[Row] = []
    for mapping in preview.table.attributes:
        target = mapping.target
        held = _at(stored, target) if stored is not None else None
        sent = _at(payload, target)
        if (change := changes.pop(target, None)) is not None:
            kind = _CHANGES.get(change["op"], "changed")
            rows.append(Row(target, kind, change["before"], change["after"], change["note"]))
        elif stored is not None:
            known: Change = "left" if target in omitted or sent is None else "same"
            rows.append(Row(target, known, held, None, omitted.get(target, "")))
        elif sent is not None:
            rows.append(Row(target, "sent" if preview.not_compared else "added", None, sent))
        else:
            rows.append(Row(target, "left", None, None, omitted.get(target, "")))
    rows += [
        Row(name, _CHANGES.get(change["op"], "changed"), change["before"], change["after"], change["note"])
        for name, change in changes.items()
    ]
    hidden = () if revealed else item.get("redacted", ())
    shown = (_hidden(row) if row.name in hidden else row for row in rows)
    return [row._replace(name=short_target(row.name)) for row in shown]


def body_of(preview: Preview, which: str, *, revealed: bool) -> Any | None:
    """The JSON of a request, `post`, `legacy` or `compliant`; None where there is none."""
    item = preview.item
    body = item["payload"] if which == "post" else item["patch"][which]
    return body if revealed or body is None else _masked(body, set(_secrets(preview)))


def why_no_body(preview: Preview, which: str) -> str:
    """Why there is no such request, in a sentence."""
    item = preview.item
    if which == "post":
        return "Nothing is created for who is out of scope, or is to be left alone."
    if preview.not_compared:
        return f"A change needs somebody to compare with. {preview.not_compared}"
    if item["stored"] is None:
        return "The service does not hold this person, so there is nothing to change."
    return "Nothing changes, so no PATCH is sent."


def as_text(body: Any) -> str:
    """A body as JSON for the clipboard."""
    return escape_json(json.dumps(body, indent=2, ensure_ascii=False))


def _match(item: Mapping[str, Any]) -> str:
    match = item["match"]
    if match is None:
        return "  nobody in the service matches" if item["action"] == "create" else ""
    return f"  matched by {escape_text(str(match['attribute']))}: {escape_text(str(match['id']))}"


def _problem(problem: Mapping[str, Any]) -> Content:
    code = " ".join(str(one) for one in (problem["status"], problem["scimType"] or problem["code"]) if one)
    word = ("Problem ", "bold $error") if problem["fatal"] else ("Attention ", "bold $warning")
    return Content.assemble(
        word,
        (f"{code}  " if code else "", _MUTED),
        escape_text(problem["detail"]),
    )


def _wrapped(line: Content, width: int) -> Sequence[Content]:
    return line.wrap(width) if line.cell_length > width else [line]


def _at(resource: Mapping[str, Any], target: str) -> Any:
    try:
        return parse_target(target).read(resource)
    except InvalidInput:
        return None


def _hidden(row: Row) -> Row:
    before, after = (None if value is None else HIDDEN for value in (row.before, row.after))
    return row._replace(before=before, after=after)


def _secrets(preview: Preview) -> Iterator[str]:
    """The texts that Redact hides."""
    item = preview.item
    changes = {change["attribute"]: change["after"] for change in item["changes"]}
    for target in item.get("redacted", ()):
        for value in (_at(item["payload"] or {}, target), changes.get(target)):
            if isinstance(value, str) and value:
                yield value


def _masked(body: Any, secrets: set[str]) -> Any:
    if not secrets:
        return body
    if isinstance(body, dict):
        return {name: _masked(value, secrets) for name, value in body.items()}
    if isinstance(body, list):
        return [_masked(value, secrets) for value in body]
    return HIDDEN if isinstance(body, str) and body in secrets else copy.copy(body)
