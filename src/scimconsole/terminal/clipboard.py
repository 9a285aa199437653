"""Copy a text to wherever the person can paste it, and say honestly where it went.

The terminal is asked with OSC 52, which also works over SSH and which no terminal confirms. Inside tmux that
sequence is dropped by default, so tmux itself is handed the text. Where there is a display on this machine, a
native program takes it as well. A text reaches programs through their standard input only, never as argument.

Sources: xterm's "Operating System Commands" (Ps = 52); tmux(1), `load-buffer -w`, `set-clipboard`,
`allow-passthrough`; screen(1), "String Escapes".
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

LONGEST_BYTES = 74_994
"""The longest text sent by OSC 52: with its header it fills 100,000 bytes, where hterm and others stop."""
_SECONDS = 2.0
"""The longest a native program may take; one that waits for a display that has gone is given up."""
_SCREEN_CHUNK = 512
"""GNU screen drops a string of more than 768 bytes."""
_WITHOUT_CLIPBOARD = ("dumb", "linux", "vt")
"""Beginnings of `TERM` for terminals that have no clipboard; some of them would draw the sequence."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of a copy: a sentence for the person, and whether somebody said that the text arrived."""

    sentence: str
    confirmed: bool


def copy(text: str, write: Callable[[str], None], environ: Mapping[str, str]) -> Copied:
    """Copy a text to every clipboard within reach; blocks for up to some seconds.

    `write` sends control sequences to the terminal.
    """
    size = len(text.encode(errors="replace"))
    fits = size <= LONGEST_BYTES
    program = _copy_natively(text, environ)
    if environ.get("TMUX") and _load_tmux_buffer(text, hand_on=fits, environ=environ):
        return _copied_in_tmux(program, fits)
    term = environ.get("TERM", "")
    deaf = term.startswith(_WITHOUT_CLIPBOARD)
    if fits and not deaf:
        for sequence in sequences(text, environ):
            write(sequence)
    if program:
        return Copied(f"Copied with {program}.", True)
    if deaf:
        return Copied(f"Not copied: this terminal ({term}) has no clipboard.", False)
    if not fits:
        return Copied(
            f"Not copied: {size:,} bytes are too many for a terminal's clipboard, "
            f"which takes {LONGEST_BYTES:,}. Export it to a file instead.",
            False,
        )
    return Copied("Sent to the terminal (OSC 52), not confirmed: paste to see.", False)


def sequences(text: str, environ: Mapping[str, str]) -> Sequence[str]:
    """OSC 52 in each form that the terminal, or what stands before it, may understand.

    >>> sequences("Hi", {"TERM": "xterm-256color"})
    ('\\x1b]52;c;SGk=\\x07',)
    """
    encoded = base64.b64encode(text.encode(errors="replace")).decode("ascii")
    plain = f"\x1b]52;c;{encoded}\a"
    if environ.get("STY"):  # GNU screen hands on what stands in a DCS, piece by piece
        pieces = (plain[start : start + _SCREEN_CHUNK] for start in range(0, len(plain), _SCREEN_CHUNK))
        return ("".join(f"\x1bP{piece}\x1b\\" for piece in pieces),)
    if environ.get("TMUX") or environ.get("TERM", "").startswith("tmux"):
        # The plain form for `set-clipboard on`, the wrapped one for `allow-passthrough on`.
        doubled = plain.replace("\x1b", "\x1b\x1b")
        return (plain, f"\x1bPtmux;{doubled}\x1b\\")
    return (plain,)


def ways(environ: Mapping[str, str]) -> list[str]:
    """What a copy would be handed to from here, in words, first the one that confirms it."""
    found = []
    if not is_remote(environ):
        found += [command[0] for command in _native_commands(environ) if _program(command, environ)][:1]
    term = environ.get("TERM", "")
    if environ.get("TMUX") and _program(("tmux",), environ):
        found.append("tmux, which hands it on to the terminal")
    elif not term.startswith(_WITHOUT_CLIPBOARD):
        found.append("the terminal (OSC 52)")
    return found


def is_remote(environ: Mapping[str, str]) -> bool:
    """Whether the person sits at another machine, so that a display here is not theirs."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))


def _copied_in_tmux(program: str, fits: bool) -> Copied:
    if program:
        return Copied(f"Copied with {program} and into tmux's buffer.", True)
    if fits:
        return Copied(
            "In tmux's buffer (prefix ] pastes) and handed on to the terminal, not confirmed: paste to see.",
            False,
        )
    return Copied("In tmux's buffer only (prefix ] pastes): too long for a terminal's clipboard.", True)


def _copy_natively(text: str, environ: Mapping[str, str]) -> str:
    """Copy to this machine's display; the program that took it, or nothing."""
    if is_remote(environ):
        return ""
    for command in _native_commands(environ):
        # clip.exe takes anything but UTF-16 for text in the old code page.
        encoding = "utf-16" if command[0] == "clip.exe" else "utf-8"
        if _hand_over(command, text.encode(encoding, errors="replace"), environ):
            return command[0]
    return ""


def _native_commands(environ: Mapping[str, str]) -> Iterator[Sequence[str]]:
    if sys.platform == "darwin":
        yield ("pbcopy",)
    if sys.platform == "win32" or environ.get("WSL_DISTRO_NAME"):
        yield ("clip.exe",)
    if environ.get("WAYLAND_DISPLAY"):
        yield ("wl-copy",)
    if environ.get("DISPLAY"):
        yield ("xclip", "-in", "-selection", "clipboard")
        yield ("xsel", "--input", "--clipboard")


def _load_tmux_buffer(text: str, *, hand_on: bool, environ: Mapping[str, str]) -> bool:
    """Hand the text to tmux; `-w`, which passes it on to the terminal, is known from tmux 3.2 on."""
    command = ("tmux", "load-buffer", *(("-w",) if hand_on else ()), "-")
    return _hand_over(command, text.encode(errors="replace"), environ)


def _program(command: Sequence[str], environ: Mapping[str, str]) -> str | None:
    return shutil.which(command[0], path=environ.get("PATH"))


def _hand_over(command: Sequence[str], text: bytes, environ: Mapping[str, str]) -> bool:
    program = _program(command, environ)
    if program is None:
        return False
    try:
        # Output goes nowhere: xclip and wl-copy leave a process behind that would hold a pipe open.
        done = subprocess.run(
            [program, *command[1:]],
            input=text,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            env=dict(environ),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
