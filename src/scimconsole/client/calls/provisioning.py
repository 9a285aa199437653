"""What Entra ID sent, how provisioning goes, the brake, and the set-up guide."""

from __future__ import annotations

from dataclasses import replace

from scimconsole.api import (
    BrakeAlert,
    BrakeOutcome,
    BrakeState,
    BrakeWord,
    ChangePage,
    Guide,
    ScimRequest,
    ScimRequestDetail,
    SelfTest,
    Sync,
    Why,
    WithheldPerson,
)
from scimconsole.client.call import Call, ListCall
from scimconsole.client.calls.making import get, given, list_of, part, post


def requests(
    *,
    user: str | None = None,
    status: str | None = None,
    operation: str | None = None,
    scim_type: str | None = None,
    token: str | None = None,
    cause: str | None = None,
    correlation: str | None = None,
    dialect: str | None = None,
    since: str | None = None,
    until: str | None = None,
    fold: bool = False,
    limit: int | None = None,
    cursor: str | None = None,
) -> ListCall[ScimRequest]:
    """SCIM requests received that meet every condition given, newest first.

    `user` is a SCIM id, userName or externalId, or a group's id or name; `status` one such as 200, 4xx or
    error, `operation` in words, `token` a token's id, `cause` a code, `dialect` entra or okta; `since` and
    `until` are times (ISO 8601). `fold` tells runs of reads that changed nothing as one. With conditions, or
    folded, a page may be short or empty although its `next_cursor` goes on.
    """
    return list_of(
        "/requests",
        ScimRequest,
        user=user,
        status=status,
        operation=operation,
        scim_type=scim_type,
        token=token,
        cause=cause,
        correlation=correlation,
        dialect=dialect,
        since=since,
        until=until,
        fold="true" if fold else None,
        limit=limit,
        cursor=cursor,
    )


def request(request_id: str) -> Call[ScimRequestDetail]:
    """One SCIM request in full, with what it is due to, by the id that ends every refusal."""
    return get(f"/requests/{part(request_id)}", ScimRequestDetail)


def sync() -> Call[Sync]:
    """The state of provisioning: health, cycles, failures by cause, and what Entra does next."""
    return get("/sync", Sync)


def why(person: str) -> Call[Why]:
    """Why somebody is here or not: a userName, e-mail address, externalId or id, stored or not."""
    return Call("GET", "/why", Why.model_validate_json, query={"person": person})


def brake() -> Call[BrakeState]:
    """How the brake on many deactivations stands, and its open alert."""
    return get("/brake", BrakeState)


def brake_alert(alert_id: str) -> Call[BrakeAlert]:
    """One alert of the brake; of a closed one, how much is still to be worked."""
    return get(f"/brake/{part(alert_id)}", BrakeAlert)


def withheld(
    alert_id: str, *, limit: int | None = None, cursor: str | None = None
) -> ListCall[WithheldPerson]:
    """Who waits under an alert, longest first."""
    return list_of(f"/brake/{part(alert_id)}/withheld", WithheldPerson, limit=limit, cursor=cursor)


def close_alert(
    alert_id: str, outcome: BrakeOutcome, *, expected_count: int | None = None
) -> Call[BrakeAlert]:
    """Carry out, or discard, what waits under an alert, and close it.

    Another number of them than `expected_count` is refused (CountMismatch).
    """
    act = "confirm" if outcome == "confirmed" else "discard"
    return post(f"/brake/{part(alert_id)}/{act}", BrakeAlert, BrakeWord(expected_count=expected_count))


def changes(
    *, cursor: str | None = None, limit: int | None = None, wait: int | None = None
) -> Call[ChangePage]:
    """Changes after the cursor, oldest first; `wait` holds the answer up to that many seconds."""
    return Call(
        "GET",
        "/changes",
        ChangePage.model_validate_json,
        query=given(cursor=cursor, limit=limit, wait=wait),
        patience=float(wait or 0),
    )


def guide() -> Call[Guide]:
    """The set-up guide with what has been seen of it so far."""
    return get("/guide", Guide)


def self_test() -> Call[SelfTest]:
    """Play Entra against the organization's own endpoint with a throw-away user, and clean up."""
    return replace(post("/guide/self-test", SelfTest), patience=30.0)
