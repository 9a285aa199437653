"""Expectations about how things stand: people, tokens, links, groups, guide, sync, verdicts."""

from __future__ import annotations

from typing import Any

from scimconsole.client import calls
from scimconsole.demo.expectations.outcomes import fits, number, said
from scimconsole.demo.parameters import Params
from scimconsole.demo.script import Check, Played
from scimconsole.demo.stage import Stage
from scimconsole.domain.guide.step import CHECKS
from scimconsole.domain.scim.text import fold

COUNTS = ("users", "active", "inactive", "held", "incomplete", "groups")
_STATES = ("active", "inactive", "held")
ABSENT = "absent"


class CountsAre:
    """How many users and groups there are, and how they stand."""

    def __init__(self, params: Params) -> None:
        self._amounts = {name: params.amount(name) for name in COUNTS if name in params.left}

    async def __call__(self, stage: Stage, played: Played) -> Check:
        counts = (await stage.client.send(calls.organization())).counts.model_dump()
        wanted = {name: number(stage, amount) for name, amount in self._amounts.items()}
        told = ", ".join(f"{name}: {said(self._amounts[name], count)}" for name, count in wanted.items())
        seen = ", ".join(f"{name}: {counts[name]}" for name in wanted)
        ok = all(fits(self._amounts[name], counts[name], count) for name, count in wanted.items())
        return Check(told, ok, seen)


class PersonIs:
    """How somebody stands, or what is stored of them."""

    def __init__(self, params: Params) -> None:
        self._role = params.role("person")
        self._state = params.text("state", "", choices=(*_STATES, ABSENT))
        self._entra = params.text("entra", "", choices=("enabled", "disabled"))
        self._attribute = params.text("attribute", "")
        self._value = params.text("value", "")

    async def __call__(self, stage: Stage, played: Played) -> Check:
        name = stage.tenant.person(self._role)["userPrincipalName"]
        user = await stage.user_of(self._role)
        if user is None or self._state == ABSENT:
            meant = self._state or "stored"
            return Check(f"{name} is {meant}", user is None and meant == ABSENT, _presence(name, user))
        wanted: list[str] = []
        seen: list[str] = []
        ok = True
        for what, expected, present in (
            ("is", self._state, user.state),
            ("is to Entra", self._entra, "enabled" if user.entra_active else "disabled"),
        ):
            if expected:
                wanted.append(f"{what} {expected}")
                seen.append(f"{what} {present}")
                ok = ok and expected == present
        if self._attribute:
            attribute, expected = stage.fill(self._attribute), stage.fill(self._value)
            resource = (await stage.client.send(calls.user(user.id))).resource
            stored = _stored(resource, attribute)
            wanted.append(f"has {attribute} = {expected or 'nothing'}")
            seen.append(f"has {attribute} = {stored or 'nothing'}")
            ok = ok and stored == expected
        return Check(f"{name} {', '.join(wanted)}", ok, f"{name} {', '.join(seen)}")


class GroupHas:
    """How many members a group has."""

    def __init__(self, params: Params) -> None:
        self._name = params.text("group")
        self._members = params.amount("members")

    async def __call__(self, stage: Stage, played: Played) -> Check:
        name, wanted = stage.fill(self._name), number(stage, self._members)
        groups = [one async for one in stage.client.items(calls.groups(search=name))]
        found = next((one for one in groups if one.display_name == name), None)
        text = f'"{name}" has {said(self._members, wanted)} members'
        if found is None:
            return Check(text, False, "there is no such group")
        return Check(text, fits(self._members, found.member_count, wanted), f"it has {found.member_count}")


class GuideShows:
    """What the set-up guide says of the step with a check."""

    def __init__(self, params: Params) -> None:
        self._check = params.text("guide", choices=CHECKS)
        self._state = params.text("state", "seen", choices=("seen", "waiting", "trouble"))

    async def __call__(self, stage: Stage, played: Played) -> Check:
        guide = await stage.client.send(calls.guide())
        step = next((one for one in guide.steps if one.check == self._check), None)
        text = f'the guide\'s "{self._check}" is {self._state}'
        if step is None:
            return Check(text, False, "the guide has no such step")
        return Check(text, step.state == self._state, f"it is {step.state}: {step.evidence}")


class TokenIs:
    """What a token is worth, and whether it was used."""

    def __init__(self, params: Params) -> None:
        self._key = params.text("token")
        self._state = params.text("state", "active", choices=("active", "expired", "revoked"))
        self._used = params.flag("used")

    async def __call__(self, stage: Stage, played: Played) -> Check:
        token = await stage.client.send(calls.token(stage.token(self._key).id))
        used = token.last_used_at is not None
        text = f'the token "{self._key}" is {self._state}{", and was used" if self._used else ""}'
        ok = token.state == self._state and (used or not self._used)
        return Check(text, ok, f"it is {token.state}, and {'was' if used else 'not'} used")


class LinkIs:
    """What a set-up link is worth."""

    def __init__(self, params: Params) -> None:
        self._key = params.text("link")
        self._state = params.text("state", choices=("open", "used", "expired", "revoked"))

    async def __call__(self, stage: Stage, played: Played) -> Check:
        wanted = stage.link(self._key).id
        links = [one async for one in stage.client.items(calls.setup_links()) if one.id == wanted]
        seen = links[0].state if links else "gone"
        return Check(f'the set-up link "{self._key}" is {self._state}', seen == self._state, f"it is {seen}")


class WhyIs:
    """The verdict about somebody."""

    def __init__(self, params: Params) -> None:
        self._role = params.role("why")
        self._code = params.text("code")

    async def __call__(self, stage: Stage, played: Played) -> Check:
        name, wanted = stage.tenant.person(self._role)["userPrincipalName"], stage.fill(self._code)
        why = await stage.client.send(calls.why(name))
        return Check(f"why {name}: {wanted}", why.code == wanted, f"{why.code}: {why.verdict}")


class SyncIs:
    """The health of provisioning."""

    def __init__(self, params: Params) -> None:
        self._health = params.text("sync", choices=("healthy", "quiet", "failing", "never-connected"))

    async def __call__(self, stage: Stage, played: Played) -> Check:
        sync = await stage.client.send(calls.sync())
        return Check(
            f"provisioning is {self._health}", sync.health == self._health, f"{sync.health}: {sync.reason}"
        )


class BrakeIs:
    """The brake on many deactivations: its mode, and how many wait."""

    def __init__(self, params: Params) -> None:
        self._mode = params.text("brake", choices=("off", "report", "hold"))
        self._withheld = params.amount("withheld") if "withheld" in params.left else None
        self._alert = params.text("alert", "", choices=("open", "none"))

    async def __call__(self, stage: Stage, played: Played) -> Check:
        brake = await stage.client.send(calls.brake())
        alert = "none" if brake.alert_id is None else "open"
        wanted, ok = [f"the brake is {self._mode}"], brake.mode == self._mode
        if self._withheld is not None:
            count = number(stage, self._withheld)
            wanted.append(f"{said(self._withheld, count)} deactivations wait")
            ok = ok and fits(self._withheld, brake.withheld, count)
        if self._alert:
            wanted.append(f"alert: {self._alert}")
            ok = ok and alert == self._alert
        seen = f"{brake.mode}, {brake.withheld} of {brake.people} wait, alert: {alert}"
        return Check(", ".join(wanted), ok, seen)


class SettingIs:
    """What a setting of the organization is."""

    def __init__(self, params: Params) -> None:
        self._name = params.text(
            "setting", choices=("brake", "retention_days", "retention_entries", "token_days")
        )
        self._is = params.text("is")

    async def __call__(self, stage: Stage, played: Played) -> Check:
        settings = await stage.client.send(calls.organization_settings())
        seen = str(settings.model_dump()[self._name])
        return Check(f"{self._name} is {self._is}", seen == self._is, f"it is {seen}")


def _presence(name: str, user: object) -> str:
    return f"{name} is {ABSENT if user is None else 'stored'}"


def _stored(resource: dict[str, Any], attribute: str) -> str:
    """The text stored under a name; an attribute of an extension stands behind its URN and a colon."""
    urn, _, name = attribute.rpartition(":")
    place = resource.get(urn, {}) if urn else resource
    found = next((value for key, value in place.items() if fold(key) == fold(name)), None)
    return "" if found is None else str(found)
