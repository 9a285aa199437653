"""Textual's application with what lies between it and the terminal: notices, log, its end and its faults."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from textual.reactive import reactive

from scimconsole.terminal import driver
from scimconsole.terminal.copying import CopyingApp
from scimconsole.terminal.notice_history import NoticeHistory
from scimconsole.terminal.trail import Trail

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode
    from textual.screen import Screen

    from scimconsole.log import Log


_SEVERITY_WORDS = {"information": "", "warning": "Attention", "error": "Trouble"}
"""What stands over a notice without a title, since its colour alone says nothing to many."""


class TerminalApp(CopyingApp):
    """An application that ends with its terminal, logs, and reports what broke it; both in `data_dir`."""

    mouse_given: reactive[bool] = reactive(False, init=False)
    """Whether the mouse is the terminal's, which then selects text with it as in any other program."""

    def __init__(self, data_dir: Path, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.now = now
        self.notices = NoticeHistory()
        self._data_dir = data_dir
        self._open_log: Log | None = None
        self._trail = Trail()
        self._last_words = ""
        """The line that is left in the terminal after a fault."""

    def last_words(self) -> str:
        """What to tell the person once the terminal is theirs again: where the report of a fault is."""
        return self._last_words

    def on_mount(self) -> None:
        """Watch the terminal; open the log once the first picture is there."""
        self.screen_change_signal.subscribe(self, self._shows, immediate=True)
        self._shows(self.screen)
        if not self.is_headless:
            from scimconsole.terminal import ending  # a test's console ends with its test

            ending.watch(self._leave_at_once)
        self.call_after_refresh(self.run_worker, self._start_log, group="log", name="log", thread=True)

    async def on_unmount(self) -> None:
        """Write what the log still holds."""
        if self._open_log is not None:
            await asyncio.to_thread(self._open_log.close)

    def watch_mouse_given(self, given: bool) -> None:
        """Give the mouse away or take it back; what is on the screen stays."""
        driver.report_mouse(self, on=not given)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Literal["information", "warning", "error"] = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a notice, and keep it for whoever looked away; from any thread."""
        self.notices.add(self.now(), severity, title, message)
        words = title or _SEVERITY_WORDS[severity]
        super().notify(message, title=words, severity=severity, timeout=timeout, markup=markup)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action, and remember its name for the report of a fault."""
        name = action.partition("(")[0] if isinstance(action, str) else action[1]
        self._trail.add(name)
        return await super().run_action(action, default_namespace, namespaces)

    def _shows(self, screen: Screen[Any]) -> None:
        self._trail.add(f"shows {type(screen).__name__}")

    def _start_log(self) -> None:
        from scimconsole.log import Log  # 8 ms, after the first paint
        from scimconsole.terminal import crash

        self._open_log = Log(self._data_dir / crash.FOLDER)

    def _leave_at_once(self, code: int) -> None:
        self.exit(return_code=code)

    def _fatal_error(self) -> None:
        # Textual's own report prints local variables, and a secret or a person can be among them.
        if not self._last_words:
            from scimconsole.terminal import crash  # nobody needs it before something broke

            self._last_words = crash.tell(
                sys.exc_info()[1] or self._exception or RuntimeError("nothing is known about it"),
                self._data_dir / crash.FOLDER,
                doing="console",
                trail=self._trail,
                screens=[type(screen).__name__ for screen in self.screen_stack],
            )
        self.panic()
