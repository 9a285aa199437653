"""The management API: what the console, the commands and other software manage an organization with."""

from __future__ import annotations

from scimconsole.service.management.application import create_management_app

__all__ = ["create_management_app"]
