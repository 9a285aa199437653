"""The organization's settings: read by everybody, set by owners."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel

from scimconsole.api import OrganizationSettings, SettingsChange
from scimconsole.api.base import timestamp
from scimconsole.service.management.acts import Acting
from scimconsole.service.management.people import ActorNames
from scimconsole.service.management.preconditions import IfMatch, require_match, version_tag
from scimconsole.service.management.sign_in import SignedIn
from scimconsole.storage import organization_settings
from scimconsole.storage.organization_settings import SettingsRow
from scimconsole.storage.session import Session

router = APIRouter(prefix="/settings", tags=["settings"])


@router.get("", response_model=OrganizationSettings)
async def read_settings(caller: SignedIn, response: Response) -> OrganizationSettings:
    """The brake on many deactivations, how long requests are kept, how long a new token lives."""

    def read(session: Session) -> OrganizationSettings:
        row = organization_settings.read(session, caller.org_id)
        return _wire(row, ActorNames(session, caller.org_id))

    settings = await caller.context.database.quick(read)
    response.headers["ETag"] = _etag(settings)
    return settings


@router.patch("", response_model=OrganizationSettings)
async def change_settings(act: Acting, change: SettingsChange, if_match: IfMatch = None) -> Response:
    """Set what is named; what is left out stays.

    With `brake` on `hold`, a deactivation that Entra ID asks for may wait for an owner's word: the only
    exception to the rule that a deactivation always lands.
    """
    caller = act.caller

    def work(session: Session) -> OrganizationSettings:
        present = organization_settings.read(session, caller.org_id)
        require_match(if_match, version_tag(present.version))
        wanted = change.model_dump(include=change.model_fields_set)
        row = organization_settings.change(session, caller.org_id, wanted, by=caller.actor)
        return _wire(row, ActorNames(session, caller.org_id))

    return await act.perform(200, work, etag=_etag)


def _wire(row: SettingsRow, names: ActorNames) -> OrganizationSettings:
    return OrganizationSettings(
        brake=row.brake,
        retention_days=row.retention_days,
        retention_entries=row.retention_entries,
        token_days=row.token_days,
        version=row.version,
        updated_at=timestamp(row.updated_at),
        updated_by=None if row.updated_by is None else names[row.updated_by],
    )


def _etag(settings: BaseModel) -> str:
    assert isinstance(settings, OrganizationSettings)
    return version_tag(settings.version)
