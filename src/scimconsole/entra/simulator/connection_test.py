"""Test Connection as Entra does it, and what each wrong answer would mean there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

from scimconsole.entra.simulator import requests
from scimconsole.entra.simulator.endpoint import Answer, Endpoint
from scimconsole.entra.simulator.failures import quoted
from scimconsole.errors import NotAllowed, NotSignedIn, ScimConsoleError

Severity: TypeAlias = Literal["error", "warning"]
_CHECK_URL = "Check the Tenant URL: Entra adds /Users to it."
LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in an answer that Entra, or another identity provider, stumbles over."""

    severity: Severity
    what: str
    why: str
    mend: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What one answer to the test filter is worth."""

    status: int
    remarks: tuple[Remark, ...]

    @property
    def problem(self) -> ScimConsoleError | None:
        """What makes the test fail, as an error with the exit code of its kind."""
        first = next((remark for remark in self.remarks if remark.severity == "error"), None)
        if first is None:
            return None
        kinds: Mapping[int, type[ScimConsoleError]] = {401: NotSignedIn, 403: NotAllowed}
        kind = kinds.get(self.status, ScimConsoleError)
        return kind(f"{first.what} {first.why}", hint=first.mend)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole test."""

    tenant_url: str
    request: str
    seconds: float
    examined: Examined

    @property
    def problem(self) -> ScimConsoleError | None:
        """What makes the test fail."""
        return self.examined.problem

    @property
    def verdict(self) -> str:
        """The outcome in a sentence."""
        if self.problem is not None:
            return "Test Connection would fail in Entra."
        if self.examined.remarks:
            return "The answers are what Test Connection needs; there are warnings."
        return "Test Connection would succeed in Entra."

    def as_json(self) -> dict[str, Any]:
        """The report as `--json` prints it."""
        return {
            "ok": self.problem is None,
            "verdict": self.verdict,
            "tenant_url": self.tenant_url,
            "request": self.request,
            "status": self.examined.status,
            "seconds": round(self.seconds, 3),
            "findings": [
                {"severity": item.severity, "what": item.what, "why": item.why, "mend": item.mend}
                for item in self.examined.remarks
            ],
        }


async def try_connection(endpoint: Endpoint) -> Report:
    """Ask for somebody who cannot exist, with both spellings of a blank; raises `NotAnswered`."""
    request = requests.filter_for_nobody()
    answer = await endpoint.send(request)
    examined = examine(answer)
    remarks = [*_of_address(endpoint.tenant_url), *examined.remarks]
    if examined.problem is None:
        other = examine(await endpoint.send(requests.filter_for_nobody(blank="%20")))
        if other.problem is not None:
            remarks.append(
                Remark(
                    "error",
                    f"The same filter with blanks written as %20 was answered with {other.status}.",
                    "Entra writes blanks in a filter as + and as %20.",
                    "Decode the query as a form, in which both are blanks.",
                )
            )
    told = Examined(answer.status, tuple(remarks))
    return Report(endpoint.tenant_url, f"{request.method} {request.target}", answer.seconds, told)


def examine(answer: Answer) -> Examined:
    """What an answer to the test filter is worth."""
    remark = _of_status(answer)
    if remark is not None:
        return Examined(answer.status, (remark,))
    return Examined(answer.status, tuple(_of_body(answer)))


def _of_status(answer: Answer) -> Remark | None:
    status, said = answer.status, quoted(answer)[:300]
    if status == 200:
        return None
    if 300 <= status < 400:
        where = answer.headers.get("location", "another address")
        return Remark(
            "error",
            f"The answer is a redirection ({status}) to {where}.",
            "The token must not follow it to another place.",
            "Use the address that it leads to as the Tenant URL, if that is yours.",
        )
    known = {
        401: (
            "The token was not taken (401).",
            "In Entra that is quarantine at once: nobody is provisioned or disabled until it is good.",
            "Paste the token without `Bearer ` and blanks; when it expired or was revoked, make a new one.",
        ),
        403: (
            "The token is known but may not do this (403).",
            "Entra's cycles would fail like this.",
            "Give the token the right to read and write users and groups.",
        ),
        404: (
            "A filter that matches nobody was answered with 404.",
            "In Entra that is quarantine at once, and the most common reason for it.",
            "Answer 200 with an empty ListResponse. If the path itself is unknown, mend the Tenant URL: "
            "Entra adds /Users to it.",
        ),
        405: ("GET is not allowed (405).", "Entra cannot match anybody.", "Let GET /Users be asked."),
        406: (
            "The answer is 406.",
            "Entra's GET has no Content-Type, on which servers that negotiate strictly stumble.",
            "Answer application/scim+json whatever the request names.",
        ),
        429: (
            "There were too many requests (429).",
            "Entra tries again in the next cycle, 40 minutes later.",
            "Let the endpoint answer 25 requests a second.",
        ),
    }
    if status in known:
        what, why, mend = known[status]
        return Remark("error", what, f"{why} It said: {said}" if said else why, mend)
    return Remark(
        "error",
        f"The answer is {status}: {said or 'without a text'}.",
        "Entra needs 200 with an empty ListResponse.",
        "Look into the endpoint's log." if status >= 500 else _CHECK_URL,
    )


def _of_body(answer: Answer) -> list[Remark]:
    document = answer.document
    if not isinstance(document, Mapping):
        return [
            Remark(
                "error",
                f"The answer is no JSON object but: {quoted(answer)[:120]!r}.",
                "Entra cannot read it; often it is the page of a sign-in or of another product.",
                _CHECK_URL,
            )
        ]
    found: list[Remark] = []
    total, resources = document.get("totalResults"), document.get("Resources")
    if not isinstance(total, int) or isinstance(total, bool):
        found.append(
            Remark(
                "error",
                "The answer has no number in totalResults.",
                "Entra does not take it for a ListResponse.",
                'Answer {"schemas": [...ListResponse], "totalResults": 0, "Resources": [], ...}.',
            )
        )
    elif total or resources:
        found.append(
            Remark(
                "error",
                f"A filter for a random name found {total}.",
                "The filter is passed over: Entra would match everybody with the wrong person.",
                "Apply the filter of GET /Users.",
            )
        )
    if LIST_RESPONSE not in _texts(document.get("schemas")):
        found.append(
            Remark(
                "error",
                "The answer's schemas do not name the ListResponse.",
                "Entra does not take it for a ListResponse.",
                f'Add "schemas": ["{LIST_RESPONSE}"].',
            )
        )
    if not isinstance(resources, list):
        found.append(
            Remark(
                "warning",
                "The answer has no list in Resources.",
                "RFC 7644 lets it be missing when there is nobody; Entra's own samples always have it.",
                'Add "Resources": [].',
            )
        )
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/scim+json":
        found.append(
            Remark(
                "warning",
                f"The answer's Content-Type is {media_type or 'missing'}.",
                "Microsoft's validator takes application/scim+json only.",
                "Answer with Content-Type: application/scim+json.",
            )
        )
    return found


def _of_address(tenant_url: str) -> list[Remark]:
    if urlsplit(tenant_url).scheme == "https":
        return []
    return [
        Remark(
            "warning",
            "The Tenant URL is plain http.",
            "Entra takes https only, with TLS 1.2 and a certificate of a public authority.",
            "Practise like this; put a reverse proxy before the service for Entra.",
        )
    ]


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
