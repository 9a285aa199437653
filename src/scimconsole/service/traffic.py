"""Counts SCIM requests as they are answered; the journal writes the counts with its batches.

A request costs one tuple in a queue. What it counts as, and what a failure is due to, is settled when the
batch is made.
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from scimconsole.domain.causes import Facts, explain
from scimconsole.domain.sync.counting import HOUR, MINUTE, Counts, is_guid, kind_of
from scimconsole.storage.traffic import NewCounts

if TYPE_CHECKING:
    from scimconsole.service.scim.exchange import Exchange
    from scimconsole.service.scim.response import Response

BEGINNING = 60_000_000
"""Microseconds of silence before a request that begins something."""

_NOTHING = b'"totalResults":0,'


class _Answered(NamedTuple):
    org_id: str
    at: int
    request_id: str
    operation: str
    status: int
    is_refused: bool
    probe: bytes | None
    """The query of a match for what looks made up, and found nobody."""
    facts: Facts | None
    """What its cause is found by, where it may have one."""


@dataclass(slots=True)
class _Counted:
    minutes: dict[int, dict[str, Any]] = field(default_factory=dict)
    causes: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)


class Traffic:
    """What was answered and is not yet in the tables, of every organization."""

    def __init__(self) -> None:
        self._answered: deque[_Answered] = deque()
        self._counted: defaultdict[str, _Counted] = defaultdict(_Counted)
        self._last_at: dict[str, int] = {}
        self._lock = threading.Lock()

    def count(self, exchange: Exchange, response: Response, refusal: str | None = None) -> None:
        """Count a request that was answered; from any thread."""
        request, sought = exchange.request, exchange.sought
        probe = facts = None
        if sought is not None and exchange.operation == "find user" and is_guid(sought):
            probe = request.query if _NOTHING in response.body[:100] else None
        if response.status >= 400 or response.error is not None or exchange.ignored:
            facts = Facts(
                status=response.status,
                method=request.method,
                path=request.path,
                operation=exchange.operation,
                refusal=refusal,
                scim_type=response.scim_type,
                dialect=exchange.dialect,
                error=response.error,
                received=exchange.received,
                ignored=exchange.ignored,
            )
        self._answered.append(
            _Answered(
                exchange.organization.row.org_id,
                request.at,
                request.id,
                exchange.operation,
                response.status,
                refusal is not None,
                probe,
                facts,
            )
        )

    def take(self) -> dict[str, NewCounts]:
        """What was counted since the last time, by organization; it is the caller's then."""
        with self._lock:
            while self._answered:
                self._add(self._answered.popleft())
            counted = self._counted
            self._counted = defaultdict(_Counted)
        return {
            org_id: NewCounts(list(found.minutes.values()), list(found.causes.values()))
            for org_id, found in counted.items()
        }

    def put_back(self, org_id: str, counts: NewCounts) -> None:
        """Take counts back that could not be written."""
        with self._lock:
            found = self._counted[org_id]
            for row in counts.minutes:
                _join(found.minutes, row["minute"], dict(row))
            for row in counts.causes:
                _join(found.causes, (row["hour"], row["cause"]), dict(row))

    def _add(self, answered: _Answered) -> None:
        kind = kind_of(
            answered.operation,
            answered.status,
            is_refused=answered.is_refused,
            is_test=self._is_test(answered),
        )
        found, at = self._counted[answered.org_id], answered.at
        self._last_at[answered.org_id] = at
        row = found.minutes.get(at // MINUTE)
        if row is None:
            row = found.minutes[at // MINUTE] = {
                **dict.fromkeys(Counts._fields, 0),
                "minute": at // MINUTE,
                "first_at": at,
                "last_at": at,
                "last_id": None,
                "test_id": None,
            }
        row["requests"] += 1
        row[kind] += 1
        row["first_at"] = min(row["first_at"], at)
        row["last_at"] = max(row["last_at"], at)
        if not answered.is_refused:
            row["last_id"] = _newer(row["last_id"], answered.request_id)
        if kind == "tests":
            row["test_id"] = _newer(row["test_id"], answered.request_id)
        # A question for what is not there has its cause in the journal, and is no failure.
        if answered.facts is None or (answered.status >= 400 and kind == "reads"):
            return
        explanation = explain(answered.facts)
        if explanation is not None:
            cause = {
                "hour": at // HOUR,
                "cause": explanation.cause.code,
                "requests": 1,
                "first_at": at,
                "last_at": at,
                "last_request_id": answered.request_id,
            }
            _join(found.causes, (cause["hour"], cause["cause"]), cause)

    def _is_test(self, answered: _Answered) -> bool:
        """Whether Entra only tries out the connection, at the beginning of a cycle or for the admin.

        It asks for a made-up userName. Where people are matched by object id it asks for a made-up one of
        those, which looks like a match for somebody new: then a test is what breaks a silence.
        """
        if answered.probe is None:
            return False
        if b"username" in answered.probe.lower():
            return True
        before = self._last_at.get(answered.org_id)
        return before is None or answered.at - before >= BEGINNING


def _join(rows: dict[Any, dict[str, Any]], key: Any, row: dict[str, Any]) -> None:
    """Add a row of counts to the one with its key."""
    old = rows.setdefault(key, row)
    if old is row:
        return
    is_newer = row["last_at"] >= old["last_at"]
    for name, value in row.items():
        if name in _ADDED:
            old[name] += value
        elif name == "last_request_id" and is_newer:
            old[name] = value
        elif name in ("last_id", "test_id"):
            old[name] = _newer(old[name], value)
    old["first_at"] = min(old["first_at"], row["first_at"])
    old["last_at"] = max(old["last_at"], row["last_at"])


def _newer(one: str | None, other: str | None) -> str | None:
    """The later of two ids, which sort by time."""
    return max(one or "", other or "") or None


_ADDED = frozenset(Counts._fields)
