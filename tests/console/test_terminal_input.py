"""What a terminal sends: pastes and the mouse, in the real program."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.program import Program, on_service
from tests.running_service import Organization


def pasted(text: str) -> bytes:
    """What a terminal sends for a paste."""
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"


class TestAPaste:
    @pytest.fixture
    def form(self, tmp_path: Path) -> Iterator[Program]:
        """The program where an address can be typed."""
        with Program(tmp_path) as program:
            program.wait_for("Which service do you connect?")
            program.wait_until_quiet()
            program.send("\r")
            program.wait_until_quiet()
            program.send("j\r")
            program.wait_for("Sign in")
            program.wait_until_quiet()
            yield program

    def test_of_several_lines_gives_the_first_that_says_something(self, form: Program) -> None:
        form.send(pasted("\r\nhttps://scim.example.com\r\nsecond line\r\n"))
        form.wait_for("https://scim.example.com ")
        form.wait_until_quiet()
        assert "second" not in form.text()
        assert "Sign in" in form.text()

    def test_sends_no_control_character_to_the_terminal(self, form: Program) -> None:
        form.forget()
        form.send(pasted("one\x01\x07\x9b2Jtwo\u202ethree\ufeff"))
        form.wait_for("one2Jtwothree")
        assert not {"\x01", "\x07", "\x9b", "\u202e", "\ufeff"} & set(form.said.decode())

    def test_of_a_megabyte_is_cut_and_said_so(self, form: Program) -> None:
        form.send(pasted("x" * 1_000_000))
        form.wait_for("Only the first 10,000 of 1,000,000")
        form.send("\x1b")
        form.wait_for("Which service do you connect?")


@pytest.mark.engines("sqlite")
class TestTheMouse:
    @pytest.fixture
    def console(self, tmp_path: Path, northwind: Organization) -> Iterator[Program]:
        """The console on a filled organization."""
        with Program(tmp_path, environment=on_service(northwind)) as program:
            program.wait_for("Organization northwind")
            program.wait_until_quiet()
            yield program

    def test_opens_a_place_by_a_click(self, console: Program) -> None:
        console.click("Users")
        console.wait_for("userName")

    def test_scrolls_by_the_wheel(self, console: Program) -> None:
        console.send("3")
        console.wait_for("userName")
        console.wait_until_quiet()
        before = console.text()
        console.send("\x1b[<65;10;12M" * 10)
        console.wait_until_quiet()
        assert console.text() != before

    def test_is_given_to_the_terminal_and_taken_back(self, console: Program) -> None:
        console.forget()
        console.send("M")
        console.wait_for_sequence(b"\x1b[?1000l")
        console.wait_for("The mouse selects for the terminal. M or F7: back to the console")
        console.send("4")
        console.wait_for("Members")
        assert "The mouse selects for the terminal." in console.text()
        console.forget()
        console.send("\x1b[18~")
        console.wait_for_sequence(b"\x1b[?1000h")
        console.wait_for("Quit")

    def test_given_to_the_terminal_stays_so_over_a_suspension(self, console: Program) -> None:
        console.send("M")
        console.wait_for("The mouse selects")
        console.send("\x1a")
        console.wait_for_state("T")
        console.forget()
        os.kill(console.process.pid, signal.SIGCONT)
        console.wait_for_sequence(b"\x1b[?2004h")
        console.wait_until_quiet()
        assert b"\x1b[?1000h" not in console.said
