"""Every expectation there is, by the key that it is known by in scripts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from scimconsole.demo.expectations import outcomes, standing
from scimconsole.demo.parameters import Params
from scimconsole.demo.script import Check, Expectation, Played

if TYPE_CHECKING:
    from scimconsole.demo.stage import Stage

_Made: TypeAlias = Callable[[Params], "Callable[[Stage, Played], Awaitable[Check]]"]


@dataclass(frozen=True, slots=True)
class Kind:
    """An expectation without its parameters."""

    needs: str | None
    """The capability of the service that it needs."""
    make: _Made
    may_come: bool = True
    """False for what the step itself came to: it stays as it is."""


EXPECTATIONS: Mapping[str, Kind] = {
    **{name: Kind(None, standing.CountsAre) for name in standing.COUNTS},
    "person": Kind("users", standing.PersonIs),
    "group": Kind("groups", standing.GroupHas),
    "guide": Kind("guide", standing.GuideShows),
    "token": Kind("tokens", standing.TokenIs),
    "link": Kind("setup-links", standing.LinkIs),
    "why": Kind("why", standing.WhyIs),
    "sync": Kind("sync", standing.SyncIs),
    "brake": Kind("brake", standing.BrakeIs),
    "setting": Kind("settings", standing.SettingIs),
    "result": Kind(None, outcomes.ResultIs, may_come=False),
    "requests": Kind("requests", outcomes.RequestsArrived, may_come=False),
    "cause": Kind("requests", outcomes.CauseIs, may_come=False),
}
"""The first key of an expectation says which one it is."""


def read_expectation(name: str, params: Params) -> Expectation:
    """The expectation with its parameters; mistakes in them are reported to their table."""
    kind = EXPECTATIONS[name]
    return Expectation(name, kind.needs, kind.make(params), kind.may_come)
