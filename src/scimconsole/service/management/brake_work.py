"""Carrying out, or discarding, what waited under an alert of the brake: a chunk a transaction."""

from __future__ import annotations

from functools import partial

from scimconsole.service.context import ServedOrganization
from scimconsole.service.management.background_work import BackgroundWork
from scimconsole.storage import brake, withheld
from scimconsole.storage.brake import AlertRow
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write

CHUNK = 50


class BrakeWork(BackgroundWork):
    """Nobody claims an alert: each transaction works what is left, and one waits for the other."""

    name = "withheld deactivations"

    async def work(self, organization: ServedOrganization) -> None:
        """Work off every closed alert, oldest first."""
        database, org_id = self.context.database, organization.org_id
        for alert in await database.quick(lambda session: brake.unfinished(session, org_id)):
            chunk = partial(_work_chunk, organization, alert)
            while await database.write(partial(write, org_id=org_id, body=chunk)):
                pass


def _work_chunk(organization: ServedOrganization, alert: AlertRow, session: Session) -> bool:
    return withheld.work_off(session, organization.profile, organization.org_id, alert, CHUNK)
