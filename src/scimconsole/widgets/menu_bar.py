"""The menu bar: every act of the console, by menus that the keyboard and the mouse open."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Offset
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.widgets.acts import MENUS, acts_of, in_menu


class MenuBar(Widget):
    """The names of the menus; the first letter with Alt opens one."""

    DEFAULT_CSS = """
    MenuBar {
        height: 1; width: auto; padding: 0 1; background: $panel; color: $foreground;
        &:hover { color: $foreground; }
    }
    """

    open_menu: reactive[str] = reactive("")
    """The menu that is open; empty for none."""

    def render(self) -> RenderResult:
        """Draw the names."""
        return Content("").join(self._drawn(name) for name in MENUS)

    def get_content_width(self, container: object, viewport: object) -> int:
        """As wide as the names."""
        return sum(len(name) + 2 for name in MENUS)

    def on_click(self, event: events.Click) -> None:
        """Open the menu that was clicked."""
        offset = event.get_content_offset(self)
        for name, start in _placed():
            if offset is not None and start <= offset.x < start + len(name) + 2:
                self.open(name)

    def open(self, name: str) -> None:
        """Open a menu under its name, with what can be done at this moment."""
        from scimconsole.screens.menus.bar_menu import BarMenu  # not before one is opened

        acts = {act.id: act for act in in_menu(acts_of(self.screen), name)}
        start = dict(_placed())[name]
        at = Offset(self.region.x + 1 + start, self.region.y + 1)
        self.open_menu = name

        def chosen(answer: str | None) -> None:
            self.open_menu = ""
            if answer in MENUS:
                self.open(answer)
            elif answer is not None:
                act = acts[answer]
                self.app.call_later(self.app.run_action, act.action, act.node)

        self.app.push_screen(BarMenu(name, list(acts.values()), at), chosen)

    def _drawn(self, name: str) -> Content:
        style = "$block-cursor-foreground on $block-cursor-background" if name == self.open_menu else ""
        return Content.assemble(
            (" ", style), (name[0], f"underline {style}".strip()), (f"{name[1:]} ", style)
        )


def _placed() -> Iterator[tuple[str, int]]:
    start = 0
    for name in MENUS:
        yield name, start
        start += len(name) + 2
