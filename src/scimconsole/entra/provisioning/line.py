"""One attribute mapping, compiled: what does not depend on the person is worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from scimconsole.domain.scim.schema_file import packaged_schema
from scimconsole.entra.expressions import Expression, MalformedExpression, compile_expression
from scimconsole.entra.expressions.tree import Attribute, Call, Number, Text
from scimconsole.entra.provisioning.conversion import Unconvertible, converted
from scimconsole.entra.provisioning.results import Omission, Trouble
from scimconsole.entra.provisioning.target_path import CORE, TargetPath, parse_target
from scimconsole.entra.schema.model import AttributeDefinition, AttributeMapping, ObjectMapping
from scimconsole.errors import InvalidInput

Change: TypeAlias = Literal["replace", "add"]
"""Whether an update replaces the value, or only ever adds what is missing in a list."""

ASSERTIVE = "AssertiveAppRoleAssignmentsComplex"
ADDITIVE = "AppRoleAssignmentsComplex"
_OUTSIDE = "Out of scope: only what finds it, and what takes access away, is worked out."
_ROLE_TYPE = "WindowsAzureActiveDirectoryRole"
_ADDING = frozenset({"multivalueaddonly", "valueaddonly", "attributeaddonly"})
"""Flow types by which an update only ever adds; what the last two do is not documented."""
_AS_TEXT = AttributeDefinition("")


class Line:
    """One line of the table of mappings, ready to be evaluated for anybody."""

    def __init__(self, mapping: AttributeMapping, owner: ObjectMapping) -> None:
        self.mapping = mapping
        self.target = mapping.target
        self.trouble: Trouble | None = None
        """Why the line cannot work for anybody."""
        self.remarks: tuple[str, ...] = ()
        """What is to be said whoever the person is."""
        self.path = self._read_target()
        self.expression = self._read_expression()
        self.definition = _definition(owner.definitions, self.target) or _AS_TEXT
        self.attribute = _direct(self.expression)
        """The source attribute of a mapping that does nothing but copy one."""
        self.is_reference = self._is_reference(owner)
        self.is_members = self.is_reference and owner.source.lower() == "group" and self.target == "members"
        self.is_initial = mapping.flow_type.lower() == "objectaddonly"
        self.always_sent = mapping.flow_behavior.lower() == "flowalways"
        self.change = self._change(owner)
        self.clears = _function(self.expression) == ASSERTIVE
        """Whether an empty list is sent when there is no value."""
        self.sends_roles_as_text = _function(self.expression) == ADDITIVE
        """Whether an update carries each value as JSON inside of a text."""
        self.constant = self._constant()
        self.default = self._default()
        self.is_plain = (
            self.attribute is not None
            and self.constant is None
            and not self.is_reference
            and not self.is_initial
            and not self.definition.multivalued
            and self.definition.type in ("String", "Reference", "Binary")
            and self.trouble is None
        )
        """Whether a text of the source goes straight to the target."""
        self.null = Omission(self.target, "null", self._null_sentence())
        self.out_of_scope = Omission(self.target, "out-of-scope", _OUTSIDE)
        self.later = Omission(
            self.target, "reference", "Sent in a later update, when the one referred to is there."
        )

    @property
    def is_role_type(self) -> bool:
        """Whether it says what kind of role `roles[primary eq "True"]` is."""
        return self.path is not None and _is_role_type(self.path)

    @property
    def problem(self) -> Omission:
        """The omission of a line that cannot work for anybody."""
        assert self.trouble is not None, "asked of broken lines only"
        return Omission(self.target, "error", self.trouble.detail)

    def _read_target(self) -> TargetPath | None:
        try:
            return parse_target(self.target)
        except InvalidInput as error:
            self.trouble = Trouble(error.detail, self.target, code="SchemaAttributeNotFound")
            return None

    def _read_expression(self) -> Expression | None:
        mapping = self.mapping
        if mapping.type == "None":
            return None
        text = mapping.expression
        if not text and mapping.type == "Direct":
            text = f"[{mapping.name}]"
        elif not text and mapping.type == "Constant":
            escaped = mapping.name.replace("\\", "\\\\").replace('"', '\\"')
            text = f'"{escaped}"'
        try:
            expression = compile_expression(text)
        except MalformedExpression as error:
            self.trouble = Trouble(
                f"The expression of {self.target} cannot be read: {error.detail}", self.target
            )
            return None
        said = (remark for remark in expression.remarks if remark.code != "no-function")
        self.remarks = tuple(f"{self.target}: {remark.detail}" for remark in said)
        return expression

    def _is_reference(self, owner: ObjectMapping) -> bool:
        if self.definition.type == "Reference":
            return True
        source = owner.source_definitions.get(self.attribute or "")
        if source is not None and source.type == "Reference":
            return True
        return self.attribute in ("manager", "members")

    def _change(self, owner: ObjectMapping) -> Change:
        if _function(self.expression) == ADDITIVE or self.mapping.flow_type.lower() in _ADDING:
            return "add"
        is_custom = self.path is not None and not _is_standard(self.path, owner.source)
        return "add" if self.definition.multivalued and is_custom else "replace"

    def _constant(self) -> Any:
        if self.is_role_type:
            self.remarks += (f'{self.target}: Entra writes "{_ROLE_TYPE}" here, whatever is mapped.',)
            return _ROLE_TYPE
        tree = self.expression.tree if self.expression is not None else None
        return self._converted(tree.value) if isinstance(tree, Text | Number) else None

    def _default(self) -> Any:
        """The default as JSON, None without one."""
        return self._converted(self.mapping.default) if self.mapping.default not in (None, "") else None

    def _converted(self, value: Any) -> Any:
        try:
            return converted(value, self.definition, self.target)
        except Unconvertible as error:
            self.trouble = self.trouble or unconvertible(self.target, error)
            return None

    def _null_sentence(self) -> str:
        if self.attribute is not None:
            return f"[{self.attribute}] has no value; Entra sends no nulls."
        return "The expression has no value; Entra sends no nulls."


def unconvertible(target: str, error: Unconvertible) -> Trouble:
    """The trouble of a value that its target does not take."""
    return Trouble(str(error), target, code="SchemaPropertyCanOnlyAcceptValue")


def _definition(definitions: Mapping[str, AttributeDefinition], target: str) -> AttributeDefinition | None:
    found = definitions.get(target)
    if found is None:
        wanted = target.lower()
        found = next((item for name, item in definitions.items() if name.lower() == wanted), None)
    return found


def _direct(expression: Expression | None) -> str | None:
    if expression is None or not isinstance(expression.tree, Attribute):
        return None
    name = expression.tree.name
    return None if name.startswith("manager.") else name


def _function(expression: Expression | None) -> str | None:
    return expression.tree.name if expression is not None and isinstance(expression.tree, Call) else None


def _is_standard(path: TargetPath, kind: str) -> bool:
    """Whether the attribute is one of the core schema or of the enterprise extension."""
    names = ("core_group",) if kind.lower() == "group" else ("core_user", "enterprise_user")
    schemas = [packaged_schema(name) for name in names]
    if path.schema is not None:
        schemas = [schema for schema in schemas if schema.urn.lower() == path.schema.lower()]
    elif kind.lower() != "group":
        schemas = schemas[:1]
    return any(path.name.lower() in schema.sub for schema in schemas)


def _is_role_type(path: TargetPath) -> bool:
    return (
        path.schema in (None, CORE["User"])
        and path.name == "roles"
        and path.condition == (("primary", True),)
        and path.sub == "type"
    )
