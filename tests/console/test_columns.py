from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scimconsole.widgets.columns import GAP, Cell, Column, fit


def column(title: str, width: int, grow: int = 0, rank: int = 0) -> Column[str]:
    return Column(title, width, Cell, grow=grow, rank=rank)


class TestColumnsShareTheWidth:
    def test_what_is_left_goes_to_those_that_grow(self) -> None:
        columns = [column("a", 10, grow=1), column("b", 10), column("c", 10, grow=3)]
        widths = [width for _, width in fit(columns, 30 + 2 * GAP + 8)]
        assert widths == [12, 10, 16]

    def test_the_highest_rank_goes_first_and_the_order_stays(self) -> None:
        columns = [column("name", 10), column("age", 10, rank=2), column("state", 10, rank=1)]
        assert [kept.title for kept, _ in fit(columns, 25)] == ["name", "state"]
        assert [kept.title for kept, _ in fit(columns, 12)] == ["name"]

    def test_rank_zero_stays_even_without_room(self) -> None:
        columns = [column("name", 30), column("state", 30)]
        assert [kept.title for kept, _ in fit(columns, 10)] == ["name", "state"]

    @given(
        st.lists(
            st.builds(
                column,
                st.just("x"),
                st.integers(1, 30),
                grow=st.integers(0, 3),
                rank=st.integers(1, 5),
            ),
            min_size=1,
            max_size=8,
        ),
        st.integers(30, 300),
    )
    def test_no_line_is_longer_than_the_width(self, columns: list[Column[str]], width: int) -> None:
        fitted = fit(columns, width)
        assert sum(size for _, size in fitted) + GAP * (len(fitted) - 1) <= width
        assert all(size >= kept.width for kept, size in fitted)
