"""Two who want the same name: the plan knows which of them is refused."""

from __future__ import annotations

import pytest

from scimconsole.entra.simulator.state import State
from tests.agreement.planned import assert_plan_came_true, plan
from tests.entra.check.documents import schema
from tests.entra.simulator.wire import Tenant, person
from tests.running_service import Organization

BY_OBJECT_ID = schema(
    {
        "userName": "[userPrincipalName]",
        "externalId": {"source": "[objectId]", "matchingPriority": 1},
    }
)


@pytest.mark.engines("sqlite")
class TestTheSameName:
    """Of people who are matched by another attribute."""

    def test_is_given_to_the_first_who_is_created(self, keycafe: Organization) -> None:
        ana = person("ana")
        twin = {**ana, "id": "twin"}
        with State(None, keycafe.tenant_url) as state:
            planned = plan(keycafe, BY_OBJECT_ID, [ana, twin])
            played = Tenant(keycafe, state, BY_OBJECT_ID).play([ana, twin], concurrency=1)
        assert [item["action"] for item in planned["changes"]] == ["create", "refused"]
        assert_plan_came_true(planned, played)

    def test_is_not_free_before_its_owner_is_renamed(self, keycafe: Organization) -> None:
        cai, dee = person("cai"), person("dee")
        with State(None, keycafe.tenant_url) as state:
            tenant = Tenant(keycafe, state, BY_OBJECT_ID)
            tenant.play([cai, dee])
            renamed = [
                {**cai, "userPrincipalName": "dee@contoso.example"},
                {**dee, "userPrincipalName": "eve@contoso.example"},
            ]
            planned = plan(keycafe, BY_OBJECT_ID, renamed)
            played = tenant.play(renamed, concurrency=1)
            assert [item["action"] for item in planned["changes"]] == ["refused", "update"]
            assert_plan_came_true(planned, played)
