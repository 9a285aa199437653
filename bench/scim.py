"""The SCIM endpoint under the requests of a provisioning cycle: CPU per request, growth, memory."""

from __future__ import annotations

import json
import random
from urllib.parse import quote

from bench.load import Load, Measured
from bench.people import rename, user_body, user_name
from bench.services import Started

OPERATIONS = ("match", "match, nobody", "get by id", "create", "rename", "disable and restore", "page of 100")

ROUNDS = 3


class Directory:
    """A service being filled: who is in it, and requests that name them."""

    def __init__(self, started: Started) -> None:
        self.load = Load(started.base_url, started.token, started.pid)
        self.started = started
        self.ids: list[str] = []
        self.created = 0
        self.random = random.Random(7)

    def grow(self, people: int, *, seconds: float) -> Measured | None:
        """Create people until there are `people`, or the time is over."""
        first = len(self.ids)
        if people <= first:
            return None
        return self.load.measure(
            lambda number: ("POST", "/Users", user_body(first + number)),
            people - first,
            seconds=seconds,
            keep=lambda _, body: self.ids.append(json.loads(body)["id"]),
        )

    def measure(self, operation: str, count: int, *, seconds: float = 15.0) -> Measured:
        """Measure one of `OPERATIONS`: the cheapest of three rounds; neighbours only add cost."""
        make = getattr(self, f"_{_method(operation)}")
        rounds = [self.load.measure(make, count // ROUNDS, seconds=seconds / ROUNDS) for _ in range(ROUNDS)]
        return min(rounds, key=lambda measured: measured.cpu_us)

    def _match(self, number: int) -> tuple[str, str, None]:
        # Creation runs on several connections, so which numbers exist is known, not which id they have.
        name = user_name(self.random.randrange(len(self.ids)))
        return "GET", "/Users?filter=" + quote(f'userName eq "{name}"'), None

    def _match_nobody(self, number: int) -> tuple[str, str, None]:
        return "GET", "/Users?filter=" + quote(f'userName eq "nobody.{number}@contoso.example"'), None

    def _get_by_id(self, number: int) -> tuple[str, str, None]:
        return "GET", f"/Users/{self.random.choice(self.ids)}", None

    def _create(self, number: int) -> tuple[str, str, object]:
        self.created += 1
        return "POST", "/Users", user_body(9_000_000 + self.created)

    def _rename(self, number: int) -> tuple[str, str, object]:
        return "PATCH", f"/Users/{self.random.choice(self.ids)}", rename(f"Person renamed {number}")

    def _disable_and_restore(self, number: int) -> tuple[str, str, object]:
        patch = rename("")
        patch["Operations"] = [{"op": "Replace", "path": "active", "value": str(bool(number % 2))}]
        return "PATCH", f"/Users/{self.ids[number // 2 % len(self.ids)]}", patch

    def _page_of_100(self, number: int) -> tuple[str, str, None]:
        return "GET", f"/Users?startIndex={1 + self.random.randrange(len(self.ids) - 99)}&count=100", None


def _method(operation: str) -> str:
    return operation.replace(",", "").replace(" ", "_")
