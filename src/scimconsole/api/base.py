"""What all wire models share: tolerant reading, strict writing, times as text, and the page of a list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Generic, TypeVar, overload

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Item = TypeVar("Item")

Timestamp = Annotated[
    str,
    Field(
        json_schema_extra={"format": "date-time"},
        examples=["2026-11-21T20:00:00.000000Z"],
    ),
]
"""A moment in UTC with microseconds, ISO 8601 (RFC 3339)."""


Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""Any text that can be stored: no NUL."""

Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]
"""Text on one line: no control characters."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@overload
def timestamp(microseconds: int) -> str: ...


@overload
def timestamp(microseconds: int | None) -> str | None: ...


def timestamp(microseconds: int | None) -> str | None:
    """A moment as it goes over the wire, from microseconds since the epoch; None stays None."""
    if microseconds is None:
        return None
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class Answer(BaseModel):
    """What the service answers; unknown keys are passed over, so that a newer service stays readable."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Input(BaseModel):
    """What a caller sends; an unknown key is refused, so that a misspelt one is never silently lost."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Page(Answer, Generic[Item]):
    """One page of a list; ask again with `cursor=next_cursor` until that is null."""

    items: list[Item]
    next_cursor: str | None = Field(
        default=None, description="What to send as `cursor` for the next page; null on the last one."
    )
    total: int | None = Field(
        default=None, description="How many there are in all, where counting is cheap; null where it is not."
    )
