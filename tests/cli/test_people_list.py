"""A list of people in a file, as it comes from a spreadsheet, a mail or a script."""

from __future__ import annotations

from pathlib import Path

import pytest

from scimconsole.cli.people_list import Entry, parse_people, read_people
from scimconsole.errors import InvalidInput


class TestOneALine:
    """Names with their line numbers."""

    def test_blank_lines_and_comments_are_passed_over(self) -> None:
        entries = parse_people("# left in May\n\njane@acme.example\n  omar@acme.example  \n")
        assert entries == [Entry(3, "jane@acme.example"), Entry(4, "omar@acme.example")]

    def test_a_heading_alone_is_a_heading(self) -> None:
        assert parse_people("userName\njane\n") == [Entry(2, "jane")]


class TestCsv:
    """The column is found by its heading."""

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("heading", ["userName", "User Name", "USER_NAME", "userPrincipalName", "E-Mail"])
    def test_any_spelling_of_the_heading(self, heading: str, delimiter: str) -> None:
        text = f"Name{delimiter}{heading}\nJane Doe{delimiter}jane@acme.example\n"
        assert parse_people(text) == [Entry(2, "jane@acme.example")]

    def test_quoted_cells(self) -> None:
        assert parse_people('"Name","id"\n"Doe, Jane","42"\n') == [Entry(2, "42")]

    def test_the_export_can_be_read_back(self) -> None:
        text = "id,user_name,email\n1,jane,jane@acme.example\n"
        assert parse_people(text) == [Entry(2, "jane")]

    def test_columns_without_a_known_heading(self) -> None:
        with pytest.raises(InvalidInput, match="none is named"):
            parse_people("Jane,Doe\nOmar,Haddad\n")


class TestFiles:
    """What editors and shells write."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_encodings(self, encoding: str, tmp_path: Path) -> None:
        path = tmp_path / "people.txt"
        path.write_text("zoé@acme.example\r\n田中@acme.example\r\n", encoding=encoding, newline="")
        assert [entry.text for entry in read_people(str(path))] == ["zoé@acme.example", "田中@acme.example"]

    def test_another_encoding_is_named_with_its_line(self, tmp_path: Path) -> None:
        path = tmp_path / "people.txt"
        path.write_bytes(b"jane\nzo\xe9\n")
        with pytest.raises(InvalidInput, match="line 2"):
            read_people(str(path))

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput, match="cannot be read"):
            read_people(str(tmp_path / "nobody.txt"))

    def test_a_file_that_names_nobody(self, tmp_path: Path) -> None:
        path = tmp_path / "people.txt"
        path.write_text("# nobody\n")
        with pytest.raises(InvalidInput, match="names nobody"):
            read_people(str(path))
