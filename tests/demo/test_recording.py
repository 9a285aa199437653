"""A demo recorded: a picture a step and a cast that a terminal plays, without a secret in either."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scimconsole.demo.cast import Cast
from scimconsole.demo.run import Run
from scimconsole.demo.script_reading import script_from_toml
from scimconsole.errors import InvalidInput
from scimconsole.screens.demo.recording import CAST, record
from tests.demo.small_script import SMALL

SECRET = re.compile(r"scim[ckl]1_\w{20}")
_ROW = re.compile(r"\x1b\[(\d+);1H((?:(?!\x1b\[\d+;1H).)*)", re.DOTALL)
_STYLE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def replayed(cast: str) -> str:
    """What a terminal shows after the last frame of a cast."""
    _, *events = map(json.loads, cast.splitlines())
    rows: dict[int, str] = {}
    for _, kind, text in events[:-1]:
        assert kind == "o"
        rows |= {int(row): _STYLE.sub("", shown) for row, shown in _ROW.findall(text)}
    return "\n".join(rows[row] for row in sorted(rows))


class TestARecording:
    async def test_has_a_picture_a_step_and_a_cast(self, temporary: Path) -> None:
        folder = temporary / "recorded"
        async with Run(script_from_toml(SMALL, "the script")) as run:
            written = await record(run, folder, size=(100, 30))
            assert run.is_good
            with pytest.raises(InvalidInput, match=r"01-token\.svg and others already"):
                await record(run, folder, size=(100, 30))
        names = ["01-token.svg", "02-cycle.svg", "03-leaver.svg", CAST]
        assert [path.name for path in written] == names
        texts = {path.name: path.read_text("utf-8") for path in written}
        assert not any(SECRET.search(text) for text in texts.values())
        assert "A&#160;token" in texts["01-token.svg"]
        header, *events = map(json.loads, texts[CAST].splitlines())
        assert (header["version"], header["width"], header["height"]) == (2, 100, 30)
        times = [event[0] for event in events]
        assert times == sorted(times)
        shown = replayed(texts[CAST])
        assert "3 of 3" in shown
        assert "200 disable user" in shown


class TestACast:
    def test_keeps_of_a_frame_what_changed(self) -> None:
        cast = Cast(20, 2, "Small")
        cast.add(0.0, ["one", "two"])
        cast.add(0.5, ["one", "two"])
        cast.add(1.0, ["one", "deux"])
        _, first, second, end = map(json.loads, cast.end(2.0).splitlines())
        assert "\x1b[1;1H\x1b[0mone" in first[2]
        assert (second[0], "one" in second[2], "deux" in second[2]) == (1.0, False, True)
        assert end[0] == 2.0
