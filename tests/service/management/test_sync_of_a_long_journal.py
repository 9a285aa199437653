"""The state of provisioning is read from a week of minutes, however long the journal is."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from scimconsole.api import Sync
from scimconsole.domain.causes import all_causes
from scimconsole.domain.ids import ordered_id
from scimconsole.domain.sync.counting import DAY, HOUR, MINUTE, Counts
from scimconsole.service.management.sign_in import Caller
from scimconsole.service.management.sync import sync_of
from scimconsole.storage import traffic
from scimconsole.storage.traffic import NewCounts
from scimconsole.storage.transactions import write
from tests.service.scim.in_process import ORG, SLUG, Endpoint, open_endpoint
from tests.storage.organization_named import names_the_organization

STATEMENTS_BUT_FOR_CAUSES = 20
ROWS_BUT_FOR_CAUSES = traffic.MOST_MINUTES + 200


@pytest.fixture(scope="module")
def endpoint(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """An organization that was called in each minute of ten days, and failed in every way there is."""
    endpoint = open_endpoint(database_url, tmp_path_factory.mktemp("pepper"))
    now = time.time_ns() // 1000
    counts = Counts(requests=30, tests=1, reads=14, updates=10, failures=5)
    minutes = [minute(at, counts) for at in range(now - 10 * DAY, now, MINUTE)]
    causes = [
        {
            "hour": at // HOUR,
            "cause": cause.code,
            "requests": 3,
            "first_at": at,
            "last_at": at + 1,
            "last_request_id": ordered_id(at),
        }
        for at in range(now - 10 * DAY, now, HOUR)
        for cause in all_causes()
    ]
    write(endpoint.session, ORG, lambda opened: traffic.add(opened, ORG, NewCounts(minutes, causes)))
    yield endpoint
    endpoint.database.close()


def minute(at: int, counts: Counts) -> dict[str, object]:
    ids = {"last_id": ordered_id(at), "test_id": ordered_id(at)}
    return {"minute": at // MINUTE, "first_at": at, "last_at": at + 1, **ids, **counts._asdict()}


def read(endpoint: Endpoint) -> Sync:
    context = endpoint.endpoint._context
    served = context.organization(endpoint.session, SLUG)
    assert served is not None
    endpoint.connection.ran = endpoint.ran = []
    return sync_of(endpoint.session, Caller(context, served, "owner", "owner@x.example", None, "key"))


class TestReading:
    def test_takes_few_statements_that_name_the_organization(self, endpoint: Endpoint) -> None:
        told = read(endpoint)
        causes = len(told.failures) + len(told.looks)
        assert causes == len(all_causes())
        assert len(endpoint.ran) <= STATEMENTS_BUT_FOR_CAUSES + causes
        assert [sql for sql, _ in endpoint.ran if not names_the_organization(sql)] == []

    def test_takes_a_bounded_number_of_rows(self, endpoint: Endpoint) -> None:
        told = read(endpoint)
        rows = sum(
            len(endpoint.session.connection.execute(sql, values).fetchall())
            for sql, values in list(endpoint.ran)
        )
        assert rows <= ROWS_BUT_FOR_CAUSES + traffic.MOST_CAUSES + len(told.failures) + len(told.looks)

    @pytest.mark.engines("sqlite")
    def test_takes_every_row_from_an_index(self, endpoint: Endpoint) -> None:
        read(endpoint)
        plans = [
            step[-1]
            for sql, values in list(endpoint.ran)
            for step in endpoint.session.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        ]
        # What is bounded inside the statement may be walked.
        assert [step for step in plans if "SCAN" in step and "anon_" not in step] == []

    def test_takes_little_time(self, endpoint: Endpoint) -> None:
        taken = []
        for _ in range(5):
            began = time.process_time()
            read(endpoint)
            taken.append(time.process_time() - began)
        # A fiftieth of a second where nothing else runs; this only finds what grows without bound.
        assert min(taken) < 0.15, taken

    def test_tells_of_the_last_day_and_hour(self, endpoint: Endpoint) -> None:
        told = read(endpoint)
        assert 1439 * 30 <= told.today.requests <= 1441 * 30
        assert sum(told.last_hour) >= 57 * 30
        assert len(told.cycles) == 1, "who calls every minute makes one long cycle"


class TestAClockThatWasAhead:
    """However many requests bear a time to come: what is judged is what came until now."""

    def test_is_said_and_believed_in_nothing(self, endpoint: Endpoint) -> None:
        before = read(endpoint)
        later = time.time_ns() // 1000 + 300 * DAY
        counts = Counts(requests=1, tests=1)
        ahead = [minute(later + number * MINUTE, counts) for number in range(traffic.MOST_MINUTES + 10)]
        write(endpoint.session, ORG, lambda opened: traffic.add(opened, ORG, NewCounts(ahead)))
        told = read(endpoint)
        assert told.reason.endswith(" A request bears a time 302 days from now: a clock was moved.")
        assert told.health == before.health
        assert told.last_contact is not None
        assert told.last_contact.at < told.at
        assert abs(told.today.requests - before.today.requests) <= 60
