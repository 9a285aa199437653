"""Users, what happened to them, deactivations, and groups."""

from __future__ import annotations

from dataclasses import replace

from scimconsole.api import (
    Deactivation,
    DeactivationResult,
    Group,
    GroupMember,
    NewDeactivation,
    ReceivedValue,
    User,
    UserDetail,
    UserEvent,
)
from scimconsole.client.call import Call, ListCall
from scimconsole.client.calls.making import get, list_of, part, post, reason_of


def users(
    *,
    search: str | None = None,
    filter: str | None = None,
    status: str | None = None,
    user_type: str | None = None,
    group: str | None = None,
    changed_since: str | None = None,
    sort: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> ListCall[User]:
    """Users who meet every condition given.

    `search` is a prefix of any word of names, userName or e-mail, `filter` a SCIM filter, `group` the SCIM id
    of a group, `changed_since` a time (ISO 8601), `sort` one of `api.UserSort`.
    """
    return list_of(
        "/users",
        User,
        q=search,
        filter=filter,
        status=status,
        user_type=user_type,
        group=group,
        changed_since=changed_since,
        sort=sort,
        limit=limit,
        cursor=cursor,
    )


def from_the_end(call: ListCall[User]) -> ListCall[User]:
    """The same list of users turned round: its first page holds the last users, the very last one first."""
    query = {name: value for name, value in call.query.items() if name not in ("cursor", "reverse")}
    if "reverse" not in call.query:
        query["reverse"] = "true"
    return replace(call, query=query)


def user(user_id: str) -> Call[UserDetail]:
    """One user by SCIM id, with the stored resource, groups and refused values."""
    return get(f"/users/{part(user_id)}", UserDetail)


def user_history(user_id: str, *, limit: int | None = None, cursor: str | None = None) -> ListCall[UserEvent]:
    """What happened to a user and who did it, newest first."""
    return list_of(f"/users/{part(user_id)}/history", UserEvent, limit=limit, cursor=cursor)


def user_received(user_id: str) -> ListCall[ReceivedValue]:
    """For every known attribute of a user what is stored and what was received last."""
    return list_of(f"/users/{part(user_id)}/received", ReceivedValue)


def deactivate_user(user_id: str, reason: str | None = None) -> Call[UserDetail]:
    """Put a hold on a user: inactive whatever the identity provider says."""
    return post(f"/users/{part(user_id)}/deactivate", UserDetail, reason_of(reason))


def reactivate_user(user_id: str, reason: str | None = None) -> Call[UserDetail]:
    """Lift the hold of a user; raises `NotHeld` when there is none."""
    return post(f"/users/{part(user_id)}/reactivate", UserDetail, reason_of(reason))


def start_deactivation(new: NewDeactivation) -> Call[Deactivation]:
    """Deactivate many users, or only count them (`dry_run`); raises `CountMismatch`."""
    return post("/deactivations", Deactivation, new)


def deactivation(deactivation_id: str, *, results: bool = True) -> Call[Deactivation]:
    """How far a bulk deactivation or an undo has come; without `results` it can be watched cheaply."""
    query = {} if results else {"results": "false"}
    return replace(get(f"/deactivations/{part(deactivation_id)}", Deactivation), query=query)


def deactivation_results(
    deactivation_id: str,
    *,
    outcome: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> ListCall[DeactivationResult]:
    """What became of everybody, or of those with one `api.Outcome` such as `failed`."""
    return list_of(
        f"/deactivations/{part(deactivation_id)}/results",
        DeactivationResult,
        outcome=outcome,
        limit=limit,
        cursor=cursor,
    )


def deactivations(*, limit: int | None = None, cursor: str | None = None) -> ListCall[Deactivation]:
    """Bulk deactivations, newest first."""
    return list_of("/deactivations", Deactivation, limit=limit, cursor=cursor)


def cancel_deactivation(deactivation_id: str) -> Call[Deactivation]:
    """Stop a bulk deactivation; who was deactivated stays so."""
    return post(f"/deactivations/{part(deactivation_id)}/cancel", Deactivation)


def undo_deactivation(deactivation_id: str, reason: str | None = None) -> Call[Deactivation]:
    """Lift the holds a bulk deactivation placed and that are still its own; raises `Conflict` when it cannot.

    The answer is the undo, a deactivation of its own to be watched and cancelled like any.
    """
    return post(f"/deactivations/{part(deactivation_id)}/undo", Deactivation, reason_of(reason))


def groups(
    *, search: str | None = None, limit: int | None = None, cursor: str | None = None
) -> ListCall[Group]:
    """Groups by name."""
    return list_of("/groups", Group, q=search, limit=limit, cursor=cursor)


def group(group_id: str) -> Call[Group]:
    """One group."""
    return get(f"/groups/{part(group_id)}", Group)


def group_members(
    group_id: str, *, limit: int | None = None, cursor: str | None = None
) -> ListCall[GroupMember]:
    """Who is in a group."""
    return list_of(f"/groups/{part(group_id)}/members", GroupMember, limit=limit, cursor=cursor)
