"""Requests that the service sends to its own SCIM endpoint: signed in by being made here, not by a secret."""

from __future__ import annotations

from dataclasses import dataclass

IN_SCOPE = "scimconsole.insider"
"""Where the ASGI scope holds an `Insider`; a server puts nothing there, whatever a caller sends."""


@dataclass(slots=True)
class Insider:
    """Who sends one request from inside, and to which organization."""

    org_id: str
    agent: str
    """What the journal says in place of a dialect."""
    actor: str
    """What the audit trail says."""
    request_id: str = ""
    """The request's id in the journal, known once it was read."""
