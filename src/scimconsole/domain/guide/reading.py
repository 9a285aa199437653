"""The `[[guide]]` tables of a profile's file, with a problem for each mistake."""

from __future__ import annotations

import re

from scimconsole.domain.guide.step import CHECKS, PASTES, Step
from scimconsole.domain.scim.text import did_you_mean, nearest
from scimconsole.domain.scim.toml_reader import TomlTable

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-([0-2]\d|3[01]))?")


def read_guide(table: TomlTable) -> tuple[Step, ...]:
    """The steps in the file's order; empty when the profile has no guide of its own."""
    return tuple(_read_step(entry) for entry in table.tables("guide"))


def _read_step(table: TomlTable) -> Step:
    title = table.text("title")
    do = table.texts("do")
    if not do:
        table.report("do", "must say what to do: a list with at least one text.")
    paste = table.texts("paste")
    for name in paste:
        if name not in PASTES:
            known = ", ".join(f'"{paste}"' for paste in PASTES)
            table.report(
                "paste",
                f'"{name}" is not one of {known}{did_you_mean(nearest(name, PASTES))} '
                "Other texts to copy stand under texts.",
            )
    dated = table.text("dated")
    if dated and not _DATE.fullmatch(dated):
        table.report("dated", f'"{dated}" is no month or day such as "2026-11" or "2026-11-21".')
    step = Step(
        title=title,
        place=table.text("place"),
        do=do,
        source=table.text("source"),
        dated=dated,
        paste=paste,
        texts=table.texts("texts"),
        trap=table.text("trap", ""),
        minutes=table.number("minutes"),
        check=_read_check(table),
        optional=table.flag("optional"),
    )
    table.finish()
    return step


def _read_check(table: TomlTable) -> str | None:
    check = table.text("check", "")
    if check and check not in CHECKS:
        table.report(
            "check", f'"{check}" is not one of {", ".join(CHECKS)}{did_you_mean(nearest(check, CHECKS))}'
        )
        return None
    return check or None
