"""docs/simulator.md: its first cycle runs as written, and its tables name what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scimconsole.entra.simulator.record import OUTCOMES
from tests.isolation import isolated_environment
from tests.running_service import Organization

PAGE = Path(__file__).parents[3] / "docs" / "simulator.md"


@pytest.mark.engines("sqlite")
class TestThePage:
    """For whoever builds a SCIM service."""

    @pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here")
    def test_the_first_cycle(self, organization: Organization, tmp_path: Path) -> None:
        page = PAGE.read_text(encoding="utf-8")
        section = page[page.index("## A first cycle") : page.index("## What is sent")]
        lines = re.findall(r"^ {4}(.+)$", section, re.MULTILINE)
        program = [f'scimconsole() {{ "{sys.executable}" -m scimconsole "$@"; }}', *lines, lines[-1]]
        environment = {
            **isolated_environment(tmp_path),
            "SCIM_TOKEN": organization.token,
            "TENANT_URL": organization.tenant_url,
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(program)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert re.search(r"Users +\d+ created", done.stdout)
        assert re.search(r"Requests +1 in", done.stdout), "the second time nobody changed"

    def test_every_outcome_is_named(self) -> None:
        page = PAGE.read_text(encoding="utf-8")
        told = page[page.index("`outcome` (") : page.index("`pass`")]
        assert re.findall(r"[a-z]+(?=[,)])", told.replace("\n", " ")) == list(OUTCOMES)
