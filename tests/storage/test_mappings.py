"""Versions of an attribute mapping: saved one after the other, never changed, told apart by what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import load_profile
from scimconsole.errors import InvalidInput
from scimconsole.service.pepper import load_or_create_pepper
from scimconsole.storage import audit_read, mappings, organizations, schema
from scimconsole.storage.act import Act
from scimconsole.storage.database import open_database
from scimconsole.storage.mappings import BEFORE_ALL, VersionRow
from scimconsole.storage.requests import AFTER_EVERY_ID
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write

OWNER = Act("member:1", "request-1")


@pytest.fixture(scope="module")
def session(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    database = open_database(database_url)
    schema.prepare(database)
    pepper: Path = tmp_path_factory.mktemp("pepper") / "pepper"
    for slug in ("acme", "zenith", "patient"):
        organizations.add_organization(
            database.session(),
            slug=slug,
            name=slug,
            profile=load_profile("generic"),
            plan="any",
            owner_email="owner@acme.example",
            public_url=None,
            digest=load_or_create_pepper(pepper).digest,
        )
    yield database.session()
    database.close()


def save(session: Session, slug: str, document: dict[str, Any], note: str | None = None) -> VersionRow:
    packed = mappings.pack(document)
    return write(
        session, org_id_of(slug), lambda open: mappings.save(open, org_id_of(slug), packed, note, OWNER)
    )


class TestAVersion:
    def test_is_numbered_from_one_in_each_organization(self, session: Session) -> None:
        assert mappings.newest(session, org_id_of("acme")) is None
        first = save(session, "acme", {"id": "a", "synchronizationRules": []}, "as imported")
        second = save(session, "acme", {"id": "b", "synchronizationRules": []})
        assert (first.number, second.number) == (1, 2)
        assert save(session, "zenith", {"id": "z"}).number == 1
        assert mappings.newest(session, org_id_of("acme")) == second
        assert mappings.find(session, org_id_of("acme"), 1) == first
        assert mappings.document(session, org_id_of("acme"), 1) == {"id": "a", "synchronizationRules": []}
        assert mappings.document(session, org_id_of("acme"), 3) is None

    def test_is_not_made_when_the_newest_says_the_same(self, session: Session) -> None:
        kept = save(session, "zenith", {"id": "same", "name": "n", "rules": [1, 2]}, "first")
        assert save(session, "zenith", {"name": "n", "rules": [1, 2], "id": "same"}, "again") == kept
        assert save(session, "zenith", {"name": "n", "rules": [2, 1], "id": "same"}).number == kept.number + 1

    def test_is_audited_where_it_is_saved(self, session: Session) -> None:
        row = save(session, "zenith", {"id": "audited"}, "a note")
        org_id = org_id_of("zenith")
        acts = audit_read.list_acts_on(session, org_id, str(row.number), AFTER_EVERY_ID, 5)
        assert [(act.action, act.actor, act.at, act.request_id) for act in acts] == [
            ("mapping.saved", "member:1", row.created_at, "request-1")
        ]
        assert orjson.loads(acts[0].detail or "") == {
            "version": row.number,
            "digest": row.digest,
            "note": "a note",
        }

    def test_is_refused_when_it_is_too_large(self) -> None:
        with pytest.raises(InvalidInput, match="can be kept"):
            mappings.pack({"id": "x" * mappings.LARGEST_DOCUMENT})


class TestTheList:
    def test_is_newest_first_and_goes_on_below_a_number(self, session: Session) -> None:
        org_id = org_id_of("patient")
        saved = [save(session, "patient", {"id": number}) for number in range(5)]
        assert mappings.list_versions(session, org_id, BEFORE_ALL, 3) == saved[:1:-1]
        assert mappings.list_versions(session, org_id, saved[2].number, 9) == saved[1::-1]
        assert mappings.count(session, org_id) == 5

    def test_keeps_the_newest_versions_and_their_numbers(
        self, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mappings, "KEPT_VERSIONS", 3)
        org_id = org_id_of("patient")
        for number in range(10, 14):
            save(session, "patient", {"id": number})
        kept = mappings.list_versions(session, org_id, BEFORE_ALL, 9)
        assert [row.number for row in kept] == [9, 8, 7]
        assert mappings.find(session, org_id, 6) is None
