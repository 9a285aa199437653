"""`scimconsole entra`: play Entra ID against any SCIM endpoint, a module for each group of verbs."""

from __future__ import annotations

from scimconsole.cli import entra_connection, entra_cycle, entra_sample

VERBS = {
    "test-connection": ("ask the endpoint what Test Connection asks", entra_connection.describe),
    "cycle": ("play a provisioning cycle with a directory and a mapping", entra_cycle.describe),
    "sample": ("print an invented directory to play with", entra_sample.describe),
}
"""Action to its one-line summary and what describes its arguments."""
