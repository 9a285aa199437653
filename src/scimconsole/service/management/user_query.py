"""Which users are meant, as a caller of the API says it."""

from __future__ import annotations

from dataclasses import dataclass

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter import Filter, parse_filter, resolve
from scimconsole.domain.scim.profile import Profile
from scimconsole.domain.scim.text import fold, iso_instant
from scimconsole.errors import InvalidInput
from scimconsole.storage import group_list, user_list
from scimconsole.storage.session import Session
from scimconsole.storage.sql_comparison import microseconds
from scimconsole.storage.user_list import Status, UserQuery


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions as they were sent; None and the empty text ask for nothing."""

    q: str | None = None
    filter: str | None = None
    status: Status | None = None
    user_type: str | None = None
    group: str | None = None
    changed_since: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether everybody is meant."""
        return not any((self.q, self.filter, self.status, self.user_type, self.group, self.changed_since))


def query_of(profile: Profile, asked: Conditions, pointer: str) -> UserQuery:
    """The query that the conditions make; `pointer` leads the names in errors (`?` or `/`).

    Raises InvalidInput for a filter or a time that cannot be read.
    """
    return UserQuery(
        status=asked.status,
        user_type=_spelled(profile, asked.user_type) if asked.user_type else None,
        words=user_list.words_asked(asked.q) if asked.q else (),
        group=asked.group or None,
        changed_since=moment(asked.changed_since, f"{pointer}changed_since") if asked.changed_since else None,
        filter=_filter(profile, asked.filter, f"{pointer}filter") if asked.filter else None,
    )


def require_group(session: Session, org_id: str, query: UserQuery, pointer: str) -> None:
    """Raise InvalidInput when the query names a group that is not there."""
    if query.group is None or group_list.find_group(session, org_id, query.group) is not None:
        return
    sentence = f"There is no group {query.group!r} here."
    raise InvalidInput(
        sentence,
        hint="A group is named by its SCIM id: `scimconsole groups list`.",
        errors=[(f"{pointer}group", sentence)],
    )


def _filter(profile: Profile, text: str, pointer: str) -> Filter:
    try:
        return resolve(parse_filter(text), profile.user)
    except ScimError as error:
        raise InvalidInput(error.detail, errors=[(pointer, error.detail)], position=error.position) from error


def moment(text: str, pointer: str) -> int:
    """A time in microseconds; raises InvalidInput, which names the place `pointer`, for any other text."""
    instant = iso_instant(text.strip())
    if instant is None:
        sentence = f"{text!r} is no time; write 2026-11-21T20:00:00Z or 2026-11-21."
        raise InvalidInput(sentence, errors=[(pointer, sentence)])
    return microseconds(instant)


def _spelled(profile: Profile, user_type: str) -> str:
    spellings = {fold(known): known for known in profile.user_types}
    return spellings.get(fold(user_type), user_type)
