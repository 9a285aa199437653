"""Cursors: opaque to callers, and believed only when this service made them."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.scim.text import is_storable
from scimconsole.errors import InvalidInput
from scimconsole.service.management.paging import decode_cursor, encode_cursor

STORABLE = st.text().filter(is_storable)


class TestACursor:
    @given(STORABLE, st.integers(-(2**63) + 1, 2**63 - 1))
    def test_gives_back_what_it_was_made_of(self, text: str, number: int) -> None:
        cursor = encode_cursor("users", text, number)
        assert cursor.isascii()
        assert decode_cursor("users", cursor, str, int) == (text, number)

    @given(st.text())
    def test_that_is_garbage_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInput):
            decode_cursor("users", text, str, int)

    @given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
    def test_that_somebody_made_up_is_refused_or_harmless(self, value: object) -> None:
        cursor = base64.urlsafe_b64encode(json.dumps(["users", value]).encode()).decode().rstrip("=")
        try:
            (text,) = decode_cursor("users", cursor, str)
        except InvalidInput:
            return
        assert is_storable(text)

    def test_of_another_list_is_refused(self) -> None:
        with pytest.raises(InvalidInput) as raised:
            decode_cursor("users", encode_cursor("groups", "a"), str)
        assert raised.value.errors[0][0] == "?cursor"
