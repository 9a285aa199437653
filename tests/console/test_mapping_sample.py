"""Sample people: where they come from, and what would be sent for one of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.people.graph import source_user
from scimconsole.entra.schema.model import AttributeMapping, ObjectMapping, SyncSchema
from scimconsole.entra.schema.starting_points import starting_point
from scimconsole.errors import InvalidInput
from scimconsole.screens.mappings.payload_preview import Preview, worked_out
from scimconsole.screens.mappings.payload_text import body_of, difference_rows, person_sections, verdict_text
from scimconsole.screens.mappings.sample import MOST, SampleList, Samples
from scimconsole.screens.mappings.sample_reading import LONGEST_PASTE, from_demo, from_file, from_text
from scimconsole.screens.mappings.sample_screen import SampleScreen
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.json_difference import Row, difference_text
from tests.console.driving import WIDE, console_on, opened, press, screen_text, settle, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")

KEYCAFE = starting_point(load_profile("keycafe"))
ANA = {
    "id": "00000000-0000-4000-8000-00000000000a",
    "userPrincipalName": "ana@contoso.com",
    "displayName": "Ana Silva",
    "givenName": "Ana",
    "surname": "Silva",
}
EDIT_TITLE = ("5", "j", "j", "j", "enter", *"department", "ctrl+s")
"""The keys that give `title` another source, without saving."""


def detail(pilot: Pilot[Any]) -> str:
    pane = pilot.app.screen.query_one("#sample-detail", DetailPane)
    return str(pane.query_one(".detail-text", Static).content)


def verdict(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#sample-verdict", Static).content)


def title(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#sample-title", Static).content)


class TestTheList:
    def test_goes_round_and_tells_who_is_the_current_one(self) -> None:
        people = SampleList(
            [source_user(ANA), source_user({"id": "b", "userPrincipalName": "bo@contoso.com"})]
        )
        assert people.words == "Ana Silva (1 of 2)"
        people.step(-1)
        assert people.words == "bo@contoso.com (2 of 2)"
        people.step(1)
        assert people.words == "Ana Silva (1 of 2)"

    def test_finds_by_name_in_any_case_from_the_current_one_on(self) -> None:
        people = SampleList(from_demo())
        assert people.find("JANE")
        first = people.place
        assert not people.find("nobody of that name")
        assert people.place == first

    def test_of_nobody_has_no_current_one(self) -> None:
        people = SampleList()
        people.step(1)
        assert (people.current, people.words, people.find("a")) == (None, "nobody", False)

    def test_keeps_people_and_groups_apart(self) -> None:
        samples = Samples(from_demo(), "a test")
        assert {one.kind for one in samples.of("User").all} == {"User"}
        assert {one.kind for one in samples.of("group").all} == {"Group"}


class TestWhereTheyComeFrom:
    @pytest.mark.parametrize(
        "text",
        [
            json.dumps(ANA),
            json.dumps([ANA]),
            json.dumps({"value": [ANA]}),
            "id,userPrincipalName,displayName,givenName,surname\n" + ",".join(ANA.values()),
        ],
        ids=["one", "list", "page", "csv"],
    )
    def test_pasted_in_any_form(self, text: str) -> None:
        (person,) = from_text(text)
        assert person.attributes["surname"] == "Silva"

    def test_a_document_gives_its_groups_too(self) -> None:
        found = from_text(json.dumps({"users": [ANA], "groups": [{"id": "g", "displayName": "All"}]}))
        assert [one.kind for one in found] == ["User", "Group"]

    def test_only_the_first_of_a_large_file(self, tmp_path: Path) -> None:
        path = tmp_path / "people.jsonl"
        path.write_text("\n".join(json.dumps({**ANA, "id": str(number)}) for number in range(MOST + 5)))
        assert len(from_file(path)) == MOST

    @pytest.mark.parametrize(
        "text", ["", "{", "\x00\x01", "no,known\nheader,here", "x" * (LONGEST_PASTE + 1)]
    )
    def test_what_cannot_be_read_is_told(self, text: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            from_text(text)
        assert refused.value.hint


class TestAPerson:
    async def test_stands_beside_who_is_stored(self, northwind: Organization) -> None:
        async with opened(northwind, *EDIT_TITLE, "p") as pilot:
            assert "matched by userName" in verdict(pilot)
            changes = [line.split() for line in detail(pilot).split("\n") if line[:1] in "+~-"]
            assert changes[0][:2] == ["~", "title"]
            assert "Chief Executive Officer" in detail(pilot)
            assert "Executive Office" in detail(pilot)
            await press(pilot, "v")
            assert '"title": "Executive Office"' in detail(pilot)
            await press(pilot, "v")
            assert '"op": "Replace"' in detail(pilot)
            await press(pilot, "v")
            assert '"op": "replace"' in detail(pilot)
            await press(pilot, "v")
            assert "In Entra ID" in detail(pilot)

    async def test_is_found_by_name_and_by_going_on(self, northwind: Organization) -> None:
        async with opened(northwind, "5", "p", "n") as pilot:
            assert "(2 of 60)" in title(pilot)
            await press(pilot, "p", "p")
            assert "(60 of 60)" in title(pilot)
            await press(pilot, "f")
            await type_text(pilot, "jane")
            await press(pilot, "enter")
            assert "Jane" in title(pilot)
            await press(pilot, "t")
            assert title(pilot).startswith("Sample group")
            assert "(1 of" in title(pilot)

    async def test_is_pasted_and_would_be_created(self, northwind: Organization) -> None:
        async with opened(northwind, "5", "p", "o", "end", size=WIDE) as pilot:
            await press(pilot, "ctrl+s")
            assert "what was pasted is empty" in screen_text(pilot)
            pilot.app.screen.query_one("#pasted").load_text(json.dumps(ANA))  # type: ignore[attr-defined]
            await press(pilot, "ctrl+s")
            assert "Ana Silva (1 of 1)  from what was pasted" in title(pilot)
            assert verdict(pilot).startswith("Would be created  nobody in the service matches")
            assert "+ userName" in detail(pilot)
            await press(pilot, "y")
            assert "Body of the POST" in screen_text(pilot)

    async def test_is_worked_out_here_while_there_is_no_service(self) -> None:
        app = console_on(None)
        async with app.run_test(size=WIDE) as pilot:
            await app.push_screen(SampleScreen(KEYCAFE, Samples([source_user(ANA)], "a test")))
            await settle(pilot)
            assert verdict(pilot).startswith("Not compared: there is no connection")
            assert '"ana@contoso.com"' in detail(pilot)
            await press(pilot, "v", "v")
            assert "A change needs somebody to compare with." in detail(pilot)


class TestWhatIsSaid:
    def test_why_something_is_not_sent(self) -> None:
        said = {
            section.heading: [f"{fact.label} {fact.text}" for fact in section.facts]
            for section in person_sections(preview(KEYCAFE))
        }
        assert any("phoneNumbers" in fact and "no value" in fact for fact in said["Not sent"])
        assert 'givenName "Ana"' in said["In Entra ID"]

    def test_what_the_service_would_refuse(self) -> None:
        schema = users(AttributeMapping("userType", "Constant", '"HALF"', "HALF"))
        said = str(verdict_text(preview(schema), 200))
        assert "Problem 400" in said
        assert "HALF" in said

    def test_who_is_out_of_scope_and_why(self) -> None:
        said = str(verdict_text(preview(KEYCAFE, isAssigned=False), 200))
        assert "Out of scope  " in said

    def test_hides_what_redact_hides_until_asked(self) -> None:
        shown = preview(users(AttributeMapping("title", "Expression", "Redact([surname])", "Redact")))
        assert body_of(shown, "post", revealed=False)["title"] == "[Redact]"  # type: ignore[index]
        assert body_of(shown, "post", revealed=True)["title"] == "Silva"  # type: ignore[index]
        assert ("title", "[Redact]") in {
            (row.name, row.after) for row in difference_rows(shown, revealed=False)
        }


class TestTheDifference:
    ROWS = (
        Row("displayName", "same", "Ana"),
        Row("title", "changed", "Chef", "Cook", "No effect: it is held."),
        Row("nickName", "added", None, "a\x1b[31m"),
        Row("locale", "removed", "en-US", None),
    )

    @pytest.mark.parametrize("width", [40, 74, 120])
    def test_says_by_sign_what_changes_and_begins_with_it(self, width: int) -> None:
        lines = str(difference_text(self.ROWS, width)).split("\n")
        signs = [line[0] for line in lines if line[:1] in ("+", "~", "-")]
        assert signs == ["~", "+", "-"]
        assert "displayName" in lines[-1]
        assert all(len(line) <= width for line in lines)

    def test_has_both_values_side_by_side_where_there_is_room(self) -> None:
        wide = str(difference_text(self.ROWS, 120)).split("\n")
        assert wide[0].split() == ["attribute", "stored", "would", "be", "sent"]
        assert wide[1].split() == ["~", "title", '"Chef"', '"Cook"']
        assert "~ title" in str(difference_text(self.ROWS, 60))
        assert '"Chef" → "Cook"' in str(difference_text(self.ROWS, 60))

    def test_of_hostile_values_cannot_act_on_the_terminal(self) -> None:
        assert "\x1b" not in str(difference_text(self.ROWS, 120))


def users(*mappings: AttributeMapping) -> SyncSchema:
    """A schema that maps userName and what is given."""
    name = AttributeMapping("userName", "Direct", "[userPrincipalName]", "userPrincipalName", matching=1)
    return SyncSchema({}, (ObjectMapping("Users", "User", "User", attributes=(name, *mappings)),))


def preview(schema: SyncSchema, **more: Any) -> Preview:
    return worked_out(schema, source_user({**ANA, **more}), "keycafe", "")
