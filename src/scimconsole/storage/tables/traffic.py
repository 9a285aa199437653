"""How much came when: counts by the minute, and failures by the hour and their cause."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from scimconsole.storage.tables.columns import moment_column, text_column


class TrafficMinute(SQLModel, table=True):
    """The SCIM requests of one minute (minutes since the epoch) by what they did.

    `last_id` is the newest request that was signed in, `test_id` the newest test connection.
    """

    __tablename__ = "traffic_minute"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = text_column(primary_key=True)
    minute: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    first_at: int = moment_column()
    last_at: int = moment_column()
    requests: int = Field(sa_type=BigInteger)
    tests: int = Field(sa_type=BigInteger)
    reads: int = Field(sa_type=BigInteger)
    creates: int = Field(sa_type=BigInteger)
    updates: int = Field(sa_type=BigInteger)
    disables: int = Field(sa_type=BigInteger)
    enables: int = Field(sa_type=BigInteger)
    deletes: int = Field(sa_type=BigInteger)
    group_writes: int = Field(sa_type=BigInteger)
    failures: int = Field(sa_type=BigInteger)
    refused: int = Field(sa_type=BigInteger)
    last_id: str | None = text_column()
    test_id: str | None = text_column()


class TrafficCause(SQLModel, table=True):
    """How often a cause was seen within one hour (hours since the epoch), and the newest request of it."""

    __tablename__ = "traffic_cause"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = text_column(primary_key=True)
    hour: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    cause: str = text_column(primary_key=True)
    requests: int = Field(sa_type=BigInteger)
    first_at: int = moment_column()
    last_at: int = moment_column()
    last_request_id: str = text_column()
