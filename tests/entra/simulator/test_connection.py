"""Test Connection, and what each wrong answer would mean in Entra."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

import httpx
import pytest

from scimconsole.entra.simulator.connection_test import LIST_RESPONSE, Report, try_connection
from scimconsole.entra.simulator.endpoint import Endpoint, NotAnswered
from scimconsole.errors import NotAllowed, NotSignedIn, ScimConsoleError
from tests.running_service import Organization

URL = "https://scim.example/v2"
NOBODY = {"schemas": [LIST_RESPONSE], "totalResults": 0, "Resources": [], "startIndex": 1, "itemsPerPage": 20}


def attempt(
    answer: httpx.Response | Exception, *, url: str = URL, with_percents: httpx.Response | None = None
) -> Report:
    """The report on an endpoint that always answers this."""

    def respond(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return with_percents if with_percents and b"%20" in request.url.query else answer

    async def ask() -> Report:
        async with Endpoint(url, "token", transport=httpx.MockTransport(respond)) as endpoint:
            return await try_connection(endpoint)

    return asyncio.run(ask())


def good(body: object = NOBODY, media_type: str = "application/scim+json; charset=utf-8") -> httpx.Response:
    return httpx.Response(200, json=body, headers={"Content-Type": media_type})


class TestAGoodEndpoint:
    """200 with an empty list."""

    @pytest.mark.engines("sqlite")
    def test_ours(self, organization: Organization) -> None:
        async def ask() -> Report:
            async with Endpoint(organization.tenant_url, organization.token) as endpoint:
                return await try_connection(endpoint)

        report = asyncio.run(ask())
        assert report.problem is None
        assert [remark.what for remark in report.examined.remarks] == ["The Tenant URL is plain http."]

    def test_nothing_to_say(self) -> None:
        report = attempt(good())
        assert report.as_json()["findings"] == []
        assert report.verdict == "Test Connection would succeed in Entra."
        assert report.request.startswith("GET /Users?filter=userName+eq+%22")

    def test_the_flag_stays_in_the_address(self) -> None:
        seen: list[str] = []

        def respond(request: httpx.Request) -> httpx.Response:
            seen.append(str(request.url))
            return good()

        async def ask() -> Report:
            url, transport = f"{URL}/?aadOptscim062020", httpx.MockTransport(respond)
            async with Endpoint(url, "token", transport=transport) as endpoint:
                return await try_connection(endpoint)

        assert asyncio.run(ask()).problem is None
        assert seen[0].startswith(f"{URL}/Users?filter=")
        assert seen[0].endswith("&aadOptscim062020")

    @pytest.mark.parametrize(
        "answer",
        [
            good({key: value for key, value in NOBODY.items() if key != "Resources"}),
            good(media_type="application/json"),
            good(media_type=""),
        ],
        ids=["no Resources", "another media type", "no media type"],
    )
    def test_warnings_do_not_fail_it(self, answer: httpx.Response) -> None:
        report = attempt(answer)
        assert report.problem is None
        assert [remark.severity for remark in report.examined.remarks] == ["warning"]


class TestAWrongAnswer:
    """Told with what it does in Entra and how to mend it."""

    @pytest.mark.parametrize(
        ("status", "kind", "said"),
        [
            (301, ScimConsoleError, "redirection"),
            (401, NotSignedIn, "quarantine"),
            (403, NotAllowed, "may not do this"),
            (404, ScimConsoleError, "most common reason"),
            (405, ScimConsoleError, "cannot match anybody"),
            (406, ScimConsoleError, "no Content-Type"),
            (415, ScimConsoleError, "The answer is 415"),
            (429, ScimConsoleError, "too many requests"),
            (500, ScimConsoleError, "The answer is 500"),
        ],
    )
    def test_a_status(self, status: int, kind: type[ScimConsoleError], said: str) -> None:
        report = attempt(httpx.Response(status, json={"detail": "our words"}))
        assert type(report.problem) is kind
        assert said in report.problem.detail
        assert report.problem.hint
        assert "our words" in report.problem.detail or status == 301
        assert report.as_json()["ok"] is False

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ([], "no JSON object"),
            ({}, "no number in totalResults"),
            ({**NOBODY, "totalResults": "0"}, "no number in totalResults"),
            ({**NOBODY, "totalResults": True}, "no number in totalResults"),
            ({**NOBODY, "totalResults": 3, "Resources": [{"id": "1"}]}, "The filter is passed over"),
            ({**NOBODY, "schemas": ["urn:x"]}, "do not name the ListResponse"),
            ({**NOBODY, "schemas": None}, "do not name the ListResponse"),
        ],
    )
    def test_a_body(self, body: Any, said: str) -> None:
        problem = attempt(good(body)).problem
        assert problem is not None
        assert said in problem.detail

    def test_a_page_for_people(self) -> None:
        problem = attempt(httpx.Response(200, text="<html>Sign in</html>")).problem
        assert problem is not None
        assert "Sign in" in problem.detail

    def test_blanks_as_percents_that_are_not_understood(self) -> None:
        problem = attempt(good(), with_percents=httpx.Response(400)).problem
        assert problem is not None
        assert "%20 was answered with 400" in problem.detail


class TestNoAnswer:
    """The reason, as far as it can be told."""

    def test_nobody_there(self) -> None:
        with pytest.raises(NotAnswered, match="cannot be reached") as caught:
            attempt(httpx.ConnectError("refused"))
        assert caught.value.exit_code == 6

    def test_a_certificate_that_nobody_trusts(self) -> None:
        error = httpx.ConnectError("no")
        error.__cause__ = ssl.SSLCertVerificationError(1, "self-signed certificate")
        with pytest.raises(NotAnswered, match="was not trusted") as caught:
            attempt(error)
        assert caught.value.silence == "tls"

    def test_too_late_and_too_long(self) -> None:
        with pytest.raises(NotAnswered, match="in time"):
            attempt(httpx.ReadTimeout("slow"))
        with pytest.raises(NotAnswered, match="longer than 16 MB"):
            attempt(httpx.Response(200, content=b" " * (17 << 20)))
