"""The fields the service asks for."""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.entra.check.coverage import coverage_of
from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Subject


@rule(
    "required-unmapped",
    "error",
    meaning="Nothing writes an attribute that the service requires.",
    why="Without it the service refuses people, or keeps them as incomplete.",
    mend="Add a mapping for it.",
)
def required_unmapped(subject: Subject) -> Iterator[Found]:
    """Required by the schema, or by the service profile."""
    for attribute in subject.resource_type.required:
        if not any(line.sends for line in subject.lines_at(attribute.name)):
            yield Found(
                f"No mapping writes {attribute.name}.",
                why="The service refuses to create anybody without it (400).",
                paste="[userPrincipalName]" if subject.is_users else "[displayName]",
                target=attribute.name,
            )
    yield from _unmapped(subject, "required", "whoever has no value is kept as incomplete.")


@rule(
    "recommended-unmapped",
    "advice",
    meaning="Nothing writes a field that the service recommends.",
    why="The service works better for people with this field.",
    mend="Add a mapping for it, if the directory holds it.",
)
def recommended_unmapped(subject: Subject) -> Iterator[Found]:
    """Recommended by the service profile."""
    yield from _unmapped(subject, "recommended", None)


def _unmapped(subject: Subject, level: str, consequence: str | None) -> Iterator[Found]:
    if not subject.is_users or subject.mapping is not subject.schema.users:
        return
    for field in coverage_of(subject, subject.profile).fields:
        if field.level == level and not field.mapped_by:
            why = f"{subject.profile.title} requires it: {consequence}" if consequence else None
            yield Found(
                f"{field.label} is {level}, and no mapping writes {field.attribute}.",
                why=why,
                target=field.attribute,
            )
