"""Send a directory through a SCIM endpoint as Entra ID would, with the mapping its profile begins with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from scimconsole.demo.directory import Directory
from scimconsole.domain.scim.profile import Profile
from scimconsole.entra.people.graph import source_group, source_user
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.schema.starting_points import options_of, starting_point
from scimconsole.entra.simulator.cycle import Cycle
from scimconsole.entra.simulator.cycle import Directory as Sources
from scimconsole.entra.simulator.endpoint import Endpoint
from scimconsole.entra.simulator.job import Job, Progress
from scimconsole.entra.simulator.record import Record
from scimconsole.entra.simulator.state import State
from scimconsole.errors import ScimConsoleError

OPTIONS = frozenset({"user-type-by-employee-type", "key-access"})
"""The options of starting points that the demo directory has attributes for."""


def demo_mapping(profile: Profile) -> SyncSchema:
    """The mapping that the demo sends with."""
    offered = {option.name for option in options_of(profile)}
    return starting_point(profile, OPTIONS & offered)


def send(
    directory: Directory,
    tenant_url: str,
    token: str,
    schema: SyncSchema,
    say: Callable[[str], None] = lambda sentence: None,
) -> int:
    """Play two cycles, and answer the number of requests.

    In the first everybody's account is enabled, since Entra creates no disabled ones; the second has the
    directory as it is. One request at a time, so that the same directory gives the same organization. Raises
    the `ScimConsoleError` of what failed; not to be called where an event loop runs.
    """
    return asyncio.run(_play(directory, tenant_url, token, schema, say))


async def _play(
    directory: Directory, tenant_url: str, token: str, schema: SyncSchema, say: Callable[[str], None]
) -> int:
    def show(progress: Progress) -> None:
        of = f" of {progress.total}" if progress.total else ""
        say(f"Sending {progress.doing.lower()}: {progress.done}{of}")

    job = Job(schema, concurrency=1, deletion_threshold=0)
    with State(None, tenant_url) as state:
        async with Endpoint(tenant_url, token, concurrency=1) as endpoint:
            for stage in (directory.with_everybody_enabled(), directory):
                cycle = Cycle(job, endpoint, state, _insist, show)
                await cycle.run(_sources(stage))
                if cycle.error is not None:
                    raise cycle.error
            return endpoint.requests


def _sources(directory: Directory) -> Sources:
    return Sources(
        map(source_user, directory.users),
        map(source_group, directory.groups),
        len(directory.users),
        len(directory.groups),
    )


def _insist(record: Record) -> None:
    """Nothing of the demo may fail."""
    if record.failure is not None:
        raise ScimConsoleError(record.failure.reason, hint=record.failure.recommended)
