"""Whole numbers: BitAnd."""

from __future__ import annotations

from scimconsole.entra.expressions.functions.declaring import function
from scimconsole.entra.expressions.run import Run, Site
from scimconsole.entra.expressions.values import Value


@function(
    "BitAnd(value1, value2)",
    "the bits that both numbers have",
    family="numbers",
    example="BitAnd(&HF, &HF7)",
)
def bit_and(run: Run, site: Site, first: Value, second: Value) -> Value:
    """The bits that both numbers have."""
    return site.integer(first, 0, "value1") & site.integer(second, 1, "value2")
