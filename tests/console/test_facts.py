from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scimconsole.widgets.facts import Fact, Section, draw


class TestFacts:
    def test_labels_share_a_column_and_long_texts_go_on_under_their_beginning(self) -> None:
        drawn = draw([Section("Head", [Fact("One", "a b c d e f g h"), Fact("Longer", "x")])], 16).plain
        assert drawn.split("\n") == ["Head", "One     a b c d", "        e f g h", "Longer  x"]

    def test_one_line_facts_are_cut_off(self) -> None:
        drawn = draw([Section("", [Fact("Mail", "somebody@acme.example", one_line=True)])], 16).plain
        assert drawn == "Mail  somebody@…"

    def test_hostile_text_is_escaped(self) -> None:
        assert "\x1b" not in draw([Section("\x1b", [Fact("\x1b", "\x1b[2J", note="\x1b")], "\x1b")], 40).plain

    @given(st.text(max_size=80), st.text(max_size=20), st.integers(20, 90))
    def test_no_line_is_longer_than_the_width(self, text: str, label: str, width: int) -> None:
        drawn = draw([Section("", [Fact(label, text)])], width)
        assert all(line.rstrip().cell_length <= width for line in drawn.split("\n"))
