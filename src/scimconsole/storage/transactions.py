"""The one way to change something: a transaction of one organization, retried when the engine asks for it."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import case, update

from scimconsole.storage.errors import DatabaseUnavailable
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import OrganizationClock

Result = TypeVar("Result")

ATTEMPTS = 8
LONGEST_WAIT_S = 10.0
"""No transaction is tried again after so long: whoever asked has waited enough."""

RETRIED_STATES = frozenset({"40001", "40P01", "55P03"})
RETRIED_SQLITE_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})

_clock = OrganizationClock.__table__  # type: ignore[attr-defined]
_MOVE_CLOCK = Statement(
    update(_clock)
    .where(_clock.c.org_id == param("org"))
    .values(at=case((_clock.c.at < param("now"), param("now")), else_=_clock.c.at + 1))
    .returning(_clock.c.at)
)


def write(session: Session, org_id: str, body: Callable[[Session], Result]) -> Result:
    """Run `body` in a transaction of `org_id` and commit it.

    The first statement moves the organization's clock on, which also makes its writers wait for each other.
    `body` may run more than once and must have no effect outside the database.

    Raises DatabaseUnavailable when the engine is away or still busy after some attempts, KeyError when
    there is no such organization, and whatever `body` raises, after a rollback.
    """
    give_up_at = time.monotonic() + LONGEST_WAIT_S
    for attempt in range(ATTEMPTS):
        try:
            return _attempt(session, org_id, body)
        except Exception as error:
            if not is_retriable(error):
                raise translated(error) from error
            if attempt == ATTEMPTS - 1 or time.monotonic() > give_up_at:
                raise DatabaseUnavailable(
                    "The database is busy with other writes; nothing was stored.",
                    hint="Send the request again.",
                ) from error
            time.sleep(random.uniform(0.5, 1.5) * 0.01 * 2**attempt)
    raise AssertionError("unreachable")


def _attempt(session: Session, org_id: str, body: Callable[[Session], Result]) -> Result:
    session.begin()
    try:
        moved = session.one(_MOVE_CLOCK, org=org_id, now=time.time_ns() // 1000)
        if moved is None:
            raise KeyError(org_id)
        session.now = moved[0]
        result = body(session)
        session.commit()
        return result
    except BaseException:
        session.rollback()
        raise
    finally:
        session.now = 0


def is_retriable(error: BaseException) -> bool:
    """Whether the engine asks to run the transaction again (40001, 40P01, 55P03, SQLITE_BUSY)."""
    if isinstance(error, sqlite3.OperationalError):
        return (error.sqlite_errorcode & 0xFF) in RETRIED_SQLITE_CODES
    return getattr(error, "sqlstate", None) in RETRIED_STATES


def is_database_trouble(error: BaseException) -> bool:
    """Whether `error` comes from the engine or its driver and not from the request."""
    return isinstance(error, sqlite3.Error) or type(error).__module__.partition(".")[0] == "psycopg"


def translated(error: Exception) -> Exception:
    """The engine's trouble as DatabaseUnavailable; any other error as it is."""
    if is_database_trouble(error):
        return DatabaseUnavailable(
            f"The database failed: {str(error).splitlines()[0] if str(error) else type(error).__name__}.",
            hint="Nothing was stored. Look at the service's log and the database, then send it again.",
        )
    return error
