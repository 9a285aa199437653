"""Statements written with SQLAlchemy Core, compiled once per engine, and run on the driver's own connection.

SQLAlchemy's execution layer costs more than the whole request may; its compiler costs once.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg as postgresql_psycopg
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.expression import Executable

DIALECTS: dict[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql_psycopg.dialect(),  # type: ignore[no-untyped-call]
}


class Statement:
    """A statement whose variable values are named with `bindparam`; a value written into it stays a constant."""

    __slots__ = ("_compiled", "clause")

    def __init__(self, clause: Executable) -> None:
        self.clause = clause
        self._compiled: dict[str, tuple[str, dict[str, Any]]] = {}

    def compiled(self, dialect: str) -> tuple[str, dict[str, Any]]:
        """The SQL for `dialect` ("sqlite" or "postgresql") and the values of its constants, by parameter name."""
        found = self._compiled.get(dialect)
        if found is None:
            compiled = self.clause.compile(  # type: ignore[attr-defined]
                dialect=DIALECTS[dialect], compile_kwargs={"render_postcompile": True}
            )
            constants = {name: value for name, value in compiled.params.items() if value is not None}
            found = self._compiled[dialect] = (str(compiled), constants)
        return found


def param(name: str, **options: Any) -> BindParameter[Any]:
    """A value that is given at each execution."""
    return bindparam(name, **options)
