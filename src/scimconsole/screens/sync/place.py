"""The place of what Entra ID does: what it sent, how it goes, and why about a person."""

from __future__ import annotations

from scimconsole.screens.sync.request_acts import RequestActs


class SyncScreen(RequestActs):
    """What Entra ID sent."""
