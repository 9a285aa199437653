"""The Entra tenant in play: its people and groups, who is assigned to the application, and what changes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from scimconsole.demo.directory import Directory
from scimconsole.demo.script import Member
from scimconsole.domain.scim.text import did_you_mean, nearest
from scimconsole.entra.people.graph import source_group, source_user
from scimconsole.entra.simulator.cycle import Directory as Sources
from scimconsole.errors import InvalidInput, NotFound

_CUSTOM = "onPremisesExtensionAttributes"


class Tenant:
    """A directory that the script changes; nobody is assigned to begin with."""

    def __init__(self, directory: Directory, cast: Mapping[str, Member]) -> None:
        self._people: dict[str, dict[str, Any]] = {user["id"]: dict(user) for user in directory.users}
        self._groups: list[dict[str, Any]] = [dict(group) for group in directory.groups]
        ids = list(self._people)
        self._roles = {role: ids[member.person - 1] for role, member in cast.items()}
        self._assigned: set[str] = set()
        for role, member in cast.items():
            if member.given and member.family:
                self._rename(self._roles[role], member.given, member.family)

    def __len__(self) -> int:
        return len(self._people)

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self._groups)

    @property
    def ids(self) -> tuple[str, ...]:
        """Everybody's object id, in the directory's order."""
        return tuple(self._people)

    def person(self, role: str) -> Mapping[str, Any]:
        """The person in a role, as Graph tells them."""
        return self._people[self._roles[role]]

    def whom(self, who: Iterable[str]) -> tuple[str, ...]:
        """The object ids of roles, of `everybody`, or of `12 others`: without a role, the last first.

        Raises `InvalidInput` when there are not so many.
        """
        found: dict[str, None] = {}
        for word in who:
            if word == "everybody":
                found |= dict.fromkeys(self._people)
            elif word in self._roles:
                found[self._roles[word]] = None
            else:
                taken = set(self._roles.values())
                others = [id for id in reversed(self._people) if id not in taken]
                wanted = int(word.partition(" ")[0])
                if wanted > len(others):
                    raise InvalidInput(f'"{word}" are too many: {len(others)} people have no role.')
                found |= dict.fromkeys(others[:wanted])
        return tuple(found)

    def name_of(self, id: str) -> str:
        """The userPrincipalName."""
        name: str = self._people[id]["userPrincipalName"]
        return name

    def graph(self, ids: Iterable[str]) -> list[dict[str, Any]]:
        """People as Graph tells them, with whether they are assigned."""
        return [{**self._people[id], "isAssigned": id in self._assigned} for id in ids]

    def assign(self, ids: Iterable[str]) -> None:
        """Assign the application."""
        self._assigned |= set(ids)

    def unassign(self, ids: Iterable[str]) -> None:
        """Take the application away."""
        self._assigned -= set(ids)

    def change(self, id: str, values: Mapping[str, Any]) -> None:
        """Set attributes of a person; an empty text takes the value away."""
        person = self._people[id]
        for name, value in values.items():
            given = None if value == "" else value
            if name.startswith("extensionAttribute"):
                person[_CUSTOM] = {**person[_CUSTOM], name: given}
            else:
                person[name] = given

    def leave_group(self, id: str, group: str) -> None:
        """Take a person out of the group of that name; raises `NotFound` for one who is not in it."""
        by_name = {each["displayName"]: each for each in self._groups}
        if group not in by_name:
            meant = did_you_mean(nearest(group, by_name))
            raise NotFound(
                f'The directory has no group "{group}"{meant}', hint=f"Groups: {', '.join(by_name)}."
            )
        members = by_name[group]["members"]
        if all(member["id"] != id for member in members):
            raise NotFound(f'{self.name_of(id)} is not in the group "{group}".')
        by_name[group]["members"] = [member for member in members if member["id"] != id]

    def sources(self, *, groups: bool, only: Iterable[str] | None = None) -> Sources:
        """What a cycle reads; `only` these people, as provisioning on demand does."""
        people = self.graph(self._people if only is None else only)
        counts = len(people), len(self._groups) if groups else None
        return Sources(map(source_user, people), map(source_group, self._groups) if groups else None, *counts)

    def _rename(self, id: str, given: str, family: str) -> None:
        person = self._people[id]
        domain = person["mail"].partition("@")[2]
        plain = unicodedata.normalize("NFKD", f"{given}.{family}".lower())
        local = "".join(letter for letter in plain if letter.isascii() and not letter.isspace())
        person |= {
            "givenName": given,
            "surname": family,
            "displayName": f"{given} {family}",
            "mailNickname": local,
            "mail": f"{local}@{domain}",
            "userPrincipalName": f"{local}@{domain}",
        }
