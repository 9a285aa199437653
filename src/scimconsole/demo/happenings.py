"""What arrived at the service, read from its journal: one happening a request."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scimconsole.api import ScimRequest
from scimconsole.client import AsyncManagementClient, calls

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ENDING_ID = re.compile(r"\s*\(?(?:request|Request) [0-9a-f-]{36}\)?\.?\s*\Z")
_READS = ("find ", "read ", "list ")
_LATEST_SECONDS = 10.0
"""The journal has everything after a second; a machine under load may take longer."""
_SETTLING_SECONDS = 1.3
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Happening:
    """One request that the service received and answered."""

    text: str
    """In words, such as `201 create user jane.doe@contoso.example`."""
    request_id: str | None
    at: str
    """ISO 8601, UTC."""
    operation: str
    status: int
    cause: str | None = None
    """The stable name of what it is due to; None where all is well."""

    @property
    def is_quiet(self) -> bool:
        """Whether it only looked, and was answered."""
        return self.status < 400 and self.operation.startswith(_READS)


class Arrivals:
    """Reads on in the journal, where it stopped the last time."""

    def __init__(self, client: AsyncManagementClient) -> None:
        self._client = client
        self._seen: set[str] = set()

    def knows(self, request_id: str) -> bool:
        """Whether a request was taken before."""
        return request_id in self._seen

    async def take(
        self, least: int, names: Mapping[str, str], *, is_least_known: bool = True
    ) -> tuple[Happening, ...]:
        """What arrived since the last time, in the order in which it came.

        Waits until there are `least` requests, since those that changed nothing are written a second late,
        and where that number is not known until no more come. `names` are the names of users and groups by
        SCIM id.
        """
        deadline = time.monotonic() + _LATEST_SECONDS
        fresh: list[ScimRequest] = []
        changed_at = time.monotonic()
        while True:
            before, fresh = len(fresh), await self._fresh()
            now = time.monotonic()
            changed_at = now if len(fresh) != before else changed_at
            is_settled = is_least_known or now - changed_at > _SETTLING_SECONDS
            if (is_settled and len(fresh) >= least) or now > deadline:
                break
            await asyncio.sleep(0.05)
        self._seen |= {request.id for request in fresh}
        fresh.sort(key=lambda request: (request.at, request.id))
        return tuple(_happening(request, names) for request in fresh)

    async def _fresh(self) -> list[ScimRequest]:
        found: list[ScimRequest] = []
        async for page in self._client.pages(calls.requests(limit=_PAGE)):
            unseen = [request for request in page.items if request.id not in self._seen]
            found += unseen
            if len(unseen) < len(page.items):
                break
        return found


def condensed(happenings: Sequence[Happening], most: int = 8) -> list[str]:
    """The happenings in a few lines: changes and refusals as far as they fit, the rest counted."""
    loud = [happening for happening in happenings if not happening.is_quiet]
    shown = loud if len(loud) <= most else loud[: most - 1]
    rest = Counter(happening.operation for happening in [*loud[len(shown) :], *_quiet(happenings)])
    lines = [happening.text for happening in shown]
    if rest:
        counted = ", ".join(f"{count} {operation}" for operation, count in rest.items())
        lines.append(f"and {counted}" if lines else counted)
    return lines


def _quiet(happenings: Sequence[Happening]) -> list[Happening]:
    return [happening for happening in happenings if happening.is_quiet]


def _happening(request: ScimRequest, names: Mapping[str, str]) -> Happening:
    operation = request.operation or request.method
    whom = names.get(request.resource_id or "") or request.sought or ""
    if operation == "find user" and _GUID.fullmatch(whom):
        whom = "nobody: the filter of a test"
    elif _GUID.fullmatch(whom):
        whom = ""
    said = f": {_ENDING_ID.sub('', request.error.detail)}" if request.error is not None else ""
    return Happening(
        f"{request.status} {operation}{' ' if whom else ''}{whom}{said}",
        request.id,
        request.at,
        operation,
        request.status,
        request.cause.code if request.cause is not None else None,
    )
