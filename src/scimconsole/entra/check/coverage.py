"""Which of the fields a service asks for are mapped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scimconsole.domain.scim.patch_path import compile_path
from scimconsole.domain.scim.profile_model import LEVELS, Field, Profile
from scimconsole.entra.check.subject import Subject, place_of, writes


@dataclass(frozen=True, slots=True)
class CoveredField:
    """One field of the profile and the mappings that give it a value."""

    label: str
    attribute: str
    """As a mapping names it, with the URN of its extension."""
    level: str
    mapped_by: tuple[str, ...]
    """The targets of the mappings; empty: not mapped."""
    may_be_empty: bool
    """Whether somebody whose attributes are empty gets no value."""

    def as_json(self) -> dict[str, Any]:
        """The field as plain data."""
        return {
            "label": self.label,
            "attribute": self.attribute,
            "level": self.level,
            "mapped_by": list(self.mapped_by),
            "may_be_empty": self.may_be_empty,
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """The profile's fields, in its order."""

    fields: tuple[CoveredField, ...]

    def count(self, level: str) -> tuple[int, int]:
        """How many fields of the level are mapped, and how many there are."""
        of_level = [field for field in self.fields if field.level == level]
        return sum(bool(field.mapped_by) for field in of_level), len(of_level)

    def as_json(self) -> dict[str, Any]:
        """The counts of each level, then the fields."""
        levels = {}
        for level in LEVELS:
            mapped, of = self.count(level)
            missing = [one.attribute for one in self.fields if one.level == level and not one.mapped_by]
            levels[level] = {"mapped": mapped, "of": of, "unmapped": missing}
        return {**levels, "fields": [field.as_json() for field in self.fields]}


def coverage_of(subject: Subject | None, profile: Profile) -> Coverage:
    """The coverage of the profile's fields by the mapping of users; None maps nothing."""
    return Coverage(tuple(_covered(subject, profile, field) for field in profile.fields))


def _covered(subject: Subject | None, profile: Profile, field: Field) -> CoveredField:
    wanted = _places(profile, field)
    lines = [
        line
        for line in (subject.lines if subject is not None else ())
        if line.sends and line.malformed is None and any(writes(line.place, place) for place in wanted)
    ]
    targets = tuple(line.target for line in lines)
    return CoveredField(
        field.label, field.path, field.level, targets, all(line.may_be_null for line in lines)
    )


@lru_cache(maxsize=1_024)
def _places(profile: Profile, field: Field) -> tuple[tuple[str, str | None, str | None], ...]:
    return tuple(place_of(compile_path(profile.user, path)) for path in field.paths)
