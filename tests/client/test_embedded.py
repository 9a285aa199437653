"""The embedded service as a child process: whoever started it takes it away again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scimconsole.client import embedded


class TestTheChild:
    @pytest.mark.skipif(os.name != "posix", reason="only POSIX has zombies")
    def test_is_no_zombie_when_it_has_ended(self, tmp_path: Path) -> None:
        service = embedded.start_or_join(tmp_path, tmp_path / "pepper")
        assert service.process is not None
        pid = service.process.pid
        service.process.terminate()
        deadline = time.monotonic() + 20
        while is_there(pid):
            assert time.monotonic() < deadline, "nobody waited for it"
            time.sleep(0.02)
        service.lease.release()

    def test_is_not_complained_about_by_a_program_that_ends_first(self, tmp_path: Path) -> None:
        program = (
            "from pathlib import Path\n"
            "from scimconsole.client import embedded\n"
            f"folder = Path({str(tmp_path)!r})\n"
            "service = embedded.start_or_join(folder, folder / 'pepper')\n"
            "print(service.process.pid)"
        )
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-c", program], capture_output=True, text=True, check=True
        )
        assert done.stderr == ""
        deadline = time.monotonic() + 20
        while embedded.running_state(tmp_path) is not None:
            assert time.monotonic() < deadline, "it outlives its last lease"
            time.sleep(0.05)


def is_there(pid: int) -> bool:
    """Whether a process of that id is known to the system, be it a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
