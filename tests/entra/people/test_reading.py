"""Directory files of every form, good and bad."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scimconsole.entra.people.reading import People, read_people
from scimconsole.errors import InvalidInput

ANA = {"id": "a-1", "userPrincipalName": "ana@contoso.com", "accountEnabled": True}
BEN = {"id": "b-2", "userPrincipalName": "ben@contoso.com", "manager": {"id": "a-1"}}

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of people."""

    def put(content: str | bytes) -> Path:
        file = tmp_path / "people"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return put


def told(people: People) -> list[tuple[str | None, str]]:
    return [(one.id, one.place) for one in people]


def refusal(source: Path | io.BytesIO, **options: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        list(read_people(source, **options))
    assert caught.value.hint, "there is a next step"
    return caught.value


FORMS = {
    "list": (json.dumps([ANA, BEN]), [("a-1", "[0]"), ("b-2", "[1]")]),
    "page": (
        json.dumps({"@odata.count": 2, "value": [ANA, BEN]}),
        [("a-1", "value[0]"), ("b-2", "value[1]")],
    ),
    "document": (
        json.dumps({"groups": [], "users": [ANA, BEN]}),
        [("a-1", "users[0]"), ("b-2", "users[1]")],
    ),
    "lines": (f"\n{json.dumps(ANA)}\n\n{json.dumps(BEN)}", [("a-1", "line 2"), ("b-2", "line 4")]),
    "objects": (
        json.dumps(ANA, indent=1) + json.dumps(BEN, indent=1),
        [("a-1", "object 1"), ("b-2", "object 2")],
    ),
    "csv": ("id,mail\na-1,\nb-2,b@c\n", [("a-1", "line 2"), ("b-2", "line 3")]),
}


class TestAForm:
    @pytest.mark.parametrize("form", FORMS)
    def test_is_told_by_the_content(self, form: str, write: Write) -> None:
        content, expected = FORMS[form]
        people = read_people(write(content))
        assert (people.form, told(people)) == (form, expected)
        assert people.bytes_read == people.total

    @pytest.mark.parametrize("form", FORMS)
    def test_comes_through_a_pipe_too(self, form: str) -> None:
        content, expected = FORMS[form]
        assert told(read_people(io.BytesIO(content.encode()))) == expected

    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_may_be_in_another_encoding_with_its_mark(self, form: str, encoding: str, write: Write) -> None:
        content, expected = FORMS[form]
        assert told(read_people(write(content.lstrip().encode(encoding)))) == [
            (id, place if form != "lines" else f"line {int(place[5:]) - 1}") for id, place in expected
        ]

    def test_of_a_file_can_be_read_again_and_again(self, write: Write) -> None:
        people = read_people(write(json.dumps([ANA])))
        assert told(people) == told(people) == [("a-1", "[0]")]

    def test_of_a_pipe_can_be_read_once(self) -> None:
        people = read_people(io.BytesIO(json.dumps([ANA]).encode()))
        assert told(people) == [("a-1", "[0]")]
        with pytest.raises(InvalidInput, match="only once"):
            list(people)

    def test_on_one_line_may_be_a_single_person(self, write: Write) -> None:
        assert told(read_people(write(json.dumps(ANA)))) == [("a-1", "line 1")]

    def test_may_be_an_empty_list(self, write: Write) -> None:
        assert told(read_people(write("[]"))) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
class TestAPipeWithAPath:
    """A shell's `<(...)` is one."""

    @pytest.mark.parametrize("form", FORMS)
    def test_is_read_once(self, form: str, tmp_path: Path) -> None:
        content, expected = FORMS[form]
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        writer = Thread(target=pipe.write_text, args=(content,))
        writer.start()
        assert told(read_people(pipe)) == expected
        writer.join()


class TestAPage:
    def test_of_several_says_that_the_others_are_missing(self, write: Write) -> None:
        link = {"@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=x"}
        people = read_people(write(json.dumps({**link, "value": [ANA]})))
        list(people)
        assert ["is one page of several" in remark for remark in people.remarks] == [True]

    def test_may_follow_another(self, write: Write) -> None:
        pages = "\n".join(json.dumps({"value": [person]}) for person in (ANA, BEN))
        assert told(read_people(write(pages))) == [("a-1", "value[0]"), ("b-2", "value[1]")]

    def test_of_mixed_objects_gives_those_of_the_kind(self, write: Write) -> None:
        group = {"@odata.type": "#microsoft.graph.group", "id": "g"}
        people = read_people(write(json.dumps({"value": [group, ANA]})))
        assert [person.id for person in people] == ["a-1"]
        assert people.remarks == ["1 objects of another kind (#microsoft.graph.group) were passed over."]


DIRECTORY = {
    "appRoleAssignedTo": [
        {"principalId": "a-1", "principalType": "User", "appRoleId": "r-1"},
        {"principalId": "g-1", "principalType": "Group", "appRoleId": "r-2"},
    ],
    "users": [ANA, BEN, {"id": "c-3"}],
    "groups": [
        {"id": "g-1", "displayName": "G", "members": ["a-1", "b-2"]},
        {"id": "g-2", "members": ["c-3"]},
    ],
    "appRoles": [
        {"id": "r-1", "value": "Admin", "displayName": "An admin"},
        {"id": "r-2", "value": "Reader"},
    ],
}


class TestADocument:
    @pytest.mark.parametrize("keys", [list(DIRECTORY), list(reversed(DIRECTORY))])
    def test_says_who_is_assigned_and_in_which_roles_whatever_its_order(
        self, keys: list[str], write: Write
    ) -> None:
        people = read_people(write(json.dumps({key: DIRECTORY[key] for key in keys})))
        found = {person.id: person for person in people}
        assert {id: person.is_assigned for id, person in found.items()} == {
            "a-1": True,
            "b-2": True,
            "c-3": False,
        }
        roles = found["a-1"].attributes["appRoleAssignments"]
        assert [role["value"] for role in roles] == ["Admin", "Reader"]
        assert "appRoleAssignments" not in found["c-3"].attributes

    def test_holds_groups_of_which_those_assigned_themselves_count(self, write: Write) -> None:
        people = read_people(write(json.dumps(DIRECTORY)))
        assert people.has_groups
        groups = {group.id: group.is_assigned for group in people.groups()}
        assert groups == {"g-1": True, "g-2": False}

    def test_without_assignments_has_everybody_assigned(self, write: Write) -> None:
        people = read_people(write(json.dumps({"users": [ANA, BEN]})))
        assert all(person.is_assigned for person in people)

    def test_with_an_empty_list_of_assignments_has_nobody_assigned(self, write: Write) -> None:
        people = read_people(write(json.dumps({"appRoleAssignedTo": [], "users": [ANA, BEN]})))
        assert not any(person.is_assigned for person in people)

    def test_whose_roles_are_not_explained_says_so(self, write: Write) -> None:
        people = read_people(
            write(json.dumps({"users": [{**ANA, "appRoleAssignments": [{"appRoleId": "r-9"}]}]}))
        )
        assert [person.attributes["appRoleAssignments"] for person in people] == [["r-9"]]
        assert "that the file does not explain" in people.remarks[0]

    def test_with_an_assignment_of_nobody_is_refused(self, write: Write) -> None:
        file = write(json.dumps({"users": [ANA], "appRoleAssignedTo": [{"appRoleId": "r"}]}))
        assert "appRoleAssignedTo[0] has no principalId" in refusal(file).detail

    def test_without_users_is_refused_where_people_are_asked_for(self, write: Write) -> None:
        assert "has no users, only groups" in refusal(write('{"groups": []}')).detail


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_may_have_any_usual_separator(self, delimiter: str, write: Write) -> None:
        rows = [["id", "displayName", "accountEnabled"], ["a-1", '"Ana, B; C"', "False"]]
        (person,) = read_people(write("\r\n".join(delimiter.join(row) for row in rows)))
        assert person.attributes == {"objectId": "a-1", "displayName": "Ana, B; C", "accountEnabled": False}

    def test_takes_dotted_headers_and_both_spellings(self, write: Write) -> None:
        numbered = "onPremisesExtensionAttributes.extensionAttribute2"
        headers = f"objectId,mobile,officeLocation,{numbered},manager.id,Level"
        (person,) = read_people(write(f"{headers}\na-1,+1,B42,x,m-1,Director\n"))
        assert person.attributes == {
            "objectId": "a-1",
            "mobile": "+1",
            "physicalDeliveryOfficeName": "B42",
            "extensionAttribute2": "x",
            "manager": "m-1",
            "Level": "Director",
        }

    def test_may_have_line_breaks_in_cells_and_tells_where_a_row_begins(self, write: Write) -> None:
        people = read_people(write('id,streetAddress\na-1,"1 Main\nStreet"\n\nb-2,x\n'))
        assert told(people) == [("a-1", "line 2"), ("b-2", "line 5")]

    def test_may_begin_as_excel_begins_it(self, write: Write) -> None:
        assert told(read_people(write("sep=;\nid;mail\na-1;x\n"))) == [("a-1", "line 3")]

    def test_of_a_row_that_is_too_long_tells_the_line(self, write: Write) -> None:
        error = refusal(write("id,mail\na-1,x\nb-2,x,y\n"))
        assert "the row on line 3 has 3 cells, and there are 2 headers" in error.detail

    def test_of_a_row_that_is_too_short_tells_the_line(self, write: Write) -> None:
        assert "the row on line 2 has 1 cells" in refusal(write("id,mail\na-1\n")).detail

    def test_of_a_quote_that_is_not_closed_tells_where_the_row_begins(self, write: Write) -> None:
        assert "begins on line 3" in refusal(write('id,mail\na-1,x\nb-2,"x\n')).detail

    def test_of_other_headers_lists_them_and_what_is_near(self, write: Write) -> None:
        error = refusal(write("Telefon,E-Mail,First name\n1,2,3\n"))
        assert "Its headers: Telefon, E-Mail, First name." in error.detail
        assert error.hint == "Did you mean mail for E-Mail, givenName for First name?"

    def test_of_an_endless_header_tells_its_beginning(self, write: Write) -> None:
        assert len(refusal(write(f"{'x' * 100_000},b\n1,2\n")).detail) < 300

    def test_without_ids_is_refused_before_anybody_is_read(self, write: Write) -> None:
        assert (
            "has no column id (or objectId)" in refusal(write("userPrincipalName\nana@contoso.com\n")).detail
        )

    def test_with_two_columns_of_one_name_is_refused(self, write: Write) -> None:
        assert "two columns named mail" in refusal(write("id,mail,mail\n1,2,3\n")).detail

    def test_in_another_encoding_tells_the_line(self, write: Write) -> None:
        assert (
            "line 2 is no UTF-8 (byte 6 of the line)"
            in refusal(write("id,city\na-1,Zürich\n".encode("latin-1"))).detail
        )


class TestBrokenJson:
    @pytest.mark.parametrize(
        ("content", "place"),
        [
            ('[{"id": "é"},\n {"id" 2}]', "at line 2, column 9 (byte 23), in [1]"),
            ('{"value": [{"id": "1"},', "at line 1, column 24 (byte 23), in value[1]"),
            ('{"id": "1"}\n{"id": }\n', "at line 2, column 8"),
            ('{"users": [{"id": "1"}], "groups": [}', "in the document"),
        ],
    )
    def test_is_told_with_its_place(self, content: str, place: str, write: Write) -> None:
        assert place in refusal(write(content)).detail

    def test_through_a_pipe_is_told_as_near_as_can_be(self) -> None:
        assert "before byte 14, in [1]" in refusal(io.BytesIO(b'[{"id": "1"},}')).detail

    def test_with_something_that_is_no_person_tells_which(self, write: Write) -> None:
        assert "[1] is no object" in refusal(write('[{"id": "1"}, 3]')).detail
        assert "line 2 is no JSON object" in refusal(write('{"id": "1"}\n[]\n')).detail

    def test_of_half_a_character_pair_is_mended(self, write: Write) -> None:
        _, person = read_people(write('{"id": "1"}\n{"id": "2", "city": "x\\ud800"}\n'))
        assert person.attributes["city"] == "x\ufffd"


class TestWhatIsNoDirectory:
    @pytest.mark.parametrize(
        ("content", "what"),
        [
            (b"", "is empty"),
            (b" \n\n", "is empty"),
            (b"PK\x03\x04 a workbook", "is a workbook or a ZIP archive"),
            (b"\x1f\x8b\x08", "is compressed"),
            (b"id\x00,mail", "is no text: byte 2 is zero"),
            (b'{"synchronizationRules": []}', "is a synchronization schema, not people"),
            (b'{\n"objectMappings": []}', "is a synchronization schema, not people"),
            (b"\xff\xfei\x00d", "begins like UTF-16 and is none"),
            (b"\xff\xfei\x00", "no column that names a person"),
        ],
    )
    def test_is_refused_with_a_next_step(self, content: bytes, what: str, write: Write) -> None:
        assert what in refusal(write(content)).detail

    def test_may_be_a_directory_of_the_disk_or_missing(self, tmp_path: Path) -> None:
        assert "is a directory" in refusal(tmp_path).detail
        assert "cannot be read: No such file" in refusal(tmp_path / "nobody.json").detail

    def test_is_a_file_in_which_nobody_has_an_id(self, write: Write) -> None:
        file = write(json.dumps([{"mail": "a@b"}, {"mail": "c@d"}]))
        assert "has an id (of 2)" in refusal(file).detail

    def test_is_told_before_anybody_is_handed_on(self, write: Write) -> None:
        file = write("\n".join('{"mail": "a@b"}' for _ in range(10_001)))
        with pytest.raises(InvalidInput, match="of the first 10000"):
            next(iter(read_people(file)))

    def test_is_no_file_in_which_one_lacks_an_id(self, write: Write) -> None:
        assert told(read_people(write(json.dumps([{"mail": "a@b"}, ANA])))) == [(None, "[0]"), ("a-1", "[1]")]


class TestAnEndlessText:
    @pytest.mark.parametrize(
        ("begin", "what"),
        [
            ('[{"id": "1"}, {"id": "', "[1] is larger than 16 MB"),
            ('{"id": "1"}\n{"id": "', "line 2 is longer than 16 MB"),
            ('id,mail\n1,"', "line 2 is longer than 16 MB"),
        ],
    )
    def test_is_refused_at_16_mb(self, begin: str, what: str, write: Write) -> None:
        assert what in refusal(write(begin.encode() + b"x" * (17 << 20))).detail

    def test_that_breaks_off_is_told_within_a_moment(self, write: Write) -> None:
        assert "premature EOF" in refusal(write(b'{"id":\n"' + b"x" * (1 << 20))).detail


class TestMemory:
    @pytest.mark.parametrize("form", ["list", "lines", "csv", "document"])
    def test_does_not_grow_with_the_file(self, form: str, tmp_path: Path) -> None:
        file = tmp_path / "many"
        people = [{"id": f"p-{number}", "displayName": "x" * 1000} for number in range(8_000)]
        if form == "lines":
            file.write_text("\n".join(map(json.dumps, people)))
        elif form == "csv":
            file.write_text(
                "id,displayName\n" + "".join(f"{one['id']},{one['displayName']}\n" for one in people)
            )
        else:
            file.write_text(json.dumps(people if form == "list" else {"users": people}))
        del people
        tracemalloc.start()
        count = sum(1 for _ in read_people(file))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == 8_000
        assert most < 3 * 1024 * 1024


class TestAnyText:
    @settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.binary(max_size=200)
        | st.text(alphabet='[]{}",:;\n\tid users value1\\\ufeff', max_size=80).map(str.encode)
    )
    def test_gives_people_or_says_why_not(self, write: Write, content: bytes) -> None:
        file = write(content)
        for source in (file, io.BytesIO(content)):
            with contextlib.suppress(InvalidInput):
                for person in read_people(source):
                    assert person.place
