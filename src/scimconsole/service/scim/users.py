"""Users: create, read, replace, patch, delete (RFC 7644, 3.3 to 3.6)."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from scimconsole.domain.ids import new_id
from scimconsole.domain.scim.acceptance import (
    Accepted,
    accept_created,
    accept_patched,
    accept_replaced,
    name_taken,
)
from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.normalize import normalize
from scimconsole.domain.scim.patch import apply_patch
from scimconsole.domain.scim.projection import Projection
from scimconsole.domain.scim.refused import Refused
from scimconsole.domain.scim.text import fold, writable
from scimconsole.service.scim import braking, output
from scimconsole.service.scim.exchange import LONGEST_TEXT_KEPT, Exchange
from scimconsole.service.scim.operations import read_operations
from scimconsole.service.scim.preconditions import check_if_match, is_unchanged
from scimconsole.service.scim.projections import projection_of
from scimconsole.service.scim.response import Response, error_response, resource_response
from scimconsole.storage import users
from scimconsole.storage.text_keys import text_hash
from scimconsole.storage.user_rows import StoredUser, UserState


def read(exchange: Exchange, user_id: str) -> Response:
    """GET /Users/{id}."""
    exchange.operation = "read user"
    exchange.resource_id = user_id
    projection = _projection(exchange)
    with_groups = projection is None or projection.includes("groups")
    found = users.document(exchange.session, exchange.org_id, user_id, with_groups=with_groups)
    if found is None:
        raise not_found(user_id)
    document, version, memberships = found
    if is_unchanged(exchange.request.if_none_match, version):
        return Response(304, b"", ((b"etag", b'W/"%d"' % version),))
    body = output.user_body(document, user_id, exchange.base, memberships)
    if projection is not None:
        body = output.projected(body, projection)
    return resource_response(200, body, version)


def create(exchange: Exchange) -> Response:
    """POST /Users."""
    exchange.operation = "create user"
    profile = exchange.profile
    body = exchange.request.json()
    exchange.received = list(body)
    # Whoever is refused for another value was never stored, and is searched for by this name.
    exchange.sought = _named(body)
    normalized = normalize(profile.user, body)
    exchange.ignored = normalized.ignored
    exchange.sought = normalized.resource["userName"]
    accepted = accept_created(profile, normalized)
    state = UserState(
        profile=profile,
        id=new_id(),
        version=1,
        created_at=0,
        modified_at=0,
        block=0,
        resource=accepted.resource,
        entra_active=accepted.entra_active,
        missing=accepted.missing,
        refused=_marks(exchange, (), accepted.refused),
    )

    def store() -> Response:
        # Of a refused creation the journal names no id: nobody ever has it.
        _refuse_taken_name(exchange, state.id, state.user_name)
        exchange.resource_id = state.id
        stored = users.create(exchange.session, exchange.org_id, state, exchange.act)
        return _answer(exchange, stored, 201, [mark.reason for mark in accepted.refused])

    return exchange.write(store)


def put(exchange: Exchange, user_id: str) -> Response:
    """PUT /Users/{id}: what is not sent is cleared, but for `active`, which stays as Entra last said."""
    exchange.operation = "replace user"
    exchange.resource_id = user_id
    profile = exchange.profile
    body = exchange.request.json()
    exchange.received = list(body)
    normalized = normalize(profile.user, body)
    exchange.ignored = normalized.ignored
    exchange.sought = normalized.resource["userName"]

    def store() -> Response:
        stored, before = _open(exchange, user_id)
        disabling = profile.user.disables(normalized.resource)
        resource = _with_kept(normalized.resource, before.resource, normalized.refused)
        accepted = accept_replaced(
            profile, before.resource, before.entra_active, resource, normalized.refused, disabling
        )
        return _change(exchange, stored, before, accepted)

    return exchange.write(store)


def patch(exchange: Exchange, user_id: str) -> Response:
    """PATCH /Users/{id}, answered with the user as stored."""
    exchange.operation = "update user"
    exchange.resource_id = user_id
    operations = read_operations(exchange)
    profile = exchange.profile

    def store() -> Response:
        stored, before = _open(exchange, user_id)
        exchange.sought = before.user_name
        patched = apply_patch(profile.user, {**before.resource, "active": before.entra_active}, operations)
        exchange.ignored = patched.ignored
        accepted = accept_patched(profile, before.resource, before.entra_active, patched)
        return _change(exchange, stored, before, accepted)

    return exchange.write(store)


def delete(exchange: Exchange, user_id: str) -> Response:
    """DELETE /Users/{id}; refused where it would take access away and the brake withholds that."""
    exchange.operation = "delete user"
    exchange.resource_id = user_id

    def store() -> Response:
        stored, before = _open(exchange, user_id)
        exchange.sought = before.user_name
        refusal = braking.refuse_deletion(exchange, before)
        if refusal is not None:
            # Answered, not raised: what the brake has noted is to last.
            return error_response(refusal, exchange.request.id)
        users.remove(exchange.session, exchange.profile, exchange.org_id, stored, exchange.act)
        return Response(204)

    return exchange.write(store)


def not_found(resource_id: str, kind: str = "user") -> ScimError:
    """404 for an id nobody has."""
    return ScimError(404, None, f'There is no {kind} with the id "{resource_id[:100]}".')


def _named(body: dict[str, Any]) -> str | None:
    """The userName of a body that was not examined yet."""
    name = body.get("userName")
    return writable(name) if isinstance(name, str) else None


def _open(exchange: Exchange, user_id: str) -> tuple[StoredUser, UserState]:
    stored = users.find(exchange.session, exchange.org_id, user_id)
    if stored is None:
        raise not_found(user_id)
    check_if_match(exchange.request.if_match, stored.version)
    return stored, stored.opened(exchange.profile)


def _change(exchange: Exchange, stored: StoredUser, before: UserState, accepted: Accepted) -> Response:
    if accepted.resource["userName"] != before.user_name:
        try:
            _refuse_taken_name(exchange, before.id, accepted.resource["userName"])
        except ScimError as error:
            accepted.keep_name(before.resource, error)
    after = replace(
        before,
        resource=accepted.resource,
        entra_active=accepted.entra_active,
        missing=accepted.missing,
        refused=_marks(exchange, _still_refused(before, accepted.resource), accepted.refused),
    )
    if after.directory_active != before.directory_active:
        exchange.operation = "enable user" if after.directory_active else "disable user"
    after, withheld = braking.brake(exchange, before, after, disabling=accepted.disabling)
    changed = users.change(exchange.session, exchange.org_id, before, after, exchange.act)
    left_out = [*([withheld] if withheld else []), *(mark.reason for mark in accepted.refused)]
    return _answer(exchange, changed or stored, 200, left_out)


def _refuse_taken_name(exchange: Exchange, user_id: str, user_name: str) -> None:
    holder = users.name_holder(exchange.session, exchange.org_id, text_hash(fold(user_name)))
    if holder is not None and holder != user_id:
        raise name_taken("user", "userName", user_name, holder)


def _with_kept(resource: dict[str, Any], before: dict[str, Any], refused: list[Refused]) -> dict[str, Any]:
    """The resource with the earlier values of attributes that were refused."""
    kept = dict(resource)
    for mark in refused:
        urn = next((urn for urn in before if mark.attribute.startswith(f"{urn}:")), None)
        if urn is None:
            name = mark.attribute.partition(".")[0]
            if name in before:
                kept.setdefault(name, before[name])
            continue
        name = mark.attribute[len(urn) + 1 :].partition(".")[0]
        if name in before[urn]:
            kept[urn] = {name: before[urn][name], **kept.get(urn, {})}
    return kept


def _marks(
    exchange: Exchange, kept: tuple[dict[str, Any], ...], refused: list[Refused]
) -> tuple[dict[str, Any], ...]:
    """What was refused, with the newest refusal of each attribute."""
    request = exchange.request
    marks = {mark["attribute"]: mark for mark in kept}
    for item in refused:
        marks[item.attribute] = {**asdict(item), "at": request.at, "request_id": request.id}
    return tuple(marks.values())


def _still_refused(before: UserState, resource: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Earlier refusals of attributes that have not been set since."""
    return tuple(
        mark
        for mark in before.refused
        if _value_of(before.resource, mark["attribute"]) == _value_of(resource, mark["attribute"])
    )


def _value_of(resource: dict[str, Any], attribute: str) -> Any:
    for urn, value in resource.items():
        if attribute.startswith(f"{urn}:") and isinstance(value, dict):
            return value.get(attribute[len(urn) + 1 :])
    return resource.get(attribute.partition(".")[0])


def _answer(exchange: Exchange, stored: StoredUser, status: int, left_out: list[str]) -> Response:
    body = output.user_resource(
        exchange.session,
        exchange.org_id,
        stored.id,
        stored.document,
        exchange.base,
        _projection(exchange),
    )
    location = f"{exchange.base}/Users/{stored.id}" if status == 201 else None
    response = resource_response(status, body, stored.version, location)
    if left_out:
        # It was carried out all the same; the journal tells what was left out of it.
        response.error = " ".join(left_out)[:LONGEST_TEXT_KEPT]
    return response


def _projection(exchange: Exchange) -> Projection | None:
    if not exchange.request.query:
        return None
    return projection_of(exchange.profile.user, exchange.request.parameters())
