"""Signing in: one 401 for every cause, told apart in the journal only."""

from __future__ import annotations

import time

import httpx
import pytest

from tests.running_service import Organization, RunningService
from tests.service.scim.calls import newest_requests, refusal


def get(organization: Organization, authorization: str | None, path: str = "/Users") -> httpx.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    return organization.client(organization.tenant_url, None).get(path, headers=headers)


def refused_headers(organization: Organization, service: RunningService) -> dict[str, str | None]:
    """An Authorization header for each cause of refusal, by the reason that the journal gives."""
    good = organization.token
    revoked = organization.generate_token("revoked")
    (row,) = [item for item in organization.api.get("/tokens").json()["items"] if item["name"] == "revoked"]
    assert organization.api.delete(f"/tokens/{row['id']}").status_code in (200, 204)
    expired = organization.generate_token("expired", expires_in=1)
    time.sleep(1.1)
    stranger = service.add_organization()
    return {
        "missing": None,
        "scheme": f"Basic {good}",
        "length": f"Bearer {good[:-1]}",
        "checksum": f"Bearer {good[:30]}{'A' if good[30] != 'A' else 'B'}{good[31:]}",
        "unknown": f"Bearer {stranger.token}",
        "kind": f"Bearer {organization.api_key}",
        "revoked": f"Bearer {revoked}",
        "expired": f"Bearer {expired}",
    }


class TestARefusal:
    def test_is_the_same_for_every_cause_and_explained_in_the_journal(
        self, organization: Organization, service: RunningService
    ) -> None:
        headers = refused_headers(organization, service)
        answers = [get(organization, header) for header in headers.values()]
        nobody = organization.client(f"{service.url}/scim/v2/no-such-organization", organization.token)
        answers.append(nobody.get("/Users"))
        for answer in answers:
            refusal(answer, 401)
            assert answer.headers["www-authenticate"].startswith("Bearer")
        assert len({answer.content for answer in answers}) == 1

        entries = newest_requests(organization, len(headers))[: len(headers)]
        assert [entry["refusal"] for entry in reversed(entries)] == list(headers)
        assert not any(entry["signed_in"] for entry in entries)
        assert {entry["status"] for entry in entries} == {401}

    def test_names_the_token_that_was_good_once(
        self, organization: Organization, service: RunningService
    ) -> None:
        headers = refused_headers(organization, service)
        get(organization, headers["revoked"])
        (entry,) = newest_requests(organization, 1)[:1]
        assert entry["token_id"] in headers["revoked"]  # type: ignore[operator]

    @pytest.mark.parametrize(
        "header", ["", "Bearer", "Bearer x y", "bearer x", "Bearer é", "x" * 4000], ids=repr
    )
    def test_meets_whatever_else_is_sent(self, organization: Organization, header: str) -> None:
        client = organization.client(organization.tenant_url, None)
        answer = client.get("/Users", headers=[(b"authorization", header.encode("latin-1"))])
        refusal(answer, 401)

    def test_comes_before_the_body_is_judged(self, organization: Organization) -> None:
        client = organization.client(organization.tenant_url, None)
        assert client.post("/Users", content=b"not json").status_code == 401
        assert client.post("/Users", content=b" " * (1024 * 1024 + 1)).status_code == 401
        assert client.request("TRACE", "/nothing").status_code == 401


class TestASignIn:
    @pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
    def test_takes_the_scheme_in_any_case(self, organization: Organization, scheme: str) -> None:
        assert get(organization, f"{scheme} {organization.token}").status_code == 200

    def test_takes_spaces_before_the_token(self, organization: Organization) -> None:
        assert get(organization, f"Bearer   {organization.token}").status_code == 200

    def test_marks_the_token_as_used(self, organization: Organization) -> None:
        get(organization, f"Bearer {organization.token}")
        newest_requests(organization, 1)
        deadline = time.monotonic() + 5
        while True:
            (token,) = organization.api.get("/tokens").json()["items"]
            if token["last_used_at"] is not None:
                assert token["last_used_from"] == "127.0.0.1"
                return
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def test_is_good_in_its_own_organization_only(
        self, organization: Organization, service: RunningService
    ) -> None:
        other = service.add_organization()
        place = other.scim.post("/Users", json={"userName": "theirs"}).headers["location"]
        for method in ("GET", "DELETE"):
            client = organization.client(organization.tenant_url, organization.token)
            assert client.request(method, place).status_code == 401
            own = place.replace(other.slug, organization.slug)
            assert client.request(method, own).status_code == 404
        assert other.scim.get(place).status_code == 200
