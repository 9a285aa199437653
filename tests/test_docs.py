"""What the pages say is true: links lead somewhere, commands parse, the example profile is one."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scimconsole.cli.program import NOUNS, run
from tests.console.conftest import fill
from tests.isolation import isolated_environment
from tests.running_service import Organization

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+)\)")
COMMAND = re.compile(r"^ {4}(scimconsole (?:[^\n\\]|\\\n)*)", re.MULTILINE)


def commands(page: Path) -> list[str]:
    """The commands a page shows, comments and continuation lines taken away."""
    shown = (match.replace("\\\n", " ") for match in COMMAND.findall(page.read_text(encoding="utf-8")))
    return [re.split(r"\s+#|\s+[|>](?:\s|$)", command)[0] for command in shown]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
class TestEachPage:
    """README, changelog and the pages in docs."""

    def test_links_lead_somewhere(self, page: Path) -> None:
        local = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
        missing = [target for target in local if not (page.parent / target).exists()]
        assert not missing

    def test_commands_are_commands(self, page: Path) -> None:
        for command in commands(page):
            noun, *rest = shlex.split(command)[1:] or ["open"]
            module = importlib.import_module(NOUNS[noun][0])
            parser = argparse.ArgumentParser(prog=command, exit_on_error=False)
            if hasattr(module, "VERBS"):
                verb, *rest = rest
                _, describe = module.VERBS[verb]
                describe(parser)
            else:
                module.add_arguments(parser, noun)
            parser.parse_args(rest)


@pytest.mark.engines("sqlite")
class TestTheScriptingPage:
    """docs/scripting.md."""

    @pytest.mark.skipif(
        shutil.which("bash") is None or shutil.which("jq") is None, reason="bash and jq are not here"
    )
    def test_its_recipes_run_one_after_the_other(self, keycafe: Organization, tmp_path: Path) -> None:
        fill(keycafe)
        page = (ROOT / "docs/scripting.md").read_text(encoding="utf-8")
        recipes = page[page.index("## Recipes") : page.index("## Exit codes")]
        lines = [line[4:] if line.startswith("    ") else "" for line in recipes.splitlines()]
        program = f'scimconsole() {{ "{sys.executable}" -m scimconsole "$@"; }}\n' + "\n".join(lines)
        environment = {
            **isolated_environment(tmp_path),
            "SCIMCONSOLE_URL": keycafe.service.url,
            "SCIMCONSOLE_ORG": keycafe.slug,
            "SCIMCONSOLE_API_KEY": keycafe.api_key,
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", program],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "Entra has not used the successor yet." in done.stdout
        assert '"hold": null' in done.stdout
        assert "user.created" in done.stdout
        assert (tmp_path / "people.csv").stat().st_size > 1000
        people = keycafe.api.get("/users", params={"status": "held"}).json()
        assert people["items"] == [], "the undo lifted the holds again"


class TestTheProfilePage:
    """docs/profiles.md."""

    def test_its_example_is_a_profile(self, tmp_path: Path) -> None:
        page = (ROOT / "docs/profiles.md").read_text(encoding="utf-8")
        start = page.index('    name = "teahouse"')
        lines = page[start : page.index("What follows from it")].splitlines()
        example = tmp_path / "teahouse.toml"
        example.write_text("\n".join(line[4:] for line in lines), encoding="utf-8")
        assert run(["profile", "check", str(example)]) == 0
