"""The line on top: organization, service, plan and role on the left, the connection on the right."""

from __future__ import annotations

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.standing import Standing

_PHASES = {
    "unconfigured": ("○", "$foreground-muted", "not connected"),
    "starting": ("◌", "$warning", "connecting"),
    "connected": ("●", "$success", "connected"),
    "lost": ("▲", "$error", "connection lost"),
}

_SHORTEST_NAME = 8


class TitleBar(Widget):
    """One line that is always there."""

    DEFAULT_CSS = """
    TitleBar { width: 1fr; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    standing: reactive[Standing] = reactive(Standing())

    def render(self) -> RenderResult:
        """Draw the line for the width there is."""
        right = self._right()
        left = self._left(max(self.size.width - right.cell_length - 2, 0))
        space = self.size.width - left.cell_length - right.cell_length
        return Content.assemble(left, " " * max(space, 1), right)

    def _left(self, room: int) -> Content:
        brand = Content.styled("scimconsole  ", "bold $accent")
        organization = self.standing.organization
        if organization is None:
            return brand
        profile = self.standing.profile
        service = profile.title if profile is not None else organization.profile
        name = Content.styled(escape_text(organization.name), "bold")
        rest = _joined(service, organization.plan, organization.me.role)
        if brand.cell_length + name.cell_length + rest.cell_length <= room:
            return Content.assemble(brand, name, rest)
        # Plan and role are to be seen at every width: what goes is the program's name, the name's end and,
        # where little of it would be left, the service's title.
        if name.cell_length + rest.cell_length > room and rest.cell_length + _SHORTEST_NAME > room:
            rest = _joined(organization.plan, organization.me.role)
        name = name.truncate(max(room - rest.cell_length, _SHORTEST_NAME), ellipsis=True)
        return Content.assemble(name, rest).truncate(room, ellipsis=True)

    def _right(self) -> Content:
        sign, colour, word = _PHASES[self.standing.phase]
        if self.standing.phase == "connected":
            word = self.standing.place
        elif self.standing.phase == "starting":
            word = self.standing.doing or word
        elif self.standing.doing:
            word = f"{word}, {self.standing.doing}"
        return Content.assemble((f"{sign} ", colour), (escape_text(word), "$foreground-muted"))


def _joined(*words: str | None) -> Content:
    return Content("").join(
        Content.styled(f" · {escape_text(word)}", "$foreground-muted") for word in words if word
    )
