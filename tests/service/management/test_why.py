"""`/why`: who may ask, for whom, and what is noted of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.running_service import Organization
from tests.service.management.people import create_user

JANE = "jane@acme.example"


def looks(organization: Organization) -> list[dict[str, Any]]:
    """What the audit trail says of looks at people."""
    from sqlalchemy import select

    from scimconsole.domain.organization import org_id_of
    from scimconsole.storage.database import open_database
    from scimconsole.storage.statements import Statement, param
    from scimconsole.storage.tables import AuditEntry

    audit = AuditEntry.__table__  # type: ignore[attr-defined]
    statement = Statement(
        select(audit.c.actor, audit.c.target_id, audit.c.detail)
        .where(audit.c.org_id == param("org"), audit.c.action == "person.looked-up")
        .order_by(audit.c.id)
    )
    database = open_database(organization.service.database_url)
    try:
        rows = database.session().all(statement, org=org_id_of(organization.slug))
    finally:
        database.close()
    return [{"actor": row[0], "target": row[1], "detail": row[2]} for row in rows]


class TestWhy:
    """Anybody who is signed in may ask about anybody."""

    def test_answers_with_the_user_where_there_is_one(self, keycafe: Organization) -> None:
        user_id = create_user(keycafe, JANE, userType="SMARTBOX")
        told = keycafe.api.get("/why", params={"person": f"  {JANE.upper()} "}).json()
        assert (told["code"], told["user"]["id"]) == ("active", user_id)
        assert told["person"] == JANE.upper()
        assert told["evidence"][0]["request_id"]
        assert JANE in told["note"]

    def test_names_the_others_whom_the_words_fit(self, keycafe: Organization) -> None:
        emails = [{"type": "work", "value": "desk@acme.example"}]
        ids = {create_user(keycafe, f"{name}@acme.example", emails=emails) for name in ("ann", "bob", "cid")}
        told = keycafe.api.get("/why", params={"person": "desk@acme.example"}).json()
        assert {told["user"]["id"], *told["also"]} == ids
        assert len(told["also"]) == 2

    def test_names_people_whose_name_begins_alike(self, keycafe: Organization) -> None:
        create_user(keycafe, JANE)
        told = keycafe.api.get("/why", params={"person": "jane@acme.exmaple"}).json()
        assert (told["code"], told["user"]) == ("never-asked-for", None)
        assert (told["also"], told["similar"]) == ([], [JANE])
        assert f"People here whose name begins alike: {JANE}." in told["note"]

    @pytest.mark.parametrize("person", ["", "   ", "x" * 1001])
    def test_needs_somebody_to_ask_about(self, keycafe: Organization, person: str) -> None:
        answer = keycafe.api.get("/why", params={"person": person})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "?person"

    def test_tells_nothing_of_another_organization(
        self, keycafe: Organization, organization: Organization
    ) -> None:
        user_id = create_user(keycafe, JANE)
        for person in (JANE, user_id):
            told = organization.api.get("/why", params={"person": person}).json()
            assert (told["code"], told["user"]) == ("never-asked-no-token", None)

    def test_is_announced(self, keycafe: Organization) -> None:
        assert "why" in keycafe.api.get("").json()["capabilities"]


class TestWhatSupportLooksAt:
    """It is noted in the audit trail, and stays out of the person's own history."""

    def test_is_noted_once_an_hour(self, keycafe: Organization) -> None:
        user_id = create_user(keycafe, JANE, userType="FULL")
        support = keycafe.client(keycafe.api_url, keycafe.add_member("support", "support@acme.example"))
        for person in (JANE, JANE, user_id, "nobody@acme.example"):
            assert support.get("/why", params={"person": person}).status_code == 200
        noted = looks(keycafe)
        assert len(noted) == 3
        assert {look["actor"].partition(":")[0] for look in noted} == {"member"}
        assert all(look["target"] is None for look in noted)
        assert user_id in noted[0]["detail"]
        history = keycafe.api.get(f"/users/{user_id}/history").json()["items"]
        assert "person.looked-up" not in {event["action"] for event in history}

    def test_is_not_noted_of_owners(self, keycafe: Organization) -> None:
        create_user(keycafe, JANE)
        keycafe.api.get("/why", params={"person": JANE})
        assert looks(keycafe) == []
