"""Attribute mappings: every save is a version, and the newest ones stay as they were saved."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson
from sqlalchemy import delete, func, insert, select

from scimconsole.errors import InvalidInput
from scimconsole.storage import audit
from scimconsole.storage.act import Act
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import MappingVersion

KEPT_VERSIONS = 200
"""How many versions of an organization are kept; the oldest goes when one more is saved."""
LARGEST_DOCUMENT = 5 * 1024 * 1024
"""Bytes of a document's JSON."""
BEFORE_ALL = 2**31 - 1
"""A number that every version comes before."""

_version = MappingVersion.__table__  # type: ignore[attr-defined]
_COLUMNS = (
    _version.c.number,
    _version.c.created_at,
    _version.c.created_by,
    _version.c.note,
    _version.c.digest,
    _version.c.size,
)
_mine = _version.c.org_id == param("org")
_NEWEST = Statement(select(*_COLUMNS).where(_mine).order_by(_version.c.number.desc()).limit(1))
_FIND = Statement(select(*_COLUMNS).where(_mine, _version.c.number == param("number")))
_DOCUMENT = Statement(select(_version.c.document).where(_mine, _version.c.number == param("number")))
_LIST = Statement(
    select(*_COLUMNS)
    .where(_mine, _version.c.number < param("before"))
    .order_by(_version.c.number.desc())
    .limit(param("limit"))
)
_COUNT = Statement(select(func.count()).select_from(_version).where(_mine))
_ADD = Statement(insert(_version))
_FORGET = Statement(delete(_version).where(_mine, _version.c.number <= param("number")))


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A saved version without its document; `created_at` in microseconds, `size` in bytes of JSON."""

    number: int
    created_at: int
    created_by: str
    note: str | None
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class PackedDocument:
    """A document as it is kept; documents with the same digest say the same, in whatever order of keys."""

    digest: str
    size: int
    data: bytes


def pack(document: Mapping[str, Any]) -> PackedDocument:
    """The document made ready to be saved, apart from the transaction; raises InvalidInput when too large."""
    text = orjson.dumps(document)
    if len(text) > LARGEST_DOCUMENT:
        raise InvalidInput(
            f"The synchronization schema has {len(text):,} bytes; up to {LARGEST_DOCUMENT:,} can be kept.",
            hint="Directory definitions of attributes that no mapping names can be left out.",
        )
    return PackedDocument(digest_of(document), len(text), zlib.compress(text, 6))


def digest_of(document: Mapping[str, Any]) -> str:
    """What tells documents apart: 128 bits, in hexadecimal."""
    return blake2b(orjson.dumps(document, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def size_of(document: Mapping[str, Any]) -> int:
    """Bytes of the document's JSON."""
    return len(orjson.dumps(document))


def newest(session: Session, org_id: str) -> VersionRow | None:
    """The version that counts; None when none was saved yet."""
    row = session.one(_NEWEST, org=org_id)
    return None if row is None else VersionRow(*row)


def find(session: Session, org_id: str, number: int) -> VersionRow | None:
    """The version of this number, or None."""
    row = session.one(_FIND, org=org_id, number=number)
    return None if row is None else VersionRow(*row)


def document(session: Session, org_id: str, number: int) -> dict[str, Any] | None:
    """The document of a version, or None."""
    row = session.one(_DOCUMENT, org=org_id, number=number)
    if row is None:
        return None
    found: dict[str, Any] = orjson.loads(zlib.decompress(row[0]))
    return found


def list_versions(session: Session, org_id: str, before: int, limit: int) -> list[VersionRow]:
    """Versions with a number below `before`, newest first."""
    return [VersionRow(*row) for row in session.all(_LIST, org=org_id, before=before, limit=limit)]


def count(session: Session, org_id: str) -> int:
    """How many versions are kept."""
    row = session.one(_COUNT, org=org_id)
    return row[0] if row else 0


def save(session: Session, org_id: str, packed: PackedDocument, note: str | None, act: Act) -> VersionRow:
    """Save a version, unless the newest one says the same; inside a transaction."""
    before = newest(session, org_id)
    if before is not None and before.digest == packed.digest:
        return before
    row = VersionRow(
        1 if before is None else before.number + 1,
        session.now,
        act.actor,
        note,
        packed.digest,
        packed.size,
    )
    session.execute(
        _ADD,
        org_id=org_id,
        number=row.number,
        created_at=row.created_at,
        created_by=row.created_by,
        note=row.note,
        digest=row.digest,
        size=row.size,
        document=packed.data,
    )
    session.execute(_FORGET, org=org_id, number=row.number - KEPT_VERSIONS)
    detail = {"version": row.number, "digest": row.digest} | ({"note": note} if note else {})
    audit.record_act(session, org_id, act, "mapping.saved", "mapping", str(row.number), detail)
    return row
