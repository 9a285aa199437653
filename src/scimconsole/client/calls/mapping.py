"""Attribute mappings: saved, checked, tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scimconsole.api import (
    MappingPreview,
    MappingReport,
    MappingToCheck,
    MappingVersion,
    NewMapping,
    NewPreview,
    StoredMapping,
)
from scimconsole.client.call import Call, ListCall
from scimconsole.client.calls.making import get, list_of, post


def mapping() -> Call[StoredMapping]:
    """The attribute mapping that counts, with findings and coverage; version 0 is the profile's own."""
    return get("/mapping", StoredMapping)


def save_mapping(
    schema: Mapping[str, Any], note: str | None = None, if_match: int | None = None
) -> Call[StoredMapping]:
    """Save a synchronization schema as a new version; an unchanged one makes none.

    `if_match` is the version it was made from: raises `PreconditionFailed` when another one counts by now.
    """
    new = NewMapping.model_validate({"schema": dict(schema), "note": note})
    tag = None if if_match is None else f'W/"{if_match}"'
    return Call("PUT", "/mapping", StoredMapping.model_validate_json, body=new, if_match=tag)


def mapping_versions(*, limit: int | None = None, cursor: str | None = None) -> ListCall[MappingVersion]:
    """The saved versions of the mapping, newest first."""
    return list_of("/mapping/versions", MappingVersion, limit=limit, cursor=cursor)


def mapping_version(number: int) -> Call[StoredMapping]:
    """One version of the mapping; 0 is the profile's starting point."""
    return get(f"/mapping/versions/{number}", StoredMapping)


def check_mapping(schema: Mapping[str, Any]) -> Call[MappingReport]:
    """What is wrong with a synchronization schema for this organization's service; nothing is stored."""
    return post("/mapping/check", MappingReport, MappingToCheck.model_validate({"schema": dict(schema)}))


def preview_mapping(
    users: Sequence[Mapping[str, Any]] = (),
    groups: Sequence[Mapping[str, Any]] = (),
    *,
    schema: Mapping[str, Any] | None = None,
    detail: bool = True,
) -> Call[MappingPreview]:
    """What would be sent for people and groups of the directory (Graph JSON, at most 500) and come of it.

    `schema` is a synchronization schema to try instead of the saved one. Nothing is written anywhere.
    """
    wanted = NewPreview.model_validate(
        {
            "users": [dict(user) for user in users],
            "groups": [dict(group) for group in groups],
            "schema": None if schema is None else dict(schema),
            "detail": detail,
        }
    )
    return replace(post("/mapping/preview", MappingPreview, wanted), patience=30.0)
