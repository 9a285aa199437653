"""Textual's application with copies that reach the person, and say where they went."""

from __future__ import annotations

import os
from collections.abc import Callable

from textual import work

from scimconsole.terminal import driver
from scimconsole.terminal.cursor import CursorApp


class CopyingApp(CursorApp):
    """An application that copies in a thread: a native program may take its time."""

    @work(thread=True, group="copy", name="copy")
    def copy(self, text: str, what: str) -> None:
        """Copy a text to where the person can paste it, and say where it went; `what` it is, in words."""
        driver.remember_copied(self, text)
        sentence = self._send(text)
        self.call_from_thread(self.notify, f"{what}: {sentence}", markup=False)

    @work(thread=True, group="copy", name="copy secret")
    def copy_secret(self, secret: str, say: Callable[[str], None]) -> None:
        """Copy a secret, of which nothing is remembered here, and `say` where it went."""
        self.call_from_thread(say, self._send(secret))

    def copy_to_clipboard(self, text: str) -> None:
        """Copy what was selected on the screen or in a field, as any other copy."""
        self.copy(text, "The selection")

    def _send(self, text: str) -> str:
        from scimconsole.terminal import clipboard  # not before somebody copies

        return clipboard.copy(text, lambda sequence: driver.write(self, sequence), os.environ).sentence
