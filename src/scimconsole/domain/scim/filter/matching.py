"""What a filter means for a resource type, and whether a resource matches it.

The meaning is the one the database gives, so that a filter finds the same resources everywhere: texts
without regard to case unless the attribute is caseExact; an attribute of many values matches by any of
them; `ne` matches when some value differs or there is none; `pr` is false for what is empty.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from scimconsole.domain.scim.attribute_path import AttributePath
from scimconsole.domain.scim.errors import ScimError, invalid_filter
from scimconsole.domain.scim.filter.tree import (
    And,
    Compare,
    Filter,
    Literal,
    Not,
    Offsets,
    Or,
    Present,
    ValueFilter,
)
from scimconsole.domain.scim.schema import Attribute, ResourceType
from scimconsole.domain.scim.text import did_you_mean, fold, iso_instant, nearest

Predicate = Callable[[Mapping[str, Any]], bool]
_Getter = Callable[[Mapping[str, Any]], list[Any]]

_TEXT_TYPES = frozenset({"string", "reference", "binary"})
_NUMBER_TYPES = frozenset({"integer", "decimal"})
_ORDERING = frozenset({"gt", "ge", "lt", "le"})
_TEXT_ONLY = frozenset({"co", "sw", "ew"})
_OPERATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "co": operator.contains,
    "sw": str.startswith,
    "ew": str.endswith,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


def resolve(tree: Filter, resource_type: ResourceType) -> Filter:
    """The same filter with canonical names, and with values of the attributes' own types.

    Booleans sent as text become booleans, times become `2026-11-21T20:00:00.000000Z`; a complex attribute
    stands for its `value`; `eq null` becomes `not (... pr)` and `ne null` becomes `pr`. Texts stay as sent
    (`operand` folds them). Raises ScimError 400 invalidFilter for names no schema knows and for comparisons
    without meaning.
    """
    match tree:
        case And(left, right):
            return And(resolve(left, resource_type), resolve(right, resource_type))
        case Or(left, right):
            return Or(resolve(left, resource_type), resolve(right, resource_type))
        case Not(inner):
            return Not(resolve(inner, resource_type))
        case Present(path):
            return Present(_locate(path, resource_type, tree.at)[0])
        case Compare(path):
            return _compare(*_locate(path, resource_type, tree.at), tree)
        case ValueFilter(path, inner):
            canonical, attribute = _locate(path, resource_type, tree.at)
            if not (attribute.is_complex and attribute.multi_valued):
                sentence = f'"{path}" has no list of objects, so it takes no filter in brackets.'
                raise invalid_filter(sentence, _path_at(tree.at))
            return ValueFilter(canonical, resolve_element(inner, attribute))


def resolve_element(tree: Filter, attribute: Attribute) -> Filter:
    """`resolve` for the inside of the brackets: names are the sub-attributes of a complex attribute."""
    match tree:
        case And(left, right):
            return And(resolve_element(left, attribute), resolve_element(right, attribute))
        case Or(left, right):
            return Or(resolve_element(left, attribute), resolve_element(right, attribute))
        case Not(inner):
            return Not(resolve_element(inner, attribute))
        case Present(path):
            return Present(AttributePath(None, _sub_attribute(path, attribute, tree.at).name))
        case Compare(path):
            sub = _sub_attribute(path, attribute, tree.at)
            return _compare(AttributePath(None, sub.name), sub, tree)
        case ValueFilter(path, _):
            sentence = f'"{path}" in brackets cannot take brackets of its own.'
            raise invalid_filter(sentence, _path_at(tree.at))


def operand(compare: Compare, attribute: Attribute) -> str | int | float | bool:
    """The value of a resolved comparison as the folded document has it: texts folded unless caseExact."""
    value = compare.value
    assert value is not None, "resolve() leaves no null"
    return fold(value) if isinstance(value, str) and _folds(attribute) else value


def matches(tree: Filter, resource: Mapping[str, Any], resource_type: ResourceType) -> bool:
    """Whether the resource matches; raises as `resolve` does."""
    return compile_filter(tree, resource_type)(resource)


def compile_filter(tree: Filter, resource_type: ResourceType) -> Predicate:
    """A function that tells whether a resource matches; raises as `resolve` does."""
    return _predicate(resolve(tree, resource_type), lambda path: _resource_getter(path, resource_type))


def element_predicate(tree: Filter, attribute: Attribute) -> Predicate:
    """A function that tells whether one object of a complex attribute matches the filter in brackets."""
    return _predicate(resolve_element(tree, attribute), lambda path: _element_getter(path, attribute))


def _locate(
    path: AttributePath, resource_type: ResourceType, at: Offsets | None
) -> tuple[AttributePath, Attribute]:
    target = resource_type.locate(path)
    if target is None or target.leaf is None:
        raise unknown_name(str(path), resource_type, _path_at(at))
    if target.leaf.returned == "never":
        raise invalid_filter(f'"{path}" is never shown, so nothing can be found by it.', _path_at(at))
    return target.path, target.leaf


def _path_at(at: Offsets | None) -> int | None:
    return None if at is None else at.path


def unknown_name(name: str, resource_type: ResourceType, position: int | None) -> ScimError:
    """invalidFilter for a name no schema knows, with the nearest one that is known."""
    meant = nearest(name, resource_type.known_names())
    sentence = f'No schema of {resource_type.name} has an attribute "{name}"{did_you_mean(meant)}'
    return invalid_filter(sentence, position, meant)


def _sub_attribute(path: AttributePath, attribute: Attribute, at: Offsets | None) -> Attribute:
    sub = attribute.sub.get(path.name) or attribute.sub.get(path.name.lower())
    if sub is None or path.sub is not None or path.schema is not None:
        meant = nearest(str(path), [known.name for known in attribute.sub_attributes])
        sentence = f'"{attribute.name}" has no sub-attribute "{path}"{did_you_mean(meant)}'
        raise invalid_filter(sentence, _path_at(at), meant)
    return sub


def _compare(path: AttributePath, attribute: Attribute, asked: Compare) -> Filter:
    op, value, at = asked.op, asked.value, asked.at
    if attribute.is_complex:
        valued = attribute.sub.get("value")
        if valued is None:
            example = attribute.sub_attributes[0].name
            sentence = f'"{path}" is an object; compare a part of it, such as "{path}.{example}".'
            raise invalid_filter(sentence, _path_at(at))
        path, attribute = AttributePath(path.schema, path.name, valued.name), valued
    if value is None:
        if op == "eq":
            return Not(Present(path))
        if op == "ne":
            return Present(path)
        sentence = f'"{path} {op} null" has no meaning; null is compared with eq and ne only.'
        raise invalid_filter(sentence, at and at.op)
    _require_meaning(path, attribute.type, op, at and at.op)
    return Compare(path, op, _typed(path, attribute.type, op, value, at and at.value))


def _require_meaning(path: AttributePath, kind: str, op: str, position: int | None) -> None:
    """Raise invalidFilter when values of this type are not compared so."""
    if kind == "boolean" and (op in _ORDERING or op in _TEXT_ONLY):
        sentence = f'"{path}" is true or false, so "{op}" cannot compare it; use eq or ne.'
    elif kind in _NUMBER_TYPES and op in _TEXT_ONLY:
        sentence = f'"{path}" is a number, so "{op}" cannot compare it.'
    elif kind == "binary" and op in _ORDERING:
        sentence = f'"{path}" is binary, so "{op}" cannot compare it.'
    else:
        return
    raise invalid_filter(sentence, position)


def _typed(
    path: AttributePath, kind: str, op: str, value: str | int | float | bool, position: int | None
) -> Literal:
    """The value as one of the attribute's type; raises invalidFilter for one that cannot be."""
    if kind == "boolean":
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        sentence = f'"{path}" is true or false; it cannot be compared with {value!r}.'
    elif kind in _NUMBER_TYPES:
        if not isinstance(value, bool) and isinstance(value, int | float):
            return value
        sentence = f'"{path}" is a number; it cannot be compared with {value!r}.'
    elif not isinstance(value, str):
        sentence = f'"{path}" is text, so the value must stand in double quotes, not {value!r}.'
    elif kind == "dateTime" and op not in _TEXT_ONLY:
        instant = iso_instant(value)
        if instant is not None:
            return instant
        sentence = f'"{path}" is a time; "{value}" is none (write 2026-11-21T20:00:00Z).'
    else:
        return value
    raise invalid_filter(sentence, position)


def _folds(attribute: Attribute) -> bool:
    return attribute.type in _TEXT_TYPES and not attribute.case_exact and attribute.type != "binary"


def _predicate(tree: Filter, getter: Callable[[AttributePath], tuple[_Getter, Attribute]]) -> Predicate:
    match tree:
        case And(left, right):
            first, second = _predicate(left, getter), _predicate(right, getter)
            return lambda resource: first(resource) and second(resource)
        case Or(left, right):
            first, second = _predicate(left, getter), _predicate(right, getter)
            return lambda resource: first(resource) or second(resource)
        case Not(inner):
            negated = _predicate(inner, getter)
            return lambda resource: not negated(resource)
        case Present(path):
            values, _ = getter(path)
            return lambda resource: any(_is_present(value) for value in values(resource))
        case Compare(path):
            values, attribute = getter(path)
            return _comparison(tree, values, attribute)
        case ValueFilter(path, inner):
            values, attribute = getter(path)
            inside = _predicate(inner, lambda sub: _element_getter(sub, attribute))
            return lambda resource: any(inside(value) for value in values(resource))


def _comparison(compare: Compare, values: _Getter, attribute: Attribute) -> Predicate:
    test, wanted = _OPERATIONS[compare.op], operand(compare, attribute)
    if compare.op == "ne":
        return lambda resource: (
            not (present := _comparable(values(resource), attribute))
            or any(value != wanted for value in present)
        )
    return lambda resource: any(test(value, wanted) for value in _comparable(values(resource), attribute))


def _comparable(values: list[Any], attribute: Attribute) -> list[Any]:
    return [comparable(value, attribute) for value in values if _is_present(value)]


def comparable(value: Any, attribute: Attribute) -> Any:
    """A stored value in the form comparisons use: texts folded unless caseExact, times in one form."""
    if isinstance(value, str):
        if attribute.type == "dateTime":
            return iso_instant(value) or value
        return fold(value) if _folds(attribute) else value
    return value


def _is_present(value: Any) -> bool:
    return value is not None and value != "" and value != [] and value != {}


@lru_cache(maxsize=1_024)
def _element_getter(path: AttributePath, attribute: Attribute) -> tuple[_Getter, Attribute]:
    name = path.name
    return (lambda element: [element[name]] if name in element else []), attribute.sub[name]


@lru_cache(maxsize=1_024)
def _resource_getter(path: AttributePath, resource_type: ResourceType) -> tuple[_Getter, Attribute]:
    target = resource_type.locate(path)
    assert target is not None, "resolve() leaves known names only"
    attribute, leaf = target.attribute, target.leaf
    assert attribute is not None, "resolve() leaves no bare extension"
    assert leaf is not None, "resolve() leaves no bare extension"
    name, sub, schema = attribute.name, path.sub, path.schema

    def values(resource: Mapping[str, Any]) -> list[Any]:
        holder = resource if schema is None else resource.get(schema)
        value = holder.get(name) if isinstance(holder, Mapping) else None
        if value is None:
            return []
        elements = value if isinstance(value, list) else [value]
        if sub is None:
            return elements
        return [element[sub] for element in elements if isinstance(element, Mapping) and sub in element]

    return values, leaf
