"""Mappings to begin with: Entra's own, and those that the set-up guides of the services describe.

They are whole documents, ready to be uploaded to Entra, where they take the place of what the guides have an
owner click together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scimconsole.domain.scim.profile import Profile
from scimconsole.domain.scim.text import did_you_mean, nearest
from scimconsole.entra.schema.graph_json import (
    APPLICATION,
    ENTRA,
    attribute_mapping_json,
    directory_json,
    object_mapping_json,
    rule_json,
    schema_json,
)
from scimconsole.entra.schema.json_object import shown
from scimconsole.entra.schema.model import AttributeMapping, SyncSchema
from scimconsole.entra.schema.reading import read_schema
from scimconsole.entra.schema.source_reading import read_expression
from scimconsole.entra.schema.standard_definitions import FOLDER, source_definitions, target_definitions
from scimconsole.errors import InvalidInput

_KINDS = {"users": "User", "groups": "Group"}
_WITHOUT_OWN = "generic"


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that a starting point leaves to the owner."""

    name: str
    title: str
    description: str
    """What it does, in a sentence or two."""
    targets: tuple[str, ...]
    """The target attributes that it maps."""


def options_of(profile: Profile) -> tuple[Option, ...]:
    """The choices of the profile's starting point, none of them taken by default."""
    return tuple(
        Option(
            option["name"],
            option["title"],
            option["description"],
            tuple(row["target"] for row in option["users"]),
        )
        for option in _file(_name(profile)).get("options", ())
    )


def starting_point(profile: Profile, options: Collection[str] = ()) -> SyncSchema:
    """The mapping to begin with for a service of this profile, with these of its options.

    Raises InvalidInput for an option it does not have.
    """
    name = _name(profile)
    rows = _rows(name)
    known = {option["name"]: option for option in _file(name).get("options", ())}
    for option in options:
        if option not in known:
            there = f"Options: {', '.join(known)}." if known else "It has none."
            raise InvalidInput(
                f'The starting point of {profile.title} has no option "{shown(option)}"'
                f"{did_you_mean(nearest(option, known))}",
                hint=there,
            )
    for option in known:
        if option in options:
            rows["users"] = _replaced(rows["users"], known[option]["users"])
    return _schema(profile.name, rows, profile)


def entra_default(profile: Profile | None = None) -> SyncSchema:
    """What a new non-gallery application begins with in Entra itself.

    With a profile the target has the definitions of its attributes, as after "Edit attribute list".
    """
    return _schema("entra", _rows("entra"), profile)


def _name(profile: Profile) -> str:
    """The file of the profile's name, or that of services of which nothing more is known."""
    is_own = profile.name not in ("entra", "directories") and (FOLDER / f"{profile.name}.toml").is_file()
    return profile.name if is_own else _WITHOUT_OWN


@lru_cache(maxsize=16)
def _file(name: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


_Rows = dict[str, list[Mapping[str, Any]]]


def _rows(name: str) -> _Rows:
    """The rows of a file on top of those of the file it is based on."""
    file = _file(name)
    base: _Rows = _rows(file["based_on"]) if "based_on" in file else {"users": [], "groups": []}
    return {kind: _replaced(base[kind], file.get(kind, [])) for kind in _KINDS}


def _replaced(rows: list[Mapping[str, Any]], changed: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    by_target = {row["target"]: row for row in rows} | {row["target"]: row for row in changed}
    return list(by_target.values())


def _schema(identity: str, rows: _Rows, profile: Profile | None) -> SyncSchema:
    objects = [
        object_mapping_json(kind, [attribute_mapping_json(_mapping(row)) for row in rows[key]])
        for key, kind in _KINDS.items()
    ]
    kinds = _KINDS.values()
    directories = [
        directory_json(ENTRA, {kind: source_definitions(kind) for kind in kinds}),
        directory_json(APPLICATION, {kind: target_definitions(kind, profile) for kind in kinds}),
    ]
    return read_schema(schema_json(identity, [rule_json(objects)], directories), source="the starting point")


def _mapping(row: Mapping[str, Any]) -> AttributeMapping:
    # Long expressions stand on several lines in the file.
    source = read_expression(" ".join(row["expression"].split()))
    return AttributeMapping(
        row["target"], source.type, source.expression, source.name, matching=row.get("matching", 0)
    )
