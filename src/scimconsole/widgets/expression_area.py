"""Where an expression is written: several lines, its parts in the theme's colours, its mistake marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual import events

from scimconsole.entra.expressions.colouring import Piece, pieces_of
from scimconsole.entra.expressions.limits import MAX_LENGTH
from scimconsole.widgets.plain_area import PlainArea


class ExpressionArea(PlainArea):
    """An area with the colours of the expression language."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "expression--function",
        "expression--attribute",
        "expression--text",
        "expression--number",
        "expression--word",
        "expression--error",
    }
    DEFAULT_CSS = """
    ExpressionArea {
        height: auto; min-height: 5; color: $foreground-muted;
    }
    ExpressionArea > .expression--function { color: $accent; text-style: bold; }
    ExpressionArea > .expression--attribute { color: $foreground; text-style: bold; }
    ExpressionArea > .expression--text { color: $success; }
    ExpressionArea > .expression--number { color: $warning; }
    ExpressionArea > .expression--word { color: $foreground; text-style: italic; }
    ExpressionArea > .expression--error { color: $error; text-style: underline; }
    """

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, id=id)
        self._mistake: tuple[str, int, int] | None = None
        self._drawn_of = ""
        self._drawn: dict[int, Text] = {}
        """The coloured lines of that text, by their numbers."""

    @property
    def cursor_offset_in_text(self) -> int:
        """The place of the cursor in the text, counted from 0."""
        row, column = self.cursor_location
        return sum(len(line) + 1 for line in self.text.split("\n")[:row]) + column

    def go_to(self, offset: int) -> None:
        """Move the cursor to a place in the text."""
        before = self.text[:offset].split("\n")
        self.move_cursor((len(before) - 1, len(before[-1])))

    def put(self, text: str, cursor: int) -> None:
        """Replace the whole text as one edit, with the cursor at a place in it."""
        self.replace(text, (0, 0), self.document.end)
        self.go_to(cursor)

    def mark(self, position: int, length: int) -> None:
        """Mark a mistake in the present text; a length of 0 marks none."""
        mistake = (self.text, position, position + length) if length else None
        if mistake != self._mistake:
            self._mistake = mistake
            self.notify_style_update()
            self.refresh()

    def notify_style_update(self) -> None:
        """Colour again: the theme is another one, or the mistake."""
        self._drawn_of = ""
        super().notify_style_update()

    def get_line(self, line_index: int) -> Text:
        """A line with its parts coloured; signs are drawn as the text around them."""
        text = self.text
        if self._drawn_of != text:
            self._drawn_of, self._drawn = text, {}
            for number, line, pieces in self._pieces_by_line(text):
                self._drawn[number] = self._coloured(line, pieces)
        return self._drawn[line_index].copy()

    def on_paste(self, event: events.Paste) -> None:
        """Take no more than an expression can have."""
        if len(event.text) > MAX_LENGTH:
            event.prevent_default()
            event.stop()
            sentence = f"An expression has at most {MAX_LENGTH:,} characters; nothing was pasted."
            self.notify(sentence, severity="warning", markup=False)

    def _pieces_by_line(self, text: str) -> Iterator[tuple[int, Text, list[Piece]]]:
        pieces = [piece for piece in pieces_of(text) if piece.kind != "sign"]
        if self._mistake is not None and self._mistake[0] == text:
            _, start, end = self._mistake
            pieces.append(Piece(start, max(end, start + 1), "error"))
        start = 0
        for number, line in enumerate(text.split("\n")):
            end = start + len(line)
            here = [piece for piece in pieces if piece.start <= end and piece.end > start]
            yield (
                number,
                super().get_line(number),
                [Piece(max(one.start - start, 0), min(one.end, end) - start, one.kind) for one in here],
            )
            start = end + 1

    def _coloured(self, line: Text, pieces: list[Piece]) -> Text:
        for start, end, kind in pieces:
            line.stylize(self.get_component_rich_style(f"expression--{kind}", partial=True), start, end)
        return line
