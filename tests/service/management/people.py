"""People sent through the SCIM endpoint, for the tests of the management API."""

from __future__ import annotations

from typing import Any

from tests.running_service import Organization

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def create_user(organization: Organization, user_name: str, **attributes: Any) -> str:
    """Create a user as Entra does; answers the id."""
    body = {"schemas": [USER], "userName": user_name, "active": True, **attributes}
    answer = organization.scim.post("/Users", json=body)
    assert answer.status_code == 201, answer.text
    user_id: str = answer.json()["id"]
    return user_id


def create_group(organization: Organization, name: str, *member_ids: str) -> str:
    """Create a group with members; answers the id."""
    members = [{"value": member_id} for member_id in member_ids]
    body = {"schemas": [GROUP], "displayName": name, "members": members}
    answer = organization.scim.post("/Groups", json=body)
    assert answer.status_code == 201, answer.text
    group_id: str = answer.json()["id"]
    return group_id


def set_active(organization: Organization, user_id: str, active: bool) -> None:
    """Disable or enable somebody as Entra does."""
    operation = {"op": "Replace", "path": "active", "value": str(active)}
    schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    answer = organization.scim.patch(
        f"/Users/{user_id}", json={"schemas": [schema], "Operations": [operation]}
    )
    assert answer.status_code in (200, 204), answer.text


def every_item(organization: Organization, path: str, **query: str | int) -> list[dict[str, Any]]:
    """All items of a list, page after page."""
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = organization.api.get(path, params={**query, **cursor})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        cursor = {"cursor": page["next_cursor"]}
