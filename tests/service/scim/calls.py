"""Requests to the SCIM endpoint in as few words as the tests need."""

from __future__ import annotations

import time
from typing import Any

import httpx

from tests.running_service import Organization

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
COFFEES = "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


def user(user_name: str, **attributes: Any) -> dict[str, Any]:
    """The body of a user."""
    return {"schemas": [USER], "userName": user_name, **attributes}


def created(organization: Organization, user_name: str, **attributes: Any) -> dict[str, Any]:
    """Create a user; answers the resource."""
    answer = organization.scim.post("/Users", json=user(user_name, **attributes))
    assert answer.status_code == 201, answer.text
    resource: dict[str, Any] = answer.json()
    return resource


def created_group(organization: Organization, name: str, *member_ids: str) -> dict[str, Any]:
    """Create a group with members; answers the resource."""
    members = [{"value": member_id} for member_id in member_ids]
    body = {"schemas": [GROUP], "displayName": name, "members": members}
    answer = organization.scim.post("/Groups", json=body)
    assert answer.status_code == 201, answer.text
    resource: dict[str, Any] = answer.json()
    return resource


def patch(client: httpx.Client, path: str, *operations: dict[str, Any], **headers: str) -> httpx.Response:
    """PATCH with these operations."""
    body = {"schemas": [PATCH_OP], "Operations": operations}
    return client.patch(path, json=body, headers=headers)


def replace(path: str, value: Any) -> dict[str, Any]:
    """The operation that sets one attribute, as Entra writes it."""
    return {"op": "Replace", "path": path, "value": value}


def add_member(member_id: str) -> dict[str, Any]:
    """The operation that adds one member, as Entra writes it."""
    return {"op": "Add", "path": "members", "value": [{"$ref": None, "value": member_id}]}


def refusal(answer: httpx.Response, status: int, scim_type: str | None = None) -> str:
    """The sentence of an error, which must be a SCIM error with this status and scimType."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/scim+json"
    body = answer.json()
    assert body["schemas"] == [ERROR]
    assert body["status"] == str(status)
    assert body.get("scimType") == scim_type
    detail: str = body["detail"]
    return detail


def ids(answer: httpx.Response) -> list[str]:
    """The ids in a list."""
    assert answer.status_code == 200, answer.text
    return [resource["id"] for resource in answer.json()["Resources"]]


def journalled(organization: Organization, request_id: str) -> dict[str, Any]:
    """The journal's entry for a request, which reads reach within a second."""
    deadline = time.monotonic() + 5
    while True:
        answer = organization.api.get(f"/requests/{request_id}")
        if answer.status_code == 200:
            entry: dict[str, Any] = answer.json()
            return entry
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.05)


def newest_requests(organization: Organization, count: int) -> list[dict[str, Any]]:
    """The newest entries of the journal, once there are so many."""
    deadline = time.monotonic() + 5
    while True:
        items: list[dict[str, Any]] = organization.api.get("/requests", params={"limit": 200}).json()["items"]
        if len(items) >= count:
            return items
        assert time.monotonic() < deadline, items
        time.sleep(0.05)
