"""Measures the console as a person feels it: the real program in a pseudo-terminal, on the real service.

`--full` goes on to a million people; by default a hundred thousand are the most.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bench import big_directory, console_peers
from bench.big_directory import Person
from bench.delay import delayed
from bench.load import Load, cpu_nanoseconds, resident_megabytes
from bench.peers.data_table import PEOPLE as IN_DATA_TABLE
from bench.report import Row, Table
from bench.services import Started, fresh_environment, scimconsole
from bench.terminal import Terminal, p50, p95
from scimconsole.api import User
from scimconsole.client import AsyncManagementClient, Connection, PageWindow, calls
from scimconsole.client.call import ListCall
from scimconsole.client.keyset_walk import Fetch, FetchedPage

SIZES = (1_000, 10_000, 100_000)
MOST = 1_000_000
LATENCIES = (0, 50, 200)
KEYS, PAGES, SEARCHES = 120, 40, 12
PAGE_DOWN, ERASE = "\x1b[6~", "\x15"
PROGRAM = [sys.executable, "-m", "scimconsole"]


@dataclass(frozen=True, slots=True)
class Felt:
    """One session with the console; milliseconds, but for `key_bytes` and `megabytes`.

    CPU is that of the console's process, which a neighbour on the machine does not lengthen by much.
    """

    painted: float
    data: float
    key: list[float]
    key_bytes: float
    key_cpu: float
    page: list[float]
    page_rows: list[float]
    page_cpu: float
    end: float
    home: float
    search: list[float]
    megabytes: float


Line = tuple[str, Callable[[Felt], str], Callable[[Felt], bool | None], str]
"""A line of a table: what is measured, how it reads, whether it keeps its budget, and the budget."""

LINES: tuple[Line, ...] = (
    ("first paint", lambda felt: f"{felt.painted:.0f}", lambda _: None, ""),
    ("people on the screen, from the start", lambda felt: f"{felt.data:.0f}", lambda _: None, ""),
    ("row key to first byte, p50", lambda felt: f"{p50(felt.key):.1f}", lambda _: None, ""),
    (
        "row key to first byte, p95",
        lambda felt: f"{p95(felt.key):.1f}",
        lambda felt: p95(felt.key) <= 25,
        "25 ms",
    ),
    ("bytes drawn by a row key, p50", lambda felt: f"{felt.key_bytes:.0f}", lambda _: None, ""),
    ("CPU of a row key", lambda felt: f"{felt.key_cpu:.1f}", lambda _: None, ""),
    ("page key to first byte, p50", lambda felt: f"{p50(felt.page):.1f}", lambda _: None, ""),
    (
        "page key to first byte, p95",
        lambda felt: f"{p95(felt.page):.1f}",
        lambda felt: p95(felt.page) <= 80,
        "80 ms",
    ),
    ("page key to its rows, p50", lambda felt: f"{p50(felt.page_rows):.1f}", lambda _: None, ""),
    ("page key to its rows, p95", lambda felt: f"{p95(felt.page_rows):.1f}", lambda _: None, ""),
    ("CPU of a page key", lambda felt: f"{felt.page_cpu:.1f}", lambda _: None, ""),
    ("End to the last person", lambda felt: f"{felt.end:.0f}", lambda _: None, ""),
    ("Home to the first person", lambda felt: f"{felt.home:.0f}", lambda _: None, ""),
    ("last letter of a search to its row, p50", lambda felt: f"{p50(felt.search):.0f}", lambda _: None, ""),
    ("last letter of a search to its row, p95", lambda felt: f"{p95(felt.search):.0f}", lambda _: None, ""),
    (
        "memory of the console, MB",
        lambda felt: f"{felt.megabytes:.0f}",
        lambda felt: felt.megabytes <= 80,
        "80 MB",
    ),
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.console", description=__doc__)
    parser.add_argument("--full", action="store_true", help="up to a million people")
    options = parser.parse_args()
    started = time.monotonic()
    print(
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )
    sizes = (*SIZES, MOST) if options.full else SIZES
    by_size: dict[int, Felt] = {}
    by_latency: dict[float, Felt] = {}
    answers: dict[int, tuple[float, float]] = {}
    for people in sizes:
        with directory_of(people) as service:
            order = names_in_order(people)
            by_size[people] = felt(service, order, 0)
            answers[people] = (search_in_service(service, people), to_the_middle(service, people))
            if people == sizes[-1]:
                by_latency = {
                    latency: by_size[people] if latency == 0 else felt(service, order, latency)
                    for latency in LATENCIES
                }
    print_felt("The console by the size of the directory", [f"{people:,}" for people in sizes], by_size)
    print_answers(answers)
    print_felt(
        f"{sizes[-1]:,} people, by milliseconds of latency that are added",
        [f"{latency} ms" for latency in LATENCIES],
        by_latency,
    )
    ours = by_size[IN_DATA_TABLE]
    console_peers.show(ours.key, ours.key_bytes, ours.megabytes)
    print(f"\nmeasured in {time.monotonic() - started:.0f} s")


@contextmanager
def directory_of(people: int) -> Iterator[Started]:
    """The service with so many people."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        fill = partial(big_directory.fill, slug="bench", people=people)
        with scimconsole(Path(folder), profile="keycafe", fill=fill) as service:
            print(f"{people:,} people were ready in {time.monotonic() - began:.0f} s", flush=True)
            yield service


def names_in_order(people: int) -> list[str]:
    """The beginnings of all userNames, in the order of the list."""
    names = sorted(Person(number).user_name for number in range(people))
    return [name.partition("@")[0] for name in names]


def felt(service: Started, order: list[str], latency: float) -> Felt:
    """One session with the console; `latency` in milliseconds for there and back."""
    parts = urlsplit(service.management_url)
    assert parts.port is not None
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        delayed(parts.port, latency) as port,
    ):
        environment = fresh_environment(Path(home)) | {
            "SCIMCONSOLE_URL": f"http://127.0.0.1:{port}",
            "SCIMCONSOLE_ORG": "bench",
            "SCIMCONSOLE_API_KEY": service.api_key,
        }
        with Terminal([*PROGRAM, "open", "users"], environment) as terminal:
            return _session(terminal, order, latency / 1000)


def _session(terminal: Terminal, order: list[str], latency: float) -> Felt:
    painted = terminal.wait_until_painted()
    data = terminal.wait_for(order[0])
    terminal.rest(1.0)
    before = cpu_nanoseconds(terminal.pid)
    keys = [terminal.press("j") for _ in range(KEYS)]
    key_cpu = (cpu_nanoseconds(terminal.pid) - before) / KEYS / 1e6
    terminal.rest()
    terminal.press_until("g", order[0])
    terminal.rest()
    pages = []
    step = _rows_of_a_page(terminal, order)
    before = cpu_nanoseconds(terminal.pid)
    for number in range(2, PAGES):
        pages.append(terminal.press_until(PAGE_DOWN, order[min(number * step, len(order) - 1)]))
        if number * step >= len(order) - 1:
            break
    page_cpu = (cpu_nanoseconds(terminal.pid) - before) / len(pages) / 1e6
    terminal.rest()
    home = terminal.press_until("g", order[0]).words
    terminal.rest()
    end = terminal.press_until("G", order[-1]).words
    terminal.rest()
    terminal.press_until("g", order[0])
    terminal.rest()
    searches = _searches(terminal, len(order), latency)
    return Felt(
        painted=painted,
        data=data,
        key=[pressed.first_byte for pressed in keys],
        key_bytes=p50([pressed.size for pressed in keys[:20]]),
        key_cpu=key_cpu,
        page=[pressed.first_byte for pressed in pages],
        page_rows=[pressed.words for pressed in pages],
        page_cpu=page_cpu,
        end=end,
        home=home,
        search=searches,
        megabytes=resident_megabytes(terminal.pid),
    )


def _rows_of_a_page(terminal: Terminal, order: list[str]) -> int:
    """How far a page key moves: the row that is drawn with the cursor besides the first."""
    terminal.press(PAGE_DOWN)
    drawn = terminal.text()
    return max(row for row in range(1, 60) if order[row] in drawn)


def _searches(terminal: Terminal, people: int, latency: float) -> list[float]:
    chosen = random.Random(7)
    taken = []
    terminal.press("/")
    for _ in range(SEARCHES):
        # Of all digits there are, so that nobody else's name begins with it.
        person = Person(chosen.randrange(people // 10, people))
        text = f"{person.family.ascii}{person.number}"
        for letter in text[:-1]:
            terminal.press(letter)
        terminal.rest(0.2 + latency)
        taken.append(terminal.press_until(text[-1], person.user_name.partition("@")[0]).words)
        terminal.press(ERASE)
        terminal.rest(0.3 + latency)
    return taken


def search_in_service(service: Started, people: int) -> float:
    """Milliseconds that 19 of 20 answers to a search take at most, typed on one connection."""
    chosen = random.Random(11)

    def typed(_: int) -> tuple[str, str, None]:
        person = Person(chosen.randrange(people))
        text = chosen.choice(
            [person.user_name, person.family.ascii, f"{person.given.ascii}%20{person.family.ascii}"]
        )
        return "GET", f"/users?q={text[: chosen.randint(1, len(text))].rstrip('%2')}", None

    load = Load(service.management_url, service.api_key, service.pid)
    return load.measure(typed, 300, connections=1).p95_us / 1000


def print_felt(title: str, names: list[str], sessions: Mapping[int, Felt] | Mapping[float, Felt]) -> None:
    """One column a session, in milliseconds."""
    table = Table(f"{title}, ms", (*names, "budget"))
    for name, read, kept, budget in LINES:
        verdicts = [kept(session) for session in sessions.values()]
        verdict = None if None in verdicts else all(verdicts)
        table.add(Row(name, (*(read(session) for session in sessions.values()), budget), verdict))
    table.print()


def to_the_middle(service: Started, people: int) -> float:
    """Milliseconds that the page window walks to the row that is farthest from both ends."""

    async def walk() -> float:
        url, slug = service.management_url.split("/api/v1/orgs/")
        connection = Connection(url, slug, service.api_key, "remote", "bench")
        async with AsyncManagementClient(connection) as client:

            def fetch(call: ListCall[User]) -> Fetch[User]:
                async def page(cursor: str | None, limit: int) -> FetchedPage[User]:
                    sized = replace(call, query={**call.query, "limit": limit})
                    return await client.send(sized if cursor is None else sized.after(cursor))

                return page

            window = PageWindow(fetch(calls.users()), fetch(calls.from_the_end(calls.users())))
            await window.show(0, 40)
            began = time.perf_counter()
            await window.show(people // 2, people // 2 + 40)
            return (time.perf_counter() - began) * 1000

    return asyncio.run(walk())


def print_answers(answers: Mapping[int, tuple[float, float]]) -> None:
    """What the service and the page window take, without a terminal."""
    table = Table("Without the terminal, ms", (*(f"{people:,}" for people in answers), "budget"))
    searches = [search for search, _ in answers.values()]
    table.add(
        Row(
            "a search as one types, p95 of the answer",
            (*(f"{search:.1f}" for search in searches), "50 ms"),
            max(searches) <= 50,
        )
    )
    walks = (*(f"{walk:,.0f}" for _, walk in answers.values()), "")
    table.add(Row("to the middle of the list, by pages of 1,000", walks))
    table.print()


if __name__ == "__main__":
    main()
