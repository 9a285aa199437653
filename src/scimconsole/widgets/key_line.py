"""The line at the bottom: the keys that work now; menu, help and quit stay in sight at every width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from scimconsole.widgets.acts import Act, acts_of

if TYPE_CHECKING:
    from scimconsole.terminal.application import TerminalApp

_ALWAYS = ("menu.bar", "help.keys", "app.quit")
"""The acts whose keys stand at the right end."""


class _Key(NamedTuple):
    key: str
    shown: str
    words: str
    enabled: bool
    start: int
    end: int


class KeyLine(Widget):
    """Keys with what they do; one that does not work now is dimmed and says why, a click presses it."""

    DEFAULT_CSS = """
    KeyLine {
        height: 1; padding: 0 1;
        background: $footer-background; color: $footer-description-foreground;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[_Key] = []
        self._why_off: dict[str, str] = {}

    def on_mount(self) -> None:
        """Draw again whenever other keys work."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)
        self.watch(self.app, "mouse_given", self._mouse_given, init=False)

    def why_off(self, key: str) -> str:
        """Why a key does nothing now; empty where it does something, or nobody knows."""
        return self._why_off.get(key, "")

    def render(self) -> RenderResult:
        """Draw the keys for the width there is, or how the mouse comes back from the terminal."""
        if cast("TerminalApp", self.app).mouse_given:
            return self._way_back()
        self._keys = self._placed(self.size.width)
        line = Content("")
        for key in self._keys:
            gap = key.start - line.cell_length
            line = Content.assemble(line, " " * gap, *self._drawn(key))
        return line

    def _way_back(self) -> Content:
        keys = next(
            (act.shown for act in acts_of(self.screen) if act.action.endswith("own_selection")), ("F7",)
        )
        sentence = f"The mouse selects for the terminal. {' or '.join(keys)}: back to the console"
        return Content.styled(sentence, "$warning")

    def _mouse_given(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        offset = event.get_content_offset(self)
        for key in self._keys:
            if offset is not None and key.start <= offset.x < key.end:
                self.app.simulate_key(key.key)

    def _bindings_changed(self, _screen: Screen[Any]) -> None:
        # Every row the cursor comes to may have other acts; mostly they are the same.
        if self._placed(self.size.width) != self._keys:
            self.refresh()

    def _placed(self, width: int) -> list[_Key]:
        left, right = self._active()
        right_width = sum(_width(key) + 2 for key in right)
        placed: list[_Key] = []
        at = 0
        for key in left:
            end = at + _width(key)
            if end + right_width > width:
                break
            placed.append(key._replace(start=at, end=end))
            at = end + 2
        at = width
        for key in reversed(right):
            placed.append(key._replace(start=at - _width(key), end=at))
            at -= _width(key) + 2
        return sorted(placed, key=lambda key: key.start)

    def _active(self) -> tuple[list[_Key], list[_Key]]:
        acts = acts_of(self.screen)
        self._why_off = {key: act.why for act in acts if act.why for key in act.keys}
        left: list[_Key] = []
        right: dict[str, _Key] = {}
        for act in acts:
            key = self._key(act) if act.in_footer else None
            if key is None:
                continue
            if act.id in _ALWAYS:
                right[act.id] = key
            else:
                left.append(key)
        return left, [right[act] for act in _ALWAYS if act in right]

    def _key(self, act: Act) -> _Key | None:
        """The first of an act's keys that would not be typed into the field that has the focus."""
        field = self.screen.focused
        for key, shown in zip(act.keys, act.shown, strict=True):
            typed = shown if len(shown) == 1 else None
            if field is None or not field.check_consume_key(key, typed):
                return _Key(key, shown, act.words, act.enabled, 0, 0)
        return None

    def _drawn(self, key: _Key) -> list[tuple[str, str]]:
        if not key.enabled:
            return [(f"{key.shown} {key.words}", "$foreground-disabled")]
        return [(key.shown, "bold $footer-key-foreground"), (f" {key.words}", "")]


def _width(key: _Key) -> int:
    return len(key.shown) + 1 + len(key.words)
