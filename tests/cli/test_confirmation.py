"""On a terminal, what ends something asks first; in a script it does not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Commands

pytestmark = [
    pytest.mark.engines("sqlite"),
    pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a matter of POSIX systems"),
]


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Both ends of a pseudo-terminal: the person's, and the program's."""
    person, program = os.openpty()
    yield person, program
    os.close(person)
    os.close(program)


def at_the_terminal(
    commands: Commands, terminal: tuple[int, int], answer: str, *arguments: str
) -> tuple[int, str, str]:
    """Run a command at a terminal and answer its question; its exit code, its data and its talk."""
    person, program = terminal
    os.write(person, answer.encode())
    done = subprocess.run(
        [sys.executable, "-m", "scimconsole", *arguments],
        stdin=program,
        stdout=subprocess.PIPE,
        stderr=program,
        env=commands.organization.service.environment | commands.environment,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout.decode(), os.read(person, 65_536).decode()


class TestAtATerminal:
    """The question names what ends; anything but yes changes nothing."""

    def test_no_leaves_everything_as_it_is(self, commands: Commands, terminal: tuple[int, int]) -> None:
        token = commands.json("token", "generate", "--name", "Entra")
        code, data, talk = at_the_terminal(commands, terminal, "\n", "token", "revoke", token["id"])
        assert (code, data) == (1, "")
        assert 'Revoke "Entra"?' in talk
        assert "Nothing was changed" in talk
        assert commands.json("token", "show", token["id"])["state"] == "active"

    def test_yes_does_it(self, commands: Commands, terminal: tuple[int, int]) -> None:
        token = commands.json("token", "generate", "--name", "Entra")
        code, data, _ = at_the_terminal(commands, terminal, "y\n", "token", "revoke", token["id"])
        assert code == 0
        assert "revoked" in data

    def test_the_option_answers_beforehand(self, commands: Commands, terminal: tuple[int, int]) -> None:
        token = commands.json("token", "generate", "--name", "Entra")
        code, data, talk = at_the_terminal(commands, terminal, "\n", "token", "revoke", token["id"], "--yes")
        assert code == 0
        assert "revoked" in data
        assert "?" not in talk


class TestInAScript:
    """Nobody is there to answer."""

    def test_it_is_done(self, commands: Commands) -> None:
        token = commands.json("token", "generate", "--name", "Entra")
        assert commands.json("token", "revoke", token["id"])["state"] == "revoked"
