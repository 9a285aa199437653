"""Sends the same requests to two services and says in which answers they differ."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.conformance.differential.requests import Request

MARKER = re.compile(r"\{(?:user|group)\d\}")
SORT_BY = re.compile(r"sortBy=([A-Za-z.]+)")
UNKNOWN = "11111111-1111-4111-8111-111111111111"
# What no two services can agree on, and what is theirs to word.
INCIDENTAL = {"created", "lastModified", "version", "location", "$ref", "detail"}


class Service(Protocol):
    """Answers SCIM requests."""

    def send(self, method: str, target: str, body: object = None) -> tuple[int, Any]:
        """Send one request; answers status and body."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which the answers to one request differ."""

    kind: str
    place: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.kind} | {self.place} | ours {self.ours} | theirs {self.theirs}"


@dataclass(frozen=True, slots=True)
class Justification:
    """A difference that is meant: patterns of where it shows, and the reason."""

    reason: str
    kind: str = ""
    place: str = ""
    ours: str = ""
    theirs: str = ""

    def covers(self, difference: Difference) -> bool:
        """Whether this is the difference that is meant."""
        return all(
            re.search(getattr(self, name), getattr(difference, name)) is not None
            for name in ("kind", "place", "ours", "theirs")
        )


def read_justifications(path: Path) -> list[Justification]:
    """Read the list of justified differences."""
    return [Justification(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["difference"]]


@dataclass
class Side:
    """One of the two services, and the ids it has given."""

    service: Service
    ids: dict[str, str] = field(default_factory=dict)

    def send(self, request: Request) -> tuple[int, Any]:
        """Send a request with this side's ids; the answer has markers for them."""
        body = self._with_ids(request.body)
        status, answer = self.service.send(request.method, self._filled(request.target), body)
        if status == 201 and request.kind.startswith("create ") and isinstance(answer, dict):
            kind = request.kind.split()[1]
            count = sum(marker.startswith("{" + kind) for marker in self.ids)
            self.ids[f"{{{kind}{count}}}"] = answer["id"]
        return status, self._with_markers(answer)

    def _filled(self, text: str) -> str:
        return MARKER.sub(lambda match: self.ids.get(match[0], UNKNOWN), text)

    def _with_ids(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._filled(value)
        if isinstance(value, dict):
            return {key: self._with_ids(item) for key, item in value.items()}
        return [self._with_ids(item) for item in value] if isinstance(value, list) else value

    def _with_markers(self, value: Any) -> Any:
        if isinstance(value, str):
            return next((marker for marker, id in self.ids.items() if id == value), value)
        if isinstance(value, dict):
            return {key: self._with_markers(item) for key, item in value.items() if key not in INCIDENTAL}
        return [self._with_markers(item) for item in value] if isinstance(value, list) else value


def compare(sequence: list[Request], ours: Service, theirs: Service) -> Iterator[Difference]:
    """Send a sequence to both and give the differences, until one accepts what the other refuses."""
    left, right = Side(ours), Side(theirs)
    for request in sequence:
        here, there = left.send(request), right.send(request)
        written = request.method in ("PATCH", "PUT") and here[0] < 300 and there[0] < 300
        if written:
            # A PATCH may be answered with the resource or without: what counts is what is stored.
            read = Request(request.kind, "GET", request.target)
            here, there = left.send(read), right.send(read)
        found = list(differences(request, here, there))
        yield from found
        if any(difference.place == "status" for difference in found):
            return


def differences(request: Request, here: tuple[int, Any], there: tuple[int, Any]) -> Iterator[Difference]:
    """The differences of two answers; of two refusals only status and `scimType` count."""
    if here[0] != there[0]:
        yield Difference(request.kind, "status", f"{here[0]} {here[1]}", f"{there[0]} {there[1]}")
        return
    sorted_by = SORT_BY.search(request.target)
    attribute = sorted_by[1] if sorted_by else None
    yield from _compared(request.kind, "", _in_order(here[1], attribute), _in_order(there[1], attribute))


def _in_order(answer: Any, sorted_by: str | None = None) -> Any:
    """Put what has no order into one: the resources of a list, members, schemas.

    Of a sorted list the sequence of its sort values is left: the order of equals is anybody's choice.
    """
    if not isinstance(answer, dict):
        return answer
    arranged = dict(answer)
    if isinstance(arranged.get("Resources"), list):
        resources = [_in_order(resource) for resource in arranged["Resources"]]
        if sorted_by is not None:
            arranged["Resources"] = [_sort_value(resource, sorted_by) for resource in resources]
        else:
            arranged["Resources"] = sorted(resources, key=lambda one: str(one.get("id")))
    if isinstance(arranged.get("members"), list):
        arranged["members"] = sorted(arranged["members"], key=lambda member: str(member.get("value")))
    if isinstance(arranged.get("schemas"), list):
        arranged["schemas"] = sorted(arranged["schemas"])
    return arranged


def _sort_value(resource: dict[str, Any], attribute: str) -> str | None:
    value: Any = resource
    for name in attribute.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value.casefold() if isinstance(value, str) else None


def _compared(kind: str, place: str, ours: Any, theirs: Any) -> Iterator[Difference]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            yield from _compared(kind, f"{place}/{key}", ours.get(key), theirs.get(key))
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _compared(kind, f"{place}/{index}", mine, other)
    elif ours != theirs or type(ours) is not type(theirs):
        yield Difference(kind, place, repr(ours), repr(theirs))
