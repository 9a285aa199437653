"""The manual: its pages in a checkout and in a wheel, and how one reads them in the console."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole import manual
from scimconsole.app import ConsoleApp
from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.manual_text import ManualText, found
from scimconsole.widgets.markdown_layout import lay_out
from tests.console.driving import opened, press, screen_text, settle, toasts, type_text
from tests.running_service import Organization

ROOT = Path(__file__).parents[2]


class TestThePages:
    def test_in_a_checkout_are_those_of_docs(self) -> None:
        assert manual.folder() == ROOT / "docs"
        names = [page.name for page in manual.pages()]
        assert set(names) == {path.stem for path in (ROOT / "docs").glob("*.md")}
        known = [name for name in names if name in manual.ORDER]
        assert known == sorted(known, key=manual.ORDER.index)

    def test_go_into_the_wheel(self, tmp_path: Path) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
        assert included == {"docs": "scimconsole/manual"}
        # As in a wheel: the package with the pages inside it, and no checkout around.
        package = tmp_path / "scimconsole"
        package.mkdir()
        for name in ("__init__.py", "manual.py", "errors.py"):
            (package / name).write_text((ROOT / "src/scimconsole" / name).read_text(encoding="utf-8"))
        (package / "manual").mkdir()
        (package / "manual" / "tokens.md").write_text("# Tokens\n")
        program = "from scimconsole import manual; print(manual.folder(), [p.title for p in manual.pages()])"
        said = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert said.stdout.strip() == f"{package / 'manual'} ['Tokens']"

    def test_every_link_between_pages_and_headings_leads_somewhere(self) -> None:
        pages = {page.name: page for page in manual.pages()}
        for page in pages.values():
            for link in lay_out(page.text, 80).links:
                name, _, anchor = link.target.partition("#")
                aim = pages[name.removesuffix(".md") or page.name]
                assert not anchor or anchor in {heading.slug for heading in aim.headings}, link

    def test_headings_and_their_places_agree(self) -> None:
        for page in manual.pages():
            assert list(lay_out(page.text, 60).anchors) == [heading.slug for heading in page.headings]


class TestTheLayout:
    def test_nothing_is_wider_than_the_room(self) -> None:
        for page in manual.pages():
            for width in (54, 78):
                assert max(line.cell_length for line in lay_out(page.text, width).lines) <= width

    def test_lists_tables_and_code_read_as_such(self) -> None:
        lines = [
            line.plain.rstrip()
            for line in lay_out("- one\n  - two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n    code\n", 40).lines
        ]
        assert lines == ["• one", "  ◦ two", "", "a  b", "────", "1  2", "", " code"]

    def test_a_link_out_of_the_manual_is_told_and_not_followed(self) -> None:
        layout = lay_out("[here](https://example.com/) and [there](tokens.md#generate)", 80)
        assert layout.lines[0].plain == "here <https://example.com/> and there"
        assert [link.target for link in layout.links] == ["tokens.md#generate"]

    def test_words_are_found_over_the_end_of_a_line(self) -> None:
        layout = lay_out("one two three four", 8)
        (hit,) = found(layout, "TWO three")
        assert [line for line, _, _ in hit.pieces] == [0, 1]
        assert found(layout, "") == found(layout, "five") == []

    def test_control_characters_are_drawn_as_escapes(self) -> None:
        assert "\x1b" not in "".join(
            line.plain for line in lay_out("a\x1b[2J `b\x1b`\n\n    c\x1b\n", 40).lines
        )

    @given(
        st.lists(
            st.sampled_from(
                ["# a", "- b", "  - c", "1. d", "| e | f |", "|---|---|", "> g", "    h" * 9, "```", "---"]
            )
            | st.text(max_size=60),
            max_size=12,
        ),
        st.integers(24, 100),
    )
    def test_any_text_is_laid_out(self, lines: list[str], width: int) -> None:
        layout = lay_out("\n".join(lines), width)
        assert all(escape_text(line.plain) == line.plain for line in layout.lines)
        assert all(0 <= link.start < link.end for link in layout.links)
        assert all(line < len(layout.lines) for line in layout.anchors.values())
        for hit in found(layout, "b"):
            assert hit.line < len(layout.lines)


@pytest.mark.engines("sqlite")
class TestReading:
    async def test_the_contents_come_first_and_enter_reads(self, keycafe: Organization) -> None:
        async with opened(keycafe, "9") as pilot:
            assert "Contents" in screen_text(pilot)
            await press(pilot, "slash")
            await type_text(pilot, "shown this once")
            assert "1 of" in screen_text(pilot)
            await press(pilot, "escape", "escape")
            assert pilot.app.screen.query_one("#contents").has_focus

    async def test_an_address_opens_a_heading(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="help/tokens#rotate") as pilot:
            text = screen_text(pilot)
            assert "Rotate" in text
            assert "Tokens" in text
            assert pilot.app.screen.query_one(ManualText).has_focus
            await press(pilot, "y")
            assert "scimconsole token rotate ID" in screen_text(pilot)

    async def test_an_unknown_page_is_named(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="help/nowhere") as pilot:
            assert "no page 'nowhere'" in toasts(pilot)

    async def test_links_are_walked_followed_and_come_back_from(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="help/tokens") as pilot:
            app = pilot.app
            assert isinstance(app, ConsoleApp)
            await press(pilot, "right", "enter")
            assert "Serving" in screen_text(pilot)
            await press(pilot, "left_square_bracket")
            assert "Tokens: connect Entra ID" in screen_text(pilot)

    async def test_words_are_found_on_other_pages(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="help/tokens") as pilot:
            await press(pilot, "slash")
            await type_text(pilot, "Caddy")
            await press(pilot, "enter")
            assert "Serving" in screen_text(pilot)
            await press(pilot, "n")
            assert "of" in screen_text(pilot)

    async def test_an_example_is_selected_with_the_mouse(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="help/scripting") as pilot:
            text = pilot.app.screen.query_one(ManualText)
            line = next(place for place, drawn in enumerate(text.layout_now.lines) if "pipx" in drawn.plain)
            await pilot.mouse_down(ManualText, offset=(2, line + 1))
            await pilot.hover(ManualText, offset=(16, line + 1))
            await pilot.mouse_up(ManualText, offset=(16, line + 1))
            assert "pipx install" in (pilot.app.screen.get_selected_text() or "")

    @pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
    async def test_fits_every_size(self, keycafe: Organization, size: tuple[int, int]) -> None:
        async with opened(keycafe, place="help/users", size=size) as pilot:
            assert "Users: find, understand, deactivate" in screen_text(pilot)
            await press(pilot, "space", "G")
            await pilot.resize_terminal(100, 30)
            await settle(pilot)
            assert "Help" in screen_text(pilot).splitlines()[-1]
