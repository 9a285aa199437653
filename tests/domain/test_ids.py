"""Identifiers that sort by their time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.ids import least_ordered_id, ordered_id

INSTANTS = st.integers(1, 253_402_300_799_999_999)
"""Microseconds since the epoch, to the end of the year 9999."""


class TestTheLeastIdOfAnInstant:
    @given(INSTANTS)
    def test_parts_the_ids_before_from_those_since(self, at: int) -> None:
        assert ordered_id(at - 1) < least_ordered_id(at) < ordered_id(at) < ordered_id(at + 1)

    def test_before_the_epoch_is_before_every_id(self) -> None:
        assert least_ordered_id(-1) < ordered_id(0)
