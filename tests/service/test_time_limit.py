"""What evaluating may cost: the expression that costs too much is named."""

from __future__ import annotations

import time
from collections import deque
from typing import Any

import pytest

from scimconsole.entra.people.source import SourceObject
from scimconsole.errors import InvalidInput
from scimconsole.service.known_mappings import KnownMappings
from scimconsole.service.time_limit import TimeLimit

TRAP = 'Replace([mail], , "^(([a-z])+.)+[A-Z]([a-z])+$", , "x", , )'


def line(target: str, expression: str) -> dict[str, Any]:
    return {"targetAttributeName": target, "source": {"expression": expression}}


class TestTheLimit:
    def test_names_the_expression_that_took_most(self) -> None:
        known = KnownMappings()
        known.limit.seconds = 0.2
        lines = [
            line("userName", "[userPrincipalName]"),
            line("title", TRAP),
            line("nickName", "Trim([mail])"),
        ]
        mapping = known.of_document({"sourceObjectName": "User", "attributeMappings": lines})
        somebody = SourceObject("User", "1", "x", {"userPrincipalName": "x", "mail": "a" * 5_000})
        compiled = mapping.compiled["User"]
        with pytest.raises(InvalidInput) as caught, known.limit.running():
            deque(map(compiled.evaluate, [somebody] * 20), maxlen=0)
        assert "takes longer than 0.2 seconds" in caught.value.detail
        assert TRAP in caught.value.detail

    def test_leaves_those_alone_who_stay_below_it(self) -> None:
        limit = TimeLimit(0.05)
        for _ in range(3):
            with limit.running():
                limit.spent_on("[mail]")
                limit.check()
        time.sleep(0.1)
        limit.check()

    def test_does_not_count_what_others_take(self) -> None:
        limit = TimeLimit(0.05)
        with limit.running():
            time.sleep(0.1)
            limit.spent_on("[mail]")
            limit.check()

    def test_cuts_a_long_expression(self) -> None:
        limit = TimeLimit(1e-6)
        with pytest.raises(InvalidInput, match="for the expression x") as caught, limit.running():
            limit.spent_on("x" * 9_000)
        assert len(caught.value.detail) < 400

    def test_blames_no_expression_for_what_comes_after(self) -> None:
        limit = TimeLimit(0.02)
        began = time.thread_time()
        with limit.running():
            limit.spent_on("[mail]")
            spend(until=began + 0.05)
            with pytest.raises(InvalidInput, match=r"seconds\.$"):
                limit.check()


def spend(*, until: float) -> None:
    while time.thread_time() < until:
        sum(range(1000))
