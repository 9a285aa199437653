"""`scimconsole mapping`: Entra's attribute mappings, a module for each group of verbs."""

from __future__ import annotations

from scimconsole.cli import mapping_check, mapping_document, mapping_eval, mapping_plan, mapping_preview

VERBS = {
    "check": ("find what is wrong with a mapping, or will be", mapping_check.describe),
    "compare": ("what changed from one version to another", mapping_document.describe_compare),
    "eval": ("evaluate an expression for a person's attributes", mapping_eval.describe),
    "export": ("the schema as JSON, ready to be uploaded to Entra", mapping_document.describe_export),
    "import": ("save a schema from a file as a new version", mapping_document.describe_import),
    "plan": ("the whole cycle as a dry run against the service", mapping_plan.describe),
    "preview": ("what would be sent for each person, and what comes of it", mapping_preview.describe),
    "show": ("the mapping that counts, line by line", mapping_document.describe_show),
    "versions": ("the versions that were saved", mapping_document.describe_versions),
}
"""Action to its one-line summary and what describes its arguments."""
