"""Every refusal and failure is a problem document."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from scimconsole.domain.credentials import mint
from scimconsole.service.context import ServiceContext
from scimconsole.service.journal import Journal
from scimconsole.service.management import create_management_app
from scimconsole.service.pepper import load_or_create_pepper
from scimconsole.storage import schema
from scimconsole.storage.database import Database, open_database
from tests.running_service import Organization, RunningService


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    assert document["title"]
    assert document["detail"]
    return answer.status_code, document["type"]


class TestTheAnswer:
    def test_to_an_unknown_place_is_404(self, organization: Organization, service: RunningService) -> None:
        assert problem(organization.api.get("/nothing")) == (404, "not-found")
        assert problem(httpx.get(f"{service.url}/nothing")) == (404, "not-found")

    def test_to_an_unknown_method_is_405_with_the_known_ones(self, organization: Organization) -> None:
        answer = organization.api.put("/tokens", json={})
        assert problem(answer) == (405, "method-not-allowed")
        assert answer.headers["allow"] == "GET, POST"

    @pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"name": "\\ud800"}', b'"text"'])
    def test_to_a_broken_body_is_422(self, organization: Organization, body: bytes) -> None:
        assert problem(organization.api.post("/tokens", content=body)) == (422, "invalid-input")

    def test_to_a_body_beyond_8_mib_is_413(self, organization: Organization) -> None:
        body = b'{"name": "' + b"x" * (8 * 1024 * 1024) + b'"}'
        assert problem(organization.api.post("/tokens", content=body)) == (413, "too-large")

    def test_to_a_nul_in_the_address_is_422(self, organization: Organization) -> None:
        assert problem(organization.api.get("/users/a%00b")) == (422, "invalid-input")
        assert problem(organization.api.get("/users?q=%00")) == (422, "invalid-input")

    def test_to_a_trailing_slash_is_the_answer_without_it(self, organization: Organization) -> None:
        assert organization.api.get("/tokens/").status_code == 200

    def test_to_json_of_another_media_type_is_the_same(self, organization: Organization) -> None:
        for media_type in ("text/plain", "application/x-www-form-urlencoded"):
            answer = organization.api.post(
                "/tokens", content=b'{"name": "n"}', headers={"Content-Type": media_type}
            )
            assert answer.status_code == 201

    def test_to_an_empty_body_where_nothing_is_needed_is_the_act(self, organization: Organization) -> None:
        token_id = organization.generate_token()[7:29]
        assert organization.api.post(f"/tokens/{token_id}/rotate").status_code == 201


class TestOurOwnFaults:
    @pytest.fixture
    def database(self, tmp_path: Path) -> Database:
        database = open_database(f"sqlite:///{tmp_path / 'service.db'}")
        schema.prepare(database)
        return database

    def ask(self, database: Database, tmp_path: Path, path: str) -> httpx.Response:
        context = ServiceContext(
            database, load_or_create_pepper(tmp_path / "pepper"), Journal(database), listening_url="http://x"
        )
        app = create_management_app(context)

        async def get() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app),
                base_url="http://service",
                headers={"Authorization": f"Bearer {mint('scimk1').text}"},
            ) as client:
                return await client.get(path)

        return asyncio.run(get())

    def test_are_503_with_retry_after_when_the_database_fails(
        self, database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert self.ask(database, tmp_path, "/readyz").status_code == 200
        database.session().connection.close()
        answer = self.ask(database, tmp_path, "/api/v1/orgs/acme")
        assert problem(answer) == (503, "unavailable")
        assert int(answer.headers["retry-after"]) > 0
        assert answer.json()["instance"] in caplog.text
        assert "closed" in caplog.text
        assert "closed" not in answer.text

    def test_are_500_with_an_id_and_no_trace_when_nobody_foresaw_them(
        self,
        database: Database,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        def fail(work: object) -> object:
            raise RuntimeError("a detail that is nobody's business")

        monkeypatch.setattr(database, "read", fail)
        answer = self.ask(database, tmp_path, "/readyz")
        assert problem(answer) == (500, "internal")
        assert "business" not in answer.text
        assert answer.json()["instance"] in caplog.text


class TestOperation:
    def test_has_health_readiness_and_counters(
        self, service: RunningService, organization: Organization
    ) -> None:
        assert organization.scim.get("/Users").status_code == 200
        assert httpx.get(f"{service.url}/healthz").json() == {"status": "ok"}
        assert httpx.get(f"{service.url}/readyz").json() == {"status": "ready"}
        metrics = httpx.get(f"{service.url}/metrics")
        assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
        for interface in ("scim", "management"):
            counted = f'scimconsole_requests_total{{interface="{interface}",method="GET",status="200"}}'
            assert counted in metrics.text
