"""Whom the organization holds: found as by Entra's own filters, for many people in a few statements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

import orjson
import pytest

from scimconsole.errors import InvalidInput
from scimconsole.service.management.preview_lookup import Held, Lookup, Sought
from scimconsole.storage import matches
from tests.service.scim.calls import user
from tests.service.scim.in_process import BASE, ORG, PROFILE, Endpoint, open_endpoint
from tests.service.scim.test_statements import walks
from tests.storage.organization_named import names_the_organization

PEOPLE = 120
WORK = 'emails[type eq "work"].value'
EMPLOYEE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber"


@pytest.fixture(scope="module")
def endpoint(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """120 people, of whom every second shares an externalId with nobody and all others share one."""
    endpoint = open_endpoint(database_url, tmp_path_factory.mktemp("pepper"))
    everybody = [
        endpoint.created(
            "/Users",
            user(
                f"U{number}@x.example",
                externalId=f"X{number}" if number % 2 else "shared",
                name={"formatted": f"Person {number}", "familyName": "of Many"},
                title="" if number % 3 else 'Ünïcode "quoted"',
                emails=[{"type": "work", "value": f"mail{number}@x.example"}],
                **{EMPLOYEE.rpartition(":")[0]: {"employeeNumber": str(number % 60)}},
            ),
        )
        for number in range(PEOPLE)
    ]
    for number in range(30):
        members = [{"value": everybody[number]}, {"value": everybody[number + 1]}]
        endpoint.created("/Groups", {"displayName": f"Group {number}", "members": members})
    yield endpoint
    endpoint.database.close()


def look_up(endpoint: Endpoint, sought: list[Sought], kind: str = "User") -> tuple[Lookup, list[Held]]:
    """What is held; `endpoint.ran` has the statements."""
    endpoint.connection.ran = endpoint.ran = []
    lookup = Lookup(endpoint.session, ORG, PROFILE.user if kind == "User" else PROFILE.group, BASE)
    return lookup, lookup.look_up(sought)


def found_by_filter(endpoint: Endpoint, path: str, value: str) -> list[str]:
    """The ids that the SCIM endpoint answers."""
    text = f"{path} eq {json.dumps(value, ensure_ascii=False)}"
    answer = endpoint.request("GET", f"/Users?count=500&filter={quote(text)}")
    assert answer.status == 200, answer.body
    return [resource["id"] for resource in orjson.loads(answer.body)["Resources"]]


class TestAMatch:
    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("userName", "u7@X.EXAMPLE"),
            ("urn:ietf:params:scim:schemas:core:2.0:User:userName", "u7@x.example"),
            ("externalId", "X7"),
            ("externalId", "x7"),
            ("externalId", "shared"),
            (WORK, "MAIL7@x.example"),
            ("emails.value", "mail7@x.example"),
            ("emails", "mail7@x.example"),
            (WORK, "mail7@x.exampl"),
            ('emails[type eq "home"].value', "mail7@x.example"),
            ("name.formatted", "Person 7"),
            ("name.familyName", "of Many"),
            ("nickName", "--"),
            (EMPLOYEE, "7"),
            ("title", 'ünïcode "QUOTED"'),
            ("active", "True"),
            ("name.familyName", "Nobody"),
            ('phoneNumbers[type eq "work"].value', "1"),
            ("id", "nobody"),
            ("userName", "nobody@x.example"),
            ("userName", "with\\backslash"),
        ],
    )
    def test_is_what_the_filter_finds(self, endpoint: Endpoint, path: str, value: str) -> None:
        expected = found_by_filter(endpoint, path, value)
        _, (held,) = look_up(endpoint, [Sought([(path, value)], None)])
        assert {row[0] for row in held.rows} <= set(expected)
        assert min(len(held.rows), 2) == min(len(expected), 2)
        assert held.matched_by == (path if expected else "")

    def test_is_the_first_in_the_order_of_precedence(self, endpoint: Endpoint) -> None:
        paths = [("externalId", "nobody"), (WORK, "mail7@x.example"), ("userName", "U8@x.example")]
        _, (held,) = look_up(endpoint, [Sought(paths, None)])
        assert (held.matched_by, len(held.rows)) == (WORK, 1)

    def test_is_not_looked_for_with_what_cannot_be_stored(self, endpoint: Endpoint) -> None:
        for path in ("userName", "externalId", WORK):
            _, (held,) = look_up(
                endpoint,
                [
                    Sought([(path, "a\0b")], "a\0b"),
                ],
            )
            assert (held.rows, held.taken_by, held.refusal) == ((), None, None)

    @pytest.mark.parametrize("path", ["shoeSize", "emails[type eq].value", "name", "meta.created"])
    def test_is_refused_as_the_service_refuses_the_filter(self, endpoint: Endpoint, path: str) -> None:
        answer = endpoint.request("GET", f"/Users?filter={quote(path)}%20eq%20%22x%22")
        _, (held,) = look_up(endpoint, [Sought([(path, "x"), ("userName", "U7@x.example")], None)])
        assert held.refusal is not None
        assert (answer.status, orjson.loads(answer.body)["detail"].startswith(held.refusal.detail)) == (
            400,
            True,
        )
        assert (held.rows, held.matched_by) == ((), path)

    def test_is_of_each_of_many_values_in_one_walk(self, endpoint: Endpoint) -> None:
        values = [str(number) for number in range(70)]
        _, held = look_up(endpoint, [Sought([(EMPLOYEE, value)], None) for value in values])
        assert [len(each.rows) for each in held] == [2] * 60 + [0] * 10
        assert len(endpoint.connection.ran) == 1

    def test_of_a_text_that_a_multitude_shares_hides_nobody_else(self, endpoint: Endpoint) -> None:
        values = ['Ünïcode "quoted"', "nobody's"]
        _, held = look_up(endpoint, [Sought([("title", value)], None) for value in values])
        assert [len(each.rows) for each in held] == [2, 0]

    def test_that_no_index_answers_is_given_up_in_time(
        self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(matches, "LONGEST_S", 0.0)
        path = 'phoneNumbers[type eq "work"].value'
        with pytest.raises(InvalidInput, match="takes too long to look for phoneNumbers"):
            look_up(endpoint, [Sought([(path, str(number))], None) for number in range(3)])

    def test_of_a_value_that_a_multitude_shares_hides_nobody_else(
        self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(matches, "AT_ONCE", 8)
        values = ["shared", *[f"X{number}" for number in range(1, 14, 2)]]
        _, held = look_up(endpoint, [Sought([("externalId", value)], None) for value in values])
        assert [len(each.rows) for each in held] == [2, *[1] * 7]


class TestANameThatIsTaken:
    def test_is_somebody_elses(self, endpoint: Endpoint) -> None:
        (holder,) = found_by_filter(endpoint, "userName", "U9@x.example")
        sought = [
            Sought([("externalId", "X7")], "u9@X.example"),
            Sought([("externalId", "X9")], "u9@X.example"),
            Sought([("externalId", "new")], "u9@x.example"),
            Sought([("userName", "u9@x.example")], "u9@x.example"),
            Sought([("externalId", "new")], "new@x.example"),
            Sought([], None),
        ]
        _, held = look_up(endpoint, sought)
        assert [each.taken_by for each in held] == [holder, None, holder, None, None, None]

    def test_is_a_groups_display_name(self, endpoint: Endpoint) -> None:
        sought = [Sought([("externalId", "g")], "GROUP 3"), Sought([("displayName", "Group 3")], "Group 3")]
        _, (other, same) = look_up(endpoint, sought, "Group")
        assert other.taken_by == same.rows[0][0]
        assert same.taken_by is None


class TestAChunk:
    """500 people cost a few statements, each of which names the organization."""

    @pytest.mark.parametrize(
        ("paths", "most"),
        [
            (["userName"], 1),
            (["externalId"], 2),
            (["externalId", "userName"], 2),
            ([WORK], 9),
            (["title"], 2),
        ],
    )
    def test_takes_few_statements(self, endpoint: Endpoint, paths: list[str], most: int) -> None:
        people = [
            Sought([(path, f"u{number}@x.example") for path in paths], f"u{number}@x.example")
            for number in range(500)
        ]
        _, held = look_up(endpoint, people)
        assert len(endpoint.connection.ran) <= most
        assert all(names_the_organization(sql) for sql, _ in endpoint.connection.ran)
        assert sum(bool(each.rows) for each in held) == (PEOPLE if "userName" in paths else 0)

    @pytest.mark.engines("sqlite")
    @pytest.mark.parametrize("path", ["userName", "externalId", WORK, "emails.value", "id"])
    def test_walks_through_nobody_else(self, endpoint: Endpoint, path: str) -> None:
        people = [Sought([(path, f"u{number}@x.example")], f"u{number}@x.example") for number in range(70)]
        lookup, held = look_up(endpoint, people)
        lookup.add_memberships(held)
        assert walks(endpoint) == []

    @pytest.mark.engines("sqlite")
    def test_walks_through_everybody_once_for_a_text_without_an_index(self, endpoint: Endpoint) -> None:
        look_up(endpoint, [Sought([("title", str(number))], None) for number in range(70)])
        assert len(walks(endpoint)) == 1

    def test_takes_one_more_for_each_hundred_whose_groups_are_read(self, endpoint: Endpoint) -> None:
        people = [Sought([("userName", f"u{number}@x.example")], None) for number in range(PEOPLE)]
        lookup, held = look_up(endpoint, people)
        lookup.add_memberships(held)
        assert len(endpoint.connection.ran) == 3
        assert [len(each.memberships) for each in held[:3]] == [1, 2, 2]

    def test_of_groups_reads_their_members_at_once(self, endpoint: Endpoint) -> None:
        lookup, held = look_up(
            endpoint, [Sought([("displayName", f"group {number}")], None) for number in range(30)], "Group"
        )
        lookup.add_memberships(held)
        assert len(endpoint.connection.ran) == 2
        assert {tuple(kind for _, kind in each.memberships) for each in held} == {("User", "User")}
