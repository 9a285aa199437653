"""What a self test leaves behind when it ends in the middle, and how it is known again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scimconsole.domain.self_test import GROUP_PREFIX, USER_DOMAIN, USER_PREFIX, is_left_over

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "minutes", "expected"),
    [
        (f"{USER_PREFIX}1{USER_DOMAIN}", 2, True),
        (f"{USER_PREFIX}1{USER_DOMAIN}", 0, False),
        (f"{GROUP_PREFIX}1", 2, True),
        (f"{USER_PREFIX}1@acme.example", 2, False),
        ("anna@acme.example", 2, False),
    ],
)
def test_what_is_old_and_has_such_a_name_was_left_over(name: str, minutes: int, expected: bool) -> None:
    created = (NOW - timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
    assert is_left_over(name, created, NOW) is expected
