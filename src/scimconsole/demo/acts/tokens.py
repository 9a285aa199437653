"""The owner's acts on tokens: generate, rotate, revoke on evidence."""

from __future__ import annotations

import asyncio
import time

from scimconsole.api import NewToken, TokenRotation
from scimconsole.client import calls
from scimconsole.demo.parameters import Params
from scimconsole.demo.script import Acted
from scimconsole.demo.stage import HeldToken, Stage
from scimconsole.errors import Conflict

_LATEST_SECONDS = 5.0


class GenerateToken:
    """Generates a token; `token` is what the script calls it."""

    def __init__(self, params: Params) -> None:
        self._key = params.text("token")
        self._name = params.text("name", "Entra ID")

    async def __call__(self, stage: Stage) -> Acted:
        new = NewToken.model_validate({"name": stage.fill(self._name)})
        created = await stage.client.send(calls.generate_token(new))
        stage.tokens[self._key] = HeldToken(created.id, created.name, created.token)
        return Acted((_shown_once(created.name, created.token),))


class RotateToken:
    """Makes the successor of a token; both work until one is revoked."""

    def __init__(self, params: Params) -> None:
        self._old = params.text("token")
        self._key = params.text("successor")

    async def __call__(self, stage: Stage) -> Acted:
        old = stage.token(self._old)
        created = await stage.client.send(calls.rotate_token(old.id, TokenRotation.model_validate({})))
        stage.tokens[self._key] = HeldToken(created.id, created.name, created.token)
        return Acted(
            (_shown_once(created.name, created.token), "The old token works until it is revoked: no gap.")
        )


class RevokeToken:
    """Revokes a token; with `after` only once that other token was used."""

    def __init__(self, params: Params) -> None:
        self._key = params.text("token")
        self._after = params.text("after", "")

    async def __call__(self, stage: Stage) -> Acted:
        said: tuple[str, ...] = ()
        if self._after:
            successor = stage.token(self._after)
            if not await _was_used(stage, successor):
                raise Conflict(
                    f'Nobody used the token "{self._after}" yet: revoking the other would lock Entra out.',
                    hint="Let Entra test the connection with it first.",
                )
            said = ("The successor was used: Entra has changed over.",)
        token = await stage.client.send(calls.revoke_token(stage.token(self._key).id))
        return Acted((*said, f'The token "{token.name}" is {token.state}.'))


async def _was_used(stage: Stage, token: HeldToken) -> bool:
    """Whether the service says so; the last use of a token is written down about a second late."""
    deadline = time.monotonic() + _LATEST_SECONDS
    while (await stage.client.send(calls.token(token.id))).last_used_at is None:
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.1)
    return True


def _shown_once(name: str, text: str) -> str:
    return f'The token "{name}" was generated: {len(text)} characters, shown this once and kept nowhere.'
