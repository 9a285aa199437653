"""The real program inside a real GNU screen with its default settings."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.console.program import COMMAND, Program, on_service
from tests.isolation import isolated_environment
from tests.running_service import Organization


@pytest.mark.skipif(shutil.which("screen") is None, reason="there is no GNU screen here")
@pytest.mark.engines("sqlite")
class TestGnuScreen:
    def test_hands_a_copy_on_to_the_terminal(self, tmp_path: Path, northwind: Organization) -> None:
        sockets = tmp_path / "sockets"
        sockets.mkdir(mode=0o700)
        environment = {**on_service(northwind), "SCREENDIR": str(sockets)}
        command = ["screen", "-S", "test", "-c", os.devnull, *COMMAND]
        try:
            with Program(tmp_path, command, environment=environment) as terminal:
                terminal.wait_for("Organization northwind")
                terminal.send("2")
                terminal.wait_for("active ")
                terminal.send("u")
                terminal.wait_for_sequence(b"\x1b]52;c;")
                terminal.wait_until_quiet()
                (sent,) = re.findall(rb"\x1b\]52;c;([^\x07\x1b]*)", terminal.said)
                assert base64.b64decode(sent).decode() == northwind.tenant_url
                terminal.send("q")
                assert terminal.ended() == 0
        finally:
            subprocess.run(
                ["screen", "-S", "test", "-X", "quit"],
                env=isolated_environment(tmp_path) | environment,
                check=False,
                capture_output=True,
            )
