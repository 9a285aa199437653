"""A user between the wire and the table: what is known about one, and the columns that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from scimconsole.domain.scim.profile import Profile
from scimconsole.domain.scim.render import folded, render
from scimconsole.domain.scim.text import fold
from scimconsole.domain.status import effective_active, has_access, is_status_inactive, read_status
from scimconsole.storage.session import Row
from scimconsole.storage.text_keys import sort_key, text_hash, words_of

COLUMNS = (
    "id",
    "version",
    "created_at",
    "modified_at",
    "block",
    "entra_active",
    "status",
    "held",
    "active",
    "missing",
    "refused",
    "withheld_at",
    "document",
)
"""The columns of a `StoredUser`, in its order."""

SEARCHED = ("userName", "name", "displayName", "nickName", "emails")


@dataclass(frozen=True, slots=True)
class StoredUser:
    """A row as it is read: times in microseconds, `document` the SCIM JSON without location and groups."""

    id: str
    version: int
    created_at: int
    modified_at: int
    block: int
    entra_active: bool
    status: str | None
    held: bool
    active: bool
    missing: tuple[str, ...]
    refused: tuple[dict[str, Any], ...]
    withheld_at: int | None
    """Since when a deactivation of this person waits for an owner's word."""
    document: bytes

    @classmethod
    def from_row(cls, row: Row) -> StoredUser:
        """The user in a row of `COLUMNS`."""
        missing, refused = row[9], row[10]
        return cls(
            id=row[0],
            version=row[1],
            created_at=row[2],
            modified_at=row[3],
            block=row[4],
            entra_active=bool(row[5]),
            status=row[6],
            held=bool(row[7]),
            active=bool(row[8]),
            missing=tuple(orjson.loads(missing)) if missing else (),
            refused=tuple(orjson.loads(refused)) if refused else (),
            withheld_at=row[11],
            document=row[12],
        )

    def opened(self, profile: Profile) -> UserState:
        """The user taken apart, to be changed."""
        resource: dict[str, Any] = orjson.loads(self.document)
        for name in ("schemas", "id", "meta", "active"):
            resource.pop(name, None)
        return UserState(
            profile=profile,
            id=self.id,
            version=self.version,
            created_at=self.created_at,
            modified_at=self.modified_at,
            block=self.block,
            resource=resource,
            entra_active=self.entra_active,
            held=self.held,
            missing=self.missing,
            refused=self.refused,
            withheld_at=self.withheld_at,
        )


@dataclass(frozen=True, slots=True)
class UserState:
    """A user taken apart: `resource` is what the directory sent, but id, meta, schemas, active and groups."""

    profile: Profile
    id: str
    version: int
    created_at: int
    modified_at: int
    block: int
    resource: dict[str, Any]
    entra_active: bool
    held: bool = False
    missing: tuple[str, ...] = ()
    refused: tuple[dict[str, Any], ...] = field(default=())
    withheld_at: int | None = None
    """Since when a deactivation waits for an owner's word."""

    @property
    def scim_active(self) -> bool:
        """SCIM's `active`: Entra says so, the profile's status does not deny it, nobody holds the person."""
        return effective_active(self.entra_active, is_status_inactive(self.profile, self.resource), self.held)

    @property
    def active(self) -> bool:
        """Who has access: whoever is active for SCIM, and whoever was, until an owner's word on it."""
        return has_access(self.scim_active, self.held, self.withheld_at is not None)

    @property
    def directory_active(self) -> bool:
        """What the directory wants, whoever holds the person here."""
        return effective_active(self.entra_active, is_status_inactive(self.profile, self.resource), False)

    @property
    def status(self) -> str | None:
        """The profile's own status, where it has one."""
        return read_status(self.profile, self.resource)

    @property
    def user_name(self) -> str:
        """The userName as sent."""
        name: str = self.resource["userName"]
        return name

    @property
    def user_name_hash(self) -> str:
        """What a person is found by, without regard to case."""
        return text_hash(fold(self.user_name))

    @property
    def external_id_hash(self) -> str | None:
        """What a person is found by in the directory's own words; case matters."""
        external_id = self.resource.get("externalId")
        return text_hash(external_id) if external_id else None

    @property
    def words(self) -> set[str]:
        """What search finds the person by."""
        return words_in(self.resource)

    def is_same(self, other: UserState) -> bool:
        """Whether nothing that is stored differs, but for version and time."""
        return (
            self.resource == other.resource
            and self.entra_active == other.entra_active
            and self.held == other.held
            and self.missing == other.missing
            and self.refused == other.refused
            and self.withheld_at == other.withheld_at
        )

    def differs_in(self, other: UserState, names: Iterable[str]) -> bool:
        """Whether one of these attributes differs."""
        mine, theirs = self.resource, other.resource
        return any(mine.get(name) != theirs.get(name) for name in names)

    def columns(self, org_id: str) -> dict[str, Any]:
        """The whole row."""
        columns = {
            "org_id": org_id,
            "id": self.id,
            "created_at": self.created_at,
            "block": self.block,
            **self._always(),
            **self._standing(),
            "folded": folded(self.profile.user, self.resource).decode(),
        }
        for _, make in _DERIVED:
            columns |= make(self.resource)
        return columns

    def changed_columns(self, before: UserState) -> dict[str, Any]:
        """The columns that differ from the row of `before`, the document among them."""
        columns = self._always()
        old = before._standing()
        columns |= {name: value for name, value in self._standing().items() if value != old[name]}
        if self.resource != before.resource:
            columns["folded"] = folded(self.profile.user, self.resource).decode()
            for names, make in _DERIVED:
                if self.differs_in(before, names):
                    columns |= make(self.resource)
        return columns

    def _always(self) -> dict[str, Any]:
        """What every change touches."""
        document = render(
            self.profile.user,
            self.resource,
            self.id,
            self.created_at,
            self.modified_at,
            self.version,
            self.scim_active,
        )
        return {"version": self.version, "modified_at": self.modified_at, "document": document}

    def _standing(self) -> dict[str, Any]:
        """Who is active and why, and what is wrong with the person's record."""
        return {
            "entra_active": self.entra_active,
            "status": self.status,
            "held": self.held,
            "active": self.active,
            "missing": orjson.dumps(self.missing).decode() if self.missing else None,
            "refused": orjson.dumps(self.refused).decode() if self.refused else None,
            "withheld_at": self.withheld_at,
        }


def _name_columns(resource: Mapping[str, Any]) -> dict[str, Any]:
    name = resource["userName"]
    return {"user_name": name, "user_name_hash": text_hash(fold(name)), "user_name_key": sort_key(name)}


def _external_columns(resource: Mapping[str, Any]) -> dict[str, Any]:
    external_id = resource.get("externalId")
    return {"external_id": external_id, "external_id_hash": text_hash(external_id) if external_id else None}


def _display_columns(resource: Mapping[str, Any]) -> dict[str, Any]:
    formatted = (resource.get("name") or {}).get("formatted")
    return {"display_name_key": sort_key(resource.get("displayName") or formatted or resource["userName"])}


def _type_columns(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {"user_type": resource.get("userType")}


_DERIVED: tuple[tuple[tuple[str, ...], Callable[[Mapping[str, Any]], dict[str, Any]]], ...] = (
    (("userName",), _name_columns),
    (("externalId",), _external_columns),
    (("displayName", "name", "userName"), _display_columns),
    (("userType",), _type_columns),
)
"""The columns that follow from attributes, so that a change writes no index it need not."""


def words_in(resource: Mapping[str, Any]) -> set[str]:
    """The searchable words of a user's names, userName and e-mail addresses."""
    user_name, name, display_name, nick_name, emails = (resource.get(part) for part in SEARCHED)
    parts = [(name or {}).get(part) for part in ("givenName", "middleName", "familyName", "formatted")]
    addresses = [user_name, *(email.get("value") for email in emails or ())]
    return words_of(filter(None, [*parts, display_name, nick_name]), filter(None, addresses))
