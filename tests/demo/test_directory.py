"""The invented directory: the same for the same seed, with everybody a service has to get right."""

from __future__ import annotations

import unicodedata

from scimconsole.demo.directory import make_directory
from scimconsole.demo.entra_dialect import ENTERPRISE, user_body


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

    def test_externals_leavers_managers_and_groups(self) -> None:
        directory = make_directory()
        people = directory.users
        assert sum(person["employeeType"] == "External" for person in people) >= 5
        assert sum(not person["accountEnabled"] for person in people) >= 3
        assert sum(person["status"] == "inactive" for person in people) >= 2
        assert sum(person["managementLevel"] is None for person in people) == 2
        ids = {person["id"] for person in people}
        assert all(person["manager"]["id"] in ids for person in people[1:])
        assert people[0]["manager"] is None
        sizes = {group.display_name: len(group.members) for group in directory.groups}
        assert sizes["All staff"] == 60
        assert min(sizes.values()) == 0


class TestWhatEntraSends:
    """Per profile, and nothing that is null at the source."""

    def test_keycafe(self) -> None:
        bodies = [user_body(person, "keycafe", "urn:x") for person in make_directory().users]
        assert {body["userType"] for body in bodies} == {"FULL", "SMARTBOX"}
        assert all("keyAccess" in body["urn:x"] for body in bodies)
        assert all(body["schemas"] == [body["schemas"][0], ENTERPRISE] for body in bodies)

    def test_ten_thousand_coffees(self) -> None:
        people = make_directory().users
        bodies = [user_body(person, "ten-thousand-coffees", "urn:x") for person in people]
        assert sum("managementLevel" not in body["urn:x"] for body in bodies) == 2
        assert {body["locale"] for body in bodies} <= {"en-US", "fr-CA", "es-ES", "ko", "ja"}
        assert "managerEmail" not in bodies[0]["urn:x"]
        assert "userType" not in bodies[0]

    def test_another_service(self) -> None:
        body = user_body(make_directory().users[1], "generic", None)
        assert set(body) & {"userType", "locale"} == set()
