"""SCIM filters as SQL: every operator, on both engines, with the meaning of `domain.scim.filter`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Double,
    Integer,
    Numeric,
    Table,
    TableValuedAlias,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy import (
    Text as SqlText,
)

from scimconsole.domain.scim.attribute_path import AttributePath
from scimconsole.domain.scim.errors import invalid_filter
from scimconsole.domain.scim.filter import (
    And,
    Compare,
    Filter,
    Not,
    Or,
    Present,
    ValueFilter,
    operand,
)
from scimconsole.domain.scim.schema import Attribute, ResourceType
from scimconsole.domain.scim.text import fold
from scimconsole.storage.filter_hints import GROUP, KEYS, USER, element_hint, hint
from scimconsole.storage.sql_comparison import (
    Condition,
    compared,
    compared_numbers,
    has_object,
    has_text,
    is_filled,
    microseconds,
    pg_text,
)
from scimconsole.storage.tables import Membership

MEMBERSHIP: Table = Membership.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class FilterToSql:
    """Translates resolved filters on one kind of resource of one organization.

    `base` is the Tenant URL, which `meta.location` and `$ref` begin with.
    """

    resource_type: ResourceType
    org_id: str
    dialect: str
    base: str

    @property
    def table(self) -> Table:
        """The table of the resources."""
        return USER if self.resource_type.name == "User" else GROUP

    def condition(self, tree: Filter) -> Condition:
        """The WHERE clause of a filter that `resolve` has made canonical."""
        match tree:
            case And(left, right):
                return and_(self.condition(left), self.condition(right))
            case Or(left, right):
                return or_(self.condition(left), self.condition(right))
            case Not(inner):
                return self.condition(inner).is_not(true())
            case Present(path):
                return self._present(path)
            case Compare(path):
                return self._compare(path, tree)
            case ValueFilter(path, inner):
                condition = self._any_element(path, lambda element: self._inside(inner, element, path))
                found = element_hint(self.org_id, tree) if self.table is USER else None
                return condition if found is None else and_(found, condition)

    def sort_expression(self, path: AttributePath) -> ColumnElement[Any]:
        """What to sort by for `sortBy` (RFC 7644, 3.4.2.3); of several the primary's, else the first."""
        column = self._column(path)
        if column is not None:
            return cast(column, Integer) if isinstance(column.type, Boolean) else column
        name = path.name if path.schema is None else ""
        if name == ("userName" if self.table is USER else "displayName"):
            return self.table.c[KEYS[name]]
        target = self.resource_type.locate(path)
        assert target is not None
        assert target.attribute is not None
        if path.name in ("groups", "members", "schemas"):
            return literal("")
        attribute, sub = target.attribute, path.sub or "value"
        leaf = attribute.sub[sub] if attribute.is_complex else attribute
        holder = AttributePath(path.schema, path.name)
        steps: list[str | int] = [*self._steps(holder), *([0] if attribute.multi_valued else [])]
        if attribute.is_complex:
            steps.append(sub)
        first = self._sortable(self._extract(self.table.c.folded, steps), leaf)
        if not (attribute.multi_valued and "primary" in attribute.sub):
            return first
        elements = self._elements(holder)
        value = elements.c.value
        is_primary = self._typed(self._extract(value, ["primary"]), attribute.sub["primary"])
        primary = select(self._sortable(self._extract(value, [sub]), leaf)).where(is_primary).limit(1)
        return func.coalesce(primary.scalar_subquery(), first)

    def plain_text(self, tree: Filter) -> tuple[ColumnElement[Any], str] | None:
        """The two sides of an equality of single texts; None for a resolved filter of any other form."""
        if not isinstance(tree, Compare) or tree.op != "eq" or self._column(tree.path) is not None:
            return None
        if tree.path.name in ("groups", "members", "schemas") or self._is_list(tree.path):
            return None
        leaf = self._leaf(tree.path)
        value = operand(tree, leaf)
        if not isinstance(value, str) or not value:
            return None
        return self._typed(self._json(tree.path), leaf), value

    # The parts of a filter

    def _leaf(self, path: AttributePath) -> Attribute:
        target = self.resource_type.locate(path)
        assert target is not None
        assert target.leaf is not None
        return target.leaf

    def _present(self, path: AttributePath) -> Condition:
        if path.name in ("id", "meta", "schemas", "userName", "active"):
            return true()
        sub = path.sub
        if path.name in ("groups", "members"):
            return self._any_linked(
                path.name, lambda row: has_text(self._linked_value(path.name, sub or "value", row))
            )
        column = self._column(path)
        if column is not None:
            return column.is_not(None) if isinstance(column.type, BigInteger) else has_text(column)
        leaf = self._leaf(path)
        if self._is_list(path):

            def element_present(element: Any) -> Condition:
                return self._filled(element if sub is None else self._extract(element, [sub]), leaf)

            return self._any_element(path, element_present)
        return self._filled(self._json(path), leaf)

    def _compare(self, path: AttributePath, compare: Compare) -> Condition:
        attribute = self._leaf(path)
        value = operand(compare, attribute)
        if path.name == "schemas":
            return self._compare_schemas(compare.op, str(value))
        if path.name in ("groups", "members"):
            return self._compare_linked(path, compare.op, value)
        column = self._column(path)
        if column is not None:
            if attribute.type == "dateTime":
                if compare.op in ("co", "sw", "ew"):
                    raise invalid_filter(f'"{path}" is a time; compare it with eq, ne, gt, ge, lt or le.')
                return compared_numbers(column, compare.op, microseconds(str(value)))
            return self._hinted(compare, value, compared(column, compare.op, value, self.dialect))
        if self._is_list(path):
            return self._compare_list(compare, value, attribute)
        found = self._typed(self._json(path), attribute)
        return self._hinted(compare, value, compared(found, compare.op, value, self.dialect))

    def _hinted(self, compare: Compare, value: str | int | float | bool, condition: Condition) -> Condition:
        found = hint(self.table, self.org_id, compare, value)
        return condition if found is None else and_(found, condition)

    def _compare_list(
        self, compare: Compare, value: str | int | float | bool, attribute: Attribute
    ) -> Condition:
        path, op = compare.path, compare.op

        def found(element: Any) -> ColumnElement[Any]:
            return self._typed(element if path.sub is None else self._extract(element, [path.sub]), attribute)

        if op == "ne":
            nothing = self._any_element(path, lambda element: is_filled(found(element))).is_not(true())
            differs = self._any_element(
                path,
                lambda element: and_(is_filled(found(element)), found(element) != literal(value)),
            )
            return or_(nothing, differs)
        matching = self._any_element(path, lambda element: compared(found(element), op, value, self.dialect))
        return self._hinted(compare, value, matching)

    def _inside(self, tree: Filter, element: Any, path: AttributePath) -> Condition:
        target = self.resource_type.locate(AttributePath(path.schema, path.name))
        assert target is not None
        assert target.attribute is not None
        attribute = target.attribute
        match tree:
            case And(left, right):
                return and_(self._inside(left, element, path), self._inside(right, element, path))
            case Or(left, right):
                return or_(self._inside(left, element, path), self._inside(right, element, path))
            case Not(inner):
                return self._inside(inner, element, path).is_not(true())
            case Present(sub):
                if path.name in ("groups", "members"):
                    return has_text(self._linked_value(path.name, sub.name, element))
                return self._filled(self._extract(element, [sub.name]), attribute.sub[sub.name])
            case Compare(sub, op):
                leaf = attribute.sub[sub.name]
                value = operand(tree, leaf)
                if path.name in ("groups", "members"):
                    return compared(self._linked_value(path.name, sub.name, element), op, value, self.dialect)
                found = self._typed(self._extract(element, [sub.name]), leaf)
                return compared(found, op, value, self.dialect)
            case ValueFilter():
                raise AssertionError("resolve() refuses brackets in brackets")

    # Columns

    def _column(self, path: AttributePath) -> ColumnElement[Any] | None:
        table = self.table
        if path.schema is not None:
            return None
        match path.name, path.sub:
            case "id", None:
                return table.c.id
            case "externalId", None:
                return table.c.external_id
            case "active", None:
                # Whoever keeps access until an owner's word is inactive for the directory.
                return and_(table.c.active, table.c.withheld_at.is_(None))
            case "meta", "created":
                return table.c.created_at
            case "meta", "lastModified":
                return table.c.modified_at
            case "meta", "resourceType":
                return literal(self.resource_type.name)
            case "meta", "version":
                return literal('W/"') + cast(table.c.version, SqlText) + literal('"')
            case "meta", "location":
                return literal(f"{self.base}{self.resource_type.endpoint}/") + table.c.id
            case _:
                return None

    def _compare_schemas(self, op: str, value: str) -> Condition:
        present: dict[str, Condition] = {self.resource_type.core.urn: true()}
        for extension in self.resource_type.extensions:
            holder = self._extract(self.table.c.folded, [extension.urn])
            present[extension.urn] = holder.is_not(None)
        conditions = [
            and_(held, compared(literal(fold(urn)), op, fold(value), self.dialect))
            for urn, held in present.items()
        ]
        return or_(*conditions)

    # Memberships, which stand in a table of their own

    def _compare_linked(self, path: AttributePath, op: str, value: str | int | float | bool) -> Condition:
        sub = path.sub or "value"

        def linked(row: Any) -> ColumnElement[Any]:
            return self._linked_value(path.name, sub, row)

        if op == "ne":
            return or_(
                self._any_linked(path.name, lambda row: has_text(linked(row))).is_not(true()),
                self._any_linked(path.name, lambda row: and_(has_text(linked(row)), linked(row) != value)),
            )
        return self._any_linked(path.name, lambda row: compared(linked(row), op, value, self.dialect))

    def _any_linked(self, name: str, test: Callable[[Any], Condition]) -> Condition:
        row = MEMBERSHIP.alias()
        mine = row.c.member_id if name == "groups" else row.c.group_id
        return exists(
            select(literal(1)).where(row.c.org_id == self.org_id, mine == self.table.c.id, test(row))
        )

    def _linked_value(self, name: str, sub: str, row: Any) -> ColumnElement[Any]:
        other: ColumnElement[Any] = row.c.group_id if name == "groups" else row.c.member_id
        kind: ColumnElement[Any] = row.c.member_type
        match sub:
            case "value":
                return other
            case "type":
                return literal("direct") if name == "groups" else func.lower(kind)
            case "$ref" if name == "groups":
                return literal(f"{self.base}/Groups/") + other
            case "$ref":
                return literal(f"{self.base}/") + kind + literal("s/") + other
            case _:
                if name == "groups":
                    return self._display_name(GROUP, other)
                return func.coalesce(self._display_name(USER, other), self._display_name(GROUP, other))

    def _display_name(self, table: Table, identifier: ColumnElement[Any]) -> ColumnElement[Any]:
        linked = table.alias()
        shown = self._text(self._extract(linked.c.folded, ["displayName"]))
        return (
            select(shown).where(linked.c.org_id == self.org_id, linked.c.id == identifier).scalar_subquery()
        )

    # JSON

    def _is_list(self, path: AttributePath) -> bool:
        target = self.resource_type.locate(AttributePath(path.schema, path.name))
        return bool(target and target.attribute and target.attribute.multi_valued)

    @staticmethod
    def _steps(path: AttributePath) -> list[str]:
        return [step for step in (path.schema, path.name, path.sub) if step]

    def _json(self, path: AttributePath) -> ColumnElement[Any]:
        return self._extract(self.table.c.folded, self._steps(path))

    def _extract(self, document: Any, steps: list[Any]) -> ColumnElement[Any]:
        """The JSON value at `steps`, still JSON on PostgreSQL and a plain value on SQLite."""
        if self.dialect == "sqlite":
            where = "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in steps)
            return func.json_extract(document, "$" + where)
        found = document
        for step in steps:
            found = found.op("->")(literal(step, Integer() if isinstance(step, int) else SqlText()))
        result: ColumnElement[Any] = found
        return result

    def _text(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value if self.dialect == "sqlite" else pg_text(value)

    def _typed(self, value: ColumnElement[Any], attribute: Attribute) -> ColumnElement[Any]:
        if self.dialect == "sqlite":
            return value
        if attribute.type in ("integer", "decimal"):
            return cast(pg_text(value), Numeric)
        if attribute.type == "boolean":
            return pg_text(value) == "true"
        return pg_text(value)

    def _sortable(self, value: ColumnElement[Any], attribute: Attribute) -> ColumnElement[Any]:
        if attribute.type in ("integer", "decimal"):
            return cast(value if self.dialect == "sqlite" else pg_text(value), Double)
        if attribute.type == "boolean":
            return cast(self._typed(value, attribute), Integer)
        return self._text(value)

    def _filled(self, value: ColumnElement[Any], attribute: Attribute) -> Condition:
        if attribute.is_complex:
            return has_object(value if self.dialect == "sqlite" else pg_text(value))
        return has_text(value if self.dialect == "sqlite" else pg_text(value))

    def _any_element(self, path: AttributePath, test: Callable[[Any], Condition]) -> Condition:
        """Whether some element of a list passes; memberships stand for `groups` and `members`."""
        if path.name in ("groups", "members"):
            return self._any_linked(path.name, test)
        elements = self._elements(AttributePath(path.schema, path.name))
        return exists(select(literal(1)).select_from(elements).where(test(elements.c.value)))

    def _elements(self, path: AttributePath) -> TableValuedAlias:
        """The elements of a list as rows with one column, `value`."""
        if self.dialect == "sqlite":
            where = "$" + "".join(f'."{step}"' for step in self._steps(path))
            listed = func.json_each(self.table.c.folded, where)
        else:
            listed = func.jsonb_array_elements(self._json(path))
        rows: TableValuedAlias = listed.table_valued("value")
        return rows
