"""Runs every measurement and prints the budget table; `--quick` for the short form."""

from __future__ import annotations

import argparse
import os
import platform
import random
import tempfile
import time
from pathlib import Path

from bench import first_paint, journal, mapping, second_opinion, starts
from bench.load import Load, Measured, resident_megabytes
from bench.people import user_name
from bench.report import Row, Table
from bench.scim import OPERATIONS, Directory
from bench.services import Started, peer, scimconsole

COMPARED_AT = 10_000
RATIO_BUDGETS = {
    "match": 5,
    "match, nobody": 5,
    "get by id": 8,
    "create": 3,
    "rename": 3,
    "disable and restore": 3,
    "page of 100": 40,
}
GROWING = ("match", "get by id", "create", "rename", "page of 100")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="1,000 people instead of 100,000; at most 90 seconds"
    )
    options = parser.parse_args()
    started = time.monotonic()
    print(
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )
    measure_starts(rounds=5 if options.quick else 15)
    measure_scim(quick=options.quick)
    journal.measure(quick=options.quick)
    if options.quick:
        mapping.measure(people=5_000, rounds=1)
    else:
        mapping.measure()
    if second_opinion.program() is not None:
        ask_second_opinion(quick=options.quick)
    print(f"\nmeasured in {time.monotonic() - started:.0f} s")


def measure_starts(rounds: int) -> None:
    """Commands and the first paint."""
    table = Table("Starts, median in ms", ("ms", "ratio", "budget"))
    commands = starts.measure(rounds)
    least = commands.pop("python -c pass")
    table.add(Row("python -c pass", (f"{least:.0f}", "1.0", "")))
    for name, milliseconds in commands.items():
        kept = milliseconds <= 3 * least and milliseconds <= 300
        row = (f"{milliseconds:.0f}", f"{milliseconds / least:.1f}", "3.0 x, 300 ms")
        table.add(Row(name, row, kept))
    paints = first_paint.measure(max(3, rounds // 3))
    table.add(Row("first paint, a one-widget application", (f"{paints['one widget']:.0f}", "1.0", "")))
    for name in ("first start", "overview"):
        ratio = paints[name] / paints["one widget"]
        row = (f"{paints[name]:.0f}", f"{ratio:.2f}", "1.8 x")
        table.add(Row(f"first paint, the console's {name}", row, ratio <= 1.8))
    figures = first_paint.measure_first_data(2 if rounds < 10 else 5)
    table.add(Row("first data, embedded service cold", (f"{figures:.0f}", "", "2,000 ms"), figures <= 2_000))
    table.print()


def measure_scim(*, quick: bool) -> None:
    """The SCIM endpoint beside scim2-server and two ceilings, then its growth and memory."""
    compared_at = 1_000 if quick else COMPARED_AT
    count = 500 if quick else 3_000
    with tempfile.TemporaryDirectory() as folder, scimconsole(Path(folder)) as ours:
        directory = Directory(ours)
        directory.grow(1_000, seconds=30)
        small = {operation: directory.measure(operation, count) for operation in GROWING}
        directory.grow(compared_at, seconds=90)
        here = {operation: directory.measure(operation, count) for operation in OPERATIONS}
        with peer("scim2_server_app", "/v2") as theirs:
            there = _measure_peer(theirs, compared_at, quick=quick)
        _print_comparison(compared_at, here, there, _ceilings(count))
        if not quick:
            _print_growth(directory, ours, small, count)


def ask_second_opinion(*, quick: bool) -> None:
    """Both services again, fresh, under the other load program."""
    people, requests = (1_000, 500) if quick else (COMPARED_AT, 3_000)
    with tempfile.TemporaryDirectory() as folder, scimconsole(Path(folder)) as ours:
        mine = second_opinion.measure(ours, people, requests)
    with peer("scim2_server_app", "/v2") as theirs:
        other = second_opinion.measure(theirs, people, min(requests, 500))
    second_opinion.show(people, mine, other)


def _measure_peer(started: Started, people: int, *, quick: bool) -> dict[str, Measured]:
    directory = Directory(started)
    directory.grow(people, seconds=90)
    seconds = 3.0 if quick else 8.0
    return {operation: directory.measure(operation, 300, seconds=seconds) for operation in OPERATIONS}


def _ceilings(count: int) -> dict[str, dict[str, Measured]]:
    found = {}
    for name in ("fixed_bytes", "one_select"):
        with peer(name) as started:
            directory = Directory(started)
            directory.ids = [f"{number:032x}" for number in range(1_000)]
            found[name] = {
                operation: directory.measure(operation, count) for operation in ("match", "get by id")
            }
    return found


def _print_comparison(
    people: int,
    here: dict[str, Measured],
    there: dict[str, Measured],
    ceilings: dict[str, dict[str, Measured]],
) -> None:
    columns = ("CPU us", "p50 us", "p95 us", "scim2-server", "ratio", "budget", "fixed bytes", "one SELECT")
    table = Table(
        f"SCIM, {people:,} people, SQLite, one worker, journal on: server CPU per request in us", columns
    )
    for operation, budget in RATIO_BUDGETS.items():
        mine, other = here[operation], there[operation]
        ratio = other.cpu_us / mine.cpu_us
        limits = [f"{kind[operation].cpu_us:.0f}" if operation in kind else "" for kind in ceilings.values()]
        cells: tuple[str, ...] = (f"{mine.cpu_us:.0f}", f"{mine.p50_us:.0f}", f"{mine.p95_us:.0f}")
        cells += (f"{other.cpu_us:.0f}", f"{ratio:.1f}", f"{budget} x", *limits)
        table.add(Row(operation, cells, ratio >= budget))
    table.print()


def _print_growth(directory: Directory, ours: Started, small: dict[str, Measured], count: int) -> None:
    grown = directory.grow(100_000, seconds=200)
    people = len(directory.ids)
    if grown is not None:
        print(
            f"\nfilled to {people:,} people with {grown.requests / grown.wall_seconds:,.0f} creates a second"
        )
    columns = ("1,000", f"{people:,}", "growth", "budget")
    table = Table("Growth of the server's CPU per request, us", columns)
    for operation in GROWING:
        large = directory.measure(operation, count)
        growth = large.cpu_us / small[operation].cpu_us
        cells = (f"{small[operation].cpu_us:.0f}", f"{large.cpu_us:.0f}", f"{growth:.2f}", "1.5 x")
        table.add(Row(operation, cells, growth <= 1.5))
    search = _search_as_typed(ours, people)
    milliseconds = search.p95_us / 1000
    cells = ("", f"{milliseconds:.1f}", "", "50 ms")
    table.add(Row("search as you type, p95 of the answer, ms", cells, milliseconds <= 50))
    memory = resident_megabytes(ours.pid)
    table.add(Row("memory of the worker, MB", ("", f"{memory:.0f}", "", "110 MB"), memory <= 110))
    table.print()


def _search_as_typed(ours: Started, people: int) -> Measured:
    """Somebody typing userNames and numbers, letter by letter, into the management API's search."""
    chosen = random.Random(11)

    def typed(_: int) -> tuple[str, str, None]:
        number = chosen.randrange(people)
        text = chosen.choice([user_name(number), str(number)])
        return "GET", f"/users?q={text[: chosen.randint(1, len(text))]}", None

    return Load(ours.management_url, ours.api_key, ours.pid).measure(typed, 400, connections=1)


if __name__ == "__main__":
    main()
