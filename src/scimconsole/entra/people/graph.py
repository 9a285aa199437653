"""From what Microsoft Graph says of a person or group to the attributes that mappings name, and back.

Both spellings are taken, Graph's (`id`, `mobilePhone`) and that of mappings (`objectId`, `mobile`), so that a
flat file does as well as Graph's JSON. An attribute nobody knows keeps its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scimconsole.entra.people.attribute_names import DELETED, DROPPED, source_name
from scimconsole.entra.people.source import SourceObject
from scimconsole.errors import InvalidInput

DEEPEST = 32
"""Objects and lists inside of each other that are still read."""
DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000"
"""The role id of an assignment without a role."""

_LISTS = frozenset({"otherMails", "proxyAddresses", "imAddresses"})
_BOOLEANS = frozenset({"accountEnabled", "dirSyncEnabled", "isAssigned"})
_SPECIAL = (
    _LISTS
    | _BOOLEANS
    | {"objectId", "manager", "members", "appRoleAssignments", "businessPhones"}
    | {"onPremisesExtensionAttributes", DROPPED, DELETED}
)
_GUEST = re.compile(r"(?s)(.+)_([^_#]+)#EXT#@.*\Z", re.IGNORECASE)
_BOUND = re.compile(r"([^/('\")]+)['\")/]*\Z")
_WORDS = {"true": True, "false": False, "1": True, "0": False}


def source_user(user: Mapping[str, Any], place: str = "") -> SourceObject:
    """A person, from a Graph user.

    `isAssigned: false` says that the application is not assigned to the person. Raises `InvalidInput`, naming
    the place, for a value that cannot be meant.
    """
    attributes = _attributes(user, place)
    name = attributes.get("userPrincipalName")
    shown = attributes.get("originalUserPrincipalName") or name or attributes.get("mail") or ""
    if name.__class__ is str:
        attributes.setdefault("originalUserPrincipalName", name)
        if "#" in name and (guest := _GUEST.match(name)):
            attributes["userPrincipalName"] = f"{guest.group(1)}@{guest.group(2)}"
    is_assigned = attributes.pop("isAssigned", True)
    attributes.pop("members", None)
    return SourceObject(
        "User",
        attributes.get("objectId"),
        shown if shown.__class__ is str else str(shown),
        attributes,
        is_assigned,
        attributes.get("accountEnabled", True),
        attributes.get("manager"),
        (),
        place,
    )


def source_group(group: Mapping[str, Any], place: str = "") -> SourceObject:
    """A group, from a Graph group; `members` are ids or objects with one.

    Raises `InvalidInput`, naming the place, for a value that cannot be meant.
    """
    attributes = _attributes(group, place)
    is_assigned = attributes.pop("isAssigned", True)
    members = tuple(attributes.pop("members", ()))
    name = str(attributes.get("displayName") or "")
    return SourceObject(
        "Group", attributes.get("objectId"), name, attributes, is_assigned, members=members, place=place
    )


def as_graph(source: SourceObject) -> dict[str, Any]:
    """The object as JSON that `source_user` or `source_group` reads as the same object again."""
    found = dict(source.attributes)
    if source.members:
        found["members"] = list(source.members)
    if not source.is_assigned:
        found["isAssigned"] = False
    return found


def _attributes(given: Mapping[str, Any], place: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in given.items():
        if value is None:
            continue
        name = source_name(key)
        if name in _SPECIAL:
            _take_special(found, name, value, place)
        elif value.__class__ is str or value.__class__ is bool:
            found[name] = value
        else:
            plain = _plain(value, name, place)
            if plain is not None:
                found[name] = plain
    return found


def _take_special(found: dict[str, Any], name: str, value: Any, place: str) -> None:
    """Put an attribute that Graph writes in a form of its own."""
    if name == "objectId":
        if value != "":
            found[name] = _identity(value, name, place)
    elif name in _BOOLEANS:
        if value != "":
            found[name] = _boolean(value, name, place)
    elif name == "manager":
        if value != "" and value != {}:
            found[name] = _identity(value, name, place)
    elif name == "members":
        members = [_identity(item, name, place) for item in _listed(value, place) if not _is_removed(item)]
        found[name] = list(dict.fromkeys(members))
    elif name == "appRoleAssignments":
        roles = [role for item in _listed(value, place) if (role := _role(item, place)) is not None]
        if roles:
            found[name] = roles
    elif name == "businessPhones":
        numbers = [item for item in _listed(value, place) if item not in (None, "")]
        if numbers:
            found.setdefault("telephoneNumber", str(numbers[0]))
    elif name in _LISTS:
        items = [item for item in _listed(value, place) if item not in (None, "")]
        if items:
            found[name] = _plain(items, name, place)
    elif name == "onPremisesExtensionAttributes":
        if isinstance(value, Mapping):
            for inner, text in value.items():
                if text is not None and (plain := _plain(text, inner, place)) is not None:
                    found[source_name(inner)] = plain
    elif name == DELETED:
        found[name] = value if isinstance(value, str) else "removed"


def _identity(value: Any, name: str, place: str) -> str:
    """An object id: a text, an object with one, or the address of the object."""
    if isinstance(value, Mapping):
        value = next((value[key] for key in ("id", "objectId", "Id", "value") if value.get(key)), None)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise _unusable(place, name, "is no object id", 'It is a text, or an object such as {"id": "..."}.')
    text = value.strip()
    if "/" in text and (bound := _BOUND.search(text)):
        return bound.group(1)
    return text


def _is_removed(item: Any) -> bool:
    return item in (None, "") or (isinstance(item, Mapping) and "@removed" in item)


def _boolean(value: Any, name: str, place: str) -> bool:
    if isinstance(value, bool):
        return value
    found = _WORDS.get(str(value).strip().lower()) if isinstance(value, str | int) else None
    if found is None:
        raise _unusable(place, name, "is neither true nor false", "Write true or false.")
    return found


def _listed(value: Any, place: str) -> list[Any]:
    """The items of a list, of its JSON, or of a text with semicolons between them."""
    if isinstance(value, str):
        text = value.strip()
        if text.startswith(("[", "{")):
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                return [text]
        else:
            return [piece.strip() for piece in text.split(";") if piece.strip()]
    return list(value) if isinstance(value, list | tuple) else [value]


def _role(item: Any, place: str) -> Any:
    """The assignment as the functions for roles take it; None for one without a role."""
    if not isinstance(item, Mapping):
        return None if item in (None, "", DEFAULT_ACCESS) else _plain(item, "appRoleAssignments", place)
    role_id = item.get("appRoleId")
    if role_id is None:
        return _plain(item, "appRoleAssignments", place)
    names = {key: item[key] for key in ("value", "displayName") if isinstance(item.get(key), str)}
    if names:
        return {"id": str(role_id), **names}
    return None if role_id == DEFAULT_ACCESS else str(role_id)


def _plain(value: Any, name: str, place: str, depth: int = 0) -> Any:
    """The value in texts, whole numbers, Booleans, lists and objects; None for an empty list."""
    if isinstance(value, str | bool) or value is None:
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal | float):
        return _number(value, name, place)
    if depth >= DEEPEST:
        raise _unusable(place, name, f"nests deeper than {DEEPEST} levels", "Leave the attribute out.")
    if isinstance(value, Mapping):
        return {str(key): _plain(item, name, place, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, name, place, depth + 1) for item in value] or None
    return str(value)


def _number(value: Decimal | float, name: str, place: str) -> int | float:
    number = float(value)
    if number != number or number in (float("inf"), float("-inf")):
        raise _unusable(place, name, "is no number that JSON can hold", "Write it as a text.")
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _unusable(place: str, name: str, what: str, hint: str) -> InvalidInput:
    where = f"{place}: " if place else ""
    return InvalidInput(f"{where}{name} {what}.", hint=hint)
