"""What the object mapping does not allow is neither planned nor done: not in a second pass either."""

from __future__ import annotations

import pytest

from scimconsole.entra.simulator.state import State
from tests.agreement.foresight import everything
from tests.agreement.planned import assert_counts_came_true, assert_plan_came_true, plan
from tests.entra.check.documents import schema
from tests.entra.simulator.wire import Tenant, group, person
from tests.running_service import Organization


@pytest.mark.engines("sqlite")
class TestAMappingThatOnlyAdds:
    """Whoever is there is left alone, with manager and members."""

    def test_changes_nobody(self, keycafe: Organization) -> None:
        ana, ben = person("ana"), person("ben")
        with State(None, keycafe.tenant_url) as state:
            Tenant(keycafe, state, schema()).play([ana, ben], [group("Cooks", ana)])
        before = everything(keycafe), everything(keycafe, "Groups")

        led = {**ana, "displayName": "Anna", "manager": {"id": ben["id"]}}
        adding = schema(flowTypes="Add", groups_parts={"flowTypes": "Add"})
        with State(None, keycafe.tenant_url) as state:
            planned = plan(keycafe, adding, [led, ben], [group("Cooks", ana, ben)])
            played = Tenant(keycafe, state, adding).play([led, ben], [group("Cooks", ana, ben)])
        assert planned["changes"] == []
        assert_plan_came_true(planned, played)
        assert_counts_came_true(planned, played)
        assert (everything(keycafe), everything(keycafe, "Groups")) == before
