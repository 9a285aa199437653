"""Whether Entra ID could reach a Tenant URL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.reachability import unreachable_reason


class TestATenantUrl:
    @pytest.mark.parametrize(
        "url",
        [
            "https://scim.keycafe.com/scim/v2/acme",
            "https://8.8.8.8/scim/v2/acme",
            "https://[2001:4860:4860::8888]:8443/scim/v2/acme",
            "https://xn--bcher-kva.ch/scim/v2/acme",
        ],
    )
    def test_on_public_https_can_be_reached(self, url: str) -> None:
        assert unreachable_reason(url) is None

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("http://127.0.0.1:8000/scim/v2/acme", "this machine"),
            ("https://localhost/scim/v2/acme", "this machine"),
            ("https://LOCALHOST./scim/v2/acme", "this machine"),
            ("https://[::1]/scim/v2/acme", "this machine"),
            ("https://[::ffff:127.0.0.1]/scim/v2/acme", "this machine"),
            ("https://0.0.0.0/scim/v2/acme", "no address"),
            ("https://10.1.2.3/scim/v2/acme", "private"),
            ("https://192.168.0.2/scim/v2/acme", "private"),
            ("https://100.64.0.1/scim/v2/acme", "private"),
            ("https://169.254.1.1/scim/v2/acme", "link-local"),
            ("https://[fe80::1%25eth0]/scim/v2/acme", "link-local"),
            ("https://server/scim/v2/acme", "without a domain"),
            ("https://server.local/scim/v2/acme", "local network"),
            ("https://scim.corp.internal/scim/v2/acme", "local network"),
            ("http://scim.keycafe.com/scim/v2/acme", "https only"),
            ("scim.keycafe.com", "no address"),
            ("https://[::1", "no address"),
            ("", "No public URL"),
            (None, "No public URL"),
        ],
    )
    def test_elsewhere_cannot_and_says_why(self, url: str | None, said: str) -> None:
        reason = unreachable_reason(url)
        assert reason is not None
        assert said in reason

    @given(st.text())
    def test_of_any_text_is_judged(self, text: str) -> None:
        assert unreachable_reason("https://" + text) is None or unreachable_reason(text)
