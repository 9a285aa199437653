from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest

from tests.console.driving import WIDE, opened, press, screen_text, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of the console."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def write_name(pilot: object, name: str) -> None:
    await press(pilot, "ctrl+u")  # type: ignore[arg-type]
    await type_text(pilot, name)  # type: ignore[arg-type]


class TestTheFile:
    async def test_holds_everybody_shown_and_is_private(self, northwind: Organization, folder: Path) -> None:
        types = northwind.api.get("/users", params={"user_type": "SMARTBOX"}).json()["items"]
        async with opened(northwind, "3", "t", "s", "e") as pilot:
            assert "northwind-people-2026-03-02.csv" in screen_text(pilot)
            await press(pilot, "enter")
            assert f"{len(types)} p" in toasts(pilot)
            assert str(folder) in toasts(pilot)
        (written,) = folder.iterdir()
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
        rows = list(csv.DictReader(written.read_text(encoding="utf-8").splitlines()))
        assert [row["id"] for row in rows] == [user["id"] for user in types]

    async def test_is_json_lines_when_that_is_chosen(self, northwind: Organization, folder: Path) -> None:
        async with opened(northwind, "3", "e", "shift+tab", "down", size=WIDE) as pilot:
            assert ".jsonl" in screen_text(pilot)
            await press(pilot, "ctrl+s")
        (written,) = folder.glob("*.jsonl")
        people = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
        assert people == northwind.api.get("/users").json()["items"]

    async def test_is_in_the_order_shown(self, northwind: Organization, folder: Path) -> None:
        async with opened(northwind, "3", "o", "s", "e", "enter"):
            pass
        (written,) = folder.iterdir()
        names = [row["user_name"] for row in csv.DictReader(written.read_text(encoding="utf-8").splitlines())]
        assert names == [user["user_name"] for user in northwind.api.get("/users").json()["items"]][::-1]

    async def test_that_is_there_is_overwritten_only_when_that_is_said(
        self, northwind: Organization, folder: Path
    ) -> None:
        there = folder / "people.csv"
        there.write_text("mine")
        async with opened(northwind, "3", "e") as pilot:
            await write_name(pilot, "people.csv")
            await press(pilot, "enter")
            assert "people.csv is there already" in screen_text(pilot)
            assert "Overwrite" in screen_text(pilot)
            assert there.read_text() == "mine"
            await press(pilot, "alt+o")
            assert "24 people" in toasts(pilot)
        assert there.read_text().startswith("id,")

    async def test_in_a_folder_that_is_not_there_is_refused(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "e") as pilot:
            await write_name(pilot, "nowhere/people.csv")
            await press(pilot, "enter")
            assert "There is no folder" in screen_text(pilot)
            await write_name(pilot, "..")
            await press(pilot, "enter")
            assert "is a folder" in screen_text(pilot)

    async def test_that_cannot_be_written_is_left_as_it_was(self, filled: Organization, folder: Path) -> None:
        blocked = folder / "x"
        async with opened(filled, "3", "e") as pilot:
            await write_name(pilot, "x" * 254)
            await press(pilot, "enter")
            assert "cannot be written" in screen_text(pilot)
            await press(pilot, "escape")
            assert "Nothing was written" in toasts(pilot)
        assert not blocked.exists()
        assert list(folder.iterdir()) == []
