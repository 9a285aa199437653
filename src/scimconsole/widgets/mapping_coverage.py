"""Which of the profile's fields are mapped, in a line: counts of each level, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.mapping_rows import short_target

_LEVELS = ("required", "recommended", "optional")


@dataclass(frozen=True)
class LevelCoverage:
    """The fields of one level: how many there are, how many are mapped, and the targets of the others."""

    level: str
    mapped: int
    of: int
    unmapped: tuple[str, ...] = ()

    @property
    def style(self) -> str:
        """A required field that is missing hurts, a recommended one is worth a look."""
        if self.mapped == self.of:
            return "$success"
        return {"required": "$error", "recommended": "$warning"}.get(self.level, "$foreground-muted")


def levels_of(coverage: Mapping[str, Any]) -> tuple[LevelCoverage, ...]:
    """The levels of the coverage that a check answers; those without any field are left out."""
    levels = ((level, coverage.get(level)) for level in _LEVELS)
    return tuple(
        LevelCoverage(level, one["mapped"], one["of"], tuple(one["unmapped"]))
        for level, one in levels
        if isinstance(one, Mapping) and one["of"]
    )


class CoverageLine(Widget):
    """Always in sight; what has no room at the end is cut off, the counts come first."""

    DEFAULT_CSS = """
    CoverageLine { height: 1; padding: 0 2; }
    """

    levels: reactive[Sequence[LevelCoverage]] = reactive((), init=False)
    """The coverage as it is known."""
    doing: reactive[str] = reactive("", init=False)
    """What is being done to know it, such as `checking…`."""

    def render(self) -> RenderResult:
        """Draw the counts, then the targets that are missing."""
        parts = [
            Content.assemble((one.level, "$foreground-muted"), " ", (f"{one.mapped} of {one.of}", one.style))
            for one in self.levels
        ]
        missing = [
            Content.styled(escape_text(short_target(target)), level.style)
            for level in self.levels
            for target in level.unmapped
        ]
        line = Content(" · ").join(parts)
        if self.doing:
            line = Content.assemble(line, "  ", (self.doing, "$foreground-muted"))
        elif missing:
            line = Content.assemble(
                line, ("   not mapped: ", "$foreground-muted"), Content(", ").join(missing)
            )
        return line.truncate(max(self.content_size.width, 1), ellipsis=True)
