"""Why somebody is here, is not here, or is not as expected: one verdict with its evidence."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Query

from scimconsole import __version__
from scimconsole.api import Why, WhyEvidence
from scimconsole.api.base import Text, timestamp
from scimconsole.domain.scim.profile import Profile
from scimconsole.domain.why import Letterhead, judge, note
from scimconsole.domain.why.facts import MappingFact
from scimconsole.errors import InvalidInput
from scimconsole.service.context import ServedOrganization
from scimconsole.service.known_mappings import KnownMappings
from scimconsole.service.management.people import ActorNames
from scimconsole.service.management.sign_in import Caller, SignedIn
from scimconsole.service.management.user_wire import user_items
from scimconsole.service.management.why_connection import connection_of
from scimconsole.service.management.why_facts import facts_of
from scimconsole.storage import mappings
from scimconsole.storage.evidence import gather
from scimconsole.storage.looks import note_look
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write

router = APIRouter(prefix="/why", tags=["why"])

LOOKED_UP = "person.looked-up"


@router.get("", response_model=Why)
async def why(
    caller: SignedIn,
    person: Annotated[
        Text,
        Query(
            min_length=1,
            max_length=1000,
            description="A SCIM id, userName, externalId (Entra's object id) or e-mail address; of anybody, "
            "stored or not.",
            examples=["jane.doe@acme.example"],
        ),
    ],
) -> Why:
    """One verdict about one person: what happened, what it rests on, what to do now and where.

    Nobody has to be stored: who was refused, deleted, sought or never asked for gets a verdict, too. What was
    only read shows up within a second. The audit trail notes whom support staff looked up.
    """
    text = person.strip()
    if not text:
        raise InvalidInput("Nobody was named.", errors=[("?person", "a userName, e-mail address or id")])
    database = caller.context.database
    now = time.time_ns() // 1000
    found = await database.read(
        lambda session: explain(session, caller.organization, caller.context.mappings, text, now)
    )
    if caller.role == "support":
        await database.write(lambda session: _note_look(session, caller, text, found))
    return found


def explain(
    session: Session, organization: ServedOrganization, known: KnownMappings, text: str, now: int
) -> Why:
    """The verdict about whoever is meant by `text`, at `now` (microseconds)."""
    org_id = organization.org_id
    evidence = gather(session, org_id, text)
    names = ActorNames(session, org_id)
    # The mapping matters for whoever was never here; reading one loads a whole engine.
    was_never_here = evidence.user is None and not evidence.former
    mapping = _mapping_fact(session, org_id, known) if was_never_here else None
    profile: Profile = organization.profile
    connection = connection_of(session, org_id, evidence, now)
    facts = facts_of(evidence, text, profile, names, now, connection, mapping)
    verdict = judge(facts)
    head = Letterhead(text, organization.row.slug, __version__, now)
    user = evidence.user
    return Why(
        person=text,
        code=verdict.code,
        verdict=verdict.sentence,
        next_step=verdict.next_step,
        side=verdict.side,
        weight=verdict.weight,
        evidence=[
            WhyEvidence(text=line.text, at=timestamp(line.at), request_id=line.request_id)
            for line in verdict.evidence
        ],
        user=None if user is None else user_items(session, org_id, [user])[0],
        also=evidence.also,
        similar=list(facts.similar),
        note=note(verdict, head),
    )


def _mapping_fact(session: Session, org_id: str, known: KnownMappings) -> MappingFact | None:
    """What the mapping saved here says; None where none was saved."""
    version = mappings.newest(session, org_id)
    if version is None:
        return None
    from scimconsole.entra.provisioning.scoping import clause_in_words

    users = known.of_version(session, org_id, version).schema.users
    if users is None:
        return MappingFact(is_enabled=False)
    groups = [" and ".join(clause_in_words(clause) for clause in group.clauses) for group in users.scope]
    return MappingFact(
        matching=tuple(line.target for line in users.matching),
        scope=" or ".join(groups) or None,
        is_enabled=users.enabled,
    )


def _note_look(session: Session, caller: Caller, text: str, found: Why) -> None:
    """Note in the audit trail whom support staff looked up."""
    detail = {"person": text, "code": found.code} | ({"user_id": found.user.id} if found.user else {})
    write(
        session,
        caller.org_id,
        lambda opened: note_look(
            opened,
            caller.org_id,
            actor=caller.actor,
            action=LOOKED_UP,
            target_type="person",
            target_id=None,
            detail=detail,
        ),
    )
