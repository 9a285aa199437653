"""Filters by chance: every operator on every attribute, with values that are sometimes there."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from scimconsole.domain.scim.attribute_path import AttributePath
from scimconsole.domain.scim.filter import And, Compare, Filter, Not, Or, Present, ValueFilter
from scimconsole.domain.scim.schema import COMMON_ATTRIBUTES, Attribute, ResourceType
from tests.storage.directory import BASE, BINARIES, DECIMALS, NUMBERS, PROFILE, TEXTS, TIMES, Directory

_TEXT_OPERATORS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le")
_NUMBER_OPERATORS = ("eq", "ne", "gt", "ge", "lt", "le")

Named = tuple[AttributePath, Attribute]


def names(resource_type: ResourceType) -> list[Named]:
    """Every path a filter can compare, with its attribute."""
    found: list[Named] = []
    holders: list[tuple[str | None, tuple[Attribute, ...]]] = [
        (None, (*COMMON_ATTRIBUTES, *resource_type.core.attributes))
    ]
    holders += [(extension.urn, extension.attributes) for extension in resource_type.extensions]
    for urn, attributes in holders:
        for attribute in attributes:
            if attribute.returned == "never":
                continue
            if not attribute.is_complex:
                found.append((AttributePath(urn, attribute.name), attribute))
                continue
            if "value" in attribute.sub:
                found.append((AttributePath(urn, attribute.name), attribute.sub["value"]))
            found += [(AttributePath(urn, attribute.name, sub.name), sub) for sub in attribute.sub_attributes]
    return found


@cache
def filters(resource_type: ResourceType, directory: Directory) -> st.SearchStrategy[Filter]:
    """Filters on users or groups of a directory."""
    known = _known_values(resource_type, directory)
    leaves = st.one_of(
        st.sampled_from(names(resource_type)).flatmap(lambda named: _comparison(*named, known)),
        st.sampled_from(names(resource_type)).map(lambda named: Present(named[0])),
        st.sampled_from(_lists(resource_type)).flatmap(lambda named: _in_brackets(*named, known)),
    )
    return _joined(_joined(leaves))


def _joined(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    """One filter, or two, or one denied."""
    return inner | st.builds(And, inner, inner) | st.builds(Or, inner, inner) | st.builds(Not, inner)


def _lists(resource_type: ResourceType) -> list[Named]:
    found: list[Named] = []
    for urn, holder in ((None, resource_type.core), *((ext.urn, ext) for ext in resource_type.extensions)):
        found += [
            (AttributePath(urn, attribute.name), attribute)
            for attribute in holder.attributes
            if attribute.is_complex and attribute.multi_valued
        ]
    return found


def _in_brackets(
    path: AttributePath, attribute: Attribute, known: dict[str, list[str]]
) -> st.SearchStrategy[Filter]:
    subs = st.sampled_from(attribute.sub_attributes)
    leaves = st.one_of(
        subs.flatmap(lambda sub: _comparison(AttributePath(None, sub.name), sub, known, path.name)),
        subs.map(lambda sub: Present(AttributePath(None, sub.name))),
    )
    return _joined(leaves).map(lambda inner: ValueFilter(path, inner))


def _comparison(
    path: AttributePath, attribute: Attribute, known: dict[str, list[str]], holder: str = ""
) -> st.SearchStrategy[Filter]:
    values = known.get(".".join(filter(None, (holder, path.name, path.sub))))
    match attribute.type:
        case "boolean":
            found = _pairs(("eq", "ne"), (True, False, "True", "FALSE"))
        case "integer" | "decimal":
            found = _pairs(_NUMBER_OPERATORS, (*NUMBERS, *DECIMALS))
        case "dateTime":
            found = _pairs(_NUMBER_OPERATORS, (*TIMES, *(values or ())))
            if path.name != "meta":
                found |= _pairs(("co", "sw", "ew"), ("2026", "", "T20:00", "Z", "00:00.000000Z", "x"))
        case "binary":
            found = _pairs(("eq", "ne", "co", "sw", "ew"), (*BINARIES, "A", "a"))
        case _:
            texts = st.sampled_from(values or TEXTS)
            some = st.one_of(texts, texts.flatmap(_part), texts.map(str.upper), st.sampled_from(TEXTS))
            found = st.tuples(st.sampled_from(_TEXT_OPERATORS), some)
    found |= _pairs(("eq", "ne"), (None,))
    return found.map(lambda pair: Compare(path, *pair))


def _pairs(operators: tuple[str, ...], values: tuple[Any, ...]) -> st.SearchStrategy[tuple[str, Any]]:
    return st.tuples(st.sampled_from(operators), st.sampled_from(values))


def _part(text: str) -> st.SearchStrategy[str]:
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    return ends.map(lambda pair: text[min(pair) : max(pair)])


def _known_values(resource_type: ResourceType, directory: Directory) -> dict[str, list[str]]:
    """Values of the attributes that the service itself writes."""
    mine = directory.resources(resource_type)[:20]
    user_ids = [user["id"] for user in directory.users[:10]]
    group_ids = [group["id"] for group in directory.groups]
    addresses = [f"{BASE}/Users/{user_id}" for user_id in user_ids]
    addresses += [f"{BASE}/Groups/{group_id}" for group_id in group_ids]
    urns = [resource_type.core.urn, *(extension.urn for extension in PROFILE.user.extensions)]
    members = [*user_ids, *group_ids, "nobody-3"]
    member_names = [member.get("display", "") for group in directory.groups for member in group["members"]]
    return {
        "id": [resource["id"] for resource in mine],
        "schemas": urns,
        "meta.resourceType": ["User", "Group", "user"],
        "meta.version": ['W/"1"', 'W/"2"', 'W/"3"'],
        "meta.location": addresses,
        "meta.created": [resource["meta"]["created"] for resource in mine],
        "meta.lastModified": [resource["meta"]["lastModified"] for resource in mine],
        **dict.fromkeys(("groups", "groups.value"), group_ids),
        **dict.fromkeys(("members", "members.value"), members),
        **dict.fromkeys(("groups.$ref", "members.$ref"), addresses),
        "groups.display": [group["displayName"] for group in directory.groups],
        "members.display": member_names,
        "groups.type": ["direct", "indirect", "Direct"],
        "members.type": ["User", "Group", "user"],
    }
