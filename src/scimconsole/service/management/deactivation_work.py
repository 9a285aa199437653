"""Working off bulk deactivations: a chunk a transaction, by whichever worker holds the claim."""

from __future__ import annotations

import time
from collections import Counter
from functools import partial

from scimconsole.domain.ids import new_id
from scimconsole.service.context import ServedOrganization, ServiceContext
from scimconsole.service.management.background_work import BackgroundWork
from scimconsole.service.management.hold_user import hold_user
from scimconsole.service.management.lift_hold import lift_hold
from scimconsole.storage import deactivation_targets, deactivations, users
from scimconsole.storage.deactivation_targets import Outcome, TargetRow
from scimconsole.storage.deactivations import DeactivationRow
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write

CHUNK = 50


class DeactivationWork(BackgroundWork):
    """Bulk deactivations and their undoing; whoever holds the claim on one works it."""

    name = "deactivations"

    def __init__(self, context: ServiceContext) -> None:
        super().__init__(context)
        self._worker = new_id()

    async def work(self, organization: ServedOrganization) -> None:
        """Work off what nobody has claimed, oldest first."""
        org_id = organization.org_id
        while waiting := await self.context.database.quick(
            lambda session: deactivations.waiting(session, org_id, time.time_ns() // 1000)
        ):
            await self._work_off(organization, waiting[0])

    async def _work_off(self, organization: ServedOrganization, deactivation_id: str) -> None:
        after: int | None = -1
        while after is not None:
            chunk = partial(self._work_chunk, organization, deactivation_id, after)
            after = await self.context.database.write(partial(write, org_id=organization.org_id, body=chunk))

    def _work_chunk(
        self, organization: ServedOrganization, deactivation_id: str, after: int, session: Session
    ) -> int | None:
        """Work off the next people; answers the position of the last one, None at the end."""
        org_id = organization.org_id
        if not deactivations.claim(session, org_id, deactivation_id, self._worker):
            return None
        deactivation = deactivations.find_deactivation(session, org_id, deactivation_id)
        if deactivation.cancel_requested:
            deactivations.finish(session, org_id, deactivation_id, cancelled=True)
            return None
        targets = deactivation_targets.unworked(session, org_id, deactivation_id, after, CHUNK)
        outcomes: Counter[Outcome] = Counter()
        work = self._lift if deactivation.undoes else self._deactivate
        for target in targets:
            outcome, detail, hold_id = work(session, organization, deactivation, target)
            deactivation_targets.settle(
                session, org_id, deactivation_id, target.position, outcome, detail, hold_id
            )
            outcomes[outcome] += 1
        deactivations.note_outcomes(session, org_id, deactivation, outcomes)
        if len(targets) < CHUNK:
            deactivations.finish(session, org_id, deactivation_id, cancelled=False)
            return None
        return targets[-1].position

    def _deactivate(
        self,
        session: Session,
        organization: ServedOrganization,
        deactivation: DeactivationRow,
        target: TargetRow,
    ) -> tuple[Outcome, str | None, str | None]:
        stored = users.find(session, organization.org_id, target.user_id)
        if stored is None:
            return "failed", "Deleted in the meantime.", None
        if stored.held:
            return "already", None, None
        hold_id = new_id()
        hold_user(
            session,
            organization.profile,
            organization.org_id,
            stored,
            deactivation.reason,
            deactivation.created_by,
            hold_id,
        )
        return "deactivated", None, hold_id

    def _lift(
        self,
        session: Session,
        organization: ServedOrganization,
        undo: DeactivationRow,
        target: TargetRow,
    ) -> tuple[Outcome, str | None, str | None]:
        outcome, detail = lift_hold(
            session, organization.profile, organization.org_id, target, undo.reason, undo.created_by
        )
        return outcome, detail, target.hold_id
