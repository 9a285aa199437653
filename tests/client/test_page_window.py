"""The page window: a few pages around the viewport, and no stale answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.api import Page
from scimconsole.client.page_window import PageWindow


@dataclass
class Directory:
    """Rows behind cursors; counts what is asked for."""

    rows: int
    page_size: int = 10
    asked: list[str | None] = field(default_factory=list)

    async def fetch(self, cursor: str | None) -> Page[int]:
        self.asked.append(cursor)
        await asyncio.sleep(0)
        start = int(cursor or 0)
        end = min(start + self.page_size, self.rows)
        return Page(
            items=list(range(start, end)),
            next_cursor=str(end) if end < self.rows else None,
            total=self.rows,
        )

    def window(self, capacity: int = 3) -> PageWindow[int]:
        return PageWindow(self.fetch, page_size=self.page_size, capacity=capacity)


class TestShowingRows:
    """What is on the screen is fetched, and little else is held."""

    async def test_the_first_rows(self) -> None:
        directory = Directory(95)
        window = directory.window()
        assert window.row(0) is None
        assert await window.show(0, 9)
        assert [window.row(index) for index in range(10)] == list(range(10))
        assert directory.asked == [None]
        assert (window.extent.rows, window.extent.total, window.extent.complete) == (10, 95, False)

    async def test_what_is_held_is_not_asked_again(self) -> None:
        directory = Directory(95)
        window = directory.window()
        await window.show(0, 14)
        await window.show(3, 18)
        assert directory.asked == [None, "10"]
        assert window.holds(0, 19)
        assert not window.holds(15, 20)

    async def test_a_far_row_costs_the_cursors_before_it_once(self) -> None:
        directory = Directory(95)
        window = directory.window()
        await window.show(80, 89)
        assert window.row(85) == 85
        assert window.row(5) is None
        asked = len(directory.asked)
        await window.show(0, 9)
        assert window.row(5) == 5
        assert len(directory.asked) == asked + 1

    async def test_the_end_is_known_when_it_was_seen(self) -> None:
        window = Directory(25).window()
        await window.show(20, 40)
        assert (window.extent.rows, window.extent.complete) == (25, True)
        assert window.row(24) == 24
        assert window.row(25) is None

    async def test_an_empty_list(self) -> None:
        window = Directory(0).window()
        assert await window.show(0, 20)
        assert (window.extent.rows, window.extent.complete) == (0, True)
        assert window.holds(0, 20)

    @given(st.lists(st.integers(0, 300), max_size=12), st.integers(0, 300))
    def test_any_walk_shows_the_right_rows_and_holds_few(self, places: list[int], rows: int) -> None:
        async def walk() -> None:
            window = Directory(rows).window(capacity=4)
            for place in places:
                assert await window.show(place, place + 15)
                for index in range(place, place + 16):
                    assert window.row(index) == (index if index < rows else None)
                assert len(window._pages) <= 4

        asyncio.run(walk())


class TestAnotherQuestion:
    """An answer to an earlier one is dropped."""

    async def test_a_reset_makes_the_answer_under_way_stale(self) -> None:
        window = Directory(95).window()
        showing = asyncio.create_task(window.show(0, 9))
        await asyncio.sleep(0)
        window.reset(Directory(5).fetch)
        assert await showing is False
        assert window.row(0) is None
        assert await window.show(0, 9)
        assert window.extent.rows == 5

    async def test_a_row_can_be_replaced_while_it_is_held(self) -> None:
        window = Directory(95).window()
        await window.show(0, 9)
        window.replace(3, 333)
        window.replace(50, 1)
        assert window.row(3) == 333
        assert window.row(50) is None

    def test_a_window_needs_two_pages(self) -> None:
        with pytest.raises(ValueError, match="at least 2 pages"):
            Directory(1).window(capacity=1)
