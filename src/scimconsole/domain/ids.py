"""Identifiers made here, never by the database."""

from __future__ import annotations

import random
import uuid

# Seeded by the operating system; these ids must differ, not be secret, and a system call each costs more.
_random = random.Random()


def new_id() -> str:
    """A random UUID (version 4) in its canonical text form."""
    return str(uuid.uuid4())


def ordered_id(at: int) -> str:
    """A UUID (version 7, RFC 9562) whose text sorts by `at`, in microseconds since the epoch.

    The microsecond within the millisecond stands in `rand_a`, as RFC 9562 section 6.2 method 3 allows.
    """
    milliseconds, rest = divmod(at, 1000)
    head = f"{milliseconds:012x}7{rest * 4:03x}"
    tail = f"{0x8000000000000000 | _random.getrandbits(62):016x}"
    return f"{head[:8]}-{head[8:12]}-{head[12:]}-{tail[:4]}-{tail[4:]}"


def least_ordered_id(at: int) -> str:
    """What sorts before every `ordered_id` of the instant `at` and after every one of an earlier instant."""
    milliseconds, rest = divmod(max(at, 0), 1000)
    head = f"{milliseconds:012x}7{rest * 4:03x}"
    return f"{head[:8]}-{head[8:12]}-{head[12:]}-"


def instant_of(ordered: str) -> int:
    """The instant (microseconds since the epoch) that an `ordered_id` was made of; 0 for any other text."""
    head = ordered.replace("-", "")[:16]
    try:
        return int(head[:12], 16) * 1000 + int(head[13:], 16) // 4
    except ValueError:
        return 0
