"""Organizations: added once, found by their slug."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql

from scimconsole.domain.organization import check_slug, org_id_of
from scimconsole.domain.scim.profile import Profile
from scimconsole.domain.scim.text import nearest
from scimconsole.errors import Conflict, InvalidInput
from scimconsole.storage import audit
from scimconsole.storage.members import Digest, MemberRow, NewKey, insert_member
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Organization, OrganizationClock
from scimconsole.storage.transactions import write

_organization = Organization.__table__  # type: ignore[attr-defined]
_clock = OrganizationClock.__table__  # type: ignore[attr-defined]

_COLUMNS = (
    _organization.c.org_id,
    _organization.c.slug,
    _organization.c.name,
    _organization.c.profile,
    _organization.c.plan,
    _organization.c.public_url,
    _organization.c.created_at,
)
_FIND = Statement(select(*_COLUMNS).where(_organization.c.org_id == param("org")))
# Both engines read this spelling of "unless it is there".
_START_CLOCK = Statement(insert_postgresql(_clock).values(org_id=param("org"), at=0).on_conflict_do_nothing())
_ADD = Statement(
    insert(_organization).values(
        org_id=param("org"),
        slug=param("slug"),
        name=param("name"),
        profile=param("profile"),
        plan=param("plan"),
        public_url=param("public_url"),
        created_at=param("now"),
    )
)


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organization; `created_at` in microseconds since the epoch."""

    org_id: str
    slug: str
    name: str
    profile: str
    plan: str
    public_url: str | None
    created_at: int


def find(session: Session, org_id: str) -> OrganizationRow | None:
    """The organization, or None."""
    row = session.one(_FIND, org=org_id)
    return None if row is None else OrganizationRow(*row)


def add_organization(
    session: Session,
    *,
    slug: str,
    name: str,
    profile: Profile,
    plan: str,
    owner_email: str,
    public_url: str | None,
    digest: Digest,
) -> tuple[OrganizationRow, MemberRow, NewKey]:
    """Add an organization with its first owner, whose API key is in the answer and nowhere else.

    `digest` is `Peppers.digest`. Raises InvalidInput for a slug, plan or e-mail address that cannot be, and
    Conflict when the slug is taken.
    """
    org_id = org_id_of(check_slug(slug))
    check_plan(profile, plan)

    def add(session: Session) -> tuple[MemberRow, NewKey]:
        _insert(session, org_id, slug, name, profile, plan, public_url)
        return insert_member(session, org_id, owner_email, "owner", None, digest, by="service")

    _start_clock(session, org_id)
    member, key = write(session, org_id, add)
    organization = find(session, org_id)
    assert organization is not None
    return organization, member, key


def add_practice_organization(session: Session, *, slug: str, name: str, profile: Profile, plan: str) -> bool:
    """Add an organization without members, for an embedded service, whose session key is its owner.

    Answers False when it was there already. Raises InvalidInput as `add_organization` does.
    """
    org_id = org_id_of(check_slug(slug))
    check_plan(profile, plan)

    def add(session: Session) -> bool:
        if find(session, org_id) is not None:
            return False
        _insert(session, org_id, slug, name, profile, plan, None)
        return True

    _start_clock(session, org_id)
    return write(session, org_id, add)


def check_plan(profile: Profile, plan: str) -> None:
    """Raise InvalidInput unless the profile has the plan; a profile that names no plans accepts any slug."""
    if profile.plans and plan not in profile.plans:
        known = ", ".join(profile.plans)
        meant = nearest(plan, profile.plans)
        raise InvalidInput(
            f'{profile.title} has no plan "{plan}"; its plans are {known}.',
            hint=f"Did you mean {meant}?" if meant else None,
            errors=[("/plan", f"one of: {known}")],
        )
    if not plan.strip() or len(plan) > 100:
        raise InvalidInput("A plan needs a name of 1 to 100 characters.", errors=[("/plan", "no name")])


def _start_clock(session: Session, org_id: str) -> None:
    # Before the transaction, whose first statement moves this row on; alone, the row means nothing.
    session.execute(_START_CLOCK, org=org_id)


def _insert(
    session: Session, org_id: str, slug: str, name: str, profile: Profile, plan: str, public_url: str | None
) -> None:
    if find(session, org_id) is not None:
        raise Conflict(
            f'There is an organization "{slug}" already.', hint="Choose another slug, or add a member to it."
        )
    session.execute(
        _ADD,
        org=org_id,
        slug=slug,
        name=name,
        profile=profile.name,
        plan=plan,
        public_url=public_url.rstrip("/") if public_url else None,
        now=session.now,
    )
    audit.record(
        session,
        org_id,
        actor="service",
        action="organization.added",
        target_type="organization",
        target_id=org_id,
        detail={"slug": slug, "profile": profile.name, "plan": plan},
    )
