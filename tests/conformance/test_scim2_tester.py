"""scim2-tester, the reference suite of the Python SCIM projects, against the running service."""

from __future__ import annotations

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from tests.running_service import RunningService

PROFILES = ("generic", "keycafe", "ten-thousand-coffees")


class TestScim2Tester:
    """Discovery, every attribute of every resource type created, read, replaced, patched, deleted."""

    @pytest.mark.parametrize("profile", PROFILES)
    def test_finds_no_error_in_any_profile(self, service: RunningService, profile: str) -> None:
        organization = service.add_organization(profile=profile)
        headers = {"Authorization": f"Bearer {organization.token}"}
        with httpx2.Client(base_url=organization.tenant_url, headers=headers, timeout=30) as client:
            results = check_server(SyncSCIMClient(client))

        found = [
            f"{result.status.name} {result.resource_type or ''} {result.title}: {result.reason}"
            for result in results
            if result.status in (Status.ERROR, Status.CRITICAL)
        ]
        assert not found, "\n".join(found)
        succeeded = [result for result in results if result.status is Status.SUCCESS]
        assert len(succeeded) > 100, "the suite has hardly run; did it stop at discovery?"
