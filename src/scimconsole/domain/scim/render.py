"""A resource as bytes: the document clients get, and the one the database searches.

Both are made once, when a resource is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from scimconsole.domain.scim.filter.matching import comparable
from scimconsole.domain.scim.schema import Attribute, ResourceType
from scimconsole.domain.scim.text import iso_from_us


def render(
    resource_type: ResourceType,
    resource: Mapping[str, Any],
    id: str,
    created_us: int,
    modified_us: int,
    version: int,
    active: bool | None,
) -> bytes:
    """The document of a canonical resource: `schemas`, `id`, attributes in the schema's order, `meta`.

    `meta` is the last key and has no `location` yet: the document ends with `"}}`, so the reader's address is
    spliced in at `[:-2]`. Times are microseconds since the epoch; `active` None leaves it out.
    """
    extensions = [extension.urn for extension in resource_type.extensions if extension.urn in resource]
    document: dict[str, Any] = {"schemas": [resource_type.core.urn, *extensions], "id": id}
    external_id = resource.get("externalId")
    if external_id is not None:
        document["externalId"] = external_id
    for attribute in resource_type.core.attributes:
        name = attribute.name
        if name == "active":
            if active is not None:
                document["active"] = active
        elif name in resource:
            document[name] = resource[name]
    for urn in extensions:
        document[urn] = resource[urn]
    document["meta"] = {
        "resourceType": resource_type.name,
        "created": iso_from_us(created_us),
        "lastModified": iso_from_us(modified_us),
        "version": f'W/"{version}"',
    }
    return orjson.dumps(document)


def folded(resource_type: ResourceType, resource: Mapping[str, Any]) -> bytes:
    """The same resource as filters see it: texts folded unless caseExact, times in one form.

    Without id, schemas, meta and active, which are columns, and without what the profile no longer knows.
    """
    document: dict[str, Any] = {}
    top = resource_type.top
    for name, value in resource.items():
        if name == "active":
            continue
        target = top.get(name)
        if target is not None and target.attribute is not None:
            document[name] = _folded(target.attribute, value)
        else:
            extension = resource_type.by_urn.get(name.lower())
            if extension is not None:
                document[name] = {
                    key: _folded(extension.sub[key], item)
                    for key, item in value.items()
                    if key in extension.sub
                }
    return orjson.dumps(document)


def _folded(attribute: Attribute, value: Any) -> Any:
    if type(value) is list:
        return [_folded(attribute, element) for element in value]
    if type(value) is dict:
        sub = attribute.sub
        return {key: _folded(sub[key], item) for key, item in value.items() if key in sub}
    return comparable(value, attribute)
