"""Schemas written as TOML: the core ones that come with the package, and the extensions of profiles."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from scimconsole.domain.scim.schema import TYPES, Attribute, Schema
from scimconsole.domain.scim.toml_reader import TomlFile, TomlTable

FOLDER = Path(__file__).parent / "schemas"

_ATTRIBUTE_NAME = re.compile(r"[A-Za-z$][A-Za-z0-9_$-]*\Z")
_URN = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:[^\s\[\]\"]+\Z", re.IGNORECASE)


@lru_cache
def packaged_schema(name: str) -> Schema:
    """A schema of the package: `core_user`, `core_group` or `enterprise_user`."""
    file = TomlFile((FOLDER / f"{name}.toml").read_text("utf-8"))
    schema = read_schema(file.table())
    assert not file.problems, file.problems
    return schema


def read_schema(table: TomlTable) -> Schema:
    """The schema in a table with `urn`, `name`, `description` and `attributes`; problems go to the file."""
    urn = table.text("urn")
    if urn and not _URN.match(urn):
        table.report(
            "urn", f'"{urn}" is not a URN such as urn:ietf:params:scim:schemas:extension:NAME:2.0:User.'
        )
    name = table.text("name")
    description = table.text("description", "")
    attributes = _read_attributes(table, "attributes")
    if not attributes:
        table.report("attributes", "is missing; a schema has at least one attribute.")
    table.finish()
    return Schema(urn, name, description, attributes)


def _read_attributes(table: TomlTable, key: str) -> tuple[Attribute, ...]:
    attributes = [_read_attribute(entry) for entry in table.tables(key)]
    names = [attribute.name.lower() for attribute in attributes]
    for index, name in enumerate(names):
        if name in names[:index]:
            table.report(f"{key}[{index}].name", f'"{attributes[index].name}" is there twice.')
    return tuple(attributes)


def _read_attribute(table: TomlTable) -> Attribute:
    name = table.text("name")
    if name and not _ATTRIBUTE_NAME.match(name):
        table.report(
            "name", f'"{name}" is not an attribute name: letters, digits, "-" and "_", a letter first.'
        )
    kind = table.text("type", "string", choices=sorted(TYPES))
    sub_attributes = _read_attributes(table, "subAttributes")
    if (kind == "complex") != bool(sub_attributes):
        table.report("subAttributes", 'an attribute has these exactly when its type is "complex".')
    attribute = Attribute(
        name,
        kind,
        multi_valued=table.flag("multiValued"),
        required=table.flag("required"),
        case_exact=table.flag("caseExact"),
        mutability=table.text(
            "mutability", "readWrite", choices=("readWrite", "readOnly", "immutable", "writeOnly")
        ),
        returned=table.text("returned", "default", choices=("default", "always", "never", "request")),
        uniqueness=table.text("uniqueness", "none", choices=("none", "server", "global")),
        description=table.text("description", ""),
        canonical_values=table.texts("canonicalValues"),
        reference_types=table.texts("referenceTypes"),
        sub_attributes=sub_attributes,
    )
    table.finish()
    return attribute
