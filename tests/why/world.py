"""What happens before anybody asks why: a few organizations, played by the simulator of Entra ID.

Each function plays one organization for many stories at once, and answers the ids and names that only it
knows; `stories.py` asks about them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from sqlalchemy import insert

from scimconsole.api import Why
from scimconsole.domain.ids import new_id, ordered_id
from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.schema.reading import read_schema
from scimconsole.entra.schema.starting_points import starting_point
from scimconsole.entra.simulator.state import State
from scimconsole.service.context import ServedOrganization
from scimconsole.service.known_mappings import KnownMappings
from scimconsole.service.management.why import explain
from scimconsole.storage import journal, journal_digest, organizations
from scimconsole.storage.database import open_database
from scimconsole.storage.journal_digest import Digest
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement
from scimconsole.storage.tables import JournalEntry, JournalPruning
from scimconsole.storage.transactions import write
from tests.entra.simulator.wire import KEYCAFE, Person, Tenant, person
from tests.running_service import Organization, RunningService
from tests.service.scim.calls import BULK, add_member, created, created_group, patch, replace

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Microseconds."""

Names = dict[str, str]
_PEOPLE = (
    *("ana", "ben", "cleo", "dora", "emil", "finn", "gina", "hugo"),
    *("ines", "jan", "karl", "mila", "nora", "otto"),
)
_PRUNING = Statement(insert(JournalPruning.__table__))  # type: ignore[attr-defined]
_COLUMNS: dict[str, Any] = dict.fromkeys(
    JournalEntry.__table__.columns.keys()  # type: ignore[attr-defined]
)
del _COLUMNS["kept_at"]


def now() -> int:
    """The present moment in microseconds."""
    return time.time_ns() // 1000


@dataclass
class World:
    """An organization in which something has happened; `began_at` is when the asking begins."""

    organization: Organization
    session: Session
    names: Names = field(default_factory=dict)
    began_at: int = 0

    @property
    def org_id(self) -> str:
        """The organization's key."""
        return org_id_of(self.organization.slug)

    def ask(self, person: str) -> dict[str, Any]:
        """The verdict, over HTTP."""
        answer = self.organization.api.get("/why", params={"person": person})
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def ask_at(self, person: str, at: int) -> dict[str, Any]:
        """The verdict that somebody gets who asks at another moment (microseconds)."""
        row = organizations.find(self.session, self.org_id)
        assert row is not None
        served = ServedOrganization(row, load_profile(row.profile), self.organization.tenant_url)
        found: Why = explain(self.session, served, KnownMappings(), person, at)
        told: dict[str, Any] = orjson.loads(found.model_dump_json())
        return told

    def note_request(self, at: int, **columns: Any) -> None:
        """Write a request into the journal as if it had come at another moment."""
        entry = {
            "org_id": self.org_id,
            "id": ordered_id(at),
            "at": at,
            "signed_in": True,
            "method": "GET",
            "path": "/scim/v2/x/Users?filter=userName+eq+%22x%22",
            "operation": "find user",
            "resource_type": "User",
            "status": 200,
            "duration_us": 1,
        }
        whole = _COLUMNS | entry | columns
        write(self.session, self.org_id, lambda opened: journal.add_batch(opened, [whole], {}))


@contextmanager
def played(service: RunningService) -> Iterator[dict[str, World]]:
    """Every world, played once."""
    database = open_database(service.database_url)
    worlds: dict[str, World] = {}
    try:
        for name, (profile, play) in _PLAYS.items():
            plan = "business-pro" if profile == "keycafe" else "enterprise"
            world = World(service.add_organization(profile=profile, plan=plan), database.session())
            play(world)
            worlds[name] = world
        # What was only read or refused is in the journal within a second.
        time.sleep(1.2)
        for world in worlds.values():
            world.began_at = now()
        yield worlds
    finally:
        database.close()


def direct(schema: SyncSchema, **sources: str) -> SyncSchema:
    """The mapping with plain sources for some targets, as people write it before they know better."""
    document: dict[str, Any] = orjson.loads(orjson.dumps(schema.document))
    for rule in document["synchronizationRules"]:
        for mapping in rule["objectMappings"]:
            for line in mapping["attributeMappings"]:
                name = sources.get(line["targetAttributeName"].rpartition(":")[2])
                if name is not None and mapping["sourceObjectName"] == "User":
                    source = {"type": "Attribute", "name": name, "expression": f"[{name}]", "parameters": []}
                    line["source"] = source
    return read_schema(document)


def hold(world: World, user_id: str, reason: str) -> None:
    """Let the owner deactivate somebody."""
    answer = world.organization.api.post(f"/users/{user_id}/deactivate", json={"reason": reason})
    assert answer.status_code == 200, answer.text


def okay(answer: httpx.Response) -> httpx.Response:
    """The answer, which must be a good one."""
    assert answer.status_code < 300, answer.text
    return answer


def _ids(tenant: Tenant, *names: str) -> Names:
    found = {name: tenant.held(f"{name}@contoso.example") for name in names}
    return {name: str(user["id"]) for name, user in found.items() if user is not None}


def _keycafe(world: World) -> None:
    """A year of a Keycafe organization in some cycles."""
    organization = world.organization
    with State(None, organization.tenant_url) as state:
        tenant = Tenant(organization, state, direct(KEYCAFE, userType="employeeType"))
        people = {name: person(name, employeeType="FULL") for name in _PEOPLE}
        people["ana"]["mail"] = "Ana.Doe@contoso.example"
        people["finn"]["employeeType"] = "BOSS"
        tenant.play(people.values())
        ids = _ids(tenant, *people)
        world.names |= {f"{name}_id": user_id for name, user_id in ids.items()}
        world.names |= {f"{name}_object": str(one["id"]) for name, one in people.items()}
        # Two more cycles try finn again; ben leaves, cleo is unassigned, dora leaves and comes back.
        people["ben"]["accountEnabled"] = False
        people["cleo"]["isAssigned"] = False
        people["dora"]["accountEnabled"] = False
        for name in ("hugo", "ines"):
            people[name]["userPrincipalName"] = people[name]["mail"] = f"{name}.new@contoso.example"
        people["gina"]["employeeType"] = "CHIEF"
        tenant.play(people.values(), restart="escrows")
        people["dora"]["accountEnabled"] = True
        people["ines"]["accountEnabled"] = False
        hold(world, ids["karl"], "left the company")
        hold(world, ids["mila"], "key lost")
        hold(world, ids["nora"], "key lost")
        tenant.play(people.values(), restart="escrows")
        # emil, nora: gone for good. jan, mila: deleted behind Entra's back, and found missing.
        for name in ("emil", "nora"):
            del people[name]
        tenant.play(people.values(), now="2098-01-01T00:00:00Z", restart="escrows")
        tenant.play(people.values(), now="2099-01-01T00:00:00Z", restart="escrows")
        for name in ("jan", "mila", "otto"):
            okay(organization.scim.delete(f"/Users/{ids[name]}"))
            people[name]["jobTitle"] = "Engineer"
        tenant.play(people.values(), now="2099-02-01T00:00:00Z", restart="escrows")
        again = [people["mila"], people["otto"]]
        with State(None, organization.tenant_url) as fresh:
            Tenant(organization, fresh, tenant.schema).play(again)
        world.names |= {f"{name}_again": user_id for name, user_id in _ids(tenant, "mila", "otto").items()}
        # Entra asks once more for an id that otto no longer has.
        organization.scim.get(f"/Users/{ids['otto']}")


def _by_hand(world: World) -> None:
    """What the simulator does not send, as raw SCIM."""
    scim, organization, names = world.organization.scim, world.organization, world.names
    names["test"] = new_id()
    scim.get("/Users", params={"filter": f'userName eq "{names["test"]}"'})
    scim.get("/Users", params={"filter": 'userName eq "once@x.example"'})
    for _ in range(14):
        scim.get("/Users", params={"filter": 'userName eq "often@x.example"'})
    scim.get("/Users", params={"filter": 'staffNumber eq "wanted@x.example"'})
    names["foreign"] = new_id()
    scim.get(f"/Users/{names['foreign']}")
    created(organization, "born-off@x.example", active=False, userType="FULL")
    created(organization, "plain@x.example", userType="FULL")
    for _ in range(2):
        scim.post("/Users", json={"userName": "PLAIN@x.example"})
    ann = created(organization, "ann@x.example", userType="FULL")
    scim.post("/Users", json={"userName": "Ann@x.example", "userType": "FULL"})
    okay(patch(scim, f"/Users/{ann['id']}", replace("userName", "ann.old@x.example")))
    names["ann"] = ann["id"]
    shared = [{"type": "work", "value": "desk@x.example"}]
    created(organization, "desk-1@x.example", emails=shared, userType="FULL")
    names["desk_2"] = created(organization, "desk-2@x.example", emails=shared, userType="FULL")["id"]
    twin = {"externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef", "userType": "FULL"}
    created(organization, "twin-1@x.example", **twin)
    created(organization, "twin-2@x.example", **twin)
    created(
        organization,
        "led@x.example",
        userType="FULL",
        **{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "boss-id"}}},
    )
    left = created(organization, "left-out@x.example", userType="FULL")
    okay(patch(scim, f"/Users/{left['id']}", replace("active", "False"), replace("userType", "KING")))
    okay(patch(scim, f"/Users/{left['id']}", replace("active", "True")))
    stuck = created(organization, "stuck@x.example", userType="FULL")
    okay(patch(scim, f"/Users/{stuck['id']}", replace("active", "False")))
    for _ in range(2):
        patch(scim, f"/Users/{stuck['id']}", replace("active", "True"), replace("userType", "KING"))
    mended = created(organization, "mended@x.example", userType="FULL")
    patch(scim, f"/Users/{mended['id']}", replace("userType", "KING"))
    okay(patch(scim, f"/Users/{mended['id']}", replace("userType", "SMARTBOX")))
    inside = created(organization, "inside@x.example", userType="FULL")
    staff = created_group(organization, "Staff", "ghost-id")
    patch(scim, f"/Groups/{staff['id']}", add_member(inside["id"]), add_member(staff["id"]))
    both = created(organization, "both@x.example", userType="FULL")
    hold(world, both["id"], "sabbatical")
    okay(patch(scim, f"/Users/{both['id']}", replace("active", "False")))
    again = created(organization, "again@x.example", userType="FULL")
    okay(scim.delete(f"/Users/{again['id']}"))
    created(organization, "again@x.example", userType="FULL")
    names["again_old"] = again["id"]
    created(organization, "untyped@x.example")
    hostile = created(organization, "e\u202evil\x1b[2J@x.example", userType="FULL")
    okay(patch(scim, f"/Users/{hostile['id']}", replace("active", "False")))
    names["hostile"] = hostile["id"]


def _others(world: World) -> None:
    """Directories that are not Entra ID, and what a broken database leaves behind."""
    organization, token = world.organization, world.organization.token
    okta = organization.client(organization.tenant_url, token, **{"User-Agent": "Okta SCIM Client 1.0.0"})
    user = okay(okta.post("/Users", json={"userName": "olga@x.example", "active": True})).json()
    okay(okta.post("/Users", json={"userName": "oscar@x.example", "active": True}))
    okay(okta.put(f"/Users/{user['id']}", json={"userName": "olga@x.example", "active": False}))
    one = {"method": "POST", "path": "/Users", "bulkId": "1", "data": {"userName": "bulk@x.example"}}
    okay(okta.post("/Bulk", json={"schemas": [BULK], "Operations": [one]}))
    lost = {"method": "POST", "operation": "create user", "path": "/Users", "sought": "lost@x.example"}
    world.note_request(now() - DAY, **lost, resource_id=new_id(), status=201)
    for minutes in (30, 20, 10):
        failed = lost | {"sought": "failed@x.example", "status": 503}
        world.note_request(now() - minutes * MINUTE, **failed, resource_id=new_id())
    stored = created(organization, "patched@x.example")
    world.note_request(
        now() + 1,
        method="PATCH",
        operation="update user",
        path=f"/Users/{stored['id']}",
        resource_id=stored["id"],
        status=503,
    )
    fixed = created(organization, "future@x.example")
    world.note_request(now() + 2 * DAY, operation="read user", resource_id=fixed["id"])


def _coffees(world: World) -> None:
    """A Ten Thousand Coffees organization, with a mapping that lets everything through."""
    organization = world.organization
    schema = direct(
        starting_point(load_profile("ten-thousand-coffees")),
        peopleManager="extensionAttribute3",
        locale="preferredLanguage",
        status="extensionAttribute5",
    )
    whole = {"extensionAttribute1": "Manager", "extensionAttribute3": "no"}

    def member(name: str, **more: Any) -> Person:
        return person(name, **(whole | more))

    with State(None, organization.tenant_url) as state:
        tenant = Tenant(organization, state, schema)
        people = [
            member("amy"),
            member("bob", extensionAttribute3="maybe"),
            member("cat", preferredLanguage="de-DE"),
            member("dan", extensionAttribute1=None),
            member("eve", extensionAttribute5="inactive"),
            member("fay", extensionAttribute5="inactive"),
            member("gus", extensionAttribute5="inactive"),
            member("hal"),
        ]
        tenant.play(people, dialect="compliant")
        ids = _ids(tenant, "eve", "fay", "gus", "hal")
        hold(world, ids["fay"], "badge lost")
        people[7]["extensionAttribute3"] = "perhaps"
        for _ in range(2):
            tenant.play(people, dialect="compliant", restart="escrows")
    okay(patch(organization.scim, f"/Users/{ids['gus']}", replace("active", "False")))


def _braked(world: World) -> None:
    """Many leave at once where the owner has the brake hold."""
    organization = world.organization
    okay(organization.api.patch("/settings", json={"brake": "hold"}))
    with State(None, organization.tenant_url) as state:
        tenant = Tenant(organization, state)
        people = [person(f"p{number}") for number in range(14)]
        tenant.play(people)
        for one in people:
            one["accountEnabled"] = False
        tenant.play(people, concurrency=1)
    first, *_, last = organization.api.get("/users", params={"status": "active"}).json()["items"]
    new = created(organization, "new@x.example", userType="FULL")
    for user_id in (last["id"], new["id"]):
        assert organization.scim.delete(f"/Users/{user_id}").status_code >= 400
    world.names |= {"withheld": first["user_name"], "undeleted": last["user_name"]}


def _later(world: World) -> None:
    """An organization that is asked about days later, while its job still runs."""
    organization = world.organization
    began = now()
    with State(None, organization.tenant_url) as state:
        tenant = Tenant(organization, state)
        people = [person("ida"), person("jon"), person("kim"), person("leo", accountEnabled=True)]
        tenant.play(people)
        people[2]["accountEnabled"] = False
        tenant.play(people)
        ids = _ids(tenant, "ida", "jon", "kim")
    organization.scim.get("/Users", params={"filter": 'userName eq "sought@x.example"'})
    world.note_request(began + 3 * DAY - 12 * MINUTE, sought=new_id())
    world.note_request(
        began + 3 * DAY - 15 * MINUTE, operation="read user", resource_id=ids["jon"], path="/Users/x"
    )
    world.names["began"] = str(began)


def _never(world: World) -> None:
    """Nobody has ever connected, although there is a token."""
    assert world.organization.token


def _tokenless(world: World) -> None:
    """There was never a token."""


def _revoked(world: World) -> None:
    """The only token was revoked, and Entra goes on with it."""
    organization = world.organization
    created(organization, "here@x.example", userType="FULL")
    organization.scim.get("/Users", params={"filter": 'userName eq "there@x.example"'})
    away = created(organization, "away@x.example", userType="FULL")
    okay(patch(organization.scim, f"/Users/{away['id']}", replace("active", "False")))
    (token,) = organization.api.get("/tokens").json()["items"]
    okay(organization.api.post(f"/tokens/{token['id']}/revoke"))
    for _ in range(3):
        assert organization.scim.get("/Users").status_code == 401


def _mistyped(world: World) -> None:
    """A token was pasted with the word Bearer before it, and nothing else has ever come."""
    organization = world.organization
    wrong = organization.client(organization.tenant_url, f"Bearer {organization.token}")
    for _ in range(2):
        assert wrong.get("/Users").status_code == 401


def _visited(world: World) -> None:
    """A browser and a stranger come by after Entra's last request; provisioning goes on."""
    organization = world.organization
    created(organization, "calm@x.example", userType="FULL")
    for secret in (None, "swordfish"):
        stranger = organization.client(organization.tenant_url, secret)
        assert stranger.get("/Users").status_code == 401


def _ended(world: World) -> None:
    """The only token was revoked, and nobody has called since."""
    organization = world.organization
    created(organization, "here@x.example", userType="FULL")
    (token,) = organization.api.get("/tokens").json()["items"]
    okay(organization.api.post(f"/tokens/{token['id']}/revoke"))


def _save(world: World, document: dict[str, Any]) -> None:
    okay(world.organization.api.put("/mapping", json={"schema": document}))


def _users_mapping(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(
        mapping
        for rule in document["synchronizationRules"]
        for mapping in rule["objectMappings"]
        if mapping["sourceObjectName"] == "User"
    )
    return found


def _document() -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads(orjson.dumps(KEYCAFE.document))
    return document


def _matched_by_object_id(world: World) -> None:
    """The mapping saved here matches by externalId."""
    document = _document()
    for line in _users_mapping(document)["attributeMappings"]:
        line["matchingPriority"] = 1 if line["targetAttributeName"] == "externalId" else 0
    _save(world, document)
    world.organization.scim.get("/Users", params={"filter": f'externalId eq "{new_id()}"'})
    world.names["sought_object"] = new_id()
    world.organization.scim.get(
        "/Users", params={"filter": f'externalId eq "{world.names["sought_object"]}"'}
    )


def _scoped(world: World) -> None:
    """The mapping saved here has a scoping filter."""
    document = _document()
    clause = {
        "operatorName": "EQUALS",
        "sourceOperandName": "department",
        "targetOperand": {"values": ["Sales"]},
    }
    _users_mapping(document)["scope"] = {"groups": [{"name": "Sales only", "clauses": [clause]}]}
    _save(world, document)
    world.organization.scim.get("/Users", params={"filter": 'userName eq "scoped@x.example"'})


def _switched_off(world: World) -> None:
    """The mapping saved here leaves users out."""
    document = _document()
    _users_mapping(document)["enabled"] = False
    _save(world, document)
    world.organization.scim.get("/Users", params={"filter": f'userName eq "{new_id()}"'})


def _pruned(world: World) -> None:
    """Requests of long ago are no longer kept, only what they came to."""
    organization = world.organization
    created(organization, "kept@x.example", userType="FULL")
    until = now() - 30 * DAY
    seen = [
        Digest("gone@x.example", until - 90 * DAY, until - 40 * DAY, 17, "create user", 400, "no such type"),
        Digest("kept@x.example", until - 90 * DAY, until - 40 * DAY, 5, "update user", 200, None),
    ]

    def keep(opened: Session) -> None:
        journal_digest.add(opened, world.org_id, seen)
        opened.execute(_PRUNING, org_id=world.org_id, pruned_until=until, entries=22)

    write(world.session, world.org_id, keep)


_PLAYS = {
    "keycafe": ("keycafe", _keycafe),
    "by hand": ("keycafe", _by_hand),
    "others": ("generic", _others),
    "coffees": ("ten-thousand-coffees", _coffees),
    "braked": ("keycafe", _braked),
    "later": ("keycafe", _later),
    "never": ("keycafe", _never),
    "tokenless": ("keycafe", _tokenless),
    "revoked": ("keycafe", _revoked),
    "mistyped": ("keycafe", _mistyped),
    "visited": ("keycafe", _visited),
    "ended": ("keycafe", _ended),
    "by object id": ("keycafe", _matched_by_object_id),
    "scoped": ("keycafe", _scoped),
    "switched off": ("keycafe", _switched_off),
    "pruned": ("keycafe", _pruned),
}
"""World to its profile and what is played in it."""
