"""Generated requests to the running service and to scim2-server: what differs is justified, one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.conformance.differential.comparison import compare, read_justifications
from tests.conformance.differential.oracle import Oracle
from tests.conformance.differential.requests import Request, sequences
from tests.running_service import Organization, RunningService

JUSTIFIED = read_justifications(Path(__file__).with_name("justified.toml"))

pytestmark = pytest.mark.engines("sqlite")


class OverHTTP:
    """An organization's SCIM endpoint in the form the comparison speaks."""

    def __init__(self, organization: Organization) -> None:
        self.client = organization.scim
        self.tenant_url = organization.tenant_url

    def send(self, method: str, target: str, body: object = None) -> tuple[int, Any]:
        """Send one request over HTTP."""
        content = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/scim+json"}
        answer = self.client.request(method, self.tenant_url + target, content=content, headers=headers)
        return answer.status_code, answer.json() if answer.content else None


def unjustified(service: RunningService, sequence: list[Request]) -> list[str]:
    """The differences of one sequence that nothing in the list explains; both sides start empty."""
    organization, oracle = service.add_organization(), Oracle()
    try:
        return [
            str(difference)
            for difference in compare(sequence, OverHTTP(organization), oracle)
            if not any(justification.covers(difference) for justification in JUSTIFIED)
        ]
    finally:
        oracle.close()
        organization.close()


class TestBesideScim2Server:
    """Creates, patches in every dialect, replacements, filters, sorting, projections, groups, deletes."""

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(sequence=sequences)
    def test_every_difference_is_justified(self, service: RunningService, sequence: list[Request]) -> None:
        found = unjustified(service, sequence)
        assert not found, "\n".join(found)

    @pytest.mark.campaign
    @settings(max_examples=3000, suppress_health_check=list(HealthCheck))
    @given(sequence=sequences)
    def test_every_difference_is_justified_in_the_long_run(
        self, service: RunningService, sequence: list[Request]
    ) -> None:
        found = unjustified(service, sequence)
        assert not found, "\n".join(found)
