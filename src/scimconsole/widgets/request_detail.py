"""One request of the journal in full: what was asked by whom, what was answered, what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import full
from scimconsole.widgets.request_columns import answer_tone, operation, took

if TYPE_CHECKING:
    from scimconsole.api.requests import ScimRequest


def request_sections(request: ScimRequest) -> list[Section]:
    """The request in the order one asks about it."""
    sections = [Section("", list(_answer(request)))]
    if request.error is not None:
        sections.append(Section("Why it was refused", [Fact("", request.error.detail, "bad")]))
    elif request.refusal is not None:
        sections.append(Section("Why it was refused", [Fact("", request.refusal, "bad")]))
    received = [Fact("", name) for name in request.received]
    sections.append(Section("Attributes received", received, "" if received else "None."))
    if request.ignored:
        sections.append(
            Section("Ignored: no schema knows them", [Fact("", name, "warn") for name in request.ignored])
        )
    sections.append(Section("Caller", list(_caller(request))))
    return sections


def _answer(request: ScimRequest) -> Iterator[Fact]:
    yield Fact("What", operation(request), "strong")
    yield Fact("Answer", str(request.status), answer_tone(request.status), f"in {took(request)}")
    yield Fact("When", full(request.at))
    yield Fact("Request", f"{request.method} {request.path}")
    if request.sought is not None:
        yield Fact("Sought", request.sought)
    if request.resource_id is not None:
        yield Fact(request.resource_type or "Resource", request.resource_id)
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
