"""Completion in real shells: what is offered at the cursor, from scripts made of the parsers."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scimconsole import settings
from scimconsole.cli import completion
from scimconsole.cli.completion_tree import read_tree
from scimconsole.cli.program import NOUNS, run
from scimconsole.domain.scim.profile import list_profiles
from scimconsole.places import PLACES
from tests.isolation import isolated_environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these shells")

Offer = Callable[[str], list[str]]
"""Answers what a shell offers after a line, without descriptions."""


@pytest.fixture(params=completion.SHELLS)
def offered(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Offer:
    """A shell that has loaded its script, in a folder with one file, with two saved connections."""
    shell: str = request.param
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    settings.remember(settings.read(), settings.SavedConnection("A", "https://a.example.com", "northwind"))
    settings.remember(settings.read(), settings.SavedConnection("B", "https://b.example.com", "contoso"))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "people.json").write_text("")
    script = script_for(shell, tmp_path, capsys)
    ask = {"bash": bash_offers, "zsh": zsh_offers, "fish": fish_offers}[shell]
    return lambda line: sorted(ask(script, folder, line))


class TestEveryShell:
    """bash, zsh and fish offer the same."""

    def test_offers_the_commands(self, offered: Offer) -> None:
        assert set(offered("scimconsole ")) >= set(NOUNS)
        assert offered("scimconsole do") == ["doctor"]

    def test_offers_the_actions_of_a_noun(self, offered: Offer) -> None:
        assert offered("scimconsole token r") == ["revoke", "rotate"]

    def test_offers_the_options_of_an_action(self, offered: Offer) -> None:
        assert offered("scimconsole users list --s") == ["--search", "--sort", "--status"]

    def test_offers_the_choices_of_an_option(self, offered: Offer) -> None:
        assert offered("scimconsole users list --json --status ") == [
            "active", "held", "inactive", "incomplete",
        ]  # fmt: skip

    def test_offers_the_places_to_open(self, offered: Offer) -> None:
        assert offered("scimconsole open ") == sorted(place.name for place in PLACES)

    def test_offers_the_profiles(self, offered: Offer) -> None:
        names = sorted(profile.name for profile in list_profiles())
        assert offered("scimconsole service add-organization --profile ") == names
        assert offered("scimconsole profile show ") == names
        assert offered("scimconsole mapping export --starting-point ") == names

    def test_offers_the_saved_connections(self, offered: Offer) -> None:
        assert offered("scimconsole token list --org ") == ["contoso", "northwind"]
        assert offered("scimconsole login --url ") == ["https://a.example.com", "https://b.example.com"]

    def test_offers_files_where_a_file_is_meant(self, offered: Offer) -> None:
        assert offered("scimconsole users deactivate --from peo") == ["people.json"]
        assert offered("scimconsole profile check peo") == ["people.json"]

    def test_offers_no_file_elsewhere(self, offered: Offer) -> None:
        assert "people.json" not in offered("scimconsole users show peo")


class TestBash:
    """What only bash gets wrong by itself."""

    def test_gives_back_what_follows_a_colon(self, bash: Offer) -> None:
        assert bash("scimconsole login --url https:") == ["//a.example.com"]

    def test_completes_behind_an_equals_sign(self, bash: Offer) -> None:
        assert bash("scimconsole users list --status=in") == ["inactive", "incomplete"]

    def test_knows_the_command_behind_others(self, bash: Offer) -> None:
        assert bash("LANG=C scimconsole do") == ["doctor"]

    @pytest.fixture
    def bash(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Offer:
        """bash with its script, and one saved connection."""
        settings.remember(settings.read(), settings.SavedConnection("A", "https://a.example.com", "x"))
        script = script_for("bash", tmp_path, capsys)
        return lambda line: sorted(bash_offers(script, tmp_path, line))


class TestTheTree:
    """The scripts know what the parsers know."""

    def test_has_every_noun_and_action(self) -> None:
        words = {command.words for command in read_tree(settings.read()).commands}
        assert {noun for noun, *_ in filter(None, words)} == set(NOUNS)
        assert ("token", "generate") in words

    def test_runs_nothing_that_a_settings_file_says(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings.remember(settings.read(), settings.SavedConnection("A", f"$(touch {tmp_path}/ran)", "x"))
        script = script_for("bash", tmp_path, capsys)
        assert bash_offers(script, tmp_path, "scimconsole login --url ") == []
        assert not (tmp_path / "ran").exists()


def bash_offers(script: Path, folder: Path, line: str) -> list[str]:
    """What bash offers."""
    program = (
        'source "$1"; COMP_LINE=$2 COMP_POINT=${#2}; COMP_WORDS=(scimconsole); COMP_CWORD=0; _scimconsole; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", program, "bash", str(script), line],
        capture_output=True, text=True, check=True, cwd=folder,
    )  # fmt: skip
    assert not done.stderr
    return done.stdout.split()


def fish_offers(script: Path, folder: Path, line: str) -> list[str]:
    """What fish offers."""
    done = subprocess.run(
        ["fish", "--no-config", "-c", 'source $argv[1]; complete -C "$argv[2]"', str(script), line],
        capture_output=True, text=True, check=True, cwd=folder,
    )  # fmt: skip
    assert not done.stderr
    return [offer.split("\t")[0] for offer in done.stdout.splitlines()]


# What zsh would insert goes to a file instead: `compadd` is where every completion ends.
_ZSH = r"""
PS1=
autoload -Uz compinit && compinit -u -D
compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
    local -a matches
    builtin compadd -O matches "$@"
    print -rl -- $matches >>"$OFFERED"
}
finish() { print -r -- . >>"$OFFERED" }
complete() { comppostfuncs=(finish); _main_complete }
zle -C complete complete-word complete
bindkey '^I' complete
"""


def zsh_offers(script: Path, folder: Path, line: str) -> list[str]:
    """What an interactive zsh offers at the Tab key."""
    import pty

    home = folder.parent / "zsh"
    offered = folder.parent / "offered"
    offered.unlink(missing_ok=True)
    terminal, inside = pty.openpty()
    environment = isolated_environment(home) | {
        "SCIMCONSOLE_CONFIG_DIR": os.environ["SCIMCONSOLE_CONFIG_DIR"],
        "OFFERED": str(offered),
        "ZDOTDIR": str(home),
    }
    (home / ".zshrc").write_text(f"{_ZSH}\n. {script}\nprint READY\n")
    child = subprocess.Popen(
        ["zsh", "-d", "-i"],
        stdin=inside, stdout=inside, stderr=inside, cwd=folder, start_new_session=True, env=environment,
    )  # fmt: skip
    os.close(inside)
    try:
        said = b""
        while b"READY" not in said:
            said += os.read(terminal, 65_536)
        os.write(terminal, f"{line}\t".encode())
        deadline = time.monotonic() + 20
        while not (offered.exists() and offered.read_text().endswith(".\n")):
            assert time.monotonic() < deadline, f"no completion: {said!r}"
            if select.select([terminal], [], [], 0.02)[0]:
                said += os.read(terminal, 65_536)
        return [offer for offer in offered.read_text().splitlines()[:-1] if offer]
    finally:
        child.kill()
        child.wait()
        os.close(terminal)


def script_for(shell: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The file of a shell's script."""
    assert run(["completion", shell]) == 0
    script = folder / "script"
    script.write_text(capsys.readouterr().out)
    return script
