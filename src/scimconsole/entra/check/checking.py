"""The check: every rule on every object mapping."""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.domain.scim.profile_model import Profile
from scimconsole.entra.check.coverage import coverage_of
from scimconsole.entra.check.families import RULES
from scimconsole.entra.check.finding import SEVERITIES, Finding, Report
from scimconsole.entra.check.rule import Found, Rule
from scimconsole.entra.check.subject import Subject
from scimconsole.entra.schema.model import SyncSchema

MOST_OF_A_KIND = 100
"""How many findings of one rule are told for an object mapping."""


def check(schema: SyncSchema, profile: Profile) -> Report:
    """Everything that is wrong with the mappings, or will be, for a service with this profile."""
    subjects = [Subject(schema, mapping, profile) for mapping in schema.mappings]
    findings: list[Finding] = []
    for subject in subjects:
        own = subject.mapping.name
        findings += sorted(
            _findings(subject),
            key=lambda finding: (finding.mapping != own, SEVERITIES.index(finding.severity)),
        )
    users = next((subject for subject in subjects if subject.is_users and subject.mapping.enabled), None)
    return Report(tuple(findings), coverage_of(users, profile))


def _findings(subject: Subject) -> Iterator[Finding]:
    for rule in RULES.values():
        # What a disabled mapping of groups would do is of no interest; one of users is meant to run.
        if subject.mapping.enabled or subject.is_users or rule.code == "groups-disabled":
            for number, found in enumerate(rule.search(subject)):
                if number == MOST_OF_A_KIND:
                    rest = Found(f"There are more than {MOST_OF_A_KIND} of this kind; the rest is not told.")
                    yield _finding(rule, rest, subject)
                    break
                yield _finding(rule, found, subject)


def _finding(rule: Rule, found: Found, subject: Subject) -> Finding:
    line = found.line
    target = line.target if line is not None else found.target
    mapping = found.mapping or subject.mapping.name
    is_placed = line is not None and found.at is not None
    return Finding(
        found.severity or rule.severity,
        rule.code,
        mapping,
        target,
        found.pointer or (line.mapping.pointer if line is not None else subject.mapping.pointer),
        found.what,
        found.why or rule.why,
        found.mend or rule.mend,
        found.paste,
        " > ".join(["Provisioning", "Attribute mapping", mapping, *([target] if target else [])]),
        line.mapping.expression if line is not None and is_placed else None,
        found.at.start if is_placed and found.at is not None else None,
        max(found.at.length, 1) if is_placed and found.at is not None else 0,
    )
