"""Generated requests to the running service and to scim2-server: what differs is justified, one by one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.conformance.differential.comparison import compare, read_justifications
from tests.conformance.differential.oracle import Oracle
from tests.conformance.differential.requests import Request, sequences
from tests.conformance.differential.shown import SHOWN
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


@dataclass
class Comparison:
    """Compares sequences, each on an empty organization and an empty oracle, and notes what explains what."""

    service: RunningService
    needed: set[str] = field(default_factory=set)

    def unjustified(self, sequence: list[Request]) -> list[str]:
        """The differences of one sequence that nothing in the list explains."""
        organization, oracle = self.service.add_organization(), Oracle()
        unexplained = []
        try:
            for difference in compare(sequence, OverHTTP(organization), oracle):
                reasons = {one.reason for one in JUSTIFIED if one.covers(difference)}
                self.needed |= reasons
                if not reasons:
                    unexplained.append(str(difference))
        finally:
            oracle.close()
            organization.close()
        return unexplained


class TestBesideScim2Server:
    """Creates, patches in every dialect, replacements, filters, sorting, projections, groups, deletes."""

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(sequence=sequences)
    def test_every_difference_is_justified(self, service: RunningService, sequence: list[Request]) -> None:
        found = Comparison(service).unjustified(sequence)
        assert not found, "\n".join(found)

    @pytest.mark.campaign
    @settings(max_examples=2000, suppress_health_check=list(HealthCheck))
    @given(sequence=sequences)
    def test_every_difference_is_justified_in_the_long_run(
        self, service: RunningService, sequence: list[Request]
    ) -> None:
        found = Comparison(service).unjustified(sequence)
        assert not found, "\n".join(found)

    def test_every_justification_is_needed(self, service: RunningService) -> None:
        comparison = Comparison(service)
        found = [line for sequence in SHOWN for line in comparison.unjustified(sequence)]
        assert not found, "\n".join(found)
        assert comparison.needed == {one.reason for one in JUSTIFIED}
