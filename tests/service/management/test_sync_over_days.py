"""What becomes of the state of provisioning over days: real requests, made at other times than now."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from scimconsole.api import Sync
from scimconsole.api.base import timestamp
from scimconsole.domain.ids import new_id, ordered_id
from scimconsole.domain.sync.counting import DAY, HOUR, MINUTE
from scimconsole.domain.tokens import Expiry
from scimconsole.service.management.sign_in import Caller
from scimconsole.service.management.sync import sync_of
from scimconsole.service.scim.request import PREFIX, ScimRequest
from scimconsole.service.scim.response import Response
from scimconsole.service.traffic import Traffic
from scimconsole.storage import tokens
from scimconsole.storage.transactions import write
from tests.service.scim.calls import PATCH_OP, replace, user
from tests.service.scim.in_process import ORG, SLUG, Endpoint, open_endpoint

CYCLE = 40 * MINUTE


class Days:
    """An organization to which requests are sent at any time; `now` is when the state is asked for."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.now = time.time_ns() // 1000
        self._endpoint = endpoint
        self._context = endpoint.endpoint._context
        # What opened the endpoint was a request, too, and is forgotten.
        self._context.journal.traffic = Traffic()
        asyncio.run(self._context.journal.flush())
        endpoint.session.script("UPDATE scim_token SET last_used_at = NULL")
        self.use_token(self.now + 300 * DAY)

    def send(self, at: int, method: str, path: str, body: object = None) -> Response:
        """The answer to a request that came at `at` (microseconds)."""
        address, _, query = path.partition("?")
        scope = {
            "method": method,
            "path": f"{PREFIX}{SLUG}{address}",
            "query_string": query.encode(),
            "client": ("20.1.2.3", 1),
            "headers": [(b"authorization", f"Bearer {self.token}".encode())],
        }
        request = ScimRequest(scope)
        request.at, request.id = at, ordered_id(at)
        request.body = b"" if body is None else orjson.dumps(body)
        return self._endpoint.endpoint.answer(request, self._endpoint.session)

    def test(self, at: int) -> int:
        """Entra's test connection; answers the status."""
        return self.send(at, "GET", f'/Users?filter=userName+eq+"{new_id()}"').status

    def create(self, at: int, name: str) -> str:
        """A match and a create, as for somebody new; answers the id."""
        self.send(at, "GET", f'/Users?filter=userName+eq+"{name}"')
        answer = self.send(at, "POST", "/Users", user(name))
        assert answer.status == 201, answer.body
        identifier: str = orjson.loads(answer.body)["id"]
        return identifier

    def update(self, at: int, user_id: str, title: str) -> None:
        """A read and a change."""
        self.send(at, "GET", f"/Users/{user_id}")
        body = {"schemas": [PATCH_OP], "Operations": [replace("title", title)]}
        assert self.send(at, "PATCH", f"/Users/{user_id}", body).status == 200

    def run_job(self, since: int, until: int) -> str:
        """A first cycle with two people, then one every 40 minutes, the last at `until`; answers an id."""
        begins = range(until, since, -CYCLE)[::-1]
        self.test(begins[0])
        people = [self.create(begins[0] + MINUTE, f"{name}@x.example") for name in ("jane", "max")]
        for number, begin in enumerate(begins[1:]):
            assert self.test(begin) == 200
            if number % 3 == 0:
                self.update(begin + MINUTE // 2, people[0], f"T{number}")
        return people[0]

    def use_token(self, expires_at: int) -> None:
        """Sign in with another token from now on."""
        expiry, digest = Expiry(expires_at, None), self._context.peppers.digest
        _, self.token = write(
            self._endpoint.session,
            ORG,
            lambda opened: tokens.generate_token(
                opened, ORG, name="ending", expiry=expiry, digest=digest, by="service"
            ),
        )

    def state(self) -> Sync:
        """What the service tells now."""
        asyncio.run(self._context.journal.flush())
        served = self._context.organization(self._endpoint.session, SLUG)
        assert served is not None
        return sync_of(
            self._endpoint.session, Caller(self._context, served, "owner", "owner@x.example", None, "key")
        )


@pytest.fixture
def days(tmp_path: Path) -> Iterator[Days]:
    """An organization without anybody in it."""
    endpoint = open_endpoint(f"sqlite:///{tmp_path / 'days.db'}", tmp_path)
    yield Days(endpoint)
    endpoint.database.close()


def kinds(told: Sync) -> list[str]:
    """The cycles, oldest first."""
    return [cycle.kind for cycle in reversed(told.cycles)]


class TestAJobThatRuns:
    def test_is_healthy_and_comes_again_when_it_usually_does(self, days: Days) -> None:
        last = days.now - 12 * MINUTE
        days.run_job(days.now - DAY // 2, last)
        told = days.state()
        assert told.health == "healthy"
        assert told.reason.startswith("Entra contacted us 12 min ago; the next cycle is expected about ")
        assert told.rhythm.usual_seconds == 40 * 60
        assert told.rhythm.next_at == timestamp(last + CYCLE)
        assert kinds(told)[0] == "initial"
        assert set(kinds(told)[1:]) == {"cycle"}, "a test alone on the beat is a cycle without changes"
        assert told.last_contact is not None
        assert told.last_contact.remote_address == "20.1.2.3"
        assert told.last_contact.at == timestamp(last)
        assert told.silence == []

    def test_is_not_disturbed_by_somebody_provisioned_on_demand(self, days: Days) -> None:
        last = days.now - 25 * MINUTE
        days.run_job(days.now - DAY // 2, last)
        days.test(last + 15 * MINUTE)
        days.create(last + 15 * MINUTE, "pilot@x.example")
        told = days.state()
        assert kinds(told)[-2:] == ["cycle", "on-demand"]
        assert told.rhythm.next_at == timestamp(last + CYCLE)

    def test_is_quiet_when_it_stays_away(self, days: Days) -> None:
        days.run_job(days.now - DAY, days.now - 5 * HOUR - MINUTE)
        told = days.state()
        assert told.health == "quiet"
        assert told.reason == "Entra's last request came 5 h ago; it usually comes every 40 min."
        assert [reason.cause for reason in told.silence] == ["job-paused", "in-quarantine", "not-reachable"]

    def test_that_reads_in_vain_is_remarked_on(self, days: Days) -> None:
        user_id = days.run_job(days.now - DAY, days.now - 3 * CYCLE)
        for begin in range(days.now - 2 * CYCLE, days.now + 1, CYCLE):
            days.test(begin)
            days.send(begin, "GET", f"/Users/{user_id}")
        assert days.state().remarks[0].cause == "read-and-left"


class TestATokenThatExpires:
    def test_fails_with_the_next_attempt_and_leads_to_quarantine(self, days: Days) -> None:
        expires_at = days.now - 20 * HOUR
        days.use_token(expires_at)
        days.run_job(days.now - 2 * DAY, expires_at - MINUTE)
        attempt = expires_at + 39 * MINUTE
        assert days.test(attempt) == 401
        told = days.state()
        assert told.health == "failing"
        assert ": the token has expired; 1 request refused since " in told.reason
        assert told.forecast.outlook == "quarantined"
        assert told.forecast.at == timestamp(attempt)
        assert [reason.cause for reason in told.silence] == ["in-quarantine"]
        assert told.failures[0].cause == "token-expired"
        assert kinds(told)[-1] == "test"

    def test_is_the_likeliest_reason_for_silence_before_that(self, days: Days) -> None:
        expires_at = days.now - 3 * HOUR
        days.use_token(expires_at)
        days.run_job(days.now - DAY, expires_at - MINUTE)
        told = days.state()
        assert told.health == "quiet"
        assert told.silence[0].cause == "token-ended"
        assert '"ending", which is expired' in told.silence[0].evidence

    def test_is_over_when_its_successor_was_pasted(self, days: Days) -> None:
        good = days.token
        days.use_token(days.now - 20 * HOUR)
        days.run_job(days.now - DAY, days.now - 20 * HOUR - MINUTE)
        assert days.test(days.now - 19 * HOUR) == 401
        days.token = good
        assert days.test(days.now - MINUTE) == 200
        told = days.state()
        assert told.health == "healthy"
        assert told.failures[0].cause == "token-expired", "what failed within the day is still told"


class TestTestsAndNobodySent:
    def test_by_hand_mean_that_the_job_is_off(self, days: Days) -> None:
        days.test(days.now - 4 * HOUR)
        days.test(days.now - 3 * HOUR)
        told = days.state()
        assert told.health == "quiet"
        assert [reason.cause for reason in told.silence] == [
            "job-off",
            "nothing-assigned",
            "scope-filters-nobody",
        ]

    def test_every_cycle_mean_that_nobody_is_in_scope(self, days: Days) -> None:
        for begin in range(days.now - 10 * HOUR, days.now, CYCLE):
            days.test(begin)
        told = days.state()
        assert told.health == "quiet"
        assert told.silence[0].cause == "nothing-assigned"


class TestFailuresThatGrow:
    def test_are_thought_on_to_the_hour_entra_stops(self, days: Days) -> None:
        for hour in range(5):
            at = days.now - (4 - hour) * HOUR
            days.test(at)
            for number in range(60):
                assert days.send(at, "POST", "/Users", user(" ")).status == 400, number
        told = days.state()
        assert told.health == "failing"
        assert told.today.failures == 300
        assert told.forecast.outlook == "at-risk"
        assert told.forecast.reason == "EncounteredEscrowProportionThreshold"
        assert "At this rate Entra stops in 2 days" in told.forecast.sentence
