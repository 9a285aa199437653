"""What preview and plan share: how far a file was read, and chunks that fit into a request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scimconsole.cli import mapping_people
from scimconsole.entra.people.reading import read_people
from scimconsole.entra.people.source import SourceObject


class TestChunks:
    def test_are_of_five_hundred(self) -> None:
        sources = [SourceObject("User", str(number), "", {"objectId": str(number)}) for number in range(1201)]
        chunks = list(mapping_people._chunks(iter(sources), mapping_people.AT_ONCE))
        assert [len(chunk) for chunk in chunks] == [500, 500, 201]
        assert [source for chunk in chunks for source in chunk] == sources

    def test_are_smaller_where_people_are_large(self) -> None:
        large = {"proxyAddresses": ["x" * 1000] * 1000}
        sources = [SourceObject("User", str(number), "", large) for number in range(10)]
        chunks = list(mapping_people._chunks(iter(sources), mapping_people.AT_ONCE))
        assert [len(chunk) for chunk in chunks] == [4, 4, 2]


class TestProgress:
    def test_tells_how_much_of_the_file_was_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(mapping_people, "_PAUSE_S", 0.0)
        monkeypatch.setattr("sys.stderr.isatty", lambda: True)
        file = tmp_path / "many.jsonl"
        with file.open("w") as stream:
            for number in range(3000):
                stream.write(json.dumps({"id": str(number), "displayName": "x" * 500}) + "\n")
        assert sum(1 for _ in mapping_people.watched(read_people(file), "people")) == 3000
        said = capsys.readouterr().err
        assert "64 people  [" in said
        assert "2,944 people  [################### ] 98%" in said
        assert said.endswith("\r\x1b[K"), "the line is taken away at the end"
