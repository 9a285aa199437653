"""The plan of a cycle, as the command makes it, held against what the cycle then did."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from scimconsole.cli.program import run
from scimconsole.entra.planning.plan import CREATED
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.simulator.record import Outcome, Record
from tests.entra.simulator.wire import Played
from tests.isolation import isolated_environment
from tests.running_service import Organization

COUNTED: tuple[Outcome, ...] = (
    "create",
    "update",
    "disable",
    "unchanged",
    "refused",
    "skipped",
    "ambiguous",
)
DONE = ("create", "update", "disable", "refused", "ambiguous")
"""What a plan tells of each person; the others it only counts."""


def plan(
    organization: Organization,
    schema: SyncSchema,
    users: Sequence[Mapping[str, Any]],
    groups: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """What `mapping plan --json` prints; it runs in this process, to spare an interpreter each time."""
    said = _run(organization, schema, users, groups, "plan", "--brake", "off", "--json")
    planned: dict[str, Any] = json.loads(said)
    return planned


def preview(
    organization: Organization,
    schema: SyncSchema,
    users: Sequence[Mapping[str, Any]],
    groups: Sequence[Mapping[str, Any]] = (),
) -> dict[str, dict[str, Any]]:
    """What `mapping preview --jsonl` prints of each object, by id; with a mapping file it asks no service."""
    said = _run(organization, schema, users, groups, "preview", "--profile", organization.profile, "--jsonl")
    return {item["id"]: item for item in map(json.loads, said.splitlines())}


def _run(
    organization: Organization,
    schema: SyncSchema,
    users: Sequence[Mapping[str, Any]],
    groups: Sequence[Mapping[str, Any]],
    verb: str,
    *options: str,
) -> str:
    home = organization.service.home
    files = {"users.json": {"users": users, "groups": groups}, "mapping.json": schema.document}
    for name, content in files.items():
        (home / name).write_text(json.dumps(content), encoding="utf-8")
    said, talk = io.StringIO(), io.StringIO()
    environment = {
        **isolated_environment(home),
        "SCIMCONSOLE_URL": organization.service.url,
        "SCIMCONSOLE_ORG": organization.slug,
        "SCIMCONSOLE_API_KEY": organization.api_key,
    }
    with (
        patch.dict(os.environ, environment, clear=True),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(talk),
    ):
        code = run(["mapping", verb, *_option("users", home), *_option("mapping", home), *options])
    assert code == 0, talk.getvalue()
    return said.getvalue()


def _option(name: str, home: Path) -> list[str]:
    return [f"--{name}", str(home / f"{name}.json")]


def assert_plan_came_true(planned: Mapping[str, Any], played: Played) -> None:
    """Every change that was planned was made and no other, person by person and group by group."""
    for kind in ("User", "Group"):
        assert _planned_outcomes(planned, kind) == _outcomes(played, kind)
    assert _planned_references(planned) == _references(played.records)


def assert_counts_came_true(planned: Mapping[str, Any], played: Played) -> None:
    """The plan's counts are those of a full cycle."""
    summary, tally = planned["summary"], played.cycle.tally
    assert {name: summary[name] for name in COUNTED} == {name: tally.users[name] for name in COUNTED}
    assert {name: summary["group_actions"][name] for name in COUNTED} == {
        name: tally.groups[name] for name in COUNTED
    }
    assert summary["references"] == tally.references


def _planned_outcomes(planned: Mapping[str, Any], kind: str) -> dict[str, str]:
    return {item["id"]: item["action"] for item in planned["changes"] if item["kind"] == kind}


def _outcomes(played: Played, kind: str) -> dict[str, str]:
    """Who was changed or refused; somebody of whom only the manager changed was updated."""
    found: dict[str, str] = {}
    for record in sorted(played.records, key=lambda record: record.of_references):
        if record.kind == kind and record.outcome in DONE:
            found.setdefault(record.object_id, record.outcome)
    return found


def _planned_references(planned: Mapping[str, Any]) -> dict[tuple[str, str], str | None]:
    """The new value of each reference; None for somebody who has no id yet."""
    return {
        (item["id"], change["attribute"]): None if change["after"] == CREATED else change["after"]
        for item in planned["changes"]
        for change in item["changes"]
        if change["note"].startswith("In the second pass")
    }


def _references(records: Sequence[Record]) -> dict[tuple[str, str], str | None]:
    created = {record.scim_id for record in records if record.outcome == "create"}
    return {
        (record.object_id, modified["displayName"]): None
        if modified["newValue"] in created
        else modified["newValue"]
        for record in records
        if record.of_references
        for modified in record.modified
    }
