"""Who has the application, and in which roles, as a document with `appRoleAssignedTo` says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scimconsole.entra.people.graph import DEFAULT_ACCESS
from scimconsole.errors import InvalidInput


class Assignments:
    """The roles by their ids, and the role ids of everybody who is assigned, directly or through a group."""

    def __init__(
        self, roles: Iterable[Any] = (), assigned: Iterable[Any] | None = None, name: str = ""
    ) -> None:
        self._roles = {str(role["id"]): role for role in roles if isinstance(role, Mapping) and "id" in role}
        self._held: dict[str, dict[str, None]] | None = None
        self._direct: frozenset[str] = frozenset()
        self.unknown_roles = False
        """Whether a role id was met that no role of the document has."""
        if assigned is not None:
            self._held = {}
            for index, item in enumerate(assigned):
                self._hold(item, f"{name}: appRoleAssignedTo[{index}]")
            self._direct = frozenset(self._held)

    @property
    def has_list(self) -> bool:
        """Whether the document says who is assigned; otherwise everybody is."""
        return self._held is not None

    def spread(self, group: Mapping[str, Any], members: Iterable[str]) -> None:
        """Give a group's roles to its members, where the group itself is assigned; groups inside are not."""
        identity = str(group.get("id"))
        if self._held is None or identity not in self._direct:
            return
        roles = self._held[identity]
        for member in members:
            self._held.setdefault(member, {}).update(roles)

    def applied(self, given: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
        """The Graph object with what is known of its assignment."""
        found = dict(given)
        if self._held is not None:
            identity = str(given.get("id") or given.get("objectId"))
            if kind == "Group":
                found["isAssigned"] = identity in self._direct
            else:
                held = self._held.get(identity)
                found["isAssigned"] = held is not None
                if "appRoleAssignments" not in found:
                    found["appRoleAssignments"] = [{"appRoleId": role} for role in held or ()]
        if isinstance(found.get("appRoleAssignments"), list):
            found["appRoleAssignments"] = [self._named(item) for item in found["appRoleAssignments"]]
        return found

    def _hold(self, item: Any, place: str) -> None:
        who = item.get("principalId") if isinstance(item, Mapping) else None
        if not isinstance(who, str):
            raise InvalidInput(f"{place} has no principalId.", hint="Graph writes one for each assignment.")
        role = item.get("appRoleId")
        assert self._held is not None
        roles = self._held.setdefault(who, {})
        if isinstance(role, str) and role != DEFAULT_ACCESS:
            roles[role] = None

    def _named(self, item: Any) -> Any:
        """An assignment that names a role by its id, with the role's value and name."""
        if not isinstance(item, Mapping) or "value" in item:
            return item
        role_id = item.get("appRoleId")
        role = self._roles.get(str(role_id))
        if role is None:
            self.unknown_roles |= role_id not in (None, DEFAULT_ACCESS)
            return item
        return {**item, "value": role.get("value"), "displayName": role.get("displayName")}
