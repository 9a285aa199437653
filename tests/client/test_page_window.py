"""The page window: a few hundred rows around the viewport, reached from the nearer end."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from scimconsole.api import Page
from scimconsole.client.page_window import PageWindow

PAGE = 10


@dataclass
class Directory:
    """Numbers behind cursors, as a keyset list gives them; counts what is asked for."""

    people: list[int]
    counts: bool = True
    asked: list[tuple[str, str | None, int]] = field(default_factory=list)

    async def forward(self, cursor: str | None, limit: int) -> Page[int]:
        self.asked.append(("forward", cursor, limit))
        await asyncio.sleep(0)
        start = 0 if cursor is None else bisect_right(self.people, int(cursor))
        return self._page(self.people[start : start + limit], start + limit < len(self.people))

    async def backward(self, cursor: str | None, limit: int) -> Page[int]:
        self.asked.append(("backward", cursor, limit))
        await asyncio.sleep(0)
        end = len(self.people) if cursor is None else bisect_left(self.people, int(cursor))
        return self._page(self.people[max(end - limit, 0) : end][::-1], end > limit)

    def window(self, *, two_ways: bool = True, capacity: int = 40) -> PageWindow[int]:
        backward = self.backward if two_ways else None
        return PageWindow(self.forward, backward, page_size=PAGE, capacity=capacity)

    def _page(self, items: list[int], more: bool) -> Page[int]:
        following = str(items[-1]) if more else None
        return Page(items=items, next_cursor=following, total=len(self.people) if self.counts else None)


def numbers(count: int) -> Directory:
    return Directory(list(range(count)))


class TestShowingRows:
    """What is on the screen is fetched, and little else is held."""

    async def test_the_first_rows(self) -> None:
        directory = numbers(95)
        window = directory.window()
        assert window.row(0) is None
        await window.show(0, 9)
        assert [window.row(index) for index in range(10)] == list(range(10))
        assert directory.asked == [("forward", None, 10)]
        assert (window.extent.rows, window.extent.total, window.extent.complete) == (10, 95, False)

    async def test_what_is_held_is_not_asked_again(self) -> None:
        directory = numbers(95)
        window = directory.window()
        await window.show(0, 14)
        await window.show(3, 18)
        assert len(directory.asked) == 2
        assert window.holds(0, 19)
        assert not window.holds(15, 20)

    async def test_the_end_is_one_page_away(self) -> None:
        directory = numbers(100_000)
        window = directory.window()
        await window.show(0, 9)
        await window.show(99_990, 99_999)
        assert [window.row(index) for index in range(99_990, 100_000)] == list(range(99_990, 100_000))
        assert directory.asked[1:] == [("backward", None, 10)]

    async def test_from_the_end_it_goes_back_page_by_page(self) -> None:
        directory = numbers(100_000)
        window = directory.window()
        await window.show(0, 9)
        for first in range(99_990, 99_900, -5):
            await window.show(first, first + 9)
            assert window.row(first) == first
        assert {way for way, _, _ in directory.asked[1:]} == {"backward"}
        assert {limit for _, _, limit in directory.asked} == {10}

    async def test_the_middle_is_walked_to_in_large_pages_from_the_nearer_end(self) -> None:
        directory = numbers(10_000)
        window = directory.window()
        await window.show(0, 9)
        await window.show(7_000, 7_009)
        assert [window.row(index) for index in range(7_000, 7_010)] == list(range(7_000, 7_010))
        assert [(way, limit) for way, _, limit in directory.asked[1:]] == [("backward", 1000)] * 3
        assert len(list(window.held())) <= 40

    async def test_a_walk_is_left_for_other_rows_after_any_step(self) -> None:
        directory = numbers(10_000)
        window = directory.window()
        await window.show(0, 9)
        window.want(5_000, 5_009)
        assert window.still_to_walk == 4_990
        assert await window.step()
        assert window.still_to_walk == 3_990
        window.want(0, 9)
        assert not await window.step()
        assert window.still_to_walk == 0

    async def test_without_a_way_back_the_end_is_walked_to(self) -> None:
        directory = numbers(95)
        window = directory.window(two_ways=False)
        await window.show(80, 89)
        assert window.row(85) == 85
        assert window.row(5) is None
        assert {way for way, _, _ in directory.asked} == {"forward"}

    async def test_an_unknown_length_ends_where_the_end_was_met(self) -> None:
        directory = Directory(list(range(25)), counts=False)
        window = directory.window()
        await window.show(0, 9)
        assert (window.extent.rows, window.extent.total, window.extent.complete) == (10, None, False)
        await window.show(20, 40)
        assert (window.extent.rows, window.extent.complete) == (25, True)
        assert (window.row(24), window.row(25)) == (24, None)

    async def test_an_empty_list(self) -> None:
        window = numbers(0).window()
        await window.show(0, 20)
        assert (window.extent.rows, window.extent.complete) == (0, True)
        assert window.holds(0, 20)

    async def test_a_row_can_be_replaced_while_it_is_held(self) -> None:
        window = numbers(95).window()
        await window.show(0, 9)
        await window.show(90, 94)
        for row in (3, 50, 92):
            window.replace(row, -row)
        assert [window.row(row) for row in (3, 50, 92)] == [-3, None, -92]

    def test_a_window_has_room_for_two_pages(self) -> None:
        with pytest.raises(ValueError, match="room for two"):
            numbers(1).window(capacity=19)

    @given(st.lists(st.integers(0, 3000), max_size=12), st.integers(0, 3000), st.booleans(), st.booleans())
    def test_any_walk_shows_the_right_rows_and_holds_few(
        self, places: list[int], count: int, counts: bool, two_ways: bool
    ) -> None:
        async def walk() -> None:
            directory = Directory(list(range(count)), counts)
            window = directory.window(two_ways=two_ways)
            for place in places:
                await window.show(place, place + 15)
                for index in range(place, place + 16):
                    assert window.row(index) == (index if index < count else None)
                held = list(window.held())
                assert len(held) <= 40
                assert all(row == item for row, item in held)

        asyncio.run(walk())


class TestReadingAgain:
    """Far down a list it starts from the cursors that are known, not from the first row."""

    async def test_stays_where_it_is(self) -> None:
        directory = numbers(100_000)
        window = directory.window()
        await window.show(0, 9)
        await window.show(40_000, 40_009)
        directory.asked.clear()
        window = window.again()
        await window.show(40_000, 40_009)
        assert [window.row(index) for index in range(40_000, 40_010)] == list(range(40_000, 40_010))
        assert len(directory.asked) == 1

    async def test_shows_what_changed_there(self) -> None:
        directory = Directory(list(range(0, 1000, 2)))
        window = directory.window()
        await window.show(0, 9)
        await window.show(200, 209)
        insort(directory.people, 405)
        window = window.again()
        await window.show(200, 209)
        assert [window.row(row) for row in range(200, 205)] == [400, 402, 404, 405, 406]
        assert window.extent.total == 501

    @pytest.mark.parametrize("left", [0, 30, 250])
    async def test_comes_back_from_places_that_are_gone(self, left: int) -> None:
        directory = numbers(500)
        window = directory.window()
        await window.show(0, 9)
        await window.show(200, 209)
        del directory.people[left:]
        window = window.again()
        await window.show(200, 209)
        assert window.extent.total == left
        await window.show(0, left)
        assert window.row(0) == (0 if left else None)
        assert window.row(left - 1) == (left - 1 if left else None)

    async def test_believes_the_pages_where_the_count_is_wrong(self) -> None:
        directory = numbers(95)

        async def miscounted(cursor: str | None, limit: int) -> Page[int]:
            return (await directory.forward(cursor, limit)).model_copy(update={"total": 200})

        window = PageWindow(miscounted, page_size=PAGE, capacity=40)
        await window.show(190, 199)
        assert (window.extent.rows, window.extent.complete) == (95, True)
        await window.show(90, 99)
        assert window.row(94) == 94


class ChangingDirectory(RuleBasedStateMachine):
    """People come and go under a window; it always comes to rest, and after reading anew it is right."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.directory = Directory([])
        self.window = self.directory.window()

    def teardown(self) -> None:
        self.loop.close()

    @initialize(count=st.integers(0, 400), counts=st.booleans(), two_ways=st.booleans())
    def fill(self, count: int, counts: bool, two_ways: bool) -> None:
        self.directory = Directory(list(range(0, count * 1000, 1000)), counts)
        self.two_ways = two_ways
        self.window = self.directory.window(two_ways=two_ways)

    @rule(number=st.integers(0, 400_000))
    def somebody_comes(self, number: int) -> None:
        if number not in self.directory.people:
            insort(self.directory.people, number)

    @rule(at=st.integers(0, 1000), count=st.integers(1, 60))
    def some_go(self, at: int, count: int) -> None:
        del self.directory.people[at : at + count]

    @rule(first=st.integers(0, 500))
    def look(self, first: int) -> None:
        self._show(self.window, first)

    @rule(first=st.integers(0, 500))
    def begin_to_look(self, first: int) -> None:
        self.window.want(first, first + 15)
        self.loop.run_until_complete(self.window.step())

    @rule(first=st.integers(0, 500))
    def read_again(self, first: int) -> None:
        self.window = self.window.again()
        self._show(self.window, first)
        held = [item for _, item in self.window.held()]
        assert set(held) <= set(self.directory.people)

    @rule(first=st.integers(0, 500))
    def read_from_the_first_row(self, first: int) -> None:
        self.window = self.directory.window(two_ways=self.two_ways)
        self._show(self.window, first)
        people = self.directory.people
        for row in range(first, first + 16):
            assert self.window.row(row) == (people[row] if row < len(people) else None)

    @invariant()
    def little_is_held(self) -> None:
        assert len(list(self.window.held())) <= 40

    def _show(self, window: PageWindow[int], first: int) -> None:
        asked = len(self.directory.asked)
        self.loop.run_until_complete(window.show(first, first + 15))
        assert len(self.directory.asked) - asked < 60
        assert window.holds(first, first + 15)


TestAnyChange = ChangingDirectory.TestCase
TestAnyChange.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
