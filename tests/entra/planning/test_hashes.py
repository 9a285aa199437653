"""The set of hashes holds what a set would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scimconsole.entra.planning.hashes import Hashes

NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.integers(1, 3).map(lambda number: number << 40)


class TestHashes:
    """Those of 0 and 1 count as one: a hash may meet another anyway."""

    @given(st.lists(NUMBERS.filter(bool)))
    def test_tell_what_is_new(self, numbers: list[int]) -> None:
        hashes, known = Hashes(), set[int]()
        for number in numbers:
            assert hashes.add(number) == (number not in known)
            known.add(number)
        assert len(hashes) == len(known)

    def test_grow(self) -> None:
        hashes = Hashes()
        assert all(hashes.add(hash(str(number))) for number in range(20_000))
        assert not any(hashes.add(hash(str(number))) for number in range(20_000))
