"""The only time a secret is shown: to be copied or saved, checked by its last characters, and forgotten."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from scimconsole.domain.reachability import unreachable_reason
from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.one_time.dialogs import DiscardDialog, SaveDialog
from scimconsole.screens.one_time.private_file import NotWritten, free_name, write_private
from scimconsole.terminal import driver
from scimconsole.widgets.field import Field, FieldLabel
from scimconsole.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp

Left = Literal["kept", "discard", "revoke"]
"""How the screen was left: with a copy made, without one, or without one and the secret to be ended."""

_PROOF = 4
"""Characters at the end that show that the copy arrived somewhere."""
_BELOW = 8
"""Lines below what scrolls: the proof, what was said, and the keys."""
_SHOWN_WHEN_MASKED = len("scimc1_")
_HOW_TO_LEAVE = "Type the last four characters to leave, or press Ctrl+G to discard it."
_WAYS_OUT = (
    "Ways out: sign in to your vendor's service, run scimconsole serve --public-url behind "
    "a reverse proxy, or go on practising here without Entra ID."
)


@dataclass(frozen=True)
class Secret:
    """What is shown once, in words; the secret itself is not among them."""

    what: str
    """The kind: `token`, `API key`."""
    name: str
    """Which one: its name, or whose."""
    label: str
    """What stands above it, as the place calls it where it is pasted."""
    next_step: str = ""
    """What to do with it."""
    suffix: str = "secret"
    """The end of the name of a file it is saved to."""

    @property
    def file_name(self) -> str:
        """A name for a file, made of harmless letters."""
        stem = "".join(
            letter if letter.isalnum() and letter.isascii() else "-" for letter in self.name.lower()
        )
        return f"{'-'.join(filter(None, stem.split('-')))[:40] or 'scim'}.{self.suffix}"


class OneTimeSecretScreen(ModalScreen["Left | None"]):
    """Secret and address, each on a line without a frame, so that a terminal can select it whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "copy_secret", "Copy", id="one-time.copy-token", tooltip="Copy the secret"),
        Binding("ctrl+l", "copy_url", "Copy URL", id="one-time.copy-url", tooltip="Copy the Tenant URL"),
        Binding("ctrl+r", "reveal", "Reveal", id="one-time.reveal", tooltip="Show the secret, or mask it"),
        Binding("ctrl+s", "save", "Save…", id="one-time.save", tooltip="Save it to a file only you can read"),
        Binding("ctrl+g", "discard", "Discard…", id="one-time.discard", tooltip="Leave without a copy of it"),
        Binding("escape", "how_to_leave", "Leave", show=False, id="one-time.leave"),
        Binding(
            "f7,ctrl+y",
            "app.own_selection",
            "Select",
            show=False,
            id="one-time.selection",
            tooltip="Give the mouse to the terminal, so that it selects text, and take it back",
        ),
        Binding(
            "f1,question_mark",
            "app.help",
            "Keys",
            show=False,
            id="dialog.help",
            tooltip="All keys of this screen",
        ),
        Binding("pageup", "scroll(-1)", "Scroll up", show=False, id="dialog.page-up"),
        Binding("pagedown", "scroll(1)", "Scroll down", show=False, id="dialog.page-down"),
    ]

    def __init__(
        self,
        about: Secret,
        text: str,
        *,
        address: str | None = None,
        revocable: bool = True,
    ) -> None:
        """`address` is the Tenant URL to go with it (empty: not known yet; None: there is none to show)."""
        super().__init__()
        self._about = about
        self._secret = text
        self._address = address
        self._revocable = revocable
        self._revealed = False

    def compose(self) -> ComposeResult:
        """What it is, what to copy, the warning, what to do next, and the proof."""
        about = self._about
        with Vertical(id="one-time"):
            yield Static(
                Content.assemble(
                    (f"{about.what[0].upper()}{about.what[1:]} ", ""),
                    (f'"{escape_text(about.name)}"', "bold"),
                    " was generated. ",
                    ("It is shown this once: copy it now.", "$warning"),
                ),
                classes="line gap",
            )
            yield Static(Content.styled(about.label, "bold $accent"), classes="line")
            yield Static(id="secret")
            if self._address is not None:
                yield Static(Content.styled("Tenant URL", "bold $accent"), classes="line above")
                yield Static(Content(escape_text(self._address) or "not known yet"), id="tenant-url")
                yield Static(self._warning(), id="warning", classes="line")
            if about.next_step:
                yield Static(
                    Content.assemble(("Next  ", "bold $accent"), about.next_step), classes="line above"
                )
        # Outside of what scrolls, so that typing into it never moves the secret out of sight.
        yield FieldLabel(
            f"To leave, type the last four characters of the {about.what} from where you pasted it.",
            "proof",
            id="proof-label",
        )
        yield Field(id="proof", compact=True)
        yield Static(id="said", classes="line")
        yield KeyLine()

    def on_mount(self) -> None:
        """Mask the secret; begin where the proof is typed."""
        self._draw_secret()
        for warning in self.query("#warning"):
            warning.display = unreachable_reason(self._address) is not None
        self.query_one("#proof").focus()

    def on_resize(self, event: events.Resize) -> None:
        """Leave room for the proof below what scrolls."""
        self.query_one("#one-time").styles.max_height = max(event.size.height - _BELOW, 3)
        self.call_after_refresh(self._tell_of_more)

    def on_unmount(self) -> None:
        """Keep no copy of the secret, not even of what was selected with the mouse."""
        self._secret = ""
        driver.forget_copied(self.app)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is an address to copy only where one belongs to the secret."""
        if action == "copy_url":
            return False if self._address is None else bool(self._address) or None
        return True

    def why_not(self, action: str) -> str:
        """Why an act is off."""
        return "There is no Tenant URL yet: no public URL is known." if action == "copy_url" else ""

    def action_reveal(self) -> None:
        """Show the secret, or mask it again."""
        self._revealed = not self._revealed
        self._draw_secret()

    def action_copy_secret(self) -> None:
        """Copy the secret, and say where it went."""
        self._program.copy_secret(self._secret, self._say)

    def action_copy_url(self) -> None:
        """Copy the address, and say where it went."""
        self._program.copy(self._address or "", "Tenant URL")

    def action_save(self) -> None:
        """Ask for a file, and write the secret to it."""
        self.app.push_screen(SaveDialog(free_name(self._about.file_name)), self._save_wanted)

    def action_discard(self) -> None:
        """Ask whether to leave without a copy."""
        self.app.push_screen(DiscardDialog(self._about.what, revocable=self._revocable), self._discard_wanted)

    def action_how_to_leave(self) -> None:
        """Say how one leaves."""
        self._say(_HOW_TO_LEAVE, "$warning")

    def action_scroll(self, by: int) -> None:
        """Bring more into view."""
        body = self.query_one("#one-time")
        body.scroll_relative(y=by * max(body.size.height - 1, 1), animate=False)

    @property
    def _program(self) -> ConsoleApp:
        return cast("ConsoleApp", self.app)

    def _draw_secret(self) -> None:
        hidden = len(self._secret) - _SHOWN_WHEN_MASKED
        text = self._secret if self._revealed else self._secret[:_SHOWN_WHEN_MASKED] + "•" * hidden
        self.query_one("#secret", Static).update(Content(text))

    def _warning(self) -> Content:
        reason = unreachable_reason(self._address) or ""
        return Content.assemble((escape_text(reason), "$warning"), "\n", (_WAYS_OUT, "$foreground-muted"))

    def _tell_of_more(self) -> None:
        if self.query_one("#one-time").max_scroll_y > 0:
            self._say("There is more above this line: Page Down shows it.", "$foreground-muted")

    def _say(self, sentence: str, colour: str = "$success") -> None:
        if self.is_mounted:
            self.query_one("#said", Static).update(Content.styled(sentence, colour))

    def _leave(self, how: Left) -> None:
        self._secret = ""
        self.query_one("#secret", Static).update(Content(""))
        self.dismiss(how)

    def _discard_wanted(self, how: Left | None) -> None:
        if how is not None:
            self._leave(how)

    def _save_wanted(self, path: str | None) -> None:
        if path is not None:
            self.run_worker(self._save(Path(path).expanduser().absolute()), name="save", group="save")

    async def _save(self, path: Path) -> None:
        try:
            # A file system can be slow, or far away.
            await asyncio.to_thread(write_private, path, f"{self._secret}\n")
        except NotWritten as problem:
            self._say(escape_text(str(problem)), "$error")
        else:
            self._say(escape_text(f"Written to {path}, which only you can read."))

    @on(Input.Changed, "#proof")
    def _proof_typed(self, event: Input.Changed) -> None:
        typed = event.value.strip()
        if not typed or not self._secret:
            return
        if typed in (self._secret, self._secret[-_PROOF:]):
            event.input.value = ""
            self._leave("kept")
        elif len(typed) >= _PROOF and not self._secret.startswith(typed):
            event.input.value = ""
            self._say("Those are not its last four characters. Look at the end of what you pasted.", "$error")
