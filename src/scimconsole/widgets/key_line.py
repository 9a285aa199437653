"""The line at the bottom: the keys that work now; help and quit stay in sight at every width."""

from __future__ import annotations

from typing import Any, NamedTuple

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

_ALWAYS = ("help", "leave")
"""The actions whose keys stand at the right end."""
_SECOND = "-anywhere"
"""How the ids of those bindings end that are shown only where the usual key would be typed."""


class _Key(NamedTuple):
    key: str
    shown: str
    words: str
    enabled: bool
    start: int
    end: int


class KeyLine(Widget):
    """Keys with what they do; one that does not work now is dimmed, a click presses it."""

    DEFAULT_CSS = """
    KeyLine {
        height: 1; padding: 0 1;
        background: $footer-background; color: $footer-description-foreground;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[_Key] = []

    def on_mount(self) -> None:
        """Draw again whenever other keys work."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def render(self) -> RenderResult:
        """Draw the keys for the width there is."""
        self._keys = self._placed(self.size.width)
        line = Content("")
        for key in self._keys:
            gap = key.start - line.cell_length
            line = Content.assemble(line, " " * gap, *self._drawn(key))
        return line

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        offset = event.get_content_offset(self)
        for key in self._keys:
            if offset is not None and key.start <= offset.x < key.end and key.enabled:
                self.app.simulate_key(key.key)

    def _bindings_changed(self, _screen: Screen[Any]) -> None:
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
            placed.insert(len(placed), key._replace(start=at - _width(key), end=at))
            at -= _width(key) + 2
        return sorted(placed, key=lambda key: key.start)

    def _active(self) -> tuple[list[_Key], list[_Key]]:
        left: dict[str, _Key] = {}
        right: dict[str, _Key] = {}
        for _node, binding, enabled, _tooltip in self.screen.active_bindings.values():
            shown = self.app.get_key_display(binding)
            if not binding.show or self._is_typed(binding.key, shown):
                continue
            key = _Key(binding.key, shown, binding.description, enabled, 0, 0)
            if binding.action not in _ALWAYS:
                left.setdefault(binding.action, key)
            elif binding.action not in right or not (binding.id or "").endswith(_SECOND):
                right[binding.action] = key
        return list(left.values()), [right[action] for action in _ALWAYS if action in right]

    def _is_typed(self, key: str, shown: str) -> bool:
        field = self.screen.focused
        return field is not None and field.check_consume_key(key, shown if len(shown) == 1 else None)

    def _drawn(self, key: _Key) -> list[tuple[str, str]]:
        if not key.enabled:
            return [(f"{key.shown} {key.words}", "$foreground-disabled")]
        return [(key.shown, "bold $footer-key-foreground"), (f" {key.words}", "")]


def _width(key: _Key) -> int:
    return len(key.shown) + 1 + len(key.words)
