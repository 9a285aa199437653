"""Which part of a synchronization schema a document is, and where its parts stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from scimconsole.entra.schema.json_object import kind_of, shown, spelled
from scimconsole.errors import InvalidInput

Shape: TypeAlias = Literal["schema", "rule", "object mapping", "attribute mapping"]

_MARKS: tuple[tuple[str, Shape], ...] = (
    ("synchronizationRules", "schema"),
    ("objectMappings", "rule"),
    ("attributeMappings", "object mapping"),
    ("targetAttributeName", "attribute mapping"),
)
_HINT = (
    "Take the JSON of Provisioning > Attribute mapping > Show advanced options > Review your schema here,"
    " or of GET .../synchronization/jobs/{job}/schema."
)


@dataclass(frozen=True, slots=True)
class Given:
    """The document inside of what was given."""

    document: Mapping[str, Any]
    shape: Shape
    outer: str = ""
    """Pointer of the document in what was given."""
    wrapping: str = ""
    """What the document has around the given, when that is a bare list or one mapping."""

    def pointer(self, pointer: str) -> str:
        """The place in what was given of a place in the document."""
        return self.outer + pointer.removeprefix(self.wrapping)


def shape_of(document: Mapping[str, Any]) -> Shape | None:
    """Which part of a schema the object is, by the names in it; None for something else."""
    return next((shape for name, shape in _MARKS if spelled(document, name) is not None), None)


def unwrap(given: object, source: str) -> Given:
    """The document in a Graph answer, a template, a job, a list or by itself; raises InvalidInput."""
    outer, inner = "", given
    for _ in range(4):
        if isinstance(inner, list):
            return _list(inner, outer, source)
        if not isinstance(inner, Mapping):
            raise InvalidInput(f"{source} is {kind_of(inner)}, not a synchronization schema.", hint=_HINT)
        shape = shape_of(inner)
        if shape == "attribute mapping":
            return Given({"attributeMappings": [inner]}, "object mapping", outer, "/attributeMappings/0")
        if shape is not None:
            return Given(inner, shape, outer)
        key = spelled(inner, "schema") or spelled(inner, "value")
        if key is None:
            break
        outer, inner = f"{outer}/{key}", inner[key]
        index = _with_schema(inner)
        if index is not None:
            outer, inner = f"{outer}/{index}", inner[index]
    names = (
        ", ".join(f'"{shown(str(name))}"' for name in list(inner)[:6]) if isinstance(inner, Mapping) else ""
    )
    found = f"it has {names}" if names else "it is empty"
    wanted = ", ".join(name for name, _ in _MARKS[:3])
    raise InvalidInput(
        f"{source} is no synchronization schema: it has none of {wanted}; {found}.",
        hint=_HINT,
        errors=[(outer, f"None of {wanted} is here.")],
    )


def _with_schema(inner: object) -> int | None:
    """The place of the first job or template with a schema in it, in a page of Graph."""
    for index, one in enumerate(inner if isinstance(inner, list) else ()):
        if isinstance(one, Mapping) and isinstance(one.get(spelled(one, "schema") or ""), Mapping):
            return index
    return None


def _list(elements: list[Any], outer: str, source: str) -> Given:
    """A bare list: of rules, of object mappings, or of attribute mappings."""
    shapes = [shape_of(element) for element in elements if isinstance(element, Mapping)]
    shape = next((found for found in shapes if found is not None), None)
    match shape:
        case "rule":
            return Given({"synchronizationRules": elements}, "schema", outer, "/synchronizationRules")
        case "object mapping":
            return Given({"objectMappings": elements}, "rule", outer, "/objectMappings")
        case "attribute mapping":
            return Given({"attributeMappings": elements}, "object mapping", outer, "/attributeMappings")
        case "schema" if len(elements) == 1:
            return Given(elements[0], "schema", f"{outer}/0")
    raise InvalidInput(
        f"{source} is a list, and not of mappings.", hint=_HINT, errors=[(outer, "No mappings.")]
    )
