"""The end of a token as a calendar's entry: what RFC 5545 asks of the text, and the same entry every time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.guide.calendar import LONGEST_LINE, token_end

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
ENDS = datetime(2027, 11, 21, 19, 55, tzinfo=UTC)


def entry(**other: Any) -> str:
    told: dict[str, Any] = {
        "service": "Keycafe",
        "tenant_url": "https://scim.example.com/scim/v2/acme",
        "token_id": "3nQ0wq8e5uJ0cQqYtW0V1a",
        "token_name": "Entra ID",
        "ends": ENDS,
        "now": NOW,
    }
    return token_end(**(told | other))


def unfolded(text: str) -> list[str]:
    """The content lines, as a calendar reads them."""
    return text.replace("\r\n ", "").split("\r\n")


class TestTheEntry:
    def test_is_at_the_instant_at_which_the_token_ends(self) -> None:
        lines = unfolded(entry())
        assert lines[0] == "BEGIN:VCALENDAR"
        assert "DTSTART:20271121T195500Z" in lines
        assert 'SUMMARY:The SCIM token "Entra ID" of Keycafe ends' in lines

    def test_says_how_to_rotate_the_token(self) -> None:
        description = next(line for line in unfolded(entry()) if line.startswith("DESCRIPTION:Entra"))
        assert "scimconsole token rotate 3nQ0wq8e5uJ0cQqYtW0V1a\\, paste" in description

    def test_rings_thirty_days_and_seven_days_before(self) -> None:
        assert [line for line in unfolded(entry()) if line.startswith("TRIGGER")] == [
            "TRIGGER:-P30D",
            "TRIGGER:-P7D",
        ]

    def test_is_the_same_entry_when_it_is_exported_again(self) -> None:
        later = unfolded(entry(now=ENDS))
        assert "UID:3nQ0wq8e5uJ0cQqYtW0V1a@scim.example.com" in later
        assert "DTSTAMP:20271121T195500Z" in later

    def test_can_do_without_an_address(self) -> None:
        assert "UID:3nQ0wq8e5uJ0cQqYtW0V1a@scimconsole.invalid" in unfolded(entry(tenant_url=None))


class TestItsText:
    @given(st.text(max_size=200))
    def test_is_lines_of_75_octets_whatever_the_token_is_called(self, name: str) -> None:
        text = entry(token_name=name.encode("utf-8", "replace").decode())
        assert text.endswith("END:VCALENDAR\r\n")
        for line in text.removesuffix("\r\n").split("\r\n"):
            assert len(line.encode()) <= LONGEST_LINE
            assert line.isprintable() or not any(ord(character) < 32 for character in line)

    def test_escapes_what_would_end_a_value(self) -> None:
        summary = next(line for line in unfolded(entry(token_name="a;b,c\\d\ne\x07")) if "SUMMARY" in line)
        assert '"a\\;b\\,c\\\\d\\ne "' in summary
