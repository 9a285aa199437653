"""Problem documents (RFC 9457): how every refusal and failure of the management API is told."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer


class ProblemPlace(Answer):
    """One place in the input that cannot be used."""

    pointer: str = Field(
        description="JSON pointer (RFC 6901) into the body, or `?name` for a query parameter.",
        examples=["/expires_in"],
    )
    detail: str = Field(examples=["Must be at least 1 second."])
    position: int | None = Field(
        default=None, ge=0, description="Where in the text that `pointer` names, such as a filter; from 0."
    )


class Problem(Answer):
    """Why a request was not done; `type` is the stable name to program against."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "plan-required",
                    "title": "The plan does not include this",
                    "status": 403,
                    "detail": "SCIM tokens need the plan business-pro; this organization has starter.",
                }
            ]
        }
    )

    type: str = Field(description="A bare slug such as `plan-required`, `not-held`, `invalid-input`.")
    title: str
    status: int = Field(description="The HTTP status, again.")
    detail: str
    instance: str | None = Field(
        default=None, description="The id of this occurrence, as the service's log has it."
    )
    hint: str | None = Field(default=None, description="What to do next, where there is something to do.")
    errors: list[ProblemPlace] = Field(default_factory=list)
