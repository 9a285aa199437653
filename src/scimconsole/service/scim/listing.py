"""Lists of users and groups (RFC 7644, 3.4.2): by filter, order and page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scimconsole.domain.scim.attribute_path import parse_attribute_path
from scimconsole.domain.scim.errors import ScimError, invalid_filter
from scimconsole.domain.scim.filter import And, Compare, Filter, ValueFilter, parse_filter, resolve
from scimconsole.domain.scim.filter.parser import MAX_LENGTH
from scimconsole.domain.scim.projection import Projection
from scimconsole.domain.scim.schema import ResourceType
from scimconsole.domain.scim.text import fold
from scimconsole.service.scim import output
from scimconsole.service.scim.exchange import Exchange
from scimconsole.service.scim.projections import projection_of
from scimconsole.service.scim.query import LARGEST_COUNT, Query
from scimconsole.service.scim.redaction import names_a_secret
from scimconsole.service.scim.response import Response, list_response
from scimconsole.storage import groups, users
from scimconsole.storage.filter_hints import is_selective
from scimconsole.storage.filter_sql import FilterToSql
from scimconsole.storage.groups import StoredGroup
from scimconsole.storage.lists import GROUPS, USERS, Order, ResourceList
from scimconsole.storage.session import Row, Session


@dataclass(frozen=True, slots=True)
class Kind:
    """What is listed: users or groups."""

    name: str
    rows: ResourceList

    def resource_type(self, exchange: Exchange) -> ResourceType:
        """Its schema tables in the organization's profile."""
        return exchange.profile.user if self.name == "User" else exchange.profile.group


USER_KIND = Kind("User", USERS)
GROUP_KIND = Kind("Group", GROUPS)


def list_users(exchange: Exchange) -> Response:
    """GET /Users."""
    return _list(exchange, USER_KIND)


def list_groups(exchange: Exchange) -> Response:
    """GET /Groups."""
    return _list(exchange, GROUP_KIND)


def _list(exchange: Exchange, kind: Kind) -> Response:
    exchange.resource_type = kind.name
    parameters = exchange.request.parameters()
    matched = _matched(exchange, kind, parameters)
    return matched or answer(exchange, kind, Query.from_parameters(parameters))


def search(exchange: Exchange, kind: Kind) -> Response:
    """POST /Users/.search or /Groups/.search."""
    return answer(exchange, kind, Query.from_message(exchange.request.json()))


def answer(exchange: Exchange, kind: Kind, query: Query) -> Response:
    """The list that `query` asks for."""
    exchange.resource_type = kind.name
    exchange.operation = f"list {kind.name.lower()}s"
    resource_type = kind.resource_type(exchange)
    parsed = None if query.filter is None else parse_filter(query.filter)
    if parsed is not None:
        # Noted before anything can be refused: the journal is asked for whoever was looked for in vain.
        exchange.operation = f"find {kind.name.lower()}"
        exchange.sought = _sought(parsed)
    tree = None if parsed is None else resolve(parsed, resource_type)
    projection = projection_of(resource_type, query.parameters)
    if query.cursor is not None:
        return _by_cursor(exchange, kind, query, tree, projection)
    rows, total = _by_index(exchange, kind, query, tree)
    return list_response(_bodies(exchange, kind, rows, projection), total, query.start_index)


def search_all(exchange: Exchange, query: Query) -> Response:
    """Users, then groups, in one list (RFC 7644, 3.4.2: a query at the server's root)."""
    if query.cursor is not None:
        raise ScimError(400, "invalidCursor", "Cursors page through /Users or /Groups, not both at once.")
    exchange.operation = "search"
    bodies: list[bytes] = []
    total, refusals = 0, 0
    for kind in (USER_KIND, GROUP_KIND):
        try:
            parsed = None if query.filter is None else parse_filter(query.filter)
            tree = None if parsed is None else resolve(parsed, kind.resource_type(exchange))
        except ScimError:
            refusals += 1
            if refusals == 2:
                raise
            continue
        part = Query(
            filter=query.filter,
            sort_by=query.sort_by,
            descending=query.descending,
            start_index=max(1, query.start_index - total),
            count=query.count - len(bodies),
        )
        rows, count = _by_index(exchange, kind, part, tree)
        projection = projection_of(kind.resource_type(exchange), query.parameters)
        bodies += _bodies(exchange, kind, rows, projection)
        total += count
    return list_response(bodies, total, query.start_index)


def _by_index(exchange: Exchange, kind: Kind, query: Query, tree: Filter | None) -> tuple[list[Row], int]:
    session, org_id, rows = exchange.session, exchange.org_id, kind.rows
    if tree is None and query.sort_by is None:
        return rows.slice(session, org_id, query.start_index - 1, query.count)
    translator = _translator(exchange, kind)
    condition = None if tree is None else translator.condition(tree)
    order = _order(exchange, kind, query, tree, translator)
    page = rows.page(session, org_id, condition, order, query.count, skip=query.start_index - 1)
    if page.after is None and query.start_index == 1 and query.count:
        return page.rows, len(page.rows)
    return page.rows, rows.count(session, org_id, condition)


def _by_cursor(
    exchange: Exchange, kind: Kind, query: Query, tree: Filter | None, projection: Projection | None
) -> Response:
    session, org_id, rows = exchange.session, exchange.org_id, kind.rows
    translator = _translator(exchange, kind)
    condition = None if tree is None else translator.condition(tree)
    order = _order(exchange, kind, query, tree, translator)
    after = query.after(kind.name, by_number=order.is_by_number)
    page = rows.page(session, org_id, condition, order, query.count, after)
    following = None if page.after is None else query.cursor_for(kind.name, page.after)
    total = rows.count(session, org_id, condition)
    return list_response(_bodies(exchange, kind, page.rows, projection), total, None, following)


def _translator(exchange: Exchange, kind: Kind) -> FilterToSql:
    return FilterToSql(kind.resource_type(exchange), exchange.org_id, exchange.session.dialect, exchange.base)


def _order(
    exchange: Exchange, kind: Kind, query: Query, tree: Filter | None, translator: FilterToSql
) -> Order:
    if query.sort_by is None:
        few = tree is not None and is_selective(translator.table, tree)
        return kind.rows.gathered if few else kind.rows.position
    try:
        path = parse_attribute_path(query.sort_by)
    except ValueError as error:
        raise invalid_filter(f"sortBy: {error}.") from None
    target = kind.resource_type(exchange).locate(path)
    if target is None or target.attribute is None:
        # RFC 7644 lets a server ignore what it cannot sort by; an order nobody asked for would be worse.
        raise ScimError(400, "invalidPath", f'No schema has an attribute "{query.sort_by}" to sort by.')
    if target.attribute.returned == "never":
        raise ScimError(400, "invalidPath", f'"{query.sort_by}" is never shown, so nothing is sorted by it.')
    if target.attribute.is_complex and target.sub is None and "value" not in target.attribute.sub:
        example = f"{path}.{target.attribute.sub_attributes[0].name}"
        raise ScimError(
            400, "invalidPath", f'"{query.sort_by}" is an object; sort by a part of it, such as "{example}".'
        )
    return Order(translator.sort_expression(target.path), query.descending)


def _matched(exchange: Exchange, kind: Kind, parameters: Mapping[str, str]) -> Response | None:
    """The answer to the filters a directory matches with (`userName eq "..."`), by one look at an index."""
    text = parameters.get("filter")
    if text is None or len(text) > MAX_LENGTH or not parameters.keys() <= _MATCH_PARAMETERS:
        return None
    match = _MATCHING.fullmatch(text)
    finder = match and _FINDERS.get((kind.name, match[1].lower()))
    if not match or not finder:
        return None
    exchange.operation = f"find {kind.name.lower()}"
    exchange.sought = value = match[2]
    find, is_folded = finder
    rows = find(exchange.session, exchange.org_id, fold(value) if is_folded else value)
    projection = projection_of(kind.resource_type(exchange), parameters) if len(parameters) > 1 else None
    return list_response(_bodies(exchange, kind, rows[:LARGEST_COUNT], projection), len(rows), 1)


_MATCH_PARAMETERS = frozenset({"filter", "attributes", "excludedattributes"})
_MATCHING = re.compile(r'\s*([A-Za-z]+)\s+[eE][qQ]\s+"([^"\\\x00-\x1f]+)"\s*')
_FINDERS: dict[tuple[str, str], tuple[Callable[[Session, str, str], list[Row]], bool]] = {
    ("User", "id"): (users.rows_by_id, False),
    ("User", "username"): (users.rows_by_name, True),
    ("User", "externalid"): (users.rows_by_external_id, False),
    ("Group", "displayname"): (groups.rows_by_name, True),
    ("Group", "externalid"): (groups.rows_by_external_id, False),
}


def _bodies(exchange: Exchange, kind: Kind, rows: list[Row], projection: Projection | None) -> list[bytes]:
    session, org_id, base = exchange.session, exchange.org_id, exchange.base
    if kind.name == "User":
        return output.user_page(session, org_id, [(row[0], row[-1]) for row in rows], base, projection)
    return [
        output.group_resource(session, org_id, StoredGroup.from_row(row), base, projection) for row in rows
    ]


def _sought(tree: Filter) -> str | None:
    """Whom a filter looks for: the first value that is compared for equality and is no mere `type`.

    What is compared with a password is nobody's name.
    """
    match tree:
        case Compare(path, "eq", str(value)) if path.name != "type" and not names_a_secret(str(path)):
            return value
        case And(left, right):
            return _sought(left) or _sought(right)
        case ValueFilter(_, inner):
            return _sought(inner)
        case _:
            return None
