"""From the service's words about a mapping to those of the check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimconsole.entra.check.finding import Finding

if TYPE_CHECKING:
    from scimconsole.api.mapping import MappingReport


def findings_of(report: MappingReport) -> tuple[Finding, ...]:
    """The findings of a report."""
    return tuple(Finding(**finding.model_dump()) for finding in report.findings)
