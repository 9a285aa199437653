from __future__ import annotations

from dataclasses import replace

import orjson

from scimconsole.entra.provisioning.deciding import decide
from scimconsole.entra.provisioning.results import Stored
from scimconsole.entra.provisioning.wire import decision_json
from tests.domain.scim.people import GENERIC, KEYCAFE
from tests.entra.provisioning.mappings import ACTIVE, ENTERPRISE, ana, line, mapping, sales

TABLE = mapping(
    line("active", ACTIVE),
    line("displayName", "[displayName]"),
    line("nickName", "[jobTitle]", default="n/a"),
    line("locale", '"en-US"', flow_type="ObjectAddOnly"),
    line("title", "Redact([jobTitle])"),
    line(f"{ENTERPRISE}:manager", "[manager]"),
)


class TestOneDecidedObjectAsJson:
    """The item of the preview and the plan."""

    def test_a_create(self) -> None:
        evaluated = TABLE.evaluate(replace(ana(manager="m1"), place="line 4"))
        decision = decide(TABLE, evaluated, [], GENERIC)
        assert decision_json(TABLE, decision) == {
            "id": "0a21f0f2",
            "userPrincipalName": "ana@contoso.com",
            "in_scope": True,
            "payload": decision.create,
            "omitted": [
                {
                    "attribute": "title",
                    "reason": "null",
                    "detail": "The expression has no value; Entra sends no nulls.",
                },
                {
                    "attribute": f"{ENTERPRISE}:manager",
                    "reason": "reference",
                    "detail": "Sent in a later update, when the one referred to is there.",
                },
            ],
            "problems": [],
            "kind": "User",
            "scope": {"reason": "Assigned; there is no scoping filter.", "group": None, "clause": None},
            "remarks": [],
            "redacted": ["title"],
            "action": "create",
            "match": None,
            "matching": [{"attribute": "userName", "value": "ana@contoso.com"}],
            "unique": {"attribute": "userName", "value": "ana@contoso.com"},
            "changes": [],
            "stored": None,
            "patch": {"legacy": None, "compliant": None},
            "references": {f"{ENTERPRISE}:manager": "m1"},
            "stored_references": {},
            "place": "line 4",
        }

    def test_an_update_with_both_dialects_and_what_it_leaves_out(self) -> None:
        stored = Stored("42", {"userName": "ana@contoso.com", "active": False, "displayName": "Ana Silva"})
        item = decision_json(TABLE, decide(TABLE, TABLE.evaluate(ana()), [stored], GENERIC, "userName"))
        assert item["match"] == {"attribute": "userName", "id": "42"}
        assert item["stored"] == stored.resource
        assert item["changes"] == [
            {"attribute": "active", "before": False, "after": True, "op": "Replace", "note": ""}
        ]
        assert item["patch"]["legacy"]["Operations"] == [{"op": "Replace", "path": "active", "value": "True"}]
        assert item["patch"]["compliant"]["Operations"] == [{"op": "replace", "value": {"active": True}}]
        left_out = {omission["attribute"]: omission["detail"] for omission in item["omitted"]}
        assert left_out["nickName"] == (
            "There is no value; the default is sent only when the object is created."
        )
        assert left_out["locale"] == "It is mapped to be sent only when the object is created."

    def test_whom_the_stored_references_name(self) -> None:
        stored = Stored("42", {"userName": "ana@contoso.com", ENTERPRISE: {"manager": {"value": "7"}}})
        decision = decide(TABLE, TABLE.evaluate(ana(manager="m1")), [stored], GENERIC, "userName")
        item = decision_json(TABLE, decision, detail=False)
        assert item["stored_references"] == {f"{ENTERPRISE}:manager": "7"}

    def test_a_problem(self) -> None:
        item = decision_json(TABLE, decide(TABLE, TABLE.evaluate(ana()), [], GENERIC, taken_by="7"))
        assert item["problems"] == [
            {
                "detail": 'The userName "ana@contoso.com" belongs to the user 7.',
                "attribute": "userName",
                "status": 409,
                "scimType": "uniqueness",
                "code": "Conflict",
                "fatal": True,
            }
        ]

    def test_what_is_redacted_is_not_told_in_passing(self) -> None:
        table = mapping(line("userType", "Redact([jobTitle])"))
        evaluated = table.evaluate(ana(jobTitle="SECRET"))
        item = decision_json(table, decide(table, evaluated, [], KEYCAFE))
        assert item["problems"][0]["detail"].startswith('"userType" is "[Redact]"; allowed values are')
        stored = Stored("42", {"userName": "ana@contoso.com", "userType": "FULL"})
        item = decision_json(table, decide(table, evaluated, [stored], GENERIC), detail=False)
        assert item["changes"] == [
            {"attribute": "userType", "before": "[Redact]", "after": "[Redact]", "op": "Replace", "note": ""}
        ]

    def test_a_plan_leaves_the_details_out(self) -> None:
        item = decision_json(TABLE, decide(TABLE, TABLE.evaluate(ana()), [], GENERIC), detail=False)
        assert not item.keys() & {"payload", "omitted", "stored", "patch", "remarks", "redacted"}
        assert item.keys() >= {"id", "in_scope", "problems", "action", "match", "changes", "references"}

    def test_a_group(self) -> None:
        table = mapping(line("members", "[members]"), kind="Group")
        item = decision_json(table, decide(table, table.evaluate(sales("a", "b")), [], GENERIC))
        assert (item["displayName"], item["members"]) == ("Sales", ["a", "b"])
        unmapped = mapping(kind="Group")
        item = decision_json(unmapped, decide(unmapped, unmapped.evaluate(sales("a")), [], GENERIC))
        assert item["members"] == []

    def test_half_a_character_breaks_no_encoder(self) -> None:
        hostile = ana(
            displayName="\ud83d",
            userPrincipalName="\ud83d@x",
            id="\ud83d",
            manager="\ud83d",
            jobTitle="\ud83d",
        )
        nobody: tuple[list[Stored], None] = ([], None)
        for found in nobody:
            item = decision_json(TABLE, decide(TABLE, TABLE.evaluate(hostile), found, GENERIC))
            assert orjson.loads(orjson.dumps(item)) == item
