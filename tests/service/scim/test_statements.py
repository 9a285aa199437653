"""What a request asks of the database: statements are counted and their plans read, no clock is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import product

import orjson
import pytest

from scimconsole.service.management.user_wire import user_items
from scimconsole.storage import holds, user_list, users
from scimconsole.storage.act import Act
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write
from scimconsole.storage.user_list import Sort, Status, UserQuery
from tests.service.scim.calls import PATCH_OP, add_member, replace, user
from tests.service.scim.in_process import BASE, ORG, PROFILE, Endpoint, open_endpoint
from tests.storage.organization_named import names_the_organization

PEOPLE = 120
MANY = 200_000
FILTER = "/Users?filter="
STATUSES: list[Status | None] = [None, "inactive", "held", "incomplete"]


@pytest.fixture(scope="module")
def endpoint(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """An organization of 120 people, 40 of whom are in a group."""
    endpoint = open_endpoint(database_url, tmp_path_factory.mktemp("pepper"))
    everybody = [
        endpoint.created(
            "/Users",
            user(
                f"u{number}@x.example",
                externalId=f"x{number}",
                displayName=f"Person {number}",
                emails=[{"type": "work", "value": f"u{number}@x.example"}],
            ),
        )
        for number in range(PEOPLE)
    ]
    members = [{"value": member} for member in everybody[:40]]
    endpoint.created("/Groups", {"displayName": "Readers", "members": members})
    yield endpoint
    endpoint.database.close()


def somebody(endpoint: Endpoint) -> str:
    answer = endpoint.request("GET", "/Users?count=1")
    identifier: str = orjson.loads(answer.body)["Resources"][0]["id"]
    return identifier


def a_group(endpoint: Endpoint) -> str:
    answer = endpoint.request("GET", "/Groups?excludedAttributes=members&count=1")
    identifier: str = orjson.loads(answer.body)["Resources"][0]["id"]
    return identifier


def counted(endpoint: Endpoint, method: str, path: str, body: object = None) -> int:
    answer = endpoint.request(method, path, body)
    assert answer.status < 300, answer.body
    return len(endpoint.ran)


def hold(session: Session, user_id: str) -> None:
    stored = users.find(session, ORG, user_id)
    assert stored is not None
    holds.place(session, PROFILE, ORG, stored, user_id, Act("service"))


def patched(*operations: object) -> dict[str, object]:
    return {"schemas": [PATCH_OP], "Operations": operations}


class TestReads:
    @pytest.mark.parametrize(
        ("path", "most"),
        [
            (f'{FILTER}userName%20eq%20"U7@x.example"', 3),
            (f'{FILTER}externalId+eq+"x7"', 3),
            (f'{FILTER}userName%20eq%20"nobody"', 2),
            ('/Groups?excludedAttributes=members&filter=displayName%20eq%20"READERS"', 2),
            (f'{FILTER}emails[type%20eq%20"work"].value%20eq%20"u7@x.example"', 4),
            ("/Users?count=100", 4),
            ("/Users?startIndex=50&count=100", 4),
            ("/Users?cursor=&count=100", 4),
            ("/Users?sortBy=userName&count=100", 4),
        ],
    )
    def test_a_list_takes_few_statements(self, endpoint: Endpoint, path: str, most: int) -> None:
        assert counted(endpoint, "GET", path) <= most

    def test_a_user_by_id_takes_three(self, endpoint: Endpoint) -> None:
        assert counted(endpoint, "GET", f"/Users/{somebody(endpoint)}") == 2

    def test_a_group_takes_three(self, endpoint: Endpoint) -> None:
        assert counted(endpoint, "GET", f"/Groups/{a_group(endpoint)}") == 3

    def test_a_group_without_its_members_takes_two(self, endpoint: Endpoint) -> None:
        assert counted(endpoint, "GET", f"/Groups/{a_group(endpoint)}?excludedAttributes=members") == 2

    def test_a_page_of_held_people_asks_for_their_holds_once(self, endpoint: Endpoint) -> None:
        held = [endpoint.created("/Users", user(f"held{number}")) for number in range(5)]
        for user_id in held:
            write(endpoint.session, ORG, partial(hold, user_id=user_id))
        query = UserQuery(status="held")
        page = user_list.list_users(endpoint.session, PROFILE.user, BASE, ORG, query, "user_name", None, 5)
        endpoint.connection.ran = endpoint.ran = []
        items = user_items(endpoint.session, ORG, [stored for _, stored in page])
        assert [item.hold.reason for item in items if item.hold] == held
        assert len(endpoint.ran) == 1

    def test_whoever_is_not_signed_in_costs_one(self, endpoint: Endpoint) -> None:
        good, endpoint.token = endpoint.token, endpoint.token[:-1]
        try:
            assert endpoint.request("GET", "/Users").status == 401
        finally:
            endpoint.token = good
        assert len(endpoint.ran) <= 1


class TestWrites:
    """The token, the clock, what changes, its audit entry, the feed, the journal and its subjects."""

    def test_a_new_user(self, endpoint: Endpoint) -> None:
        assert counted(endpoint, "POST", "/Users", user("new@x.example", externalId="new")) <= 14

    def test_a_changed_attribute(self, endpoint: Endpoint) -> None:
        place = f"/Users/{somebody(endpoint)}"
        assert counted(endpoint, "PATCH", place, patched(replace("title", "T"))) <= 9

    def test_a_patch_that_changes_nothing(self, endpoint: Endpoint) -> None:
        place = f"/Users/{somebody(endpoint)}"
        endpoint.request("PATCH", place, patched(replace("title", "U")))
        assert counted(endpoint, "PATCH", place, patched(replace("title", "U"))) <= 6

    def test_a_member_who_joins(self, endpoint: Endpoint) -> None:
        place = f"/Groups/{a_group(endpoint)}"
        assert counted(endpoint, "PATCH", place, patched(add_member("somebody-else"))) <= 12

    def test_the_journals_part_of_one(self, endpoint: Endpoint) -> None:
        person = endpoint.created("/Users", user("journalled@x.example"))
        for change in (replace("title", "T"), replace("active", "False"), replace("title", "T")):
            endpoint.request("PATCH", f"/Users/{person}", patched(change))
            ours = [sql for sql, _ in endpoint.ran if re.search(r"\bjournal(_subject)?\b", sql)]
            assert [sql.split()[:3] for sql in ours] == [
                ["INSERT", "INTO", "journal"],
                ["INSERT", "INTO", "journal_subject"],
            ]


class TestAGroupOfTwoHundredThousand:
    """Adding one member costs the same as in a group of ten."""

    @pytest.fixture(scope="class")
    def groups(self, endpoint: Endpoint) -> dict[int, str]:
        """A group of ten and one of 200,000, filled behind the service's back."""
        session = endpoint.session
        found: dict[int, str] = {}
        for size in (10, MANY):
            group = found[size] = endpoint.created("/Groups", {"displayName": f"Group of {size}"})
            numbers = (
                f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size}) "
                if session.dialect == "sqlite"
                else f"WITH n(i) AS (SELECT generate_series(1, {size})) "
            )
            # `%` is for both drivers' placeholders, so the ids are made without it.
            session.script(
                "INSERT INTO membership (org_id, group_id, member_id, member_type) "
                f"{numbers} SELECT '{ORG}', '{group}', 'member-' || (1000000 + i), 'User' FROM n"
                if session.dialect == "postgresql"
                else f"{numbers} INSERT INTO membership (org_id, group_id, member_id, member_type) "
                f"SELECT '{ORG}', '{group}', 'member-' || (1000000 + i), 'User' FROM n"
            )
            session.script(f"UPDATE scim_group SET member_count = {size} WHERE id = '{group}'")
        return found

    def additions(self, endpoint: Endpoint, group: str, kind: str) -> list[list[str]]:
        statements = []
        for number in range(8):
            # Two more than hundred: both groups answer without a list of their members.
            answer = endpoint.request(
                "PATCH",
                f"/Groups/{group}?excludedAttributes=members",
                patched(add_member(f"member-{kind}-{number}")),
            )
            assert answer.status in (200, 204), answer.body
            statements.append([sql for sql, _ in endpoint.ran])
        return statements

    def test_takes_the_same_statements(self, endpoint: Endpoint, groups: dict[int, str]) -> None:
        small = self.additions(endpoint, groups[10], "s")
        large = self.additions(endpoint, groups[MANY], "s")
        assert small == large
        assert not any("SELECT" in sql and "membership" in sql for sql in large[0])

    def test_answers_nothing_of_its_members(self, endpoint: Endpoint, groups: dict[int, str]) -> None:
        place = f"/Groups/{groups[MANY]}"
        answer = endpoint.request("PATCH", place, patched(add_member("member-last")))
        assert (answer.status, answer.body) == (204, b"")
        again = endpoint.request("PATCH", place, patched(add_member("member-last")))
        assert again.status == 204
        assert dict(again.headers)[b"etag"] == dict(answer.headers)[b"etag"]

    @pytest.mark.engines("sqlite")
    def test_writes_the_same_bytes(self, endpoint: Endpoint, groups: dict[int, str]) -> None:
        written: dict[int, list[int]] = {}
        rows: dict[int, int] = {}
        file = endpoint.database.address.file
        assert file is not None
        log = file.with_name(f"{file.name}-wal")
        for size, group in groups.items():
            before = endpoint.connection.total_changes
            written[size] = []
            for number in range(9):
                endpoint.session.script("PRAGMA wal_checkpoint(TRUNCATE)")
                joining = patched(add_member(f"member-bytes-{number}"))
                endpoint.request("PATCH", f"/Groups/{group}?excludedAttributes=members", joining)
                written[size].append(log.stat().st_size)
            rows[size] = endpoint.connection.total_changes - before
        assert rows[MANY] == rows[10]
        # The median: trees split pages now and then, and deeper ones touch a page or two more each.
        assert sorted(written[MANY])[4] <= sorted(written[10])[4] + 4 * 4200


FINDING = [
    'userName eq "u7@x.example"',
    'externalId eq "x7"',
    'userName eq "u7@x.example" and active eq true',
    'emails.value eq "u7@x.example"',
    'emails[type eq "work" and value eq "u7@x.example"]',
    'userName sw "u7"',
    'displayName eq "person 7"',
    'id eq "nobody"',
]


class TestTheOrganization:
    def test_is_named_wherever_a_table_is_read(self, endpoint: Endpoint) -> None:
        person, group = somebody(endpoint), a_group(endpoint)
        for text in (
            *FINDING,
            "groups pr",
            'groups.display co "r"',
            'not (emails.type ne "work")',
            "title pr",
        ):
            for extra in ({}, {"sortBy": "emails", "startIndex": 2}, {"cursor": "", "count": 1}):
                endpoint.request("POST", "/Users/.search", {"filter": text, **extra})
                check_organization(endpoint)
        for text in ('members.display eq "x"', f'members eq "{person}"', 'members[type eq "User"]'):
            endpoint.request("POST", "/Groups/.search", {"filter": text})
            check_organization(endpoint)
        endpoint.request("PATCH", f"/Users/{person}", patched(replace("displayName", "Other")))
        check_organization(endpoint)
        endpoint.request("PATCH", f"/Groups/{group}", patched(add_member(person)))
        check_organization(endpoint)


def check_organization(endpoint: Endpoint) -> None:
    assert endpoint.ran
    assert [sql for sql, _ in endpoint.ran if not names_the_organization(sql)] == []


@pytest.mark.engines("sqlite")
class TestPlans:
    """What every request runs is answered by an index, and not by one that holds the whole organization."""

    @pytest.mark.parametrize("text", FINDING)
    def test_a_match_looks_at_few_users(self, endpoint: Endpoint, text: str) -> None:
        body = {"filter": text, "count": 10}
        assert endpoint.request("POST", "/Users/.search", body).status == 200
        assert walks(endpoint) == []
        body["sortBy"] = "title"
        assert endpoint.request("POST", "/Users/.search", body).status == 200
        assert walks(endpoint) == []

    @pytest.mark.parametrize(
        "text", ['displayName eq "readers"', 'externalId eq "x"', 'displayName sw "read"']
    )
    def test_a_match_looks_at_few_groups(self, endpoint: Endpoint, text: str) -> None:
        assert endpoint.request("POST", "/Groups/.search", {"filter": text}).status == 200
        assert walks(endpoint) == []

    def test_one_resource_is_found_by_its_key(self, endpoint: Endpoint) -> None:
        for place in (f"/Users/{somebody(endpoint)}", f"/Groups/{a_group(endpoint)}"):
            endpoint.request("GET", place)
            assert walks(endpoint) == []

    @pytest.mark.parametrize(
        "query", ["startIndex=60&count=50", "cursor=&count=50", "sortBy=userName&count=50"]
    )
    def test_a_page_comes_in_the_order_of_an_index(self, endpoint: Endpoint, query: str) -> None:
        assert endpoint.request("GET", f"/Users?{query}").status == 200
        assert [step for step in walks(endpoint, sorts=True) if "(org_id=?)" not in step] == []

    def test_a_write_looks_at_what_it_changes(self, endpoint: Endpoint) -> None:
        person = endpoint.created("/Users", user("planned", externalId="p"))
        assert walks(endpoint) == []
        group = endpoint.created("/Groups", {"displayName": "Planned", "members": [{"value": person}]})
        assert walks(endpoint) == []
        for place, operation in (
            (f"/Users/{person}", replace("userName", "renamed")),
            (f"/Groups/{group}", add_member("one-more")),
            (f"/Groups/{group}", {"op": "Remove", "path": f'members[value eq "{person}"]'}),
        ):
            assert endpoint.request("PATCH", place, patched(operation)).status == 200
            assert walks(endpoint) == []
        for place in (f"/Users/{person}", f"/Groups/{group}"):
            assert endpoint.request("DELETE", place).status == 204
            assert walks(endpoint) == []

    def test_a_search_reads_in_the_order_of_an_index(self, endpoint: Endpoint) -> None:
        for status, words in product(STATUSES, [(), ("per",), ("per", "7")]):
            endpoint.connection.ran = endpoint.ran = []
            query = user_list.prepare(endpoint.session, ORG, UserQuery(status=status, words=words))
            user_list.list_users(endpoint.session, PROFILE.user, BASE, ORG, query, query.order, None, 50)
            assert [step for step in walks(endpoint) if "SCAN" in step] == []

    @pytest.mark.parametrize(("few", "listed"), [(0, 0), (0, 1000), (1000, 1000)])
    def test_a_list_of_users_starts_where_few_are_or_walks_its_order(
        self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, few: int, listed: int
    ) -> None:
        monkeypatch.setattr(user_list, "SORTED_UP_TO", few)
        monkeypatch.setattr(user_list, "GATHERED_UP_TO", few)
        monkeypatch.setattr(user_list, "LISTED_UP_TO", listed)
        group = a_group(endpoint)
        sorts: tuple[Sort | None, ...] = (None, "user_name", "-display_name", "created_at")
        asked = product((None, "held"), (None, "FULL"), (None, group), (None, 1), ((), ("per", "7")), sorts)
        for status, user_type, group_id, since, words, sort in asked:
            query = UserQuery(status, user_type, words, group_id, since)  # type: ignore[arg-type]
            query = user_list.prepare(endpoint.session, ORG, query, sort)
            order = sort or query.order
            endpoint.connection.ran = endpoint.ran = []
            user_list.list_users(endpoint.session, PROFILE.user, BASE, ORG, query, order, None, 50)
            is_walk = query.driver == "index" or (query.driver in ("status", "type") and order == "user_name")
            found = walks(endpoint, sorts=is_walk)
            assert [step for step in found if "(org_id=?)" not in step] == [], (query, sort)
            if not is_walk and query.driver != "status":
                assert [step for step in found if "scim_user" in step] == [], (query, sort)

    def test_a_walk_through_everybody_would_be_seen(self, endpoint: Endpoint) -> None:
        endpoint.request("POST", "/Users/.search", {"filter": 'title eq "T"'})
        assert walks(endpoint)


def walks(endpoint: Endpoint, *, sorts: bool = False) -> list[str]:
    """The steps of the last request that go through a whole table or organization; also those that sort."""
    found: list[str] = []
    for sql, values in list(endpoint.ran):
        plan = endpoint.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        steps = [row[3] for row in plan]
        found += [step for step in steps if step.startswith("SCAN ") and not AT_HAND.search(step)]
        found += [step for step in steps if step.endswith("(org_id=?)") and not ONE_ROW.search(step)]
        found += [step for step in steps if sorts and "TEMP B-TREE" in step]
    return found


AT_HAND = re.compile(r"json_each|CONSTANT ROW|buckets|anon_|SUBQUERY|VIRTUAL TABLE")
"""Values that are at hand, not a table."""

ONE_ROW = re.compile(r"organization(_clock|_settings)? USING")
"""Tables with one row for each organization."""
