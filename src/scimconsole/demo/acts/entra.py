"""What Entra's provisioning does, played by the simulator: Test Connection, cycles, on demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

from scimconsole.demo.parameters import Params
from scimconsole.demo.script import Acted
from scimconsole.demo.stage import Stage
from scimconsole.entra.provisioning.results import Dialect
from scimconsole.entra.simulator.connection_test import try_connection
from scimconsole.entra.simulator.cycle import Cycle
from scimconsole.entra.simulator.job import Restart
from scimconsole.entra.simulator.record import Outcome, Record, Tally
from scimconsole.entra.simulator.state import State
from scimconsole.errors import ScimConsoleError

CUT_OFF = "cut-off"
_CUT = 4
_DONE: Mapping[Outcome, str] = {
    "create": "created",
    "update": "changed",
    "disable": "disabled",
    "delete": "deleted",
}
_LONGEST_REASON = 420


class TestConnection:
    """Pastes a token and tests the connection; a good answer is saved. `mistake` is what goes wrong."""

    def __init__(self, params: Params) -> None:
        self._token = params.text("token")
        self._mistake = params.text("mistake", "", choices=(CUT_OFF,))

    async def __call__(self, stage: Stage) -> Acted:
        text = stage.token(self._token).text
        if self._mistake == CUT_OFF:
            text = text[:-_CUT]
        async with stage.endpoint(text) as endpoint:
            try:
                report = await try_connection(endpoint)
            finally:
                stage.sent += endpoint.requests
        if report.problem is not None and not self._mistake:
            raise report.problem
        if report.problem is None:
            if self._mistake:
                raise ScimConsoleError(f"The connection is good in spite of the mistake: {self._mistake}.")
            stage.in_entra = self._token
        said = [report.verdict]
        said += [f"{one.severity}: {one.what} {one.why}" for one in report.examined.remarks]
        return Acted(tuple(said), {"connection": "good" if report.problem is None else "refused"})


class RunCycle:
    """Plays a whole cycle; `failures` is how many objects are meant to fail, `ends` whether the cycle is."""

    def __init__(self, params: Params) -> None:
        self._groups = params.flag("groups")
        self._dialect = cast(Dialect, params.text("dialect", "legacy", choices=get_args(Dialect)))
        restart = params.text("restart", "", choices=get_args(Restart))
        self._restart = cast("Restart | None", restart or None)
        self._failures = params.number("failures")
        self._ends = params.flag("ends")

    async def __call__(self, stage: Stage) -> Acted:
        sources = stage.tenant.sources(groups=self._groups)
        cycle, told = await stage.cycle(sources, dialect=self._dialect, restart=self._restart)
        return _judged(cycle, told, self._failures, self._ends)


class ProvisionOnDemand:
    """Provisions people at once, each as if the job knew nothing of them."""

    def __init__(self, params: Params) -> None:
        self._who = params.who("who")
        self._failures = params.number("failures")

    async def __call__(self, stage: Stage) -> Acted:
        sources = stage.tenant.sources(groups=False, only=stage.tenant.whom(self._who))
        with State(None, stage.tenant_url) as state:
            cycle, told = await stage.cycle(sources, state=state)
        return _judged(cycle, told, self._failures, False)


def _judged(cycle: Cycle, told: list[Record], failures: int, ends: bool) -> Acted:
    """What a cycle came to; raises what it failed of when that was not meant."""
    tally = cycle.tally
    said = [_summary(tally)] if cycle.is_done else []
    if cycle.error is not None:
        if not ends:
            raise cycle.error
        said.append(f"The cycle broke off: {cycle.error.detail}")
        if cycle.quarantine is not None:
            said.append(f"Entra puts the job into quarantine: {cycle.quarantine.reason}.")
    elif ends:
        raise ScimConsoleError("The cycle was meant to break off, and came to its end.", hint=" ".join(said))
    failed = [record for record in told if record.failure is not None]
    said += [_failure(record) for record in failed]
    count = tally.failures + tally.failed_references
    if count != failures:
        raise ScimConsoleError(f"{count} objects failed in the cycle, not {failures}.", hint=" ".join(said))
    return Acted(tuple(said), _result(cycle))


def _summary(tally: Tally) -> str:
    parts = [f"{tally.users[outcome]} {word}" for outcome, word in _DONE.items() if tally.users[outcome]]
    groups = [f"{tally.groups[outcome]} {word}" for outcome, word in _DONE.items() if tally.groups[outcome]]
    told = [f"users: {', '.join(parts) or 'none changed'}"]
    if groups:
        told.append(f"groups: {', '.join(groups)}")
    if tally.references:
        told.append(f"managers set: {tally.references}")
    if tally.members_added or tally.members_removed:
        told.append(f"members: {tally.members_added} added, {tally.members_removed} removed")
    return f"Entra's provisioning log: {'; '.join(told)}."


def _failure(record: Record) -> str:
    assert record.failure is not None
    reason = record.failure.reason
    shown = reason if len(reason) <= _LONGEST_REASON else f"{reason[:_LONGEST_REASON]}..."
    return f"Entra's provisioning log: {record.failure.code}: {shown}"


def _result(cycle: Cycle) -> dict[str, int | str]:
    tally = cycle.tally
    return {
        **{outcome: tally.users[outcome] for outcome in _DONE},
        "unchanged": tally.users["unchanged"],
        "skipped": tally.users["skipped"],
        "failed": tally.failures,
        "groups_created": tally.groups["create"],
        "managers": tally.references,
        "members_added": tally.members_added,
        "members_removed": tally.members_removed,
        "quarantine": "" if cycle.quarantine is None else cycle.quarantine.reason,
    }
