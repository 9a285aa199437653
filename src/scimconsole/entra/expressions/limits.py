"""What an expression may cost."""

from __future__ import annotations

MAX_LENGTH = 10_000
"""Characters of an expression; Entra's own limit."""
MAX_NESTING = 100
"""Calls inside of calls."""
MAX_OUTPUT = 100_000
"""Characters of any value on the way."""
MAX_PATTERN = 2_000
"""Characters of a regular expression; what a long one costs grows with the cube."""
MAX_REPEAT = 1_000
"""The largest count in `{n}` of a regular expression, and of such counts multiplied by nesting."""
REGEX_SECONDS = 0.25
"""How long one search may take before the pattern counts as a trap."""
