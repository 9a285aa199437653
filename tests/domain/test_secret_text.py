"""Secrets are recognised wherever they stand in a text that is kept."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain import credentials
from scimconsole.domain.secret_text import LONGEST, hide_secrets


class TestWhatIsHidden:
    @pytest.mark.parametrize("prefix", ["scimc1", "scimk1", "sciml1"])
    @given(before=st.text(max_size=30), after=st.text(max_size=30))
    def test_is_every_credential_wherever_it_stands(
        self, prefix: credentials.Prefix, before: str, after: str
    ) -> None:
        credential = credentials.mint(prefix)
        shown = hide_secrets(f"{before} {credential.text} {after}")
        assert credential.secret not in shown
        assert credential.secret[:8] not in shown

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("Authorization: Bearer abc.def", "Authorization: (hidden)"),
            ("{'authorization': 'Basic amFuZTpw', 'a': 'b'}", "{'authorization': '(hidden)', 'a': 'b'}"),
            ("sent Bearer abcdef123 to them", "sent Bearer (hidden) to them"),
            ("Cookie: session=1; other=2\nHost: a", "Cookie: (hidden)\nHost: a"),
            ("{'password': 'a b\\'c', 'x': 1}", "{'password': (hidden), 'x': 1}"),
            ('{"api_key": "k", "n": 2}', '{"api_key": (hidden), "n": 2}'),
            ("SCIMCONSOLE_API_KEY=abc def", "SCIMCONSOLE_API_KEY=(hidden) def"),
            ("client_secret=abc&n=1", "client_secret=(hidden)&n=1"),
            ("postgresql://jane:p%40ss@db:5432/x", "postgresql://(hidden)@db:5432/x"),
            ("eyJhbGciOi.eyJzdWIi.c2ln", "eyJ(hidden)"),
        ],
    )
    def test_is_the_value_and_not_what_names_it(self, text: str, shown: str) -> None:
        assert hide_secrets(text) == shown

    @pytest.mark.parametrize(
        "text", ["GET /tokens/0190f 200 in 4 ms", "the password is missing", "jane@example.com", ""]
    )
    def test_is_nothing_else(self, text: str) -> None:
        assert hide_secrets(text) == text


class TestALongText:
    def test_is_cut(self) -> None:
        assert len(hide_secrets("x" * (LONGEST + 1))) == LONGEST + 1

    @pytest.mark.parametrize(
        "part", ["token", "password=\\", "://", "basic ", "eyJa.", "token     ", "scimc1_", "'", "cookie:"]
    )
    def test_takes_no_long_time_however_it_is_made(self, part: str) -> None:
        began = time.process_time()
        hide_secrets(part * LONGEST)
        assert time.process_time() - began < 1
