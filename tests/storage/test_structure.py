"""The rules of the data that no engine enforces: every key and every statement names the organization."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import ForeignKeyConstraint, Table
from sqlmodel import SQLModel

from scimconsole.storage.pruning import ORGANIZATIONS
from scimconsole.storage.statements import Statement
from tests.storage.organization_named import names_the_organization


def modules(package: str) -> Iterator[str]:
    path = importlib.import_module(package).__path__
    for found in pkgutil.walk_packages(path, f"{package}."):
        if "migrations" not in found.name and not found.name.endswith("__main__"):
            yield found.name


def statements() -> Iterator[tuple[str, str, Statement]]:
    for name in [*modules("scimconsole.storage"), *modules("scimconsole.service")]:
        for attribute, value in vars(importlib.import_module(name)).items():
            values = value.values() if isinstance(value, dict) else [value]
            for one in values:
                if isinstance(one, Statement):
                    yield name, attribute, one


def tables() -> list[Table]:
    importlib.import_module("scimconsole.storage.tables")
    return list(SQLModel.metadata.tables.values())


class TestEveryKey:
    """`org_id` is the first column of every primary key, index and foreign key."""

    @pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
    def test_begins_with_the_organization(self, table: Table) -> None:
        assert next(iter(table.primary_key.columns)).name == "org_id"
        for index in table.indexes:
            assert next(iter(index.columns)).name == "org_id", index.name
        for constraint in table.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                assert constraint.column_keys[0] == "org_id"
                assert constraint.elements[0].target_fullname.endswith(".org_id")

    @pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
    def test_is_made_here_and_not_by_the_engine(self, table: Table) -> None:
        for column in table.columns:
            assert column.server_default is None, column
            assert column.identity is None, column
            assert column.default is None or not column.default.is_sequence, column


class TestEveryStatement:
    def test_is_found_by_this_test(self) -> None:
        assert len(list(statements())) > 60

    @pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
    def test_names_the_organization_of_each_table_it_reads(self, dialect: str) -> None:
        loose = [
            f"{module}.{name}"
            for module, name, statement in statements()
            if statement is not ORGANIZATIONS and not names_the_organization(statement.compiled(dialect).sql)
        ]
        assert loose == []

    def test_uses_no_offset_and_nothing_that_only_some_engines_have(self) -> None:
        found = [
            f"{module}.{name}"
            for module, name, statement in statements()
            if FOREIGN.search(statement.compiled("postgresql").sql)
        ]
        assert found == []


FOREIGN = re.compile(r"\bOFFSET\b|\bnow\(\)|CURRENT_TIMESTAMP|nextval|LISTEN|NOTIFY|pg_advisory|FOR UPDATE")
