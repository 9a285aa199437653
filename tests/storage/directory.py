"""A directory of odd people and groups, the same in every run, kept in a database and as plain resources."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from scimconsole.domain.ids import new_id
from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import profile_from_toml
from scimconsole.domain.scim.schema import Attribute, ResourceType
from scimconsole.service.pepper import load_or_create_pepper
from scimconsole.service.scim import output
from scimconsole.storage import groups, holds, lists, organizations, schema, users
from scimconsole.storage.act import Act
from scimconsole.storage.database import Database, open_database
from scimconsole.storage.groups import StoredGroup
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write
from scimconsole.storage.user_rows import StoredUser, UserState

PROFILE = profile_from_toml(
    """
name = "every-type"
title = "A service with an attribute of every type"

[extension]
urn = "urn:example:every:2.0:User"
name = "Every"

[[extension.attributes]]
name = "count"
type = "integer"

[[extension.attributes]]
name = "weight"
type = "decimal"

[[extension.attributes]]
name = "hired"
type = "dateTime"

[[extension.attributes]]
name = "trusted"
type = "boolean"

[[extension.attributes]]
name = "badge"
type = "binary"

[[extension.attributes]]
name = "page"
type = "reference"
caseExact = true

[[extension.attributes]]
name = "tags"
multiValued = true

[[extension.attributes]]
name = "scores"
type = "integer"
multiValued = true

[[extension.attributes]]
name = "days"
type = "dateTime"
multiValued = true

[[extension.attributes]]
name = "flags"
type = "boolean"
multiValued = true

[[extension.attributes]]
name = "desk"
type = "complex"
subAttributes = [
    { name = "floor", type = "integer" },
    { name = "room" },
    { name = "since", type = "dateTime" },
]

[[extension.attributes]]
name = "keys"
type = "complex"
multiValued = true
subAttributes = [
    { name = "value" },
    { name = "number", type = "integer" },
    { name = "primary", type = "boolean" },
]
""",
    "every-type.toml",
)
ORG = org_id_of("odd")
BASE = "https://scim.example/scim/v2/odd"
ACT = Act("service")

TEXTS = (
    *("", " ", "a", "A", "Ab", "aB", "ab", "abc", "b", "Zoë", "zoe\u0308", "ZOË", "straße", "STRASSE"),
    *("ﬁx", "fix", "İstanbul", "i̇stanbul", "ISTANBUL", "田中", "田", "김", "عَلِيّ", "ali", "😀", "a😀b"),
    *("a%b", "a_b", "a\\b", 'say "hi"', "o'neil", "tab\there", "line\nbreak", "{}", "[]", "null", "true"),
    *("10", "9", "ａ", "\U0010fffd", "\ue000", "x" * 140, "x" * 140 + "y", "[1]", '{"a":1}', "false", "0"),
    *("alice@contoso.example", "ALICE@contoso.example"),
)
NUMBERS = (0, 1, -1, 9, 10, 2**53 + 1, -(2**63), 2**63 - 1)
DECIMALS = (0, 1, 0.5, -0.5, 9.75, 10, 1e20, 1e-7)
TIMES = (
    *("2026-11-21T20:00:00Z", "2026-11-21T21:00:00+01:00", "2026-11-21T20:00:00.000001Z"),
    *("1969-12-31T23:59:59.5Z", "2026-11-21", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
)
BINARIES = ("", "AAAA", "aaaa", "QUJD")


@dataclass(eq=False)
class Directory:
    """A database with one organization, and what a client reads there."""

    database: Database
    users: list[dict[str, Any]]
    groups: list[dict[str, Any]]

    @property
    def session(self) -> Session:
        """A session of this thread."""
        return self.database.session()

    def resources(self, resource_type: ResourceType) -> list[dict[str, Any]]:
        """The users or the groups."""
        return self.users if resource_type.name == "User" else self.groups


def empty_organization(url: str, folder: Path) -> Database:
    """A database with one organization and nobody in it."""
    database = open_database(url)
    schema.prepare(database)
    organizations.add_organization(
        database.session(),
        slug="odd",
        name="Odd",
        profile=PROFILE,
        plan="any",
        owner_email="owner@odd.example",
        public_url=None,
        digest=load_or_create_pepper(folder / "pepper").digest,
    )
    return database


def fill(url: str, folder: Path, people: int = 90) -> Directory:
    """Fill an empty database with odd people; the same every time but for ids and times."""
    database = empty_organization(url, folder)
    session, chance = database.session(), random.Random(20261121)
    user_ids = [add_user(session, chance, number).id for number in range(people)]
    group_ids: list[str] = []
    for number in range(12):
        group = write(session, ORG, lambda opened, number=number: _add_group(opened, chance, number))  # type: ignore[misc]
        candidates = [
            *((user_id, "User") for user_id in user_ids),
            *((other, "Group") for other in group_ids),
        ]
        candidates.append((f"nobody-{number}", "User"))
        members = chance.sample(candidates, chance.choice((0, 1, 2, 7, 20)))
        group_ids.append(group.id)
        write(session, ORG, lambda opened, g=group, m=members: _join(opened, g, m))  # type: ignore[misc]
    return Directory(database, read_users(session), read_groups(session))


def add_user(session: Session, chance: random.Random, number: int) -> StoredUser:
    """Add somebody with attributes by chance, sometimes inactive, sometimes held."""
    resource = _resource(chance, PROFILE.user) | {"userName": f"{chance.choice(TEXTS)}{number}"}
    state = UserState(
        profile=PROFILE,
        id=new_id(),
        version=1,
        created_at=0,
        modified_at=0,
        block=0,
        resource=resource,
        entra_active=chance.random() < 0.8,
    )

    def add(opened: Session) -> StoredUser:
        stored = users.create(opened, ORG, state, ACT)
        if chance.random() < 0.2:
            stored = holds.place(opened, PROFILE, ORG, stored, None, ACT)
        if chance.random() < 0.2:
            before = stored.opened(PROFILE)
            after = replace(before, resource={**before.resource, "title": "changed"})
            stored = users.change(opened, ORG, before, after, ACT) or stored
        return stored

    return write(session, ORG, add)


def read_users(session: Session) -> list[dict[str, Any]]:
    """Every user as a client reads it."""
    rows, _ = lists.USERS.slice(session, ORG, 0, 10_000)
    bodies = output.user_page(session, ORG, [(row[0], row[-1]) for row in rows], BASE, None)
    return [orjson.loads(body) for body in bodies]


def read_groups(session: Session) -> list[dict[str, Any]]:
    """Every group as a client reads it, its members with their names."""
    names = {user["id"]: user.get("displayName") for user in read_users(session)}
    rows, _ = lists.GROUPS.slice(session, ORG, 0, 10_000)
    found = [
        orjson.loads(output.group_resource(session, ORG, StoredGroup.from_row(row), BASE, None))
        for row in rows
    ]
    names |= {group["id"]: group["displayName"] for group in found}
    for group in found:
        for member in group["members"]:
            name = names.get(member["value"])
            member |= {"display": name} if name is not None else {}
    return found


def _add_group(session: Session, chance: random.Random, number: int) -> StoredGroup:
    resource = {"displayName": f"{chance.choice(TEXTS)}{number}"}
    if chance.random() < 0.5:
        resource["externalId"] = chance.choice(TEXTS)
    return groups.create(session, PROFILE, ORG, new_id(), resource, [], ACT)


def _join(session: Session, group: StoredGroup, members: list[tuple[str, str]]) -> None:
    joined = groups.add_members(session, ORG, group.id, members)
    groups.change(session, PROFILE, ORG, group, group.resource(), joined, [], ACT)


def _resource(chance: random.Random, resource_type: ResourceType) -> dict[str, Any]:
    """Attributes in canonical form, each there by chance."""
    resource = _values(chance, resource_type.core.attributes, 0.4)
    if chance.random() < 0.6:
        resource["externalId"] = chance.choice(TEXTS)
    for extension in resource_type.extensions:
        held = _values(chance, extension.attributes, 0.4)
        if held and chance.random() < 0.7:
            resource[extension.urn] = held
    return resource


def _values(chance: random.Random, attributes: tuple[Attribute, ...], share: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for attribute in attributes:
        if not attribute.is_kept or attribute.name == "active" or chance.random() > share:
            continue
        if not attribute.multi_valued:
            value = _value(chance, attribute)
            if value is not None:
                found[attribute.name] = value
            continue
        values = [_value(chance, attribute) for _ in range(chance.choice((1, 1, 2, 3)))]
        values = [value for value in values if value is not None]
        for value in values[1:]:
            if isinstance(value, dict) and value.get("primary") is True:
                value["primary"] = False
        if values:
            found[attribute.name] = values
    return found


def _value(chance: random.Random, attribute: Attribute) -> Any:
    match attribute.type:
        case "complex":
            return _values(chance, attribute.sub_attributes, 0.7) or None
        case "boolean":
            return chance.random() < 0.5
        case "integer":
            return chance.choice(NUMBERS)
        case "decimal":
            return chance.choice(DECIMALS)
        case "dateTime":
            return chance.choice(TIMES)
        case "binary":
            return chance.choice(BINARIES)
        case _:
            return chance.choice(TEXTS)
