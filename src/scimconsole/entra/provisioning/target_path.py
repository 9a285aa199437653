"""Where a target lives in a SCIM resource: `emails[type eq "work"].value`, `urn:...:User:department`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter import And, Compare, Filter
from scimconsole.domain.scim.path import parse_path
from scimconsole.domain.scim.text import fold
from scimconsole.errors import InvalidInput

CORE = {
    "User": "urn:ietf:params:scim:schemas:core:2.0:User",
    "Group": "urn:ietf:params:scim:schemas:core:2.0:Group",
}
"""The core schema of each kind of object."""
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

_NOTHING: tuple[Any, ...] = ([], {})
_CORE_URNS = frozenset(urn.lower() for urn in CORE.values())


@dataclass(frozen=True, slots=True)
class TargetPath:
    """A target that was understood; names are spelled as the mapping spells them."""

    text: str
    """The path as the mapping has it, which a PATCH operation names too."""
    schema: str | None
    """The URN before the attribute, also that of the core schema; None without one."""
    name: str
    condition: tuple[tuple[str, str | bool], ...] = ()
    """What the element in brackets has; `primary eq "True"` is Boolean here, as it is in a body."""
    sub: str | None = None
    is_plain: bool = False
    """Whether it is a name at the top of a resource and nothing else."""

    @property
    def is_enterprise(self) -> bool:
        """Whether it is an attribute of the enterprise extension."""
        return self.schema is not None and self.schema.lower() == ENTERPRISE.lower()

    def write(self, body: dict[str, Any], value: Any) -> None:
        """Put a value into a body; targets with the same brackets share one element."""
        if value.__class__ is list:
            value = value.copy()
        if self.is_plain:
            body[self.name] = value
            return
        holder = body
        if self.schema is not None:
            holder = body.setdefault(self.schema, {})
        if self.condition:
            element = self._element(holder)
            if self.sub is not None:
                element[self.sub] = value
            elif isinstance(value, dict):
                element.update(value)
            else:
                element["value"] = value
        elif self.sub is None:
            holder[self.name] = value
        else:
            parent = holder.get(self.name)
            if not isinstance(parent, dict):
                parent = holder[self.name] = {}
            parent[self.sub] = value

    def read(self, resource: Mapping[str, Any]) -> Any:
        """The value in a resource whose names can be in any case; None where there is none."""
        holder: Any = resource
        if self.is_plain:
            value = named(resource, self.name)
            return None if value in _NOTHING else value
        if self.schema is not None:
            holder = named(resource, self.schema)
            if self.schema.lower() in _CORE_URNS and not (
                isinstance(holder, Mapping) and named(holder, self.name) is not None
            ):
                holder = resource
        value = named(holder, self.name)
        if not self.condition and self.sub is None:
            return None if value in _NOTHING else value
        if self.condition:
            elements = value if isinstance(value, list) else [value]
            value = next((one for one in elements if self._is_meant(one)), None)
            return named(value, self.sub or "value")
        if isinstance(value, list):
            value = value[0] if value else None
        return named(value, self.sub or "")

    def _element(self, holder: dict[str, Any]) -> dict[str, Any]:
        elements = holder.get(self.name)
        if not isinstance(elements, list):
            elements = holder[self.name] = []
        for element in elements:
            if isinstance(element, dict) and all(element.get(name) == part for name, part in self.condition):
                return element
        created: dict[str, Any] = dict(self.condition)
        elements.append(created)
        return created

    def _is_meant(self, element: Any) -> bool:
        for name, wanted in self.condition:
            value = named(element, name)
            if value is not wanted and not _is_alike(value, wanted):
                return False
        return True


@lru_cache(maxsize=4_096)
def parse_target(text: str) -> TargetPath:
    """The parts of a target's name; raises InvalidInput for what is no path of a SCIM attribute."""
    try:
        path = parse_path(text)
    except ScimError as error:
        raise InvalidInput(error.detail) from None
    if not path.attribute.name:
        raise InvalidInput(f'"{text[:200]}" names a schema; an attribute of it is expected behind a colon.')
    condition: tuple[tuple[str, str | bool], ...] = ()
    if path.filter is not None:
        found = _condition(path.filter)
        if found is None:
            raise InvalidInput(
                f'The brackets of "{text[:200]}" can only compare by eq, as in emails[type eq "work"].value.'
            )
        condition = found
    is_plain = path.attribute.schema is None and path.filter is None and path.sub is None
    return TargetPath(text, path.attribute.schema, path.attribute.name, condition, path.sub, is_plain)


def named(holder: Any, name: str) -> Any:
    """The value of a name in an object, written in any case; None where there is no such object or name."""
    if holder.__class__ is not dict and not isinstance(holder, Mapping):
        return None
    value = holder.get(name)
    if value is None:
        wanted = name.lower()
        for key, item in holder.items():
            if key.lower() == wanted:
                return item
    return value


def _condition(tree: Filter) -> tuple[tuple[str, str | bool], ...] | None:
    match tree:
        case Compare(path, "eq", str() | bool() as value) if path.schema is None and path.sub is None:
            if path.name.lower() == "primary" and str(value).lower() in ("true", "false"):
                value = str(value).lower() == "true"
            return ((path.name, value),)
        case And(left, right):
            first, second = _condition(left), _condition(right)
            return None if first is None or second is None else first + second
    return None


def _is_alike(value: Any, wanted: str | bool) -> bool:
    if isinstance(wanted, bool):
        return value is wanted or (isinstance(value, str) and value.lower() == str(wanted).lower())
    return isinstance(value, str) and (value == wanted or fold(value) == fold(wanted))
