"""What an owner has set, in the database and in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest

from scimconsole.storage import organization_settings
from scimconsole.storage.organization_settings import SettingsRow
from scimconsole.storage.transactions import write
from tests.service.scim.in_process import ORG, Endpoint, open_endpoint

OWNER = "member:m"


@pytest.fixture(scope="module")
def endpoint(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """An organization whose owner has set nothing yet."""
    endpoint = open_endpoint(database_url, tmp_path_factory.mktemp("pepper"))
    yield endpoint
    endpoint.database.close()


class TestChanging:
    def test_keeps_what_was_before_and_after_in_the_audit_trail(self, endpoint: Endpoint) -> None:
        assert organization_settings.read(endpoint.session, ORG) == SettingsRow()

        def change(brake: str) -> SettingsRow:
            wanted = {"brake": brake, "token_days": 365}
            return write(
                endpoint.session,
                ORG,
                lambda opened: organization_settings.change(opened, ORG, wanted, by=OWNER),
            )

        first, second = change("hold"), change("off")
        assert (first.version, second.version, second.brake) == (1, 2, "off")
        assert organization_settings.read(endpoint.session, ORG) == second
        rows = endpoint.session.script(
            "SELECT actor, detail FROM audit WHERE action = 'settings.changed' ORDER BY id"
        ).fetchall()
        assert [(actor, orjson.loads(detail)) for actor, detail in rows] == [
            (OWNER, {"changed": {"brake": ["report", "hold"]}}),
            (OWNER, {"changed": {"brake": ["hold", "off"]}}),
        ]
