"""The identity of an organization: its slug, and the key derived from it."""

from __future__ import annotations

import re
import uuid
from functools import lru_cache

from scimconsole.errors import InvalidInput

NAMESPACE = uuid.UUID("5c1b7f0e-3f44-5d0a-9a55-6f1f6a0b6d6e")
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@lru_cache(maxsize=4096)
def org_id_of(slug: str) -> str:
    """The organization's id: a name-based UUID (version 5) of the slug, the same on every host.

    So the primary key itself keeps slugs unique, and no statement has to search all organizations.
    """
    return str(uuid.uuid5(NAMESPACE, slug))


def check_slug(slug: str) -> str:
    """The slug, when it can stand in a Tenant URL; raises InvalidInput."""
    if SLUG.fullmatch(slug) is None:
        raise InvalidInput(
            f"{slug!r} cannot be an organization's slug.",
            hint="Use 1 to 63 small letters, digits and hyphens, without a hyphen at either end.",
            errors=[("/slug", "small letters, digits and inner hyphens, at most 63")],
        )
    return slug
