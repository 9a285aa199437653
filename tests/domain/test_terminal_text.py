"""Text from a directory, safe to draw."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.terminal_text import escape_json, escape_text

ANY_TEXT = st.text(st.characters(exclude_categories=()))


class TestDrawnText:
    """Nothing in it acts on a terminal or turns the reading around."""

    def test_names_stay_as_they_are(self) -> None:
        for name in ("Zoé Lefèvre", "田中由紀", "김민준", "ليلى حداد", "נועה כהן", "👩‍💻", "نمی‌خواهم"):
            assert escape_text(name) == name

    def test_controls_are_shown(self) -> None:
        assert escape_text("a\x1b[2J\x07\x9b\r\n\tb") == "a\\x1b[2J\\x07\\x9b\\r\\n\\tb"

    def test_bidi_marks_and_invisible_characters_are_shown(self) -> None:
        assert escape_text("Jane\u202eeoD\u2066\u200b\ufeff") == "Jane\\u202eeoD\\u2066\\u200b\\ufeff"
        assert escape_text("\ud800\U000e0041") == "\\ud800\\U000e0041"

    @given(ANY_TEXT)
    def test_what_is_drawn_holds_no_hostile_character(self, text: str) -> None:
        drawn = escape_text(text)
        assert escape_text(drawn) == drawn
        drawn.encode("utf-8")
        assert not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in drawn)


class TestJson:
    """The same document, without anything a terminal would act on."""

    @given(st.dictionaries(ANY_TEXT, ANY_TEXT))
    def test_it_means_the_same(self, data: dict[str, str]) -> None:
        document = json.dumps(data, ensure_ascii=False, indent=1)
        escaped = escape_json(document)
        assert json.loads(escaped) == json.loads(document)
        assert escape_text(escaped.replace("\n", "")) == escaped.replace("\n", "")
