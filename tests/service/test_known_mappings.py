"""Mappings are read, compiled and checked once for as long as they are asked for."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from scimconsole.service import known_mappings
from scimconsole.service.known_mappings import KnownMappings


class TestKnownMappings:
    def test_are_read_once_and_kept_for_those_used_last(self) -> None:
        known = KnownMappings()
        first = known.of_document(document(0))
        assert known.of_document(dict(reversed(document(0).items()))) is first
        second = known.of_document(document(1))
        for number in range(2, 40):
            known.of_document(document(number))
            assert known.of_document(document(0)) is first
        assert known.of_document(document(1)) is not second

    def test_that_are_large_are_few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(known_mappings, "MOST_BYTES", 300_000)
        known = KnownMappings()
        large = [{**document(number), "metadata": ["x" * 100_000]} for number in range(4)]
        kept = [known.of_document(one) for one in large]
        assert known.of_document(large[3]) is kept[3]
        assert known.of_document(large[0]) is not kept[0]
        larger = {**document(9), "metadata": ["x" * 400_000]}
        assert known.of_document(larger) is known.of_document(larger)

    def test_can_be_asked_by_many_threads(self) -> None:
        known = KnownMappings()
        found = []
        threads = [
            threading.Thread(target=lambda: found.append(known.of_document(document(0)).compiled))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8


def document(number: int) -> dict[str, Any]:
    return {
        "sourceObjectName": "User",
        "name": str(number),
        "attributeMappings": [
            {"targetAttributeName": "userName", "source": {"expression": "[userPrincipalName]"}}
        ],
    }
