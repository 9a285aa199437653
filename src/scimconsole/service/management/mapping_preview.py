"""The preview: what a mapping would send for people and groups, and what would come of it here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter, Response

from scimconsole.api import LARGEST_PREVIEW, MappingPreview, NewPreview
from scimconsole.errors import InvalidInput
from scimconsole.service.known_mappings import KnownMapping
from scimconsole.service.management.computing import compute, unhurried
from scimconsole.service.management.json_body import StrictJsonRoute
from scimconsole.service.management.mapping import known_mapping, saved_mapping
from scimconsole.service.management.preview_lookup import UNIQUE, Held, Lookup, Sought
from scimconsole.service.management.sign_in import Caller, SignedIn
from scimconsole.service.scim.output import group_body, user_body
from scimconsole.storage.groups import StoredGroup
from scimconsole.storage.session import Session
from scimconsole.storage.user_rows import StoredUser

if TYPE_CHECKING:
    from scimconsole.domain.scim.schema import ResourceType
    from scimconsole.entra.provisioning.mapping import CompiledMapping
    from scimconsole.entra.provisioning.results import Evaluated, Stored

router = APIRouter(prefix="/mapping", tags=["mapping"], route_class=StrictJsonRoute)


@router.post("/preview", response_model=MappingPreview)
async def preview_mapping(caller: SignedIn, wanted: NewPreview) -> Response:
    """What would be sent for people and groups, and what would come of it; nothing is written.

    Each is compared with what the organization holds. At most 500 at once.
    """
    if len(wanted.users) + len(wanted.groups) > LARGEST_PREVIEW:
        raise InvalidInput(
            f"{len(wanted.users) + len(wanted.groups)} people and groups are too many at once.",
            hint=f"Send up to {LARGEST_PREVIEW} and ask again for the others.",
            errors=[("/users", f"At most {LARGEST_PREVIEW}, with the groups.")],
        )
    known = await _mapping(caller, wanted.document)
    kinds = [
        _Preview(caller, known, "User", wanted.users, wanted.detail),
        _Preview(caller, known, "Group", wanted.groups, wanted.detail),
    ]
    for preview in kinds:
        await compute(preview.evaluate)
        await caller.context.database.read(preview.look_up)
    return Response(await compute(lambda: _written(kinds)), media_type="application/json")


async def _mapping(caller: Caller, document: Mapping[str, Any] | None) -> KnownMapping:
    if document is not None:
        return await compute(lambda: known_mapping(caller, document, "/schema"))
    return await caller.context.database.read(lambda session: saved_mapping(caller, session))


@dataclass
class _Preview:
    """The objects of one kind on their way through the preview."""

    caller: Caller
    known: KnownMapping
    kind: str
    given: Sequence[Mapping[str, Any]]
    detail: bool

    def __post_init__(self) -> None:
        self._evaluated: list[Evaluated] = []
        self._held: list[Held] = []

    def evaluate(self) -> None:
        """Read the objects and evaluate the mapping for each; raises InvalidInput with a pointer."""
        from scimconsole.entra.people.graph import source_group, source_user

        read = source_user if self.kind == "User" else source_group
        place = "/users" if self.kind == "User" else "/groups"
        compiled = self._compiled
        limit = self.caller.context.mappings.limit
        with limit.running():
            for number, one in enumerate(unhurried(self.given)):
                try:
                    source = read(one)
                except InvalidInput as error:
                    pointer = f"{place}/{number}"
                    raise InvalidInput(
                        f"{pointer}: {error.detail}", hint=error.hint, errors=[(pointer, error.detail)]
                    ) from error
                self._evaluated.append(compiled.evaluate(source))
                limit.check()

    def look_up(self, session: Session) -> None:
        """Find whom the organization holds of them."""
        if not self._evaluated:
            return
        compiled = self._compiled
        lookup = Lookup(session, self.caller.org_id, self._resource_type, self.caller.tenant_url)
        name_target = self._name_target()
        sought = [
            Sought(compiled.matches(evaluated), _text(evaluated, name_target))
            for evaluated in self._evaluated
        ]
        self._held = lookup.look_up(sought)
        if self.detail:
            lookup.add_memberships(self._held)

    def decide(self, counts: Counter[str]) -> list[dict[str, Any]]:
        """The decision on each, as plain data, counted."""
        from scimconsole.entra.provisioning.deciding import decide
        from scimconsole.entra.provisioning.results import Trouble
        from scimconsole.entra.provisioning.wire import decision_json

        compiled, profile = self._compiled, self.caller.profile
        answers = []
        limit = self.caller.context.mappings.limit
        for evaluated, held in zip(unhurried(self._evaluated), self._held, strict=True):
            limit.check()
            if held.refusal is not None:
                refusal = held.refusal
                code = "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering"
                evaluated.troubles.append(
                    Trouble(refusal.detail, held.matched_by, refusal.status, refusal.scim_type, code)
                )
            decision = decide(
                compiled, evaluated, self._stored(held), profile, held.matched_by, taken_by=held.taken_by
            )
            counts["in_scope" if evaluated.scope.in_scope else "out_of_scope"] += 1
            counts["problems"] += bool(decision.troubles)
            counts[decision.action] += 1
            answers.append(decision_json(compiled, decision, detail=self.detail))
        return answers

    @property
    def _compiled(self) -> CompiledMapping:
        return self.known.compiled[self.kind]

    @property
    def _resource_type(self) -> ResourceType:
        return self.caller.profile.user if self.kind == "User" else self.caller.profile.group

    def _name_target(self) -> str | None:
        """The target of the mapping that gives the unique name."""
        wanted = UNIQUE[self.kind].lower()
        targets = self._compiled.by_target
        return next((name for name in targets if name.lower().rpartition(":")[2] == wanted), None)

    def _stored(self, held: Held) -> list[Stored]:
        """What is held as a GET answers it."""
        from scimconsole.entra.provisioning.results import Stored

        base = self.caller.tenant_url
        if self.kind == "User":
            users = [StoredUser.from_row(row) for row in held.rows]
            return [
                Stored(
                    user.id,
                    orjson.loads(user_body(user.document, user.id, base, held.memberships)),
                    user.held,
                    user.entra_active,
                )
                for user in users
            ]
        members = held.memberships if self.detail else None
        groups = [StoredGroup.from_row(row) for row in held.rows]
        return [Stored(group.id, orjson.loads(group_body(group, base, members))) for group in groups]


def _written(kinds: Sequence[_Preview]) -> bytes:
    """The answer's JSON."""
    users, groups = kinds
    counts: Counter[str] = Counter()
    with users.caller.context.mappings.limit.running():
        answer: dict[str, Any] = {"users": users.decide(counts), "groups": groups.decide(counts)}
    summary = {name: counts[name] for name in _COUNTED}
    return orjson.dumps(
        {"summary": {"users": len(answer["users"]), "groups": len(answer["groups"]), **summary}, **answer}
    )


_COUNTED = (
    "in_scope",
    "out_of_scope",
    "problems",
    "create",
    "update",
    "disable",
    "unchanged",
    "skipped",
    "refused",
    "ambiguous",
)


def _text(evaluated: Evaluated, target: str | None) -> str | None:
    if target is None:
        return None
    value = evaluated.values.get(target, evaluated.initial.get(target))
    return value if isinstance(value, str) else None
