"""What an answer of the endpoint means to Entra when it is not the one it needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from scimconsole.entra.simulator.endpoint import Answer, NotAnswered
from scimconsole.errors import NotSignedIn

Category: TypeAlias = Literal["failure", "nonServiceFailure"]
"""Whether the endpoint failed, or the data did not fit it."""

_LONGEST_QUOTE = 2_000
_SCIM = "SystemForCrossDomainIdentityManagement"
INCOMPATIBLE = f"{_SCIM}ServiceIncompatible"
INCOMPATIBLE_FILTERING = f"{_SCIM}ServiceIncompatibleFiltering"
CREDENTIALS = f"{_SCIM}CredentialValidationFailure"

_BY_STATUS: dict[int, tuple[str, Category, str]] = {
    400: ("WebExceptionProtocolError", "nonServiceFailure", "Mend the value that the answer names."),
    403: ("InsufficientRights", "failure", "Let the token do what was asked."),
    404: (
        "InvalidAnchor",
        "nonServiceFailure",
        "It is gone there; the next attempt looks for it anew.",
    ),
    405: ("MethodNotAllowed", "failure", "Let the endpoint answer this method."),
    409: (
        "Conflict",
        "nonServiceFailure",
        "Find who has the value already; mend the matching attribute.",
    ),
    422: ("UnprocessableEntity", "nonServiceFailure", "Mend the value that the answer names."),
    429: ("TooManyRequests", "failure", "Let the endpoint answer 25 requests a second."),
    501: ("NotImplemented", "failure", "Let the endpoint answer this request."),
}
_OTHERWISE: tuple[str, Category, str] = (
    "WebExceptionProtocolError",
    "failure",
    "Let the endpoint answer as RFC 7644 says.",
)
_BROKEN: tuple[str, Category, str] = ("InternalServerError", "failure", "Look into the endpoint's log.")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an object was not provisioned, in the terms of the provisioning log."""

    code: str
    reason: str
    category: Category
    recommended: str
    status: int | None = None
    retry_after: float | None = None
    """Seconds to wait, for a request too many."""

    @property
    def is_refusal(self) -> bool:
        """Whether the same request would be answered the same again."""
        return self.status is None or (400 <= self.status < 500 and self.status not in (408, 429))

    def as_json(self) -> dict[str, str]:
        """Graph's `provisioningErrorInfo`."""
        return {
            "errorCode": self.code,
            "reason": self.reason,
            "additionalDetails": "" if self.status is None else f"HTTP status {self.status}",
            "errorCategory": self.category,
            "recommendedAction": self.recommended,
        }


class ObjectFailed(Exception):
    """One object cannot be provisioned in this cycle; the others can."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


class CredentialsRefused(NotSignedIn):
    """The endpoint does not take the token: the cycle ends, and the job is in quarantine."""


def of_answer(doing: str, answer: Answer) -> Failure:
    """The failure that an answer other than a good one is; `doing` is such as `create ana@contoso.com`."""
    known = _BROKEN if answer.status >= 500 else _OTHERWISE
    code, category, mend = _BY_STATUS.get(answer.status, known)
    reason = f"Failed to {doing}; status {answer.status}. Web Response: {quoted(answer)}"
    asked = answer.retry_after if answer.status == 429 else None
    return Failure(code, reason, category, mend, answer.status, asked)


def of_silence(doing: str, error: NotAnswered) -> Failure:
    """The failure that no answer is."""
    code = "Timeout" if error.silence == "timeout" else "WebExceptionProtocolError"
    mend = error.hint or "Look into the endpoint's log."
    # Nothing was answered, so the same request may well be answered the next time.
    return Failure(code, f"Failed to {doing}. {error.detail}", "failure", mend, 408)


def incompatible(doing: str, what: str, *, filtering: bool = False) -> Failure:
    """The failure that a good status with something else than SCIM is."""
    code = INCOMPATIBLE_FILTERING if filtering else INCOMPATIBLE
    return Failure(
        code, f"Failed to {doing}: {what}", "failure", "Let the endpoint answer as RFC 7644 says.", 500
    )


def unfit(code: str, reason: str, mend: str) -> Failure:
    """The failure of an object that is not even sent."""
    return Failure(code, reason, "nonServiceFailure", mend)


def filtering(failure: Failure) -> Failure:
    """The same failure, as one of a filter that was not answered."""
    return replace(failure, code=INCOMPATIBLE_FILTERING)


def quoted(answer: Answer) -> str:
    """The body of an answer as the log shows it."""
    text = answer.text.strip()
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}..."
