"""The set-up page in a real browser, with scripts and without: what a person sees, presses and copies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.running_service import Organization
from tests.service.setup_page import chromium
from tests.service.setup_page.chromium import Browser, Page

pytestmark = [
    pytest.mark.engines("sqlite"),
    pytest.mark.skipif(
        chromium.PROGRAM is None, reason="no Chromium here; apt-get install chromium brings one"
    ),
]

TOKEN = re.compile(r"scimc1_[0-9A-Za-z]{71}")
DEAD = "This link cannot be used"
SHOWN = "Tenant URL and token"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.browser() as running:
        yield running


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with scripts, and one without."""
    with browser.page(scripts=request.param) as opened:
        yield opened


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Page]:
    with browser.page() as opened:
        yield opened


def link(organization: Organization) -> dict[str, Any]:
    answer = organization.api.post("/setup-links", json={"name": "Jo"})
    made: dict[str, Any] = answer.json()
    return made


def show(page: Page, url: str) -> None:
    """Open the page and press its button."""
    page.visit(url)
    page.click("form button", loads=True)


class TestTheWayThroughThePage:
    def test_explains_first_shows_once_and_is_dead_then(self, page: Page, keycafe: Organization) -> None:
        made = link(keycafe)
        page.visit(made["url"])
        assert "Connect Entra ID to Keycafe" in page.text
        page.reload()
        assert not TOKEN.search(page.text)
        assert keycafe.api.get("/setup-links").json()["items"][0]["state"] == "open"

        page.click("form button", loads=True)
        text = page.text
        assert keycafe.tenant_url in text
        token = TOKEN.findall(text)
        assert len(token) == 1
        answer = httpx.get(
            f"{keycafe.tenant_url}/Users",
            headers={"Authorization": f"Bearer {token[0]}"},
            trust_env=False,
        )
        assert answer.status_code == 200

        page.reload()
        assert DEAD in page.text, "sending the form again makes no second token"
        page.visit(made["url"])
        assert DEAD in page.text
        assert keycafe.api.get("/tokens").json()["total"] == 1

    def test_tells_nobody_where_one_came_from(self, page: Page, organization: Organization) -> None:
        show(page, link(organization)["url"])
        assert len(page.requests) == 2, "nothing else is loaded"
        assert not [request for request in page.requests if "Referer" in request["headers"]]
        assert page.evaluate("document.referrer") == ""
        assert page.complaints == []

    def test_opens_a_step_where_one_looks(self, page: Page, keycafe: Organization) -> None:
        show(page, link(keycafe)["url"])
        assert "An app registration looks alike" in page.text, "the first step is open"
        assert "Constant value: FULL or SMARTBOX" not in page.text
        page.click(".steps > li:nth-child(3) summary")
        assert "Constant value: FULL or SMARTBOX" in page.text


class TestCopying:
    def test_puts_the_whole_value_into_the_clipboard(self, scripted: Page, keycafe: Organization) -> None:
        show(scripted, link(keycafe)["url"])
        token = TOKEN.findall(scripted.text)[0]
        for value, expected in (("tenant-url", keycafe.tenant_url), ("token", token)):
            button = f"document.querySelector('button[data-copy={value}]')"
            scripted.click(f"button[data-copy={value}]")
            scripted.until(f"{button}.textContent", "Copied ✓")
            assert scripted.evaluate("navigator.clipboard.readText()") == expected

    def test_is_not_offered_where_scripts_are_off(self, browser: Browser, keycafe: Organization) -> None:
        with browser.page(scripts=False) as page:
            show(page, link(keycafe)["url"])
            assert "Copy" not in page.text
            assert page.evaluate("getComputedStyle(document.getElementById('token')).userSelect") == "all"


class TestForeignScripts:
    @pytest.mark.parametrize(
        "smuggled",
        [
            "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; "
            "document.body.append(s)",
            "document.body.innerHTML += '<img src=x onerror=\"window.ran = 1\">'",
            "const s = document.createElement('script'); s.src = 'data:text/javascript,window.ran=1'; "
            "document.body.append(s)",
        ],
    )
    def test_do_not_run(self, scripted: Page, organization: Organization, smuggled: str) -> None:
        scripted.visit(link(organization)["url"])
        scripted.evaluate(f"{{{smuggled}}}")
        scripted.evaluate("new Promise(done => setTimeout(done, 50))")
        assert scripted.evaluate("window.ran") is None
        assert any("Content Security Policy" in complaint for complaint in scripted.complaints)


class TestHowItLooks:
    @pytest.mark.parametrize("width", [320, 1200])
    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_fits_every_width_in_both_lights(
        self, browser: Browser, coffees: Organization, width: int, dark: bool
    ) -> None:
        with browser.page(size=(width, 800), dark=dark) as page:
            show(page, link(coffees)["url"])
            for number in range(2, 5):
                page.click(f".steps > li:nth-child({number}) summary")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            lightness = [int(part) for part in re.findall(r"\d+", str(ground))[:3]]
            assert (max(lightness) < 128) is dark
