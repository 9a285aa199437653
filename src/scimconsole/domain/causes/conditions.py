"""Conditions, read from `conditions.toml`: causes that no single request shows."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from scimconsole.domain.causes.catalogue import Side


@dataclass(frozen=True, slots=True)
class Condition:
    """What the state of a connection may be due to, and what to do about it."""

    code: str
    title: str
    side: Side
    happened: str
    in_entra: str | None = None
    here: str | None = None
    complaints: tuple[int, ...] = ()
    """The common complaints that it answers, by their rank."""


@lru_cache(maxsize=1)
def all_conditions() -> dict[str, Condition]:
    """Every condition by its name."""
    text = files("scimconsole.domain.causes").joinpath("conditions.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)["condition"]
    return {
        table["code"]: Condition(**{**table, "complaints": tuple(table.get("complaints", ()))})
        for table in tables
    }
