"""Lists of users: whatever is asked, all pages together are what one look at everybody would find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scimconsole.domain.ids import new_id
from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import load_profile
from scimconsole.service.pepper import load_or_create_pepper
from scimconsole.storage import holds, organizations, schema, user_list, users
from scimconsole.storage.act import Act
from scimconsole.storage.database import open_database
from scimconsole.storage.session import Session
from scimconsole.storage.text_keys import words_of
from scimconsole.storage.transactions import write
from scimconsole.storage.user_list import Driver, Order, Place, Status, UserQuery
from scimconsole.storage.user_rows import UserState

PROFILE = load_profile("keycafe")
ORG = org_id_of("acme")
GIVEN = ["Ana", "Anaïs", "Bo", "Ben", "José", "由紀", "Zoë"]
FAMILY = ["Anders", "Benson", "Doe", "田中", "Zander"]


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
    yield session
    database.close()


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


def everybody(session: Session) -> list[tuple[str, dict[str, Any], Any]]:
    """Id, resource and row of everybody, read without any condition."""
    found = user_list.every_user(session, PROFILE.user, "http://x", ORG, UserQuery())
    return [(stored.id, stored.opened(PROFILE).resource, stored) for stored in found]


def matches(resource: dict[str, Any], stored: Any, query: UserQuery) -> bool:
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


class TestEveryList:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.differing_executors])
    @given(
        status=st.sampled_from([None, "active", "inactive", "held", "incomplete"]),
        user_type=st.sampled_from([None, "FULL", "SMARTBOX"]),
        q=st.sampled_from(
            ["", "a", "an", "ana", "b d", "jose", "zo za", "由", "ana.anders", "acme", "nobody"]
        ),
        driver=st.sampled_from(["prepared", "index", "word", "status"]),
        order=st.sampled_from(["word", "user_name", "-user_name", "display_name", "-display_name"]),
        limit=st.sampled_from([1, 2, 7, 50, 200]),
    )
    def test_has_each_match_once_in_order(
        self,
        session: Session,
        status: Status | None,
        user_type: str | None,
        q: str,
        driver: Driver,
        order: Order,
        limit: int,
    ) -> None:
        asked = UserQuery(status=status, user_type=user_type, words=user_list.words_asked(q))
        query = user_list.prepare(session, ORG, asked)
        if driver in ("index", "status") or (driver == "word" and query.words):
            query = UserQuery(status, user_type, query.words, None, driver)
        if order == "word" and not query.words:
            order = "user_name"
        wanted = {id for id, resource, stored in everybody(session) if matches(resource, stored, asked)}
        found = pages(session, query, order, limit)
        assert len(found) == len(wanted)
        assert set(found) == wanted
        assert user_list.count_users(session, PROFILE.user, "http://x", ORG, query) == len(wanted)
        if order != "word":
            keys = pages(session, query, order.removeprefix("-"), 200)  # type: ignore[arg-type]
            assert found == (keys[::-1] if order.startswith("-") else keys)

    def test_counts_by_state(self, session: Session) -> None:
        rows = [stored for _, _, stored in everybody(session)]
        counts = user_list.count_by_status(session, ORG)
        assert counts.users == len(rows) == 105
        assert counts.held == sum(stored.held for stored in rows)
        assert counts.inactive == sum(not stored.active and not stored.held for stored in rows)
        assert counts.incomplete == sum(bool(stored.missing) for stored in rows)
