"""From the service's words about a mapping to those of the check."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from scimconsole.entra.check.finding import Finding

if TYPE_CHECKING:
    from scimconsole.api.mapping import MappingReport

_KNOWN = frozenset(field.name for field in fields(Finding))


def findings_of(report: MappingReport) -> tuple[Finding, ...]:
    """The findings of a report; a service may say less of each than our own, or more."""
    found = []
    for one in report.findings:
        said = {name: value for name, value in one.model_dump().items() if name in _KNOWN}
        said |= {"mapping": one.mapping or "", "pointer": one.pointer or ""}
        found.append(Finding(**said))
    return tuple(found)
