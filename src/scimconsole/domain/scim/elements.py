"""Changes to an attribute of many values; every function gives a new list and leaves its input alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter.matching import comparable
from scimconsole.domain.scim.schema import Attribute
from scimconsole.domain.scim.values import MAX_VALUES, too_many_values

Element = dict[str, Any]


def without(attribute: Attribute, present: list[Any], listed: list[Any]) -> list[Any]:
    """`present` without exactly the listed values: by `value` and `type` if listed, else by all parts."""
    if not attribute.is_complex:
        gone = {comparable(one, attribute) for one in listed}
        return [element for element in present if comparable(element, attribute) not in gone]
    listed_by_value = _by_value(attribute, listed)

    def is_listed(element: Element) -> bool:
        keys = {_value(attribute, element), None}
        candidates = (listed[index] for key in keys for index in listed_by_value.get(key, ()))
        return any(_is_same(attribute, element, one) for one in candidates)

    return [element for element in present if not is_listed(element)]


def merged(attribute: Attribute, present: list[Any], added: list[Any]) -> list[Any]:
    """`present` and the added values; an equal value is not doubled, an added primary is the only one."""
    result = list(present)
    if attribute.is_complex:
        result = _merged_objects(attribute, result, added)
    else:
        known = {comparable(element, attribute) for element in present}
        for one in added:
            key = comparable(one, attribute)
            if key not in known:
                known.add(key)
                result.append(one)
    if len(result) > MAX_VALUES:
        raise too_many_values(attribute)
    return result


def _merged_objects(attribute: Attribute, result: list[Element], added: list[Element]) -> list[Element]:
    by_value = _by_value(attribute, result)
    primary = None
    for one in added:
        key = _value(attribute, one)
        candidates = range(len(result)) if key is None else by_value.setdefault(key, [])
        index = next((i for i in candidates if _is_same(attribute, result[i], one)), len(result))
        if index < len(result):
            result[index] = result[index] | one
        else:
            result.append(one)
            by_value.setdefault(key, []).append(index)
        if one.get("primary") is True:
            primary = index
    return _with_primary(result, primary)


def changed(
    present: list[Element],
    picks: Callable[[Mapping[str, Any]], bool],
    name: str,
    part: Element | None,
    wanted: Element | None,
) -> list[Element]:
    """One part of every picked element set or, with `part` None, taken out.

    An element of which nothing is left but what picked it goes too. Where nothing is picked, an element
    with `wanted` and the part is created; Entra replaces values that were never there.
    """
    if part is not None:
        return replaced(present, picks, part, wanted, keep=True)
    result = []
    for element in present:
        if not picks(element):
            result.append(element)
            continue
        rest = {key: kept for key, kept in element.items() if key != name}
        if rest.keys() - (wanted or {}).keys() - {"primary"}:
            result.append(rest)
    return result


def replaced(
    present: list[Element],
    picks: Callable[[Mapping[str, Any]], bool],
    value: Element,
    wanted: Element | None,
    *,
    keep: bool,
) -> list[Element]:
    """Every picked element with the parts of `value`, its other parts kept or not; created if there is none.

    Raises ScimError 400 noTarget when nothing is picked and what would be created is not picked either.
    """
    result: list[Element] = []
    picked: list[int] = []
    for index, element in enumerate(present):
        if picks(element):
            picked.append(index)
            result.append((element if keep else wanted or {}) | value)
        else:
            result.append(element)
    if not picked:
        created = None if wanted is None else wanted | value
        if created is None or not picks(created):
            # Otherwise each retry of the same request would add another value.
            raise ScimError(
                400, "noTarget", "The filter in the path matches no value and does not say what to create."
            )
        picked.append(len(result))
        result.append(created)
    is_primary = result[picked[0]].get("primary") is True
    return _with_primary(result, picked[0] if is_primary else None)


def _with_primary(elements: list[Any], index: int | None) -> list[Any]:
    """The elements with `primary` left to the one at `index`; as they are without an index."""
    if index is None:
        return elements
    return [
        element | {"primary": False} if i != index and element.get("primary") is True else element
        for i, element in enumerate(elements)
    ]


def _value(attribute: Attribute, element: Element) -> Any:
    value = element.get("value")
    return None if value is None else comparable(value, attribute.sub["value"])


def _by_value(attribute: Attribute, elements: list[Element]) -> dict[Any, list[int]]:
    """Where each `value` stands; None for elements without one."""
    places: dict[Any, list[int]] = {}
    for index, element in enumerate(elements):
        places.setdefault(_value(attribute, element), []).append(index)
    return places


def _is_same(attribute: Attribute, element: Element, listed: Element) -> bool:
    names = [name for name in listed if name in ("value", "type") or "value" not in listed]
    return all(
        name in element
        and comparable(element[name], attribute.sub[name]) == comparable(listed[name], attribute.sub[name])
        for name in names
    )
