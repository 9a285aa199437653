"""Every call of the management API, one function each; `send` of either client sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from scimconsole.api import (
    BrakeAlert,
    BrakeOutcome,
    BrakeState,
    BrakeWord,
    ChangePage,
    Deactivation,
    DeactivationResult,
    Group,
    GroupMember,
    Guide,
    KeyCreated,
    KeyRotation,
    MappingPreview,
    MappingReport,
    MappingToCheck,
    MappingVersion,
    Member,
    MemberCreated,
    NewDeactivation,
    NewMapping,
    NewMember,
    NewPreview,
    NewSetupLink,
    NewToken,
    Organization,
    OrganizationSettings,
    Page,
    Profile,
    Reason,
    ReceivedValue,
    ScimRequest,
    ScimRequestDetail,
    SelfTest,
    SettingsChange,
    SetupLink,
    SetupLinkCreated,
    StoredMapping,
    Sync,
    Token,
    TokenChange,
    TokenCreated,
    TokenRotation,
    User,
    UserDetail,
    UserEvent,
    Why,
    WithheldPerson,
)
from scimconsole.client.call import Call, ListCall

Model = TypeVar("Model", bound=BaseModel)


def organization() -> Call[Organization]:
    """The organization: profile, plan, Tenant URL, capabilities, who is asking, counts."""
    return _get("", Organization)


def profile() -> Call[Profile]:
    """The service profile the organization follows."""
    return _get("/profile", Profile)


def tokens(*, limit: int | None = None, cursor: str | None = None) -> ListCall[Token]:
    """SCIM tokens, newest first."""
    return _list("/tokens", Token, limit=limit, cursor=cursor)


def token(token_id: str) -> Call[Token]:
    """One SCIM token, without its secret."""
    return _get(f"/tokens/{_part(token_id)}", Token)


def generate_token(new: NewToken) -> Call[TokenCreated]:
    """Generate a token; the answer holds its text, the only time it is shown."""
    return _post("/tokens", TokenCreated, new)


def rename_token(token_id: str, name: str) -> Call[Token]:
    """Give a token another name."""
    return Call("PATCH", f"/tokens/{_part(token_id)}", Token.model_validate_json, body=TokenChange(name=name))


def rotate_token(token_id: str, rotation: TokenRotation) -> Call[TokenCreated]:
    """Mint the successor of a token; the answer holds its text, the only time it is shown."""
    return _post(f"/tokens/{_part(token_id)}/rotate", TokenCreated, rotation)


def revoke_token(token_id: str) -> Call[Token]:
    """End a token now and for good."""
    return _post(f"/tokens/{_part(token_id)}/revoke", Token)


def setup_links(*, limit: int | None = None, cursor: str | None = None) -> ListCall[SetupLink]:
    """Set-up links, newest first."""
    return _list("/setup-links", SetupLink, limit=limit, cursor=cursor)


def create_setup_link(new: NewSetupLink) -> Call[SetupLinkCreated]:
    """Make a set-up link; the answer holds its address, the only time it is shown."""
    return _post("/setup-links", SetupLinkCreated, new)


def revoke_setup_link(link_id: str) -> Call[SetupLink]:
    """End a set-up link; raises `Conflict` when it was used, and so made a token."""
    return Call("DELETE", f"/setup-links/{_part(link_id)}", SetupLink.model_validate_json)


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
    return _list(
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
    return _get(f"/users/{_part(user_id)}", UserDetail)


def user_history(user_id: str, *, limit: int | None = None, cursor: str | None = None) -> ListCall[UserEvent]:
    """What happened to a user and who did it, newest first."""
    return _list(f"/users/{_part(user_id)}/history", UserEvent, limit=limit, cursor=cursor)


def deactivate_user(user_id: str, reason: str | None = None) -> Call[UserDetail]:
    """Put a hold on a user: inactive whatever the identity provider says."""
    return _post(f"/users/{_part(user_id)}/deactivate", UserDetail, _reason(reason))


def reactivate_user(user_id: str, reason: str | None = None) -> Call[UserDetail]:
    """Lift the hold of a user; raises `NotHeld` when there is none."""
    return _post(f"/users/{_part(user_id)}/reactivate", UserDetail, _reason(reason))


def start_deactivation(new: NewDeactivation) -> Call[Deactivation]:
    """Deactivate many users, or only count them (`dry_run`); raises `CountMismatch`."""
    return _post("/deactivations", Deactivation, new)


def deactivation(deactivation_id: str, *, results: bool = True) -> Call[Deactivation]:
    """How far a bulk deactivation or an undo has come; without `results` it can be watched cheaply."""
    query = {} if results else {"results": "false"}
    return replace(_get(f"/deactivations/{_part(deactivation_id)}", Deactivation), query=query)


def deactivation_results(
    deactivation_id: str,
    *,
    outcome: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> ListCall[DeactivationResult]:
    """What became of everybody, or of those with one `api.Outcome` such as `failed`."""
    return _list(
        f"/deactivations/{_part(deactivation_id)}/results",
        DeactivationResult,
        outcome=outcome,
        limit=limit,
        cursor=cursor,
    )


def deactivations(*, limit: int | None = None, cursor: str | None = None) -> ListCall[Deactivation]:
    """Bulk deactivations, newest first."""
    return _list("/deactivations", Deactivation, limit=limit, cursor=cursor)


def cancel_deactivation(deactivation_id: str) -> Call[Deactivation]:
    """Stop a bulk deactivation; who was deactivated stays so."""
    return _post(f"/deactivations/{_part(deactivation_id)}/cancel", Deactivation)


def undo_deactivation(deactivation_id: str, reason: str | None = None) -> Call[Deactivation]:
    """Lift the holds a bulk deactivation placed and that are still its own; raises `Conflict` when it cannot.

    The answer is the undo, a deactivation of its own to be watched and cancelled like any.
    """
    return _post(f"/deactivations/{_part(deactivation_id)}/undo", Deactivation, _reason(reason))


def groups(
    *, search: str | None = None, limit: int | None = None, cursor: str | None = None
) -> ListCall[Group]:
    """Groups by name."""
    return _list("/groups", Group, q=search, limit=limit, cursor=cursor)


def group(group_id: str) -> Call[Group]:
    """One group."""
    return _get(f"/groups/{_part(group_id)}", Group)


def group_members(
    group_id: str, *, limit: int | None = None, cursor: str | None = None
) -> ListCall[GroupMember]:
    """Who is in a group."""
    return _list(f"/groups/{_part(group_id)}/members", GroupMember, limit=limit, cursor=cursor)


def mapping() -> Call[StoredMapping]:
    """The attribute mapping that counts, with findings and coverage; version 0 is the profile's own."""
    return _get("/mapping", StoredMapping)


def save_mapping(
    schema: Mapping[str, Any], note: str | None = None, if_match: int | None = None
) -> Call[StoredMapping]:
    """Save a synchronization schema as a new version; an unchanged one makes none.

    `if_match` is the version it was made from: raises `PreconditionFailed` when another one counts by now.
    """
    new = NewMapping.model_validate({"schema": dict(schema), "note": note})
    tag = None if if_match is None else f'W/"{if_match}"'
    return Call("PUT", "/mapping", StoredMapping.model_validate_json, body=new, if_match=tag)


def mapping_versions(*, limit: int | None = None, cursor: str | None = None) -> ListCall[MappingVersion]:
    """The saved versions of the mapping, newest first."""
    return _list("/mapping/versions", MappingVersion, limit=limit, cursor=cursor)


def mapping_version(number: int) -> Call[StoredMapping]:
    """One version of the mapping; 0 is the profile's starting point."""
    return _get(f"/mapping/versions/{number}", StoredMapping)


def check_mapping(schema: Mapping[str, Any]) -> Call[MappingReport]:
    """What is wrong with a synchronization schema for this organization's service; nothing is stored."""
    return _post("/mapping/check", MappingReport, MappingToCheck.model_validate({"schema": dict(schema)}))


def preview_mapping(
    users: Sequence[Mapping[str, Any]] = (),
    groups: Sequence[Mapping[str, Any]] = (),
    *,
    schema: Mapping[str, Any] | None = None,
    detail: bool = True,
) -> Call[MappingPreview]:
    """What would be sent for people and groups of the directory (Graph JSON, at most 500) and come of it.

    `schema` is a synchronization schema to try instead of the saved one. Nothing is written anywhere.
    """
    wanted = NewPreview.model_validate(
        {
            "users": [dict(user) for user in users],
            "groups": [dict(group) for group in groups],
            "schema": None if schema is None else dict(schema),
            "detail": detail,
        }
    )
    return replace(_post("/mapping/preview", MappingPreview, wanted), patience=30.0)


def members(*, limit: int | None = None, cursor: str | None = None) -> ListCall[Member]:
    """The people who may use the organization's API, with their keys."""
    return _list("/members", Member, limit=limit, cursor=cursor)


def add_member(new: NewMember) -> Call[MemberCreated]:
    """Add a member; the answer holds the API key, the only time it is shown."""
    return _post("/members", MemberCreated, new)


def remove_member(member_id: str) -> Call[None]:
    """Remove a member and end the member's keys."""
    return Call("DELETE", f"/members/{_part(member_id)}", lambda _: None)


def rotate_member_key(member_id: str, rotation: KeyRotation) -> Call[KeyCreated]:
    """Give a member a new API key and end the old ones."""
    return _post(f"/members/{_part(member_id)}/key", KeyCreated, rotation)


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
    return _list(
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
    return _get(f"/requests/{_part(request_id)}", ScimRequestDetail)


def sync() -> Call[Sync]:
    """The state of provisioning: health, cycles, failures by cause, and what Entra does next."""
    return _get("/sync", Sync)


def why(person: str) -> Call[Why]:
    """Why somebody is here or not: a userName, e-mail address, externalId or id, stored or not."""
    return Call("GET", "/why", Why.model_validate_json, query={"person": person})


def organization_settings() -> Call[OrganizationSettings]:
    """The brake, how long requests are kept, how long new tokens live."""
    return _get("/settings", OrganizationSettings)


def change_settings(change: SettingsChange, *, if_match: str | None = None) -> Call[OrganizationSettings]:
    """Set what the change names; what it leaves out stays."""
    return Call(
        "PATCH", "/settings", OrganizationSettings.model_validate_json, body=change, if_match=if_match
    )


def brake() -> Call[BrakeState]:
    """How the brake on many deactivations stands, and its open alert."""
    return _get("/brake", BrakeState)


def brake_alert(alert_id: str) -> Call[BrakeAlert]:
    """One alert of the brake; of a closed one, how much is still to be worked."""
    return _get(f"/brake/{_part(alert_id)}", BrakeAlert)


def withheld(
    alert_id: str, *, limit: int | None = None, cursor: str | None = None
) -> ListCall[WithheldPerson]:
    """Who waits under an alert, longest first."""
    return _list(f"/brake/{_part(alert_id)}/withheld", WithheldPerson, limit=limit, cursor=cursor)


def close_alert(
    alert_id: str, outcome: BrakeOutcome, *, expected_count: int | None = None
) -> Call[BrakeAlert]:
    """Carry out, or discard, what waits under an alert, and close it.

    Another number of them than `expected_count` is refused (CountMismatch).
    """
    act = "confirm" if outcome == "confirmed" else "discard"
    return _post(f"/brake/{_part(alert_id)}/{act}", BrakeAlert, BrakeWord(expected_count=expected_count))


def changes(
    *, cursor: str | None = None, limit: int | None = None, wait: int | None = None
) -> Call[ChangePage]:
    """Changes after the cursor, oldest first; `wait` holds the answer up to that many seconds."""
    return Call(
        "GET",
        "/changes",
        ChangePage.model_validate_json,
        query=_given(cursor=cursor, limit=limit, wait=wait),
        patience=float(wait or 0),
    )


def user_received(user_id: str) -> ListCall[ReceivedValue]:
    """For every known attribute of a user what is stored and what was received last."""
    return _list(f"/users/{_part(user_id)}/received", ReceivedValue)


def guide() -> Call[Guide]:
    """The set-up guide with what has been seen of it so far."""
    return _get("/guide", Guide)


def self_test() -> Call[SelfTest]:
    """Play Entra against the organization's own endpoint with a throw-away user, and clean up."""
    return replace(_post("/guide/self-test", SelfTest), patience=30.0)


def _get(path: str, model: type[Model]) -> Call[Model]:
    return Call("GET", path, model.model_validate_json)


def _post(path: str, model: type[Model], body: BaseModel | None = None) -> Call[Model]:
    return Call("POST", path, model.model_validate_json, body=body)


def _list(path: str, model: type[Model], **query: str | int | None) -> ListCall[Model]:
    page: type[Page[Model]] = Page[model]  # type: ignore[valid-type]
    return ListCall("GET", path, page.model_validate_json, query=_given(**query))


def _given(**query: str | int | None) -> dict[str, str | int]:
    return {name: value for name, value in query.items() if value is not None}


def _reason(reason: str | None) -> Reason:
    return Reason.model_validate({"reason": reason} if reason else {})


def _part(identifier: str) -> str:
    return quote(identifier, safe="")
