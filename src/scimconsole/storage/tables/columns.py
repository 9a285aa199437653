"""The kinds of column that every table has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Text
from sqlmodel import Field

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by its bytes on every engine."""


def moment_column(**options: Any) -> Any:
    """A time: microseconds since the epoch, UTC."""
    return Field(sa_type=BigInteger, **options)


def text_column(**options: Any) -> Any:
    """Text of any length."""
    return Field(sa_type=TEXT, **options)
