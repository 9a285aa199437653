"""Synchronization schemas for tests: one written by hand, and generated ones with names nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from scimconsole.entra.expressions import FUNCTIONS, MalformedExpression, compile_expression
from scimconsole.entra.schema.model import AttributeMapping, ObjectMapping, SyncSchema
from scimconsole.entra.schema.source_tree import source_of

JSON = dict[str, Any]


def attribute(name: str) -> JSON:
    """A source that is an attribute."""
    return {"type": "Attribute", "name": name, "expression": f"[{name}]", "parameters": []}


def constant(text: str) -> JSON:
    """A source that is a text."""
    return {"type": "Constant", "name": text, "expression": f'"{text}"', "parameters": []}


def sales() -> JSON:
    """A whole document: salespeople, with a mapping of each kind."""
    first_three = {
        "type": "Function",
        "name": "Left",
        "expression": "Left([givenName], 3)",
        "parameters": [
            {"key": "source", "value": attribute("givenName")},
            {"key": "numChars", "value": constant("3")},
        ],
    }
    in_sales = {
        "sourceOperandName": "department",
        "operatorName": "EQUALS",
        "targetOperand": {"values": ["Sales"]},
    }
    return {
        "id": "scim.example",
        "version": "v1.10",
        "synchronizationRules": [
            {
                "id": "r1",
                "name": "USER_OUTBOUND_USER",
                "priority": 1,
                "editable": True,
                "sourceDirectoryName": "Azure Active Directory",
                "targetDirectoryName": "customappsso",
                "objectMappings": [
                    {
                        "name": "Users",
                        "enabled": True,
                        "flowTypes": "Add, Update, Delete",
                        "sourceObjectName": "User",
                        "targetObjectName": "User",
                        "scope": {"groups": [{"name": "Sales", "clauses": [in_sales]}]},
                        "attributeMappings": [
                            {
                                "targetAttributeName": "userName",
                                "matchingPriority": 1,
                                "flowType": "Always",
                                "flowBehavior": "FlowWhenChanged",
                                "defaultValue": None,
                                "exportMissingReferences": False,
                                "source": attribute("userPrincipalName"),
                            },
                            {
                                "targetAttributeName": "nickName",
                                "matchingPriority": 0,
                                "flowType": "ObjectAddOnly",
                                "defaultValue": "n/a",
                                "source": first_three,
                            },
                            {"targetAttributeName": "userType", "source": constant("FULL")},
                            {"targetAttributeName": "locale", "source": None, "defaultValue": "en-US"},
                        ],
                    }
                ],
            }
        ],
        "directories": [
            {
                "id": "d2",
                "name": "customappsso",
                "objects": [
                    {
                        "name": "User",
                        "attributes": [
                            {"name": "id", "type": "String", "anchor": True},
                            {"name": "userName", "type": "String", "required": True},
                            {"name": "active", "type": "Boolean"},
                            {"name": "nickName", "type": "String"},
                        ],
                    }
                ],
            }
        ],
    }


def users_of(document: JSON) -> JSON:
    """The raw mapping of users of a document such as `sales()`."""
    mapping: JSON = document["synchronizationRules"][0]["objectMappings"][0]
    return mapping


def mapping_of(schema: SyncSchema) -> ObjectMapping:
    """The mapping of users, which every schema that can be read has."""
    assert schema.users is not None
    return schema.users


def line_of(schema: SyncSchema, target: str) -> AttributeMapping:
    """The attribute mapping onto a target."""
    return next(line for line in mapping_of(schema).attributes if line.target == target)


def without_places(schema: SyncSchema) -> list[tuple[object, ...]]:
    """What a schema means, wherever it stands in its document."""
    return [
        (
            *(mapping.name, mapping.source, mapping.target, mapping.enabled, mapping.flow_types),
            [[(one.attribute, one.operator, one.values) for one in group.clauses] for group in mapping.scope],
            [
                (
                    *(line.target, line.type, line.expression, line.name, line.default),
                    *(line.flow_type, line.flow_behavior, line.matching),
                )
                for line in mapping.attributes
            ],
        )
        for mapping in schema.mappings
    ]


# Generated documents.

_LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _LETTERS
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_LETTERS, inner, max_size=2),
    max_leaves=3,
)
_UNKNOWN = st.dictionaries(
    st.sampled_from(["@odata.type", "@odata.context", "metadata", "x-é", "", "a/b~c", "Zzz"]),
    _VALUES,
    max_size=2,
)
_NAMES = st.sampled_from(["mail", "givenName", "extensionAttribute1", "objectId", "extension_1a_Über"])
_LITERALS = (
    _NAMES.map("[{}]".format)
    | _LETTERS.map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
    | st.sampled_from(["5", "-1", "&HFF", "", "vbTextCompare"])
)


@st.composite
def _calls(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    function = FUNCTIONS[draw(st.sampled_from(sorted(FUNCTIONS)))]
    usual = len(function.parameters)
    least = sum(not parameter.may_be_omitted for parameter in function.parameters)
    count = draw(st.integers(least, usual + 3 if function.is_variadic else usual))
    arguments = draw(st.lists(inner, min_size=count, max_size=count))
    if arguments and arguments[0] and draw(st.booleans()):
        arguments[0] = (
            f"{arguments[0]} {draw(st.sampled_from(['=', '<>', '>=']))} {draw(_NAMES.map('[{}]'.format))}"
        )
    return f"{function.name}({', '.join(arguments)})"


def _is_good(expression: str) -> bool:
    try:
        compile_expression(expression)
    except MalformedExpression:
        return False
    return True


EXPRESSIONS = st.recursive(_LITERALS, _calls, max_leaves=6).filter(_is_good)
"""Expressions that can be read, comparisons and empty slots among them."""

TARGETS = st.sampled_from(
    [
        "userName",
        "externalId",
        "name.givenName",
        'emails[type eq "work"].value',
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "urn:ietf:params:scim:schemas:extension:x:2.0:User:badge",
        "nickName",
    ]
)


@st.composite
def _lines(draw: st.DrawFn) -> JSON:
    source = source_of(draw(EXPRESSIONS)) | draw(_UNKNOWN)
    line = {
        "targetAttributeName": draw(TARGETS),
        "source": draw(st.none() | st.just(source)),
        "defaultValue": draw(st.none() | _LETTERS),
        "matchingPriority": draw(st.integers(0, 3)),
    }
    if draw(st.booleans()):
        line["flowType"] = draw(st.sampled_from(["Always", "ObjectAddOnly", "MultiValueAddOnly"]))
    return draw(_UNKNOWN) | line


@st.composite
def _object_mappings(draw: st.DrawFn, kind: str) -> JSON:
    clause = {
        "sourceOperandName": draw(_NAMES),
        "operatorName": draw(st.sampled_from(["EQUALS", "Not Equals", "IS NULL", "ends_with"])),
        "targetOperand": {"values": draw(st.lists(_LETTERS, max_size=2))},
    }
    scope = {"groups": [draw(_UNKNOWN) | {"name": "g", "clauses": [draw(_UNKNOWN) | clause]}]}
    return draw(_UNKNOWN) | {
        "name": f"{kind}s",
        "enabled": draw(st.booleans()),
        "flowTypes": draw(st.sampled_from(["Add, Update, Delete", "Add,Update", "Add"])),
        "sourceObjectName": kind,
        "targetObjectName": draw(st.sampled_from([kind, f"urn:ietf:params:scim:schemas:core:2.0:{kind}"])),
        "scope": draw(st.none() | st.just(scope)),
        "attributeMappings": draw(st.lists(_lines(), min_size=1, max_size=4)),
    }


@st.composite
def _rules(draw: st.DrawFn) -> JSON:
    mappings = [draw(_object_mappings("User"))]
    if draw(st.booleans()):
        mappings.append(draw(_object_mappings("Group")))
    return draw(_UNKNOWN) | {
        "name": "USER_OUTBOUND_USER",
        "priority": draw(st.integers(0, 9)),
        "sourceDirectoryName": draw(st.sampled_from(["Azure Active Directory", "Microsoft Entra ID"])),
        "targetDirectoryName": "customappsso",
        "objectMappings": mappings,
    }


@st.composite
def _whole(draw: st.DrawFn) -> JSON:
    names = ("id", "userName", "active")
    attributes = [draw(_UNKNOWN) | {"name": name, "type": "String"} for name in names]
    objects = [draw(_UNKNOWN) | {"name": "User", "attributes": attributes}]
    directory = draw(_UNKNOWN) | {"name": "customappsso", "objects": objects}
    return draw(_UNKNOWN) | {
        "id": "x",
        "synchronizationRules": draw(st.lists(_rules(), min_size=1, max_size=2)),
        "directories": [directory],
    }


WHOLE = _whole()
"""Whole documents with directories."""
PARTS = _rules() | _object_mappings("User") | st.lists(_lines(), min_size=1, max_size=3) | _lines()
"""Parts of a document: a rule, an object mapping, mappings in a list, one mapping."""


def respelled(document: Any, capital: bool) -> Any:
    """The document with the letter case of the names that mean something changed, and in another order."""
    known = {
        *("synchronizationRules", "objectMappings", "attributeMappings", "targetAttributeName", "source"),
        *("type", "name", "expression", "parameters", "key", "value", "defaultValue", "flowType", "scope"),
        *("matchingPriority", "sourceObjectName", "targetObjectName", "groups", "clauses", "enabled"),
        *("sourceOperandName", "operatorName", "targetOperand", "values", "directories", "objects"),
        *("attributes", "sourceDirectoryName", "targetDirectoryName", "priority", "flowTypes"),
    }
    if isinstance(document, Mapping):
        return {
            (key.upper() if capital else key.lower()) if key in known else key: respelled(value, capital)
            for key, value in reversed(list(document.items()))
        }
    if isinstance(document, list):
        return [respelled(element, capital) for element in document]
    return document
