"""What Entra ID would do with a throw-away person, request by request, and how each answer is judged."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from scimconsole.domain.scim.patch import apply_patch
from scimconsole.domain.scim.profile_model import Profile
from scimconsole.domain.scim.rules import missing_fields
from scimconsole.domain.self_test import GROUP_PREFIX, USER_DOMAIN, USER_PREFIX

_CORE = "urn:ietf:params:scim:schemas:core:2.0:"
_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; the path is below the Tenant URL."""

    method: str
    path: str
    query: str = ""
    body: Any = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one; `document` is None for what is no JSON object."""

    status: int
    document: dict[str, Any] | None

    @property
    def resource(self) -> Mapping[str, Any]:
        """The document, empty where there is none."""
        return self.document or {}

    @property
    def refusal(self) -> str:
        """What a SCIM error says, in a sentence; empty where it says nothing."""
        kind = self.resource.get("scimType")
        detail = str(self.resource.get("detail", ""))
        return f"{kind}: {detail}" if kind and detail else detail


@dataclass(frozen=True, slots=True)
class Step:
    """One thing Entra ID would do; `judge` answers what is wrong with the answer, empty when nothing is."""

    name: str
    title: str
    expected: str
    asked: Asked
    judge: Callable[[Answered], str]


class Play:
    """One run with names of its own, so that two at once do not meet; it learns the ids from the answers."""

    def __init__(self, profile: Profile) -> None:
        mark = uuid.uuid4().hex[:12]
        self.user_name = f"{USER_PREFIX}{mark}{USER_DOMAIN}"
        self.group_name = f"{GROUP_PREFIX}{mark}"
        self.user_id = ""
        self.group_id = ""
        self._profile = profile
        self._other_member = str(uuid.uuid4())
        """Nobody's id, which a group keeps all the same: Entra sends members ahead of people."""

    def steps(self) -> Iterator[Step]:
        """The steps in their order; each is made once the one before was judged."""
        yield Step(
            "test-connection",
            "Test connection",
            "200 with an empty list",
            _find("Users", "userName", str(uuid.uuid4())),
            lambda answer: _status(answer, 200) or _count(answer, 0),
        )
        yield Step(
            "create-user",
            "Create a person",
            "201 with an id, active",
            Asked("POST", "/Users", body=self._person()),
            self._user_created,
        )
        if not self.user_id:
            return
        yield Step(
            "match-user",
            "Match the person again",
            "200 with this one person",
            _find("Users", "userName", self.user_name.upper()),
            lambda answer: _status(answer, 200) or _count(answer, 1) or _first_is(answer, self.user_id),
        )
        yield from self._changes()
        yield from self._membership()
        yield Step(
            "delete-user",
            "Delete the person",
            "204",
            Asked("DELETE", self._user),
            lambda answer: _status(answer, 204),
        )
        yield Step(
            "gone",
            "Look for the deleted person",
            "404",
            Asked("GET", self._user),
            lambda answer: _status(answer, 404),
        )

    def _changes(self) -> Iterator[Step]:
        name = self._allowed("displayName", "Self Test (legacy)")
        yield Step(
            "update-legacy",
            "Update in the older dialect",
            f'200, displayName "{name}"',
            _patch(
                self._user,
                {"op": "Replace", "path": "displayName", "value": name},
                {"op": "Replace", "path": 'emails[type eq "work"].value', "value": self.user_name},
            ),
            lambda answer: _status(answer, 200) or _value(answer, "displayName", name),
        )
        given = self._allowed("name.givenName", "Changed")
        yield Step(
            "update-compliant",
            "Update in the dialect of RFC 7644",
            f'200, name.givenName "{given}"',
            _patch(self._user, {"op": "replace", "value": {"name.givenName": given}}),
            lambda answer: _status(answer, 200) or _value(answer, "name.givenName", given),
        )
        yield self._switch("disable-legacy", 'Disable with the text "False"', "Replace", "False")
        yield Step(
            "read-disabled",
            "Read the disabled person",
            "200, active false",
            Asked("GET", self._user),
            lambda answer: _status(answer, 200) or _value(answer, "active", False),
        )
        yield self._switch("enable-user", 'Enable with the text "True"', "Replace", "True")
        yield self._switch("disable-compliant", "Disable in the dialect of RFC 7644", "replace", False)

    def _membership(self) -> Iterator[Step]:
        yield Step(
            "create-group",
            "Create a group",
            "201 with an id",
            Asked("POST", "/Groups", body={"schemas": [_CORE + "Group"], "displayName": self.group_name}),
            self._group_created,
        )
        if not self.group_id:
            return
        both = [{"value": self.user_id}, {"value": self._other_member}]
        yield Step(
            "add-members",
            "Add two members",
            "2xx",
            _patch(self._group, {"op": "Add", "path": "members", "value": both}),
            lambda answer: _status(answer, 200, 204),
        )
        yield Step(
            "remove-member",
            "Remove one by a list of values",
            "2xx",
            _patch(self._group, {"op": "Remove", "path": "members", "value": both[:1]}),
            lambda answer: _status(answer, 200, 204),
        )
        yield Step(
            "read-group",
            "Read the group",
            "200, only the other member is left",
            Asked("GET", self._group),
            self._other_is_left,
        )
        yield Step(
            "delete-group",
            "Delete the group",
            "204",
            Asked("DELETE", self._group),
            lambda answer: _status(answer, 204),
        )

    @property
    def _user(self) -> str:
        return f"/Users/{quote(self.user_id, safe='')}"

    @property
    def _group(self) -> str:
        return f"/Groups/{quote(self.group_id, safe='')}"

    def _switch(self, name: str, title: str, op: str, value: str | bool) -> Step:
        active = value in ("True", True)
        operation = (
            {"op": op, "path": "active", "value": value}
            if isinstance(value, str)
            else {"op": op, "value": {"active": value}}
        )
        return Step(
            name,
            title,
            f"200, active {str(active).lower()}",
            _patch(self._user, operation),
            lambda answer: _status(answer, 200) or _value(answer, "active", active),
        )

    def _person(self) -> dict[str, Any]:
        """The person as Entra would send one, with whatever the profile requires."""
        person: dict[str, Any] = {
            "schemas": [_CORE + "User"],
            "externalId": str(uuid.uuid4()),
            "userName": self.user_name,
            "active": True,
            "displayName": self._allowed("displayName", "Self Test"),
            "emails": [{"primary": True, "type": "work", "value": self.user_name}],
            "name": {
                "givenName": self._allowed("name.givenName", "Self"),
                "familyName": self._allowed("name.familyName", "Test"),
            },
        }
        for path in missing_fields(self._profile, person):
            operation = {"op": "Add", "path": path, "value": self._allowed(path, "Self test")}
            person = apply_patch(self._profile.user, person, [operation]).resource
        return person

    def _allowed(self, path: str, wanted: str) -> str:
        """The text where any may be sent, else one that is allowed and leaves the person active."""
        rule = self._profile.user.status
        for field in self._profile.fields:
            if path in (field.attribute, field.path) and field.allowed:
                is_status = rule is not None and field.attribute.rpartition(":")[2] == rule.name
                fit = [one for one in field.allowed if not (is_status and rule and rule.disables(one))]
                return (fit or field.allowed)[0]
        return wanted

    def _user_created(self, answer: Answered) -> str:
        self.user_id = str(answer.resource.get("id", "")) if answer.status == 201 else ""
        return _status(answer, 201) or _has_id(answer) or _value(answer, "active", True)

    def _group_created(self, answer: Answered) -> str:
        self.group_id = str(answer.resource.get("id", "")) if answer.status == 201 else ""
        return _status(answer, 201) or _has_id(answer)

    def _other_is_left(self, answer: Answered) -> str:
        members = answer.resource.get("members")
        left = [one.get("value") for one in members] if isinstance(members, list) else []
        wrong = "" if left == [self._other_member] else f"{len(left)} members are left."
        return _status(answer, 200) or wrong


def _find(kind: str, attribute: str, value: str) -> Asked:
    return Asked(
        "GET", f"/{kind}", f'filter={attribute}+eq+"{value}"'.replace('"', "%22").replace("@", "%40")
    )


def _patch(path: str, *operations: Mapping[str, Any]) -> Asked:
    return Asked("PATCH", path, body={"schemas": [_PATCH], "Operations": list(operations)})


def _status(answer: Answered, *wanted: int) -> str:
    if answer.status in wanted:
        return ""
    return answer.refusal or f"{answer.status} was answered."


def _count(answer: Answered, wanted: int) -> str:
    found = answer.resource.get("totalResults")
    return "" if found == wanted else f"totalResults is {found}."


def _first_is(answer: Answered, user_id: str) -> str:
    found = answer.resource.get("Resources")
    first = found[0] if isinstance(found, list) and found else {}
    return "" if first.get("id") == user_id else "Somebody else was found."


def _has_id(answer: Answered) -> str:
    return "" if answer.resource.get("id") else "There is no id in the answer."


def _value(answer: Answered, path: str, wanted: object) -> str:
    value: Any = answer.resource
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if value == wanted:
        return ""
    return f"{path} is {'not there' if value is None else repr(value)}."
