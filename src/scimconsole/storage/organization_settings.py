"""What an owner has set for the whole organization; without a row every default is in force."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from sqlalchemy import insert, select, update

from scimconsole.storage import audit
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import OrganizationSettings

BrakeMode = Literal["off", "report", "hold"]


@dataclass(frozen=True, slots=True)
class SettingsRow:
    """The settings in force; `updated_at` in microseconds, None before the first change."""

    version: int = 0
    brake: BrakeMode = "report"
    retention_days: int = 30
    retention_entries: int = 5_000_000
    token_days: int = 365
    updated_at: int | None = None
    updated_by: str | None = None

    @property
    def token_seconds(self) -> int:
        """How long a new token lives unless somebody says otherwise."""
        return self.token_days * 86_400


_settings = OrganizationSettings.__table__  # type: ignore[attr-defined]
_NAMES = tuple(SettingsRow.__dataclass_fields__)
_READ = Statement(select(*(_settings.c[name] for name in _NAMES)).where(_settings.c.org_id == param("org")))
_ADD = Statement(insert(_settings))
_CHANGE = Statement(
    update(_settings)
    .where(_settings.c.org_id == param("org"))
    .values({_settings.c[name]: param(name) for name in _NAMES})
)


def read(session: Session, org_id: str) -> SettingsRow:
    """The settings in force, by one look at one row."""
    row = session.one(_READ, org=org_id)
    return SettingsRow() if row is None else SettingsRow(*row)


def change(session: Session, org_id: str, wanted: dict[str, Any], *, by: str) -> SettingsRow:
    """Set what `wanted` names and answer what is then in force; what is so already is no change.

    Inside a transaction.
    """
    before = read(session, org_id)
    changed = {name: value for name, value in wanted.items() if getattr(before, name) != value}
    if not changed:
        return before
    after = replace(before, **changed, version=before.version + 1, updated_at=session.now, updated_by=by)
    if before.version == 0:
        session.execute(_ADD, org_id=org_id, **asdict(after))
    else:
        session.execute(_CHANGE, org=org_id, **asdict(after))
    audit.record(
        session,
        org_id,
        actor=by,
        action="settings.changed",
        target_type="organization",
        target_id=org_id,
        detail={"changed": {name: (getattr(before, name), value) for name, value in changed.items()}},
    )
    return after
