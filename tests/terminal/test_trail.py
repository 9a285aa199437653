"""What a report tells of the last acts."""

from __future__ import annotations

from scimconsole.terminal.trail import MOST, Trail


class TestTheTrail:
    def test_tells_the_oldest_first_and_counts_what_is_repeated(self) -> None:
        trail = Trail()
        for act in ("go", "move", "move", "go"):
            trail.add(act)
        assert list(trail) == ["go", "move, 2 times", "go"]

    def test_keeps_the_last(self) -> None:
        trail = Trail()
        for number in range(MOST + 5):
            trail.add(str(number))
        assert len(list(trail)) == MOST
        assert list(trail)[-1] == str(MOST + 4)
