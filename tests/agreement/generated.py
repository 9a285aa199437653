"""Generated directories, mappings, and what the service held before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from scimconsole.entra.provisioning.results import Dialect
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.schema.reading import read_schema
from scimconsole.entra.schema.writing import export
from tests.entra.check.documents import (
    ACTIVE,
    COFFEES,
    ENTERPRISE,
    GOOD_GROUPS,
    GROUPS,
    KEYCAFE,
    USERS,
    WORK,
    object_mapping,
)

_EXPRESSIONS: dict[str, list[str]] = {
    "displayName": ["[displayName]", "ToUpper([displayName])", 'Join(", ", [surname], [givenName])'],
    "title": ["[jobTitle]", 'Coalesce([jobTitle], "none")', "IgnoreFlowIfNullOrEmpty([jobTitle])", '"Staff"'],
    "name.givenName": ["[givenName]", "Left([givenName], 2)"],
    "name.familyName": ["[surname]", "NormalizeDiacritics([surname])"],
    WORK: ["[mail]", "Coalesce([mail], [userPrincipalName])", "ToUpper([mail])"],
    'phoneNumbers[type eq "mobile"].value': ["[mobile]"],
    'addresses[type eq "work"].locality': ["[city]"],
    'addresses[type eq "work"].country': ["[country]"],
    "externalId": ["[objectId]", "[objectId]", "[mailNickname]"],
    "active": [ACTIVE, ACTIVE, "Not([IsSoftDeleted])", "[accountEnabled]", '"True"'],
    "preferredLanguage": ["[preferredLanguage]"],
    f"{ENTERPRISE}:department": ["[department]", 'IIF([department] = "Sales", "S", [department])'],
    f"{ENTERPRISE}:employeeNumber": ["[employeeId]"],
    f"{ENTERPRISE}:manager": ["[manager]"],
}
_OWN: dict[str, dict[str, list[str]]] = {
    "keycafe": {
        "userType": ['"FULL"', '"SMARTBOX"', '"smartbox"', '"OTHER"', "[employeeType]"],
        "roles": [
            "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
            "AppRoleAssignmentsComplex([appRoleAssignments])",
        ],
        f"{KEYCAFE}:keyAccess": ['Coalesce([extensionAttribute6], ";")', "[extensionAttribute6]"],
    },
    "ten-thousand-coffees": {
        "locale": ["[preferredLanguage]", '"fr-CA"', '"fr-ca"'],
        f"{COFFEES}:status": ["[extensionAttribute5]", 'Coalesce([extensionAttribute5], "active")'],
        f"{COFFEES}:managementLevel": ["[extensionAttribute1]"],
        f"{COFFEES}:peopleManager": ['IIF(Coalesce([extensionAttribute3], "-") = "yes", "yes", "no")'],
    },
}
_WORDS = st.sampled_from(["a", "Sales", "Größe", "x y", "10", "fr-CA", "SMARTBOX", "FULL"])
_FILTERS = [
    ("department", "EQUALS", ("Sales",)),
    ("department", "NOT EQUALS", ("Sales",)),
    ("city", "IS NULL", ()),
    ("employeeId", "GREATER_THAN", ("5",)),
    ("accountEnabled", "IS TRUE", ()),
    ("jobTitle", "REGEX MATCH", ("[A-Z].*",)),
]


@dataclass(frozen=True)
class Case:
    """A directory, a mapping, and what was there before; names hold `{n}` for the number."""

    profile: str
    dialect: Dialect
    schema: SyncSchema
    people: list[dict[str, Any]]
    earlier: list[dict[str, Any]]
    held: list[int]
    """Which of `earlier` an owner holds."""
    groups: list[dict[str, Any]]
    earlier_groups: list[dict[str, Any]]
    """As they are created, without members."""


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case; now and then two people have the same matching values."""
    profile = draw(st.sampled_from(sorted(_OWN)))
    count = draw(st.integers(1, 3))
    people = [draw(_people(number)) for number in range(count)]
    for person in people:
        if draw(st.integers(0, 2)) == 2:
            person["manager"] = {"id": draw(st.sampled_from([*(one["id"] for one in people), "nobody"]))}
    if draw(st.integers(0, 9)) == 9:
        people.append({**draw(st.sampled_from(people)), "id": "twin-{n}"})
    earlier = [draw(_earlier(number)) for number in range(count) if draw(st.booleans())]
    if earlier and draw(st.integers(0, 5)) == 5:
        earlier.append({**earlier[0], "userName": "other{n}@contoso.example"})
    held = [number for number in range(len(earlier)) if draw(st.integers(0, 4)) == 4]
    groups = [draw(_groups(number, people)) for number in range(draw(st.integers(0, 2)))]
    earlier_groups = [
        {"displayName": group["displayName"], "externalId": draw(st.sampled_from([group["id"], "another"]))}
        for group in groups
        if draw(st.booleans())
    ]
    dialect: Dialect = draw(st.sampled_from(["legacy", "compliant"]))
    return Case(profile, dialect, draw(_schemas(profile)), people, earlier, held, groups, earlier_groups)


@st.composite
def _groups(draw: st.DrawFn, number: int, people: list[dict[str, Any]]) -> dict[str, Any]:
    ids = [*(person["id"] for person in people), "nobody"]
    members = draw(st.lists(st.sampled_from(ids), unique=True))
    return {
        "id": f"group-{number}x{{n}}",
        "displayName": f"Group {number} of {{n}}",
        "members": [{"id": id} for id in members],
    }


@st.composite
def _people(draw: st.DrawFn, number: int) -> dict[str, Any]:
    name = f"p{number}x{{n}}"
    optional: dict[str, st.SearchStrategy[Any]] = {
        "mail": st.just(f"{name}@mail.example"),
        "displayName": _WORDS,
        "givenName": _WORDS,
        "surname": st.sampled_from(["Doe", "Ørsted", "Weiß"]),
        "jobTitle": _WORDS,
        "department": st.sampled_from(["Sales", "Legal"]),
        "city": _WORDS,
        "country": st.sampled_from(["US", "CA"]),
        "mobilePhone": st.sampled_from(["+1 555", "5"]),
        "employeeId": st.sampled_from(["3", "7", "x"]),
        "employeeType": st.sampled_from(["FULL", "Smartbox", "Device"]),
        "preferredLanguage": st.sampled_from(["fr-CA", "ko", "de"]),
        "appRoleAssignments": st.lists(st.sampled_from(["Reader", "Admin"]), max_size=2, unique=True),
        "onPremisesExtensionAttributes": st.fixed_dictionaries(
            {},
            optional={
                "extensionAttribute1": _WORDS,
                "extensionAttribute3": st.sampled_from(["yes", "no", "perhaps"]),
                "extensionAttribute5": st.sampled_from(["active", "Inactive", "leave"]),
                "extensionAttribute6": st.sampled_from(["Garage", "Garage; Front door", ";"]),
            },
        ),
    }
    always = {
        "id": st.just(f"id-{name}"),
        "userPrincipalName": st.just(f"{name}@contoso.example"),
        "mailNickname": st.just(name),
        "accountEnabled": st.sampled_from([True] * 6 + [False]),
    }
    return draw(st.fixed_dictionaries(always, optional=optional))


@st.composite
def _earlier(draw: st.DrawFn, number: int) -> dict[str, Any]:
    name = f"p{number}x{{n}}"
    optional: dict[str, st.SearchStrategy[Any]] = {
        "externalId": st.sampled_from([f"id-{name}", name, "another-{n}"]),
        "displayName": _WORDS,
        "title": _WORDS,
        "emails": st.just([{"type": "work", "value": f"{name}@mail.example"}]),
        "roles": st.just([{"value": "Reader"}, {"value": "Old"}]),
        ENTERPRISE: st.fixed_dictionaries({}, optional={"department": _WORDS, "employeeNumber": _WORDS}),
    }
    user_name = draw(
        st.sampled_from([f"{name}@contoso.example", f"{name}@CONTOSO.example", f"old-{name}@x.example"])
    )
    always = {"userName": st.just(user_name), "active": st.booleans()}
    return draw(st.fixed_dictionaries(always, optional=optional))


@st.composite
def _schemas(draw: st.DrawFn, profile: str) -> SyncSchema:
    pool = {**_EXPRESSIONS, **_OWN[profile]}
    chosen = draw(st.lists(st.sampled_from(sorted(pool)), min_size=2, max_size=9, unique=True))
    lines: dict[str, Any] = {"userName": {"source": "[userPrincipalName]"}}
    for target in chosen:
        line: dict[str, Any] = {"source": draw(st.sampled_from(pool[target]))}
        kind = draw(st.integers(0, 9))
        if kind == 0 and target != "active":
            line["flowType"] = "ObjectAddOnly"
        if kind == 1 and target in ("title", "displayName", "preferredLanguage"):
            line["defaultValue"] = "n/a"
        lines[target] = line
    orders = [("userName",), ("userName",), ("externalId", "userName"), (WORK, "userName"), ("externalId",)]
    matching = draw(st.sampled_from([one for one in orders if set(one) <= set(lines)]))
    for priority, target in enumerate(matching, start=1):
        lines[target] = {"source": lines[target]["source"], "matchingPriority": priority}
    parts: dict[str, Any] = {}
    if draw(st.integers(0, 3)) == 3:
        filters = draw(st.lists(st.sampled_from(_FILTERS), min_size=1, max_size=2, unique=True))
        parts["scope"] = {
            "groups": [
                {
                    "name": "filter",
                    "clauses": [
                        {
                            "sourceOperandName": name,
                            "operatorName": operator,
                            "targetOperand": {"values": list(values)},
                        }
                        for name, operator, values in filters
                    ],
                }
            ]
        }
    if draw(st.integers(0, 7)) == 7:
        parts["flowTypes"] = draw(st.sampled_from(["Add, Update", "Update, Delete", "Add", "Update"]))
    rule = {
        "name": "USER_OUTBOUND_USER",
        "sourceDirectoryName": "Azure Active Directory",
        "targetDirectoryName": "customappsso",
        "objectMappings": [object_mapping(USERS, lines, **parts), object_mapping(GROUPS, GOOD_GROUPS)],
    }
    schema = read_schema({"synchronizationRules": [rule], "directories": []})
    # With definitions values have their types; without, everything is text.
    return read_schema(export(schema)) if draw(st.booleans()) else schema
