"""For every attribute that is known: what is stored of a person, and what was sent last."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.content import Content

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.moments import brief_ago, full
from scimconsole.widgets.rows import ListedRows, NoRows
from scimconsole.widgets.rows_in_full import RowsInFull

if TYPE_CHECKING:
    from scimconsole.api.users import ReceivedValue
else:
    ReceivedValue = object

_OF_A_TYPE = re.compile(r"""(?P<name>\w+)\[type eq "(?P<type>\w+)"\](?:\.value|\.(?P<sub>\w+))""")


class PersonReceived(RowsInFull[ReceivedValue]):
    """The attributes in the order of the service's guide."""

    EMPTY = "No attribute is known."

    def __init__(self, now: Callable[[], datetime], *, id: str, classes: str = "") -> None:
        super().__init__(now, id=id, classes=classes)
        self.is_read = False
        """Whether somebody's attributes are shown."""

    def show(self, values: Sequence[ReceivedValue]) -> None:
        """Show a person's attributes."""
        self.is_read = True
        self.table.show_rows(ListedRows(values), cursor=0)
        self.describe()

    def clear(self) -> None:
        """Show nothing."""
        self.is_read = False
        self.table.show_rows(NoRows(), cursor=0)
        self.describe()

    def columns(self) -> Sequence[Column[ReceivedValue]]:
        """The attribute, what was sent last, and when."""
        return [
            Column("Attribute", 14, lambda value: Cell(value.label or _short(value.attribute)), grow=1),
            Column("Received", 14, _received, grow=2),
            Column("When", 12, lambda value: Cell(brief_ago(value.at, self.now(), never=""), "muted")),
        ]

    def in_full(self, row: ReceivedValue) -> Content:
        """One attribute: stored and received."""
        return _in_full(row)

    def request_of(self, row: ReceivedValue) -> str | None:
        """The request that the value came with."""
        return row.request_id


def _received(value: ReceivedValue) -> Cell:
    if value.state == "never":
        return Cell("never", "muted")
    if value.state == "pruned":
        return Cell("no longer known", "muted")
    if value.received is None:
        return Cell("taken away", "warn") if value.stored is None else Cell("not kept", "muted")
    return Cell(_text(value.received), "plain" if _is_stored(value) else "warn")


def _is_stored(value: ReceivedValue) -> bool:
    """Whether the value stands as it was sent; a manager is sent as an id and stored as an object with it."""
    stored = value.stored
    return bool(value.received == (stored.get("value") if isinstance(stored, Mapping) else stored))


def _in_full(value: ReceivedValue) -> Content:
    stored = "nothing" if value.stored is None else _text(value.stored)
    lines = [
        Content.styled(escape_text(value.attribute), "bold"),
        _line("Stored", stored),
        _line("Received", _received(value).text),
    ]
    if value.at is not None:
        lines.append(Content.styled(f"{full(value.at)}. Enter shows the request.", "$foreground-muted"))
    return Content("\n").join(lines)


def _line(label: str, text: str) -> Content:
    return Content.assemble((f"{label:<10}", "$foreground-muted"), escape_text(text))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(attribute: str) -> str:
    """What tells the attribute from others in few letters: no URN, `locality, work` for one in brackets."""
    name = attribute.rsplit(":", 1)[-1] if attribute.startswith("urn:") else attribute
    found = _OF_A_TYPE.fullmatch(name)
    return name if found is None else f"{found['sub'] or found['name']}, {found['type']}"
