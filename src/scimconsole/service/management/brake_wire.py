"""How the brake stands, as the management API tells it."""

from __future__ import annotations

from scimconsole.api import BrakeState
from scimconsole.api.base import timestamp
from scimconsole.domain.brake import alert_sentence
from scimconsole.storage.brake import BrakeFacts


def brake_state(facts: BrakeFacts) -> BrakeState:
    """The state, with a sentence while an alert is open."""
    alert = facts.alert
    if alert is None:
        return BrakeState(
            mode=facts.mode,
            people=facts.people,
            threshold=facts.threshold,
            withheld=0,
            applying=facts.applying,
        )
    return BrakeState(
        mode=facts.mode,
        people=facts.people,
        threshold=facts.threshold,
        withheld=alert.withheld,
        applying=facts.applying,
        alert_id=alert.id,
        alert_at=timestamp(alert.began_at),
        sentence=alert_sentence(alert.people, alert.threshold, alert.withheld),
    )
