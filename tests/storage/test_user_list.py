"""Lists of users: whatever is asked, all pages together are what one look at everybody would find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scimconsole.domain.ids import new_id
from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import load_profile
from scimconsole.service.pepper import load_or_create_pepper
from scimconsole.storage import changes, groups, holds, organizations, schema, user_list, users
from scimconsole.storage.act import Act
from scimconsole.storage.database import open_database
from scimconsole.storage.session import Session
from scimconsole.storage.text_keys import sort_key, words_of
from scimconsole.storage.transactions import write
from scimconsole.storage.user_list import Driver, Order, Place, Sort, Status, UserQuery, turned_round
from scimconsole.storage.user_list_query import Listed
from scimconsole.storage.user_rows import StoredUser, UserState

PROFILE = load_profile("keycafe")
ORG = org_id_of("acme")
GIVEN = ["Ana", "Anaïs", "Bo", "Ben", "José", "由紀", "Zoë"]
FAMILY = ["Anders", "Benson", "Doe", "田中", "Zander"]
GROUPS = {"all": slice(None), "some": slice(20, 40), "none": slice(0)}


@pytest.fixture(scope="module")
def session(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session on an organization of 105 people."""
    database = open_database(database_url)
    schema.prepare(database)
    pepper: Path = tmp_path_factory.mktemp("pepper") / "pepper"
    session = database.session()
    organizations.add_organization(
        session,
        slug="acme",
        name="Acme",
        profile=PROFILE,
        plan="business-pro",
        owner_email="owner@acme.example",
        public_url=None,
        digest=load_or_create_pepper(pepper).digest,
    )
    for number in range(105):
        write(session, ORG, lambda session, number=number: add_person(session, number))  # type: ignore[misc]
    ids = [stored.id for _, _, stored in everybody(session)]
    for group, members in GROUPS.items():
        write(session, ORG, partial(add_group, group_id=group, members=ids[members]))
    for user_id in ids[50:60]:
        write(session, ORG, partial(give_title, user_id=user_id))
    yield session
    database.close()


def add_group(session: Session, group_id: str, members: list[str]) -> None:
    """A group of these people, of another group, and of an id that names nobody."""
    groups.create(session, PROFILE, ORG, group_id, {"displayName": group_id}, [], Act("service"))
    entries = [*((member, "User") for member in members), ("nobody", "User"), ("a-group", "Group")]
    groups.add_members(session, ORG, group_id, entries)


def give_title(session: Session, user_id: str) -> None:
    stored = users.find(session, ORG, user_id)
    assert stored is not None
    before = stored.opened(PROFILE)
    after = replace(before, resource={**before.resource, "title": "Boss"})
    users.change(session, ORG, before, after, Act("service"))


def add_person(session: Session, number: int) -> None:
    given, family = GIVEN[number % 7], FAMILY[number % 5]
    address = f"{given}.{family}{number % 35}-{number}@acme.example"
    resource: dict[str, Any] = {
        "userName": address,
        "displayName": f"{given} {family}",
        "name": {"givenName": given, "familyName": family},
        "userType": "SMARTBOX" if number % 4 == 0 else "FULL",
        "emails": [{"value": address, "type": "work", "primary": True}],
    }
    state = UserState(
        profile=PROFILE,
        id=new_id(),
        version=1,
        created_at=0,
        modified_at=0,
        block=0,
        resource=resource,
        entra_active=number % 3 != 0,
        missing=("name.givenName",) if number % 11 == 0 else (),
    )
    stored = users.create(session, ORG, state, Act("service"))
    if number % 5 == 0:
        holds.place(session, PROFILE, ORG, stored, None, Act("service"))


def pages(session: Session, query: UserQuery, order: Order, limit: int) -> list[str]:
    """The ids of all pages."""
    ids: list[str] = []
    after: Place | None = None
    while True:
        page = user_list.list_users(session, PROFILE.user, "http://x", ORG, query, order, after, limit)
        ids += [stored.id for _, stored in page]
        if len(page) < limit:
            return ids
        after = page[-1][0]


def everybody(session: Session) -> list[tuple[str, dict[str, Any], StoredUser]]:
    """Id, resource and row of everybody, read without any condition."""
    found = user_list.list_users(session, PROFILE.user, "http://x", ORG, UserQuery(), "user_name", None, 1000)
    return [(stored.id, stored.opened(PROFILE).resource, stored) for _, stored in found]


def moment(session: Session, number: int) -> int:
    """The instant of the change with this number, from the end of the feed."""
    return changes.list_changes(session, ORG, "", 1000)[-number].at


def matching(session: Session, query: UserQuery) -> set[str]:
    """The ids of whom the query means, found by looking at everybody."""
    people = everybody(session)
    members = {id for id, _, _ in people[GROUPS[query.group]]} if query.group else set()
    since = query.changed_since
    return {
        id
        for id, resource, stored in people
        if matches(resource, stored, query)
        and (not query.group or id in members)
        and (since is None or stored.modified_at >= since)
    }


def matches(resource: dict[str, Any], stored: StoredUser, query: UserQuery) -> bool:
    name = resource["name"]
    words = words_of(
        [name["givenName"], name["familyName"], resource["displayName"]],
        [resource["userName"], resource["emails"][0]["value"]],
    )
    in_status = {
        None: True,
        "active": stored.active,
        "inactive": not stored.active and not stored.held,
        "held": stored.held,
        "incomplete": bool(stored.missing),
    }[query.status]
    of_type = query.user_type is None or resource["userType"] == query.user_type
    found = all(any(word.startswith(prefix) for word in words) for prefix in query.words)
    return in_status and of_type and found


def possible(driver: str, query: UserQuery) -> bool:
    """Whether the query has what the driver starts from."""
    return {
        "index": True,
        "word": bool(query.words),
        "status": query.status in ("inactive", "held", "incomplete"),
        "type": query.user_type is not None,
        "group": query.group is not None,
        "changes": query.changed_since is not None,
    }[driver]


ORDERS = ["word", "user_name", "display_name", "created_at"]


class TestEveryList:
    @settings(max_examples=150, suppress_health_check=[HealthCheck.differing_executors])
    @given(
        status=st.sampled_from([None, "active", "inactive", "held", "incomplete"]),
        user_type=st.sampled_from([None, "FULL", "SMARTBOX"]),
        q=st.sampled_from(
            ["", "a", "an", "ana", "b d", "jose", "zo za", "由", "ana.anders", "acme", "nobody"]
        ),
        group=st.sampled_from([None, None, *GROUPS]),
        changes_back=st.sampled_from([None, None, 1, 10, 30, 100]),
        driver=st.sampled_from(["prepared", "index", "word", "status", "type", "group", "changes"]),
        listed=st.frozensets(st.sampled_from(["word", "group", "changes"])),
        order=st.sampled_from([*ORDERS, *(f"-{order}" for order in ORDERS)]),
        limit=st.sampled_from([1, 2, 7, 50, 200]),
    )
    def test_has_each_match_once_in_order(
        self,
        session: Session,
        status: Status | None,
        user_type: str | None,
        q: str,
        group: str | None,
        changes_back: int | None,
        driver: Driver | Literal["prepared"],
        listed: frozenset[Listed],
        order: Order,
        limit: int,
    ) -> None:
        since = None if changes_back is None else moment(session, changes_back)
        asked = UserQuery(status, user_type, user_list.words_asked(q), group, since)
        query = user_list.prepare(session, ORG, asked)
        if driver != "prepared" and possible(driver, query):
            query = replace(query, driver=driver, listed=listed)
        if order.endswith("word") and not query.words:
            order = "user_name"
        wanted = matching(session, asked)
        found = pages(session, query, order, limit)
        assert len(found) == len(wanted)
        assert set(found) == wanted
        assert user_list.count_users(session, PROFILE.user, "http://x", ORG, query) == len(wanted)
        assert found == pages(session, query, turned_round(order), 200)[::-1]
        named = user_list.name_users(session, PROFILE.user, "http://x", ORG, query, 200)
        assert [id for id, _, _ in named] == pages(session, query, "user_name", 200)

    @pytest.mark.parametrize("order", ["user_name", "display_name", "created_at"])
    def test_comes_in_the_order_asked_for(self, session: Session, order: Sort) -> None:
        def key(row: tuple[str, dict[str, Any], StoredUser]) -> tuple[Any, str]:
            user_id, resource, stored = row
            keys = {
                "user_name": sort_key(resource["userName"]),
                "display_name": sort_key(resource["displayName"]),
                "created_at": stored.created_at,
            }
            return keys[order], user_id

        wanted = sorted(everybody(session), key=key)
        assert pages(session, UserQuery(), order, 10) == [id for id, _, _ in wanted]

    def test_of_many_is_counted_where_one_index_does(
        self, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(user_list, "SORTED_UP_TO", 3)
        monkeypatch.setattr(user_list, "GATHERED_UP_TO", 3)
        monkeypatch.setattr(user_list, "COUNTED_UP_TO", 40)

        def count(query: UserQuery) -> int | None:
            prepared = user_list.prepare(session, ORG, query)
            return user_list.count_users(session, PROFILE.user, "http://x", ORG, prepared)

        assert count(UserQuery()) == 105
        assert count(UserQuery(status="held")) == 21
        assert count(UserQuery(user_type="FULL")) is None
        assert count(UserQuery(user_type="SMARTBOX")) == 27
        assert count(UserQuery(words=("a",))) is None
        assert count(UserQuery(words=("zoe",))) == 15
        assert count(UserQuery(words=("zoe",), user_type="FULL")) is None
        assert count(UserQuery(group="some")) == 20
        assert count(UserQuery(group="some", user_type="FULL")) is None
        assert count(UserQuery(group="all")) is None
        assert count(UserQuery(group="none")) == 0
        assert count(UserQuery(changed_since=moment(session, 2))) == 2

    def test_counts_by_state(self, session: Session) -> None:
        rows = [stored for _, _, stored in everybody(session)]
        counts = user_list.count_by_status(session, ORG)
        assert counts.users == len(rows) == 105
        assert counts.held == sum(stored.held for stored in rows)
        assert counts.inactive == sum(not stored.active and not stored.held for stored in rows)
        assert counts.incomplete == sum(bool(stored.missing) for stored in rows)
