"""The brake on many deactivations at once: how many are usual, and what is said when there are more.

It measures what the directory asks for within the last hour, and lets single leavers pass even while others
wait for an owner's word.
"""

from __future__ import annotations

from typing import Literal

Mode = Literal["off", "report", "hold"]

ALWAYS_ALLOWED = 10
SHARE = 20
"""One in so many of all people may lose access within an hour."""

WINDOW = 60
"""Minutes that are looked back on, the present one among them."""

_MINUTE = 60_000_000


def threshold(people: int) -> int:
    """How many of so many people may lose access within an hour; more trip the brake."""
    return max(ALWAYS_ALLOWED, people // SHARE)


def minute_of(at: int) -> int:
    """The minute since the epoch that an instant (microseconds) lies in."""
    return at // _MINUTE


def window_start(at: int) -> int:
    """The first minute that still counts at an instant (microseconds)."""
    return minute_of(at) - WINDOW + 1


def held_back(limit: int) -> str:
    """What the journal says of a deactivation that was withheld."""
    return (
        f"Withheld by the brake: more than {limit:,} people were to lose access within an hour. The person "
        "keeps access until an owner of the organization confirms it."
    )


STILL_HELD_BACK = (
    "Still withheld by the brake: the person keeps access until an owner of the organization confirms it."
)


def deletion_refused(limit: int) -> str:
    """What the administrator of the directory reads when somebody active is to be deleted."""
    return (
        f"Withheld by the brake: more than {limit:,} people were to lose access within an hour. The person "
        "is not deleted, and keeps access, until an owner of the organization confirms it. Entra ID tries "
        "again by itself."
    )


STILL_NOT_DELETED = (
    "Still withheld by the brake: the person is not deleted, and keeps access, until an owner of the "
    "organization confirms it. Entra ID tries again by itself."
)


def alert_sentence(people: int, limit: int, withheld: int) -> str:
    """What an open alert means, and what to do about it."""
    happened = (
        f"{people:,} people were to lose access by SCIM, and more than {limit:,} within an hour are unusual."
    )
    if not withheld:
        return (
            f"{happened} All of it was carried out: look whether it was meant, then confirm that it was seen."
        )
    waits = "1 deactivation waits" if withheld == 1 else f"{withheld:,} deactivations wait"
    return f"{happened} {waits} for an owner's word: confirm to carry them out, or discard them."


HOLD_EXCEPTION = (
    "With hold, deactivations beyond the threshold wait for an owner's word, and the people keep access till "
    "it is given. It is the only exception to the rule that a deactivation always lands: somebody must look."
)
"""What is said wherever `hold` is switched on."""
