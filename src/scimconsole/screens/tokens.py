"""The SCIM tokens: generated, shown once, rotated, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from scimconsole.client.call import Call, ListCall
from scimconsole.domain.reachability import unreachable_reason
from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.list_place import ListPlace
from scimconsole.screens.one_time_token import OneTimeTokenScreen
from scimconsole.screens.token_dialogs import GenerateDialog, RevokeDialog, RotateDialog, Wanted
from scimconsole.widgets.columns import Cell, Column, Tone
from scimconsole.widgets.detail_pane import Detail
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import ago, days_until, full, until

if TYPE_CHECKING:
    from scimconsole.api.tokens import Token, TokenCreated
else:
    Token = object

_STATE_TONES: dict[str, Tone] = {"active": "good", "expired": "bad", "revoked": "muted"}
_SOON = 30


class TokensScreen(ListPlace[Token]):
    """The tokens."""

    PLACE = "tokens"
    NOUN = ("token", "tokens")
    EMPTY = "No token yet.\nn generates one for Entra ID."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "generate", "New token", id="tokens.generate"),
        Binding("o", "rotate", "Rotate", id="tokens.rotate", tooltip="Mint a successor"),
        Binding("R", "revoke", "Revoke", key_display="R", id="tokens.revoke", tooltip="End it for good"),
        Binding("u", "copy_url", "Copy Tenant URL", id="tokens.copy-url"),
    ]

    def columns(self) -> Sequence[Column[Token]]:
        """Name, state, expiry and last use always; the rest as far as there is room."""
        return [
            Column("Name", 16, lambda token: Cell(token.name), grow=1),
            Column("State", 7, lambda token: Cell(token.state, _STATE_TONES.get(token.state, "plain"))),
            Column("Expires", 12, self._expiry),
            Column("Last used", 15, self._last_use),
            Column("Token", 17, _hint, rank=1),
            Column("From", 15, lambda token: Cell(token.last_used_from or "-", "muted"), rank=3),
            Column("Age", 9, self._age, rank=2),
        ]

    def call(self) -> ListCall[Token]:
        """All tokens."""
        from scimconsole.client import calls

        return calls.tokens(limit=self.window.page_size)

    async def detail(self, row: Token) -> tuple[str, Detail]:
        """Everything about the token but the token itself, and where Entra ID is to use it."""
        now = self.console.now()
        facts = [
            Fact("State", row.state, _STATE_TONES.get(row.state, "plain")),
            Fact("Token", f"{row.hint.prefix}…{row.hint.last_four}"),
            Fact("Generated", full(row.created_at), "plain", f"by {row.created_by}"),
            Fact("Expires", full(row.expires_at) if row.expires_at else "never", *self._expiry_note(row)),
            Fact("Last used", full(row.last_used_at) if row.last_used_at else "never"),
        ]
        if row.expiry_reason:
            facts.append(Fact("Reason", row.expiry_reason))
        if row.revoked_at:
            facts.append(Fact("Revoked", full(row.revoked_at), "muted", ago(row.revoked_at, now)))
        if row.last_used_from:
            facts.append(Fact("From", row.last_used_from))
        if row.predecessor_id:
            facts.append(Fact("Follows", row.predecessor_id, "muted"))
        if row.successor_id:
            facts.append(Fact("Followed by", row.successor_id, "muted"))
        return row.name, [Section("", facts), self._address(row)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Acts are off without the right to change; only a live token is rotated or revoked."""
        if action in ("generate", "rotate", "revoke"):
            if self.console.why_no_changes:
                return None
            token = self.selected if self.is_mounted else None
            return True if action == "generate" or (token is not None and token.state == "active") else None
        return super().check_action(action, parameters)

    def action_generate(self) -> None:
        """Ask what kind of token, generate it, and show it once."""
        self.app.push_screen(GenerateDialog(), self._generate_wanted)

    def action_rotate(self) -> None:
        """Ask when the old one ends, mint the successor, and show it once."""
        token = self.selected
        if token is not None:
            self.app.push_screen(RotateDialog(token.name), lambda now: self._rotate_wanted(token, now))

    def action_revoke(self) -> None:
        """Ask for the name, and end the token."""
        token = self.selected
        if token is not None:
            self.app.push_screen(RevokeDialog(token.name), lambda yes: self._revoke_wanted(token, yes))

    def action_copy_url(self) -> None:
        """Send the Tenant URL to the terminal's clipboard."""
        organization = self.standing.organization
        if organization is None or organization.tenant_url is None:
            self.app.notify("There is no Tenant URL yet: no public URL is known.", severity="warning")
            return
        self.app.copy_to_clipboard(organization.tenant_url)
        self.app.notify("The Tenant URL was sent to the terminal's clipboard (OSC 52).")

    def _generate_wanted(self, wanted: Wanted | None) -> None:
        from scimconsole.api.tokens import NewToken
        from scimconsole.client import calls

        if wanted is not None:
            new: dict[str, object] = {"name": wanted.name, "expires_in": wanted.seconds}
            if wanted.reason is not None:
                new["expiry_reason"] = wanted.reason
            self._mint(calls.generate_token(NewToken.model_validate(new)))

    def _rotate_wanted(self, token: Token, now: bool | None) -> None:
        from scimconsole.api.tokens import TokenRotation
        from scimconsole.client import calls

        if now is not None:
            self._mint(calls.rotate_token(token.id, TokenRotation.model_validate({"now": now})))

    def _revoke_wanted(self, token: Token, wanted: bool | None) -> None:
        if wanted:
            self.run_worker(self._revoke(token), name="revoke", group="tokens-act")

    def _mint(self, call: Call[TokenCreated]) -> None:
        self.run_worker(self._show_once(call), name="mint", group="tokens-act")

    async def _show_once(self, call: Call[TokenCreated]) -> None:
        try:
            created = await self.client.send(call)
        except ScimConsoleError as error:
            self._say_failure("No token was generated", error)
            return
        await self.app.push_screen(OneTimeTokenScreen(created))
        del created
        self.load()

    async def _revoke(self, token: Token) -> None:
        from scimconsole.client import calls

        try:
            revoked = await self.client.send(calls.revoke_token(token.id))
        except ScimConsoleError as error:
            self._say_failure("The token was not revoked", error)
            return
        self.app.notify(escape_text(f'"{revoked.name}" is revoked.'), markup=False)
        self.load()

    def _say_failure(self, what: str, error: ScimConsoleError) -> None:
        sentence = escape_text(" ".join(filter(None, (error.detail, error.hint))))
        self.app.notify(sentence, title=what, severity="error", timeout=12, markup=False)

    def _expiry(self, token: Token) -> Cell:
        if token.state == "revoked":
            return Cell("-", "muted")
        return Cell(until(token.expires_at, self.console.now()), self._expiry_tone(token))

    def _expiry_note(self, token: Token) -> tuple[Tone, str]:
        note = until(token.expires_at, self.console.now()) if token.expires_at else ""
        return self._expiry_tone(token), note

    def _expiry_tone(self, token: Token) -> Tone:
        left = days_until(token.expires_at, self.console.now())
        if token.state != "active" or left is None or left > _SOON:
            return "plain"
        return "warn" if left > 0 else "bad"

    def _last_use(self, token: Token) -> Cell:
        return Cell(ago(token.last_used_at, self.console.now()), "plain" if token.last_used_at else "muted")

    def _age(self, token: Token) -> Cell:
        return Cell(ago(token.created_at, self.console.now()).removesuffix(" ago"), "muted")

    def _address(self, token: Token) -> Section:
        reason = unreachable_reason(token.tenant_url)
        facts = [Fact("Tenant URL", token.tenant_url or "not known yet")]
        if reason is not None:
            facts.append(Fact("Attention", reason, "warn"))
        return Section("For Entra ID", facts)


def _hint(token: Token) -> Cell:
    return Cell(f"{token.hint.prefix}…{token.hint.last_four}", "muted")
