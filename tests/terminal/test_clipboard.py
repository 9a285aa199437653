"""Copying: to the terminal, into tmux, with a native program; the sentence says what happened."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scimconsole.terminal import clipboard
from scimconsole.terminal.clipboard import Copied, copy, sequences

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs here are shell scripts")

SECRET = "scimc1_0123456789"


class TestATerminalOfItsOwn:
    """Nothing but a terminal: OSC 52, which nobody confirms."""

    def test_is_sent_the_text(self) -> None:
        written, copied = copied_with({"TERM": "xterm-256color"}, "Zoë ✓")
        assert decoded(written) == ["Zoë ✓"]
        assert copied == Copied("Sent to the terminal (OSC 52), not confirmed: paste to see.", False)

    def test_is_sent_no_more_than_it_takes(self) -> None:
        longest = "x" * clipboard.LONGEST_BYTES
        assert decoded(copied_with({"TERM": "xterm"}, longest)[0]) == [longest]
        written, copied = copied_with({"TERM": "xterm"}, longest + "x")
        assert written == ""
        assert copied.sentence.startswith("Not copied: 74,995 bytes are too many for a terminal's clipboard")
        assert not copied.confirmed

    @pytest.mark.parametrize("term", ["linux", "dumb", "vt100"])
    def test_without_a_clipboard_is_sent_nothing(self, term: str) -> None:
        written, copied = copied_with({"TERM": term}, SECRET)
        assert written == ""
        assert copied == Copied(f"Not copied: this terminal ({term}) has no clipboard.", False)

    def test_is_never_sent_a_character_that_ends_the_sequence(self) -> None:
        (sequence,) = sequences("\x1b\\\x07\n" * 50, {"TERM": "xterm"})
        assert re.fullmatch(r"\x1b\]52;c;[A-Za-z0-9+/=]+\x07", sequence)

    def test_takes_half_a_character_without_trouble(self) -> None:
        assert decoded(copied_with({"TERM": "xterm"}, "a\ud800b")[0]) == ["a?b"]


class TestWhatStandsBeforeTheTerminal:
    """GNU screen and a tmux at the other end of SSH."""

    def test_screen_is_given_short_pieces(self) -> None:
        (sequence,) = sequences("x" * 3000, {"TERM": "screen", "STY": "1.pts-0"})
        pieces = re.findall(r"\x1bP(.*?)\x1b\\", sequence, re.DOTALL)
        assert max(len(piece) for piece in pieces) <= 512
        assert decoded("".join(pieces)) == ["x" * 3000]

    def test_a_tmux_elsewhere_is_given_both_forms(self) -> None:
        plain, wrapped = sequences("hello", {"TERM": "tmux-256color", "SSH_TTY": "/dev/pts/1"})
        assert decoded(plain) == ["hello"]
        inside = re.fullmatch(r"\x1bPtmux;(.*)\x1b\\", wrapped, re.DOTALL)
        assert inside is not None
        assert inside[1].replace("\x1b\x1b", "\x1b") == plain


class TestANativeProgram:
    """Where there is a display on this machine."""

    def test_confirms_and_the_terminal_is_sent_the_text_too(self, programs: Programs) -> None:
        programs.add("wl-copy")
        written, copied = copied_with(programs.environment(WAYLAND_DISPLAY="wayland-0"), SECRET)
        assert copied == Copied("Copied with wl-copy.", True)
        assert programs.taken("wl-copy") == SECRET
        assert decoded(written) == [SECRET]

    def test_never_sees_the_text_among_its_arguments(self, programs: Programs) -> None:
        programs.add("xclip")
        copied_with(programs.environment(DISPLAY=":0"), SECRET)
        assert programs.arguments("xclip") == "-in -selection clipboard"

    def test_that_fails_is_followed_by_the_next(self, programs: Programs) -> None:
        programs.add("xclip", "exit 1")
        programs.add("xsel")
        assert copied_with(programs.environment(DISPLAY=":0"), "x")[1].sentence == "Copied with xsel."

    def test_that_does_not_come_back_is_given_up(
        self, programs: Programs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clipboard, "_SECONDS", 0.2)
        programs.add("wl-copy", "exec sleep 60")
        began = time.monotonic()
        copied = copied_with(programs.environment(WAYLAND_DISPLAY="wayland-0"), "x")[1]
        assert copied.sentence.startswith("Sent to the terminal")
        assert time.monotonic() - began < 5

    def test_may_leave_a_process_behind(self, programs: Programs) -> None:
        programs.add("xclip", "sleep 5 & exit 0")
        began = time.monotonic()
        assert copied_with(programs.environment(DISPLAY=":0"), "x")[1].confirmed
        assert time.monotonic() - began < 4

    def test_is_not_asked_over_ssh(self, programs: Programs) -> None:
        programs.add("xclip")
        environ = programs.environment(DISPLAY=":0", SSH_CONNECTION="10.0.0.1 50000 10.0.0.2 22")
        assert copied_with(environ, "x")[1].sentence.startswith("Sent to the terminal")
        assert programs.taken("xclip") is None

    def test_takes_what_is_too_long_for_the_terminal(self, programs: Programs) -> None:
        programs.add("wl-copy")
        long = "x" * (clipboard.LONGEST_BYTES + 1)
        written, copied = copied_with(programs.environment(WAYLAND_DISPLAY="wayland-0"), long)
        assert written == ""
        assert copied.confirmed
        assert programs.taken("wl-copy") == long

    def test_of_windows_is_given_what_it_takes_for_any_letter(self, programs: Programs) -> None:
        programs.add("clip.exe")
        copied_with(programs.environment(WSL_DISTRO_NAME="Debian"), "Zoë")
        assert (programs.folder / "clip.exe.taken").read_bytes() == "Zoë".encode("utf-16")


class TestXclip:
    """The native program that most desktops with X have."""

    @pytest.mark.skipif(not (shutil.which("xclip") and shutil.which("Xvfb")), reason="there is no X here")
    def test_keeps_what_is_copied(self) -> None:
        read_end, write_end = os.pipe()
        display = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "320x200x8"],
            pass_fds=(write_end,),
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        try:
            number = os.read(read_end, 16).decode().strip()
            environ = {"PATH": os.environ["PATH"], "DISPLAY": f":{number}", "TERM": "xterm"}
            assert copy("Zoë", lambda _sequence: None, environ).sentence == "Copied with xclip."
            pasted = subprocess.run(
                ["xclip", "-o", "-selection", "clipboard"], env=environ, capture_output=True, check=True
            )
            assert pasted.stdout.decode() == "Zoë"
        finally:
            os.close(read_end)
            display.terminate()
            display.wait()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux here")
class TestTmux:
    """tmux drops OSC 52 by default, so it is handed the text itself."""

    def test_takes_the_text_into_its_buffer(self, tmux: str) -> None:
        written, copied = copied_with({**os.environ, "TMUX": f"{tmux},1,0"}, SECRET)
        assert buffer_of(tmux) == SECRET
        assert written == ""
        assert copied.sentence.startswith("In tmux's buffer (prefix ] pastes) and handed on to the terminal")
        assert not copied.confirmed

    def test_takes_what_is_too_long_for_the_terminal(self, tmux: str) -> None:
        long = "x" * (clipboard.LONGEST_BYTES + 1)
        copied = copied_with({**os.environ, "TMUX": f"{tmux},1,0"}, long)[1]
        assert buffer_of(tmux) == long
        assert copied.sentence.startswith("In tmux's buffer only")

    def test_that_does_not_answer_leaves_both_forms(self, tmp_path: Path) -> None:
        environ = {**os.environ, "TMUX": f"{tmp_path / 'none'},1,0", "TERM": "screen-256color"}
        written, copied = copied_with(environ, "hello")
        assert decoded(written) == ["hello", "hello"]
        assert not copied.confirmed


class Programs:
    """Programs that keep what they are given, in a folder that is the whole PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("sh", "cat", "sleep"):
            (folder / name).symlink_to(shutil.which(name) or name)

    def add(self, name: str, then: str = "exit 0") -> None:
        """Add a program; `then` is what it does after it has taken its input."""
        place = self.folder / name
        place.write_text(f'#!/bin/sh\necho "$*" > "$0.arguments"\ncat > "$0.taken"\n{then}\n')
        place.chmod(0o755)

    def environment(self, **further: str) -> dict[str, str]:
        """The environment in which these programs are found."""
        return {"PATH": str(self.folder), "TERM": "xterm-256color", **further}

    def taken(self, name: str) -> str | None:
        """What a program was given on its standard input; None when it was not started."""
        place = self.folder / f"{name}.taken"
        return place.read_text() if place.exists() else None

    def arguments(self, name: str) -> str:
        """The arguments a program was started with."""
        return (self.folder / f"{name}.arguments").read_text().strip()


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """A PATH of the test's own."""
    return Programs(tmp_path)


@pytest.fixture
def tmux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The socket of a tmux server of the test's own."""
    socket = str(tmp_path_factory.mktemp("tmux") / "s")
    environment = {name: value for name, value in os.environ.items() if name != "TMUX"}
    subprocess.run(
        ["tmux", "-S", socket, "-f", os.devnull, "new-session", "-d", "sleep 60"], check=True, env=environment
    )
    yield socket
    subprocess.run(["tmux", "-S", socket, "kill-server"], check=False, env=environment)


def buffer_of(socket: str) -> str:
    """What a paste in tmux would give."""
    return subprocess.run(
        ["tmux", "-S", socket, "show-buffer"], capture_output=True, text=True, check=True
    ).stdout


def copied_with(environ: dict[str, str], text: str) -> tuple[str, Copied]:
    """Copy; what the terminal was sent, and what was said."""
    written: list[str] = []
    copied = copy(text, written.append, environ)
    return "".join(written), copied


def decoded(written: str) -> list[str]:
    """The texts of the OSC 52 sequences that a terminal would find."""
    return [base64.b64decode(found).decode() for found in re.findall(r"\x1b\]52;c;([^\x07]*)\x07", written)]
