"""What can come next while an expression is written, and what its parts are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.entra.expressions import FUNCTIONS, MalformedExpression, compile_expression
from scimconsole.entra.expressions.colouring import PieceKind, pieces_of
from scimconsole.entra.expressions.completion import complete, open_call
from scimconsole.entra.expressions.limits import MAX_LENGTH

ATTRIBUTES = {"givenName": "first name", "mail": "e-mail", "mailNickname": "alias"}

_anything = st.text(st.sampled_from('[](),"\\=<>& \nToLower1mail§é'), max_size=40)


def offered(marked: str) -> list[str]:
    """What is offered at the `|` in the text."""
    return [one.text for one in complete(marked.replace("|", ""), marked.index("|"), ATTRIBUTES)]


def taken(marked: str, wanted: str) -> str:
    """The expression once an offer was taken, with the cursor as `|`."""
    text = marked.replace("|", "")
    (offer,) = (one for one in complete(text, marked.index("|"), ATTRIBUTES) if one.text == wanted)
    after, cursor = offer.taken(text)
    return f"{after[:cursor]}|{after[cursor:]}"


def kinds(text: str) -> list[tuple[str, PieceKind]]:
    return [(text[piece.start : piece.end], piece.kind) for piece in pieces_of(text)]


class TestWhatCanComeNext:
    @pytest.mark.parametrize(
        ("marked", "first"),
        [
            ("To|", ["ToLower(", "ToUpper(", "ConvertToBase64("]),
            ("ToLower([|", ["[givenName]", "[mail]", "[mailNickname]"]),
            ("ToLower([MAI|", ["[mail]", "[mailNickname]"]),
            ("ToLower(nick|", ["[mailNickname]"]),
            ('InStr([mail], "@", 1, |', ["vbBinaryCompare", "vbTextCompare"]),
            ('DateAdd("|', ['"d"', '"h"', '"m"']),
            ('IIF([mail] = "", Ign|', ["IgnoreAttributeFlow", "IgnoreObjectFlow"]),
            ("IIF([mail] = gi|", ["[givenName]"]),
            ("|", ["Append("]),
        ],
    )
    def test_the_most_likely_stands_first(self, marked: str, first: list[str]) -> None:
        assert offered(marked)[: len(first)] == first

    @pytest.mark.parametrize(
        "marked", ['Append("To|', "ToLower([mail]|", "ToLower([mail])|", '[emails[ty|pe eq "x"]']
    )
    def test_is_nothing_where_nothing_can_stand(self, marked: str) -> None:
        assert offered(marked) == []

    @pytest.mark.parametrize(
        ("marked", "wanted", "after"),
        [
            ("toup|", "ToUpper(", "ToUpper(|"),
            ("ToLo|w([mail])", "ToLower", "ToLower|([mail])"),
            ("Gu|", "Guid()", "Guid()|"),
            ("ToLower([ma|", "[mail]", "ToLower([mail]|"),
            ("ToLower([gi|venNam])", "[mail]", None),
            ("ToLower([mai|lNick])", "[mailNickname]", "ToLower([mailNickname]|)"),
            ('DateAdd("|", 1, Now())', '"yyyy"', 'DateAdd("yyyy"|, 1, Now())'),
        ],
    )
    def test_takes_the_place_of_the_word_that_was_begun(
        self, marked: str, wanted: str, after: str | None
    ) -> None:
        if after is None:
            assert wanted not in offered(marked)
        else:
            assert taken(marked, wanted) == after

    def test_tells_the_signature_of_a_function_and_the_note_of_an_attribute(self) -> None:
        notes = {one.text: one.note for one in complete("ma", 2, ATTRIBUTES)}
        assert notes["[mail]"] == "e-mail"
        assert notes["FormatDateTime("] == FUNCTIONS["FormatDateTime"].signature

    @given(_anything, st.integers(0, 40))
    def test_of_any_text_gives_offers_that_can_be_taken(self, text: str, cursor: int) -> None:
        cursor = min(cursor, len(text))
        for offer in complete(text, cursor, ATTRIBUTES):
            assert 0 <= offer.replace_from <= cursor <= offer.replace_to <= len(text)
        call = open_call(text, cursor)
        assert call is None or call.function.name in text


class TestTheParameterOneIsIn:
    @pytest.mark.parametrize(
        ("marked", "function", "parameter"),
        [
            ("Append(|", "Append", 0),
            ("Append([a], |", "Append", 1),
            ("Append([a], ToLower(|", "ToLower", 0),
            ("Append(ToLower([a]), |", "Append", 1),
            ('Append("(,", "|', "Append", 1),
            ('Join(", ", [a], [b], [|', "Join", 1),
            ("ToLower([a], [b], [c], |", "ToLower", None),
        ],
    )
    def test_is_that_of_the_innermost_call(self, marked: str, function: str, parameter: int | None) -> None:
        call = open_call(marked.replace("|", ""), marked.index("|"))
        assert call is not None
        assert (call.function.name, call.parameter) == (function, parameter)

    @pytest.mark.parametrize("marked", ["|", "ToLower([a])|", "Foo(|", "(|"])
    def test_is_none_outside_of_what_is_known(self, marked: str) -> None:
        assert open_call(marked.replace("|", ""), marked.index("|")) is None


class TestTheParts:
    def test_are_told_apart(self) -> None:
        assert kinds('IIF([a] >= 12, vbX, "t")') == [
            ("IIF", "function"),
            ("(", "sign"),
            ("[a]", "attribute"),
            (">=", "sign"),
            ("12", "number"),
            (",", "sign"),
            ("vbX", "word"),
            (",", "sign"),
            ('"t"', "text"),
            (")", "sign"),
        ]

    def test_of_a_mistake_are_marked_and_what_follows_is_read_on(self) -> None:
        assert kinds("tolower(§, [mail]") == [
            ("tolower", "error"),
            ("(", "sign"),
            ("§", "error"),
            (",", "sign"),
            ("[mail]", "attribute"),
        ]

    def test_beyond_the_limit_are_one_mistake(self) -> None:
        text = f'"{"x" * MAX_LENGTH}"'
        assert pieces_of(text)[-1] == (MAX_LENGTH, len(text), "error")

    @given(_anything)
    def test_of_any_text_lie_in_order_and_leave_only_blanks_out(self, text: str) -> None:
        end = 0
        for piece in pieces_of(text):
            assert not text[end : piece.start].strip()
            assert piece.end > piece.start >= end
            end = piece.end
        assert not text[end:].strip()

    @given(_anything)
    def test_of_a_good_expression_are_no_mistakes(self, text: str) -> None:
        try:
            compile_expression(text)
        except MalformedExpression:
            return
        assert "error" not in {piece.kind for piece in pieces_of(text)}
