"""Why a person is here, is not here, or is not as expected: from facts to one verdict."""

from __future__ import annotations

from scimconsole.domain.why.facts import Facts
from scimconsole.domain.why.judging import judge
from scimconsole.domain.why.note import Letterhead, note
from scimconsole.domain.why.verdict import Line, Verdict

__all__ = ["Facts", "Letterhead", "Line", "Verdict", "judge", "note"]
