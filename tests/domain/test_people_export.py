"""People as CSV, JSON and JSON lines."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.people_export import COLUMNS, FORMS, Form, PeopleExport, cell
from scimconsole.domain.terminal_text import escape_text

JANE = {"id": "1", "user_name": "jane", "display_name": 'Jane, "JD" Doe\nx', "active": True, "missing": []}
OMAR = {"id": "2", "user_name": "omar", "display_name": None, "active": False, "missing": ["a", "b"]}


def whole(form: Form, *pages: list[dict[str, Any]]) -> str:
    export = PeopleExport(form)
    return export.begin() + "".join(export.page(page) for page in pages) + export.end()


class TestEveryForm:
    @pytest.mark.parametrize("form", FORMS)
    def test_is_the_same_in_any_pages(self, form: Form) -> None:
        assert whole(form, [JANE, OMAR]) == whole(form, [JANE], [], [OMAR])

    @pytest.mark.parametrize("form", FORMS)
    def test_counts_whom_it_holds(self, form: Form) -> None:
        export = PeopleExport(form)
        export.page([JANE, OMAR])
        export.page([JANE])
        assert export.count == 3


class TestCsv:
    def test_reads_back(self) -> None:
        rows = list(csv.DictReader(io.StringIO(whole("csv", [JANE, OMAR]), newline="")))
        assert tuple(rows[0]) == COLUMNS
        assert (rows[0]["display_name"], rows[0]["active"]) == (JANE["display_name"], "true")
        assert (rows[1]["display_name"], rows[1]["missing"]) == ("", "a b")

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
    def test_never_begins_a_cell_as_a_formula_does(self, text: str) -> None:
        assert cell(text) == f"'{text}"

    @given(st.text())
    def test_keeps_every_text_but_for_the_apostrophe(self, text: str) -> None:
        (row,) = csv.DictReader(io.StringIO(whole("csv", [{"title": text}]), newline=""))
        assert row["title"].removeprefix("'") == text.removeprefix("'")


class TestJson:
    def test_is_the_envelope_of_the_api(self) -> None:
        told = json.loads(whole("json", [JANE], [OMAR]))
        assert told == {"items": [JANE, OMAR], "next_cursor": None, "total": 2}
        assert json.loads(whole("json")) == {"items": [], "next_cursor": None, "total": 0}

    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3))
    def test_lines_hold_one_person_each_and_nothing_that_acts_on_a_terminal(self, names: list[str]) -> None:
        text = whole("jsonl", [{"display_name": name} for name in names])
        lines = text.splitlines()
        assert [json.loads(line)["display_name"] for line in lines] == names
        assert all(escape_text(line) == line for line in lines)
