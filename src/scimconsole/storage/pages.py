"""Blocks: resources are counted, and reached by their number, without reading those before them.

A resource joins the open block of its kind and stays in it for life, so `(block, id)` is an order that never
changes. A block is named by the instant it was opened at. The n-th resource is found by adding up the counts
of the blocks and skipping the rest inside one.
"""

from __future__ import annotations

from sqlalchemy import and_, delete, func, insert, select, update

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
_NEWEST = Statement(
    select(_block.c.block)
    .where(_block.c.org_id == param("org"), _block.c.resource_type == param("resource_type"))
    .order_by(_block.c.block.desc())
    .limit(1)
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
        _block.c.count < BLOCK_SIZE,
    )
    .values(count=_block.c.count + 1)
    .returning(_block.c.block)
)
_OPEN = Statement(
    insert(_block).values(
        org_id=param("org"), resource_type=param("resource_type"), block=param("block"), count=1
    )
)
_CLOSE = Statement(delete(_block).where(_one, _block.c.count == 0))


def join(session: Session, org_id: str, resource_type: str) -> int:
    """Count one resource more and answer the block it joins; inside a transaction."""
    joined = session.one(_JOIN, org=org_id, resource_type=resource_type)
    if joined is not None:
        found: int = joined[0]
        return found
    newest = session.one(_NEWEST, org=org_id, resource_type=resource_type)
    # One transaction may fill a block and open the next, so its instant alone is no name for both.
    block = session.now if newest is None else max(session.now, newest[0] + 1)
    session.execute(_OPEN, org=org_id, resource_type=resource_type, block=block)
    return block


def leave(session: Session, org_id: str, resource_type: str, block: int) -> None:
    """Count one resource less; inside a transaction."""
    session.execute(_LEAVE, org=org_id, resource_type=resource_type, block=block)
    session.execute(_CLOSE, org=org_id, resource_type=resource_type, block=block)


def locate(session: Session, org_id: str, resource_type: str, position: int) -> tuple[int, int, int]:
    """Where the resource number `position` (from 0) stands: its block, how many to skip there, and the total.

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
