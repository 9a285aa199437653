"""A secret is in the answer that makes it, and nowhere else, ever."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import psycopg

from tests.running_service import Organization, RunningService
from tests.service.management.people import create_user


def everything_kept(service: RunningService) -> bytes:
    """Every byte of the data directory, the log, and the database."""
    kept = [path.read_bytes() for path in Path(service.home).rglob("*") if path.is_file()]
    if service.engine == "postgresql":
        url = service.database_url.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(url) as connection:
            tables = connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            ).fetchall()
            for (table,) in tables:
                for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():
                    kept.append(repr(row).encode())
                    kept.extend(bytes(value) for value in row if isinstance(value, bytes | memoryview))
    return b"\0".join(kept)


class TestASecret:
    def test_is_in_its_answer_and_nowhere_else(
        self, organization: Organization, service: RunningService
    ) -> None:
        other = service.add_organization()
        token = organization.generate_token("Entra")
        answer = organization.api.post(
            "/tokens", json={"name": "kept?"}, headers={"Idempotency-Key": "secrets"}
        )
        second = answer.json()["token"]
        rotated = organization.api.post(f"/tokens/{token[7:29]}/rotate").json()["token"]
        member = organization.api.post("/members", json={"email": "a@b.example", "role": "support"}).json()
        key = organization.api.post(f"/members/{member['id']}/key").json()["api_key"]
        create_user(organization, "jane@acme.example")
        # Where people paste it by mistake.
        for secret in (token, second, rotated, member["api_key"], key):
            organization.client(other.tenant_url, secret).get("/Users")
            organization.client(organization.tenant_url, "Bearer " + secret).get("/Users")
            organization.client(organization.tenant_url, secret + "x").get("/Users")
            organization.client(organization.api_url, secret).get("/users")
            organization.client(other.api_url, secret).get("/users")
        organization.client(organization.tenant_url, token).get("/Users")
        organization.client(organization.tenant_url, token).post("/Users", content=b"{")
        time.sleep(1.5)
        kept = everything_kept(service)
        assert b"jane@acme.example" in kept
        for secret in (token, second, rotated, member["api_key"], key, organization.api_key):
            hidden = secret[29:72]
            assert secret[7:29].encode() in kept
            assert hidden.encode() not in kept
            assert hidden[:16].encode() not in kept
            assert base64.b64encode(secret.encode())[:60] not in kept

    def test_is_not_in_any_later_answer(self, organization: Organization) -> None:
        token = organization.generate_token("Entra")
        for path in ("", "/tokens", f"/tokens/{token[7:29]}", "/members", "/requests", "/changes"):
            answer = organization.api.get(path)
            assert answer.status_code == 200
            for secret in (token, organization.api_key):
                assert secret[29:45] not in answer.text
