"""Where one has been, for going back and forward."""

from __future__ import annotations

from scimconsole.screens.location import Location

_LONGEST = 100


class History:
    """The locations visited, and which of them is the present one."""

    def __init__(self, first: Location) -> None:
        self._visited = [first]
        self._present = 0

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier location."""
        return self._present > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether one went back from a later location."""
        return self._present < len(self._visited) - 1

    def leave(self, left: Location) -> None:
        """Keep how the present location looked when it was left."""
        self._visited[self._present] = left

    def visit(self, location: Location) -> None:
        """Go on to a location; what one went back from is forgotten."""
        del self._visited[self._present + 1 :]
        self._visited.append(location)
        del self._visited[:-_LONGEST]
        self._present = len(self._visited) - 1

    def back(self) -> Location:
        """Go to the location before; only where there is one."""
        self._present -= 1
        return self._visited[self._present]

    def forward(self) -> Location:
        """Go to the location after; only where there is one."""
        self._present += 1
        return self._visited[self._present]
