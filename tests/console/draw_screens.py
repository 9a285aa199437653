"""`make screens`: draw one picture for each state of the console, from the demo organization."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest

from scimconsole.api import NewMember
from scimconsole.client import Connection, ManagementClient, calls
from scimconsole.demo.prepare import prepare
from tests.console.driving import NARROW, WIDE, console_on, press, settle
from tests.console.pictures import FIRST, ONCE, PICTURES, THEMED, Picture
from tests.console.steady import make_steady
from tests.isolation import fresh_machine

_CELL = 12.2
"""The width of a character in a picture, as Rich draws it."""

_LEADING_BLANKS = re.compile(
    r'x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*)>'
    r"(?P<blanks>(?:&#160;)+)(?!</text>)"
)

FOLDER = Path(__file__).parents[2] / "screens"

_README = """# Pictures of the console

Drawn by `make screens` from the demo organization (`scimconsole demo --prepare`), at 120 columns by 40 lines;
those with `-80x24` in the name at 80 by 24. Do not edit them: the screens themselves are in
[`src/scimconsole/screens`](../src/scimconsole/screens), and `tests/console/draw_screens.py` draws them.

{gallery}
"""


_ALL = (*FIRST, *PICTURES, *THEMED, *ONCE)


async def draw(picture: Picture, path: Path, size: tuple[int, int], connection: Connection | None) -> None:
    """Bring the console into the picture's state and write it to `path`."""
    app = console_on(connection, theme=picture.theme)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, *picture.keys)
        path.write_text(without_leading_blanks(app.export_screenshot()), encoding="utf-8")


def without_leading_blanks(svg: str) -> str:
    """The same picture, with blanks at the beginning of a text as a place further right.

    Some renderers, librsvg among them, leave such blanks out and move the text to the left.
    """

    def moved(found: re.Match[str]) -> str:
        blanks = found["blanks"].count("&#160;") * _CELL
        x, length = float(found["x"]) + blanks, float(found["length"]) - blanks
        return f'x="{x:g}" y="{found["y"]}" textLength="{length:g}"{found["rest"]}>'

    return _LEADING_BLANKS.sub(moved, svg)


def await_journal(connection: Connection, requests: int) -> None:
    """Wait until the journal has taken all that was sent: reads come in batches of at most a second."""
    with ManagementClient(connection) as client:
        while sum(1 for _ in client.items(calls.requests(limit=1000))) < requests:
            time.sleep(0.1)


def main(wanted: list[str]) -> int:
    """Draw the pictures named, or all of them."""
    FOLDER.mkdir(exist_ok=True)
    monkeypatch = pytest.MonkeyPatch()
    sizes = (("", WIDE), ("-80x24", NARROW))
    with tempfile.TemporaryDirectory() as home, fresh_machine(Path(home)):
        prepared = prepare("keycafe")
        try:
            make_steady(monkeypatch)
            # The console lets go of its connection at its end; the demo is needed for all of them.
            connection = replace(prepared.connection, release=lambda: None)
            await_journal(connection, prepared.requests)
            with ManagementClient(connection) as client:
                client.send(calls.add_member(NewMember(email="helpdesk@contoso.example", role="support")))
            for picture in _ALL:
                for suffix, size in sizes:
                    name = f"{picture.name}{suffix}"
                    if not wanted or name in wanted:
                        path = FOLDER / f"{name}.svg"
                        asyncio.run(draw(picture, path, size, None if picture in FIRST else connection))
        finally:
            monkeypatch.undo()
            prepared.connection.release()
    gallery = "\n\n".join(
        f"## {picture.caption}\n\n![{picture.caption}]({picture.name}.svg)\n\n"
        f"[the same at 80x24]({picture.name}-80x24.svg)"
        for picture in _ALL
    )
    (FOLDER / "README.md").write_text(_README.format(gallery=gallery), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
