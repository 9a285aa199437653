"""A throw-away organization on an embedded service of its own, in a temporary folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from scimconsole.client import Connection, embedded

SLUG = "demo"


def throw_away_organization(profile: str, name: str) -> Connection:
    """Start the service and make the organization; `release` of the connection ends and removes everything.

    Takes about a second, and blocks. Raises the `ScimConsoleError` of what failed, with nothing left behind.
    """
    folder = Path(tempfile.mkdtemp(prefix="scimconsole-demo-"))
    service: embedded.EmbeddedService | None = None
    try:
        service = embedded.start_or_join(folder, folder / "pepper")
        service.ensure_organization(SLUG, name, profile)
    except BaseException:
        _ending(folder, service)()
        raise
    return Connection(
        service.url, SLUG, service.session_key, "embedded", "session", release=_ending(folder, service)
    )


def _ending(folder: Path, service: embedded.EmbeddedService | None) -> Callable[[], None]:
    def end() -> None:
        """End the service at once, since nobody else can be using it, and remove its folder."""
        if service is not None:
            service.stop()
        shutil.rmtree(folder, ignore_errors=True)

    return end
