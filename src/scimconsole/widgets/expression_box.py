"""Writing an expression: coloured and completed, its mistake marked, the parameter one is in explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from scimconsole.entra.expressions import ExpressionError
from scimconsole.entra.expressions.completion import OpenCall, complete, open_call
from scimconsole.widgets.expression_area import ExpressionArea
from scimconsole.widgets.expression_completing import Completing
from scimconsole.widgets.expression_offers import Offer, OfferList


class _Area(ExpressionArea):
    """The area, whose arrows move among the offers while there are some."""

    def action_cursor_up(self, select: bool = False) -> None:
        """The line or the offer above."""
        if not self._move_offer(-1):
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """The line or the offer below."""
        if not self._move_offer(1):
            super().action_cursor_down(select)

    def _move_offer(self, by: int) -> bool:
        box = self.parent
        if not isinstance(box, ExpressionBox) or not box.offers.is_shown:
            return False
        box.action_move(by)
        return True


class ExpressionBox(Completing):
    """The area, what can come next, and help with the call one is in."""

    DEFAULT_CSS = """
    ExpressionBox > #call { height: 2; padding: 0 1; }
    """

    @dataclass
    class Changed(Message):
        """Another expression is written."""

        text: str

    def __init__(self, text: str, attributes: Mapping[str, str], *, id: str) -> None:
        """`attributes` are the names to offer in brackets, with a note each."""
        super().__init__(self._complete, id=id)
        self._first = text
        self._put: str | None = None
        self.attributes = attributes

    def compose(self) -> ComposeResult:
        """The area, what can come next, and the call."""
        yield _Area(self._first, id="expression")
        yield OfferList()
        yield Static(id="call")

    def on_mount(self) -> None:
        """Say how to go on."""
        self._draw_call()

    @property
    def area(self) -> ExpressionArea:
        """Where it is written."""
        return self.query_one(ExpressionArea)

    @property
    def text(self) -> str:
        """The expression, as it was given while nobody changed it."""
        text = self.area.text
        return self._first if text == "\n".join(self._first.splitlines()) else text

    def show_mistake(self, error: ExpressionError | None) -> None:
        """Mark what is wrong with the present text at its place."""
        self.area.mark(error.position if error else 0, error.length if error else 0)

    def text_and_cursor(self) -> tuple[str, int]:
        """The text, and the place of the cursor in it."""
        return self.area.text, self.area.cursor_offset_in_text

    def put(self, text: str, cursor: int) -> None:
        """Replace the text, with the cursor at a place in it."""
        self._put = text
        self.area.put(text, cursor)

    def offers_offset(self) -> tuple[int, int]:
        """Under the word that is being typed."""
        area = self.area
        cursor = area.cursor_screen_offset - area.region.offset
        return cursor.x, cursor.y + 1 - area.size.height - area.gutter.height

    def is_wanted(self, text: str, cursor: int) -> bool:
        """While a word, a name or an interval is being typed."""
        before = text[cursor - 1 : cursor]
        return before.isalnum() or before in ("[", '"', "_")

    def _complete(self, text: str, cursor: int) -> list[Offer]:
        found = complete(text, cursor, self.attributes)
        return [Offer(one.text, one.note, *one.taken(text)) for one in found]

    def _draw_call(self) -> None:
        call = open_call(*self.text_and_cursor())
        self.query_one("#call", Static).update(call_text(call) if call else _NO_CALL)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        text = self.area.text
        if self._put == text:
            self._put = None
        else:
            self.typed()
        self._draw_call()
        self.post_message(self.Changed(self.text))

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self._draw_call()


_NO_CALL = Content.styled("Ctrl+Space shows functions and attributes.", "$foreground-muted")


def call_text(call: OpenCall) -> Content:
    """The signature with the present parameter marked, and a sentence of help."""
    function = call.function
    names = [f"[{one.name}]" if one.may_be_omitted else one.name for one in function.parameters]
    parts: list[tuple[str, str]] = [(f"{function.name}(", "$accent")]
    for place, name in enumerate(names):
        present = place == call.parameter
        parts.append((", " if place else "", "$foreground-muted"))
        # Marked by a sign as well, for who sees no colours.
        parts.append((f"«{name}»" if present else name, "bold" if present else "$foreground-muted"))
    parts.append((", ...)" if function.is_variadic else ")", "$accent"))
    parts.append((f"  {function.summary}", "$foreground-muted"))
    return Content.assemble(*parts)
