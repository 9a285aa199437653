"""An invented directory as Microsoft Graph would list it; the same seed gives the same people."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scimconsole.demo.names import TURN, Script

DOMAIN = "contoso.example"
SMALLEST = 12

GraphUser = Mapping[str, Any]
GraphGroup = Mapping[str, Any]

_DEPARTMENTS: Mapping[str, tuple[str, ...]] = {
    "Engineering": ("Software Engineer", "Site Reliability Engineer", "Solutions Engineer"),
    "Operations": ("Operations Specialist", "Facilities Coordinator", "Key Administrator"),
    "Consulting": ("Consultant", "Senior Consultant", "Project Lead"),
    "People": ("Recruiter", "People Partner"),
    "Finance": ("Controller", "Accountant"),
}
_OFFICES = (
    ("Atlanta", "US", "Peachtree"),
    ("Montréal", "CA", "Vieux-Port"),
    ("東京", "JP", "丸の内"),
    ("서울", "KR", "강남"),
    ("Zürich", "CH", "Europaallee"),
)
_LEVELS = ("Associate", "Individual Contributor", "Individual Contributor", "Manager", "Intern")
_KEYS = ("Front door", "Key cabinet", "Server room", "Garage")


@dataclass(frozen=True, slots=True)
class Directory:
    """Users and groups in the shape of Graph."""

    users: tuple[GraphUser, ...]
    groups: tuple[GraphGroup, ...]

    def as_document(self) -> dict[str, Any]:
        """The directory as one JSON document, which every command that reads people takes."""
        return {"users": list(self.users), "groups": list(self.groups)}

    def with_everybody_enabled(self) -> Directory:
        """The same directory before anybody's account was disabled."""
        return Directory(tuple({**user, "accountEnabled": True} for user in self.users), self.groups)

    def in_order(self) -> Directory:
        """The same directory with everybody enabled and at work, and with a level."""
        return Directory(tuple(map(_in_order, self.users)), self.groups)


def make_directory(
    users: int = 60, seed: int = 1, *, domain: str = DOMAIN, turn: Sequence[Script] = TURN
) -> Directory:
    """An invented directory of at least 12 people, named in the scripts of `turn`, one after the other.

    The first one leads, the next five lead a department each; about one in six is an external (a
    SMARTBOX user at Keycafe), about one in thirteen has a disabled account, one in seventeen is on
    leave, and two lack a level. What a service of coffees and one of keys want to know stands in
    `onPremisesExtensionAttributes`: 1 management level, 2 job function, 3 whether the person leads people,
    4 the manager's e-mail, 5 whether the person is on leave, 6 key access.
    """
    source = random.Random(seed)
    taken: set[str] = set()
    people: list[dict[str, Any]] = []
    for index in range(max(users, SMALLEST)):
        people.append(_person(source, index, people, taken, domain, turn[index % len(turn)]))
    return Directory(tuple(people), _groups(source, people))


def _person(
    source: random.Random,
    index: int,
    people: list[dict[str, Any]],
    taken: set[str],
    domain: str,
    script: Script,
) -> dict[str, Any]:
    given, family = source.choice(script.given), source.choice(script.family)
    address = _address(f"{given.ascii}.{family.ascii}", domain, taken)
    department = list(_DEPARTMENTS)[(index - 1) % len(_DEPARTMENTS)]
    city, country, office = source.choice(_OFFICES)
    leads = 1 <= index <= len(_DEPARTMENTS)
    external = index > 5 and index % 6 == 4
    if index == 0:
        level, title, manager = "Executive", "Chief Executive Officer", None
    elif leads:
        level, title, manager = "Director", f"Head of {department}", people[0]
    else:
        level, title = source.choice(_LEVELS), source.choice(_DEPARTMENTS[department])
        manager = people[1 + (index - 1) % len(_DEPARTMENTS)]
    custom = {
        "extensionAttribute1": None if index in (9, 10) else level,
        "extensionAttribute2": title,
        "extensionAttribute3": "yes" if index == 0 or leads else "no",
        "extensionAttribute4": manager["mail"] if manager else None,
        "extensionAttribute5": "inactive" if index > 5 and index % 17 == 6 else "active",
    }
    return {
        "id": _object_id(source),
        "userPrincipalName": address,
        "mail": address,
        "mailNickname": address.partition("@")[0],
        "displayName": _display_name(script, given.written, family.written),
        "givenName": given.written,
        "surname": family.written,
        "accountEnabled": not (index > 5 and index % 13 == 7),
        "jobTitle": title,
        "department": department if index else "Executive Office",
        "employeeId": f"E{1000 + index}",
        "employeeType": "SMARTBOX" if external else "Employee",
        "city": city,
        "country": country,
        "officeLocation": office,
        "preferredLanguage": script.language,
        "manager": {"id": manager["id"]} if manager else None,
        "onPremisesExtensionAttributes": {
            **custom,
            "extensionAttribute6": "; ".join(sorted(source.sample(_KEYS, source.randint(1, 3)))),
        },
    }


def _groups(source: random.Random, people: list[dict[str, Any]]) -> tuple[GraphGroup, ...]:
    chosen: dict[str, list[str]] = {"All staff": [person["id"] for person in people]}
    for department in _DEPARTMENTS:
        chosen[department] = [person["id"] for person in people if person["department"] == department]
    chosen["東京 丸の内"] = [person["id"] for person in people if person["city"] == "東京"]
    chosen["Externals"] = [person["id"] for person in people if person["employeeType"] == "SMARTBOX"]
    chosen["Key holders (vacant)"] = []
    return tuple(
        {
            "id": _object_id(source),
            "displayName": name,
            "mailEnabled": False,
            "securityEnabled": True,
            "members": [{"id": id} for id in ids],
        }
        for name, ids in chosen.items()
    )


def _in_order(user: GraphUser) -> GraphUser:
    custom = user["onPremisesExtensionAttributes"]
    level = custom["extensionAttribute1"] or "Associate"
    custom = {**custom, "extensionAttribute1": level, "extensionAttribute5": "active"}
    return {**user, "accountEnabled": True, "onPremisesExtensionAttributes": custom}


def _address(name: str, domain: str, taken: set[str]) -> str:
    number = 1
    address = f"{name}@{domain}"
    while address in taken:
        number += 1
        address = f"{name}{number}@{domain}"
    taken.add(address)
    return address


def _display_name(script: Script, given: str, family: str) -> str:
    return f"{family}{given}" if script.family_first else f"{given} {family}"


def _object_id(source: random.Random) -> str:
    return str(uuid.UUID(int=source.getrandbits(128), version=4))
