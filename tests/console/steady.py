"""Makes a real service's answers the same in every run: ids, times, secrets and addresses, nothing else."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""What the console takes for the present moment in pictures."""
TOKEN = "scimc1_AbCdEfGhIjKlMnOpQrStUv0123456789abcdefghijklmnopqrstuvwxyzABCDEFGw9XyZ4"
"""What every generated token reads as."""

_LATELY = timedelta(minutes=5)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)Z"')
_PATTERNS = (
    (re.compile(r"scimc1_[0-9A-Za-z]{71}"), TOKEN),
    (re.compile(r'"prefix":\s*"scimc1_[0-9A-Za-z]{4}"'), '"prefix":"scimc1_AbCd"'),
    (re.compile(r'"prefix":\s*"scimk1_[0-9A-Za-z]{4}"'), '"prefix":"scimk1_EfGh"'),
    (re.compile(r'"last_four":\s*"[0-9A-Za-z]{4}"'), '"last_four":"XyZ4"'),
    (re.compile(r'"duration_us":\s*\d+'), '"duration_us":1200'),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "http://127.0.0.1:8080"),
    (re.compile(r"/scim/v2/org-\d+-[0-9a-f]+"), "/scim/v2/acme"),
    (re.compile(r"Organization org-\d+-[0-9a-f]+"), "Contoso"),
    (re.compile(r"/setup/sciml1_[0-9A-Za-z]{71}"), f"/setup/{TOKEN.replace('scimc1', 'sciml1')}"),
    (re.compile(r'"user_agent":\s*"[^"]*"'), '"user_agent":"Microsoft-ADSync"'),
)
_AGO = re.compile(r"just now|(?:moments|a minute|\d+ (?:min|h|days)) ago")
_CLOCK = re.compile(r"(?:\d{4}-\d\d-\d\d )?\d\d:\d\d(?::\d\d)? UTC")
"""Times in the sentences of the service."""
_HINT = re.compile(r"\.\.\.[0-9A-Za-z]{4}\b")
"""The end of a token in the sentences of the guide."""
_TOKEN_ID = re.compile(r'"(id|key_id|token_id|predecessor_id|successor_id)":\s*"([0-9A-Za-z]{22})"')


@dataclass
class Wire:
    """What happens to the console's calls on their way."""

    held: str = ""
    """Calls whose path has this in it are never answered."""
    cut: bool = False
    """No call arrives any more."""
    address: str = ""
    """Where calls go, whatever address the console knows."""


class SteadyTransport(httpx.AsyncBaseTransport):
    """Sends on what the console asks, and rewrites what differs from run to run in the answers."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._turn = asyncio.Lock()
        self._inner = httpx.AsyncHTTPTransport(verify=False)
        self._steady: dict[str, str] = {}
        self._real: dict[str, str] = {}
        self._numbers = itertools.count(1)
        self._began = datetime.now(UTC)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange, with the service's own ids on its side and steady ones on the console's."""
        path = request.url.raw_path.decode()
        if "/requests/stream" in path or (self._wire.held and self._wire.held in path):
            await asyncio.Event().wait()
        if self._wire.cut:
            raise httpx.ConnectError("All connection attempts failed", request=request)
        if self._wire.address:
            real_url = httpx.URL(self._wire.address)
            request.url = request.url.copy_with(host=real_url.host, port=real_url.port)
        for steady, real in self._real.items():
            path = path.replace(steady, real)
        body = (await request.aread()).decode()
        for steady, real in self._real.items():
            body = body.replace(steady, real)
        sent = httpx.Request(
            request.method,
            request.url.copy_with(raw_path=path.encode()),
            headers={name: value for name, value in request.headers.items() if name != "content-length"},
            content=body.encode(),
            extensions=request.extensions,
        )
        async with self._turn:  # ids are numbered as they come, so answers come in the order of the calls
            response = await self._inner.handle_async_request(sent)
            text = self._steadied(_settled(path, (await response.aread()).decode()))
        headers = {"Content-Type": response.headers.get("Content-Type", "application/json")}
        return httpx.Response(response.status_code, headers=headers, text=text)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    def _steadied(self, text: str) -> str:
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        text = _TIME.sub(self._time, text)
        text = _TOKEN_ID.sub(lambda match: f'"{match[1]}":"{self._id(match[2])}"', text)
        return _UUID.sub(lambda match: self._id(match[0]), text)

    def _time(self, match: re.Match[str]) -> str:
        moment = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
        # Whole hours from the beginning of the run: a run takes minutes, a life span days.
        hours = round((moment - self._began) / timedelta(hours=1))
        steady = NOW - _LATELY + timedelta(hours=hours)
        return steady.strftime('"%Y-%m-%dT%H:%M:%S.%fZ"')

    def _id(self, real: str) -> str:
        if real in self._real:
            return real
        if real not in self._steady:
            steady = f"00000000-0000-4000-8000-{next(self._numbers):012x}"
            self._steady[real] = steady
            self._real[steady] = real
        return self._steady[real]


def _settled(path: str, text: str) -> str:
    """What depends on what other tests did before, as if they had done nothing.

    Members of a group come in the order of their names (the service lists them by id), and the API keys of
    the organization's members were last used when they were made.
    """
    if path.endswith("/sync"):
        return json.dumps(_long_ago(json.loads(_AGO.sub("5 min ago", _CLOCK.sub("09:25 UTC", text)))))
    if path.endswith("/guide"):
        return _HINT.sub("...XyZ4", _CLOCK.sub("2026-03-02 09:25 UTC", text))
    if "/why?" in path:
        return _AGO.sub("5 min ago", _CLOCK.sub("09:25 UTC", text))
    if "/members" not in path:
        return text
    page = json.loads(text)
    if "/groups/" in path:
        page["items"].sort(key=lambda member: str(member.get("user_name")))
    else:
        for key in (key for member in page.get("items", ()) for key in member["keys"]):
            key["last_used_at"] = key["created_at"]
    return json.dumps(page)


def _long_ago(sync: dict[str, Any]) -> dict[str, Any]:
    """The state of provisioning, as if all that came had come in one minute."""
    requests = sum(sync["last_hour"])
    sync["last_hour"] = [0] * 54 + [requests] + [0] * 5
    for cycle in sync["cycles"]:
        cycle["is_open"] = False
    return sync


def make_steady(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Let every client that is made from now on speak through a steady transport, over this wire."""
    from scimconsole.client import asynchronous
    from scimconsole.client.exchange import transport_options

    wire = Wire()

    def options(*arguments: object) -> dict[str, object]:
        return {**transport_options(*arguments), "transport": SteadyTransport(wire)}  # type: ignore[arg-type]

    monkeypatch.setattr(asynchronous, "transport_options", options)
    return wire
