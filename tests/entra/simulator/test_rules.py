"""The rules without a wire: requests as they stand in the URL, waiting times, thresholds, addresses."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.scim.filter import parse_filter
from scimconsole.entra.people.graph import source_user
from scimconsole.entra.simulator import digest, requests
from scimconsole.entra.simulator.endpoint import checked_token, checked_url
from scimconsole.entra.simulator.escrow import Escrow, failed_again
from scimconsole.entra.simulator.quarantine import Thresholds, by_volume
from scimconsole.errors import InvalidInput
from tests.entra.simulator.wire import person

HOUR = 3600.0
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


class TestRequests:
    """As Entra writes them."""

    def test_the_filter_for_nobody(self) -> None:
        first, second = requests.filter_for_nobody(), requests.filter_for_nobody(blank="%20")
        assert first.target.startswith("/Users?filter=userName+eq+%22")
        assert second.target.startswith("/Users?filter=userName%20eq%20%22")
        assert first.query != second.query

    def test_a_group_is_asked_for_without_its_members(self) -> None:
        assert requests.match("Group", "displayName", "a&b").target == (
            "/Groups?excludedAttributes=members&filter=displayName+eq+%22a%26b%22"
        )
        assert requests.read("Group", "1").target == "/Groups/1?excludedAttributes=members"

    def test_an_id_cannot_leave_its_place(self) -> None:
        assert requests.read("User", "../a?b#c/d").target == "/Users/..%2Fa%3Fb%23c%2Fd"

    @given(value=TEXT, path=st.sampled_from(["userName", 'emails[type eq "work"].value']))
    def test_any_value_comes_back_out_of_the_filter(self, value: str, path: str) -> None:
        request = requests.match("User", path, value)
        (_, text), *_ = parse_qsl(request.encoded_query, keep_blank_values=True)
        parse_filter(text)
        assert text.startswith(f"{path} eq ")
        assert json.loads(text.removeprefix(f"{path} eq ")) == value


class TestTheWatermark:
    """A digest of what the directory says."""

    def test_it_knows_what_changed(self) -> None:
        def of(schema: bytes = b"s", **more: object) -> bytes:
            return digest.of_source(source_user(person("ana", **more)), schema)

        assert of() == of()
        others = [of(city="Lima"), of(accountEnabled=False), of(isAssigned=False), of(manager="x"), of(b"t")]
        assert len({of(), *others}) == 6

    def test_order_does_not_count(self) -> None:
        ana = person("ana", city="Lima")
        turned = dict(reversed(ana.items()))
        first, second = (digest.of_source(source_user(one), b"") for one in (ana, turned))
        assert first == second

    def test_odd_values_have_one(self) -> None:
        odd = source_user(person("ana", city="\ud800", number=2**80))
        assert digest.of_source(odd, b"") != digest.of_source(source_user(person("ana")), b"")


class TestEscrow:
    """When a failed object is tried again."""

    @given(st.integers(1, 40))
    def test_the_pauses(self, count: int) -> None:
        escrow: Escrow | None = None
        now = 0.0
        pauses = []
        for _ in range(count):
            escrow = failed_again(escrow, "Conflict", now, b"")
            pauses.append((escrow.next_at - now) / HOUR)
            assert not escrow.is_due(escrow.next_at - 1)
            now = escrow.next_at
        assert escrow is not None
        assert pauses == [6.0, 12.0, *[24.0] * count][:count]
        assert (escrow.first_at, escrow.failures) == (0.0, count)


class TestThresholds:
    """How many failures are too many."""

    @pytest.mark.parametrize(
        ("tried", "failed", "references", "reason"),
        [
            (100, 100, 0, None),
            (4_999, 4_999, 0, None),
            (5_000, 5_000, 0, "EncounteredEscrowProportionThreshold"),
            (12_501, 5_001, 0, "EncounteredEscrowProportionThreshold"),
            (12_500, 5_000, 0, None),
            (1_000_000, 40_000, 0, "EncounteredBaseEscrowThreshold"),
            (1_000_000, 39_999, 20_000, None),
            (1_000_000, 39_999, 20_001, "EncounteredTotalEscrowThreshold"),
        ],
    )
    def test_each(self, tried: int, failed: int, references: int, reason: str | None) -> None:
        assert by_volume(tried, failed, references, Thresholds()) == reason


class TestAddressAndToken:
    """What cannot be meant is refused before anything is sent."""

    @pytest.mark.parametrize(
        ("given", "base", "flag"),
        [
            ("https://a.example/scim/v2/acme/", "https://a.example/scim/v2/acme", ""),
            ("https://a.example?aadOptscim062020", "https://a.example", "aadOptscim062020"),
            (" http://127.0.0.1:80/x ", "http://127.0.0.1:80/x", ""),
        ],
    )
    def test_a_tenant_url(self, given: str, base: str, flag: str) -> None:
        assert checked_url(given) == (base, flag)

    @pytest.mark.parametrize(
        "given",
        ["", "acme", "ftp://a.example", "https://", "https://a:b@c.example", "http://a:99999", "http://["],
    )
    def test_what_is_none(self, given: str) -> None:
        with pytest.raises(InvalidInput):
            checked_url(given)

    @pytest.mark.parametrize("given", ["", " x", "x\n", "Bearer x", "bearer x", "tökén", "a\x00b"])
    def test_a_token_that_is_none(self, given: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            checked_token(given)
        assert not given.strip() or given not in caught.value.detail
