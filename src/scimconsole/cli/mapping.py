"""`scimconsole mapping`: Entra's attribute mappings, a module for each group of verbs."""

from __future__ import annotations

from scimconsole.cli import mapping_eval

VERBS = {
    "eval": ("evaluate an expression for a person's attributes", mapping_eval.describe),
}
"""Action to its one-line summary and what describes its arguments."""
