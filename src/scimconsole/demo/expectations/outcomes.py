"""Expectations about a step itself: what its acts told, and which requests arrived."""

from __future__ import annotations

from scimconsole.demo.parameters import Amount, Params
from scimconsole.demo.script import Check, Played
from scimconsole.demo.stage import Stage


class ResultIs:
    """`result` of an act, such as `create` of a cycle, is a number or a word."""

    def __init__(self, params: Params) -> None:
        self._name = params.text("result")
        self._is = params.text("is", "")
        self._count = None if self._is else params.amount("count")

    async def __call__(self, stage: Stage, played: Played) -> Check:
        if self._name not in played.result:
            there = ", ".join(played.result) or "nothing"
            return Check(f"{self._name} is told", False, f"the acts of this step tell {there}")
        seen, name = played.result[self._name], self._name.replace("_", " ")
        if self._count is None:
            meant = stage.fill(self._is)
            return Check(f"{name} is {meant}", seen == meant, f"{name} is {seen}")
        wanted = number(stage, self._count)
        ok = isinstance(seen, int) and fits(self._count, seen, wanted)
        return Check(f"{name}: {said(self._count, wanted)}", ok, f"{name}: {seen}")


class RequestsArrived:
    """Requests of a kind arrived in this step; without `count` at least one."""

    def __init__(self, params: Params) -> None:
        self._operation = params.text("requests")
        self._status = params.number("status")
        self._count = params.amount("count") if "count" in params.left else Amount("", 1, is_least=True)

    async def __call__(self, stage: Stage, played: Played) -> Check:
        arrived = [one for one in played.arrived if one.operation == self._operation]
        if self._status:
            arrived = [one for one in arrived if one.status == self._status]
        wanted = number(stage, self._count)
        answered = f", answered {self._status}" if self._status else ""
        text = f'{said(self._count, wanted)} x "{self._operation}"{answered}'
        return Check(text, fits(self._count, len(arrived), wanted), f"{len(arrived)} arrived")


class CauseIs:
    """A request of this step failed of this cause."""

    def __init__(self, params: Params) -> None:
        self._cause = params.text("cause")

    async def __call__(self, stage: Stage, played: Played) -> Check:
        wanted = stage.fill(self._cause)
        causes = {one.cause for one in played.arrived if one.cause}
        seen = f"causes: {', '.join(sorted(causes)) or 'none'}"
        return Check(f"a request whose cause is {wanted}", wanted in causes, seen)


def number(stage: Stage, amount: Amount) -> int:
    """The number that an amount comes to."""
    return amount.number(len(stage.tenant), stage.tenant.groups)


def fits(amount: Amount, seen: int, wanted: int) -> bool:
    """Whether a count is what it must be."""
    return seen >= wanted if amount.is_least else seen == wanted


def said(amount: Amount, wanted: int) -> str:
    """The amount in words."""
    return f"at least {wanted}" if amount.is_least else str(wanted)
