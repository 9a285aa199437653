"""The exceptions a person or another program gets to see, each with its exit code and its HTTP form.

    ScimConsoleError            1   500  internal
    ├── InvalidInput            2   422  invalid-input
    ├── NotSignedIn             3   401  not-signed-in
    ├── NotAllowed              3   403  not-allowed
    │   ├── PlanRequired        3   403  plan-required
    │   └── ReadOnly            3   403  read-only
    ├── NotFound                4   404  not-found
    ├── Conflict                5   409  conflict
    │   ├── NotHeld             5   409  not-held
    │   ├── CountMismatch       5   409  count-mismatch
    │   └── PreconditionFailed  5   412  precondition-failed
    └── Unavailable             6   503  unavailable
        └── TooManyStreams      6   429  too-many-streams

The exit codes are those of the commands; `problem` is the `type` of the problem document (RFC 9457).
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` would be a third of what the cheapest commands load
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import ClassVar


class ScimConsoleError(Exception):
    """Something went wrong that a person can be told about.

    `detail` is the sentence shown; `hint` is the next step, when there is one.
    """

    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 500
    problem: ClassVar[str] = "internal"
    title: ClassVar[str] = "The service failed"

    def __init__(self, detail: str, *, hint: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint


class InvalidInput(ScimConsoleError):
    """The input cannot be used; `errors` lists `(JSON pointer, sentence)` where the place is known.

    `position` is the offset inside of the first of them, where that is a text with a grammar.
    """

    exit_code = 2
    status = 422
    problem = "invalid-input"
    title = "The input is not valid"

    def __init__(
        self,
        detail: str,
        *,
        hint: str | None = None,
        errors: Sequence[tuple[str, str]] = (),
        position: int | None = None,
    ) -> None:
        super().__init__(detail, hint=hint)
        self.errors = tuple(errors)
        self.position = position


class NotSignedIn(ScimConsoleError):
    """No key was sent, or one that is unknown, expired or revoked."""

    exit_code = 3
    status = 401
    problem = "not-signed-in"
    title = "Not signed in"


class NotAllowed(ScimConsoleError):
    """The role does not permit the act."""

    exit_code = 3
    status = 403
    problem = "not-allowed"
    title = "Not allowed"


class PlanRequired(NotAllowed):
    """The organization's plan does not include SCIM."""

    problem = "plan-required"
    title = "The plan does not include this"


class ReadOnly(NotAllowed):
    """The console was opened with `--read-only`."""

    problem = "read-only"
    title = "Read-only"


class NotFound(ScimConsoleError):
    """The thing named does not exist."""

    exit_code = 4
    status = 404
    problem = "not-found"
    title = "Not found"


class Conflict(ScimConsoleError):
    """The state of the thing forbids the act."""

    exit_code = 5
    status = 409
    problem = "conflict"
    title = "Conflict"


class NotHeld(Conflict):
    """Somebody was to be reactivated who is not held: what Entra disabled, Entra enables."""

    problem = "not-held"
    title = "Nobody holds this person"


class CountMismatch(Conflict):
    """A bulk act matches another number of people than was expected."""

    problem = "count-mismatch"
    title = "Another number than expected"


class PreconditionFailed(Conflict):
    """`If-Match` names another version than the present one."""

    status = 412
    problem = "precondition-failed"
    title = "Changed in the meantime"


class Unavailable(ScimConsoleError):
    """The service, or its database, does not answer."""

    exit_code = 6
    status = 503
    problem = "unavailable"
    title = "Not reachable"


class TooManyStreams(Unavailable):
    """As many streams are open for the organization as it may have."""

    status = 429
    problem = "too-many-streams"
    title = "Too many streams"
