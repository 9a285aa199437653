"""Acts on the organization as a whole: what it is, its guide, the state of provisioning, its settings."""

from __future__ import annotations

from scimconsole.api import SettingsChange
from scimconsole.client import calls
from scimconsole.demo.parameters import Params
from scimconsole.demo.script import Acted
from scimconsole.demo.stage import Stage
from scimconsole.domain.reachability import unreachable_reason
from scimconsole.errors import ScimConsoleError

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
            f"Since yesterday {today.requests} requests: {today.creates} creates, {today.updates} updates, "
            f"{today.disables} disables, {today.enables} enables, {today.failures} failures, "
            f"{today.refused} refused sign-ins.",
        ]
        said += [f"{failure.requests} x {failure.title}" for failure in sync.failures]
        said.append(sync.forecast.sentence)
        return Acted(tuple(said), {"cycles": len(sync.cycles), "failures": today.failures})


class SelfTest:
    """Lets the service play Entra against itself, with a throw-away user."""

    def __init__(self, params: Params) -> None:
        pass

    async def __call__(self, stage: Stage) -> Acted:
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
