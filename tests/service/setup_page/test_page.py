"""The page behind a set-up link: explains, shows a new token once, and tells nobody why it is closed."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from scimconsole.domain.organization import org_id_of
from scimconsole.domain.setup_links import mint_code
from scimconsole.storage import audit_read
from scimconsole.storage.database import open_database
from scimconsole.storage.requests import AFTER_EVERY_ID
from tests.running_service import Organization, RunningService
from tests.service.management.test_secrets_are_told_once import everything_kept

TOKEN = re.compile(r"scimc1_[0-9A-Za-z]{71}")


def make(organization: Organization, **wanted: object) -> dict[str, Any]:
    answer = organization.api.post("/setup-links", json=wanted)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def press(url: str) -> httpx.Response:
    return httpx.post(url, timeout=30, trust_env=False, verify=False)


def look(url: str) -> httpx.Response:
    return httpx.get(url, timeout=30, trust_env=False, verify=False)


class TestBeforeTheButton:
    def test_it_explains_who_what_where_and_until_when(self, keycafe: Organization) -> None:
        made = make(keycafe)
        page = look(made["url"])
        assert page.status_code == 200
        text = unescape(page.text)
        for said in (
            f"owner@{keycafe.slug}.example",
            f"Organization {keycafe.slug}",
            "Keycafe",
            made["expires_at"][:19] + "Z",
            "Entra ID cannot use this Tenant URL yet",
            "127.0.0.1",
        ):
            assert said in text
        assert not TOKEN.search(text)

    def test_looking_at_it_does_not_use_it_up(self, organization: Organization) -> None:
        url = make(organization)["url"]
        preview = {"User-Agent": "Slackbot-LinkExpanding 1.0"}
        for _ in range(3):
            assert look(url).status_code == 200
            assert httpx.head(url, trust_env=False).content == b""
            assert httpx.get(url, headers=preview, trust_env=False).status_code == 200
        assert httpx.options(url, trust_env=False).status_code == 405
        assert organization.api.get("/tokens").json()["total"] == 0
        assert TOKEN.search(press(url).text)

    def test_text_from_outside_is_escaped(self, service: RunningService) -> None:
        organization = service.add_organization(None, "generic", "any", "--name", "<b>&\"'</b>")
        made = make(organization, token_name="<script>alert(1)</script>")
        for page in (look(made["url"]), press(made["url"])):
            assert page.status_code == 200
            assert "<b>" not in page.text
            assert "<script>alert" not in page.text


class TestTheButton:
    def test_shows_tenant_url_and_a_token_that_works(self, coffees: Organization) -> None:
        made = make(coffees, token_name="Entra, production")
        page = press(made["url"])
        assert page.status_code == 200
        found = TOKEN.findall(page.text)
        assert len(found) == 1
        assert f">{coffees.tenant_url}</code>" in page.text
        assert coffees.client(coffees.tenant_url, found[0]).get("/Users").status_code == 200
        assert "Map the fields" in page.text
        assert "the set-up link that was sent to you" not in page.text, "that step is done"
        assert "Test Connection" in page.text

    def test_says_in_the_lists_who_used_it(self, organization: Organization) -> None:
        made = make(organization, name="Jo", token_name="Entra, production")
        token = TOKEN.findall(press(made["url"]).text)[0]
        listed = organization.api.get("/tokens").json()["items"]
        assert [(one["id"], one["name"], one["created_by"]) for one in listed] == [
            (token[7:29], "Entra, production", "set-up link Jo")
        ]
        link = organization.api.get("/setup-links").json()["items"][0]
        assert (link["state"], link["used_from"], link["token_id"]) == ("used", "127.0.0.1", token[7:29])

    def test_gives_the_token_the_life_span_that_its_maker_chose(self, organization: Organization) -> None:
        made = make(organization, token_expires_in=30 * 86_400)
        assert made["token_expires_in"] == 30 * 86_400
        press(made["url"])
        token = organization.api.get("/tokens").json()["items"][0]
        lives = datetime.fromisoformat(token["expires_at"]) - datetime.fromisoformat(token["created_at"])
        assert lives == timedelta(days=30)

    def test_gives_it_that_of_the_settings_where_nobody_chose(self, organization: Organization) -> None:
        assert organization.api.patch("/settings", json={"token_days": 90}).status_code == 200
        press(make(organization)["url"])
        token = organization.api.get("/tokens").json()["items"][0]
        lives = datetime.fromisoformat(token["expires_at"]) - datetime.fromisoformat(token["created_at"])
        assert lives == timedelta(days=90)

    def test_writes_the_audit_trail(self, organization: Organization, service: RunningService) -> None:
        made = make(organization)
        token_id = TOKEN.findall(press(made["url"]).text)[0][7:29]
        link = f"setup-link:{made['id']}"
        used, created = acts(service, organization, made["id"])
        assert used == ("setup-link.used", link)
        assert created[0] == "setup-link.created"
        assert created[1].startswith("member:")
        assert acts(service, organization, token_id) == [("token.generated", link)]

    def test_pressed_many_times_at_once_makes_one_token(self, organization: Organization) -> None:
        url = make(organization)["url"]
        with ThreadPoolExecutor(12) as pool:
            pages = list(pool.map(press, [url] * 12))
        assert sorted(page.status_code for page in pages) == [200] + [404] * 11
        assert sum(len(TOKEN.findall(page.text)) for page in pages) == 1
        assert organization.api.get("/tokens").json()["total"] == 1

    def test_takes_what_a_browser_sends(self, organization: Organization) -> None:
        page = httpx.post(make(organization)["url"] + "/", data={"any": "x" * 10_000}, trust_env=False)
        assert TOKEN.search(page.text)


class TestAClosedLink:
    def test_is_the_same_page_whatever_closed_it(self, organization: Organization) -> None:
        base = f"{organization.service.url}/setup/"
        used, revoked, expired = (make(organization, expires_in=seconds) for seconds in (60, 60, 1))
        press(used["url"])
        organization.api.delete(f"/setup-links/{revoked['id']}")
        time.sleep(1.1)
        open_code = make(organization)["url"].removeprefix(base)
        token = organization.generate_token()
        closed = [
            *(link["url"] for link in (used, revoked, expired)),
            base + mint_code(org_id_of(organization.slug)).text,
            base + mint_code(org_id_of("nobody")).text,
            base + open_code[:-1] + ("a" if open_code[-1] != "a" else "b"),
            base + open_code[:40],
            base + open_code + "/more",
            base + token,
            base + "%00",
            base + "%ff%fe<script>",
            base,
        ]
        answers = [ask(url) for url in closed for ask in (look, press)]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        assert len({tuple(sorted(set(answer.headers) - {"date"})) for answer in answers}) == 1
        assert organization.api.get("/tokens").json()["total"] == 2

    def test_is_one_whose_organization_left_the_plan(self, service: RunningService) -> None:
        organization = service.add_organization(profile="keycafe", plan="business-pro")
        url = make(organization)["url"]
        assert look(url).status_code == 200
        database = open_database(service.database_url)
        try:
            database.session().script(
                f"UPDATE organization SET plan = 'starter' WHERE org_id = '{org_id_of(organization.slug)}'"
            )
        finally:
            database.close()
        assert [look(url).status_code, press(url).status_code] == [404, 404]
        assert organization.api.get("/tokens").json()["total"] == 0


@pytest.mark.engines("sqlite")
class TestTheBrowser:
    """What it is told about every answer."""

    def test_keeps_nothing_and_tells_nobody(self, organization: Organization) -> None:
        url = make(organization)["url"]
        for page in (look(url), press(url), look(url), press(url), httpx.put(url, trust_env=False)):
            headers = page.headers
            assert headers["cache-control"] == "no-store"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["x-frame-options"] == "DENY"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["content-type"] == "text/html; charset=utf-8"
            assert "set-cookie" not in headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
            assert not re.search(r"(?:src|href|action)=", page.text), (
                "nothing is loaded, and nowhere leads out"
            )

    def test_runs_the_page_s_own_style_and_script_only(self, organization: Organization) -> None:
        page = press(make(organization)["url"])
        policy = page.headers["content-security-policy"]
        for tag in ("style", "script"):
            source = re.findall(rf"<{tag}>(.*?)</{tag}>", page.text, re.DOTALL)
            assert len(source) == 1
            digest = base64.b64encode(hashlib.sha256(source[0].encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy
        assert "style=" not in page.text.replace("<style", "")

    def test_can_do_without_scripts(self, organization: Organization) -> None:
        page = press(make(organization)["url"]).text
        buttons = re.findall(r"<button[^>]*>", page)
        assert len(buttons) >= 2
        assert all(" hidden" in button for button in buttons), "only the script shows what needs it"


class TestTheCode:
    def test_is_kept_nowhere(self, organization: Organization, service: RunningService) -> None:
        made = make(organization)
        code = made["url"].rpartition("/")[2]
        token = TOKEN.findall(press(made["url"]).text)[0]
        look(made["url"])
        kept = everything_kept(service)
        assert made["id"].encode() in kept
        for secret in (code, token):
            assert secret[29:72].encode() not in kept


def acts(service: RunningService, organization: Organization, target: str) -> list[tuple[str, str]]:
    """Action and actor of what was done to one thing, newest first."""
    database = open_database(service.database_url)
    try:
        org_id = org_id_of(organization.slug)
        rows = audit_read.list_acts_on(database.session(), org_id, target, AFTER_EVERY_ID, 10)
        return [(row.action, row.actor) for row in rows]
    finally:
        database.close()
