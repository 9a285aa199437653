"""What the preview says of people and groups, held against what a cycle then did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scimconsole.entra.provisioning.results import Dialect
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.simulator.record import Record
from tests.entra.simulator.wire import Played
from tests.running_service import Organization

Foreseen = Mapping[str, dict[str, Any]]
"""What was said of each object, by its object id."""

_CHUNK = 500


def foresee(
    organization: Organization,
    schema: SyncSchema,
    users: Sequence[Mapping[str, Any]],
    groups: Sequence[Mapping[str, Any]] = (),
) -> Foreseen:
    """What the service says would be sent for everybody, and what would come of it."""
    said: dict[str, dict[str, Any]] = {}
    for kind, objects in (("users", users), ("groups", groups)):
        for start in range(0, len(objects), _CHUNK):
            asked = {kind: list(objects[start : start + _CHUNK]), "schema": dict(schema.document)}
            answer = organization.api.post("/mapping/preview", json=asked)
            assert answer.status_code == 200, answer.text
            said |= {item["id"]: item for item in answer.json()[kind]}
    return said


def assert_came_true(foreseen: Foreseen, played: Played, dialect: Dialect = "legacy") -> None:
    """Everybody came to the end that was foreseen, by exactly the request that was shown."""
    told = {record.object_id: record for record in played.records if not record.of_references}
    for object_id, item in foreseen.items():
        record = told.get(object_id)
        if record is None:
            assert item["action"] == "unchanged", item
        else:
            assert_one_came_true(item, record, dialect)
    assert set(told) <= set(foreseen)


def assert_one_came_true(item: Mapping[str, Any], record: Record, dialect: Dialect) -> None:
    """One object: outcome, body, and the status of a refusal."""
    action = item["action"]
    about = (record.name, item["problems"], item["changes"], record.failure)
    # A preview looks at one object; that only the members of a group change is for a plan to tell.
    of_members = record.kind == "Group" and action == "unchanged" and record.outcome == "update"
    assert record.outcome == action or of_members, about
    sent = [request for request in record.requests if request["method"] != "GET"]
    if record.kind == "Group":
        sent = [request for request in sent if not _is_of_members(request)]
    if action == "create":
        assert [(one["method"], one["body"]) for one in sent] == [("POST", item["payload"])], about
    elif action in ("update", "disable") and (record.kind == "User" or item["changes"]):
        assert [(one["method"], one["body"]) for one in sent] == [("PATCH", item["patch"][dialect])], about
    elif action == "refused" and sent:
        statuses = {problem["status"] for problem in item["problems"] if problem["fatal"]}
        assert {one["status"] for one in sent} <= statuses, about
    else:
        assert sent == [], about


def _is_of_members(request: Mapping[str, Any]) -> bool:
    operations = request["body"].get("Operations", [])
    return bool(operations) and all(one.get("path", "").startswith("members") for one in operations)


def everything(organization: Organization, kind: str = "Users") -> dict[str, Any]:
    """All that the service holds of a kind, by id."""
    found: dict[str, Any] = {}
    while True:
        answer = organization.scim.get(f"/{kind}", params={"startIndex": len(found) + 1, "count": 100}).json()
        found |= {resource["id"]: resource for resource in answer["Resources"]}
        if len(found) >= answer["totalResults"] or not answer["Resources"]:
            return found
