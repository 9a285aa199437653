"""Which attributes a client wants (RFC 7644, 3.9)."""

from __future__ import annotations

from collections.abc import Mapping

from scimconsole.domain.scim.projection import Projection, parse_projection
from scimconsole.domain.scim.schema import ResourceType


def projection_of(resource_type: ResourceType, parameters: Mapping[str, str]) -> Projection | None:
    """The projection that `attributes` or `excludedAttributes` ask for, None when neither is there."""
    wanted = parameters.get("attributes") or None
    unwanted = parameters.get("excludedattributes") or None
    if wanted is None and unwanted is None:
        return None
    return parse_projection(resource_type, wanted, unwanted)
