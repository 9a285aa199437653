"""Replays a recorded day, request by request, and compares each answer with the recorded one.

A day is a TOML file of steps. In requests and answers `{name}` stands for the id that an earlier step with
`keep = "name"` was given. In answers, an object is compared by the keys that are recorded, a list as a whole,
and these words stand for what is new each time:

    <id>        a UUID, and one that no step has kept yet when the step keeps it
    <time>      an instant of RFC 7643 section 2.3.5, in UTC
    <version>   a weak entity tag
    <number>    a number
    <absent>    the key is not there at all
    <empty>     the key is not there, or its list is empty
    <contains>X the text X is part of it
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PLACEHOLDERS = {
    "<id>": UUID,
    "<time>": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"),
    "<version>": re.compile(r'W/".+"'),
}
CONTAINS = "<contains>"
NAME = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Step:
    """One request of the day and the answer to it."""

    says: str
    request: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    answer: str | None = None
    answer_headers: dict[str, str] = field(default_factory=dict)
    keep: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A recorded day: whose profile it was recorded with, and its steps in order."""

    name: str
    profile: str
    plan: str
    steps: tuple[Step, ...]


def read_day(path: Path) -> Day:
    """Read a day's file."""
    recorded = tomllib.loads(path.read_text(encoding="utf-8"))
    steps = tuple(Step(**step) for step in recorded["step"])
    return Day(path.stem, recorded["profile"], recorded["plan"], steps)


class Replay:
    """One replay: the ids kept so far, and what each step's answer had wrong."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.kept: dict[str, str] = {}

    def run(self, day: Day) -> list[str]:
        """Send every request in order; answers the mismatches, each with the step it belongs to."""
        found: list[str] = []
        for number, step in enumerate(day.steps, 1):
            found += (f"step {number}, {step.says}: {mismatch}" for mismatch in self._play(step))
        return found

    def _play(self, step: Step) -> Iterator[str]:
        method, _, target = self._filled(step.request).partition(" ")
        headers, content = dict(step.headers), None
        # Entra sends a Content-Type with bodies only, and it names the character set.
        if step.body is not None:
            headers["Content-Type"] = "application/scim+json; charset=utf-8"
            content = self._filled(step.body).encode()
        answer = self.client.request(
            method, f"{self.client.base_url}{target.lstrip('/')}", headers=headers, content=content
        )
        if answer.status_code != step.status:
            yield f"status {answer.status_code}, recorded {step.status}: {answer.text[:400]}"
        if answer.content and not answer.headers["Content-Type"].startswith("application/scim+json"):
            yield f"Content-Type {answer.headers['Content-Type']}"
        actual = answer.json() if answer.content else None
        if step.keep and isinstance(actual, dict) and "id" in actual:
            if actual["id"] in self.kept.values():
                yield f"id {actual['id']} was given before"
            self.kept[step.keep] = actual["id"]
        for name, expected in step.answer_headers.items():
            yield from self._compared(expected, answer.headers.get(name, "<absent>"), f"header {name}")
        if step.answer is not None:
            yield from self._compared(json.loads(step.answer), actual, "answer")
        elif step.status == 204 and answer.content:
            yield f"a body with status 204: {answer.text[:200]}"

    def _filled(self, text: str) -> str:
        return NAME.sub(lambda match: self.kept.get(match[1], match[0]), text)

    def _compared(self, expected: Any, actual: Any, place: str) -> Iterator[str]:
        match expected, actual:
            case dict(), dict():
                for key, value in expected.items():
                    yield from self._compared(value, actual.get(key, "<absent>"), f"{place}.{key}")
            case list(), list() if len(expected) == len(actual):
                for index, value in enumerate(expected):
                    yield from self._compared(value, actual[index], f"{place}[{index}]")
            case "<number>", int() | float():
                return
            case "<empty>", "<absent>" | []:
                return
            case str(), str() if expected in PLACEHOLDERS:
                if not PLACEHOLDERS[expected].fullmatch(actual):
                    yield f"{place} is {actual!r}, recorded {expected}"
            case str(), str() if expected.startswith(CONTAINS):
                if self._filled(expected.removeprefix(CONTAINS)) not in actual:
                    yield f"{place} is {actual!r}, without {expected.removeprefix(CONTAINS)!r}"
            case str(), _:
                if self._filled(expected) != actual:
                    yield f"{place} is {actual!r}, recorded {self._filled(expected)!r}"
            case _:
                # True is not 1 here.
                if type(expected) is not type(actual) or expected != actual:
                    yield f"{place} is {actual!r}, recorded {expected!r}"
