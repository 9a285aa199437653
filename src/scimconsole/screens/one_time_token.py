"""The only time a token is shown: to be copied, checked by its last four characters, and forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from scimconsole.domain.reachability import unreachable_reason
from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.field import Field
from scimconsole.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from scimconsole.api.tokens import TokenCreated
    from scimconsole.app import ConsoleApp

_PROOF = 4
"""Characters at the end of the token that show that the copy arrived somewhere."""
_SHOWN_WHEN_MASKED = len("scimc1_")
_WAYS_OUT = (
    "Ways out: sign in to your vendor's service, run scimconsole serve --public-url behind "
    "a reverse proxy, or go on practising here without Entra ID."
)


class OneTimeTokenScreen(ModalScreen[None]):
    """Token and Tenant URL, each on a line without a frame, so that a terminal can select it whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "copy_token", "Copy token", id="one-time.copy-token"),
        Binding("ctrl+l", "copy_url", "Copy Tenant URL", id="one-time.copy-url"),
        Binding("ctrl+r", "reveal", "Reveal", id="one-time.reveal"),
        Binding("ctrl+g", "discard", "Discard", id="one-time.discard"),
    ]

    def __init__(self, created: TokenCreated) -> None:
        super().__init__()
        self._token_name = created.name
        self._tenant_url = created.tenant_url or ""
        self._secret = created.token
        self._revealed = False
        self._discard_asked = False

    def compose(self) -> ComposeResult:
        """What it is, the two lines to copy, the warning, and the proof."""
        with Vertical(id="one-time"):
            yield Static(
                Content.assemble(
                    ("Token ", ""), (f'"{escape_text(self._token_name)}"', "bold"), " was generated."
                ),
                classes="line",
            )
            yield Static(
                Content.styled(
                    "It is shown once: after you leave, nobody can show it again. Copy it now.",
                    "$warning",
                ),
                classes="line gap",
            )
            yield Static(Content.styled("Secret Token", "bold $accent"), classes="line")
            yield Static(id="secret")
            yield Static(Content.styled("Tenant URL", "bold $accent"), classes="line above")
            yield Static(Content(escape_text(self._tenant_url) or "not known yet"), id="tenant-url")
            yield Static(self._warning(), id="warning", classes="line")
            yield Static(
                Content.assemble(
                    ("To leave, type the last four characters of the token", "bold"),
                    (" from where you pasted it.", ""),
                ),
                classes="line",
            )
            yield Field(id="proof", max_length=_PROOF, compact=True)
            yield Static(id="said", classes="line")
        yield KeyLine()

    def on_mount(self) -> None:
        """Mask the token; begin where the proof is typed."""
        self._draw_secret()
        self.query_one("#warning").display = unreachable_reason(self._tenant_url) is not None
        self.query_one("#proof").focus()

    def on_unmount(self) -> None:
        """Keep no copy of the token."""
        self._secret = ""

    def action_reveal(self) -> None:
        """Show the token, or mask it again."""
        self._revealed = not self._revealed
        self._draw_secret()

    def action_copy_token(self) -> None:
        """Send the token to the terminal's clipboard."""
        self._program.copy_secret(self._secret)
        self._say("Sent to the terminal's clipboard (OSC 52), not confirmed: paste it to see.")

    def action_copy_url(self) -> None:
        """Send the Tenant URL to the terminal's clipboard."""
        if not self._tenant_url:
            self._say("There is no Tenant URL yet: no public URL is known.", "$error")
            return
        self.app.copy_to_clipboard(self._tenant_url)
        self._say("The Tenant URL was sent to the terminal's clipboard (OSC 52).")

    def action_discard(self) -> None:
        """Leave without the proof; the second press does it."""
        if self._discard_asked:
            self._leave()
            return
        self._discard_asked = True
        self._say(
            "Without a copy the token is of no use. Ctrl+G again leaves anyway; revoke it then.",
            "$error",
        )

    @property
    def _program(self) -> ConsoleApp:
        return cast("ConsoleApp", self.app)

    def _draw_secret(self) -> None:
        hidden = len(self._secret) - _SHOWN_WHEN_MASKED
        text = self._secret if self._revealed else self._secret[:_SHOWN_WHEN_MASKED] + "•" * hidden
        self.query_one("#secret", Static).update(Content(text))

    def _warning(self) -> Content:
        reason = unreachable_reason(self._tenant_url) or ""
        return Content.assemble((escape_text(reason), "$warning"), "\n", (_WAYS_OUT, "$foreground-muted"))

    def _say(self, sentence: str, colour: str = "$success") -> None:
        self.query_one("#said", Static).update(Content.styled(sentence, colour))

    def _leave(self) -> None:
        self._secret = ""
        self.query_one("#secret", Static).update(Content(""))
        self._program.forget_copied_secret()
        self.dismiss(None)

    @on(Input.Changed, "#proof")
    def _proof_typed(self, event: Input.Changed) -> None:
        if len(event.value) < _PROOF:
            return
        if event.value == self._secret[-_PROOF:]:
            self._leave()
        else:
            event.input.value = ""
            self._say("Those are not its last four characters. Look at the end of what you pasted.", "$error")
