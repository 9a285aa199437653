"""What a table tells the screen it is on; `RecordTable` has each of them as an attribute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.geometry import Offset
from textual.message import Message

if TYPE_CHECKING:
    from scimconsole.widgets.record_table import RecordTable


@dataclass
class _TableMessage(Message):
    table: RecordTable[Any]

    @property
    def control(self) -> RecordTable[Any]:
        """The table, for `@on` selectors."""
        return self.table


class _OnlyTheLast(_TableMessage):
    def can_replace(self, message: Message) -> bool:
        """A newer one makes an older one of the same table pointless."""
        return type(message) is type(self) and message.control is self.table


@dataclass
class Highlighted(_OnlyTheLast):
    """The cursor came to rest on another row, or on other data."""

    index: int


@dataclass
class Wanted(_OnlyTheLast):
    """Rows from `first` to `last` (both included) are in view and some near them are not here."""

    first: int
    last: int


@dataclass
class Opened(_TableMessage):
    """Enter or a double click on a row."""

    index: int


@dataclass
class Marked(_TableMessage):
    """Other rows are marked now: `count` of them; `missed` of a range were not here to be marked."""

    count: int
    missed: int = 0


@dataclass
class ContextWanted(_TableMessage):
    """A menu is asked for the row at `index`, to open at `screen_offset`."""

    index: int
    screen_offset: Offset
