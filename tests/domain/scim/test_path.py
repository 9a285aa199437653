from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter import AttributePath, parse_filter
from scimconsole.domain.scim.path import Path, parse_path
from tests.domain.scim.people import CORE, ENTERPRISE


class TestPaths:
    """`[urn:]attribute[filter].sub`, where the URN is matched as long as possible."""

    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("displayName", Path(AttributePath(None, "displayName"))),
            ("name.givenName", Path(AttributePath(None, "name"), None, "givenName")),
            (f"{CORE}:active", Path(AttributePath(CORE, "active"))),
            (f"{CORE}:name.givenName", Path(AttributePath(CORE, "name"), None, "givenName")),
            (ENTERPRISE, Path(AttributePath(ENTERPRISE, ""))),
            (f"{ENTERPRISE}:manager.value", Path(AttributePath(ENTERPRISE, "manager"), None, "value")),
            ('members[value eq "x"]', Path(AttributePath(None, "members"), parse_filter('value eq "x"'))),
            (
                f'{CORE}:emails[type eq "work"].value',
                Path(AttributePath(CORE, "emails"), parse_filter('type eq "work"'), "value"),
            ),
        ],
    )
    def test_the_parts_are_told_apart(self, text: str, path: Path) -> None:
        assert parse_path(text) == path
        assert str(path) == text

    @pytest.mark.parametrize(
        "text",
        ["", " ", "a.b.c", "a[", "a[b pr", "a[b pr]x", "a[b pr].c.d", "a.b[c pr]", "a b", "1a", "a" * 2_000],
    )
    def test_what_cannot_be_read_is_refused(self, text: str) -> None:
        with pytest.raises(ScimError) as caught:
            parse_path(text)
        assert (caught.value.status, caught.value.scim_type) == (400, "invalidPath")

    @given(st.one_of(st.text(max_size=40), st.text('abur:n.20"[] eq', max_size=60)))
    def test_any_text_is_a_path_or_a_refusal(self, text: str) -> None:
        refusal = None
        try:
            path = parse_path(text)
        except ScimError as error:
            refusal = error
        if refusal is None:
            assert parse_path(str(path)) == path
        else:
            assert refusal.scim_type == "invalidPath"
