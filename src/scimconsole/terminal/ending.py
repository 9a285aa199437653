"""The end that nobody chose: the terminal was closed, or the process was asked to end.

A closed terminal is told by a signal where the program belongs to it, and by the terminal itself where it
does not (started by another program, under `nohup`). What is written to it afterwards would fail, and reading
from it would never wait again, so both are pointed to nowhere before the console closes in good order.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Sequence

LONGEST_SECONDS = 5.0
"""The longest that closing may take once nobody is there; then the process ends at all events."""
_EXIT_CODES = {"SIGHUP": 129, "SIGINT": 130, "SIGTERM": 143}
"""What a shell tells of a process that such a signal ended."""


def watch(leave: Callable[[int], None]) -> None:
    """Call `leave` with an exit code, on the running loop, when the console has to end.

    Windows ends the processes of a closed terminal itself.
    """
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    # A terminal that has gone does not answer any more that it was one.
    streams = [descriptor for descriptor in (0, 1, 2) if os.isatty(descriptor)]

    def end(code: int) -> None:
        threading.Thread(target=_end_at_all_events, args=(code,), daemon=True, name="ending").start()
        leave(code)

    def signalled(name: str) -> None:
        if name == "SIGHUP":
            _let_go_of_terminal(streams)
        end(_EXIT_CODES[name])

    def hung_up() -> None:
        _let_go_of_terminal(streams)
        with contextlib.suppress(RuntimeError):  # the loop has ended by itself
            loop.call_soon_threadsafe(end, _EXIT_CODES["SIGHUP"])

    for name in _EXIT_CODES:
        loop.add_signal_handler(getattr(signal, name), signalled, name)
    threading.Thread(target=_wait_for_hang_up, args=(hung_up,), daemon=True, name="hang-up").start()


def _wait_for_hang_up(hung_up: Callable[[], None]) -> None:
    """Sleep until the terminal says that it has gone; costs nothing meanwhile."""
    if sys.platform == "win32":
        return
    poll = select.poll()
    try:
        poll.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)
        events = poll.poll()
    except (OSError, ValueError):
        return
    if any(event & select.POLLHUP for _, event in events):
        hung_up()


def _let_go_of_terminal(streams: Sequence[int]) -> None:
    """Point the standard streams that were the terminal to nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in streams:
        with contextlib.suppress(OSError):
            os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _end_at_all_events(code: int) -> None:
    threading.Event().wait(LONGEST_SECONDS)
    os._exit(code)
