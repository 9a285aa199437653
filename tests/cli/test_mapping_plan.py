"""`mapping plan`, as a person and a program run it."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scimconsole.demo.directory import Directory, make_directory
from tests.cli.conftest import Commands
from tests.running_service import Organization, RunningService, run_program

pytestmark = pytest.mark.engines("sqlite")

MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    """Two dozen invented people and their groups; `directory.json` holds them as a document."""
    made = make_directory(24)
    write(tmp_path, [dict(user) for user in made.users], [dict(group) for group in made.groups])
    return made


def write(folder: Path, users: list[dict[str, Any]], groups: list[dict[str, Any]] | None = None) -> str:
    file = folder / "directory.json"
    file.write_text(json.dumps({"users": users, **({"groups": groups} if groups else {})}), encoding="utf-8")
    return str(file)


@pytest.fixture
def document(directory: Directory, tmp_path: Path) -> str:
    """The file with everybody."""
    return str(tmp_path / "directory.json")


def play_cycle(commands: Commands, document: str, tmp_path: Path) -> dict[str, Any]:
    """Play a real cycle with the organization's mapping; the summary."""
    schema = tmp_path / "schema.json"
    schema.write_text(commands("mapping", "export").stdout, encoding="utf-8")
    done = run_program(
        *("entra", "cycle", "--users", document, "--mapping", str(schema), "--rate", "0", "--json"),
        *("--tenant-url", commands.organization.tenant_url, "--deletion-threshold", "0"),
        env={**commands.organization.service.environment, "SCIM_TOKEN": commands.organization.token},
    )
    assert done.returncode == 0, done.stderr
    summary: dict[str, Any] = json.loads(done.stdout)["summary"]
    return summary


class TestAnEmptyOrganization:
    def test_gets_everybody_whose_account_is_enabled(
        self, commands: Commands, document: str, directory: Directory
    ) -> None:
        plan = commands.json("mapping", "plan", "--users", document)
        disabled = sum(not user["accountEnabled"] for user in directory.users)
        summary = plan["summary"]
        assert (summary["create"], summary["skipped"]) == (24 - disabled, disabled)
        assert (summary["update"], summary["disable"], summary["unchanged"], summary["refused"]) == (
            0,
            0,
            0,
            0,
        )
        assert summary["group_actions"]["create"] == summary["groups"] == len(directory.groups)
        created = [item for item in plan["changes"] if item["kind"] == "User"]
        assert len(created) == 24 - disabled
        assert created[1]["changes"][0]["attribute"] == MANAGER
        assert created[1]["changes"][0]["after"] == "created in this run"
        assert plan["brake"] == {"tripped": False, "limit": 10, "disables": 0, "active": 0}

    def test_stays_as_it_is(self, commands: Commands, document: str) -> None:
        organization = commands.organization
        before = told_of(organization)
        commands.json("mapping", "plan", "--users", document)
        assert told_of(organization) == before
        assert organization.api.get("/mapping").json()["version"] == 0

    def test_is_shown_as_counts_and_tables(self, commands: Commands, document: str) -> None:
        done = commands("mapping", "plan", "--users", document)
        assert done.returncode == 0, done.stderr
        assert "To be created" in done.stdout
        assert 'manager: nothing -> "created in this run"' in done.stdout
        assert "more; --all shows them" in done.stdout
        assert "more; --all" not in commands("mapping", "plan", "--users", document, "--all").stdout


def told_of(organization: Organization) -> list[Any]:
    """What the organization holds, and what it wrote down of requests and acts."""
    paths = ("/users", "/groups", "/requests", "/changes", "/mapping/versions")
    return [organization.api.get(path).json() for path in paths]


class TestAfterACycle:
    @pytest.mark.engines("sqlite", "postgresql")
    def test_the_plan_was_what_happened_and_nothing_is_left(
        self, commands: Commands, document: str, tmp_path: Path
    ) -> None:
        predicted = commands.json("mapping", "plan", "--users", document)["summary"]
        done = play_cycle(commands, document, tmp_path)
        happened = done["users"]
        assert {name: happened[name] for name in ("create", "skipped")} == {
            name: predicted[name] for name in ("create", "skipped")
        }
        plan = commands.json("mapping", "plan", "--users", document)
        assert plan["changes"] == []
        assert plan["summary"]["unchanged"] == predicted["create"]
        assert plan["summary"]["absent"] == 0

    def test_changes_of_the_directory_are_planned_as_they_then_happen(
        self, commands: Commands, directory: Directory, tmp_path: Path
    ) -> None:
        play_cycle(commands, str(tmp_path / "directory.json"), tmp_path)
        users = [dict(user) for user in directory.users]
        enabled = [user for user in users if user["accountEnabled"]]
        enabled[2]["jobTitle"] = "Baker"
        enabled[3]["accountEnabled"] = False
        enabled[4]["manager"] = {"id": enabled[5]["id"]}
        document = write(tmp_path, users)
        plan = commands.json("mapping", "plan", "--users", document)
        assert (plan["summary"]["update"], plan["summary"]["disable"]) == (2, 1)
        changes = {item["id"]: (item["action"], item["changes"]) for item in plan["changes"]}
        assert set(changes) == {enabled[index]["id"] for index in (2, 3, 4)}
        action, (title,) = changes[enabled[2]["id"]]
        assert (action, title["attribute"], title["after"]) == ("update", "title", "Baker")
        assert changes[enabled[3]["id"]][0] == "disable"
        action, (manager,) = changes[enabled[4]["id"]]
        assert (action, manager["attribute"], manager["op"]) == ("update", MANAGER, "Replace")
        happened = play_cycle(commands, document, tmp_path)["users"]
        assert (happened["update"], happened["disable"]) == (2, 1)
        assert commands.json("mapping", "plan", "--users", document)["changes"] == []

    def test_members_who_left_a_group_are_planned(
        self, commands: Commands, directory: Directory, tmp_path: Path
    ) -> None:
        play_cycle(commands, str(tmp_path / "directory.json"), tmp_path)
        groups = [dict(group) for group in directory.groups]
        everybody = next(group for group in groups if group["displayName"] == "All staff")
        everybody["members"] = everybody["members"][1:]
        plan = commands.json(
            "mapping", "plan", "--users", write(tmp_path, [dict(user) for user in directory.users], groups)
        )
        assert plan["summary"]["members"] == {"add": 0, "remove": 1}
        (change,) = plan["changes"]
        assert (change["displayName"], change["action"]) == ("All staff", "update")


def a_day_later(users: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """The same people after all that can happen to them."""
    domain = "@contoso.example"
    happenings: list[Callable[[dict[str, Any]], object]] = [
        lambda user: user.update(jobTitle=chance.choice(["Baker", None, "B\u00e4cker"])),
        lambda user: user.update(accountEnabled=not user["accountEnabled"]),
        lambda user: user.update(manager={"id": chance.choice(users).get("id", "nobody")}),
        lambda user: user.update(manager={"id": "nobody"}),
        lambda user: user.update(mail=None),
        lambda user: user.update(isAssigned=False),
        lambda user: user.update(userPrincipalName=chance.choice(users)["userPrincipalName"].upper()),
        lambda user: user.update(userPrincipalName=f"new.{chance.randrange(1000)}{domain}"),
        lambda user: user.update(preferredLanguage=chance.choice(["de-DE", "ko", "", None])),
        lambda user: user.update(surname="x" * chance.choice([1, 300, 3000])),
        lambda user: user.update(onPremisesExtensionAttributes={"extensionAttribute5": "inactive"}),
        lambda user: user.update(onPremisesExtensionAttributes={"extensionAttribute3": "perhaps"}),
        lambda user: user.update(deletedDateTime="2026-11-21T00:00:00Z"),
        lambda user: user.pop("id", None),
    ]
    later = [dict(user) for user in users]
    for user in chance.sample(later, len(later) // 2):
        chance.choice(happenings)(user)
    return later


class TestPlanAndCycle:
    """They agree, whatever happened to the directory, and a second cycle has nothing left to do."""

    def agree(self, commands: Commands, tmp_path: Path, seed: int) -> None:
        chance = random.Random(seed)
        made = make_directory(24, seed)
        users = [dict(user) for user in made.users]
        for _ in range(2):
            document = write(tmp_path, users, [dict(group) for group in made.groups])
            plan = json.loads(
                commands("mapping", "plan", "--users", document, "--brake", "off", "--json").stdout
            )
            predicted, happened = plan["summary"], play_cycle(commands, document, tmp_path)
            actions = ("create", "update", "disable", "unchanged", "skipped")
            assert {action: happened["users"][action] for action in actions} == {
                action: predicted[action] for action in actions
            }
            failed = sum(happened["users"][name] for name in ("refused", "ambiguous", "failed"))
            assert failed == predicted["refused"] + predicted["ambiguous"]
            assert happened["members"]["added"] == predicted["members"]["add"]
            left = json.loads(commands("mapping", "plan", "--users", document, "--json").stdout)
            # A job that remembers nothing takes nobody out of a group.
            notes = [
                change["note"][:9]
                for item in left["changes"]
                for change in item["changes"]
                if item["action"] not in ("refused", "ambiguous") and change["op"] != "Remove"
            ]
            assert set(notes) <= {"No effect"}, left["changes"]
            users = a_day_later(users, chance)

    def test_for_ten_thousand_coffees(self, coffees: Organization, tmp_path: Path) -> None:
        self.agree(Commands(coffees, coffees.api_key), tmp_path, 2)

    @pytest.mark.campaign
    @pytest.mark.parametrize("seed", range(1, 21))
    def test_for_many_directories(self, service: RunningService, tmp_path: Path, seed: int) -> None:
        profile, plan = [("keycafe", "business-pro"), ("ten-thousand-coffees", "enterprise")][seed % 2]
        organization = service.add_organization(profile=profile, plan=plan)
        self.agree(Commands(organization, organization.api_key), tmp_path, seed)


class TestTheBrake:
    def test_trips_with_exit_5_after_everything_was_printed(
        self, commands: Commands, add_user: Any, directory: Directory, tmp_path: Path
    ) -> None:
        for user in directory.users[:12]:
            add_user(user["userPrincipalName"])
        users = [{**user, "accountEnabled": False} for user in directory.users]
        document = write(tmp_path, users)
        done = commands("mapping", "plan", "--users", document, "--json")
        assert done.returncode == 5
        plan = json.loads(done.stdout)
        assert plan["brake"] == {"tripped": True, "limit": 10, "disables": 12, "active": 12}
        assert "The brake trips: 12 people would lose access" in done.stderr
        assert commands("mapping", "plan", "--users", document, "--brake", "12").returncode == 0
        assert commands("mapping", "plan", "--users", document, "--brake", "off").returncode == 0

    def test_takes_a_number_or_off(self, commands: Commands) -> None:
        assert commands("mapping", "plan", "--users", "x", "--brake", "many").returncode == 2


class TestPeopleTheFileDoesNotHave:
    def test_are_counted_and_disabled_only_where_the_file_is_everybody(
        self, commands: Commands, add_user: Any, document: str
    ) -> None:
        zoe = add_user("zoe@elsewhere.example")
        add_user("gone@elsewhere.example", active=False)
        plan = commands.json("mapping", "plan", "--users", document)
        assert (plan["summary"]["absent"], plan["summary"]["disable"]) == (2, 0)
        plan = commands.json("mapping", "plan", "--users", document, "--whole-directory")
        assert (plan["summary"]["absent"], plan["summary"]["disable"]) == (2, 1)
        assert [item["match"]["id"] for item in plan["changes"] if item["action"] == "disable"] == [zoe]


class TestWhatCannotBe:
    def test_is_refused_and_the_others_are_planned(self, commands: Commands, tmp_path: Path) -> None:
        users: list[dict[str, Any]] = [
            {"id": "1", "userPrincipalName": "ana@contoso.com", "manager": {"id": "2"}},
            {"id": "2", "userPrincipalName": "ben@contoso.com", "manager": {"id": "1"}},
            {"id": "3", "userPrincipalName": "ANA@contoso.com"},
            {"userPrincipalName": "nobody@contoso.com"},
            {"id": "5"},
        ]
        done = commands("mapping", "plan", "--users", write(tmp_path, users), "--json")
        assert done.returncode == 0, done.stderr
        plan = json.loads(done.stdout)
        actions = Counter(item["action"] for item in plan["changes"])
        assert actions == {"create": 2, "refused": 3}
        codes = [item["problems"][0]["code"] for item in plan["changes"] if item["action"] == "refused"]
        assert codes[:2] == ["DuplicateSourceEntries", "MissingValues"]
        assert "Managers lead back to themselves in 1 circle: 1 -> 2 -> 1." in done.stderr

    def test_without_anybody_s_id_exits_2(self, commands: Commands, tmp_path: Path) -> None:
        done = commands("mapping", "plan", "--users", write(tmp_path, [{"mail": "a@b"}]), "--json")
        assert (done.returncode, done.stdout) == (2, "")

    def test_is_tried_under_another_mapping(self, commands: Commands, document: str, tmp_path: Path) -> None:
        line = {"targetAttributeName": "userName", "matchingPriority": 1}
        source = {"type": "Attribute", "name": "city", "expression": "[city]"}
        mapping = tmp_path / "bad.json"
        mapping.write_text(
            json.dumps(
                {
                    "sourceObjectName": "User",
                    "targetObjectName": "User",
                    "attributeMappings": [{**line, "source": source}],
                }
            )
        )
        plan = commands.json("mapping", "plan", "--users", document, "--mapping", str(mapping))
        assert plan["summary"]["refused"] > 10, "people who live in one city have one userName"
