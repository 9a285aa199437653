from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.scim.text import fold, is_storable, iso_from_us, iso_instant, nearest, writable


class TestFold:
    """Texts that differ only in case or in their composition are the same."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Alice@Contoso.com", "alice@contoso.COM"),
            ("ÉMILE", "e\u0301mile"),
            ("Straße", "STRASSE"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ],
    )
    def test_spellings_that_mean_the_same_are_equal(self, one: str, other: str) -> None:
        assert fold(one) == fold(other)

    @pytest.mark.parametrize(("one", "other"), [("a", "b"), ("é", "e"), ("ｆ", "f"), ("한", "하")])
    def test_different_texts_stay_different(self, one: str, other: str) -> None:
        assert fold(one) != fold(other)

    @given(st.text())
    def test_folding_twice_changes_nothing(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)


class TestStorableText:
    """Only NUL and lone surrogates cannot be kept."""

    @pytest.mark.parametrize("text", ["", "plain", "Renée", "田中", "👩‍🚀", "\x1b[31m", "\u202e"])
    def test_everything_else_is_kept(self, text: str) -> None:
        assert is_storable(text)
        assert writable(text) == text

    @pytest.mark.parametrize(("text", "shown"), [("a\0b", "a\\0b"), ("é\ud800", "é\\ud800"), ("é\0", "é\\0")])
    def test_what_cannot_be_kept_is_shown_escaped(self, text: str, shown: str) -> None:
        assert not is_storable(text)
        assert writable(text) == shown


class TestTimes:
    """Times are kept and compared in one form."""

    def test_microseconds_become_utc_text(self) -> None:
        assert iso_from_us(1_795_291_200_000_001) == "2026-11-21T20:00:00.000001Z"

    def test_an_offset_is_converted(self) -> None:
        assert iso_instant("2026-11-21T21:00:00+01:00") == "2026-11-21T20:00:00.000000Z"

    def test_a_time_without_offset_is_utc(self) -> None:
        assert iso_instant("2026-11-21T20:00:00") == "2026-11-21T20:00:00.000000Z"

    @pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "0001-01-01T00:00:00+23:00"])
    def test_what_is_no_time_is_none(self, text: str) -> None:
        assert iso_instant(text) is None


class TestNearest:
    """An error about an unknown name offers the one that was meant."""

    def test_a_slip_of_the_keys_is_recognised(self) -> None:
        assert nearest("dispalyname", ["userName", "displayName"]) == "displayName"

    def test_nothing_is_offered_for_something_else(self) -> None:
        assert nearest("zzz", ["userName"]) is None
