"""The causes, read from `causes.toml`: what happened, whose side it is, and what to do on either side."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

Side = Literal["entra", "service", "both", "nobody"]
Weight = Literal["failure", "look"]


@dataclass(frozen=True, slots=True)
class Signs:
    """What must be true of a request; an empty one is met by every request."""

    status: frozenset[int]
    refusal: frozenset[str]
    scim_type: frozenset[str]
    operation: frozenset[str]
    method: frozenset[str]
    dialect: frozenset[str]
    path: re.Pattern[str] | None
    error: re.Pattern[str] | None
    received: re.Pattern[str] | None
    """Found in the name of one attribute that was sent."""
    ignored: re.Pattern[str] | None
    """Found in the name of one attribute that no schema knows."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause; `{name}` in its texts stands for what a sign has found under that name."""

    code: str
    title: str
    weight: Weight
    """`failure` for a refusal, `look` for a request that was carried out and deserves a look."""
    side: Side
    happened: str
    in_entra: str | None
    here: str | None
    entra_code: str | None
    """What Entra's provisioning log calls it, where it has a name for it."""
    signs: Signs
    complaints: tuple[int, ...] = ()
    """The common complaints that it answers, by their rank."""


@lru_cache(maxsize=1)
def all_causes() -> tuple[Cause, ...]:
    """Every cause in the order in which they are tried; the first whose signs are met is the one."""
    text = files("scimconsole.domain.causes").joinpath("causes.toml").read_text(encoding="utf-8")
    return tuple(_cause(table) for table in tomllib.loads(text)["cause"])


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Cause]:
    return {cause.code: cause for cause in all_causes()}


def cause_named(code: str) -> Cause | None:
    """The cause with this name; None for one that an earlier version knew."""
    return _by_code().get(code)


def _cause(table: dict[str, Any]) -> Cause:
    return Cause(
        code=table["code"],
        title=table["title"],
        weight=table.get("weight", "failure"),
        side=table["side"],
        happened=table["happened"],
        in_entra=table.get("in_entra"),
        here=table.get("here"),
        entra_code=table.get("entra_code"),
        signs=_signs(table["signs"]),
        complaints=tuple(table.get("complaints", ())),
    )


def _signs(table: dict[str, Any]) -> Signs:
    def pattern(name: str) -> re.Pattern[str] | None:
        return re.compile(table[name]) if name in table else None

    return Signs(
        status=frozenset(table.get("status", ())),
        refusal=frozenset(table.get("refusal", ())),
        scim_type=frozenset(table.get("scim_type", ())),
        operation=frozenset(table.get("operation", ())),
        method=frozenset(table.get("method", ())),
        dialect=frozenset(table.get("dialect", ())),
        path=pattern("path"),
        error=pattern("error"),
        received=pattern("received"),
        ignored=pattern("ignored"),
    )
