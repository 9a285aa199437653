"""Filters and orders in SQL: on each engine they mean what `domain.scim.filter` says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from scimconsole.domain.scim.attribute_path import AttributePath
from scimconsole.domain.scim.filter import Filter, format_filter, matches, parse_filter, resolve
from scimconsole.domain.scim.filter.matching import comparable
from scimconsole.domain.scim.schema import Attribute, ResourceType
from scimconsole.storage.filter_sql import FilterToSql
from scimconsole.storage.lists import GROUPS, USERS, Order, ResourceList
from scimconsole.storage.statements import Statement
from scimconsole.storage.text_keys import KEY_LENGTH
from tests.storage.directory import BASE, ORG, PROFILE, Directory, fill
from tests.storage.filters import filters, names

LONGEST = 1_000
KINDS = [PROFILE.user, PROFILE.group]


@pytest.fixture(scope="module")
def directory(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    """The odd directory, on each engine."""
    directory = fill(database_url, tmp_path_factory.mktemp("pepper"))
    yield directory
    directory.database.close()


def translator(directory: Directory, resource_type: ResourceType) -> FilterToSql:
    return FilterToSql(resource_type, ORG, directory.database.dialect, BASE)


def found_by_sql(directory: Directory, resource_type: ResourceType, tree: Filter) -> list[str]:
    to_sql = translator(directory, resource_type)
    condition = to_sql.condition(resolve(tree, resource_type))
    table = to_sql.table
    query = select(table.c.id).where(table.c.org_id == ORG, condition)
    return sorted(row[0] for row in directory.session.all(Statement(query)))


def found_by_reading(directory: Directory, resource_type: ResourceType, tree: Filter) -> list[str]:
    resources = directory.resources(resource_type)
    return sorted(one["id"] for one in resources if matches(tree, one, resource_type))


def check_a_filter(directory: Directory, data: st.DataObject, resource_type: ResourceType) -> None:
    text = format_filter(data.draw(filters(resource_type, directory)))
    assume(len(text) <= LONGEST)
    tree = parse_filter(text)
    assert found_by_sql(directory, resource_type, tree) == found_by_reading(directory, resource_type, tree)


@pytest.mark.parametrize("resource_type", KINDS, ids=lambda kind: kind.name)
class TestAFilter:
    """The database finds exactly what reading every resource finds."""

    @settings(max_examples=250, suppress_health_check=[HealthCheck.differing_executors])
    @given(data=st.data())
    def test_finds_what_it_means(
        self, directory: Directory, resource_type: ResourceType, data: st.DataObject
    ) -> None:
        check_a_filter(directory, data, resource_type)

    @pytest.mark.campaign
    @settings(
        max_examples=20_000,
        derandomize=False,
        database=None,  # ids are new in every run: what was kept of an earlier one means something else
        suppress_health_check=[HealthCheck.differing_executors],
    )
    @given(data=st.data())
    def test_finds_what_it_means_in_many_forms(
        self, directory: Directory, resource_type: ResourceType, data: st.DataObject
    ) -> None:
        check_a_filter(directory, data, resource_type)

    def test_every_attribute_is_present_where_it_has_a_value(
        self, directory: Directory, resource_type: ResourceType
    ) -> None:
        for path, _ in names(resource_type):
            tree = parse_filter(f"{path} pr")
            expected = found_by_reading(directory, resource_type, tree)
            assert found_by_sql(directory, resource_type, tree) == expected, path


@pytest.mark.parametrize("resource_type", KINDS, ids=lambda kind: kind.name)
class TestAnOrder:
    """Both engines sort alike: texts by folded code points, the primary of several, absent values last."""

    @pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
    def test_is_the_same_for_every_attribute(
        self, directory: Directory, resource_type: ResourceType, descending: bool
    ) -> None:
        kind = USERS if resource_type.name == "User" else GROUPS
        for path, attribute in names(resource_type):
            if path.name in ("schemas", "groups", "members"):
                continue
            order = Order(translator(directory, resource_type).sort_expression(path), descending)
            rows = kind.page(directory.session, ORG, None, order, 1000).rows
            expected = sorted(
                directory.resources(resource_type),
                key=lambda one, path=path, attribute=attribute: (  # type: ignore[misc]
                    *sort_key(one, path, attribute),
                    one["id"],
                ),
                reverse=descending,
            )
            assert [row[0] for row in rows] == [one["id"] for one in expected], path

    def test_is_walked_page_by_page(self, directory: Directory, resource_type: ResourceType) -> None:
        kind = USERS if resource_type.name == "User" else GROUPS
        for path, _ in names(resource_type):
            for descending in (False, True):
                order = Order(translator(directory, resource_type).sort_expression(path), descending)
                whole = [row[0] for row in kind.page(directory.session, ORG, None, order, 1000).rows]
                assert walked(directory, kind, order, 13) == whole, path


def walked(directory: Directory, kind: ResourceList, order: Order, limit: int) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = kind.page(directory.session, ORG, None, order, limit, after)
        found += [row[0] for row in page.rows]
        if page.after is None:
            return found
        after = page.after


def sort_key(resource: dict[str, Any], path: AttributePath, attribute: Attribute) -> tuple[bool, Any]:
    """The value a resource is sorted by, behind whether it has none."""
    holder = resource.get(path.schema, {}) if path.schema else resource
    value = holder.get(path.name)
    if isinstance(value, list):
        has_primary = (one for one in value if isinstance(one, dict) and one.get("primary") is True)
        values = [*has_primary, *value[:1]]
    else:
        values = [] if value is None else [value]
    if any(isinstance(one, dict) for one in values):
        values = [one[path.sub or "value"] for one in values if (path.sub or "value") in one]
    if not values:
        return True, 0
    found = comparable(values[0], attribute)
    indexed = {"User": "userName", "Group": "displayName"}[resource["meta"]["resourceType"]]
    bounded = path == AttributePath(None, indexed)
    return False, found[:KEY_LENGTH] if bounded else found
