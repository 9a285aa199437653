"""Set-up links: the owner makes one, and somebody without an account opens it in a browser."""

from __future__ import annotations

import re

import httpx

from scimconsole.api import NewSetupLink
from scimconsole.client import calls
from scimconsole.demo.parameters import Params
from scimconsole.demo.script import Acted
from scimconsole.demo.stage import HeldLink, HeldToken, Stage
from scimconsole.errors import Conflict, ScimConsoleError, Unavailable

_TOKEN = re.compile(r"scimc1_[0-9A-Za-z]{71}")
_SECONDS = 30.0


class CreateLink:
    """Makes a set-up link; `link` is what the script calls it."""

    def __init__(self, params: Params) -> None:
        self._key = params.text("link")
        self._name = params.text("name", "The identity team")
        self._token_name = params.text("token_name", "Entra ID")

    async def __call__(self, stage: Stage) -> Acted:
        new = NewSetupLink.model_validate(
            {"name": stage.fill(self._name), "token_name": stage.fill(self._token_name)}
        )
        created = await stage.client.send(calls.create_setup_link(new))
        stage.links[self._key] = HeldLink(created.id, created.url)
        return Acted((f'A link for "{created.name}" was made: it works once, within 72 hours.',))


class UseLink:
    """Opens a set-up link, which changes nothing, and presses its button; `token` is what the script calls
    the token that is made."""

    def __init__(self, params: Params) -> None:
        self._link = params.text("link")
        self._key = params.text("token")

    async def __call__(self, stage: Stage) -> Acted:
        link = stage.link(self._link)
        async with httpx.AsyncClient(trust_env=False, timeout=_SECONDS) as browser:
            opened = await _load(browser, "GET", link.url)
            pressed = await _load(browser, "POST", link.url)
            again = await _load(browser, "GET", link.url)
        found = _TOKEN.search(pressed.text)
        if pressed.status_code != 200 or found is None:
            raise Conflict("The page of the set-up link showed no token: it was used, or has ended.")
        if _TOKEN.search(opened.text):
            raise ScimConsoleError("The page showed a token before its button was pressed.")
        links = [one async for one in stage.client.items(calls.setup_links()) if one.id == link.id]
        made = next((one.token_id for one in links), None)
        if made is None:
            raise ScimConsoleError("The service does not tell which token the link made.")
        token = await stage.client.send(calls.token(made))
        stage.tokens[self._key] = HeldToken(token.id, token.name, found[0])
        return Acted(
            (
                "The page explains first; looking at it changes nothing.",
                f'The button showed the Tenant URL and the new token "{token.name}", this once.',
                f"Opened again, the page says no more: {again.status_code}.",
            ),
            {"opened_again": again.status_code},
        )


async def _load(browser: httpx.AsyncClient, method: str, url: str) -> httpx.Response:
    try:
        return await browser.request(method, url)
    except httpx.HTTPError as error:
        raise Unavailable(f"The page of the set-up link cannot be reached: {error}.") from error
