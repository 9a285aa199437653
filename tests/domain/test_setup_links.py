"""The code of a set-up link leads to its organization, and to nothing without its secret."""

from __future__ import annotations

import uuid

import pytest

from scimconsole.domain import credentials
from scimconsole.domain.credentials import Credential
from scimconsole.domain.organization import org_id_of
from scimconsole.domain.setup_links import (
    LONGEST_LIFETIME,
    end_of_new,
    link_state,
    mint_code,
    organization_of,
)
from scimconsole.errors import InvalidInput


class TestACode:
    def test_leads_to_its_organization(self) -> None:
        for number in range(200):
            org_id = org_id_of(f"org-{number}")
            code = mint_code(org_id)
            assert len(code.text) == credentials.LENGTH
            assert credentials.parse(code.text, "sciml1") == code
            assert organization_of(code) == org_id

    def test_shows_nothing_of_it_in_its_key_id(self) -> None:
        org_id = org_id_of("acme")
        assert len({mint_code(org_id).key_id for _ in range(100)}) == 100

    def test_that_was_invented_leads_somewhere_and_never_fails(self) -> None:
        for key_id in ("0" * 22, "z" * 22):
            code = Credential("sciml1", key_id, f"sciml1_{key_id}{'z' * 43}000000")
            assert uuid.UUID(organization_of(code)).int != uuid.UUID(org_id_of("acme")).int


class TestItsLife:
    @pytest.mark.parametrize(
        ("used_at", "revoked_at", "now", "state"),
        [
            (None, None, 9, "open"),
            (None, None, 10, "expired"),
            (None, 5, 9, "revoked"),
            (None, 5, 99, "revoked"),
            (5, None, 99, "used"),
        ],
    )
    def test_ends_one_way(self, used_at: int | None, revoked_at: int | None, now: int, state: str) -> None:
        assert link_state(now, 10, used_at, revoked_at) == state

    @pytest.mark.parametrize("seconds", [0, -1, LONGEST_LIFETIME + 1])
    def test_is_bounded(self, seconds: int) -> None:
        with pytest.raises(InvalidInput) as refused:
            end_of_new(0, seconds)
        assert [pointer for pointer, _ in refused.value.errors] == ["/expires_in"]
