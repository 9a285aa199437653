"""The error a SCIM client gets to see (RFC 7644, 3.12)."""

from __future__ import annotations

from typing import Any

from scimconsole.domain.scim.text import writable
from scimconsole.errors import ScimConsoleError

ERROR_URN = "urn:ietf:params:scim:api:messages:2.0:Error"


class ScimError(ScimConsoleError):
    """A request the SCIM protocol refuses: HTTP status, `scimType` (RFC 7644, table 9) and a sentence.

    The sentence is shown verbatim in the directory's provisioning log, so it names the attribute, what was
    sent and what is allowed. `position` is the offset of what is wrong in a filter's text, `meant` the known
    name nearest to an unknown one.
    """

    exit_code = 2
    problem = "scim-error"
    title = "The SCIM request was refused"

    def __init__(
        self,
        status: int,
        scim_type: str | None,
        detail: str,
        *,
        position: int | None = None,
        meant: str | None = None,
    ) -> None:
        super().__init__(writable(detail))
        self.status = status  # type: ignore[misc]  # each instance carries the status of its own refusal
        self.scim_type = scim_type
        self.position = position
        self.meant = meant

    def body(self) -> dict[str, Any]:
        """The Error message of RFC 7644, 3.12; `status` is text there."""
        body: dict[str, Any] = {"schemas": [ERROR_URN], "status": str(self.status), "detail": self.detail}
        if self.scim_type is not None:
            body["scimType"] = self.scim_type
        return body


def invalid_value(detail: str) -> ScimError:
    """400 invalidValue: a value is missing, of the wrong type or not allowed."""
    return ScimError(400, "invalidValue", detail)


def invalid_path(detail: str) -> ScimError:
    """400 invalidPath: the path of a PATCH operation is malformed or names nothing known."""
    return ScimError(400, "invalidPath", detail)


def invalid_filter(detail: str, position: int | None = None, meant: str | None = None) -> ScimError:
    """400 invalidFilter: the filter is malformed or compares what cannot be compared."""
    return ScimError(400, "invalidFilter", detail, position=position, meant=meant)


def invalid_syntax(detail: str) -> ScimError:
    """400 invalidSyntax: the body is not the message it should be."""
    return ScimError(400, "invalidSyntax", detail)
