"""What can come next in a filter, and where the mistake in one is."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter import parse_filter, resolve
from scimconsole.domain.scim.filter.completion import Suggestion, complete
from scimconsole.domain.scim.profile import load_profile

KEYCAFE = load_profile("keycafe").user
COFFEES = load_profile("ten-thousand-coffees").user
EXTENSION = "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User"


def offered(text: str, resource_type: object = COFFEES) -> list[Suggestion]:
    """What is suggested at the bar in the text."""
    cursor = text.index("|")
    return complete(text.replace("|", ""), cursor, resource_type)  # type: ignore[arg-type]


def texts(text: str, resource_type: object = COFFEES) -> list[str]:
    return [suggestion.text for suggestion in offered(text, resource_type)]


def mistake(text: str, resource_type: object = COFFEES) -> ScimError | None:
    try:
        resolve(parse_filter(text), resource_type)  # type: ignore[arg-type]
    except ScimError as error:
        return error
    return None


class TestNames:
    def test_come_with_those_used_most_first(self) -> None:
        assert texts("|")[:4] == ["userName ", "active ", "userType ", "displayName "]
        assert texts("|")[-2:] == ["not (", "("]

    def test_are_found_by_any_part_in_any_case(self) -> None:
        assert texts("GIVEN|")[0] == "name.givenName "
        assert texts("na|")[0] == "name.familyName "
        assert "userName " in texts("na|")
        assert texts("manag|")[:2] == ["manager ", "manager.value "]
        assert "managementLevel " in texts("manag|")

    def test_of_an_extension_are_short_or_with_their_urn(self) -> None:
        assert texts("office|") == ["office ", f"{EXTENSION}:office "]
        assert texts("urn:ietf:params:scim:schemas:extension:ten|")[0] == f"{EXTENSION}:managementLevel "
        assert not any(text.startswith("urn:") for text in texts("|"))

    def test_of_a_list_open_its_brackets(self) -> None:
        assert texts("email|")[:3] == ["emails ", "emails.value ", "emails.display "]
        assert "emails[" in texts("email|")
        assert texts("emails[|")[:4] == ["value ", "display ", "type ", "primary "]
        assert texts('emails[type eq "work"].|') == ["value ", "display ", "type ", "primary "]
        assert texts('emails[type eq "work"].va|') == ["value "]

    def test_say_what_they_are(self) -> None:
        (active,) = [one for one in offered("acti|") if one.text == "active "]
        assert (active.kind, active.note) == (
            "attribute", "Whether the person may use the service (true or false)"
        )  # fmt: skip

    def test_that_nothing_is_found_by_are_not_offered(self) -> None:
        assert texts("passw|") == []


class TestOperators:
    def test_are_those_that_have_a_meaning(self) -> None:
        assert texts("userName |")[:4] == ["eq ", "ne ", "co ", "sw "]
        assert texts("active |") == ["eq ", "ne ", "pr "]
        assert texts("name |") == ["pr "]
        assert texts("meta.created |")[0] == "ge "
        assert texts("userName s|") == ["sw "]

    def test_say_what_they_mean(self) -> None:
        assert {one.text: one.note for one in offered("userName |")}["sw "] == "starts with"

    def test_behind_an_unknown_name_are_not_offered(self) -> None:
        assert texts("shoeSize |") == []


class TestValues:
    def test_are_those_the_profile_allows(self) -> None:
        assert texts("userType eq |", KEYCAFE) == ['"FULL" ', '"SMARTBOX" ']
        assert texts("userType eq sm|", KEYCAFE) == ['"SMARTBOX" ', '"sm" ']
        assert texts('userType eq "F|', KEYCAFE)[0] == '"FULL" '
        assert texts("peopleManager eq |") == ['"yes" ', '"no" ']

    def test_of_other_kinds_show_their_form(self) -> None:
        assert texts("active eq |") == ["true ", "false "]
        assert texts("active eq t|") == ["true "]
        assert texts("title eq |") == ['"']
        assert texts('title eq "Engi|') == ['"Engi" ']
        assert texts("meta.created ge |") == ['"2026-01-01T00:00:00Z" ']


class TestWhatJoins:
    def test_comes_behind_a_comparison(self) -> None:
        assert texts("title pr |") == ["and ", "or "]
        assert texts('title eq "x"|') == [" and ", " or "]
        assert texts("(title pr |")[:3] == ["and ", "or ", ") "]
        assert texts('emails[type eq "work" |')[-1] == "]"
        assert texts("title pr and not |") == ["("]


class TestInTheMiddle:
    def test_the_word_under_the_cursor_is_replaced(self) -> None:
        text = "userN eq true and title pr"
        suggestion = complete(text, 4, COFFEES)[0]
        assert suggestion.taken(text) == ("userName eq true and title pr", 8)

    def test_brackets_stay(self) -> None:
        assert texts("(tit|)")[0] == "title"
        assert texts("(title |)")[0] == "eq"

    def test_nothing_is_offered_behind_a_mistake(self) -> None:
        assert texts("userName qe |") == []
        assert texts(") |") == []


class TestAMistake:
    """It has its place, counted from 0, and the known name nearest to an unknown one."""

    @pytest.mark.parametrize(
        ("text", "position", "meant"),
        [
            ("", 0, None),
            ("userName", 8, None),
            ("title pr and", 12, None),
            ('usrName eq "x"', 0, "userName"),
            ('title pr and offic eq "x"', 13, "office"),
            ('emails[typ eq "work"]', 7, "type"),
            ('emails[type eq "work"].valu pr', 23, "value"),
            ('title[value eq "x"]', 0, None),
            ("active gt true", 7, None),
            ('active eq "perhaps"', 10, None),
            ('title pr or meta.created gt "soon"', 28, None),
            ("title gt null", 6, None),
            ('name eq "x"', 0, None),
            ('password eq "x"', 0, None),
            ("title pr)", 8, None),
            ('title eq "x', 9, None),
            ("title eq x", 9, None),
            ("title pr " + "and title pr " * 100, 1000, None),
        ],
    )
    def test_is_told_with_its_place(self, text: str, position: int, meant: str | None) -> None:
        error = mistake(text)
        assert error is not None
        assert (error.position, error.meant) == (position, meant)

    @pytest.mark.parametrize(
        ("word", "operator"),
        [
            ("=", "eq"),
            ("contains", "co"),
            (">=", "ge"),
            ("startsWith", "sw"),
            ("eqs", "eq"),
            ("exists", "pr"),
        ],
    )
    def test_in_an_operator_names_the_one_that_was_meant(self, word: str, operator: str) -> None:
        error = mistake(f'title {word} "x"')
        assert error is not None
        assert (error.position, error.meant) == (6, operator)
        assert error.detail.endswith(f'did you mean "{operator}"?')


PIECES = st.sampled_from(
    [
        *(
            "userName",
            "active",
            "emails",
            "emails[",
            "name.",
            "urn:",
            "office",
            "meta.created",
            "x",
            "é",
            "$ref",
        ),
        *("eq", "pr", "ge", "and", "or", "not", "not (", "(", ")", "[", "]", ".", ".value", '"', '"x"', "\\"),
        *(" ", "  ", "\t", "\xa0", "true", "null", "12", "1e999", "work", '"\\ud800"', "\0", "((((((((("),
    ]
)
FILTERS = st.lists(PIECES, max_size=14).map("".join) | st.lists(PIECES, max_size=8).map(" ".join) | st.text()


class TestAnyText:
    @given(FILTERS)
    def test_is_a_filter_or_has_a_mistake_inside(self, text: str) -> None:
        error = mistake(text)
        if error is not None:
            assert error.position is not None
            assert 0 <= error.position <= len(text)

    @given(FILTERS, st.integers(-2, 40))
    @example("emails[type pr].", 16)
    @example("not eq ", 7)
    def test_goes_on_with_any_suggestion(self, text: str, cursor: int) -> None:
        for suggestion in complete(text, cursor, COFFEES):
            assert 0 <= suggestion.replace_from <= min(max(cursor, 0), len(text)) <= suggestion.replace_to
            taken, place = suggestion.taken(text)
            head = taken[:place]
            assert head.endswith(suggestion.text)
            error = mistake(head)
            if error is None or suggestion.text.strip() == '"':
                continue
            # What stands before may hold a name that nobody knows, which is told once all can be read.
            assert error.position is not None
            is_unread = error.position >= len(head.rstrip())
            assert is_unread or error.position < suggestion.replace_from, (head, error.detail)

    @given(st.data())
    def test_can_be_written_by_suggestions_alone(self, data: st.DataObject) -> None:
        text = ""
        for _ in range(data.draw(st.integers(1, 12))):
            suggestions = complete(text, len(text), KEYCAFE)
            if not suggestions:
                break
            text, _ = data.draw(st.sampled_from(suggestions)).taken(text)
        error = mistake(text, KEYCAFE)
        assert error is None or (error.position or 0) >= len(text.rstrip()) - 1
