"""What would be sent for one sample person: worked out here, or by the service, which compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scimconsole.domain.scim.profile import load_profile
from scimconsole.domain.scim.profile_model import Profile
from scimconsole.entra.people.graph import as_graph
from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.deciding import decide
from scimconsole.entra.provisioning.mapping import compile_mapping
from scimconsole.entra.provisioning.wire import decision_json
from scimconsole.entra.schema.model import ObjectMapping, SyncSchema
from scimconsole.entra.schema.writing import export
from scimconsole.errors import NotFound, ScimConsoleError

if TYPE_CHECKING:
    from scimconsole.client import AsyncManagementClient


@dataclass(frozen=True)
class Preview:
    """The decision on one person, as `POST /mapping/preview` answers it."""

    source: SourceObject
    table: ObjectMapping
    item: dict[str, Any]
    not_compared: str = ""
    """Why nothing was compared with what the service holds; empty when it was."""


def table_for(schema: SyncSchema, source: SourceObject) -> ObjectMapping:
    """The mapping of this kind of object; raises `NotFound` when the schema has none."""
    table = schema.groups if source.kind == "Group" else schema.users
    if table is None:
        kind = source.kind.lower()
        raise NotFound(f"The mapping has no part for {kind}s, so no {kind} is sent.")
    return table


def worked_out(schema: SyncSchema, source: SourceObject, profile_name: str, why: str) -> Preview:
    """What can be said without the service; `why` says why it was not asked. To be run in a thread."""
    table = table_for(schema, source)
    compiled = compile_mapping(table)
    decision = decide(compiled, compiled.evaluate(source), None, _profile(profile_name))
    return Preview(source, table, decision_json(compiled, decision), why)


async def asked(client: AsyncManagementClient, schema: SyncSchema, known: Preview) -> Preview:
    """What the service says, compared with whom it holds; what it leaves out stays as it was `worked_out`.

    Raises any `ScimConsoleError` of the call.
    """
    from scimconsole.client import calls

    graph = [as_graph(known.source)]
    is_group = known.source.kind == "Group"
    users, groups = ([], graph) if is_group else (graph, [])
    answer = await client.send(calls.preview_mapping(users, groups, schema=export(schema)))
    found = answer.groups if is_group else answer.users
    if not found:
        raise ScimConsoleError("The answer of the service says nothing of this one.")
    return Preview(known.source, known.table, {**known.item, **found[0]})


def _profile(name: str) -> Profile | None:
    try:
        return load_profile(name)
    except NotFound:  # a profile of the service that is not known here
        return None
