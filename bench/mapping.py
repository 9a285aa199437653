"""How many people a second are previewed, and how long a plan takes: `python -m bench.mapping`."""

from __future__ import annotations

import argparse
import contextlib
import gc
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid5

import orjson

from bench.big_directory import NAMESPACE, Person, fill
from bench.load import resident_megabytes
from bench.report import Row, Table
from bench.services import Started, fresh_environment, program, scimconsole
from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.people.reading import read_people
from scimconsole.entra.provisioning.deciding import decide
from scimconsole.entra.provisioning.mapping import CompiledMapping, compile_mapping
from scimconsole.entra.provisioning.wire import decision_json
from scimconsole.entra.schema.starting_points import starting_point
from scimconsole.entra.schema.writing import export

PREVIEW_BUDGET = 10_000
"""People a second on one core, 20 mappings, with validation."""
PLAN_BUDGET_S = 60.0
"""For 100,000 people, on two cores."""
MAPPINGS = 20
PROFILE = "keycafe"
DEPARTMENTS = ("Engineering", "Operations", "Consulting", "People", "Finance")


def graph_user(number: int) -> dict[str, Any]:
    """The n-th person of `bench.big_directory`, as Graph lists them; one in ten was renamed since."""
    person = Person(number)
    return {
        "id": str(uuid5(NAMESPACE, str(number))),
        "userPrincipalName": person.user_name,
        "mail": person.user_name,
        "mailNickname": person.user_name.partition("@")[0],
        "displayName": person.display_name + (" (new)" if number % 10 == 0 else ""),
        "givenName": person.given.written,
        "surname": person.family.written,
        "accountEnabled": number % 1000 != 0,
        "jobTitle": "Engineer" if number % 3 else "Engineering Manager",
        "department": DEPARTMENTS[number % len(DEPARTMENTS)],
        "employeeId": str(100_000 + number),
        "employeeType": "External" if number % 4 == 0 else "Employee",
        "city": "Montréal",
        "country": "CA",
        "officeLocation": "B42",
        "preferredLanguage": "fr-CA",
        "businessPhones": [f"+1 425 555 {number % 10_000:04d}"],
        "mobilePhone": None,
        "manager": {"id": str(uuid5(NAMESPACE, str(number // 8)))} if number else None,
    }


def write_people(file: Path, people: int) -> None:
    """Write a page of Graph users."""
    with file.open("wb") as stream:
        stream.write(b'{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users", "value": [\n')
        for number in range(people):
            stream.write(b",\n" * bool(number) + orjson.dumps(graph_user(number)))
        stream.write(b"\n]}\n")


def compiled_mapping() -> CompiledMapping:
    """The profile's starting point for users, 20 mappings of it."""
    users = starting_point(load_profile(PROFILE)).users
    assert users is not None
    kept = [line for line in users.attributes if line.matching or "Switch" in line.expression]
    kept += [line for line in users.attributes if line not in kept]
    return compile_mapping(replace(users, attributes=tuple(kept[:MAPPINGS])))


def measure_engine(file: Path, rounds: int) -> dict[str, float]:
    """The best rate of some rounds, in people a second: reading, deciding, and the JSON of it besides."""
    profile, compiled = load_profile(PROFILE), compiled_mapping()
    sources = list(read_people(file))
    rates: dict[str, float] = {}

    def note(name: str, began: float) -> None:
        rates[name] = max(rates.get(name, 0.0), len(sources) / (time.perf_counter() - began))

    for _ in range(rounds):
        gc.collect()
        began = time.perf_counter()
        for _ in read_people(file):
            pass
        note("read from the file", began)
        began = time.perf_counter()
        decisions = [decide(compiled, compiled.evaluate(source), None, profile) for source in sources]
        note("evaluate and validate", began)
        began = time.perf_counter()
        for decision in decisions:
            orjson.dumps(decision_json(compiled, decision))
        note("write as JSON", began)
        del decisions
        began = time.perf_counter()
        for source in read_people(file):
            orjson.dumps(decision_json(compiled, decide(compiled, compiled.evaluate(source), None, profile)))
        note("all of it", began)
    return rates


def run_command(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and megabytes at most of one of the program's commands."""
    began, most = time.perf_counter(), 0.0
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as told:
        process = subprocess.Popen(program(*arguments), env=environment, stdout=said, stderr=told)
        while process.poll() is None:
            with contextlib.suppress(StopIteration, OSError):  # it may end just now
                most = max(most, resident_megabytes(process.pid))
            time.sleep(0.05)
        if process.returncode != 0:
            told.seek(0)
            raise RuntimeError(f"{' '.join(arguments)}: {told.read().decode()}")
    return time.perf_counter() - began, most


def signed_in(service: Started, home: Path) -> dict[str, str]:
    """The environment of a command that asks the service as its owner."""
    url, _, _ = service.management_url.partition("/api/")
    return fresh_environment(home) | {
        "SCIMCONSOLE_URL": url,
        "SCIMCONSOLE_ORG": "bench",
        "SCIMCONSOLE_API_KEY": service.api_key,
    }


def add_plans(table: Table, home: Path, people: int) -> None:
    """Measure previews and plans as a person runs them, against an empty service and a full one."""
    file, mapping = home / "people.json", home / "mapping.json"
    write_people(file, people)
    mapping.write_bytes(orjson.dumps(export(starting_point(load_profile(PROFILE)))))
    arguments = ["mapping", "preview", "--users", str(file), "--mapping", str(mapping), "--profile", PROFILE]
    seconds, megabytes = run_command([*arguments, "--json"], fresh_environment(home))
    table.add(Row("preview of a file, no service", _cells(people, seconds, megabytes)))
    budget = PLAN_BUDGET_S * people / 100_000
    for name, held in (("plan, nobody held yet", 0), ("plan, everybody held", people)):
        folder = home / f"held-{held}"
        folder.mkdir()

        def put(database: Path, held: int = held) -> None:
            fill(database, "bench", held)

        with scimconsole(folder, profile=PROFILE, fill=put if held else None) as service:
            arguments = ["mapping", "plan", "--users", str(file), "--brake", "off", "--json"]
            seconds, megabytes = run_command(arguments, signed_in(service, folder))
        table.add(Row(name, (*_cells(people, seconds, megabytes)[:3], f"{budget:.0f} s"), seconds <= budget))


def _cells(people: int, seconds: float, megabytes: float) -> tuple[str, ...]:
    return f"{seconds:.1f} s", f"{people / seconds:,.0f}", f"{megabytes:.0f} MB", ""


def measure(people: int = 100_000, rounds: int = 3) -> None:
    """The engine by itself, over at most 20,000 people, and the commands over all of them."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        file = home / "few.json"
        write_people(file, min(20_000, people))
        table = Table(f"Preview, {MAPPINGS} mappings, one core", ("people/s", "budget"))
        for name, rate in measure_engine(file, rounds).items():
            is_budgeted = name == "evaluate and validate"
            budget = f"{PREVIEW_BUDGET:,}" if is_budgeted else ""
            table.add(Row(name, (f"{rate:,.0f}", budget), rate >= PREVIEW_BUDGET if is_budgeted else None))
        table.print()
        table = Table(f"The commands, {people:,} people", ("time", "people/s", "memory", "budget"))
        add_plans(table, home, people)
        table.print()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.mapping", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="of the plan")
    parser.add_argument("--rounds", type=int, default=3, help="of the engine by itself")
    options = parser.parse_args()
    measure(options.people, options.rounds)


if __name__ == "__main__":
    main()
