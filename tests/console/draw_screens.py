"""`make screens`: draw one picture for each state of the console, from the demo organization."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest

from scimconsole.api import NewMember, NewToken
from scimconsole.client import Connection, ManagementClient, calls
from scimconsole.demo.prepare import prepare
from scimconsole.demo.run import Run
from scimconsole.demo.script_reading import script_from_toml, shipped_text
from scimconsole.screens.demo.recording import CAST, record
from tests.console.driving import NARROW, WIDE, console_on, press, settle
from tests.console.pictures import FIRST, ONCE, PICTURES, THEMED, TROUBLED, Picture
from tests.console.steady import make_steady
from tests.console.trouble import make_trouble
from tests.isolation import fresh_machine

FOLDER = Path(__file__).parents[2] / "screens"

_README = """# Pictures of the console

Drawn by `make screens` from the demo organization (`scimconsole demo --prepare`), at 120 columns by 40 lines;
those with `-80x24` in the name at 80 by 24. Do not edit them: the screens themselves are in
[`src/scimconsole/screens`](../src/scimconsole/screens), and `tests/console/draw_screens.py` draws them.

{gallery}

## The scripted set-up

Recorded as by `scimconsole demo --record`: Entra ID is simulated, every request really goes over HTTP.

{demo}
"""


_ALL = (*FIRST, *PICTURES, *THEMED, *TROUBLED, *ONCE)


async def draw(picture: Picture, path: Path, size: tuple[int, int], connection: Connection | None) -> None:
    """Bring the console into the picture's state and write it to `path`."""
    app = console_on(connection, theme=picture.theme)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, *picture.keys)
        path.write_text(app.export_screenshot(), encoding="utf-8")


def await_journal(connection: Connection, requests: int) -> None:
    """Wait until the journal has taken all that was sent: reads come in batches of at most a second."""
    with ManagementClient(connection) as client:
        while sum(1 for _ in client.items(calls.requests(limit=1000))) < requests:
            time.sleep(0.1)


def bring_trouble(connection: Connection) -> None:
    """Let the organization refuse a person and a sign-in."""
    with ManagementClient(connection) as client:
        tenant_url = client.send(calls.organization()).tenant_url
        token = client.send(calls.generate_token(NewToken(name="Trouble"))).token
        before = sum(1 for _ in client.items(calls.requests(limit=1000)))
    assert tenant_url is not None
    await_journal(connection, before + make_trouble(tenant_url, token))
    with ManagementClient(connection) as client:
        while not client.send(calls.sync()).failures:
            time.sleep(0.1)


async def draw_demo(folder: Path) -> str:
    """Draw each step of the scripted set-up, and answer the gallery of them."""
    async with Run(script_from_toml(shipped_text("three"), "three")) as run:
        written = await record(run, folder, size=WIDE, force=True)
        titles = [step.title for step in run.steps]
    (folder / CAST).unlink()
    return "\n\n".join(
        f"### {title}\n\n![{title}]({folder.name}/{path.name})"
        for title, path in zip(titles, written[:-1], strict=True)
    )


def main(wanted: list[str]) -> int:
    """Draw the pictures named, or all of them."""
    FOLDER.mkdir(exist_ok=True)
    monkeypatch = pytest.MonkeyPatch()
    sizes = (("", WIDE), ("-80x24", NARROW))
    with tempfile.TemporaryDirectory() as home, fresh_machine(Path(home)):
        demo = "" if wanted else asyncio.run(draw_demo(FOLDER / "demo"))
        prepared = prepare("keycafe")
        try:
            make_steady(monkeypatch)
            # The console lets go of its connection at its end; the demo is needed for all of them.
            connection = replace(prepared.connection, release=lambda: None)
            await_journal(connection, prepared.requests)
            with ManagementClient(connection) as client:
                client.send(calls.add_member(NewMember(email="helpdesk@contoso.example", role="support")))
            for picture in _ALL:
                if picture is TROUBLED[0]:
                    bring_trouble(connection)
                for suffix, size in sizes:
                    name = f"{picture.name}{suffix}"
                    if not wanted or name in wanted:
                        path = FOLDER / f"{name}.svg"
                        asyncio.run(draw(picture, path, size, None if picture in FIRST else connection))
        finally:
            monkeypatch.undo()
            prepared.connection.release()
    if wanted:
        return 0
    gallery = "\n\n".join(
        f"## {picture.caption}\n\n![{picture.caption}]({picture.name}.svg)\n\n"
        f"[the same at 80x24]({picture.name}-80x24.svg)"
        for picture in _ALL
    )
    (FOLDER / "README.md").write_text(_README.format(gallery=gallery, demo=demo), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
