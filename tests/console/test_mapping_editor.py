"""The editor of one mapping: its fields, completion, mistakes, and the value for a sample person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual.pilot import Pilot
from textual.widgets import Static

from scimconsole.api.profile import Profile, ProfileField
from scimconsole.entra.people.graph import source_user
from scimconsole.entra.schema.model import AttributeDefinition, AttributeMapping, ObjectMapping
from scimconsole.screens.mappings.editor import MappingEditor
from scimconsole.screens.mappings.editor_trial import trial_text, tried
from scimconsole.screens.mappings.sample import Samples
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.expression_area import ExpressionArea
from scimconsole.widgets.expression_offers import OfferList
from tests.console.driving import NARROW, WIDE, console_on, opened, press, screen_text, settle, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")

ANA = {
    "id": "a1",
    "userPrincipalName": "ana@contoso.com",
    "displayName": "Ana Silva",
    "givenName": "Ana",
    "surname": "Silva",
    "employeeType": "External",
    "accountEnabled": True,
}
BO = {"id": "b2", "userPrincipalName": "bo@contoso.com", "displayName": "Bo Ek", "givenName": "Bo"}

USER_TYPE = ProfileField(
    label="User type", attribute="userType", level="required", allowed=["FULL", "SMARTBOX"], default="FULL"
)
KEYCAFE = Profile(
    name="keycafe",
    title="Keycafe",
    plans=[],
    token_plans=[],
    fields=[USER_TYPE],
    user_types=["FULL", "SMARTBOX"],
)
NAME = AttributeMapping("displayName", "Expression", 'Join(" ", [givenName], [surname])', "Join")
TYPE = AttributeMapping("userType", "Constant", '"FULL"', "FULL")
USER_NAME = AttributeMapping("userName", "Direct", "[userPrincipalName]", "userPrincipalName", matching=1)
ODD = (
    AttributeMapping("title", "Direct", "[ mail ]", "mail", " default\n"),
    AttributeMapping("title", "Constant", '" a\x1b[2J "', " a\x1b[2J ", matching=3),
    AttributeMapping("title", "Expression", "ToLower(\r\n [mail])", flow_type="MultiValueAddOnly"),
    AttributeMapping("title", "None", default=""),
)
"""Mappings as a document may hold them, though no portal writes them."""
TABLE = ObjectMapping(
    "Users",
    "User",
    "User",
    attributes=(USER_NAME, NAME, TYPE),
    definitions={
        "userName": AttributeDefinition("userName", required=True),
        "active": AttributeDefinition("active", "Boolean"),
        "displayName": AttributeDefinition("displayName"),
    },
)


class Edited:
    """The editor over an otherwise empty console, and what it answered."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        self.answers: list[AttributeMapping | None] = []

    async def open(self, mapping: AttributeMapping | None) -> None:
        samples = Samples([source_user(ANA), source_user(BO)], "a test")
        editor = MappingEditor(mapping, object_mapping=TABLE, profile=KEYCAFE, samples=samples)
        await self.pilot.app.push_screen(editor, self.answers.append)
        await settle(self.pilot)

    @property
    def editor(self) -> MappingEditor:
        screen = self.pilot.app.screen
        assert isinstance(screen, MappingEditor)
        return screen

    @property
    def answer(self) -> AttributeMapping:
        (answer,) = self.answers
        assert answer is not None
        return answer

    @property
    def trial(self) -> str:
        """What stands in the pane of the value."""
        pane = self.editor.query_one("#trial", DetailPane)
        return str(pane.query_one(".detail-text", Static).content)

    @property
    def offers(self) -> list[str]:
        """What is offered in the field that has the focus."""
        return [one for one in self._drawn_offers() if one]

    def _drawn_offers(self) -> list[str]:
        for shown in self.editor.query(OfferList):
            if shown.is_shown:
                return [line.strip("> ").split("  ")[0] for line in str(shown.render()).split("\n")]
        return []

    async def press(self, *keys: str) -> None:
        await press(self.pilot, *keys)

    async def write(self, text: str) -> None:
        """Put a whole expression in place of the present one."""
        self.editor.form.box.area.load_text(text)
        await settle(self.pilot)


@asynccontextmanager
async def editing(mapping: AttributeMapping | None, size: tuple[int, int] = NARROW) -> AsyncIterator[Edited]:
    app = console_on(None)
    async with app.run_test(size=size) as pilot:
        edited = Edited(pilot)
        await edited.open(mapping)
        yield edited


class TestTheFields:
    async def test_are_those_of_the_mapping_and_nothing_changes_by_looking(self) -> None:
        async with editing(USER_NAME) as edited:
            assert edited.editor.form.edited == USER_NAME
            for mapping in ODD:
                await edited.press("escape")
                await edited.open(mapping)
                assert edited.editor.form.edited == mapping
                assert "\x1b" not in screen_text(edited.pilot)

    async def test_escape_changes_nothing_and_says_so_first(self) -> None:
        async with editing(NAME) as edited:
            await edited.press("end", "space", "escape")
            assert edited.answers == []
            assert "Escape again discards what was changed" in screen_text(edited.pilot)
            await edited.press("escape")
            assert edited.answers == [None]

    async def test_of_another_source_attribute_are_a_direct_mapping(self) -> None:
        async with editing(USER_NAME) as edited:
            await type_text(edited.pilot, "mail")
            await edited.press("ctrl+s")
            assert (edited.answer.expression, edited.answer.name) == ("[mail]", "mail")
            assert edited.answer.matching == 1

    async def test_enter_goes_from_the_target_to_the_source_and_applies(self) -> None:
        async with editing(None) as edited:
            await type_text(edited.pilot, "nickName")
            await edited.press("enter")
            await type_text(edited.pilot, "given")
            await edited.press("enter", "enter")
            assert (edited.answer.target, edited.answer.expression) == ("nickName", "[givenName]")

    async def test_enter_leaves_a_whole_name_although_longer_ones_are_offered(self) -> None:
        async with editing(USER_NAME) as edited:
            await type_text(edited.pilot, "mail")
            assert edited.offers[:2] == ["mail", "mailNickname"]
            await edited.press("enter", "enter")
            assert edited.answer.expression == "[mail]"

    async def test_of_a_constant_are_quoted(self) -> None:
        async with editing(TYPE) as edited:
            await type_text(edited.pilot, 'a"b\\c')
            await edited.press("ctrl+s")
            assert edited.answer.name == 'a"b\\c'
            assert edited.answer.expression == '"a\\"b\\\\c"'

    async def test_none_has_no_source_and_a_default(self) -> None:
        async with editing(TYPE) as edited:
            await edited.press("alt+y", "right", "right", "alt+d")
            await type_text(edited.pilot, "FULL")
            await edited.press("ctrl+s")
            assert (edited.answer.type, edited.answer.expression, edited.answer.default) == (
                "None",
                "",
                "FULL",
            )

    async def test_tell_when_it_flows_and_whether_people_are_matched_by_it(self) -> None:
        async with editing(NAME) as edited:
            await edited.press("alt+p", "right", "alt+m", "2", "ctrl+s")
            assert (edited.answer.flow_type, edited.answer.matching) == ("ObjectAddOnly", 2)

    async def test_are_chosen_by_clicks_too(self) -> None:
        async with editing(NAME) as edited:
            await edited.pilot.click("#flow", offset=(12, 0))
            assert edited.editor.form.edited.flow_type == "ObjectAddOnly"
            await edited.pilot.click("#type", offset=(1, 0))
            assert edited.editor.form.edited.type == "Direct"

    async def test_of_an_expression_name_its_outermost_function(self) -> None:
        async with editing(TYPE) as edited:
            await edited.press("alt+y", "right")
            await edited.write("ToUpper([mail])")
            await edited.press("ctrl+s")
            assert (edited.answer.type, edited.answer.name) == ("Expression", "ToUpper")


class TestWhatCannotBeSaved:
    async def test_a_malformed_expression_stays_open_at_its_place(self) -> None:
        async with editing(NAME) as edited:
            await edited.write("ToLowr([mail])")
            await edited.press("ctrl+s")
            assert edited.answers == []
            assert "ToLowr" in screen_text(edited.pilot)
            assert edited.pilot.app.focused is edited.editor.form.box.area

    async def test_a_target_that_is_mapped_already(self) -> None:
        async with editing(None) as edited:
            await type_text(edited.pilot, "userName")
            await edited.press("alt+s")
            await type_text(edited.pilot, "mail")
            await edited.press("ctrl+s")
            assert edited.answers == []
            assert "userName is mapped already" in screen_text(edited.pilot)

    async def test_what_is_missing_is_named(self) -> None:
        async with editing(None) as edited:
            await edited.press("ctrl+s")
            assert "needs a target" in screen_text(edited.pilot)
            await type_text(edited.pilot, "act")
            assert edited.offers == ["active"]
            await edited.press("tab", "ctrl+s")
            assert "Boolean" in screen_text(edited.pilot)
            assert "needs a source attribute" in screen_text(edited.pilot)
            await edited.press("alt+y", "right", "ctrl+s")
            assert "A constant needs a value" in screen_text(edited.pilot)
            assert edited.answers == []


class TestCompletion:
    async def test_offers_functions_with_their_signature_and_tab_takes_one(self) -> None:
        async with editing(NAME) as edited:
            await edited.write("")
            await type_text(edited.pilot, "tolo")
            assert edited.offers == ["ToLower("]
            assert "ToLower(source, [culture])" in screen_text(edited.pilot)
            await edited.press("tab")
            assert edited.editor.form.box.text == "ToLower("

    async def test_offers_attributes_with_the_value_of_the_sample_person(self) -> None:
        async with editing(NAME, WIDE) as edited:
            await edited.write("")
            await type_text(edited.pilot, "ToLower([giv")
            assert edited.offers == ["[givenName]"]
            assert '"Ana"  first name' in screen_text(edited.pilot)
            await edited.press("tab")
            await type_text(edited.pilot, ")")
            assert edited.editor.form.box.text == "ToLower([givenName])"

    async def test_arrows_and_clicks_choose_among_the_offers(
        self,
    ) -> None:
        async with editing(NAME) as edited:
            await edited.write("")
            await type_text(edited.pilot, "To")
            await edited.press("down", "tab")
            assert edited.editor.form.box.text == "ToUpper("
            await edited.write("")
            await type_text(edited.pilot, "To")
            await edited.pilot.click(edited.editor.form.box.offers, offset=(4, 2))
            assert edited.editor.form.box.text == "ToUpper("
            await edited.press("end")
            await edited.press("enter", "x", "escape", "up")
            assert edited.editor.form.box.area.cursor_location[0] == 0

    async def test_opens_when_asked_and_leaves_escape_and_tab_alone_once_it_is_closed(self) -> None:
        async with editing(NAME) as edited:
            await edited.write("")
            assert edited.offers == []
            await edited.press("ctrl+at")
            assert edited.offers
            await edited.press("escape")
            assert edited.offers == []
            assert edited.answers == []
            await edited.press("tab")
            assert edited.pilot.app.focused is not edited.editor.form.box.area
            await edited.press("escape", "escape")
            assert edited.answers == [None]

    async def test_of_a_constant_are_the_values_that_the_profile_allows(self) -> None:
        async with editing(TYPE) as edited:
            await type_text(edited.pilot, "HALF")
            assert "Attention The profile takes FULL, SMARTBOX;" in screen_text(edited.pilot)
            await edited.press("home", "shift+end", "backspace", "ctrl+at")
            assert edited.offers == ["FULL", "SMARTBOX"]
            await edited.press("down", "tab", "ctrl+s")
            assert edited.answer.expression == '"SMARTBOX"'


class TestHelpWhileTyping:
    async def test_marks_the_parameter_one_is_in(self) -> None:
        async with editing(NAME, WIDE) as edited:
            await edited.write("Append([mail], ")
            await edited.press("end", "space")
            line = str(edited.editor.query_one("#call", Static).content)
            assert line == "Append(source, «suffix»)  source followed by suffix"

    async def test_marks_a_mistake_at_its_place_and_says_what_was_expected(self) -> None:
        async with editing(NAME) as edited:
            await edited.write('Append([mail] "x")')
            lines = edited.trial.split("\n")
            caret = next(place for place, line in enumerate(lines) if line.strip() == "^^^")
            assert lines[caret - 1].index('"x"') == lines[caret].index("^")
            assert "Expected: , or )" in edited.trial
            area = edited.editor.form.box.area
            assert underlined(area) == '"x"'

    async def test_names_the_nearest_attribute_and_target_of_unknown_ones(self) -> None:
        async with editing(USER_NAME) as edited:
            await type_text(edited.pilot, "surnam")
            await edited.press("escape")
            assert "Did you mean surname?" in screen_text(edited.pilot)
            await edited.press("alt+t")
            await type_text(edited.pilot, "activ")
            await edited.press("escape")
            assert "Did you mean active?" in screen_text(edited.pilot)

    async def test_colours_differ_by_kind_and_none_is_said_by_colour_alone(self) -> None:
        async with editing(NAME) as edited:
            area = edited.editor.form.box.area
            assert len({style.color for style in styles(area) if style.color}) >= 3
            await edited.write("Foo(")
            assert underlined(area) == "Foo"


class TestTheValue:
    async def test_stands_there_for_the_sample_person_and_the_next(self) -> None:
        async with editing(NAME) as edited:
            assert '"Ana Silva"' in edited.trial
            await edited.press("ctrl+n")
            assert '"Bo"' in edited.trial
            await edited.press("ctrl+p")
            assert '"Ana Silva"' in edited.trial

    async def test_hides_what_redact_hides_until_asked(self) -> None:
        async with editing(NAME) as edited:
            await edited.write("Redact([surname])")
            assert "Silva" not in edited.trial
            assert "[Redact]" in edited.trial
            await edited.press("ctrl+r")
            assert "Silva" in edited.trial

    async def test_of_hostile_text_cannot_act_on_the_terminal(self) -> None:
        async with editing(NAME) as edited:
            await edited.write('Append("\x1b[31m\u202e", [givenName])')
            assert "\x1b" not in screen_text(edited.pilot)
            assert "\u202e" not in screen_text(edited.pilot)
            await edited.press("ctrl+s")
            assert "\x1b[31m\u202e" in edited.answer.expression


class TestTheValueInWords:
    def test_shows_where_a_null_came_from(self) -> None:
        said = value_of('IIF([employeeType] = "External", ToUpper([jobTitle]), "x")')
        rows = [line.strip() for line in said.split("\n") if "→" in line]
        assert rows[1:] == [
            '[employeeType] = "External" → true',
            '[employeeType] → "External"',
            "ToUpper([jobTitle]) → null",
            "[jobTitle] → null",
        ]
        assert "Nothing is sent: Entra sends no nulls." in said

    @pytest.mark.parametrize(
        ("expression", "words"),
        [
            ('IIF([employeeType] = "External", "x", ToUpper([mail]))', "ToUpper([mail])  not needed"),
            ("IgnoreFlowIfNullOrEmpty([jobTitle])", "skip\nThe attribute is left out of the request."),
            ("CDate([givenName])", "the expression fails for this person"),
            ("CDate([givenName])", "      ^^^^^^^^^^^"),
            ("ToLower(", "Mistake  The expression ends too early."),
            ("ToLower([Surname])", "Attention Names regard letter case"),
            ('Join(",", [givenName], [nobody])', 'Sent   "Ana"  on create and update'),
        ],
    )
    def test_is_told_with_what_it_means(self, expression: str, words: str) -> None:
        assert words in value_of(expression)

    def test_names_the_default_that_a_new_person_gets(self) -> None:
        mapping = AttributeMapping("title", "Direct", "[jobTitle]", "jobTitle", "none")
        assert 'A new person gets the default "none".' in said_of(mapping)

    def test_is_sent_in_the_type_of_the_target(self) -> None:
        mapping = AttributeMapping("active", "Expression", 'Not("True")', "Not")
        assert "Sent   false  on create and update" in said_of(mapping)

    @given(
        st.text(st.sampled_from('emails[type q"wrk].vlu:20\x1b'), max_size=20),
        st.sampled_from(["Direct", "Constant", "Expression", "None"]),
        st.text(st.sampled_from('ToLower([mail],"\\ é\x1b\n'), max_size=20),
    )
    def test_is_told_of_any_text(self, target: str, kind: Any, expression: str) -> None:
        said = said_of(AttributeMapping(target, kind, expression, expression))
        assert "\x1b" not in said

    def test_without_a_sample_person_every_attribute_is_null(self) -> None:
        said = str(trial_text(tried(USER_NAME, TABLE, None), USER_NAME, None, 80, revealed=False))
        assert "There is no sample person" in said
        assert "null" in said


class TestFromTheList:
    async def test_the_edit_is_in_the_list_and_not_saved(self, northwind: Organization) -> None:
        version = northwind.api.get("/mapping").json()["version"]
        async with opened(northwind, "5", "j", "j", "j", "enter") as pilot:
            await type_text(pilot, "department")
            await press(pilot, "ctrl+s")
            assert "department" in screen_text(pilot)
        assert northwind.api.get("/mapping").json()["version"] == version


def styles(area: ExpressionArea) -> list[Style]:
    return [segment.style for segment in area.render_line(0) if segment.style]


def underlined(area: ExpressionArea) -> str:
    """The text of the first line that is marked as a mistake."""
    return "".join(
        segment.text for segment in area.render_line(0) if segment.style and segment.style.underline
    )


def value_of(expression: str) -> str:
    """What the pane says of an expression for Ana."""
    return said_of(AttributeMapping("displayName", "Expression", expression))


def said_of(mapping: AttributeMapping) -> str:
    ana = source_user(ANA)
    return str(trial_text(tried(mapping, TABLE, ana), mapping, ana, 80, revealed=False))
