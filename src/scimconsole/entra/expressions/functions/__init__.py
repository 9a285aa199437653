"""The functions of the language, a module a family; importing this declares them all."""

from __future__ import annotations

from scimconsole.entra.expressions.functions import (
    dates,
    encodings,
    letters,
    lists,
    logic,
    made_up,
    numbers,
    pieces,
    replacing,
    roles,
    texts,
)
from scimconsole.entra.expressions.functions.declaring import FUNCTIONS, Function

__all__ = [
    "FUNCTIONS",
    "Function",
    "dates",
    "encodings",
    "letters",
    "lists",
    "logic",
    "made_up",
    "numbers",
    "pieces",
    "replacing",
    "roles",
    "texts",
]
