"""What keeps the machine of whoever runs the tests out of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

FORGOTTEN_PREFIXES = ("SCIMCONSOLE_", "SCIM_", "SSH_", "XDG_", "PG", "TEXTUAL", "PYTHON_KEYRING")
FORGOTTEN_NAMES = (
    "NO_COLOR",
    "FORCE_COLOR",
    "COLORTERM",
    "COLUMNS",
    "LINES",
    "DATABASE_URL",
    "PYTHONWARNINGS",
    # Whoever runs the tests keeps what is in the clipboard.
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "WSL_DISTRO_NAME",
    "TMUX",
    "STY",
)


def isolated_environment(home: Path) -> dict[str, str]:
    """The environment of a fresh machine whose home is `home`, which is made with its folders."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(FORGOTTEN_PREFIXES) and name not in FORGOTTEN_NAMES
    }
    config, data = home / "config", home / "data"
    for folder in (home, config, data):
        folder.mkdir(parents=True, exist_ok=True)
    environment |= {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "SCIMCONSOLE_CONFIG_DIR": str(config),
        "SCIMCONSOLE_DATA_DIR": str(data),
        # A program started by a test finds no keyring, like a headless machine.
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
        "TERM": "xterm-256color",
    }
    return environment


@contextmanager
def fresh_machine(home: Path) -> Iterator[None]:
    """Run the body with nothing but the environment of a fresh machine."""
    with patch.dict(os.environ, isolated_environment(home), clear=True):
        yield
