"""Verdicts from facts with given instants: numbers and times in the sentence, and what weighs more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from scimconsole.domain.why import Facts, Letterhead, Verdict, judge, note
from scimconsole.domain.why.facts import (
    ActFact,
    Connection,
    DigestFact,
    FormerFact,
    HoldFact,
    Mark,
    PersonFact,
    RequestFact,
)

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOW = int(datetime(2026, 11, 22, 12, 0, tzinfo=UTC).timestamp()) * 1_000_000
JANE = "jane@acme.example"
JOB_RUNS = Connection(last_at=NOW - 12 * MINUTE, last_request_id="last", tokens=1, good_tokens=1)
REFUSED = '"peopleManager" is "maybe"; allowed values are "yes" and "no".'


def jane(**fields: Any) -> PersonFact:
    given: dict[str, Any] = {
        "id": "1b4e",
        "user_name": JANE,
        "created_at": NOW - 30 * DAY,
        "modified_at": NOW - 19 * DAY,
    }
    return PersonFact(**given | fields)


def request(at: int, operation: str = "update user", status: int = 200, **fields: Any) -> RequestFact:
    methods = {"create user": "POST", "find user": "GET", "read user": "GET", "delete user": "DELETE"}
    given: dict[str, Any] = {
        "id": f"request-{at}",
        "at": at,
        "operation": operation,
        "method": methods.get(operation, "PATCH"),
        "path": "/scim/v2/acme/Users",
        "status": status,
        "resource_type": "User",
        "resource_id": "1b4e",
        "sought": JANE,
    }
    return RequestFact(**given | fields)


def refused(at: int, operation: str = "create user", **fields: Any) -> RequestFact:
    given: dict[str, Any] = {
        "status": 400,
        "scim_type": "invalidValue",
        "error": REFUSED,
        "resource_id": f"new-{at}",
    }
    return request(at, operation, **given | fields)


def about(person: PersonFact | None = None, *requests: RequestFact, **fields: Any) -> Facts:
    given: dict[str, Any] = {"now": NOW, "asked": JANE, "service": "Coffees", "connection": JOB_RUNS}
    return Facts(**given | {"person": person, "requests": requests} | fields)


class TestTheSentence:
    """It has the numbers and times that somebody would ask for next."""

    def test_of_an_active_person_says_when_the_last_request_came_and_that_the_job_runs(self) -> None:
        verdict = judge(about(jane(), request(NOW - 19 * DAY)))
        assert (verdict.code, verdict.weight, verdict.side) == ("no-disable-received", "fine", "nobody")
        assert verdict.sentence == (
            "jane@acme.example is active: no disable received. Last request about this person 2026-11-03 "
            "12:00 UTC. Entra contacted us 12 min ago, so the job runs: look at assignment and scope."
        )

    def test_counts_refusals_since_the_first(self) -> None:
        tries = [refused(NOW - number * 12 * MINUTE) for number in range(1, 15)]
        verdict = judge(about(None, *tries))
        assert verdict.code == "create-refused"
        assert verdict.sentence == (
            "jane@acme.example is not here: create refused 14 times since 2026-11-22 09:12 UTC; a value is "
            "not "
            'one of those allowed: "peopleManager" is "maybe"; allowed values are "yes" and "no".'
        )
        assert verdict.evidence[0].request_id == tries[0].id
        assert len(verdict.evidence) == 2, "the newest stands for those that say the same, and the job"

    def test_counts_no_further_than_was_read(self) -> None:
        tries = [refused(NOW - number * MINUTE) for number in range(1, 201)]
        verdict = judge(about(None, *tries, is_whole=False))
        assert "create refused at least 200 times since" in verdict.sentence

    def test_counts_from_the_last_success_on(self) -> None:
        person = jane()
        tries = [refused(NOW - number * HOUR, "update user", resource_id="1b4e") for number in (1, 2)]
        verdict = judge(
            about(person, *tries, request(NOW - 3 * HOUR), refused(NOW - 4 * HOUR, "update user"))
        )
        assert "updates were refused 2 times since 2026-11-22 10:00 UTC" in verdict.sentence

    def test_of_a_time_ahead_says_that_a_clock_is_wrong(self) -> None:
        ahead = request(NOW + DAY, "read user")
        verdict = judge(about(jane(), ahead, request(NOW - HOUR)))
        assert any("dated in the future" in line.text for line in verdict.evidence)
        job = replace(JOB_RUNS, last_at=NOW + DAY)
        clause = judge(about(None, connection=job)).sentence
        assert "at 2026-11-23 12:00 UTC, by a clock that runs ahead" in clause

    def test_of_a_delete_that_was_refused(self) -> None:
        answer = request(NOW - HOUR, "delete user", 409, error="Something stands against it.")
        verdict = judge(about(jane(), answer))
        assert verdict.code == "delete-refused"
        assert (
            "is still here: Entra deleted them and was refused once, 2026-11-22 11:00 UTC" in verdict.sentence
        )

    def test_is_bounded_however_long_the_names_are(self) -> None:
        verdict = judge(about(None, asked="x" * 1000))
        assert len(verdict.sentence) < 600


class TestWhatWeighsMore:
    """One verdict, the weightiest; the rest is evidence."""

    def test_a_hold_weighs_more_than_a_refused_update(self) -> None:
        hold = HoldFact("owner@acme.example", NOW - DAY, "left")
        held = jane(active=False, hold=hold)
        verdict = judge(about(held, refused(NOW - HOUR, "update user", resource_id="1b4e")))
        assert verdict.code == "held"
        assert "owner@acme.example deactivated them 2026-11-21 12:00 UTC (left)" in verdict.sentence

    def test_a_refused_update_weighs_more_than_a_missing_field(self) -> None:
        person = jane(missing=("title",))
        verdict = judge(about(person, refused(NOW - HOUR, "update user", resource_id="1b4e")))
        assert verdict.code == "update-refused"
        assert "Missing: title." in [line.text for line in verdict.evidence]

    def test_a_missing_field_weighs_more_than_a_job_that_stands_still(self) -> None:
        silent = replace(JOB_RUNS, last_at=NOW - 3 * DAY, is_overdue=True)
        verdict = judge(about(jane(missing=("title",)), request(NOW - 3 * DAY), connection=silent))
        assert verdict.code == "incomplete"
        assert any("Nothing at all has come from Entra" in line.text for line in verdict.evidence)

    def test_a_later_refusal_weighs_more_than_an_earlier_deletion(self) -> None:
        gone = FormerFact("1b4e", JANE, NOW - 5 * DAY, "token Entra", "r")
        assert judge(about(None, refused(NOW - DAY), former=(gone,))).code == "create-refused"
        assert judge(about(None, refused(NOW - 6 * DAY), former=(gone,))).code == "deleted-by-entra"

    def test_a_disable_is_told_with_the_request_that_brought_it(self) -> None:
        act = ActFact(
            NOW - DAY,
            "user.deactivated",
            "token Entra",
            "1b4e",
            {"changed": {"entra_active": [True, False], "active": [True, False]}},
            "the-request",
        )
        verdict = judge(about(jane(entra_active=False, active=False), acts=(act,)))
        assert verdict.sentence == "jane@acme.example is inactive: Entra disabled them 2026-11-21 12:00 UTC."
        assert verdict.evidence[0].request_id == "the-request"

    def test_a_disable_of_which_nothing_is_kept_is_told_without_a_time(self) -> None:
        verdict = judge(about(jane(entra_active=False, active=False)))
        assert verdict.code == "disabled-by-entra"
        assert verdict.sentence.endswith("when is not on record any more.")

    def test_marks_of_a_disabled_person_are_evidence(self) -> None:
        mark = Mark("userType", "KING", "not allowed", NOW - DAY, "r")
        verdict = judge(about(jane(entra_active=False, active=False, marks=(mark,))))
        assert "userType was left out: not allowed." in [line.text for line in verdict.evidence]

    def test_requests_of_long_ago_are_counted_with_those_that_are_kept(self) -> None:
        digest = DigestFact(JANE, NOW - 90 * DAY, NOW - 40 * DAY, 17, "update user", 200)
        verdict = judge(about(jane(), digests=(digest,)))
        assert "Last request about this person 2026-10-13 12:00 UTC." in verdict.sentence
        told = [line.text for line in verdict.evidence]
        assert "17 times more a request came that is no longer kept." in told

    def test_attributes_that_no_schema_has_are_evidence(self) -> None:
        last = request(NOW - HOUR, received=("title", "roles"), ignored=("roles",))
        verdict = judge(about(jane(), last))
        assert verdict.code == "active"
        assert [line.text for line in verdict.evidence][:2] == [
            "PATCH (update user) answered 200, with title, roles.",
            "Not kept, as no schema here has it: roles.",
        ]

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_same_request_is_told_once(self, count: int) -> None:
        last = request(NOW - HOUR)
        verdict = judge(about(jane(), *[last] * count))
        assert sum(line.request_id == last.id for line in verdict.evidence) == 1


class TestOtherDirectories:
    """Okta has other menus, and sends nothing where nothing changes."""

    def test_next_steps_are_told_in_their_words(self) -> None:
        quiet = replace(JOB_RUNS, last_at=NOW - 5 * HOUR, dialect="okta")
        verdict = judge(about(jane(), request(NOW - DAY, dialect="okta"), connection=quiet))
        assert "Okta last contacted us 5 h ago, which is nothing unusual" in verdict.sentence
        assert "In Okta: Applications > the app > Assignments" in verdict.next_step
        assert "Entra" not in verdict.sentence + verdict.next_step


class TestTheNote:
    """Plain text for a ticket."""

    def test_has_everything_in_a_fixed_order(self) -> None:
        verdict = judge(about(None, refused(NOW - HOUR)))
        head = Letterhead(JANE, "acme", "1.2.3", NOW)
        assert note(verdict, head) == (
            "Person: jane@acme.example\nVerdict: jane@acme.example is not here: create refused once, "
            "2026-11-22 11:00 UTC; a value is "
            'not one of those allowed: "peopleManager" is "maybe"; allowed values are "yes" and "no". '
            "[create-refused]\nNext step: In Entra: map peopleManager so that it yields an allowed value: "
            "a constant, or an expression such as IIF or Switch; mind its case for blanks.\nWho can change "
            "it: in Entra\nEvidence:\n"
            '- 2026-11-22 11:00 UTC: POST (create user) answered 400: "peopleManager" is "maybe"; allowed '
            f'values are "yes" and "no". (request request-{NOW - HOUR})\n'
            "- 2026-11-22 11:48 UTC: Entra contacted us 12 min ago, so the job runs. (request "
            "last)\nOrganization: acme, asked 2026-11-22 12:00 UTC, scimconsole 1.2.3\n"
        )

    def test_holds_nothing_that_acts_on_a_terminal(self) -> None:
        verdict = Verdict("x", "fine", "nobody", "e\u202evil\x1b[2J", "line\nbreak")
        text = note(verdict, Letterhead("a\x00b", "acme", "1", NOW))
        assert all(char.isprintable() or char == "\n" for char in text)
        assert text.count("\n") == 5


class TestTokens:
    """A token that has ended since the last request: nothing can arrive, a disable neither."""

    def test_an_expired_one_that_is_still_sent(self) -> None:
        refusals = tuple(
            request(NOW - minutes * MINUTE, "sign in", 401, refusal="expired", sought=None, resource_id=None)
            for minutes in (5, 45, 85)
        )
        job = replace(JOB_RUNS, last_at=NOW - 2 * HOUR, refused=refusals, good_tokens=0)
        verdict = judge(about(jane(), request(NOW - DAY), connection=job))
        assert (verdict.code, verdict.weight, verdict.side) == ("sign-in-refused", "failure", "both")
        assert (
            "a disable could not arrive: sign-ins are refused, 3 times since 2026-11-22 10:35 UTC: the "
            "token has expired."
        ) in verdict.sentence
        assert verdict.evidence[0].request_id == refusals[0].id
        assert verdict.next_step.startswith(
            "In Entra: paste a new token into Provisioning > Admin credentials"
        )

    def test_one_that_nobody_has_sent_since(self) -> None:
        job = replace(JOB_RUNS, good_tokens=0, tokens_ended_at=NOW - MINUTE)
        verdict = judge(about(jane(), request(NOW - DAY), connection=job))
        assert verdict.code == "no-good-token"
        assert "no token is valid since 2026-11-22 11:59 UTC" in verdict.sentence
        assert "`scimconsole token generate" in verdict.next_step
