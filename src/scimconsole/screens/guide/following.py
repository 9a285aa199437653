"""Where the cursor goes by itself while steps are being done, and what is worth telling of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scimconsole.api.guide import Guide, GuideStep


class Following:
    """The cursor goes on to the next open step, until somebody moves it; the act begins it again."""

    def __init__(self) -> None:
        self._put: int | None = None

    def is_at(self, cursor: int) -> bool:
        """Whether the cursor is where it was put, and not where somebody moved it."""
        return self._put is None or self._put == cursor

    def begin_again(self) -> None:
        """Follow from now on, wherever the cursor is."""
        self._put = None

    def go_on(self, guide: Guide, cursor: int) -> int | None:
        """Where the cursor is to go; None where it stays because somebody moved it."""
        if not self.is_at(cursor):
            return None
        self._put = next_open(guide)
        return self._put


def next_open(guide: Guide) -> int:
    """The place of the step that comes next; once nothing is open, of the last step."""
    open_places = [
        place
        for place, step in enumerate(guide.steps)
        if step.state in ("waiting", "trouble") and not step.optional
    ]
    if not open_places:
        return len(guide.steps) - 1
    # What only a person can tell, between the last step seen and the next open one, may still be to do.
    seen = [place for place in range(open_places[0]) if guide.steps[place].state == "seen"]
    return seen[-1] + 1 if seen else 0


def newly(before: Guide, guide: Guide) -> tuple[GuideStep, ...]:
    """The steps that were seen, or got into trouble, since the guide was read before."""
    states = {step.number: step.state for step in before.steps}
    return tuple(
        step
        for step in guide.steps
        if step.state in ("seen", "trouble") and step.state != states.get(step.number, step.state)
    )
