"""Weak ETags: If-Match and If-None-Match (RFC 7644, 3.14; RFC 9110, 13.1)."""

from __future__ import annotations

import re

from scimconsole.domain.scim.errors import ScimError

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def _versions(header: str) -> set[str]:
    return set(_TAG.findall(header))


def check_if_match(header: str | None, version: int) -> None:
    """Raise ScimError 412 when the header names other versions than the present one; `*` passes."""
    if header is None or header.strip() == "*" or str(version) in _versions(header):
        return
    raise ScimError(
        412, None, f'The resource is at version W/"{version}" by now; read it again before you change it.'
    )


def is_unchanged(header: str | None, version: int) -> bool:
    """Whether If-None-Match names the present version."""
    return header is not None and (header.strip() == "*" or str(version) in _versions(header))
