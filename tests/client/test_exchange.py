"""One call as steps: what is sent, when it is tried again, what a refusal becomes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from scimconsole.api import NewToken
from scimconsole.client import calls
from scimconsole.client.call import Call
from scimconsole.client.connection import Connection
from scimconsole.client.exchange import steps
from scimconsole.errors import (
    Conflict,
    CountMismatch,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotHeld,
    NotSignedIn,
    PlanRequired,
    PreconditionFailed,
    ScimConsoleError,
    Unavailable,
)

REMOTE = Connection("https://scim.example.com", "acme", "scimk1_secret", "remote", "keyring")
ORGANIZATION: dict[str, Any] = {
    "slug": "acme",
    "name": "Acme",
    "profile": "keycafe",
    "plan": "business-pro",
    "tenant_url": None,
    "capabilities": ["tokens"],
    "me": {"role": "owner", "email": "o@acme.example", "member_id": None, "key_id": "k"},
    "created_at": "2026-11-21T20:00:00.000000Z",
    "counts": {"users": 0, "active": 0, "inactive": 0, "held": 0, "incomplete": 0, "groups": 0},
}
Outcome = httpx.Response | httpx.TransportError


def exchange(call: Call[Any], *outcomes: Outcome) -> tuple[Any, list[httpx.Request], list[float]]:
    """Drive one call with what the network does; answers its result, the requests and the pauses."""
    requests: list[httpx.Request] = []
    pauses: list[float] = []
    waiting = list(outcomes)
    driven = steps(REMOTE, call)
    step = next(driven)
    while True:
        try:
            if isinstance(step, float):
                pauses.append(step)
                step = driven.send(None)
            else:
                requests.append(step)
                outcome = waiting.pop(0)
                if isinstance(outcome, httpx.Response):
                    outcome.request = step
                step = driven.send(outcome)
        except StopIteration as done:
            return done.value, requests, pauses


def problem(status: int, type: str, **more: object) -> httpx.Response:
    return httpx.Response(status, json={"type": type, "title": "T", "status": status, "detail": "D.", **more})


class TestWhatIsSent:
    """The request says who asks, and nothing that was not given."""

    def test_a_get(self) -> None:
        organization, (request,), _ = exchange(calls.organization(), httpx.Response(200, json=ORGANIZATION))
        assert organization.slug == "acme"
        assert str(request.url) == "https://scim.example.com/api/v1/orgs/acme"
        assert request.headers["Authorization"] == "Bearer scimk1_secret"
        assert "Idempotency-Key" not in request.headers

    def test_an_omitted_life_span_differs_from_never(self) -> None:
        for given, body in (
            ({"name": "a"}, b'{"name":"a"}'),
            ({"name": "a", "expires_in": None}, b'{"name":"a","expires_in":null}'),
        ):
            with pytest.raises(PlanRequired):
                exchange(calls.generate_token(NewToken.model_validate(given)), problem(403, "plan-required"))
            call = calls.generate_token(NewToken.model_validate(given))
            assert call.content() == body

    def test_a_post_carries_an_idempotency_key_that_stays_over_attempts(self) -> None:
        refused = httpx.ConnectError("refused")
        with pytest.raises(Unavailable):
            exchange(calls.revoke_token("t"), refused, refused, refused)
        driven = steps(REMOTE, calls.revoke_token("t"))
        first = next(driven)
        assert isinstance(first, httpx.Request)
        driven.send(refused)
        assert driven.send(None) is first

    def test_a_change_of_a_version_names_it(self) -> None:
        with pytest.raises(PreconditionFailed):
            exchange(calls.save_mapping({}, if_match=2), problem(412, "precondition-failed"))
        request = next(steps(REMOTE, calls.save_mapping({}, if_match=2)))
        assert isinstance(request, httpx.Request)
        assert (request.method, request.headers["If-Match"]) == ("PUT", 'W/"2"')
        assert "Idempotency-Key" not in request.headers

    def test_ids_are_quoted(self) -> None:
        assert calls.user("a/b c?").path == "/users/a%2Fb%20c%3F"

    def test_queries_hold_only_what_was_asked(self) -> None:
        call = calls.users(search="jané", status="held")
        assert call.query == {"q": "jané", "status": "held"}
        assert call.after("c1").query == {"q": "jané", "status": "held", "cursor": "c1"}


class TestTryingAgain:
    """Reads are repeated with growing pauses; acts only when they never arrived."""

    def test_a_read_survives_two_failures(self) -> None:
        good = httpx.Response(200, json=ORGANIZATION)
        answer, requests, pauses = exchange(
            calls.organization(), httpx.ReadTimeout("slow"), httpx.Response(503), good
        )
        assert answer.slug == "acme"
        assert len(requests) == 3
        assert 0.1 < pauses[0] < 0.3 < pauses[1] < 0.9

    def test_retry_after_is_kept_to_within_reason(self) -> None:
        busy = httpx.Response(503, headers={"Retry-After": "600"})
        _, _, pauses = exchange(calls.organization(), busy, httpx.Response(200, json=ORGANIZATION))
        assert pauses == [5.0]

    def test_an_act_that_may_have_arrived_is_not_repeated(self) -> None:
        with pytest.raises(Unavailable):
            exchange(calls.revoke_token("t"), httpx.ReadTimeout("slow"))
        with pytest.raises(Unavailable):
            exchange(calls.revoke_token("t"), problem(503, "unavailable"))

    def test_giving_up_names_the_address_and_the_next_step(self) -> None:
        refused = httpx.ConnectError("connection refused")
        with pytest.raises(Unavailable) as caught:
            exchange(calls.organization(), refused, refused, refused)
        assert "https://scim.example.com" in caught.value.detail
        assert "doctor" in (caught.value.hint or "")
        assert caught.value.__cause__ is refused


class TestRefusals:
    """The problem's type decides, then the status."""

    @pytest.mark.parametrize(
        ("status", "type", "kind"),
        [
            (403, "plan-required", PlanRequired),
            (403, "not-allowed", NotAllowed),
            (409, "not-held", NotHeld),
            (409, "count-mismatch", CountMismatch),
            (409, "taken", Conflict),
            (404, "not-found", NotFound),
            (401, "not-signed-in", NotSignedIn),
            (500, "internal", ScimConsoleError),
            (429, "slow-down", Unavailable),
        ],
    )
    def test_each_becomes_its_exception(self, status: int, type: str, kind: type[ScimConsoleError]) -> None:
        with pytest.raises(ScimConsoleError) as caught:
            exchange(calls.revoke_token("t"), problem(status, type))
        assert caught.type is kind
        assert caught.value.detail == "D."

    def test_invalid_input_names_the_places(self) -> None:
        answer = problem(422, "invalid-input", errors=[{"pointer": "/expires_in", "detail": "Too long."}])
        with pytest.raises(InvalidInput) as caught:
            exchange(calls.revoke_token("t"), answer)
        assert caught.value.errors == (("/expires_in", "Too long."),)

    def test_a_refused_key_says_how_to_sign_in_again(self) -> None:
        with pytest.raises(NotSignedIn) as caught:
            exchange(calls.organization(), problem(401, "not-signed-in"))
        assert caught.value.hint == (
            "Sign in again: scimconsole login --url https://scim.example.com --org acme"
        )

    def test_something_else_at_that_address(self) -> None:
        with pytest.raises(NotFound, match="not in the words of the management API"):
            exchange(calls.organization(), httpx.Response(404, text="<html>nginx</html>"))
        with pytest.raises(ScimConsoleError, match="not the management API's answer"):
            exchange(calls.organization(), httpx.Response(200, json={"hello": "world"}))

    def test_a_redirect_is_not_followed_with_the_key(self) -> None:
        moved = httpx.Response(308, headers={"Location": "https://elsewhere.example/"})
        with pytest.raises(Unavailable, match=r"https://elsewhere\.example/"):
            exchange(calls.organization(), moved)


class TestAConnection:
    """It can be printed without giving its key away."""

    def test_repr(self) -> None:
        assert "secret" not in repr(REMOTE)
