"""Acts on many people: the service's own work is watched, what it has no call for is sent one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from scimconsole.errors import Conflict, ScimConsoleError
from scimconsole.screens.dialogs.progress import Progress
from scimconsole.widgets.person import person_name

if TYPE_CHECKING:
    from scimconsole.api.deactivations import Deactivation, DeactivationResult
    from scimconsole.api.users import User
    from scimconsole.client import AsyncManagementClient
    from scimconsole.client.call import Call

_FINISHED = ("dry-run", "done", "cancelled")
_FIRST_LOOK_SECONDS = 0.05
_SLOWEST_LOOK_SECONDS = 1.0
_LISTED = 1_000
_NOT_DONE = ("failed", "left", "cancelled")


class NotDone(NamedTuple):
    """Somebody the act did not reach: who, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class BulkResult:
    """What came of an act on many people."""

    done: int
    already: int = 0
    """How many were as wanted before."""
    not_done: Sequence[NotDone] = field(default_factory=tuple)
    """The first thousand the act did not reach."""
    stopped: bool = False
    """Whether the person stopped it."""
    id: str = ""
    """The service's name for the work, for undoing it."""


async def watch(
    client: AsyncManagementClient,
    start: Call[Deactivation],
    progress: Progress,
    started: Callable[[Deactivation], None],
) -> BulkResult:
    """Start a deactivation or its undo and watch it to its end; stopping cancels it on the service.

    `started` is told its id at once: the service goes on when the watching fails.
    """
    from scimconsole.client import calls  # not before the first paint

    work = await client.send(start)
    started(work)
    pause = _FIRST_LOOK_SECONDS
    cancelled = False
    while work.state not in _FINISHED:
        progress.show(work.worked, work.matched)
        if progress.is_stopped and not cancelled:
            cancelled = True
            # It may have come to its end by itself just now.
            with suppress(Conflict):
                await client.send(calls.cancel_deactivation(work.id))
        await (asyncio.sleep(pause) if cancelled else progress.pause(pause))
        pause = min(pause * 1.5, _SLOWEST_LOOK_SECONDS)
        work = await client.send(calls.deactivation(work.id))
    progress.show(work.worked, work.matched)
    listed: list[DeactivationResult] = []
    for outcome in _NOT_DONE:
        if len(listed) < _LISTED:
            call = calls.deactivation_results(work.id, outcome=outcome, limit=_LISTED - len(listed))
            listed.extend((await client.send(call)).items)
    not_done = [
        NotDone(result.user_name or result.id, result.detail or result.outcome) for result in listed
    ] + [NotDone(name, "not here any more") for name in work.unmatched]
    done = work.reactivated if work.undoes else work.deactivated
    return BulkResult(done, work.already, not_done, work.state == "cancelled", work.id)


async def reactivate_each(
    client: AsyncManagementClient, people: Sequence[User], reason: str, progress: Progress
) -> BulkResult:
    """Lift the hold of each; who has none, or is gone, is told in the result."""
    from scimconsole.client import calls

    done = 0
    not_done: list[NotDone] = []
    for place, user in enumerate(people):
        progress.show(place, len(people))
        if progress.is_stopped:
            not_done.extend(NotDone(person_name(one), "stopped before") for one in people[place:])
            break
        try:
            await client.send(calls.reactivate_user(user.id, reason or None))
        except ScimConsoleError as error:
            not_done.append(NotDone(person_name(user), error.detail))
        else:
            done += 1
    progress.show(len(people), len(people))
    return BulkResult(done, not_done=not_done, stopped=progress.is_stopped)
