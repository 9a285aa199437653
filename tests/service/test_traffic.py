"""Every SCIM request is counted once, in memory, as what it did."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scimconsole.domain.sync.counting import Counts
from scimconsole.service.journal import Journal
from scimconsole.service.scim.exchange import Exchange
from scimconsole.service.scim.request import PREFIX, ScimRequest
from scimconsole.service.scim.response import Response
from scimconsole.service.traffic import Traffic
from scimconsole.storage.traffic import NewCounts
from tests.service.scim.calls import PATCH_OP, replace, user
from tests.service.scim.in_process import ORG, SLUG, Endpoint, open_endpoint

GUID = "0f2b6a1e-8c7f-4d6e-9d5c-1a2b3c4d5e6f"


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    """An organization without anybody in it, whose traffic nobody writes."""
    opened = open_endpoint(f"sqlite:///{tmp_path / 'traffic.db'}", tmp_path)
    # What opened it was a request, too.
    opened.endpoint._context.journal.traffic = Traffic()
    yield opened
    opened.database.close()


def traffic_of(endpoint: Endpoint) -> Traffic:
    journal: Journal = endpoint.endpoint._context.journal
    return journal.traffic


def counted(endpoint: Endpoint) -> dict[str, int]:
    """What was counted since the last time, without what is zero."""
    sums: dict[str, int] = dict.fromkeys(Counts._fields, 0)
    for row in traffic_of(endpoint).take().get(ORG, NewCounts()).minutes:
        for name in sums:
            sums[name] += row[name]
    return {name: value for name, value in sums.items() if value}


def causes(endpoint: Endpoint) -> dict[str, int]:
    counts = traffic_of(endpoint).take().get(ORG, NewCounts())
    return {row["cause"]: row["requests"] for row in counts.causes}


def match(endpoint: Endpoint, attribute: str, value: str) -> None:
    assert endpoint.request("GET", f'/Users?filter={attribute}+eq+"{value}"').status == 200


class TestARequest:
    def test_is_counted_as_what_it_did(self, endpoint: Endpoint) -> None:
        user_id = endpoint.created("/Users", user("jane@x.example"))
        place = f"/Users/{user_id}"
        endpoint.request("GET", place)
        match(endpoint, "userName", "jane@x.example")
        for value in ("Changed", "Again"):
            endpoint.request("PATCH", place, {"schemas": [PATCH_OP], "Operations": [replace("title", value)]})
        for value in ("False", "True"):
            endpoint.request(
                "PATCH", place, {"schemas": [PATCH_OP], "Operations": [replace("active", value)]}
            )
        endpoint.created("/Groups", {"displayName": "Readers"})
        endpoint.request("DELETE", place)
        endpoint.request("GET", place)
        endpoint.request("POST", "/Users", user(" "))
        assert counted(endpoint) == {
            "requests": 11,
            "reads": 3,
            "creates": 1,
            "updates": 2,
            "disables": 1,
            "enables": 1,
            "group_writes": 1,
            "deletes": 1,
            "failures": 1,
        }

    def test_that_was_refused_counts_as_that(self, endpoint: Endpoint) -> None:
        endpoint.token = endpoint.token[:-1]
        assert endpoint.request("GET", "/Users").status == 401
        (row,) = traffic_of(endpoint).take()[ORG].minutes
        assert (row["requests"], row["refused"], row["last_id"]) == (1, 1, None)

    def test_of_a_bulk_message_is_counted_with_each_of_its_operations(self, endpoint: Endpoint) -> None:
        operations = [
            {"method": "POST", "path": "/Users", "bulkId": str(number), "data": user(f"b{number}@x.example")}
            for number in range(3)
        ]
        endpoint.request("POST", "/Bulk", {"Operations": operations})
        assert counted(endpoint) == {"requests": 4, "creates": 3, "reads": 1}

    def test_of_nobodys_organization_is_not_counted(self, endpoint: Endpoint) -> None:
        assert counted(endpoint) == {}


class TestATestConnection:
    def test_is_a_search_for_a_made_up_name(self, endpoint: Endpoint) -> None:
        match(endpoint, "userName", GUID)
        match(endpoint, "USERNAME", GUID)
        (row,) = traffic_of(endpoint).take()[ORG].minutes
        assert (row["tests"], row["reads"]) == (2, 0)
        assert row["test_id"] == row["last_id"]

    def test_is_none_where_somebody_has_that_name(self, endpoint: Endpoint) -> None:
        endpoint.created("/Users", user(GUID))
        match(endpoint, "userName", GUID)
        assert counted(endpoint) == {"requests": 2, "creates": 1, "reads": 1}

    def test_is_none_where_a_person_is_matched_by_object_id_amid_others(self, endpoint: Endpoint) -> None:
        match(endpoint, "externalId", GUID)
        match(endpoint, "externalId", GUID.replace("0", "1"))
        assert counted(endpoint) == {"requests": 2, "tests": 1, "reads": 1}


class TestACause:
    def test_is_counted_for_what_failed_and_what_deserves_a_look(self, endpoint: Endpoint) -> None:
        endpoint.created("/Users", user("jane@x.example", shoeSize="9"))
        endpoint.request("POST", "/Users", user("jane@x.example"))
        endpoint.request("POST", "/Users", user("JANE@x.example"))
        assert causes(endpoint) == {"attribute-ignored": 1, "user-name-taken": 2}

    def test_is_not_counted_for_a_question(self, endpoint: Endpoint) -> None:
        endpoint.request("GET", f"/Users/{GUID}")
        assert causes(endpoint) == {}


class TestCountsThatCouldNotBeWritten:
    def test_come_again_with_those_counted_since(self, endpoint: Endpoint) -> None:
        match(endpoint, "userName", "jane@x.example")
        endpoint.request("POST", "/Users", user(" "))
        taken = traffic_of(endpoint).take()[ORG]
        match(endpoint, "userName", "jane@x.example")
        endpoint.request("POST", "/Users", user(" "))
        traffic_of(endpoint).put_back(ORG, taken)
        again = traffic_of(endpoint).take()[ORG]
        assert sum(row["requests"] for row in again.minutes) == 4
        assert sum(row["failures"] for row in again.minutes) == 2
        assert sum(row["requests"] for row in again.causes) == 2
        assert max(row["last_id"] for row in again.minutes) > max(row["last_id"] for row in taken.minutes)


class TestManyThreads:
    def test_lose_no_count(self, endpoint: Endpoint) -> None:
        traffic = traffic_of(endpoint)
        served = endpoint.endpoint._context.organization(endpoint.session, SLUG)
        assert served is not None
        scope = {"method": "GET", "path": f"{PREFIX}{SLUG}/Users", "query_string": b"", "headers": []}
        exchange = Exchange(ScimRequest(scope), served, endpoint.session, None)
        taken: list[NewCounts] = []

        def count() -> None:
            for _ in range(2_000):
                traffic.count(exchange, Response(200))

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            taken.extend(traffic.take().values())
        taken.extend(traffic.take().values())
        assert sum(row["requests"] for counts in taken for row in counts.minutes) == 8_000
