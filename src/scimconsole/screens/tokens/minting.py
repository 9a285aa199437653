"""Generating a token from any place: the question, the one time it is shown, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError, Unavailable
from scimconsole.screens.one_time.screen import Left, OneTimeSecretScreen, Secret
from scimconsole.screens.tokens.dialogs import GenerateDialog, Wanted
from scimconsole.screens.working import begin

if TYPE_CHECKING:
    from scimconsole.api.tokens import TokenCreated
    from scimconsole.client.call import Call
    from scimconsole.screens.frame import PlaceScreen

GIVE_TO_ENTRA = (
    "In Entra ID: the enterprise application, Provisioning, Admin Credentials. Paste both, press "
    "Test Connection, then Save."
)
_GROUP = "tokens-act"


def generate(place: PlaceScreen, minted: Callable[[], None]) -> None:
    """Ask what kind of token, generate it, and show it once; `minted` is called when it is shown."""

    def wanted(answer: Wanted | None) -> None:
        from scimconsole.api.tokens import NewToken
        from scimconsole.client import calls

        if answer is not None:
            call = calls.generate_token(NewToken.model_validate(answer.wire()))
            mint(place, call, GIVE_TO_ENTRA, minted)

    place.app.push_screen(GenerateDialog(), wanted)


def mint(
    place: PlaceScreen, call: Call[TokenCreated], next_step: str, minted: Callable[[], None] = lambda: None
) -> None:
    """Send a call that makes a token, and show the token once; the place reads again afterwards."""
    work = partial(_show_once, place, call, next_step, minted)
    begin(place, work, name="mint", group=_GROUP, exclusive=False)


def revoke(place: PlaceScreen, token_id: str) -> None:
    """End a token, and say so; the place reads again afterwards."""
    begin(place, partial(_revoke, place, token_id), name="revoke", group=_GROUP, exclusive=False)


def say_failure(place: PlaceScreen, what: str, error: ScimConsoleError) -> None:
    """Say what was not done, and why."""
    words = (error.detail, error.hint)
    if isinstance(error, Unavailable):
        # The answer may have been lost on the way back, and then it was done all the same.
        place.report(error)
        what = f"{what}, or nobody can tell"
        words = (
            error.detail,
            "Look at the list once the service answers; revoke what nobody has a copy of.",
        )
    sentence = escape_text(" ".join(filter(None, words)))
    place.app.notify(sentence, title=what, severity="error", timeout=12, markup=False)


async def _show_once(
    place: PlaceScreen, call: Call[TokenCreated], next_step: str, minted: Callable[[], None]
) -> None:
    try:
        created = await place.client.send(call)
    except ScimConsoleError as error:
        say_failure(place, "No token was generated", error)
        return
    token_id = created.id

    def left(how: Left | None) -> None:
        place.load()
        if how == "revoke":
            revoke(place, token_id)

    screen = OneTimeSecretScreen(
        Secret("token", created.name, "Secret Token", next_step, "token"),
        created.token,
        address=created.tenant_url or "",
    )
    del created
    minted()
    await place.app.push_screen(screen, left)


async def _revoke(place: PlaceScreen, token_id: str) -> None:
    from scimconsole.client import calls

    try:
        revoked = await place.client.send(calls.revoke_token(token_id))
    except ScimConsoleError as error:
        say_failure(place, "The token was not revoked", error)
        return
    place.app.notify(f'"{escape_text(revoked.name)}" is revoked.', markup=False)
    place.load()
