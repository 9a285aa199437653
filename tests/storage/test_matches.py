"""Many looked for at once: each filter finds whom it would find alone, whatever else is asked beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scimconsole.domain.scim.filter import Filter, format_filter, matches, parse_filter, resolve
from scimconsole.domain.scim.schema import ResourceType
from scimconsole.domain.scim.text import fold
from scimconsole.storage import matches as looking
from scimconsole.storage.filter_sql import FilterToSql
from scimconsole.storage.matches import Kind
from tests.storage.directory import BASE, ORG, PROFILE, TEXTS, Directory, fill
from tests.storage.filters import filters

KINDS = [PROFILE.user, PROFILE.group]
PATHS = {
    "User": (
        *("userName", "displayName", "nickName", "title", "name.familyName", "name.formatted", "emails"),
        *('emails[type eq "work"].value', 'phoneNumbers[type eq "Ab"].value', "externalId", "id", "tags"),
        *("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber", "meta.version"),
    ),
    "Group": ("displayName", "externalId", "id", "members"),
}


@pytest.fixture(scope="module")
def directory(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    """The odd directory, on each engine."""
    directory = fill(database_url, tmp_path_factory.mktemp("pepper"), people=60)
    yield directory
    directory.database.close()


def kind_of(resource_type: ResourceType) -> Kind:
    return "User" if resource_type.name == "User" else "Group"


def found(directory: Directory, resource_type: ResourceType, trees: list[Filter]) -> list[list[str]]:
    """The ids found for each filter."""
    translator = FilterToSql(resource_type, ORG, directory.database.dialect, BASE)
    rows = looking.filtered(directory.session, ORG, kind_of(resource_type), translator, trees)
    return [[row[0] for row in each] for each in rows]


def check(directory: Directory, resource_type: ResourceType, given_trees: list[Filter]) -> None:
    trees = [resolve(tree, resource_type) for tree in given_trees]
    resources = directory.resources(resource_type)
    for tree, ids in zip(trees, found(directory, resource_type, trees), strict=True):
        text = format_filter(tree)
        expected = {one["id"] for one in resources if matches(tree, one, resource_type)}
        assert set(ids) <= expected, text
        assert min(len(ids), looking.MOST) == min(len(expected), looking.MOST), text
        assert len(ids) == len(set(ids)), text


@pytest.mark.parametrize("resource_type", KINDS, ids=lambda kind: kind.name)
class TestManyFilters:
    @pytest.mark.parametrize("examples", [15, pytest.param(300, marks=pytest.mark.campaign)])
    def test_find_what_each_finds_alone(
        self, directory: Directory, resource_type: ResourceType, examples: int
    ) -> None:
        @settings(
            max_examples=examples, suppress_health_check=list(HealthCheck), deadline=None, database=None
        )
        @given(st.lists(filters(resource_type, directory), max_size=8))
        def run(trees: list[Filter]) -> None:
            check(directory, resource_type, trees)

        run()

    def test_of_every_path_people_are_matched_by(
        self, directory: Directory, resource_type: ResourceType
    ) -> None:
        quoted = [json.dumps(text, ensure_ascii=False) for text in TEXTS if text.strip()]
        for path in PATHS[resource_type.name]:
            check(directory, resource_type, [parse_filter(f"{path} eq {value}") for value in quoted])

    def test_by_name_and_external_id_are_the_same(
        self, directory: Directory, resource_type: ResourceType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(looking, "AT_ONCE", 16)
        kind = kind_of(resource_type)
        name = "userName" if kind == "User" else "displayName"
        resources = directory.resources(resource_type)
        named = looking.named(directory.session, ORG, kind, [one[name] for one in resources])
        assert {key: [row[0] for row in rows] for key, rows in named.items()} == {
            fold(one[name]): [one["id"]] for one in resources
        }
        external = {text for text in TEXTS if text}
        by_id = looking.with_external_id(directory.session, ORG, kind, external)
        for value in external:
            expected = {one["id"] for one in resources if one.get("externalId") == value}
            ids = {row[0] for row in by_id.get(value, ())}
            assert ids <= expected
            assert min(len(ids), 2) == min(len(expected), 2)
