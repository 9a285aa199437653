"""What a mapping does not allow is neither planned nor done: not in a second pass either."""

from __future__ import annotations

import pytest

from scimconsole.entra.simulator.state import State
from tests.agreement.foresight import everything
from tests.agreement.planned import assert_counts_came_true, assert_plan_came_true, plan
from tests.entra.check.documents import ENTERPRISE, schema
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


@pytest.mark.engines("sqlite")
class TestAManagerOnlyDuringCreation:
    """Is set for whoever is created, and left alone for whoever is there."""

    def test_is_not_sent_to_somebody_who_is_there(self, keycafe: Organization) -> None:
        initial = {"source": "[manager]", "flowType": "ObjectAddOnly"}
        mapping = schema({f"{ENTERPRISE}:manager": initial})
        ana, ben = person("ana"), person("ben")
        cai = person("cai", manager={"id": ana["id"]})
        with State(None, keycafe.tenant_url) as state:
            tenant = Tenant(keycafe, state, mapping)
            planned = plan(keycafe, mapping, [ana, ben, cai])
            assert_plan_came_true(planned, tenant.play([ana, ben, cai]))
            assert planned["summary"]["references"] == 1

            led = [ana, {**ben, "manager": {"id": ana["id"]}}, {**cai, "manager": {"id": ben["id"]}}]
            planned = plan(keycafe, mapping, led)
            played = tenant.play(led, restart="full")
        assert planned["changes"] == []
        assert_plan_came_true(planned, played)
