"""What happens in Entra's directory; the service hears of it with the next cycle."""

from __future__ import annotations

from scimconsole.demo.parameters import Params
from scimconsole.demo.script import Acted
from scimconsole.demo.stage import Stage

_NAMED = 3


class Assign:
    """Assigns the application to people."""

    def __init__(self, params: Params) -> None:
        self._who = params.who("who")

    async def __call__(self, stage: Stage) -> Acted:
        ids = stage.tenant.whom(self._who)
        stage.tenant.assign(ids)
        return _done(stage, ids, "assigned to the application")


class Unassign:
    """Takes the application away from people."""

    def __init__(self, params: Params) -> None:
        self._who = params.who("who")

    async def __call__(self, stage: Stage) -> Acted:
        ids = stage.tenant.whom(self._who)
        stage.tenant.unassign(ids)
        return _done(stage, ids, "no longer assigned to the application")


class Change:
    """Sets attributes of people; an empty text takes a value away."""

    def __init__(self, params: Params) -> None:
        self._who = params.who("who")
        self._values = params.values("set")

    async def __call__(self, stage: Stage) -> Acted:
        ids = stage.tenant.whom(self._who)
        values = {stage.fill(name): stage.fill(text) for name, text in self._values.items()}
        for id in ids:
            stage.tenant.change(id, values)
        told = ", ".join(f'{name} = "{value}"' for name, value in values.items())
        return _done(stage, ids, f"changed: {told}")


class LeaveGroup:
    """Takes people out of a group."""

    def __init__(self, params: Params) -> None:
        self._who = params.who("who")
        self._group = params.text("group")

    async def __call__(self, stage: Stage) -> Acted:
        ids, group = stage.tenant.whom(self._who), stage.fill(self._group)
        for id in ids:
            stage.tenant.leave_group(id, group)
        return _done(stage, ids, f'no longer in the group "{group}"')


class BlockSignIn:
    """Blocks the sign-in of people."""

    allowed = False

    def __init__(self, params: Params) -> None:
        self._who = params.who("who")

    async def __call__(self, stage: Stage) -> Acted:
        ids = stage.tenant.whom(self._who)
        for id in ids:
            stage.tenant.change(id, {"accountEnabled": self.allowed})
        return _done(stage, ids, "allowed to sign in again" if self.allowed else "blocked from signing in")


class AllowSignIn(BlockSignIn):
    """Allows people to sign in again."""

    allowed = True


def _done(stage: Stage, ids: tuple[str, ...], what: str) -> Acted:
    if len(ids) <= _NAMED:
        whom = ", ".join(stage.tenant.name_of(id) for id in ids)
    else:
        whom = f"{len(ids)} people"
    return Acted((f"In Entra's directory: {whom} {'is' if len(ids) == 1 else 'are'} {what}.",))
