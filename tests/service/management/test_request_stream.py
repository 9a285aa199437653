"""The journal as a stream: each request once, whatever cuts it, in the order in which they were committed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.running_service import Organization
from tests.service.management.people import create_group, create_user, set_active


@contextmanager
def stream(organization: Organization, **query: str) -> Iterator[Iterator[dict[str, Any]]]:
    """The events of a stream, each as its fields; waits for at most five seconds for the next bytes."""
    headers = {"Authorization": f"Bearer {organization.api_key}"}
    if "last_event_id" in query:
        headers["Last-Event-ID"] = query.pop("last_event_id")
    url = f"{organization.api_url}/requests/stream"
    with httpx.stream("GET", url, params=query, headers=headers, timeout=5, verify=False) as response:
        if response.status_code != 200:
            response.read()
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        yield _events(response)


def _events(response: httpx.Response) -> Iterator[dict[str, Any]]:
    rest = b""
    for chunk in response.iter_bytes():
        *blocks, rest = (rest + chunk).split(b"\n\n")
        for block in blocks:
            lines = [line for line in block.split(b"\n") if not line.startswith(b":")]
            fields = dict(line.split(b": ", 1) for line in lines)
            event: dict[str, Any] = {name.decode(): value.decode() for name, value in fields.items()}
            if "data" in event:
                event["data"] = json.loads(event["data"])
            yield event


def requests(events: Iterator[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """The next so many requests; each event has its request's id."""
    found: list[dict[str, Any]] = []
    for event in events:
        if "data" in event:
            assert event["event"] == "request"
            assert event["id"] == event["data"]["id"]
            found.append(event["data"])
            if len(found) == count:
                return found
    raise AssertionError(f"the stream ended after {len(found)} requests")


class TestAStream:
    def test_tells_what_comes_as_the_list_tells_it(self, organization: Organization) -> None:
        create_user(organization, "before@acme.example")
        with stream(organization) as events:
            begun = next(events)
            assert begun["retry"] == "1000"
            create_user(organization, "ann@acme.example")
            organization.scim.get("/Users", params={"filter": 'userName eq "nobody"'})
            came = requests(events, 2)
        assert [item["operation"] for item in came] == ["create user", "find user"]
        assert came[::-1] == organization.api.get("/requests", params={"limit": 2}).json()["items"]

    def test_goes_on_behind_the_last_event(self, organization: Organization) -> None:
        for number in range(3):
            create_user(organization, f"p{number}@acme.example")
        newest = organization.api.get("/requests").json()["items"]
        for place in ({"after": newest[2]["id"]}, {"last_event_id": newest[2]["id"]}):
            with stream(organization, **place) as events:
                assert requests(events, 2) == [newest[1], newest[0]]

    def test_that_was_cut_before_its_first_request_misses_none(self, organization: Organization) -> None:
        with stream(organization) as events:
            begun = next(events)
        user_id = create_user(organization, "ann@acme.example")
        with stream(organization, last_event_id=begun["id"]) as events:
            assert requests(events, 1)[0]["resource_id"] == user_id

    def test_begins_with_the_past_when_asked(self, organization: Organization) -> None:
        create_user(organization, "ann@acme.example")
        with stream(organization, since="2026-01-01") as events:
            assert requests(events, 1)[0]["sought"] == "ann@acme.example"

    def test_of_a_bad_place_is_refused(self, organization: Organization) -> None:
        for text in ("yesterday", "00000000-0000-4000-8000-000000000000"):
            answer = organization.api.get("/requests/stream", params={"after": text})
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["pointer"] == "?after"


class TestItsConditions:
    def test_are_those_of_the_list(self, keycafe: Organization) -> None:
        ann = create_user(keycafe, "ann@acme.example", externalId="object-1")
        create_user(keycafe, "bob@acme.example")
        create_group(keycafe, "Staff", ann)
        set_active(keycafe, ann, False)
        keycafe.scim.post("/Users", json={"userName": "ann@acme.example"})
        keycafe.scim.post(
            "/Users", json={"userName": "cy@acme.example", "userType": "BOSS", "externalId": "cy-1"}
        )
        told = {
            ("user", "CY-1"): ["create user"],
            ("user", "object-1"): ["create user", "disable user", "create user"],
            ("user", "ann@ACME.example"): ["create user", "disable user", "create user"],
            ("user", "staff"): ["create group"],
            ("status", "error"): ["create user", "create user"],
            ("cause", "user-name-taken"): ["create user"],
            ("cause", "value-not-allowed"): ["create user"],
            ("operation", "disable user"): ["disable user"],
        }
        for (name, value), expected in told.items():
            with stream(keycafe, since="2026-01-01", **{name: value}) as events:
                came = requests(events, len(expected))
            listed = keycafe.api.get("/requests", params={name: value}).json()["items"]
            assert [item["operation"] for item in came] == expected, name
            assert sorted(item["id"] for item in listed) == sorted(item["id"] for item in came)

    def test_let_the_place_move_on_past_what_does_not_meet_them(self, organization: Organization) -> None:
        create_user(organization, "ann@acme.example")
        create_user(organization, "bob@acme.example")
        last, first = organization.api.get("/requests").json()["items"]
        with stream(organization, user="nobody", after=first["id"]) as events:
            assert next(events)["id"] == first["id"]
            beat = next(events)
        assert beat["id"] == last["id"]
        assert "data" not in beat


class TestWhoMayFollow:
    @pytest.mark.engines("sqlite")
    def test_is_a_member_as_long_as_the_key_is_good(self, organization: Organization) -> None:
        key = organization.add_member("support", "help@acme.example")
        headers = {"Authorization": f"Bearer {key}"}
        url = f"{organization.api_url}/requests/stream"
        (member,) = [
            one for one in organization.api.get("/members").json()["items"] if one["role"] == "support"
        ]
        with httpx.stream("GET", url, headers=headers, timeout=8) as response:
            assert response.status_code == 200
            assert organization.api.delete(f"/members/{member['id']}").status_code in (200, 204)
            began = time.monotonic()
            for _ in response.iter_bytes():
                pass
            assert time.monotonic() - began < 7
        assert httpx.get(url, headers=headers).status_code == 401

    @pytest.mark.engines("sqlite")
    def test_is_at_most_twenty_at_once(self, organization: Organization) -> None:
        headers = {"Authorization": f"Bearer {organization.api_key}"}
        url = f"{organization.api_url}/requests/stream"
        with httpx.Client(headers=headers, limits=httpx.Limits(max_connections=30)) as client:
            opened = [client.send(client.build_request("GET", url), stream=True) for _ in range(20)]
            reading = [response.iter_bytes() for response in opened]
            for chunks in reading:
                next(chunks)
            refused = client.get(url)
            assert refused.status_code == 429
            assert refused.json()["type"] == "too-many-streams"
            for response in opened:
                response.close()
            time.sleep(0.3)
            again = client.send(client.build_request("GET", url), stream=True)
            assert again.status_code == 200
            again.close()
