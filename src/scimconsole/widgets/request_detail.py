"""One request of the journal in full: what it is due to, what was sent and stored, by whom, word for word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textual.content import Content

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.columns import Tone
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.json_text import json_text
from scimconsole.widgets.moments import full
from scimconsole.widgets.request_columns import answer_tone, operation, took

if TYPE_CHECKING:
    from scimconsole.api.requests import RequestDifference, RequestExplanation, ScimRequest, ScimRequestDetail

SIDES = {
    "entra": "Entra's",
    "service": "this service's",
    "both": "either",
    "nobody": "nobody's: there is nothing to mend",
}
"""Whose side it is to change something, in words."""


def request_sections(request: ScimRequest) -> list[Section]:
    """What the list knows of a request, in the order one asks about it."""
    sections = [Section("", list(_answer(request)))]
    if request.cause is not None:
        tone: Tone = "bad" if request.cause.weight == "failure" else "warn"
        sections.append(Section("Due to", [Fact("", request.cause.title, tone)]))
    sections += _refusal(request)
    return [*sections, *_received(request), Section("Caller", list(_caller(request)))]


def detail_sections(request: ScimRequestDetail) -> list[Section]:
    """Everything the journal kept of a request."""
    sections = [Section("", list(_answer(request)))]
    if request.cause is not None:
        sections.append(Section(request.cause.title, [Fact("", request.cause.happened)]))
        sections.append(Section("", list(_explanation(request.cause))))
    sections += _refusal(request)
    if request.difference:
        sections.append(Section("Sent and stored", list(_differences(request.difference))))
    elif request.difference is not None:
        sections.append(Section("Sent and stored", text="Stored as it was sent."))
    sections += _received(request)
    if request.body is not None:
        sections.append(Section("What was sent", body=_document(request.body)))
    if request.answer is not None:
        sections.append(Section("What was answered", body=_document(request.answer)))
    return [*sections, Section("Caller", list(_caller(request)))]


def in_json(value: Any) -> str:
    """A value in one line, as it stands in a document."""
    return json.dumps(value, ensure_ascii=False)


def _document(text: str) -> Content:
    """JSON laid out; what is none, because it was cut or never was, as it came."""
    try:
        return json_text(json.loads(text))
    except ValueError:
        return Content(escape_text(text))


def _refusal(request: ScimRequest) -> Iterator[Section]:
    if request.error is not None:
        yield Section("Why it was refused", [Fact("", request.error.detail, "bad")])
    elif request.refusal is not None:
        yield Section("Why it was refused", [Fact("", request.refusal, "bad")])


def _explanation(cause: RequestExplanation) -> Iterator[Fact]:
    if cause.in_entra:
        yield Fact("In Entra", cause.in_entra)
    if cause.here:
        yield Fact("Here", cause.here)
    yield Fact("Side", SIDES[cause.side], "muted")
    if cause.entra_code:
        yield Fact("Entra's word", cause.entra_code, "muted")


def _differences(differences: list[RequestDifference]) -> Iterator[Fact]:
    for one in differences:
        stored = "nothing stored" if one.stored is None else f"stored {in_json(one.stored)}"
        yield Fact(one.attribute, f"sent {in_json(one.sent)}, {stored}", "warn", one.why)


def _received(request: ScimRequest) -> Iterator[Section]:
    received = [Fact("", name) for name in request.received]
    yield Section("Attributes received", received, "" if received else "None.")
    if request.ignored:
        yield Section("Ignored: no schema knows them", [Fact("", name, "warn") for name in request.ignored])


def _answer(request: ScimRequest) -> Iterator[Fact]:
    yield Fact("What", operation(request), "strong")
    yield Fact("Answer", str(request.status), answer_tone(request.status), f"in {took(request)}")
    yield Fact("When", full(request.at))
    yield Fact("Request", f"{request.method} {request.path}")
    if request.sought is not None:
        yield Fact("Sought", request.sought)
    if request.resource_id is not None:
        yield Fact(request.resource_type or "Resource", request.resource_id)
    if request.folded:
        words = "1 of the same kind" if request.folded == 1 else f"{request.folded:,} of the same kind"
        yield Fact("Before it", words, "muted", "f shows them")
    yield Fact("Id", request.id)


def _caller(request: ScimRequest) -> Iterator[Fact]:
    yield Fact("Signed in", "yes" if request.signed_in else "no", "plain" if request.signed_in else "bad")
    yield Fact("From", request.remote_address or "not known")
    yield Fact("Program", request.user_agent or "not given", "plain" if request.user_agent else "muted")
    if request.dialect is not None:
        yield Fact("Dialect", request.dialect)
    if request.token_id is not None:
        yield Fact("Token id", request.token_id)
    if request.correlation_id is not None:
        yield Fact("Correlation", request.correlation_id)
