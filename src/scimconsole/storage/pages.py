"""Blocks: resources are counted, and reached by their number, without reading those before them.

Resources are listed in the order in which they were created, which never changes. A resource joins the newest
block of its kind and stays in it for life; a block is named by the instant it was opened at, and all that was
created before a block opened stands in earlier ones. So the n-th resource is found by adding up the counts of
the blocks, starting at the instant of one, and skipping the rest inside it.
"""

from __future__ import annotations

from sqlalchemy import and_, delete, func, insert, or_, select, update

from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import PageBlock

BLOCK_SIZE = 1000

_block = PageBlock.__table__  # type: ignore[attr-defined]
_one = and_(
    _block.c.org_id == param("org"),
    _block.c.resource_type == param("resource_type"),
    _block.c.block == param("block"),
)
_ALL = Statement(
    select(_block.c.block, _block.c.count)
    .where(_block.c.org_id == param("org"), _block.c.resource_type == param("resource_type"))
    .order_by(_block.c.block)
)
_LEAVE = Statement(update(_block).where(_one).values(count=_block.c.count - 1))
_newest_block = (
    select(func.max(_block.c.block))
    .where(_block.c.org_id == param("org"), _block.c.resource_type == param("resource_type"))
    .scalar_subquery()
)
_JOIN = Statement(
    update(_block)
    .where(
        _block.c.org_id == param("org"),
        _block.c.resource_type == param("resource_type"),
        _block.c.block == _newest_block,
        # What one transaction creates shares an instant, and must not be torn between two blocks.
        or_(_block.c.count < BLOCK_SIZE, _block.c.joined_at == param("now")),
    )
    .values(count=_block.c.count + 1, joined_at=param("now"))
    .returning(_block.c.block)
)
_OPEN = Statement(
    insert(_block).values(
        org_id=param("org"),
        resource_type=param("resource_type"),
        block=param("now"),
        count=1,
        joined_at=param("now"),
    )
)
_CLOSE = Statement(delete(_block).where(_one, _block.c.count == 0))


def join(session: Session, org_id: str, resource_type: str) -> int:
    """Count one resource more and answer the block it joins; inside a transaction."""
    joined = session.one(_JOIN, org=org_id, resource_type=resource_type, now=session.now)
    if joined is not None:
        block: int = joined[0]
        return block
    session.execute(_OPEN, org=org_id, resource_type=resource_type, now=session.now)
    return session.now


def leave(session: Session, org_id: str, resource_type: str, block: int) -> None:
    """Count one resource less; inside a transaction."""
    session.execute(_LEAVE, org=org_id, resource_type=resource_type, block=block)
    session.execute(_CLOSE, org=org_id, resource_type=resource_type, block=block)


def locate(session: Session, org_id: str, resource_type: str, position: int) -> tuple[int, int, int]:
    """Where the resource number `position` (from 0) stands: since when, how many to skip, and the total.

    Beyond the end the skip is larger than what is left.
    """
    blocks = session.all(_ALL, org=org_id, resource_type=resource_type)
    total = sum(count for _, count in blocks)
    skip = position
    for block, count in blocks:
        if skip < count:
            return block, skip, total
        skip -= count
    return (blocks[-1][0] + 1 if blocks else 0), 0, total


def total(session: Session, org_id: str, resource_type: str) -> int:
    """How many resources of the kind there are."""
    return sum(count for _, count in session.all(_ALL, org=org_id, resource_type=resource_type))
