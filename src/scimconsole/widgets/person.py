"""One person in the words of the service's profile: what it requires, what came, what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter.tree import Compare
from scimconsole.domain.scim.path import Path, parse_path
from scimconsole.widgets.columns import Cell
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import full

if TYPE_CHECKING:
    from scimconsole.api.profile import Profile, ProfileField
    from scimconsole.api.users import User, UserDetail

_LEVELS = (("required", "Required"), ("recommended", "Recommended"), ("optional", "Optional"))
_USUAL = (
    ("First name", "name.givenName"),
    ("Last name", "name.familyName"),
    ("Email", 'emails[type eq "work"].value'),
    ("Job title", "title"),
)
"""What one wants to know of anybody, whether the profile asks for it or not."""


def state_cell(user: User) -> Cell:
    """The state in a word: active, inactive, held."""
    if user.state == "active":
        return Cell("active", "good")
    return Cell(user.state, "warn" if user.state == "held" else "muted")


def person_name(user: User) -> str:
    """What to call the person: the display name, else the names, else the userName."""
    names = " ".join(filter(None, (user.given_name, user.family_name)))
    return user.display_name or names or user.user_name


def people_in_words(count: int) -> str:
    """How many people, with the right noun."""
    return "1 person" if count == 1 else f"{count:,} people"


def person_sections(user: UserDetail, profile: Profile | None) -> list[Section]:
    """Everything known about a person, in the order the profile asks for it."""
    sections = [Section("", [*_standing(user), *_gaps(user, profile)])]
    named = {field.attribute for field in profile.fields} if profile is not None else set()
    usual = [_usual(label, path, user) for label, path in _USUAL if path not in named]
    if usual:
        sections.append(Section("Person", usual))
    if profile is not None:
        missing = set(user.missing)
        for level, heading in _LEVELS:
            fields = [field for field in profile.fields if field.level == level]
            if fields:
                sections.append(Section(heading, [_field(field, user, missing) for field in fields]))
    if user.refused:
        sections.append(
            Section("Refused values", [Fact(item.attribute, item.reason, "bad") for item in user.refused])
        )
    sections.append(Section("Record", list(_record(user))))
    return sections


def resource_value(resource: Mapping[str, Any], attribute: str) -> str | None:
    """The text at a SCIM path such as `emails[type eq "work"].value`; None where there is nothing."""
    try:
        path = parse_path(attribute)
    except ScimError:
        return None
    holder = resource
    if path.attribute.schema is not None and path.attribute.schema in resource:
        holder = resource[path.attribute.schema]
    value = holder.get(path.attribute.name)
    if isinstance(value, list):
        value = next((item for item in value if _meets(item, path)), None)
    if isinstance(value, Mapping):
        value = value.get(path.sub or "value")
    return None if value in (None, "", []) else _worded(value)


def _standing(user: UserDetail) -> Iterator[Fact]:
    state = state_cell(user)
    notes = {
        "active": "",
        "held": "whatever Entra ID says",
        "inactive": "Entra ID disabled them" if not user.entra_active else "their status says so",
    }
    yield Fact("State", state.text, state.tone, notes.get(user.state, ""))
    if user.hold is not None:
        yield Fact("Held by", user.hold.by, "plain", full(user.hold.at))
        yield Fact("Reason", user.hold.reason or "none given", "plain" if user.hold.reason else "muted")
        if not user.entra_active:
            yield Fact("Entra ID says", "inactive", "muted")
    if user.withheld_at is not None:
        yield Fact("Waits", "deactivation for an owner's word", "warn", full(user.withheld_at))
    if user.status is not None:
        yield Fact("Status", user.status)


def _gaps(user: UserDetail, profile: Profile | None) -> Iterator[Fact]:
    """What the profile asks for and never came, before everything else."""
    fields = profile.fields if profile is not None else []
    labels = {_short(field.attribute): field.label for field in fields}
    if user.incomplete:
        missing = ", ".join(dict.fromkeys(labels.get(_short(name), name) for name in user.missing))
        yield Fact("Incomplete", f"missing: {missing}", "warn")
    never = [
        field.label
        for field in fields
        if field.level == "recommended" and resource_value(user.resource, field.attribute) is None
    ]
    if never:
        yield Fact("Never sent", ", ".join(never), "muted", "recommended")


def _usual(label: str, path: str, user: UserDetail) -> Fact:
    value = resource_value(user.resource, path)
    return Fact(label, value or "not sent", "plain" if value else "muted")


def _field(field: ProfileField, user: UserDetail, missing: set[str]) -> Fact:
    value = resource_value(user.resource, field.attribute)
    if value is not None:
        return Fact(field.label, value)
    if field.attribute in missing or field.level == "required":
        return Fact(field.label, "missing", "warn", _short(field.attribute))
    return Fact(field.label, "not sent", "muted")


def _short(attribute: str) -> str:
    """The attribute's name without the URN of its schema."""
    return attribute.rsplit(":", 1)[-1]


def _record(user: UserDetail) -> Iterator[Fact]:
    yield Fact("userName", user.user_name)
    yield Fact("externalId", user.external_id or "not sent", "plain" if user.external_id else "muted")
    yield Fact("SCIM id", user.id)
    yield Fact("Created", full(user.created_at), "muted")
    yield Fact("Changed", full(user.updated_at), "muted", f"version {user.version}")


def _meets(item: Any, path: Path) -> bool:
    if path.filter is None or not isinstance(item, Mapping):
        return True
    if not isinstance(path.filter, Compare) or path.filter.op != "eq":
        return False
    return str(item.get(path.filter.path.name, "")).casefold() == str(path.filter.value).casefold()


def _worded(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
