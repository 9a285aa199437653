"""The checks that tick a guide's steps: each judges the facts and answers state, evidence and when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from scimconsole.domain.guide.facts import Contact, Facts
from scimconsole.domain.reachability import unreachable_reason

State = Literal["seen", "waiting", "trouble"]
"""`seen`: the evidence is there; `waiting`: nothing yet; `trouble`: what arrived is not right."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a check found; `at` is when what it speaks of happened, in microseconds since the epoch."""

    state: State
    evidence: str
    at: int | None = None


_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN = 3
_WRITES = ("create user", "update user", "replace user", "enable user", "disable user")
_REFUSALS = {
    "missing": "no token was sent",
    "scheme": "what was sent is no bearer token",
    "bearer": 'the word "Bearer" was pasted with the token',
    "white-space": "there is white space in the token",
    "blank": "the token is empty",
    "jwt": "it is a token of Microsoft's own, not one of this service",
    "prefix": "it is no SCIM token of this service",
    "kind": "it is an API key or a link's code, not a SCIM token",
    "length": "the token is cut off or too long",
    "character": "the token has characters that cannot be in it",
    "checksum": "the token is mistyped",
    "unknown": "the token is not one of this organization",
    "expired": "the token expired",
    "revoked": "the token was revoked",
}


def reachable(facts: Facts) -> Sight:
    """Whether Entra can call: a request arrived, or the address is public https."""
    last = next((contact for contact in reversed(facts.contacts) if contact.is_accepted), None)
    if last is not None:
        return Sight("seen", f"Requests arrive; the last from {_place(last)} {_when(last.at)}.", last.at)
    reason = unreachable_reason(facts.tenant_url)
    if reason is not None:
        return Sight("trouble", reason)
    return Sight("waiting", "The address is public https; nothing has called it yet.")


def token(facts: Facts) -> Sight:
    """Whether there is a token that signs in."""
    living = [one for one in facts.tokens if one.state == "active"]
    if living:
        newest = living[-1]
        until = "never expires" if newest.expires_at is None else f"expires {_when(newest.expires_at)}"
        sentence = f'Token "{newest.name}" ...{newest.last_four} was generated {_when(newest.created_at)}'
        return Sight("seen", f"{sentence} and {until}.", newest.created_at)
    if facts.tokens:
        newest = facts.tokens[-1]
        return Sight(
            "trouble", f'Token "{newest.name}" ...{newest.last_four} is {newest.state}: no other is left.'
        )
    return Sight("waiting", "No token was generated yet.")


def test_connection(facts: Facts) -> Sight:
    """Whether the test filter for nobody, or any later request, was answered."""
    accepted = [contact for contact in facts.contacts if contact.is_accepted]
    refused = [contact for contact in facts.contacts if contact.refusal is not None]
    if refused and (not accepted or refused[-1].at > accepted[-1].at):
        last = refused[-1]
        why = _REFUSALS.get(last.refusal or "", last.refusal or "")
        return Sight(
            "trouble", f"A sign-in from {_place(last)} was refused {_when(last.at)}: {why}.", last.at
        )
    tests = [one for one in accepted if one.operation == "find user" and _is_guid(one.sought)]
    if tests:
        # The last with a token that still works tells more than the first ever.
        last = tests[-1]
        sentence = f"Test connection received {_when(last.at)} from {_place(last)}{_with_token(facts, last)}."
        return Sight("seen", sentence, last.at)
    if accepted:
        last = accepted[-1]
        return Sight(
            "seen",
            f"No test filter among the requests looked at, but requests are answered: the last came "
            f"{_when(last.at)} from {_place(last)}{_with_token(facts, last)}.",
            last.at,
        )
    return Sight("waiting", "No request has arrived yet.")


def external_id(facts: Facts) -> Sight:
    """Whether externalId holds object ids, judged by their form."""
    if not facts.people:
        return Sight("waiting", "Nobody was received yet.")
    others = [one for one in facts.people if not _is_guid(one.external_id)]
    count = len(facts.people)
    newest = facts.people[-1].created_at
    if not others:
        return Sight("seen", f"externalId looks like an object id for {_of(count, facts)}.", newest)
    sent = [one.external_id for one in others if one.external_id]
    such = f', such as "{sent[-1]}"' if sent else ": none was sent"
    return Sight(
        "trouble",
        f"externalId does not look like an object id for {len(others)} of {_of(count, facts)}{such}. "
        "Map objectId to externalId and restart provisioning.",
        others[-1].created_at,
    )


def user_type(facts: Facts) -> Sight:
    """Whether userType is sent, and with which values it was stored."""
    sent = _sent(facts, lambda name: name.rpartition(":")[2].lower() == "usertype")
    if sent is not None:
        values = Counter(one.user_type for one in facts.people if one.user_type)
        told = ", ".join(f"{value} ({count})" for value, count in values.most_common(5))
        stored = f"; stored: {told}" if told else ""
        return Sight("seen", f"userType was received {_when(sent.at)}{stored}.", sent.at)
    created = _created(facts)
    if created is None:
        return Sight("waiting", "No user was received yet, so no userType either.")
    then = f": they became {facts.default_user_type}" if facts.default_user_type else ""
    return Sight("trouble", f"Users arrived without userType{then}. Add the mapping.", created.at)


def custom_attributes(facts: Facts) -> Sight:
    """Whether an attribute of the service's own extension was sent."""
    urn = (facts.extension_urn or "").lower()
    if not urn:
        return Sight("seen", "This service has no attributes of its own.")
    sent = _sent(facts, lambda name: name.lower().startswith(urn))
    if sent is not None:
        return Sight("seen", f"The service's own attributes were received {_when(sent.at)}.", sent.at)
    created = _created(facts)
    if created is None:
        return Sight("waiting", "No user was received yet, so none of the service's own attributes either.")
    return Sight(
        "trouble",
        "Users arrived without any of the service's own attributes: are they in the attribute list, "
        "and mapped?",
        created.at,
    )


def first_user(facts: Facts) -> Sight:
    """Whether somebody was created; else why the last attempt failed."""
    first = facts.first_person
    if first is not None:
        return Sight("seen", f'"{first.user_name}" was created {_when(first.created_at)}.', first.created_at)
    refused = [one for one in facts.contacts if one.operation == "create user" and one.status >= 400]
    if refused:
        last = refused[-1]
        why = f": {last.error}" if last.error else "."
        return Sight("trouble", f"Creating a user was refused {_times(len(refused))}{why}", last.at)
    return Sight("waiting", "No user was created yet. Begin with one person you can call.")


def required_fields(facts: Facts) -> Sight:
    """Whether everybody has the fields that the profile requires."""
    if facts.first_person is None:
        return Sight("waiting", "Nobody was received yet.")
    if not facts.incomplete:
        return Sight("seen", f"No required field is missing in {_users(facts.user_count)}.")
    fields = Counter(name for missing in facts.incomplete for name in missing)
    told = ", ".join(f"{name} ({count})" for name, count in fields.most_common(_SHOWN))
    more = "" if facts.incomplete_is_whole else "more than "
    count = len(facts.incomplete)
    return Sight(
        "trouble", f"Required fields are missing in {more}{count} of {_users(facts.user_count)}: {told}."
    )


def people(facts: Facts) -> Sight:
    """Whether more than the pilot person arrived."""
    if facts.user_count < 2:
        has = "Only one user was" if facts.user_count else "Nobody was"
        return Sight("waiting", f"{has} received yet.")
    newest = facts.people[-1].created_at
    return Sight("seen", f"{_users(facts.user_count)} were received, the newest {_when(newest)}.", newest)


def groups(facts: Facts) -> Sight:
    """Whether a group was received; else why the last attempt failed."""
    first = facts.first_group
    if first is not None:
        count = "1 group" if facts.group_count == 1 else f"{facts.group_count} groups"
        sentence = f'{count} received, the first was "{first.display_name}" {_when(first.created_at)}.'
        return Sight("seen", sentence, first.created_at)
    refused = [one for one in facts.contacts if one.operation == "create group" and one.status >= 400]
    if refused:
        last = refused[-1]
        why = f": {last.error}" if last.error else "."
        return Sight("trouble", f"Creating a group was refused {_times(len(refused))}{why}", last.at)
    return Sight("waiting", "No group was received yet.")


def disable(facts: Facts) -> Sight:
    """Whether the identity provider took somebody's access away."""
    if facts.disabled_at is not None:
        return Sight("seen", f"A disable was received {_when(facts.disabled_at)}.", facts.disabled_at)
    pilot = facts.first_person
    proposed = f' Try it with "{pilot.user_name}", who came first.' if pilot is not None else ""
    return Sight("waiting", f"No disable was received yet.{proposed}")


BY_NAME: Mapping[str, Callable[[Facts], Sight]] = {
    "reachable": reachable,
    "token": token,
    "test-connection": test_connection,
    "external-id": external_id,
    "user-type": user_type,
    "custom-attributes": custom_attributes,
    "first-user": first_user,
    "required-fields": required_fields,
    "people": people,
    "groups": groups,
    "disable": disable,
}
"""The name in a profile to the check; the names are those of `step.CHECKS`."""


def _sent(facts: Facts, is_meant: Callable[[str], bool]) -> Contact | None:
    """The newest accepted write of a user with such an attribute."""
    for contact in reversed(facts.contacts):
        if contact.operation in _WRITES and contact.is_accepted and any(map(is_meant, contact.received)):
            return contact
    return None


def _created(facts: Facts) -> Contact | None:
    """The newest accepted creation of a user."""
    created = (one for one in reversed(facts.contacts) if one.operation == "create user" and one.is_accepted)
    return next(created, None)


def _is_guid(text: str | None) -> bool:
    return text is not None and _GUID.fullmatch(text) is not None


def _when(at: int) -> str:
    return f"{_EPOCH + timedelta(microseconds=at):%Y-%m-%d %H:%M} UTC"


def _place(contact: Contact) -> str:
    return contact.address or "an unknown address"


def _with_token(facts: Facts, contact: Contact) -> str:
    hint = next((one.last_four for one in facts.tokens if one.id == contact.token_id), None)
    return f" with token ...{hint}" if hint else ""


def _users(count: int) -> str:
    return "1 user" if count == 1 else f"{count} users"


def _of(count: int, facts: Facts) -> str:
    return _users(count) if count >= facts.user_count else f"the {count} newest users"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
