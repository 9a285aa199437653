"""Requests over loopback, and what they cost the server: CPU time from the kernel's own accounts."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

CONNECTIONS = 8
Make = Callable[[int], tuple[str, str, Any]]
"""The n-th request: method, path with query, body or None."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One operation's figures: CPU and latency in microseconds."""

    requests: int
    cpu_us: float
    p50_us: float
    p95_us: float
    wall_seconds: float


class RequestFailed(Exception):
    """A request was answered with another status than 2xx; what was measured would mean nothing."""


def cpu_nanoseconds(pid: int) -> int:
    """CPU time of a process, its threads and its children so far."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/schedstat") as file:
                total += int(file.read().split()[0])
            with open(f"/proc/{pid}/task/{task}/children") as file:
                total += sum(cpu_nanoseconds(int(child)) for child in file.read().split())
        except FileNotFoundError:
            continue
    return total


def resident_megabytes(pid: int) -> float:
    """Memory a process holds now, without its children."""
    with open(f"/proc/{pid}/status") as file:
        held = next(line for line in file if line.startswith("VmRSS:"))
    return int(held.split()[1]) / 1024


class Load:
    """Sends requests to one service over a few kept connections."""

    def __init__(self, base_url: str, token: str, pid: int) -> None:
        parts = urlsplit(base_url)
        if parts.hostname != "127.0.0.1":
            raise ValueError(f"load is sent to loopback only, not to {base_url}")
        self.port = parts.port
        self.prefix = parts.path.rstrip("/")
        self.pid = pid
        self.head = f"Host: {parts.netloc}\r\nAuthorization: Bearer {token}\r\n"

    def measure(
        self,
        make: Make,
        count: int,
        *,
        seconds: float = 20.0,
        keep: Callable[[int, bytes], None] | None = None,
        connections: int = CONNECTIONS,
    ) -> Measured:
        """Send `count` requests, or as many as fit into `seconds`; `keep` is given each answer's body."""
        return asyncio.run(self._measure(make, count, seconds, keep, connections))

    async def _measure(
        self,
        make: Make,
        count: int,
        seconds: float,
        keep: Callable[[int, bytes], None] | None,
        connections: int,
    ) -> Measured:
        links = [await asyncio.open_connection("127.0.0.1", self.port) for _ in range(connections)]
        numbers = iter(range(count))
        taken: list[float] = []
        before, started = cpu_nanoseconds(self.pid), time.perf_counter()

        async def work(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for number in numbers:
                if time.perf_counter() - started > seconds:
                    return
                payload = self._payload(*make(number))
                sent = time.perf_counter()
                writer.write(payload)
                body = await self._answer(reader)
                taken.append(time.perf_counter() - sent)
                if keep is not None:
                    keep(number, body)

        try:
            await asyncio.gather(*(work(*link) for link in links))
        finally:
            for _, writer in links:
                writer.close()
        wall = time.perf_counter() - started
        spent = cpu_nanoseconds(self.pid) - before
        taken.sort()
        return Measured(
            len(taken),
            spent / 1000 / len(taken),
            taken[len(taken) // 2] * 1e6,
            taken[int(len(taken) * 0.95)] * 1e6,
            wall,
        )

    def _payload(self, method: str, path: str, body: Any) -> bytes:
        head = f"{method} {self.prefix}{path} HTTP/1.1\r\n{self.head}"
        if body is None:
            return f"{head}\r\n".encode()
        content = json.dumps(body, separators=(",", ":")).encode()
        return (
            f"{head}Content-Type: application/scim+json\r\nContent-Length: {len(content)}\r\n\r\n".encode()
            + content
        )

    @staticmethod
    async def _answer(reader: asyncio.StreamReader) -> bytes:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"\r\ntransfer-encoding: chunked" in head.lower():
            body = b""
            while size := int(await reader.readline(), 16):
                body += await reader.readexactly(size)
                await reader.readexactly(2)
            await reader.readexactly(2)
        else:
            length = head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
            body = await reader.readexactly(int(length or 0))
        if not head.startswith(b"HTTP/1.1 2"):
            raise RequestFailed(f"{head.splitlines()[0].decode()}: {body[:300].decode(errors='replace')}")
        return body
