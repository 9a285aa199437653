"""Another key for an act: the next key pressed, and what else it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Button, Static

from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.screens.known_acts import KnownAct, clashing, keys_of, shown_key

_KEPT_FREE = frozenset({"escape", "tab", "shift+tab"})
"""Keys that lead out of everything; they are not given to acts."""


class KeyCatcher(Widget, can_focus=True):
    """Takes the next key, whatever it is; Escape and Tab go on meaning what they mean."""

    DEFAULT_CSS = """
    KeyCatcher {
        height: 3; padding: 0 1; margin-bottom: 1; border: round $border-blurred; content-align: left middle;
    }
    KeyCatcher:focus { border: round $border; }
    """

    key: reactive[str] = reactive("")
    """The key pressed, by its name; empty before one was."""

    def render(self) -> Content:
        """The key, or that one is waited for."""
        if self.key:
            return Content.assemble(("The new key: ", ""), (f" {shown_key(self.key)} ", "bold $accent"))
        return Content.styled("Press the new key…", "$foreground-muted")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Every key but those that lead out is taken here."""
        return key not in _KEPT_FREE

    def on_key(self, event: events.Key) -> None:
        """Take the key."""
        if event.key not in _KEPT_FREE:
            event.stop()
            event.prevent_default()
            self.key = event.key


class RemapDialog(Dialog["str | None"]):
    """Answers the new key, an empty text for the act's own key, None for no change."""

    def __init__(self, act: KnownAct, remapped: Mapping[str, str], acts: Mapping[str, KnownAct]) -> None:
        super().__init__()
        self._act = act
        self._remapped = remapped
        self._acts = acts

    def heading(self) -> str:
        """The act."""
        return f"Another key for: {self._act.words}"

    def compose_body(self) -> ComposeResult:
        """What it does, its keys now, and the key to come."""
        yield Static(Content(self._act.meaning), classes="sentence")
        now = " ".join(shown_key(key) for key in keys_of(self._act, self._remapped))
        yield Static(
            Content.assemble(
                ("Now: ", "$foreground-muted"), (now, "bold"), (f"   {self._act.id}", "$foreground-muted")
            ),
            classes="sentence",
        )
        yield KeyCatcher(id="new-key")
        yield Static(id="clash", classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """Cancel, back to its own key where it has another one, and keep."""
        own = [ButtonSpec("own", "&Own key again")] if self._act.id in self._remapped else []
        return ButtonSpec("cancel", "&Cancel"), *own, ButtonSpec("keep", "&Keep", "primary")

    def on_mount(self) -> None:
        """Begin by waiting for the key."""
        catcher = self.query_one(KeyCatcher)
        catcher.focus()
        self.watch(catcher, "key", self._key_pressed, init=False)

    def _key_pressed(self, key: str) -> None:
        others = clashing(self._act, key, self._remapped, self._acts)
        if others:
            named = ", ".join(f"{other.words} ({other.id})" for other in others)
            words = Content.styled(
                f"This key also means: {named}. Where both work, one of them wins.", "$warning"
            )
        else:
            words = Content.styled("No other act has this key here.", "$success")
        self.query_one("#clash", Static).update(words)
        self.query_one("#keep").focus()

    @on(Button.Pressed, "#keep")
    def _keep(self) -> None:
        key = self.query_one(KeyCatcher).key
        if key:
            self.dismiss(key)
        else:
            self.trouble("No key was pressed yet.")
            self.query_one(KeyCatcher).focus()

    @on(Button.Pressed, "#own")
    def _own(self) -> None:
        self.dismiss("")
