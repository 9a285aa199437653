"""`scimconsole demo`: prints what happens, and its exit code says whether it did."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scimconsole.demo.script_reading import shipped_text
from tests.demo.small_script import SMALL
from tests.running_service import run_program


@pytest.fixture
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small script in a file."""
    path = tmp_path_factory.mktemp("script") / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


class TestPlaying:
    """A script of one's own."""

    def test_a_line_a_step(self, small: Path, temporary: Path) -> None:
        done = run_program("demo", "--script", str(small), "--jsonl", "--seed", "9", env=dict(os.environ))
        assert done.returncode == 0, done.stderr
        steps = [json.loads(line) for line in done.stdout.splitlines()]
        assert [(step["number"], step["name"], step["ok"]) for step in steps] == [
            (1, "token", True),
            (2, "cycle", True),
            (3, "leaver", True),
        ]
        assert steps[2]["click"] == ["Account enabled: off"]
        assert {"do": "cycle", "where": "entra"} in steps[2]["acts"]
        disabled = [one for one in steps[2]["arrived"] if one["operation"] == "disable user"]
        assert [one["status"] for one in disabled] == [200]
        assert disabled[0]["request_id"]
        assert "scimc1_" not in done.stdout + done.stderr
        assert list(temporary.iterdir()) == []
        assert list(Path(os.environ["SCIMCONSOLE_DATA_DIR"]).iterdir()) == []

    def test_a_step_that_did_not_happen_ends_it(self, temporary: Path) -> None:
        # What arrived is not looked at again, as what the service may still come to is.
        wrong = SMALL.replace(
            '{ token = "first", state = "active" }', '{ requests = "create user", count = 1 }'
        )
        done = run_program("demo", "--plain", "--script", "-", input=wrong, env=dict(os.environ))
        assert done.returncode == 1
        assert 'The step "token" did not really happen: Expected 1 x "create user"; 0 ' in done.stderr
        assert "1/3  A token for Keycafe" in done.stdout
        assert "2/3" not in done.stdout
        assert 'Stopped at the step "token" of 3; the rest was not played.' in done.stdout
        assert list(temporary.iterdir()) == []

    @pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
    @pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_ctrl_c_and_being_ended_leave_nothing(
        self, sent: signal.Signals, code: int, temporary: Path
    ) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "scimconsole", "demo", "--plain"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(os.environ),
        ) as playing:
            assert playing.stdout is not None
            assert any(b" 3/" in line for line in playing.stdout)
            (folder,) = temporary.iterdir()
            pid = json.loads((folder / "embedded.json").read_text("utf-8"))["pid"]
            playing.send_signal(sent)
            _, said = playing.communicate(timeout=30)
        assert playing.returncode == code
        assert said.strip() == (b"Interrupted." if code == 130 else b"")
        assert list(temporary.iterdir()) == []
        deadline = time.monotonic() + 5
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not Path(f"/proc/{pid}").exists()


class TestAsking:
    """What is wrong is said before anything is started."""

    def test_the_script_can_be_had_and_changed(self) -> None:
        done = run_program("demo", "--show-script", "--cut", "twelve", env=dict(os.environ))
        assert done.returncode == 0
        assert done.stdout == shipped_text("twelve")

    @pytest.mark.parametrize(
        ("arguments", "code", "told"),
        [
            (["--profile", "keycaffe"], 4, 'did you mean "keycafe"'),
            (["--script", "nowhere.toml"], 2, "nowhere.toml cannot be read"),
            (["--cut", "four"], 2, "invalid choice"),
            (["--prepare", "--cut", "three"], 2, "--cut goes with the scripted demo"),
            (["--users", "20"], 2, "--users goes with --prepare"),
            (["--script", "mine.toml", "--cut", "three"], 2, "not allowed with"),
        ],
    )
    def test_mistakes(self, arguments: list[str], code: int, told: str, temporary: Path) -> None:
        done = run_program("demo", "--plain", *arguments, env=dict(os.environ))
        assert (done.returncode, told in done.stderr) == (code, True), done.stderr
        assert list(temporary.iterdir()) == []
