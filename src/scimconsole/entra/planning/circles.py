"""Managers whose chain leads back to where it began."""

from __future__ import annotations

from collections.abc import Mapping


def circles(managers: Mapping[str, str]) -> list[list[str]]:
    """Each circle once, as the ids along it, in the order in which they are met.

    >>> circles({"ana": "ben", "ben": "ana", "cai": "ben", "dee": "dee"})
    [['ana', 'ben'], ['dee']]
    """
    found: list[list[str]] = []
    seen: set[str] = set()
    for start in managers:
        path: dict[str, None] = {}
        one: str | None = start
        while one is not None and one not in seen:
            seen.add(one)
            path[one] = None
            one = managers.get(one)
        if one is not None and one in path:
            along = list(path)
            found.append(along[along.index(one) :])
    return found
