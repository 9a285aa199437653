"""What goes wrong on the way: failures go into escrow; bad credentials, or too many, end the cycle."""

from __future__ import annotations

import json

import httpx
import pytest

from scimconsole.entra.schema.reading import read_schema
from scimconsole.entra.simulator.endpoint import NotAnswered
from scimconsole.entra.simulator.failures import CredentialsRefused
from scimconsole.entra.simulator.job import Quarantined
from scimconsole.entra.simulator.quarantine import Thresholds
from scimconsole.errors import Conflict, NotAllowed, ScimConsoleError
from tests.entra.simulator.wire import Played, Rule, Seen, Tenant, answer, group, people, person

pytestmark = pytest.mark.engines("sqlite")


def on(method: str, rule: Rule, path: str = "/") -> Rule:
    """The rule for requests with this method only."""
    return lambda seen: rule(seen) if seen.method == method and seen.path.startswith(path) else None


def codes(played: Played) -> list[str]:
    return [record.failure.code for record in played.records if record.failure is not None]


class TestOneObjectFails:
    """The others go on; the object is tried again after hours."""

    @pytest.mark.parametrize(
        ("rule", "outcome", "code"),
        [
            (answer(400), "refused", "WebExceptionProtocolError"),
            (answer(403), "refused", "InsufficientRights"),
            (answer(409), "refused", "Conflict"),
            (answer(422), "refused", "UnprocessableEntity"),
            (answer(429), "failed", "TooManyRequests"),
            (answer(500), "failed", "InternalServerError"),
            (answer(501), "failed", "NotImplemented"),
            (answer(503), "failed", "InternalServerError"),
            (answer(204), "failed", "SystemForCrossDomainIdentityManagementServiceIncompatible"),
            (answer(302), "failed", "WebExceptionProtocolError"),
            (lambda seen: httpx.ReadTimeout("slow"), "failed", "Timeout"),
            (lambda seen: httpx.RemoteProtocolError("nonsense"), "failed", "WebExceptionProtocolError"),
            (
                lambda seen: httpx.Response(201, text="<html>"),
                "failed",
                "SystemForCrossDomainIdentityManagementServiceIncompatible",
            ),
            (
                lambda seen: httpx.Response(201, json={"userName": "ana"}),
                "failed",
                "SystemForCrossDomainIdentityManagementServiceIncompatible",
            ),
        ],
    )
    def test_each_answer_has_its_code(self, tenant: Tenant, rule: Rule, outcome: str, code: str) -> None:
        def only_ana(seen: Seen) -> httpx.Response | Exception | None:
            is_ana = seen.method == "POST" and seen.body["userName"].startswith("ana")
            return rule(seen) if is_ana else None

        played = tenant.play([person("ana"), person("bob")], rule=only_ana)
        assert played.outcomes() == {"ana@contoso.example": outcome, "bob@contoso.example": "create"}
        assert codes(played) == [code]
        assert played.cycle.is_done
        assert played.cycle.report()["job"]["status"]["lastExecution"]["state"] == "EntryLevelErrors"

    def test_the_answer_is_told_word_by_word(self, tenant: Tenant) -> None:
        played = tenant.play([person("ana")], rule=on("POST", answer(400)))
        told = played.records[0].as_json(played.cycle.names, show_requests=True)
        error = told["provisioningStatusInfo"]["errorInformation"]
        assert 'Web Response: {"detail":"in the way"}' in error["reason"]
        assert error["errorCategory"] == "nonServiceFailure"
        assert told["provisioningStatusInfo"]["status"] == "failure"
        assert told["provisioningAction"] == "create"
        steps = [step["provisioningStepType"] for step in told["provisioningSteps"]]
        assert steps == ["import", "scoping", "matching", "export"]
        posted = told["scimconsole"]["requests"][-1]
        assert (posted["method"], posted["path"], posted["status"]) == ("POST", "/Users", 400)
        assert posted["body"]["userName"] == "ana@contoso.example"

    def test_what_redact_hides_is_not_told(self, tenant: Tenant) -> None:
        lines = [
            {"targetAttributeName": "userName", "matchingPriority": 1, "source": {"expression": "[mail]"}},
            {"targetAttributeName": "title", "source": {"expression": "Redact([jobTitle])"}},
        ]
        tenant.schema = read_schema(
            {"objectMappings": [{"sourceObjectName": "User", "attributeMappings": lines}]}
        )
        ana = person("ana", jobTitle="pin 4711")
        refused = tenant.play(
            [ana], rule=on("POST", lambda seen: httpx.Response(400, text=seen.body["title"]))
        )
        made = tenant.play([ana], restart="escrows")
        changed = tenant.play([{**ana, "jobTitle": "pin 4712"}])
        assert made.wire.of("POST")[0].body["title"] == "pin 4711"
        for played, outcome in ((refused, "refused"), (made, "create"), (changed, "update")):
            (record,) = played.records
            told = json.dumps(record.as_json(played.cycle.names, show_requests=True))
            assert record.outcome == outcome
            assert "[Redact]" in told
            assert "pin 47" not in told

    @pytest.mark.parametrize("status", [400, 404, 501])
    def test_a_filter_that_is_not_understood(self, tenant: Tenant, status: int) -> None:
        def only_ana(seen: Seen) -> httpx.Response | None:
            return httpx.Response(status) if "ana@" in seen.query else None

        played = tenant.play([person("ana"), person("bob")], rule=only_ana)
        assert codes(played) == ["SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering"]
        assert played.outcomes()["bob@contoso.example"] == "create"

    def test_a_manager_that_is_refused(self, tenant: Tenant) -> None:
        ana, bob = people(2)
        everybody = [{**ana, "manager": {"id": bob["id"]}}, bob]
        played = tenant.play(everybody, rule=on("PATCH", answer(400)), now="2026-01-01T00:00:00Z")
        assert (played.cycle.tally.users["create"], played.cycle.tally.failed_references) == (2, 1)
        assert len(tenant.play(everybody, now="2026-01-01T01:00:00Z").wire.requests) == 1
        again = tenant.play(everybody, now="2026-01-01T06:00:00Z")
        assert again.cycle.tally.references == 1

    def test_who_leaves_is_disabled_whatever_else_failed(self, tenant: Tenant) -> None:
        ana, bob = people(2)
        played = tenant.play([{**ana, "manager": {"id": bob["id"]}}, bob], rule=on("PATCH", answer(400)))
        assert played.cycle.tally.failed_references == 1
        assert tenant.play([bob]).outcomes() == {"p0@contoso.example": "disable"}

    def test_a_probe_that_is_refused(self, tenant: Tenant) -> None:
        ana, bob = people(2)

        def no_probes(seen: Seen) -> httpx.Response | None:
            return httpx.Response(400) if seen.query.startswith("attributes=id&") else None

        everybody = [{**ana, "manager": {"id": bob["id"]}}, bob]
        played = tenant.play(everybody, [group("Staff", ana, bob)], rule=no_probes)
        assert (played.cycle.tally.references, played.cycle.tally.refused_probes) == (1, 1)
        assert "refused 1 filters" in played.cycle.remarks[0]
        again = tenant.play(everybody, [group("Staff", ana, bob)], rule=no_probes, restart="full")
        assert again.cycle.tally.refused_probes == 3
        assert again.cycle.tally.failures == 0

    def test_members_that_are_refused(self, tenant: Tenant) -> None:
        everybody, staff = people(25), [group("Staff", *people(25))]
        count = 0

        def second(seen: Seen) -> httpx.Response | None:
            nonlocal count
            count += 1
            return httpx.Response(500) if count == 2 else None

        played = tenant.play(everybody, staff, rule=on("PATCH", second), now="2026-01-01T00:00:00Z")
        assert played.outcomes("Group") == {"Staff": "failed"}
        again = tenant.play(everybody, staff, now="2026-01-01T07:00:00Z")
        assert [len(seen.operations[0]["value"]) for seen in again.wire.of("PATCH")] == [5]


class TestEscrow:
    """6, 12 and 24 hours, then daily, for 28 days."""

    def test_it_waits_for_its_time(self, tenant: Tenant) -> None:
        refuse = on("POST", answer(500))
        tried = []
        for hour in range(72):
            at = f"2026-01-{1 + hour // 24:02}T{hour % 24:02}:00:00Z"
            if tenant.play([person("ana")], rule=refuse, now=at).wire.of("POST"):
                tried.append(hour)
        assert tried == [0, 6, 18, 42, 66]

    def test_who_changes_is_tried_at_once(self, tenant: Tenant) -> None:
        tenant.play([person("ana")], rule=on("POST", answer(400)))
        assert tenant.play([person("ana")]).cycle.tally.in_escrow == 1
        assert tenant.play([person("ana", jobTitle="Cook")]).outcomes() == {"ana@contoso.example": "create"}

    def test_a_restart_tries_at_once(self, tenant: Tenant) -> None:
        tenant.play([person("ana")], rule=on("POST", answer(400)))
        played = tenant.play([person("ana")], restart="escrows")
        assert played.outcomes() == {"ana@contoso.example": "create"}

    def test_too_many_requests_are_tried_in_the_next_cycle(self, tenant: Tenant) -> None:
        tenant.play([person("ana")], rule=on("POST", answer(429)), now="2026-01-01T00:00:00Z")
        later = tenant.play([person("ana")], now="2026-01-01T00:40:00Z")
        assert later.outcomes() == {"ana@contoso.example": "create"}

    def test_after_28_days_the_job_is_disabled(self, tenant: Tenant) -> None:
        refuse = on("POST", answer(500))
        tenant.play([person("ana")], rule=refuse, now="2026-01-01T00:00:00Z")
        tenant.play([person("ana")], rule=refuse, now="2026-01-29T00:00:00Z")
        with pytest.raises(Conflict, match="disables the job"):
            tenant.play([person("ana")], now="2026-01-29T00:00:01Z")
        played = tenant.play([person("ana")], restart="escrows", now="2026-01-30T00:00:00Z")
        assert played.outcomes() == {"ana@contoso.example": "create"}


class TestQuarantine:
    """At once for bad credentials and a wrong answer to the first filter; by volume for failures."""

    def test_a_token_that_is_refused_in_the_middle(self, tenant: Tenant) -> None:
        count = 0

        def third(seen: Seen) -> httpx.Response | None:
            nonlocal count
            count += 1
            return httpx.Response(401) if count >= 3 else None

        played = tenant.play(people(10), rule=on("POST", third), concurrency=1)
        assert isinstance(played.cycle.error, CredentialsRefused)
        assert played.cycle.tally.users["create"] == 2
        assert played.cycle.quarantine is not None
        assert played.cycle.quarantine.reason == "EncounteredQuarantineException"
        again = tenant.play(people(10), restart="escrows")
        assert (again.cycle.tally.users["create"], again.cycle.tally.users["unchanged"]) == (8, 2)

    def test_the_next_attempt_is_a_day_later(self, tenant: Tenant) -> None:
        tenant.play(people(1), rule=answer(401), now="2026-01-01T00:00:00Z")
        with pytest.raises(Conflict, match="2026-01-02T00:00:00Z"):
            tenant.play(people(1), now="2026-01-01T23:59:59Z")
        second = tenant.play(people(1), rule=answer(401), now="2026-01-02T00:00:00Z").cycle.quarantine
        assert second is not None
        assert (second.series_count, second.as_json()["seriesBegan"]) == (2, "2026-01-01T00:00:00Z")
        good = tenant.play(people(1), now="2026-01-03T00:00:00Z")
        assert good.cycle.report()["job"]["status"]["code"] == "Active"

    def test_after_four_weeks_the_job_is_disabled(self, tenant: Tenant) -> None:
        tenant.play([], rule=answer(401), now="2026-01-01T00:00:00Z")
        with pytest.raises(Conflict, match="disabled it"):
            tenant.play([], now="2026-02-01T00:00:00Z")
        assert tenant.play([], now="2026-02-01T00:00:00Z", restart="watermark").cycle.is_done

    @pytest.mark.parametrize(
        ("rule", "kind", "in_quarantine"),
        [
            (answer(401), CredentialsRefused, True),
            (answer(403), NotAllowed, True),
            (answer(404), Quarantined, True),
            (answer(406), Quarantined, True),
            (lambda seen: httpx.Response(200, text="<html>"), Quarantined, True),
            (lambda seen: httpx.Response(200, json={"totalResults": 1}), Quarantined, True),
            (answer(503), NotAnswered, False),
            (lambda seen: httpx.ConnectError("refused"), NotAnswered, False),
        ],
    )
    def test_the_first_filter(
        self, tenant: Tenant, rule: Rule, kind: type[ScimConsoleError], in_quarantine: bool
    ) -> None:
        played = tenant.play(people(1), rule=rule)
        assert isinstance(played.cycle.error, kind)
        assert (played.cycle.quarantine is not None) is in_quarantine
        assert len(played.wire.requests) == 1

    def test_a_large_share_of_failures(self, tenant: Tenant) -> None:
        limits = Thresholds(least=10)
        played = tenant.play(people(40), rule=on("POST", answer(500)), thresholds=limits, concurrency=1)
        assert played.cycle.quarantine is not None
        assert played.cycle.quarantine.reason == "EncounteredEscrowProportionThreshold"
        assert played.cycle.tally.users["failed"] == 10

    def test_an_endpoint_that_is_gone_ends_the_cycle(self, tenant: Tenant) -> None:
        def gone(seen: Seen) -> Exception:
            return httpx.ConnectError("refused")

        played = tenant.play(people(100), rule=lambda seen: gone(seen) if "p" in seen.query[-30:] else None)
        assert isinstance(played.cycle.error, NotAnswered)
        assert played.cycle.quarantine is None
        assert len(played.wire.requests) < 30


class TestASlowEndpoint:
    """It is waited for, but not for ever."""

    def test_retry_after_lets_nothing_leave_for_a_while(self, tenant: Tenant) -> None:
        import time

        began = time.monotonic()
        rule = on("POST", answer(429, **{"Retry-After": "1"}))
        tenant.play(people(2), rule=rule, concurrency=1)
        assert time.monotonic() - began >= 1
