"""The body of a PATCH (RFC 7644, 3.5.2)."""

from __future__ import annotations

from typing import Any

from scimconsole.domain.scim.errors import invalid_syntax
from scimconsole.service.scim.exchange import Exchange


def read_operations(exchange: Exchange) -> list[Any]:
    """The operations, whose list may be named in any case; raises ScimError 400 invalidSyntax without one.

    Notes in the journal what was received, and by which of its two dialects Entra is recognised.
    """
    body = exchange.request.json()
    operations = next((value for name, value in body.items() if name.lower() == "operations"), None)
    if isinstance(operations, dict):
        operations = [operations]
    if not isinstance(operations, list) or not operations:
        raise invalid_syntax('A PATCH needs "Operations", a list with at least one operation.')
    exchange.received = _names(operations)
    exchange.dialect = _dialect(operations) or exchange.dialect
    return operations


def _names(operations: list[Any]) -> list[str]:
    names: list[str] = []
    for operation in operations:
        if not isinstance(operation, dict):
            continue
        path, value = operation.get("path"), operation.get("value")
        if path:
            names.append(str(path)[:200])
        elif isinstance(value, dict):
            names.extend(str(name)[:200] for name in value)
    return names[:100]


def _dialect(operations: list[Any]) -> str | None:
    """`entra-legacy` writes Add, Replace, Remove; `entra-compliant` sends flattened names without a path."""
    for operation in operations:
        if not isinstance(operation, dict):
            continue
        word = operation.get("op")
        if isinstance(word, str) and word[:1].isupper():
            return "entra-legacy"
        value = operation.get("value")
        if not operation.get("path") and isinstance(value, dict) and any("." in name for name in value):
            return "entra-compliant"
    return None
