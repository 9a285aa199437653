"""The keys of every table: moving, marking, going from match to match, and the menu of a row."""

from __future__ import annotations

from textual.binding import Binding, BindingType

TABLE_KEYS: list[BindingType] = [
    Binding("enter", "open", "Open", id="table.open", tooltip="Open what the cursor is on"),
    Binding("up,k", "move(-1)", "Up", show=False, id="table.up", tooltip="One row up"),
    Binding("down,j", "move(1)", "Down", show=False, id="table.down", tooltip="One row down"),
    Binding("pageup,ctrl+b", "page(-1)", "One page up", show=False, id="table.page-up"),
    Binding("pagedown,ctrl+f", "page(1)", "One page down", show=False, id="table.page-down"),
    Binding("home,g", "first", "First row", show=False, id="table.first"),
    Binding("end,G", "last", "Last row", show=False, id="table.last"),
    Binding(
        "space",
        "mark",
        "Mark",
        show=False,
        id="table.mark",
        tooltip="Mark this row, or take its mark away, and go to the next",
    ),
    Binding(
        "asterisk",
        "mark_all",
        "Mark all or none",
        key_display="*",
        show=False,
        id="table.mark-all",
        tooltip="Mark all rows that are here; where all are marked, none",
    ),
    Binding("shift+up,K", "extend(-1)", "Mark upwards", show=False, id="table.extend-up"),
    Binding("shift+down,J", "extend(1)", "Mark downwards", show=False, id="table.extend-down"),
    Binding("n", "match(1)", "Next match", show=False, id="table.next-match"),
    Binding("N", "match(-1)", "Previous match", show=False, id="table.previous-match"),
    Binding(
        "m,shift+f10",
        "context",
        "Menu of this row",
        show=False,
        id="table.context",
        tooltip="What can be done with this row",
    ),
]
