"""Why a request came out as it did: causes kept as data, and how one is recognised in the journal."""

from __future__ import annotations

from scimconsole.domain.causes.catalogue import Cause, all_causes, cause_named
from scimconsole.domain.causes.conditions import Condition, all_conditions
from scimconsole.domain.causes.matching import Explanation, Facts, explain, in_general

__all__ = [
    "Cause",
    "Condition",
    "Explanation",
    "Facts",
    "all_causes",
    "all_conditions",
    "cause_named",
    "explain",
    "in_general",
]
