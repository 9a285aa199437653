"""docs/causes.md says what the program says."""

from __future__ import annotations

from tests.domain.causes.page import PAGE, page


class TestThePageOfCauses:
    def test_is_up_to_date(self) -> None:
        made = page()
        assert PAGE.read_text(encoding="utf-8") == made, "run: python -m tests.domain.causes.page"
