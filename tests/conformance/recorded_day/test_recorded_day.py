"""Days of Entra's requests, replayed over HTTP and checked answer by answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.recorded_day.replay import Replay, read_day
from tests.running_service import RunningService

DAYS = sorted(Path(__file__).parent.glob("*.toml"))


class TestARecordedDayOfEntra:
    """Test connection, match, create, read, update, disable, restore, managers, groups, roles, delete."""

    @pytest.mark.parametrize("path", DAYS, ids=lambda path: path.stem)
    def test_gets_the_recorded_answers(self, service: RunningService, path: Path) -> None:
        day = read_day(path)
        organization = service.add_organization(profile=day.profile, plan=day.plan)
        # Entra asks for no media type it could be refused.
        with organization.client(organization.tenant_url + "/", organization.token) as client:
            found = Replay(client).run(day)
        assert not found, "\n".join(found)
