"""Play Entra ID: send a directory through a SCIM endpoint, request by request as Entra would."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import httpx

from scimconsole.demo import entra_dialect
from scimconsole.demo.directory import Directory, GraphGroup, GraphUser
from scimconsole.errors import ScimConsoleError, Unavailable

MEMBERS_A_PATCH = 20


class EntraSender:
    """Sends what Entra would send to one Tenant URL; a context manager that counts its requests."""

    def __init__(self, tenant_url: str, token: str, profile: str, extension_urn: str | None) -> None:
        self.requests = 0
        self._profile = profile
        self._extension_urn = extension_urn
        self._ids: dict[str, str] = {}
        self._http = httpx.Client(
            base_url=tenant_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=30.0,
            trust_env=False,
            verify=tenant_url.startswith("https:"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def send(self, directory: Directory, say: Callable[[str], None]) -> None:
        """One initial cycle: test, users, managers, groups with members, and then the disabled accounts."""
        self._find("/Users", "userName", str(uuid.uuid4()))
        for number, person in enumerate(directory.users, start=1):
            say(f"Sending user {number} of {len(directory.users)}")
            self._create_user(person)
        say("Sending managers")
        for person in directory.users:
            self._set_manager(person)
        for group in directory.groups:
            say(f"Sending group {group.display_name}")
            self._create_group(group)
        say("Disabling accounts")
        for person in directory.users:
            if not person["accountEnabled"]:
                user_id = self._ids[person["id"]]
                self._request("GET", f"/Users/{user_id}")
                self._request("PATCH", f"/Users/{user_id}", entra_dialect.patch(entra_dialect.disable()))

    def _create_user(self, person: GraphUser) -> None:
        self._find("/Users", "userName", person["userPrincipalName"])
        body = entra_dialect.user_body(person, self._profile, self._extension_urn)
        self._ids[person["id"]] = self._request("POST", "/Users", body)["id"]

    def _set_manager(self, person: GraphUser) -> None:
        if person["manager"] is None:
            return
        user_id, manager_id = self._ids[person["id"]], self._ids[person["manager"]["id"]]
        probe = f'id eq "{user_id}" and manager eq "{manager_id}"'
        self._request("GET", "/Users", query={"attributes": "id", "filter": probe})
        self._request(
            "PATCH", f"/Users/{user_id}", entra_dialect.patch(entra_dialect.set_manager(manager_id))
        )

    def _create_group(self, group: GraphGroup) -> None:
        self._find("/Groups", "displayName", group.display_name)
        group_id = self._request("POST", "/Groups", entra_dialect.group_body(group))["id"]
        for start in range(0, len(group.members), MEMBERS_A_PATCH):
            ids = [self._ids[member] for member in group.members[start : start + MEMBERS_A_PATCH]]
            self._request("PATCH", f"/Groups/{group_id}", entra_dialect.patch(entra_dialect.add_members(ids)))

    def _find(self, path: str, attribute: str, value: str) -> None:
        query = {"filter": f"{attribute} eq {json.dumps(value, ensure_ascii=False)}"}
        if path == "/Groups":
            query["excludedAttributes"] = "members"
        self._request("GET", path, query=query)

    def _request(
        self, method: str, path: str, body: object = None, query: dict[str, str] | None = None
    ) -> dict[str, Any]:
        headers = {"Content-Type": "application/scim+json; charset=utf-8"} if body is not None else {}
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        self.requests += 1
        try:
            response = self._http.request(method, path, params=query, content=content, headers=headers)
        except httpx.TransportError as error:
            raise Unavailable(
                f"{self._http.base_url} does not answer: {error}.", hint="Check the Tenant URL."
            ) from error
        if not response.is_success:
            raise ScimConsoleError(
                f"{method} {path} was answered with {response.status_code}: {response.text[:300]}"
            )
        answer: dict[str, Any] = response.json() if response.content else {}
        return answer
