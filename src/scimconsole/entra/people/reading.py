"""People and groups out of a file of any size; its format shows in its content, not in its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeAlias

from scimconsole.entra.people.assignments import Assignments
from scimconsole.entra.people.bytes_in import no_people, shortened
from scimconsole.entra.people.csv_rows import csv_rows
from scimconsole.entra.people.graph import source_group, source_user
from scimconsole.entra.people.json_objects import Survey, first_list, objects, survey
from scimconsole.entra.people.lines import first_object, json_lines
from scimconsole.entra.people.origin import Origin
from scimconsole.entra.people.source import SourceObject
from scimconsole.errors import InvalidInput

Kind: TypeAlias = Literal["User", "Group"]
Form: TypeAlias = Literal["list", "page", "document", "objects", "lines", "csv"]
Raw: TypeAlias = Iterator[tuple[str, Mapping[str, Any]]]

_MOST_WITHOUT_ID = 10_000
_NEXT_LINK = b'"@odata.nextLink"'
_OTHER_KIND = {"User": "#microsoft.graph.group", "Group": "#microsoft.graph.user"}
_OF_DOCUMENTS = ("users", "groups")


class People:
    """The people, or the groups, of one file; iterate for `SourceObject`s, which come as they are read."""

    def __init__(self, origin: Origin, kind: Kind) -> None:
        self.kind = kind
        self.remarks: list[str] = []
        """What should be told about the file; complete when everybody was read."""
        self._origin = origin
        self._survey = Survey()
        self._assignments: Assignments | None = None
        head = origin.head()
        self.form: Form = self._form(head)
        self._next_link = _NEXT_LINK in head

    @property
    def name(self) -> str:
        """What the file is called in sentences."""
        return self._origin.name

    @property
    def bytes_read(self) -> int:
        """How far the present pass has come."""
        return self._origin.bytes_read

    @property
    def total(self) -> int | None:
        """Bytes of the file; None of a pipe."""
        return self._origin.total

    @property
    def has_groups(self) -> bool:
        """Whether the file is a document that holds groups too."""
        return self.form == "document" and self._survey.has_list("groups")

    def groups(self) -> People:
        """The groups of the same document."""
        return People(self._origin, "Group")

    def __iter__(self) -> Iterator[SourceObject]:
        """Everybody in the order of the file; raises `InvalidInput` for what cannot be read, with the place.

        Also when nobody has an id.
        """
        read: Callable[[Mapping[str, Any], str], SourceObject]
        read = source_user if self.kind == "User" else source_group
        waiting: list[SourceObject] | None = []
        for place, given in self._raw():
            found = self._read(read, given, place)
            if waiting is None:
                yield found
                continue
            waiting.append(found)
            if found.id is not None:
                yield from waiting
                waiting = None
            elif len(waiting) >= _MOST_WITHOUT_ID:
                raise self._nobody_has_an_id(len(waiting))
        if waiting:
            raise self._nobody_has_an_id(len(waiting))
        self._tell()

    def _read(
        self, read: Callable[[Mapping[str, Any], str], SourceObject], given: Mapping[str, Any], place: str
    ) -> SourceObject:
        try:
            return read(given, place)
        except InvalidInput as error:
            raise InvalidInput(f"{self.name}: {error.detail}", hint=error.hint) from error

    def _form(self, head: bytes) -> Form:
        begin = head.lstrip()
        if not begin:
            raise no_people(self.name, "is empty")
        if begin.startswith(b"["):
            return "list"
        if not begin.startswith(b"{"):
            return "csv"
        line = first_object(head)
        if line is not None and not any(isinstance(line.get(key), list) for key in ("value", *_OF_DOCUMENTS)):
            self._check_one(line)
            return "lines"
        if first_list(head) == "value":
            return "page"
        return self._surveyed()

    def _surveyed(self) -> Form:
        """What an object is that does not show it in its first bytes: it is read once for that."""
        self._origin.keep()  # it takes several passes
        self._survey = survey(self._origin)
        if self._survey.has_list("value"):
            return "page"
        if not any(self._survey.has_list(key) for key in _OF_DOCUMENTS):
            self._check_one(self._survey.keys)
            return "objects"
        wanted = "users" if self.kind == "User" else "groups"
        if not self._survey.has_list(wanted):
            raise no_people(self.name, f"has no {wanted}, only {shortened(list(self._survey.keys), 10)}")
        collected = self._survey.collected
        self._assignments = Assignments(
            collected.get("appRoles", ()), collected.get("appRoleAssignedTo"), self.name
        )
        if self._assignments.has_list and self.kind == "User" and self._survey.has_list("groups"):
            for place, group in objects(self._origin, "groups", bounded=False):
                self._assignments.spread(group, source_group(group, place).members)
        return "document"

    def _check_one(self, given: Mapping[str, Any]) -> None:
        """Refuse an object that is something else altogether, such as a mapping."""
        if {"synchronizationRules", "objectMappings", "attributeMappings"} & set(given):
            raise no_people(self.name, "is a synchronization schema, not people")

    def _raw(self) -> Raw:
        if self.form == "csv":
            return csv_rows(self._origin)
        return self._others(self._json())

    def _json(self) -> Raw:
        if self.form == "lines":
            return json_lines(self._origin)
        if self.form == "document":
            return objects(self._origin, "users" if self.kind == "User" else "groups", bounded=False)
        prefix = {"list": "", "page": "value", "objects": "*"}[self.form]
        return objects(self._origin, prefix)

    def _others(self, raw: Raw) -> Raw:
        """Leave out objects of another kind, and add what is known of assignments."""
        other = _OTHER_KIND[self.kind]
        assignments = self._assignments or Assignments()
        knows_more = self._assignments is not None
        left_out = 0
        for place, given in raw:
            if given.get("@odata.type") == other:
                left_out += 1
            elif knows_more or "appRoleAssignments" in given:
                yield place, assignments.applied(given, self.kind)
            else:
                yield place, given
        if left_out:
            self.remarks.append(f"{left_out} objects of another kind ({other}) were passed over.")
        if assignments.unknown_roles:
            self.remarks.append(
                "Role assignments name roles by ids that the file does not explain; the ids are taken as the "
                "roles' values. A document with appRoles tells them."
            )

    def _tell(self) -> None:
        if self.form == "page" and self._next_link:
            self.remarks.append(
                f"{self.name} is one page of several (@odata.nextLink): who is on the others is not read."
            )

    def _nobody_has_an_id(self, count: int) -> InvalidInput:
        who = "Nobody" if self.kind == "User" else "No group"
        many = f"the first {count}" if count >= _MOST_WITHOUT_ID else str(count)
        return InvalidInput(
            f"{who} in {self.name} has an id (of {many}); Entra knows everything by its object id.",
            hint='Graph writes "id"; in CSV the column is id or objectId.',
        )


def read_people(path: Path | BinaryIO, *, kind: Kind = "User") -> People:
    """The people or groups of a file, or of a pipe, which can be read once.

    The forms: a list, Graph's page (`value`), a document with `users`, `groups`, `appRoles` and
    `appRoleAssignedTo`, single objects, JSON lines, CSV with headers; UTF-8, or UTF-16 with its mark. Raises
    `InvalidInput` for what is none of them, naming place and next step.
    """
    return People(Origin(path), kind)
