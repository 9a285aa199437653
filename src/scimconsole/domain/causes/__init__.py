"""Why a request came out as it did: causes kept as data, and how one is recognised in the journal."""

from __future__ import annotations

from scimconsole.domain.causes.catalogue import Cause, all_causes
from scimconsole.domain.causes.matching import Explanation, Facts, explain

__all__ = ["Cause", "Explanation", "Facts", "all_causes", "explain"]
