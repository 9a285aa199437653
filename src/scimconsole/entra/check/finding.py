"""What a check says: one finding, and the report of them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from scimconsole.entra.check.coverage import Coverage

Severity: TypeAlias = Literal["error", "warning", "advice"]
"""`error`: people are not provisioned, or keep access; `warning`: some, or one day; `advice`: hints."""
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a mapping, or will be: what, where, why it hurts, how to mend it."""

    severity: Severity
    code: str
    mapping: str
    """The object mapping, such as `Provision Microsoft Entra ID Users`."""
    target: str | None
    """The target attribute; None for what concerns the whole object mapping."""
    pointer: str
    """Where it stands in the document (RFC 6901)."""
    what: str
    why: str
    mend: str
    paste: str | None = None
    """The expression, or the constant, that mends it: to be pasted as it is."""
    portal: str = ""
    """The way through Entra's portal to the place."""
    expression: str | None = None
    """The text in which `position` is a place."""
    position: int | None = None
    """From 0, in characters of the expression."""
    length: int = 0

    def as_json(self) -> dict[str, Any]:
        """The finding as plain data."""
        return {
            "severity": self.severity,
            "code": self.code,
            "mapping": self.mapping,
            "target": self.target,
            "pointer": self.pointer,
            "what": self.what,
            "why": self.why,
            "mend": self.mend,
            "paste": self.paste,
            "portal": self.portal,
            "expression": self.expression,
            "position": self.position,
            "length": self.length,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a check found: by object mapping, the worst first."""

    findings: tuple[Finding, ...]
    coverage: Coverage

    def count(self, severity: Severity) -> int:
        """How many findings are of this severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "findings": [finding.as_json() for finding in self.findings],
            "coverage": self.coverage.as_json(),
        }
