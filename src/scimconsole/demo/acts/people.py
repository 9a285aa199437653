"""Acts on people: deactivate, reactivate, look at, ask why; and what the mapping would send for them."""

from __future__ import annotations

from typing import Any

from scimconsole.api import User
from scimconsole.client import calls
from scimconsole.demo.parameters import Params
from scimconsole.demo.script import Acted
from scimconsole.demo.stage import Stage
from scimconsole.entra.schema.writing import export
from scimconsole.errors import NotFound

_MOST = 4
_AT_ONCE = 500


class Deactivate:
    """Puts a hold on somebody."""

    def __init__(self, params: Params) -> None:
        self._who = params.role("who")
        self._reason = params.text("reason", "")

    async def __call__(self, stage: Stage) -> Acted:
        user = await _user(stage, self._who)
        done = await stage.client.send(calls.deactivate_user(user.id, stage.fill(self._reason) or None))
        return Acted((_standing(done),))


class Reactivate:
    """Lifts the hold of somebody."""

    def __init__(self, params: Params) -> None:
        self._who = params.role("who")
        self._reason = params.text("reason", "")

    async def __call__(self, stage: Stage) -> Acted:
        user = await _user(stage, self._who)
        done = await stage.client.send(calls.reactivate_user(user.id, stage.fill(self._reason) or None))
        return Acted((_standing(done),))


class LookAtPerson:
    """Tells how somebody stands, and what happened to them, newest first."""

    def __init__(self, params: Params) -> None:
        self._who = params.role("who")

    async def __call__(self, stage: Stage) -> Acted:
        user = await _user(stage, self._who)
        history = await stage.client.send(calls.user_history(user.id, limit=_MOST))
        said = [_standing(user)]
        said += [f"{event.action} by {event.by}{_detail(event.detail)}" for event in history.items]
        return Acted(tuple(said))


class AskWhy:
    """Asks why somebody is here or not, by userName, whether they are stored or not."""

    def __init__(self, params: Params) -> None:
        self._who = params.role("who")

    async def __call__(self, stage: Stage) -> Acted:
        why = await stage.client.send(calls.why(stage.tenant.person(self._who)["userPrincipalName"]))
        said = [f"{why.verdict} ({why.code})", f"Next: {why.next_step}"]
        said += [f"Seen: {one.text}" for one in why.evidence[:_MOST]]
        return Acted(tuple(said), {"verdict": why.code})


class SaveMapping:
    """Saves the mapping that Entra is played with, so that the service can preview and check it."""

    def __init__(self, params: Params) -> None:
        self._note = params.text("note", "")

    async def __call__(self, stage: Stage) -> Acted:
        note = stage.fill(self._note) or None
        saved = await stage.client.send(calls.save_mapping(export(stage.schema), note))
        errors = [one for one in saved.findings if one.severity == "error"]
        rows = 0 if stage.schema.users is None else len(stage.schema.users.attributes)
        said = [f"Version {saved.version}: {rows} attributes of users. {len(saved.findings)} findings."]
        said += [f"{one.severity}: {one.what}" for one in saved.findings[:_MOST]]
        return Acted(tuple(said), {"errors": len(errors), "findings": len(saved.findings)})


class Preview:
    """Tells what the saved mapping would send for people, and what would come of it; nothing is written."""

    def __init__(self, params: Params) -> None:
        self._who = params.who("who")

    async def __call__(self, stage: Stage) -> Acted:
        people = stage.tenant.graph(stage.tenant.whom(self._who)[:_AT_ONCE])
        preview = await stage.client.send(calls.preview_mapping(people, detail=len(people) == 1))
        summary = preview.summary
        told = {name: count for name, count in summary.items() if count and name not in ("users", "groups")}
        counted = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in told.items())
        if len(people) == 1:
            said = [f"{people[0]['userPrincipalName']}, what would be sent:", *_payload(preview.users[0])]
        else:
            said = [f"Of {len(people)} people: {counted}."]
        for line in preview.users:
            said += [f"{line['userPrincipalName']}: {one['detail']}" for one in line["problems"][:1]]
        return Acted(tuple(said[: _MOST + 8]), summary)


def _payload(line: dict[str, Any]) -> list[str]:
    payload = line.get("payload") or {}
    names = ("userName", "externalId", "active", "userType", "displayName", "title")
    plain = [f"{name}: {payload[name]}" for name in names if name in payload]
    own = [
        f"{name}: {value}"
        for urn, values in payload.items()
        if urn.startswith("urn:") and isinstance(values, dict)
        for name, value in values.items()
    ]
    return [*plain, *own[:_MOST]]


async def _user(stage: Stage, role: str) -> User:
    user = await stage.user_of(role)
    if user is None:
        raise NotFound(
            f"{stage.tenant.person(role)['userPrincipalName']} is not in the service.",
            hint="Let a cycle provision them in a step before this one.",
        )
    return user


def _standing(user: User) -> str:
    hold = f", held by {user.hold.by}{_detail(user.hold.reason)}" if user.hold is not None else ""
    entra = "enabled" if user.entra_active else "disabled"
    return f"{user.user_name} is {user.state}: Entra says {entra}{hold}."


def _detail(text: str | None) -> str:
    return f": {text}" if text else ""
