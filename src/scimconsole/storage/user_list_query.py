"""What a list of users is asked for, and where its search starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scimconsole.domain.scim.filter import Filter

Sort = Literal["user_name", "-user_name", "display_name", "-display_name", "created_at", "-created_at"]
Order = Literal[Sort, "word", "-word"]
"""`word` is the order of the words that a search found; a minus turns an order round."""

Status = Literal["active", "inactive", "held", "incomplete"]

Driver = Literal["index", "status", "type", "group", "changes", "word"]
"""What few users meet, from where they are gathered and sorted; `index` walks an order instead."""

Listed = Literal["word", "group", "changes"]
"""A condition that an index lists the users of."""


@dataclass(frozen=True, slots=True)
class UserQuery:
    """Which users: every condition that is given must hold."""

    status: Status | None = None
    user_type: str | None = None
    words: tuple[str, ...] = ()
    """Prefixes in the form of `text_keys.query_words`, each of which some word of the user begins with."""
    group: str | None = None
    """The SCIM id of a group the user is in."""
    changed_since: int | None = None
    """Microseconds since the epoch: the user was created or changed then or later."""
    filter: Filter | None = None
    """A resolved SCIM filter."""

    driver: Driver = "index"
    """Where the search starts; see `user_list.prepare`."""
    listed: frozenset[Listed] = frozenset()
    """Conditions whose users are listed before an order is walked: too many to sort, few to look each up."""

    @property
    def order(self) -> Order:
        """The order of the list when nobody asks for another one."""
        return "word" if self.words and self.driver == "index" else "user_name"

    @property
    def is_everybody(self) -> bool:
        """Whether nothing is asked for."""
        return self == UserQuery()


@dataclass(frozen=True, slots=True)
class Shape:
    """A query without its values: all queries of one shape are one statement."""

    status: Status | None
    is_typed: bool
    words: int
    is_grouped: bool
    is_dated: bool
    driver: Driver
    listed: frozenset[Listed]

    @classmethod
    def of(cls, query: UserQuery) -> Shape:
        """The shape of a query; its filter, which is written into the statement, is not part of it."""
        return cls(
            query.status,
            query.user_type is not None,
            len(query.words),
            query.group is not None,
            query.changed_since is not None,
            query.driver,
            query.listed,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ends: the sort key (or the word found) and the id of its last user."""

    key: str | int
    id: str


def turned_round(order: Order) -> Order:
    """The same order from its end."""
    turned: Order = order[1:] if order.startswith("-") else f"-{order}"  # type: ignore[assignment]
    return turned
