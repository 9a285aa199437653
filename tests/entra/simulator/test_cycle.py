"""Cycles against the running service: who is created, changed, disabled, restored and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from scimconsole.entra.schema.reading import read_schema
from tests.entra.simulator.wire import Tenant, group, people, person

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

pytestmark = pytest.mark.engines("sqlite")


class TestTheFirstCycle:
    """Everybody is looked for, and created when nobody is found."""

    def test_it_begins_with_a_filter_for_nobody(self, tenant: Tenant) -> None:
        first = tenant.play([]).wire.requests[0]
        assert (first.method, first.path) == ("GET", "/Users")
        assert first.query.startswith('filter=userName eq "')
        assert "content-type" not in first.headers
        assert first.headers["authorization"].startswith("Bearer scimc1_")

    def test_people_are_matched_and_created(self, tenant: Tenant) -> None:
        played = tenant.play([person("ana", jobTitle="Engineer")])
        _, look, create = played.wire.requests
        assert look.query == 'filter=userName eq "ana@contoso.example"'
        assert (create.method, create.path) == ("POST", "/Users")
        assert create.headers["content-type"] == "application/scim+json; charset=utf-8"
        assert create.body["externalId"] == person("ana")["id"]
        held = tenant.held("ana@contoso.example")
        assert held is not None
        assert (held["title"], held["active"]) == ("Engineer", True)
        assert played.outcomes() == {"ana@contoso.example": "create"}

    def test_whoever_is_there_is_updated(self, tenant: Tenant) -> None:
        body = {"userName": "ana@contoso.example", "active": True, "title": "Cook"}
        tenant.organization.scim.post("/Users", json=body).raise_for_status()
        played = tenant.play([person("ana", jobTitle="Engineer")])
        assert played.outcomes() == {"ana@contoso.example": "update"}
        (patch,) = played.wire.of("PATCH")
        assert {"op": "Replace", "path": "title", "value": "Engineer"} in patch.operations
        assert all(item["path"] != "externalId" or item["op"] == "Add" for item in patch.operations)

    def test_disabled_accounts_are_not_created(self, tenant: Tenant) -> None:
        played = tenant.play([person("ana", accountEnabled=False)])
        assert played.outcomes() == {"ana@contoso.example": "skipped"}
        assert played.wire.of("POST") == []

    def test_odd_names_arrive(self, tenant: Tenant) -> None:
        odd = person("ana", userPrincipalName='o\'b "x" \\ &+#é@contoso.example', surname="渡邉")
        assert set(tenant.play([odd]).outcomes().values()) == {"create"}
        tenant.state.forget_links()
        again = tenant.play([odd])
        assert again.outcomes() == {odd["userPrincipalName"]: "unchanged"}

    def test_what_no_encoder_takes_is_refused_and_the_others_go_on(self, tenant: Tenant) -> None:
        odd = person("odd", id="id\ud800", userPrincipalName="o\ud800@x", manager={"id": "\udfff"})
        staff = group("Staff", odd, person("ana"), displayName="S\ud800")
        played = tenant.play([odd, person("ana", jobTitle="\x00"), person("bob")], [staff])
        assert sorted(played.outcomes().values()) == ["create", "refused", "refused"]
        assert played.outcomes("Group").popitem()[1] == "refused"

    def test_many_at_a_time(self, tenant: Tenant) -> None:
        played = tenant.play(people(40), concurrency=8)
        assert played.cycle.tally.users["create"] == 40
        assert tenant.organization.scim.get("/Users?count=0").json()["totalResults"] == 40


class TestTheNextCycle:
    """Only what changed at the source is asked for and sent."""

    def test_nothing_is_sent_for_those_who_did_not_change(self, tenant: Tenant) -> None:
        ana, bob = person("ana"), person("bob")
        ana["manager"] = {"id": bob["id"]}
        groups = [group("Staff", ana, bob)]
        tenant.play([ana, bob], groups)
        again = tenant.play([ana, bob], groups)
        assert len(again.wire.requests) == 1, "the filter for nobody"
        assert (again.cycle.tally.users["unchanged"], again.cycle.tally.groups["unchanged"]) == (2, 1)
        assert again.records == []

    def test_a_change_is_read_and_sent(self, tenant: Tenant) -> None:
        tenant.play(people(3))
        changed = people(3)
        changed[1]["jobTitle"] = "Engineer"
        played = tenant.play(changed)
        assert [seen.method for seen in played.wire.requests] == ["GET", "GET", "PATCH"]
        assert played.wire.requests[1].path.startswith("/Users/")

    def test_what_became_null_is_not_sent(self, tenant: Tenant) -> None:
        tenant.play([person("ana", jobTitle="Engineer")])
        played = tenant.play([person("ana")])
        assert played.outcomes() == {"ana@contoso.example": "unchanged"}
        held = tenant.held("ana@contoso.example")
        assert held is not None
        assert held["title"] == "Engineer"

    def test_a_new_name_keeps_the_link(self, tenant: Tenant) -> None:
        tenant.play([person("ana")])
        before = tenant.held("ana@contoso.example")
        tenant.play([person("ana", userPrincipalName="anna@contoso.example")])
        after = tenant.held("anna@contoso.example")
        assert before is not None
        assert after is not None
        assert before["id"] == after["id"]

    def test_watermark_has_everybody_read_again(self, tenant: Tenant) -> None:
        tenant.play([person("ana", jobTitle="Engineer")])
        held = tenant.held("ana@contoso.example")
        assert held is not None
        change = [{"op": "replace", "path": "title", "value": "Cook"}]
        tenant.organization.scim.patch(f"/Users/{held['id']}", json={"Operations": change}).raise_for_status()
        assert tenant.play([person("ana", jobTitle="Engineer")]).wire.of("PATCH") == []
        played = tenant.play([person("ana", jobTitle="Engineer")], restart="watermark")
        assert played.outcomes() == {"ana@contoso.example": "update"}
        assert "filter" not in played.wire.requests[1].query

    def test_full_has_everybody_matched_again(self, tenant: Tenant) -> None:
        tenant.play([person("ana")])
        played = tenant.play([person("ana")], restart="full")
        assert played.wire.requests[1].query.startswith("filter=userName")
        assert played.outcomes() == {"ana@contoso.example": "unchanged"}

    def test_who_is_gone_there_is_found_missing_and_made_again(self, tenant: Tenant) -> None:
        tenant.play([person("ana")])
        held = tenant.held("ana@contoso.example")
        assert held is not None
        tenant.organization.scim.delete(f"/Users/{held['id']}").raise_for_status()
        played = tenant.play([person("ana", jobTitle="Engineer")])
        assert played.outcomes() == {"ana@contoso.example": "refused"}
        assert played.records[0].failure is not None
        assert played.records[0].failure.code == "InvalidAnchor"
        again = tenant.play([person("ana", jobTitle="Engineer")], restart="escrows")
        assert again.outcomes() == {"ana@contoso.example": "create"}


@pytest.mark.parametrize(
    ("dialect", "off", "on"),
    [
        ("legacy", {"op": "Replace", "path": "active", "value": "False"}, "True"),
        ("compliant", {"op": "replace", "value": {"active": False}}, True),
    ],
)
class TestLeavingAndComingBack:
    """In both dialects."""

    def test_a_disabled_account(self, tenant: Tenant, dialect: str, off: object, on: object) -> None:
        tenant.play([person("ana")], dialect=dialect)
        played = tenant.play([person("ana", accountEnabled=False)], dialect=dialect)
        assert played.outcomes() == {"ana@contoso.example": "disable"}
        (patch,) = played.wire.of("PATCH")
        assert patch.operations == [off]
        assert active(tenant) is False
        back = tenant.play([person("ana")], dialect=dialect)
        assert back.outcomes() == {"ana@contoso.example": "update"}
        (patch,) = back.wire.of("PATCH")
        assert on in (patch.operations[0]["value"], *dict_values(patch.operations[0]["value"]))
        assert active(tenant) is True

    def test_who_is_unassigned_is_disabled_once_and_never_deleted(
        self, tenant: Tenant, dialect: str, off: object, on: object
    ) -> None:
        tenant.play([person("ana")], dialect=dialect)
        out = person("ana", isAssigned=False)
        assert tenant.play([out], dialect=dialect).outcomes() == {"ana@contoso.example": "disable"}
        assert active(tenant) is False
        assert len(tenant.play([out], dialect=dialect).wire.requests) == 1
        assert len(tenant.play([], dialect=dialect).wire.requests) == 1
        much_later = tenant.play([], dialect=dialect, now="2099-01-01T00:00:00Z")
        assert much_later.wire.of("DELETE") == []
        back = tenant.play([person("ana")], dialect=dialect)
        assert back.wire.requests[1].query.startswith("filter=userName"), "matched like a new one"
        assert active(tenant) is True

    def test_who_is_gone_is_disabled_and_after_30_days_deleted(
        self, tenant: Tenant, dialect: str, off: object, on: object
    ) -> None:
        tenant.play([person("ana")], dialect=dialect, now="2026-01-01T00:00:00Z")
        gone = tenant.play([], dialect=dialect, now="2026-01-02T00:00:00Z")
        assert gone.outcomes() == {"ana@contoso.example": "disable"}
        assert active(tenant) is False
        assert len(tenant.play([], dialect=dialect, now="2026-01-31T00:00:00Z").wire.requests) == 1
        purged = tenant.play([], dialect=dialect, now="2026-02-01T00:00:00Z")
        assert purged.outcomes() == {"ana@contoso.example": "delete"}
        assert tenant.held("ana@contoso.example") is None
        assert len(tenant.play([], dialect=dialect, now="2026-02-02T00:00:00Z").wire.requests) == 1

    def test_the_recycle_bin(self, tenant: Tenant, dialect: str, off: object, on: object) -> None:
        tenant.play([person("ana")], dialect=dialect)
        binned = person("ana", deletedDateTime="2026-01-02T00:00:00Z")
        at: dict[str, Any] = {"now": "2026-01-03T00:00:00Z", "dialect": dialect}
        assert tenant.play([binned], **at).outcomes() == {"ana@contoso.example": "disable"}
        assert tenant.play([person("ana")], **at).outcomes() == {"ana@contoso.example": "update"}
        assert active(tenant) is True
        tenant.play([binned], **at)
        purged = tenant.play([], **at)
        assert purged.outcomes() == {"ana@contoso.example": "delete"}, "gone out of the bin: purged"

    def test_who_comes_back_unassigned_is_not_deleted(
        self, tenant: Tenant, dialect: str, off: object, on: object
    ) -> None:
        tenant.play([person("ana")], dialect=dialect, now="2026-01-01T00:00:00Z")
        tenant.play([], dialect=dialect, now="2026-01-02T00:00:00Z")
        back = [person("ana", isAssigned=False)]
        played = tenant.play(back, dialect=dialect, now="2026-03-01T00:00:00Z")
        assert played.outcomes() == {"ana@contoso.example": "unchanged"}
        assert active(tenant) is False

    def test_the_recycle_bin_is_emptied_after_30_days(
        self, tenant: Tenant, dialect: str, off: object, on: object
    ) -> None:
        tenant.play([person("ana")], dialect=dialect)
        binned = person("ana", deletedDateTime="2026-01-02T00:00:00Z")
        tenant.play([binned], now="2026-01-03T00:00:00Z", dialect=dialect)
        before = tenant.play([binned], now="2026-01-31T23:00:00Z", dialect=dialect)
        assert before.wire.of("DELETE") == []
        purged = tenant.play([binned], now="2026-02-01T00:00:00Z", dialect=dialect)
        assert purged.outcomes() == {"ana@contoso.example": "delete"}


class TestTheBrake:
    """Nobody is disabled when it would be too many."""

    def test_too_many_deletes(self, tenant: Tenant) -> None:
        everybody = people(6)
        tenant.play(everybody)
        few = [*everybody[:1], person("p1", jobTitle="Cook"), person("new")]
        played = tenant.play(few, deletion_threshold=3)
        assert sorted(played.outcomes().values()) == ["create", *["staged"] * 4, "update"]
        assert played.records[-1].as_json(played.cycle.names)["provisioningAction"] == "stageddelete"
        assert played.cycle.quarantine is not None
        assert played.cycle.quarantine.reason == "TooManyDeletes"
        assert tenant.organization.scim.get('/Users?filter=active eq "false"').json()["totalResults"] == 0
        allowed = tenant.play(few, deletion_threshold=4, restart="watermark")
        assert allowed.cycle.tally.users["disable"] == 4
        assert allowed.cycle.quarantine is None

    def test_disabled_accounts_count_too(self, tenant: Tenant) -> None:
        tenant.play(people(3))
        off = people(3, accountEnabled=False)
        assert tenant.play(off, deletion_threshold=2).cycle.tally.users["staged"] == 3
        allowed = tenant.play(off, deletion_threshold=0, restart="watermark")
        assert allowed.cycle.tally.users["disable"] == 3


class TestManagers:
    """In a second pass, when both are there."""

    def test_a_manager_who_comes_later_in_the_file(self, tenant: Tenant) -> None:
        boss = person("boss")
        played = tenant.play([person("ana", manager={"id": boss["id"]}), boss])
        probe, patch = played.wire.requests[-2:]
        assert probe.query.startswith("attributes=id&filter=id eq ")
        assert ' and manager eq "' in probe.query
        assert patch.operations == [
            {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": held_id(tenant, "boss")}
        ]
        held = tenant.held("ana@contoso.example")
        assert held is not None
        assert held[ENTERPRISE]["manager"]["value"] == held_id(tenant, "boss")
        assert played.cycle.tally.references == 1
        assert (played.cycle.tally.users["create"], played.cycle.tally.users["update"]) == (2, 0)

    def test_another_manager_is_an_update(self, tenant: Tenant) -> None:
        ana, bob, eva = people(3)
        tenant.play([{**ana, "manager": {"id": bob["id"]}}, bob, eva])
        played = tenant.play([{**ana, "manager": {"id": eva["id"]}}, bob, eva])
        assert (played.cycle.tally.users["update"], played.cycle.tally.users["unchanged"]) == (1, 2)
        held = tenant.held("p0@contoso.example")
        assert held is not None
        assert held[ENTERPRISE]["manager"]["value"] == held_id(tenant, "p2")

    def test_one_that_is_there_already_is_not_sent(self, tenant: Tenant) -> None:
        ana, bob = people(2)
        everybody = [{**ana, "manager": {"id": bob["id"]}}, bob]
        tenant.play(everybody)
        played = tenant.play(everybody, restart="full")
        assert played.wire.of("PATCH") == []
        assert played.cycle.tally.users["unchanged"] == 2

    def test_one_out_of_scope_is_left_out_until_the_person_changes(self, tenant: Tenant) -> None:
        boss = person("boss", isAssigned=False)
        ana = person("ana", manager={"id": boss["id"]})
        assert tenant.play([ana, boss]).cycle.tally.references == 0
        boss["isAssigned"] = True
        assert tenant.play([ana, boss]).cycle.tally.references == 0
        assert tenant.play([{**ana, "city": "Lima"}, boss]).cycle.tally.references == 1

    def test_of_somebody_who_is_found_and_disabled(self, tenant: Tenant) -> None:
        body = {"userName": "ana@contoso.example", "active": True}
        tenant.organization.scim.post("/Users", json=body).raise_for_status()
        ana, bob = person("ana", accountEnabled=False), person("bob")
        ana["manager"] = {"id": bob["id"]}
        staff = [group("Staff", ana, bob)]
        played = tenant.play([ana, bob], staff)
        assert played.outcomes()["ana@contoso.example"] == "disable"
        assert (played.cycle.tally.references, members(tenant, "Staff")) == (1, 2)
        assert +played.cycle.tally.users == {"create": 1, "disable": 1}
        assert len(tenant.play([ana, bob], staff).wire.requests) == 1

    def test_in_a_circle(self, tenant: Tenant) -> None:
        ana, bob = people(2)
        everybody = [{**ana, "manager": {"id": bob["id"]}}, {**bob, "manager": {"id": ana["id"]}}]
        played = tenant.play(everybody)
        assert played.cycle.tally.references == 2
        assert len(tenant.play(everybody).wire.requests) == 1


@pytest.mark.parametrize("dialect", ["legacy", "compliant"])
class TestGroups:
    """Created without members, who follow twenty in a request."""

    def test_a_group_and_its_members(self, tenant: Tenant, dialect: str) -> None:
        everybody = people(45)
        played = tenant.play(everybody, [group("Staff", *everybody)], dialect=dialect)
        look, create, *patches = played.wire.requests[-5:]
        assert look.query == 'excludedAttributes=members&filter=displayName eq "Staff"'
        assert create.path == "/Groups"
        assert "members" not in create.body
        assert [len(patch.operations[0]["value"]) for patch in patches] == [20, 20, 5]
        assert members(tenant, "Staff") == 45
        assert played.cycle.tally.members_added == 45

    def test_joining_leaving_and_renaming(self, tenant: Tenant, dialect: str) -> None:
        everybody = people(4)
        staff = group("Staff", *everybody[:3])
        tenant.play(everybody, [staff], dialect=dialect)
        staff["members"] = [{"id": everybody[0]["id"]}, {"id": everybody[3]["id"]}]
        staff["displayName"] = "People"
        played = tenant.play(everybody, [staff], dialect=dialect)
        rename, add, remove = played.wire.of("PATCH")
        assert rename.operations[0]["value"] in ("People", {"displayName": "People"})
        assert add.operations[0]["op"].lower() == "add"
        assert len(remove.operations) == (1 if dialect == "legacy" else 2)
        assert members(tenant, "People") == 2
        assert played.outcomes("Group") == {"People": "update"}

    def test_one_that_was_there_keeps_the_members_it_had(self, tenant: Tenant, dialect: str) -> None:
        ana, bob, eva = people(3)
        tenant.play([ana, bob, eva], [group("Staff", ana, bob)], dialect=dialect)
        played = tenant.play([ana, bob, eva], [group("Staff", bob, eva)], dialect=dialect, restart="full")
        probes = [seen for seen in played.wire.of("GET") if "members eq" in seen.query]
        assert len(probes) == 2
        (patch,) = played.wire.of("PATCH")
        assert len(patch.operations[0]["value"]) == 1
        assert members(tenant, "Staff") == 3

    def test_letter_case_of_object_ids_does_not_count(self, tenant: Tenant, dialect: str) -> None:
        ana, bob = (
            {**person("jk"), "id": "ABC-1"},
            {**person("bob"), "id": "abc-2", "manager": {"id": "abc-1"}},
        )
        staff = {**group("Staff"), "members": [{"id": "Abc-1"}, {"id": "ABC-2"}]}
        first = tenant.play([ana, bob], [staff], dialect=dialect)
        assert (first.cycle.tally.references, members(tenant, "Staff")) == (1, 2)
        bob["manager"] = {"id": "ABC-1"}
        staff["members"] = [{"id": "abc-1"}, {"id": "abc-2"}]
        played = tenant.play([ana, bob], [staff], dialect=dialect)
        assert [seen for seen in played.wire.requests if seen.method != "GET"] == []

    def test_one_that_left_is_deleted_at_once(self, tenant: Tenant, dialect: str) -> None:
        tenant.play(people(2), [group("Staff", *people(2)), group("Others")], dialect=dialect)
        played = tenant.play(people(2), [group("Others")], dialect=dialect)
        assert played.outcomes("Group") == {"Staff": "delete"}
        assert tenant.organization.scim.get("/Groups").json()["totalResults"] == 1

    def test_without_a_file_of_groups_they_are_left_alone(self, tenant: Tenant, dialect: str) -> None:
        tenant.play(people(1), [group("Staff")], dialect=dialect)
        assert tenant.play(people(1), dialect=dialect).cycle.tally.groups.total() == 0

    def test_who_is_made_later_joins_later(self, tenant: Tenant, dialect: str) -> None:
        ana, bob = people(2)
        groups = [group("Staff", ana, bob)]
        tenant.play([ana, {**bob, "isAssigned": False}], groups, dialect=dialect)
        assert members(tenant, "Staff") == 1
        tenant.play([ana, bob], groups, dialect=dialect)
        assert members(tenant, "Staff") == 2


class TestTwins:
    """Whoever comes first in the file wins."""

    def test_the_same_matching_value(self, tenant: Tenant) -> None:
        twin = person("twin", userPrincipalName="ANA@contoso.example")
        played = tenant.play([person("ana"), twin])
        assert played.outcomes() == {"ana@contoso.example": "create", "ANA@contoso.example": "refused"}
        codes = {record.failure.code for record in played.records if record.failure}
        assert codes == {"DuplicateSourceEntries"}

    def test_the_same_object_id(self, tenant: Tenant) -> None:
        twin = {**person("bob"), "id": person("ana")["id"]}
        assert sorted(tenant.play([person("ana"), twin]).outcomes().values()) == ["create", "refused"]

    def test_a_newcomer_with_the_name_of_who_is_linked(self, tenant: Tenant) -> None:
        tenant.play([person("ana")])
        newcomer = person("new", userPrincipalName="ana@contoso.example")
        played = tenant.play([newcomer, person("ana")])
        assert played.records[0].failure is not None
        assert played.records[0].failure.code == "DuplicateSourceEntries"

    def test_a_newcomer_takes_over_from_who_left(self, tenant: Tenant) -> None:
        tenant.play([person("ana")])
        tenant.play([])
        assert active(tenant) is False
        newcomer = person("new", userPrincipalName="ana@contoso.example")
        assert tenant.play([newcomer]).outcomes() == {"ana@contoso.example": "update"}
        assert active(tenant) is True

    def test_two_there_with_the_same_value(self, tenant: Tenant) -> None:
        for name in ("one", "two"):
            body = {"userName": name, "externalId": "same"}
            tenant.organization.scim.post("/Users", json=body).raise_for_status()
        mapping = {
            "sourceObjectName": "User",
            "attributeMappings": [
                {"targetAttributeName": "externalId", "matchingPriority": 1, "source": attribute("objectId")},
                {"targetAttributeName": "userName", "source": attribute("userPrincipalName")},
            ],
        }
        tenant.schema = read_schema({"objectMappings": [mapping]})
        played = tenant.play([{**person("ana"), "id": "same"}])
        assert played.outcomes() == {"ana@contoso.example": "ambiguous"}

    def test_nobody_without_an_id(self, tenant: Tenant) -> None:
        nobody = person("ana")
        del nobody["id"]
        assert tenant.play([nobody, person("bob")]).outcomes() == {
            "ana@contoso.example": "refused",
            "bob@contoso.example": "create",
        }


def attribute(name: str) -> dict[str, str]:
    return {"type": "Attribute", "name": name, "expression": f"[{name}]"}


def active(tenant: Tenant, name: str = "ana") -> bool:
    held = tenant.held(f"{name}@contoso.example")
    assert held is not None
    return bool(held["active"])


def held_id(tenant: Tenant, name: str) -> str:
    held = tenant.held(f"{name}@contoso.example")
    assert held is not None
    return str(held["id"])


def members(tenant: Tenant, name: str) -> int:
    found = tenant.organization.scim.get("/Groups", params={"filter": f'displayName eq "{name}"'}).json()
    return len(found["Resources"][0].get("members", []))


def dict_values(value: object) -> list[object]:
    return list(value.values()) if isinstance(value, dict) else []
