"""One call of the management API, described apart from how it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

# Screens name calls before the first paint, which pydantic would delay by a third.
if TYPE_CHECKING:
    from pydantic import BaseModel

    from scimconsole.api import Page  # noqa: F401 - in the quoted base class below

Answer = TypeVar("Answer")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Call(Generic[Answer]):
    """What is asked, and how the answer's bytes become a model."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    """Below the organization, such as `/tokens`."""
    parse: Callable[[bytes], Answer]
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: BaseModel | None = None
    patience: float = 0.0
    """Seconds the service may wait before it answers, besides the usual time-out."""
    if_match: str | None = None
    """The entity tag of the version that is to be changed."""

    def content(self) -> bytes | None:
        """The body as sent: keys that were not given are left out, given nulls stay."""
        if self.body is None:
            return None
        return self.body.model_dump_json(exclude_unset=True).encode()


@dataclass(frozen=True, slots=True)
class ListCall(Call["Page[Item]"], Generic[Item]):
    """A call that answers one page of a list."""

    def after(self, cursor: str) -> ListCall[Item]:
        """The same call for the page that `next_cursor` points to."""
        return replace(self, query={**self.query, "cursor": cursor})
