from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scimconsole.api.mapping import MappingFinding
from scimconsole.api.organization import Organization
from scimconsole.api.requests import ScimRequest
from scimconsole.api.sync import BrakeState, Sync
from scimconsole.api.tokens import Token
from scimconsole.domain.self_test import AGENT
from scimconsole.screens.attention import matters, most_urgent, next_step

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def organization(
    role: str = "owner", tenant_url: str = "https://scim.acme.com/scim/v2/acme", **counts: int
) -> Organization:
    numbers = {"users": 0, "active": 0, "inactive": 0, "held": 0, "incomplete": 0, "groups": 0} | counts
    return Organization.model_validate(
        {
            "slug": "acme",
            "name": "Acme",
            "profile": "keycafe",
            "plan": "business-pro",
            "tenant_url": tenant_url,
            "capabilities": ["tokens", "users", "groups", "requests"],
            "me": {"role": role, "email": "me@acme.example", "key_id": "k"},
            "created_at": "2026-01-01T00:00:00Z",
            "counts": numbers,
        }
    )


def token(**more: Any) -> Token:
    return Token.model_validate(
        {
            "id": "t",
            "name": "Entra",
            "state": "active",
            "hint": {"prefix": "scimc1_AbCd", "last_four": "wXyZ"},
            "tenant_url": None,
            "created_at": "2026-01-01T00:00:00Z",
            "created_by": "me@acme.example",
            "expires_at": "2027-01-01T00:00:00Z",
            **more,
        }
    )


def finding(severity: str) -> MappingFinding:
    said = dict.fromkeys(("code", "mapping", "target", "pointer", "what", "why", "mend"), "-")
    return MappingFinding.model_validate(said | {"severity": severity})


def request(status: int = 200, *, signed_in: bool = True) -> ScimRequest:
    return ScimRequest.model_validate(
        {
            "id": "r",
            "at": "2026-03-02T09:29:00Z",
            "method": "GET",
            "path": "/Users",
            "status": status,
            "duration_us": 1,
            "signed_in": signed_in,
        }
    )


class TestWhatNeedsAttention:
    def test_a_sound_organization_has_none(self) -> None:
        assert matters(organization(users=3, active=3), [token()], [request()], NOW) == []

    def test_a_token_is_named_thirty_days_before_its_end(self) -> None:
        found = matters(organization(), [token(expires_at="2026-03-20T09:30:00Z")], [], NOW)
        assert [matter.sentence for matter in found] == ['Token "Entra" expires in 18 days']

    def test_without_a_live_token_entra_cannot_sign_in(self) -> None:
        found = matters(organization(), [token(state="revoked")], [], NOW)
        assert found[0].sentence == "No token is active: Entra ID cannot sign in"

    def test_a_rotated_token_need_not_be_renewed(self) -> None:
        old = token(id="old", name="Old", expires_at="2026-03-20T09:30:00Z", successor_id="new")
        new = token(id="new", last_used_at="2026-03-02T09:00:00Z")
        found = matters(organization(), [new, old], [], NOW)
        assert [(matter.sentence, matter.record) for matter in found] == [
            ('The successor of token "Old" is in use: revoke the old one', "old")
        ]

    def test_a_successor_that_entra_does_not_use_yet(self) -> None:
        found = matters(organization(), [token(id="new"), token(id="old", successor_id="new")], [], NOW)
        assert [matter.sentence for matter in found] == [
            'Entra ID has not used the successor of token "Entra" yet'
        ]

    def test_a_token_that_ended_lately_and_was_not_replaced(self) -> None:
        ended = token(id="b", state="expired", expires_at="2026-02-20T09:30:00Z")
        long_ago = token(id="c", state="expired", expires_at="2025-02-20T09:30:00Z")
        found = matters(organization(), [token(), ended, long_ago], [], NOW)
        assert [matter.sentence for matter in found] == ['Token "Entra" expired 10 days ago']

    def test_refusals_count_and_misses_do_not(self) -> None:
        found = matters(organization(), [token()], [request(400), request(404), request(401)], NOW)
        assert [matter.sentence for matter in found] == ["2 requests refused lately, the last 1 minute ago"]

    def test_provisioning_that_fails_or_is_quiet_leads_to_its_state(self) -> None:
        told = {
            "at": "2026-03-02T09:30:00Z", "reason": "Entra came last at 04:10.", "rhythm": {"cycles": 0},
            "cycles": [], "today": {}, "last_hour": [], "failures": [],
            "forecast": {"outlook": "clear", "sentence": "None."},
            "brake": {"mode": "report", "people": 0, "threshold": 10, "withheld": 0},
        }  # fmt: skip
        for health, sentence in (
            ("quiet", "Provisioning is quiet: Entra came last at 04:10"),
            ("failing", "Provisioning fails: Entra came last at 04:10"),
        ):
            state = Sync.model_validate({**told, "health": health})
            (found,) = matters(organization(), [token()], [], NOW, sync=state)
            assert (found.sentence, found.place, found.filters) == (sentence, "sync", {"tab": "state"})
        for health in ("healthy", "never-connected"):
            state = Sync.model_validate({**told, "health": health})
            assert matters(organization(), [token()], [], NOW, sync=state) == []

    def test_people_lead_to_the_filtered_list(self) -> None:
        found = matters(organization(users=9, incomplete=1, held=2), [token()], [], NOW)
        assert [(matter.sentence, matter.place, dict(matter.filters)) for matter in found] == [
            ("1 person lacks a required field", "users", {"status": "incomplete"}),
            ("2 people held by you", "users", {"status": "held"}),
        ]

    def test_the_mapping_leads_to_what_the_check_found(self) -> None:
        found = matters(organization(), [], [], NOW, [finding("error"), finding("warning"), finding("error")])
        assert [(one.sentence, one.tone, one.place, one.filters) for one in found] == [
            ("The attribute mapping has 2 errors and 1 warning", "bad", "mappings", {"tab": "findings"})
        ]

    def test_advice_on_the_mapping_can_wait(self) -> None:
        assert matters(organization(), [], [], NOW, [finding("advice")]) == []
        (found,) = matters(organization(), [], [], NOW, [finding("advice"), finding("warning")])
        assert (found.sentence, found.tone) == ("The attribute mapping has 1 warning", "warn")

    def test_an_address_that_entra_cannot_reach(self) -> None:
        found = matters(organization(tenant_url="http://127.0.0.1:8080/scim/v2/acme"), [token()], [], NOW)
        assert [matter.sentence for matter in found] == ["Entra ID cannot reach the Tenant URL from outside"]


class TestTheTokensInSight:
    def test_are_the_live_ones_and_the_first_to_end_comes_first(self) -> None:
        ends = ("2027-01-01T00:00:00Z", None, "2026-04-01T00:00:00Z")
        live = [token(id=str(place), expires_at=end) for place, end in enumerate(ends)]
        assert [one.id for one in most_urgent([*live, token(state="revoked")])] == ["2", "0", "1"]


class TestTheNextStep:
    def test_an_owner_generates_and_support_asks(self) -> None:
        step = next_step(organization(), [], [])
        assert (step.place, step.action) == ("tokens", "generate")
        assert next_step(organization("support"), [], []).sentence.startswith("Ask an owner")

    def test_of_what_the_service_does_not_offer_is_passed_over(self) -> None:
        bare = organization(users=1, groups=1).model_copy(update={"capabilities": ["users", "groups"]})
        assert next_step(bare, [], []).sentence.startswith("Everything is set up")

    def test_then_entra_has_to_call(self) -> None:
        step = next_step(organization(), [token()], [request(401, signed_in=False)])
        assert "Test Connection" in step.sentence

    def test_then_people_are_assigned_then_groups(self) -> None:
        assert "assign people" in next_step(organization(), [token()], [request()]).sentence
        assert "Assign a group" in next_step(organization(users=1), [token()], [request()]).sentence

    def test_is_done_in_the_guide_where_the_service_has_one(self) -> None:
        guided = organization().model_copy(update={"capabilities": ["tokens", "requests", "guide"]})
        assert next_step(guided, [token()], []).place == "guide"
        assert next_step(guided, [token()], [request()]).place == "guide"
        assert next_step(organization(), [token()], []).place == "tokens"

    def test_a_self_test_is_no_call_of_entra(self) -> None:
        own = request().model_copy(update={"dialect": AGENT})
        assert "Test Connection" in next_step(organization(), [token()], [own]).sentence

    def test_in_the_end_there_is_none(self) -> None:
        step = next_step(organization(users=1, groups=1), [token()], [request()])
        assert step.sentence.startswith("Everything is set up")


class TestTheBrake:
    def brake(self, **more: object) -> BrakeState:
        return BrakeState.model_validate(
            {"mode": "hold", "people": 40, "threshold": 10, "withheld": 0, **more}
        )

    def test_comes_first_and_has_an_act_of_its_own(self) -> None:
        first, *_ = matters(organization(held=1), [], [], NOW, brake=self.brake(withheld=30, alert_id="a"))
        assert (first.sentence, first.tone) == ("30 deactivations wait for your word", "bad")
        assert first.action == "brake"

    def test_that_only_reports_asks_whether_it_was_meant(self) -> None:
        (first,) = matters(organization(), [token()], [], NOW, brake=self.brake(alert_id="a"))
        assert first.sentence == "More than 10 people lost access in an hour: was it meant?"

    def test_without_an_alert_is_no_matter(self) -> None:
        assert matters(organization(), [token()], [], NOW, brake=self.brake()) == []
