from __future__ import annotations

import orjson

from scimconsole.domain.scim.render import folded, render
from tests.domain.scim.people import COFFEES, COFFEES_URN, CORE, ENTERPRISE, GENERIC, alice

CREATED, MODIFIED = 1_795_291_200_000_000, 1_795_291_200_000_001


class TestTheDocument:
    """What clients get is made once, when a resource is written."""

    def test_has_its_keys_in_the_order_of_the_schema(self) -> None:
        document = orjson.loads(render(GENERIC.user, alice(), "id-1", CREATED, MODIFIED, 3, True))
        assert list(document) == [
            "schemas",
            "id",
            "externalId",
            "userName",
            "name",
            "displayName",
            "active",
            "emails",
            ENTERPRISE,
            "meta",
        ]
        assert document["schemas"] == [CORE, ENTERPRISE]
        assert document["meta"] == {
            "resourceType": "User",
            "created": "2026-11-21T20:00:00.000000Z",
            "lastModified": "2026-11-21T20:00:00.000001Z",
            "version": 'W/"3"',
        }

    def test_takes_a_location_at_its_end(self) -> None:
        rendered = render(GENERIC.user, alice(), "1", CREATED, MODIFIED, 3, True)
        spliced = rendered[:-2] + b',"location":"https://x/Users/1"}}'
        assert orjson.loads(spliced)["meta"]["location"] == "https://x/Users/1"

    def test_shows_the_active_it_is_told(self) -> None:
        document = orjson.loads(render(GENERIC.user, alice(active=True), "1", CREATED, MODIFIED, 1, False))
        assert document["active"] is False

    def test_of_a_group_has_no_active(self) -> None:
        document = orjson.loads(render(GENERIC.group, {"displayName": "G"}, "1", CREATED, MODIFIED, 1, None))
        assert list(document) == ["schemas", "id", "displayName", "meta"]


class TestTheFoldedDocument:
    """What the database searches: texts folded unless caseExact, times in one form."""

    def test_folds_texts_and_keeps_exact_ones(self) -> None:
        person = alice(
            externalId="AbC",
            displayName="RENE\u0301E",
            **{
                ENTERPRISE: {"department": "Retail", "manager": {"value": "M1"}},
                COFFEES_URN: {"office": "ATLANTA"},
            },
        )
        assert orjson.loads(folded(COFFEES.user, person)) == {
            "userName": "alice@contoso.com",
            "externalId": "AbC",
            "displayName": "renée",
            "name": {"givenName": "alice", "familyName": "a"},
            "emails": [{"type": "work", "value": "alice@contoso.com", "primary": True}],
            ENTERPRISE: {"department": "retail", "manager": {"value": "M1"}},
            COFFEES_URN: {"office": "atlanta"},
        }

    def test_leaves_out_what_the_profile_no_longer_knows(self) -> None:
        person = alice(**{COFFEES_URN: {"office": "ATLANTA"}, ENTERPRISE: {"floor": "3", "department": "R"}})
        document = orjson.loads(folded(GENERIC.user, person))
        assert COFFEES_URN not in document
        assert document[ENTERPRISE] == {"department": "r"}
