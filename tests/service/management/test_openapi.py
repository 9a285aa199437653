"""The OpenAPI page is the contract: what it says is what the service does."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.running_service import Organization, RunningService
from tests.service.management.people import create_group, create_user

schemathesis.checks.load_all_checks()


@pytest.fixture
def document(service: RunningService) -> dict[str, Any]:
    answer = httpx.get(f"{service.url}/api/v1/openapi.json")
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


class TestTheDescription:
    def test_is_openapi_3_1_with_examples(self, document: dict[str, Any]) -> None:
        assert document["openapi"].startswith("3.1")
        schemas = document["components"]["schemas"]
        for name in ("NewToken", "Token", "User", "Group", "Member", "NewDeactivation", "Change", "Problem"):
            assert schemas[name]["examples"], name
        for name in ("NewMapping", "MappingToCheck", "NewPreview", "StoredMapping", "MappingPreview"):
            assert schemas[name]["examples"], name

    def test_has_every_path_of_this_version(self, document: dict[str, Any]) -> None:
        described = {
            (path.removeprefix("/api/v1/orgs/{slug}"), method.upper())
            for path, operations in document["paths"].items()
            for method in operations
        }
        assert described >= {
            ("", "GET"), ("/profile", "GET"),
            ("/tokens", "GET"), ("/tokens", "POST"), ("/tokens/{token_id}", "GET"),
            ("/tokens/{token_id}", "PATCH"), ("/tokens/{token_id}", "DELETE"),
            ("/tokens/{token_id}/rotate", "POST"), ("/tokens/{token_id}/revoke", "POST"),
            ("/setup-links", "GET"), ("/setup-links", "POST"), ("/setup-links/{link_id}", "DELETE"),
            ("/users", "GET"), ("/users/{user_id}", "GET"), ("/users/{user_id}/history", "GET"),
            ("/users/{user_id}/received", "GET"),
            ("/users/{user_id}/deactivate", "POST"), ("/users/{user_id}/reactivate", "POST"),
            ("/deactivations", "GET"), ("/deactivations", "POST"),
            ("/deactivations/{deactivation_id}", "GET"),
            ("/deactivations/{deactivation_id}/cancel", "POST"),
            ("/groups", "GET"), ("/groups/{group_id}", "GET"), ("/groups/{group_id}/members", "GET"),
            ("/mapping", "GET"), ("/mapping", "PUT"), ("/mapping/versions", "GET"),
            ("/mapping/versions/{number}", "GET"),
            ("/mapping/check", "POST"), ("/mapping/preview", "POST"),
            ("/members", "GET"), ("/members", "POST"), ("/members/{member_id}", "DELETE"),
            ("/members/{member_id}/key", "POST"),
            ("/requests", "GET"), ("/requests/{request_id}", "GET"), ("/requests/stream", "GET"),
            ("/changes", "GET"), ("/guide", "GET"),
            ("/why", "GET"), ("/healthz", "GET"), ("/readyz", "GET"), ("/metrics", "GET"),
        }  # fmt: skip

    def test_tells_errors_as_problem_documents(self, document: dict[str, Any]) -> None:
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                for status, response in operation["responses"].items():
                    if status >= "400":
                        assert list(response["content"]) == ["application/problem+json"], (method, path)


class TestTheService:
    @pytest.mark.parametrize("examples", [4, pytest.param(60, marks=pytest.mark.campaign)])
    def test_answers_whatever_is_sent_as_described(
        self, keycafe: Organization, service: RunningService, document: dict[str, Any], examples: int
    ) -> None:
        create_group(keycafe, "Engineering", create_user(keycafe, "jane@acme.example"))
        schema = schemathesis.openapi.from_dict(document)
        headers = {"Authorization": f"Bearer {keycafe.api_key}"}
        # A cursor, a filter and an entity tag can have the right form and still name nothing. The last two
        # would call each operation again without, and with a wrong, key: a test of its own does that.
        excluded: list[Any] = [
            positive_data_acceptance,
            *CHECKS.get_by_names(["ignored_auth", "use_after_free"]),
        ]

        # A stream goes on until whoever asked has enough of it.
        for found in schema.exclude(path_regex="/requests/stream$").get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()

            @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
            @given(case=operation.as_strategy())
            def send(case: schemathesis.Case[Any]) -> None:
                if "slug" in case.path_parameters:
                    case.path_parameters["slug"] = keycafe.slug
                if "wait" in (case.query or {}):
                    case.query["wait"] = 0
                case.call_and_validate(base_url=service.url, headers=headers, excluded_checks=excluded)

            send()
