"""Acts on the organization as a whole: what it is, its guide, the state of provisioning, its settings."""

from __future__ import annotations

import asyncio
import time

from scimconsole.api import ScimRequest, SettingsChange
from scimconsole.api.brake import BrakeOutcome
from scimconsole.client import calls
from scimconsole.demo.parameters import Params
from scimconsole.demo.script import Acted
from scimconsole.demo.stage import Stage
from scimconsole.domain.reachability import unreachable_reason
from scimconsole.errors import NotFound, ScimConsoleError

_MOST = 4
_LATEST_SECONDS = 5.0
_BRAKES = ("off", "report", "hold")


class LookAtOrganization:
    """Tells who the organization is, and how many are in it."""

    def __init__(self, params: Params) -> None:
        pass

    async def __call__(self, stage: Stage) -> Acted:
        told = await stage.client.send(calls.organization())
        counts = told.counts
        reason = unreachable_reason(told.tenant_url)
        said = [
            f"{told.name}: profile {told.profile}, plan {told.plan}.",
            f"Tenant URL: {told.tenant_url}",
            f"{counts.users} users ({counts.active} active, {counts.inactive} inactive, {counts.held} held), "
            f"{counts.groups} groups.",
        ]
        if reason is not None:
            said.append(f"For a real tenant it must be public https: {reason}")
        return Acted(tuple(said))


class LookAtGuide:
    """Tells how far the set-up guide has ticked itself, what is in trouble, and what comes next."""

    def __init__(self, params: Params) -> None:
        pass

    async def __call__(self, stage: Stage) -> Acted:
        guide = await stage.client.send(calls.guide())
        said = [f"{guide.seen} of {guide.checked} steps were seen; {len(guide.steps)} steps in all."]
        said += [f"seen: {step.title}." for step in guide.steps if step.state == "seen"]
        said += [f"trouble: {step.title}: {step.evidence}" for step in guide.steps if step.state == "trouble"]
        waiting = next((step for step in guide.steps if step.state == "waiting"), None)
        if waiting is not None:
            said.append(f"next: {waiting.title} ({waiting.place}).")
        return Acted(tuple(said), {"seen": guide.seen})


class LookAtSync:
    """Tells whether provisioning is healthy, what failed, and what Entra will do next."""

    def __init__(self, params: Params) -> None:
        pass

    async def __call__(self, stage: Stage) -> Acted:
        sync = await stage.client.send(calls.sync())
        today = sync.today
        said = [
            f"{sync.health}: {sync.reason}",
            f"Requests since yesterday: {today.requests}. Creates: {today.creates}, "
            f"updates: {today.updates}, disables: {today.disables}, enables: {today.enables}, "
            f"failures: {today.failures}, refused sign-ins: {today.refused}.",
        ]
        said += [f"{failure.requests} x {failure.title}" for failure in sync.failures]
        said.append(sync.forecast.sentence)
        return Acted(tuple(said), {"cycles": len(sync.cycles), "failures": today.failures})


class LookAtRefusal:
    """Tells what the newest refused request is due to, and what to do about it on either side."""

    def __init__(self, params: Params) -> None:
        pass

    async def __call__(self, stage: Stage) -> Acted:
        refused = await _refused(stage)
        if not refused:
            raise NotFound("No request was refused so far.", hint="Look at one after it was refused.")
        detail = await stage.client.send(calls.request(refused[0].id))
        cause = detail.cause
        if cause is None:
            raise NotFound("The service does not tell what the refused request is due to.")
        said = [f"{detail.status} {detail.operation}: {cause.title} ({cause.code}).", cause.happened]
        said += [
            f"{where}: {text}" for where, text in (("In Entra", cause.in_entra), ("Here", cause.here)) if text
        ]
        return Acted(tuple(said), {"refused": cause.code})


class SelfTest:
    """Lets the service play Entra against itself, with a throw-away user."""

    def __init__(self, params: Params) -> None:
        pass

    async def __call__(self, stage: Stage) -> Acted:
        stage.is_sent_known = False
        tested = await stage.client.send(calls.self_test())
        failed = [step for step in tested.steps if not step.passed]
        if failed:
            step = failed[0]
            raise ScimConsoleError(f"{step.title}: expected {step.expected}, seen {step.seen}.")
        said = [f"passed: {step.title}" for step in tested.steps]
        said.append("Nothing of it is left." if tested.cleaned_up else "It could not clean up.")
        return Acted(
            tuple(said), {"passed": len(tested.steps), "cleaned_up": "yes" if tested.cleaned_up else "no"}
        )


class ChangeSettings:
    """Sets the brake on many deactivations, or how long requests are kept."""

    def __init__(self, params: Params) -> None:
        self._brake = params.text("brake", "", choices=_BRAKES)
        self._days = params.number("retention_days")

    async def __call__(self, stage: Stage) -> Acted:
        change: dict[str, object] = {}
        if self._brake:
            change["brake"] = self._brake
        if self._days:
            change["retention_days"] = self._days
        settings = await stage.client.send(calls.change_settings(SettingsChange.model_validate(change)))
        return Acted(
            (
                f"Brake: {settings.brake}. Requests are kept {settings.retention_days} days, "
                f"at most {settings.retention_entries:,}.",
            )
        )


class AnswerBrake:
    """Gives the owner's word on the open alert of the brake: `confirm` or `discard` what waits."""

    def __init__(self, params: Params) -> None:
        self._outcome: BrakeOutcome = "confirmed"
        if params.text("word", choices=("confirm", "discard")) == "discard":
            self._outcome = "discarded"

    async def __call__(self, stage: Stage) -> Acted:
        brake = await stage.client.send(calls.brake())
        if brake.alert_id is None:
            raise NotFound("The brake has no open alert.", hint="Let a cycle disable more people before.")
        waiting = [one.user_name async for one in stage.client.items(calls.withheld(brake.alert_id))]
        await stage.client.send(calls.close_alert(brake.alert_id, self._outcome))
        done = "their access is taken away" if self._outcome == "confirmed" else "they stay active"
        return Acted(
            (
                f"{brake.people} people were to lose access within an hour, {brake.threshold} are usual.",
                f"{len(waiting)} deactivations waited ({', '.join(waiting[:_MOST])}); {done}.",
            )
        )


async def _refused(stage: Stage) -> list[ScimRequest]:
    """Refused requests, newest first; waits for one of this step, which may be written a second late."""
    deadline = time.monotonic() + _LATEST_SECONDS
    while True:
        refused = [request async for request in stage.client.items(calls.requests(status="error"))]
        is_fresh = bool(refused) and not stage.arrivals.knows(refused[0].id)
        if is_fresh or not stage.sent or time.monotonic() > deadline:
            return refused
        await asyncio.sleep(0.1)
