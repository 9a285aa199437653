"""Statements written with SQLAlchemy Core, compiled once per engine, and run on the driver's own connection.

SQLAlchemy's execution layer costs more than the whole request may; its compiler costs once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg as postgresql_psycopg
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.expression import Executable

DIALECTS: dict[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="qmark"),
    "postgresql": postgresql_psycopg.dialect(),  # type: ignore[no-untyped-call]
}


Bind = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL for one engine; `bind` turns named values into what its driver takes."""

    sql: str
    constants: dict[str, Any]
    bind: Bind


class Statement:
    """A statement whose variable values are named with `param`; a value written into it is constant."""

    __slots__ = ("_compiled", "clause")

    def __init__(self, clause: Executable) -> None:
        self.clause = clause
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, dialect: str) -> Compiled:
        """The SQL for `dialect` ("sqlite" or "postgresql")."""
        found = self._compiled.get(dialect)
        if found is None:
            found = self._compiled[dialect] = self._compile(dialect)
        return found

    def _compile(self, dialect: str) -> Compiled:
        compiled = self.clause.compile(  # type: ignore[attr-defined]
            dialect=DIALECTS[dialect], compile_kwargs={"render_postcompile": True}
        )
        # A list written into the statement has a parameter for each element, and none of its own name.
        given = {name for bind, name in compiled.bind_names.items() if bind.required}
        constants = {name: value for name, value in compiled.params.items() if name not in given}
        return Compiled(str(compiled), constants, _binder(compiled.positiontup))


def _binder(positions: Sequence[str] | None) -> Bind:
    """sqlite3 binds a tuple in half the time of a mapping; psycopg takes the mapping as it is."""
    if positions is None:
        return lambda values: values
    if not positions:
        return lambda values: ()
    if len(positions) == 1:
        only = positions[0]
        return lambda values: (values[only],)
    return itemgetter(*positions)


def param(name: str, **options: Any) -> BindParameter[Any]:
    """A value that is given at each execution."""
    return bindparam(name, **options)
