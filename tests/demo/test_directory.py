"""The invented directory: the same for the same seed, with everybody a service has to get right."""

from __future__ import annotations

import unicodedata
from typing import Any

from scimconsole.demo.directory import make_directory
from scimconsole.demo.sending import demo_mapping
from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.people.graph import source_user
from scimconsole.entra.provisioning.mapping import compile_mapping
from scimconsole.entra.provisioning.payload import create_body

KEYCAFE = "urn:ietf:params:scim:schemas:extension:keycafe:2.0:User"
COFFEES = "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User"


def bodies_of(profile: str) -> list[dict[str, Any]]:
    """What would be sent to create everybody."""
    mapping = demo_mapping(load_profile(profile)).users
    assert mapping is not None
    compiled = compile_mapping(mapping)
    people = map(source_user, make_directory().users)
    return [create_body(compiled, compiled.evaluate(person)) for person in people]


def scripts_of(text: str) -> set[str]:
    """The first words of the letters' Unicode names: LATIN, CJK, HANGUL, ARABIC, HEBREW."""
    return {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha()}


class TestTheDirectory:
    """Sixty people and their groups."""

    def test_it_is_deterministic(self) -> None:
        assert make_directory(60, 1) == make_directory(60, 1)
        assert make_directory(60, 1) != make_directory(60, 2)

    def test_every_kind_of_name_is_there(self) -> None:
        for seed in range(5):
            names = [person["displayName"] for person in make_directory(24, seed).users]
            scripts = set().union(*map(scripts_of, names))
            assert {"LATIN", "CJK", "HANGUL", "ARABIC", "HEBREW"} <= scripts
            assert any(not name.isascii() and scripts_of(name) == {"LATIN"} for name in names)

    def test_addresses_are_plain_and_unique(self) -> None:
        addresses = [person["userPrincipalName"] for person in make_directory(500, 3).users]
        assert len(set(addresses)) == 500
        assert all(address.isascii() for address in addresses)

    def test_at_first_everybody_is_enabled(self) -> None:
        directory = make_directory()
        before = directory.with_everybody_enabled()
        assert all(person["accountEnabled"] for person in before.users)
        assert [person["id"] for person in before.users] == [person["id"] for person in directory.users]

    def test_externals_leavers_managers_and_groups(self) -> None:
        directory = make_directory()
        people = directory.users
        assert sum(person["employeeType"] == "SMARTBOX" for person in people) >= 5
        assert sum(not person["accountEnabled"] for person in people) >= 3
        custom = [person["onPremisesExtensionAttributes"] for person in people]
        assert sum(person["extensionAttribute5"] == "inactive" for person in custom) >= 2
        assert sum(person["extensionAttribute1"] is None for person in custom) == 2
        ids = {person["id"] for person in people}
        assert all(person["manager"]["id"] in ids for person in people[1:])
        assert people[0]["manager"] is None
        sizes = {group["displayName"]: len(group["members"]) for group in directory.groups}
        assert sizes["All staff"] == 60
        assert min(sizes.values()) == 0


class TestWhatEntraSends:
    """With the mapping each profile begins with."""

    def test_keycafe(self) -> None:
        bodies = bodies_of("keycafe")
        assert {body["userType"] for body in bodies} == {"FULL", "SMARTBOX"}
        assert all(body[KEYCAFE]["keyAccess"] for body in bodies)

    def test_ten_thousand_coffees(self) -> None:
        bodies = bodies_of("ten-thousand-coffees")
        assert sum("managementLevel" not in body[COFFEES] for body in bodies) == 2
        assert {body["locale"] for body in bodies} == {"en-US", "fr-CA", "es-ES", "ko", "ja"}
        assert "managerEmail" not in bodies[0][COFFEES]
        assert all(body[COFFEES]["managerEmail"] for body in bodies[1:])
        assert {body[COFFEES]["status"] for body in bodies} == {"active", "inactive"}
        assert "userType" not in bodies[0]

    def test_another_service(self) -> None:
        assert set(bodies_of("generic")[1]) & {"userType", "locale"} == set()
