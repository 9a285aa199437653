"""The SCIM tokens: generated, shown once, rotated, renamed, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from scimconsole.client.call import ListCall
from scimconsole.domain.reachability import unreachable_reason
from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import NotFound, ScimConsoleError
from scimconsole.screens.list_place import ListPlace
from scimconsole.screens.tokens.dialogs import (
    RenameDialog,
    RevokeDialog,
    RotateDialog,
    Wanted,
)
from scimconsole.screens.tokens.minting import GIVE_TO_ENTRA, generate, mint, revoke, say_failure
from scimconsole.widgets.columns import Column
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.copy_texts import as_curl, as_json, as_row
from scimconsole.widgets.detail_pane import Detail
from scimconsole.widgets.token_columns import hint, token_columns
from scimconsole.widgets.token_detail import token_sections

if TYPE_CHECKING:
    from scimconsole.api.tokens import Token
else:
    Token = object

_CHANGES = ("generate", "rotate", "rename", "revoke")
_NO_ADDRESS = "There is no Tenant URL yet: no public URL is known."
_AFTER_ROTATING = " Once it is used, revoke the old one (R in the list)."


class TokensScreen(ListPlace[Token]):
    """The tokens."""

    PLACE = "tokens"
    NOUN = ("token", "tokens")
    EMPTY = "No token yet.\nc generates one for Entra ID."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "generate", "Generate", id="tokens.generate", tooltip="Generate a token for Entra ID"),
        Binding("o", "rotate", "Rotate", id="tokens.rotate", tooltip="Generate the successor of this token"),
        Binding(
            "R", "revoke", "Revoke", key_display="R", id="tokens.revoke", tooltip="End this token for good"
        ),
        Binding(
            "u", "copy_url", "Copy Tenant URL", id="tokens.copy-url", tooltip="Copy what Entra ID asks for"
        ),
        Binding("E", "rename", "Rename", key_display="E", id="tokens.rename", tooltip="Give it another name"),
        Binding(
            "less_than_sign",
            "predecessor",
            "Predecessor",
            key_display="<",
            show=False,
            id="tokens.predecessor",
            tooltip="Go to the token that this one was rotated from",
        ),
        Binding(
            "greater_than_sign",
            "successor",
            "Successor",
            key_display=">",
            show=False,
            id="tokens.successor",
            tooltip="Go to the token that this one was rotated to",
        ),
    ]

    def columns(self) -> Sequence[Column[Token]]:
        """What a token is worth, how long still, and who used it last."""
        return token_columns(self.console.now)

    def call(self) -> ListCall[Token]:
        """All tokens."""
        from scimconsole.client import calls

        return calls.tokens()

    async def detail(self, row: Token) -> tuple[str, Detail]:
        """Everything about the token but the token itself, with its neighbours by name."""
        predecessor, successor = [
            None if neighbour is None else await self._neighbour(neighbour)
            for neighbour in (row.predecessor_id, row.successor_id)
        ]
        return row.name, token_sections(row, predecessor, successor, self.console.now())

    def copies(self) -> Sequence[Copy]:
        """What can be told of a token without the token itself, and how to try one out."""
        token = self.selected if self.is_mounted else None
        if token is None:
            return ()
        address = token.tenant_url
        row = (
            *(token.id, token.name, token.state, hint(token), token.created_at, token.created_by),
            *(token.expires_at, token.last_used_at, token.last_used_from),
        )
        return (
            Copy("Name", token.name),
            Copy("Id", token.id),
            Copy("Hint", hint(token)),
            *((Copy("Tenant URL", address),) if address else ()),
            Copy("Row", as_row(row)),
            Copy("JSON", as_json(token)),
            *((Copy("curl that tries it out", as_curl(f"{address}/Users?count=1")),) if address else ()),
        )

    def why_not(self, action: str) -> str:
        """Why an act is off now: the role, or the state of the token under the cursor."""
        token = self.selected if self.is_mounted else None
        if action in _CHANGES and self.console.why_no_changes:
            return self.console.why_no_changes
        if action == "copy_url":
            return "" if self._tenant_url() else _NO_ADDRESS
        if action in ("rotate", "rename", "revoke", "predecessor", "successor") and token is None:
            return "There is no token here."
        if token is not None and action == "revoke" and token.state == "revoked":
            return f'"{escape_text(token.name)}" is revoked already.'
        if token is not None and action == "rotate":
            return _why_no_rotation(token)
        if token is not None and action == "predecessor" and token.predecessor_id is None:
            return "This token was not rotated from another one."
        if token is not None and action == "successor" and token.successor_id is None:
            return "This token was not rotated: it has no successor."
        return "" if action in (*_CHANGES, "predecessor", "successor") else super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Acts are off without the right to change, and where the token's state forbids them."""
        if action in (*_CHANGES, "copy_url", "predecessor", "successor"):
            return None if self.why_not(action) else True
        return super().check_action(action, parameters)

    def action_generate(self) -> None:
        """Ask what kind of token, generate it, and show it once."""
        generate(self, self._go_to_newest)

    def action_rotate(self) -> None:
        """Ask what the successor is to be, generate it, and show it once."""
        token = self.selected
        if token is not None:
            self.app.push_screen(RotateDialog(token.name), lambda wanted: self._rotate_wanted(token, wanted))

    def action_rename(self) -> None:
        """Ask for another name."""
        token = self.selected
        if token is not None:
            self.app.push_screen(RenameDialog(token.name), lambda name: self._rename_wanted(token, name))

    def action_revoke(self) -> None:
        """Ask for the name, and end the token."""
        token = self.selected
        if token is not None:
            self.app.push_screen(RevokeDialog(token.name), lambda yes: self._revoke_wanted(token, yes))

    def action_copy_url(self) -> None:
        """Copy the Tenant URL; say so when Entra ID cannot reach it."""
        address = self._tenant_url()
        self.console.copy(address, "Tenant URL")
        reason = unreachable_reason(address)
        if reason is not None:
            self.app.notify(escape_text(reason), severity="warning", markup=False)

    def action_predecessor(self) -> None:
        """Go to the token that this one was rotated from."""
        token = self.selected
        if token is not None and token.predecessor_id is not None:
            self.console.go("tokens", record=token.predecessor_id)

    def action_successor(self) -> None:
        """Go to the token that this one was rotated to."""
        token = self.selected
        if token is not None and token.successor_id is not None:
            self.console.go("tokens", record=token.successor_id)

    def _rotate_wanted(self, token: Token, wanted: Wanted | None) -> None:
        from scimconsole.api.tokens import TokenRotation
        from scimconsole.client import calls

        if wanted is not None:
            rotation = TokenRotation.model_validate({**wanted.wire(), "now": wanted.now})
            after = GIVE_TO_ENTRA if wanted.now else GIVE_TO_ENTRA + _AFTER_ROTATING
            mint(self, calls.rotate_token(token.id, rotation), after, self._go_to_newest)

    def _rename_wanted(self, token: Token, name: str | None) -> None:
        if name is not None and name != token.name:
            self.run_worker(self._rename(token, name), name="rename", group="tokens-act")

    def _revoke_wanted(self, token: Token, wanted: bool | None) -> None:
        if wanted:
            revoke(self, token.id)

    def _go_to_newest(self) -> None:
        self.table.cursor = 0

    async def _rename(self, token: Token, name: str) -> None:
        from scimconsole.client import calls

        try:
            renamed = await self.client.send(calls.rename_token(token.id, name))
        except ScimConsoleError as error:
            say_failure(self, "The token was not renamed", error)
            return
        self.app.notify(f'"{escape_text(token.name)}" is now "{escape_text(renamed.name)}".', markup=False)
        self.load()

    async def _neighbour(self, token_id: str) -> Token | None:
        """The token with that id; among the rows, or asked for."""
        from scimconsole.client import calls

        place = self.place_of(token_id)
        row = None if place is None else self.window.row(place)
        if row is not None:
            return row
        try:
            return await self.client.send(calls.token(token_id))
        except NotFound:
            return None

    def _tenant_url(self) -> str:
        organization = self.standing.organization
        return "" if organization is None else organization.tenant_url or ""


def _why_no_rotation(token: Token) -> str:
    name = escape_text(token.name)
    if token.state == "revoked":
        return f'"{name}" is revoked and has no life to hand on: c generates a new one.'
    if token.successor_id is not None:
        return f'"{name}" was rotated already: > goes to its successor.'
    return ""
