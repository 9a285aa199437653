"""The place of the attribute mappings: what is shown, edited, saved, and taken in and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Input, Static

from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.schema.editing import remove_mapping
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.schema.reading import read_schema_text
from scimconsole.entra.schema.starting_points import entra_default, starting_point
from scimconsole.entra.schema.writing import export
from scimconsole.screens.location import Location
from scimconsole.screens.mappings.draft import Draft
from scimconsole.screens.mappings.editor import MappingEditor
from scimconsole.screens.mappings.place import MappingsScreen
from scimconsole.screens.mappings.sample_screen import SampleScreen
from scimconsole.screens.mappings.versions import VersionsScreen
from tests.console.driving import (
    NARROW,
    WIDE,
    connection_to,
    console_on,
    opened,
    press,
    screen_text,
    settle,
    toasts,
    type_text,
)
from tests.console.steady import Wire, make_steady
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")

KEYCAFE = load_profile("keycafe")
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


@pytest.fixture
def with_traps(keycafe: Organization) -> Organization:
    """An organization that saved what Entra ID begins with: not all of it fits."""
    save(keycafe, export(entra_default(KEYCAFE)))
    return keycafe


def save(organization: Organization, schema: dict[str, Any]) -> None:
    organization.api.put("/mapping", json=schema).raise_for_status()


def place(pilot: Pilot[Any]) -> MappingsScreen:
    screens = [one for one in pilot.app.screen_stack if isinstance(one, MappingsScreen)]
    return screens[-1]


def selected(pilot: Pilot[Any]) -> str:
    """The target of the mapping under the cursor."""
    row = place(pilot).selected
    return str(getattr(getattr(row, "mapping", None), "target", ""))


def targets(pilot: Pilot[Any]) -> list[str]:
    draft = place(pilot).draft
    assert draft is not None
    assert draft.schema.users is not None
    return [mapping.target for mapping in draft.schema.users.attributes]


def stored_version(organization: Organization) -> int:
    return int(organization.api.get("/mapping").json()["version"])


class TestWhatIsShown:
    @SIZES
    async def test_is_the_mapping_with_one_row_in_full(
        self, keycafe: Organization, size: tuple[int, int]
    ) -> None:
        async with opened(keycafe, "5", size=size) as pilot:
            text = screen_text(pilot)
            assert "5 Ma" in text
            assert "userPrincipalName" in text
            assert "starting point, nothing saved yet" in text
            assert "precedence 1" in text
            assert "recommended 1 of 1" in text.replace("recommended1", "recommended 1")

    async def test_has_tabs_finds_in_a_table_and_copies(self, keycafe: Organization) -> None:
        async with opened(keycafe, "5", "v") as pilot:
            assert "[Groups 3]" in screen_text(pilot)
            await press(pilot, "v")
            assert "everybody assigned" in screen_text(pilot)
            await press(pilot, "v")
            assert "User type" in screen_text(pilot)
            await press(pilot, "v")
            assert "all is well" in screen_text(pilot)
            await press(pilot, "v", "V", "V")
            assert "[Fields 3]" in screen_text(pilot)
            await press(pilot, "v", "v", "slash", *"surn", "enter")
            assert selected(pilot) == "name.familyName"
            await press(pilot, "y")
            assert "Whole schema (JSON)" in screen_text(pilot)
            whole = next(copy for copy in place(pilot).copies() if copy.words == "Whole schema (JSON)")
            assert read_schema_text(whole.text, "the copy").users is not None

    async def test_stays_while_the_connection_is_lost(
        self, keycafe: Organization, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wire: Wire = make_steady(monkeypatch)
        async with opened(keycafe, "5") as pilot:
            wire.cut = True
            await press(pilot, "r")
            assert "not current" in screen_text(pilot)
            assert "userPrincipalName" in screen_text(pilot)
            await press(pilot, "D", "alt+r")
            assert "not checked since the last edit" in screen_text(pilot)
            wire.cut = False
            await press(pilot, "r")
            assert "not checked" not in screen_text(pilot)
            assert any(finding.severity == "error" for finding in place(pilot).findings)

    async def test_says_what_was_not_understood(self, keycafe: Organization) -> None:
        document = export(starting_point(KEYCAFE))
        document["synchronizationRules"][0]["groupFilter"] = {"included": ["all"]}
        save(keycafe, document)
        async with opened(keycafe, place="mappings?tab=scope", size=WIDE) as pilot:
            assert "Not understood" in screen_text(pilot)
            assert "groupFilter" in screen_text(pilot)

    async def test_is_text_whatever_the_schema_says(self, keycafe: Organization) -> None:
        schema = starting_point(KEYCAFE)
        document = json.dumps(export(schema)).replace("jobTitle", "job\\u001b[31m[@click=app.quit]x[/]")
        save(keycafe, json.loads(document))
        async with opened(keycafe, "5", "j", "j", "j") as pilot:
            assert "\\x1b[31m" in screen_text(pilot)
            assert "[@click=app.quit]x" in screen_text(pilot)


class TestLinks:
    async def test_lead_to_a_mapping_or_a_tab_and_back(self, keycafe: Organization) -> None:
        async with opened(keycafe, place='mappings/emails[type eq "work"].value') as pilot:
            assert selected(pilot) == 'emails[type eq "work"].value'
            for link, target, tab in (
                ("mappings/USERTYPE", "userType", "users"),
                ("mappings?tab=groups", "displayName", "groups"),
                ("mappings/keyAccess", "displayName", "groups"),
            ):
                place(pilot).console.navigator.go(Location.parse(link))
                await settle(pilot)
                assert (selected(pilot), place(pilot).tables.tab) == (target, tab)
            assert "Nothing is mapped to keyAccess" in toasts(pilot)
            await press(pilot, "j", "1", "left_square_bracket")
            assert (selected(pilot), place(pilot).tables.tab) == ("externalId", "groups")

    async def test_are_found_by_a_few_letters_once_the_place_was_open(self, with_traps: Organization) -> None:
        async with opened(with_traps, "5", "1", "colon", *"mapping", "space", *"famil", "enter") as pilot:
            assert selected(pilot) == "name.familyName"
            await press(pilot, "1", "colon", *"mailnick", "enter")
            assert selected(pilot) == "externalId"


class TestFindings:
    async def test_stand_beside_the_rows_and_are_walked_with_a_key(self, with_traps: Organization) -> None:
        async with opened(with_traps, "5", "f", "f") as pilot:
            assert selected(pilot) == "externalId"
            text = screen_text(pilot)
            assert "external-id-mail-nickname" in text
            assert "[objectId]" in text
            await press(pilot, "f")
            assert selected(pilot) == 'emails[type eq "work"].value'
            await press(pilot, "F")
            assert selected(pilot) == "externalId"

    async def test_lead_from_the_overview_to_the_row_and_go_once_they_are_mended(
        self, with_traps: Organization
    ) -> None:
        async with opened(with_traps) as pilot:
            assert "The attribute mapping has 1 warning" in screen_text(pilot)
            await press(pilot, "a")
            assert place(pilot).tables.tab == "findings"
            assert "warning" in screen_text(pilot)
            await press(pilot, "enter")
            assert (selected(pilot), place(pilot).tables.tab) == ("externalId", "users")
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, MappingEditor)
            await type_text(pilot, "objectId")
            await press(pilot, "ctrl+s")
            assert "external-id-mail-nickname" not in [one.code for one in place(pilot).findings]
            assert "1 edit not saved" in screen_text(pilot)
            assert "edited" in screen_text(pilot)

    async def test_of_a_field_that_is_not_mapped_lead_to_mapping_it(self, with_traps: Organization) -> None:
        async with opened(with_traps, place="mappings?tab=fields") as pilot:
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, MappingEditor)
            assert "userType" in screen_text(pilot)


class TestEditing:
    async def test_removes_after_asking_and_undoes(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="mappings/title") as pilot:
            before = targets(pilot)
            await press(pilot, "D")
            assert "Remove the mapping of title?" in screen_text(pilot)
            await press(pilot, "escape")
            assert targets(pilot) == before
            await press(pilot, "D", "alt+r")
            assert targets(pilot) == [target for target in before if target != "title"]
            await press(pilot, "u")
            assert targets(pilot) == before
            assert "Undone: title removed." in toasts(pilot)
            assert place(pilot).why_not("undo") == "There is no edit to undo."

    async def test_takes_all_that_are_marked_and_whole_tables(self, keycafe: Organization) -> None:
        async with opened(keycafe, "5", "space", "space", "space", "D") as pilot:
            assert "Remove 3 mappings?" in screen_text(pilot)
            assert "Entra ID finds people by it" in screen_text(pilot)
            before = targets(pilot)
            await press(pilot, "alt+r")
            assert targets(pilot) == before[3:]
            assert any(finding.severity == "error" for finding in place(pilot).findings)
            await press(pilot, "v", "t")
            assert "Groups: off" in screen_text(pilot)
            assert "groups-disabled" in [one.code for one in place(pilot).findings]
            await press(pilot, "v", "v", "v", "c")
            assert "Go to Users or Groups first" in toasts(pilot)

    async def test_stays_when_one_goes_elsewhere_and_quitting_asks(self, keycafe: Organization) -> None:
        async with opened(keycafe, "5", "D", "alt+r", "1", "q") as pilot:
            assert "The attribute mapping has 1 edit not saved." in screen_text(pilot)
            await press(pilot, "escape", "a")
            assert "1 edit not saved" in screen_text(pilot)
            await press(pilot, "p")
            assert isinstance(pilot.app.screen, SampleScreen)
            await press(pilot, "escape", "q", "alt+q")
            assert pilot.app.return_code == 0


class TestSaving:
    async def test_makes_a_version_with_a_note(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="mappings/title") as pilot:
            await press(pilot, "D", "alt+r", "s")
            assert "title removed" in screen_text(pilot)
            await type_text(pilot, "no titles")
            await press(pilot, "enter")
            assert "Saved as version 1" in toasts(pilot)
            assert "version 1" in screen_text(pilot)
            assert "not saved" not in screen_text(pilot)
            assert "nothing to save" in place(pilot).why_not("save")
        (saved,) = keycafe.api.get("/mapping/versions").json()["items"]
        assert (saved["version"], saved["note"]) == (1, "no titles")

    async def test_after_somebody_else_tells_what_they_changed_and_asks(self, keycafe: Organization) -> None:
        theirs = starting_point(KEYCAFE, ["key-access"])
        async with opened(keycafe, place="mappings/title") as pilot:
            await press(pilot, "D", "alt+r")
            save(keycafe, export(theirs))
            await press(pilot, "s", "enter")
            text = screen_text(pilot)
            assert "saved version 1 while" in text
            assert "keycafe:keyAccess added" in text
            assert "title removed" in text
            await press(pilot, "escape")
            assert "1 edit not saved" in screen_text(pilot)
            await press(pilot, "s", "enter", "alt+s")
            assert "Saved as version 2" in toasts(pilot)
        assert stored_version(keycafe) == 2

    async def test_or_goes_on_with_theirs(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="mappings/title") as pilot:
            await press(pilot, "D", "alt+r")
            save(keycafe, export(starting_point(KEYCAFE, ["roles"])))
            await press(pilot, "s", "enter", "alt+d")
            assert {"title", "roles"} <= set(targets(pilot))
            assert "version 1" in screen_text(pilot)

    async def test_is_kept_as_edits_while_the_service_is_away(
        self, keycafe: Organization, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wire: Wire = make_steady(monkeypatch)
        async with opened(keycafe, place="mappings/title") as pilot:
            await press(pilot, "D", "alt+r")
            wire.cut = True
            await press(pilot, "s", "enter")
            assert "Your edits are kept" in toasts(pilot)
            assert "1 edit not saved" in screen_text(pilot)


class TestImporting:
    async def test_shows_what_a_file_holds_and_stores_nothing(
        self, keycafe: Organization, tmp_path: Path
    ) -> None:
        schema = starting_point(KEYCAFE, ["key-access"])
        assert schema.groups is not None
        file = tmp_path / "schema.json"
        file.write_text(json.dumps(export(remove_mapping(schema, schema.groups, 1))), encoding="utf-16")
        async with opened(keycafe, "5", "i") as pilot:
            await type_text(pilot, str(file))
            await press(pilot, "enter")
            text = screen_text(pilot)
            assert "keycafe:keyAccess added" in text
            assert "externalId removed" in text
            assert "24 attributes" in text
            assert "ake over" in text
            await press(pilot, "ctrl+s")
            assert "1 edit not saved" in screen_text(pilot)
            assert any(target.endswith("keyAccess") for target in targets(pilot))
        assert stored_version(keycafe) == 0

    async def test_says_what_is_wrong_with_a_file(self, keycafe: Organization, tmp_path: Path) -> None:
        (tmp_path / "half.json").write_bytes(b"{")
        (tmp_path / "no-users.json").write_bytes(b'{"objectMappings": []}')
        async with opened(keycafe, "5", "i", size=WIDE) as pilot:
            for name, sentence in (
                ("missing.json", "cannot be read"),
                ("half.json", "half.json"),
                ("no-users.json", "users"),
            ):
                pilot.app.screen.query_one("#path", Input).value = str(tmp_path / name)
                await press(pilot, "enter")
                trouble = pilot.app.screen.query_one("#dialog-trouble", Static)
                assert sentence in str(trouble.content)
                assert "ead file" in screen_text(pilot)


class TestExporting:
    async def test_writes_a_file_that_can_be_uploaded(self, keycafe: Organization, tmp_path: Path) -> None:
        file = tmp_path / "out.json"
        async with opened(keycafe, "5", "D", "alt+r", "e") as pilot:
            await type_text(pilot, str(file))
            await press(pilot, "enter")
            assert "Review your schema here" in toasts(pilot)
            written = read_schema_text(file.read_bytes(), "out.json")
            assert written.users is not None
            assert [mapping.target for mapping in written.users.attributes] == targets(pilot)
            await press(pilot, "e")
            await type_text(pilot, str(file))
            await press(pilot, "enter")
            assert "is there already" in screen_text(pilot)


class TestStartingPoints:
    async def test_are_told_with_what_they_would_change(self, keycafe: Organization) -> None:
        async with opened(keycafe, "5", "b", size=WIDE) as pilot:
            assert "nothing: it says what is here already" in screen_text(pilot)
            await press(pilot, "alt+o", "down", "down", "space")
            assert "keycafe:keyAccess added" in screen_text(pilot)
            await press(pilot, "ctrl+s")
            assert any(target.endswith("keyAccess") for target in targets(pilot))
            await press(pilot, "s")
            assert "the starting point for Keycafe with Key access permissions" in screen_text(pilot)


class TestVersions:
    async def test_tell_what_each_changed_and_go_back_to_one(self, keycafe: Organization) -> None:
        save(keycafe, export(starting_point(KEYCAFE, ["roles"])))
        save(keycafe, export(entra_default(KEYCAFE)))
        async with opened(keycafe, "5", "o", size=WIDE) as pilot:
            assert isinstance(pilot.app.screen, VersionsScreen)
            text = screen_text(pilot)
            assert "[mailNickname]" in text
            await press(pilot, "j")
            assert "AssertiveAppRoleAssignmentsComplex" in screen_text(pilot)
            await press(pilot, "j")
            assert "nothing came before it" in screen_text(pilot)
            await press(pilot, "k", "v")
            assert "From version 1 to what is edited here" in screen_text(pilot)
            await press(pilot, "r")
            assert "roles" in targets(pilot)
            assert "1 edit not saved" in screen_text(pilot)
        assert stored_version(keycafe) == 2


class TestWhoMayNotChangeAnything:
    async def test_sees_everything_and_is_told_why_acts_are_off(self, with_traps: Organization) -> None:
        key = with_traps.add_member("support", "help@acme.example")
        async with opened(with_traps, "5", api_key=key) as pilot:
            assert "your role is support" in screen_text(pilot)
            for act in ("add", "edit", "remove", "turn", "save", "import_schema", "starting_point"):
                assert "your role is support" in place(pilot).why_not(act)
                assert place(pilot).check_action(act, ()) is None
            await press(pilot, "f", "enter")
            assert not isinstance(pilot.app.screen, MappingEditor)
            await press(pilot, "escape", "o")
            assert isinstance(pilot.app.screen, VersionsScreen)
            assert "your role is support" in pilot.app.screen.why_not("restore")

    async def test_also_where_the_console_was_opened_read_only(self, keycafe: Organization) -> None:
        async with opened(keycafe, "5", "D", read_only=True) as pilot:
            assert "read-only" in toasts(pilot)


class TestSwitchingOrganizations:
    async def test_asks_before_edits_are_lost(self, keycafe: Organization) -> None:
        app = console_on(connection_to(keycafe), place="mappings")
        async with app.run_test(size=NARROW) as pilot:
            await settle(pilot)
            await press(pilot, "D", "alt+r")
            app.begin(connection_to(keycafe))
            await settle(pilot)
            assert "1 edit not saved" in screen_text(pilot)
            assert "Switch" in screen_text(pilot)
            await press(pilot, "alt+s")
            assert app.navigator.current is not None
            assert app.navigator.current.PLACE == "overview"
            await press(pilot, "5")
            assert "not saved" not in screen_text(pilot)


class TestADraft:
    def test_undoes_one_edit_after_the_other(self) -> None:
        first, second, third = (starting_point(KEYCAFE, some) for some in ([], ["roles"], ["key-access"]))
        draft = Draft(first, 3)
        draft.edit("one", second)
        draft.edit("two", third)
        assert (draft.words, draft.schema) == ("2 edits not saved", third)
        assert (draft.undo(), draft.schema) == ("two", second)
        assert (draft.undo(), draft.schema, draft.words) == ("one", first, "")
        assert draft.undo() == ""

    @given(st.lists(st.sampled_from(["edit", "undo"]), max_size=30))
    def test_is_what_the_last_edit_that_was_not_undone_made_of_it(self, acts: list[str]) -> None:
        schemas = [SyncSchema({"edit": number}, ()) for number in range(len(acts) + 1)]
        draft, expected = Draft(schemas[0], 1), [schemas[0]]
        for number, act in enumerate(acts, start=1):
            if act == "edit":
                draft.edit(f"edit {number}", schemas[number])
                expected.append(schemas[number])
            else:
                assert bool(draft.undo()) is (len(expected) > 1)
                expected = expected[:-1] or expected
            assert draft.schema is expected[-1]
            assert len(draft.edits) == len(expected) - 1

    def test_keeps_what_was_edited_while_it_was_being_saved(self) -> None:
        first, second, third = (starting_point(KEYCAFE, some) for some in ([], ["roles"], ["key-access"]))
        draft = Draft(first, 0)
        draft.edit("one", second)
        draft.edit("two", third)
        draft.saved_as(1, second, 1)
        assert (draft.number, draft.base, draft.schema, list(draft.edits)) == (1, second, third, ["two"])
