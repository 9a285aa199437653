"""The scim-sanity probe against the running service: strict, and in its Entra profile."""

from __future__ import annotations

import pytest
from scim_sanity.probe.runner import run_probe_api

from tests.running_service import Organization


class TestScimSanity:
    """Its seven phases: discovery, users, groups, agents where there are some, search, errors, clean-up."""

    @pytest.mark.parametrize("profile", [None, "entra"], ids=["strict", "strict, Entra profile"])
    def test_finds_no_failure(self, organization: Organization, profile: str | None) -> None:
        report = run_probe_api(
            organization.tenant_url,
            token=organization.token,
            strict=True,
            profile=profile,
            user_domain="contoso.example" if profile else None,
        )

        found = [
            f"{result['status']} {result['phase']} {result['name']}: {result.get('message', '')}"
            for result in report["results"]
            if result["status"].lower() in ("fail", "error", "warn")
        ]
        assert not found, "\n".join(found)
        assert report["summary"]["passed"] >= 20, "the probe has hardly run"
