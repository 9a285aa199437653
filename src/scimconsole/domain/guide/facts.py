"""What the checks of a set-up guide judge: tokens, requests, people, groups, as far as they were read."""

from __future__ import annotations

from dataclasses import dataclass

from scimconsole.domain.tokens import State as TokenState


@dataclass(frozen=True, slots=True)
class TokenFact:
    """A SCIM token; times in microseconds since the epoch."""

    id: str
    name: str
    last_four: str
    state: TokenState
    created_at: int
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class Contact:
    """A SCIM request as the journal has it; `refusal` is why a sign-in was refused."""

    at: int
    token_id: str | None
    address: str | None
    operation: str
    sought: str | None
    status: int
    received: tuple[str, ...]
    error: str | None
    refusal: str | None

    @property
    def is_accepted(self) -> bool:
        """Whether it was signed in and answered with success."""
        return self.refusal is None and self.status < 400


@dataclass(frozen=True, slots=True)
class PersonFact:
    """What a check needs to know of a user."""

    user_name: str
    created_at: int
    external_id: str | None
    user_type: str | None


@dataclass(frozen=True, slots=True)
class GroupFact:
    """What a check needs to know of a group."""

    display_name: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found, in samples where there is much; every list is in order of time, oldest first."""

    tenant_url: str | None
    extension_urn: str | None
    default_user_type: str | None
    tokens: tuple[TokenFact, ...]
    contacts: tuple[Contact, ...]
    people: tuple[PersonFact, ...]
    """The newest."""
    first_people: tuple[PersonFact, ...]
    """Who came first of those who are there."""
    user_count: int
    incomplete: tuple[tuple[str, ...], ...]
    """For each user who lacks required fields, the attributes missing."""
    first_group: GroupFact | None
    group_count: int
    disabled_at: int | None
    """When the identity provider first took somebody's access away, as far as is known."""
    incomplete_is_whole: bool = True
    """False when more users than those in `incomplete` lack something."""

    @property
    def first_person(self) -> PersonFact | None:
        """Who came first."""
        return self.first_people[0] if self.first_people else None
