"""Whom the organization holds of the people and groups of a preview, found as Entra would find them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter import Compare, Filter, parse_filter, resolve
from scimconsole.domain.scim.schema import ResourceType
from scimconsole.domain.scim.text import fold, is_storable
from scimconsole.errors import InvalidInput
from scimconsole.storage import groups, matches
from scimconsole.storage.filter_sql import FilterToSql
from scimconsole.storage.matches import Kind
from scimconsole.storage.session import Row, Session

LARGEST_MEMBERSHIP = 250_000
"""Members that are read for one preview."""
UNIQUE = {"User": "userName", "Group": "displayName"}
"""What no two of a kind have in common."""


@dataclass(frozen=True, slots=True)
class Sought:
    """One object: where Entra would look for it, in order, and the unique name it is to have."""

    matches: Sequence[tuple[str, str]]
    name: str | None


@dataclass(slots=True)
class Held:
    """What is there of one object; rows are of the kind's `STORED` columns."""

    rows: Sequence[Row] = ()
    matched_by: str = ""
    taken_by: str | None = None
    """Whoever else has the name."""
    refusal: ScimError | None = None
    """Why the service refuses to look for it."""
    memberships: Sequence[tuple[str, str]] = field(default=())
    """A user's groups as `(id, displayName)`, a group's members as `(id, type)`."""


class Lookup:
    """Looks up the objects of one kind in one organization; `base` is the Tenant URL."""

    def __init__(self, session: Session, org_id: str, resource_type: ResourceType, base: str) -> None:
        self._session = session
        self._org_id = org_id
        self._resource_type = resource_type
        self._kind: Kind = "User" if resource_type.name == "User" else "Group"
        self._translator = FilterToSql(resource_type, org_id, session.dialect, base)
        self._named: dict[str, Sequence[Row]] = {}
        """By folded name; empty where nobody has it."""

    def look_up(self, sought: Sequence[Sought]) -> list[Held]:
        """What is held of each, in a statement or two for each matching attribute."""
        held = [Held() for _ in sought]
        waiting = list(range(len(sought)))
        level = 0
        while waiting:
            by_path: dict[str, list[int]] = {}
            for index in waiting:
                if level < len(sought[index].matches):
                    by_path.setdefault(sought[index].matches[level][0], []).append(index)
            for path, indices in by_path.items():
                self._match(path, level, indices, sought, held)
            waiting = [
                index
                for indices in by_path.values()
                for index in indices
                if not held[index].rows and held[index].refusal is None
            ]
            level += 1
        self._find_taken(sought, held)
        return held

    def add_memberships(self, held: Iterable[Held]) -> None:
        """Add the groups of the users found, or the members of the groups found."""
        found = {each.rows[0][0]: each for each in held if each.rows}
        if self._kind == "User":
            for user_id, of_user in groups.groups_of_many(self._session, self._org_id, list(found)).items():
                found[user_id].memberships = of_user
            return
        members = matches.members_of(self._session, self._org_id, list(found), LARGEST_MEMBERSHIP)
        if members is None:
            raise InvalidInput(
                f"The groups have more than {LARGEST_MEMBERSHIP:,} members together.",
                hint="Ask for fewer groups at once.",
            )
        for group_id, of_group in members.items():
            found[group_id].memberships = of_group

    def _match(
        self, path: str, level: int, indices: Sequence[int], sought: Sequence[Sought], held: Sequence[Held]
    ) -> None:
        values = {index: sought[index].matches[level][1] for index in indices}
        indexed = _indexed(self._resource_type, path)
        if indexed is None:
            self._match_by_filter(path, values, held)
            return
        storable = {index: value for index, value in values.items() if is_storable(value)}
        if indexed == "externalId":
            found: Mapping[str, Sequence[Row]] = matches.with_external_id(
                self._session, self._org_id, self._kind, storable.values()
            )
        else:
            storable = {index: fold(value) for index, value in storable.items()}
            found = self._with_names(storable.values())
        for index, value in storable.items():
            self._note(held[index], path, found.get(value, ()))

    def _match_by_filter(self, path: str, values: Mapping[int, str], held: Sequence[Held]) -> None:
        trees: dict[int, Filter] = {}
        for index, value in values.items():
            if not is_storable(value):
                continue
            try:
                trees[index] = _equal(self._resource_type, path, value)
            except ScimError as error:
                held[index].refusal = error
                held[index].matched_by = path
        try:
            found = matches.filtered(
                self._session, self._org_id, self._kind, self._translator, list(trees.values())
            )
        except ScimError as error:
            for index in trees:
                held[index].refusal = error
                held[index].matched_by = path
            return
        for index, rows in zip(trees, found, strict=True):
            self._note(held[index], path, rows)

    def _note(self, held: Held, path: str, rows: Sequence[Row]) -> None:
        if rows:
            held.rows, held.matched_by = rows, path

    def _with_names(self, folded: Iterable[str]) -> Mapping[str, Sequence[Row]]:
        """Who has these names; asked once for each."""
        new = {name for name in folded if name not in self._named}
        found = matches.named(self._session, self._org_id, self._kind, new)
        self._named |= {name: found.get(name, ()) for name in new}
        return self._named

    def _find_taken(self, sought: Sequence[Sought], held: Sequence[Held]) -> None:
        names = {
            index: fold(each.name)
            for index, each in enumerate(sought)
            if each.name and is_storable(each.name)
        }
        holders = self._with_names(names.values())
        for index, name in names.items():
            own = [row[0] for row in held[index].rows]
            holder = next((row[0] for row in holders.get(name, ())), None)
            if holder is not None and holder not in own:
                held[index].taken_by = holder


@lru_cache(maxsize=256)
def _indexed(resource_type: ResourceType, path: str) -> str | None:
    """The attribute behind a path, if an index of its own answers for it."""
    try:
        tree = _equal(resource_type, path, "x")
    except ScimError:
        return None
    if not isinstance(tree, Compare) or tree.path.schema is not None or tree.path.sub is not None:
        return None
    return tree.path.name if tree.path.name in ("externalId", UNIQUE[resource_type.name]) else None


def _equal(resource_type: ResourceType, path: str, value: str) -> Filter:
    """The filter that Entra would send; raises ScimError as the service would answer."""
    return resolve(parse_filter(f"{path} eq {json.dumps(value, ensure_ascii=False)}"), resource_type)
