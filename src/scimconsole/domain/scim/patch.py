"""PATCH in every dialect (RFC 7644, 3.5.2; Entra with and without its compliance flag; Okta)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scimconsole.domain.scim import elements
from scimconsole.domain.scim.errors import ScimError, invalid_path, invalid_syntax, invalid_value
from scimconsole.domain.scim.members import MemberChange, named_members, read_members
from scimconsole.domain.scim.patch_path import PatchPath, compile_path
from scimconsole.domain.scim.refused import Refused, shown
from scimconsole.domain.scim.schema import Attribute, ResourceType, Schema
from scimconsole.domain.scim.values import check_depth, coerce

MAX_PROBLEMS = 100
"""So many names that are not understood end a request, whatever it is."""

_OPS = frozenset({"add", "replace", "remove"})


@dataclass(slots=True)
class Patched:
    """The outcome of all operations together."""

    resource: dict[str, Any]
    """A new resource; the one that went in is untouched."""
    touched: set[str] = field(default_factory=set)
    """Canonical names of the attributes the operations named, with the URN of their extension."""
    ignored: list[str] = field(default_factory=list)
    """Names no schema knows, beside others that were understood."""
    members: list[MemberChange] = field(default_factory=list)
    """What happens to the members of a group, in order; they are never in the resource."""
    refused: list[Refused] = field(default_factory=list)
    """What was left out, because the operations take access away and must land."""


def apply_patch(resource_type: ResourceType, resource: Mapping[str, Any], operations: Any) -> Patched:
    """All operations in their order, or none; `resource` is in canonical form.

    Raises ScimError 400: invalidSyntax for what is no operation, invalidPath for a path no schema knows,
    invalidValue, mutability for what clients cannot change, noTarget for a filter that matches nothing and
    does not say what to create. Operations that take access away are carried out even if others among
    them are refused; those are listed in `refused`.
    """
    if type(operations) is not list or not operations:
        raise invalid_syntax('"Operations" must be a list of operations.')
    check_depth(operations)
    edit = _Edit(resource_type, dict(resource))
    for operation in operations:
        op, path, value = _read_operation(operation)
        edit.attempt(op, path, value)
        if len(edit.errors) >= MAX_PROBLEMS:
            raise edit.errors[0]
    patched = edit.patched
    if edit.errors and not (edit.may_disable() and resource_type.disables(patched.resource)):
        raise edit.errors[0]
    return patched


def _read_operation(operation: Any) -> tuple[str, str | None, Any]:
    if type(operation) is not dict:
        raise invalid_syntax(
            f"An operation must be an object with op, path and value, not {shown(operation)}."
        )
    parts = operation if "op" in operation else {key.lower(): part for key, part in operation.items()}
    op, path, value = parts.get("op"), parts.get("path"), parts.get("value")
    if type(op) is not str or op.lower() not in _OPS:
        raise invalid_syntax(f'"{shown(op)}" is not an operation; use add, replace or remove.')
    if path is not None and type(path) is not str:
        raise invalid_path(f"A path must be text, not {shown(path)}.")
    op = op.lower()
    if op != "remove" and "value" not in parts:
        raise invalid_value(f'The operation "{op}"{f" on {path}" if path else ""} has no value.')
    return op, path or None, value


class _Edit:
    """The resource while it is changed; what is about to change is copied first."""

    def __init__(self, resource_type: ResourceType, resource: dict[str, Any]) -> None:
        self.resource_type = resource_type
        self.patched = Patched(resource)
        self.errors: list[ScimError] = []

    def attempt(self, op: str, path: str | None, value: Any) -> None:
        """Carry out one operation, or remember why not."""
        try:
            if path is None or path.lower() == self.resource_type.core.urn.lower():
                self._several(op, value, "")
            else:
                self._one(compile_path(self.resource_type, path), op, value)
        except ScimError as error:
            self._refuse(path or "", value, error)

    def may_disable(self) -> bool:
        """Whether an operation named an attribute that can take access away."""
        status = self.resource_type.status
        touched = self.patched.touched
        return "active" in touched or (
            status is not None
            and (f"{status.schema}:{status.name}" if status.schema else status.name) in touched
        )

    def _refuse(self, name: str, value: Any, error: ScimError) -> None:
        self.errors.append(error)
        self.patched.refused.append(Refused(shown(name), shown(value), error.detail))

    def _several(self, op: str, value: Any, prefix: str) -> None:
        """The keys of an object, each a path below `prefix`."""
        if op == "remove":
            raise ScimError(400, "noTarget", 'A "remove" operation needs a path that says what to remove.')
        if type(value) is not dict:
            raise invalid_value(f'Without a path, "{op}" takes an object of attributes, not {shown(value)}.')
        unknown: list[tuple[str, ScimError]] = []
        understood = False
        for key, item in value.items():
            try:
                path = compile_path(self.resource_type, prefix + key)
            except ScimError as error:
                unknown.append((shown(prefix + key), error))
                if len(unknown) >= MAX_PROBLEMS:
                    raise
                continue
            if _is_read_only(path) or path.name == "schemas":
                continue
            understood = True
            try:
                self._one(path, op, item)
            except ScimError as error:
                self._refuse(prefix + key, item, error)
        if unknown and not understood:
            raise unknown[0][1]
        self.patched.ignored += [name for name, _ in unknown]
        if len(self.patched.ignored) >= MAX_PROBLEMS:
            raise invalid_path(f"The operations hold more than {MAX_PROBLEMS} names that no schema knows.")

    def _one(self, path: PatchPath, op: str, value: Any) -> None:
        attribute = path.attribute
        if attribute is None:
            assert path.extension is not None, "a path names an attribute or an extension"
            self._extension(path.extension, op, value)
            return
        if attribute is self.resource_type.members:
            self._members(path, op, value)
            return
        if _is_read_only(path):
            named = f"{path.name}.{path.sub.name}" if path.sub else path.name
            raise ScimError(400, "mutability", f'"{named}" is read-only; it cannot be changed by a client.')
        if attribute.is_kept:
            self._attribute(path, attribute, op, value)
        self.patched.touched.add(path.name)

    def _attribute(self, path: PatchPath, attribute: Attribute, op: str, value: Any) -> None:
        resource = self.patched.resource
        if path.extension is None:
            holder = resource
        else:
            holder = dict(resource.get(path.extension.urn, {}))
        present = holder.get(attribute.name)
        if value is None and op == "add":
            return
        if value is None:
            op = "remove"
        changed: Any
        if path.picks is not None:
            changed = self._picked(path, attribute, present or [], op, value)
        elif path.sub is not None:
            changed = self._part(attribute, path.sub, present, op, value)
        elif attribute.multi_valued:
            changed = self._many(attribute, present or [], op, value)
        else:
            changed = self._single(attribute, present, op, value)
        if changed is None or (isinstance(changed, list | dict) and not changed):
            _check_removable(attribute)
            holder.pop(attribute.name, None)
        else:
            holder[attribute.name] = changed
        if path.extension is not None:
            if holder:
                resource[path.extension.urn] = holder
            else:
                resource.pop(path.extension.urn, None)

    def _coerced(self, attribute: Attribute, value: Any) -> Any:
        """The canonical value; an object of which nothing was understood is an error, not an empty value."""
        ignored: list[str] = []
        canonical = coerce(attribute, value, ignored)
        if canonical is None and ignored:
            raise invalid_path(f'"{attribute.name}" has no part "{ignored[0].partition(".")[2]}".')
        self.patched.ignored += ignored
        return canonical

    def _single(self, attribute: Attribute, present: Any, op: str, value: Any) -> Any:
        if op == "remove":
            return None
        canonical = self._coerced(attribute, value)
        if attribute.required and type(canonical) is str and not canonical.strip():
            raise invalid_value(f'"{attribute.name}" is required and must not be blank.')
        # A reference is one thing: the old one's address must not stay beside another id.
        if attribute.is_complex and "$ref" not in attribute.sub and type(value) is dict:
            # An object replaces the parts it has (RFC 7644, 3.5.2.3); an empty one has none.
            return (present or {}) | (canonical or {})
        return canonical

    def _many(self, attribute: Attribute, present: list[Any], op: str, value: Any) -> list[Any]:
        if op == "remove" and value is None:
            return []
        sent = self._coerced(attribute, value) or []
        if op == "remove":
            return elements.without(attribute, present, sent)
        return elements.merged(attribute, present, sent) if op == "add" else sent

    def _part(self, attribute: Attribute, sub: Attribute, present: Any, op: str, value: Any) -> Any:
        """A sub-attribute named without a filter: of the one object, or of every element."""
        part = None if op == "remove" else self._coerced(attribute, {sub.name: value})
        if attribute.multi_valued:
            everywhere = part[0] if part else None
            return elements.changed(present or [], lambda _: True, sub.name, everywhere, {})
        if part and "$ref" in attribute.sub:
            return part
        rest = {name: kept for name, kept in (present or {}).items() if name != sub.name}
        return rest | (part or {})

    def _picked(
        self, path: PatchPath, attribute: Attribute, present: list[Any], op: str, value: Any
    ) -> list[Any]:
        assert path.picks is not None, "called for paths with a filter"
        if op == "remove":
            if path.sub is None:
                return [element for element in present if not path.picks(element)]
            return elements.changed(present, path.picks, path.sub.name, None, path.wanted)
        sent = self._coerced(attribute, value if path.sub is None else {path.sub.name: value})
        if sent is not None and len(sent) > 1:
            raise invalid_value(f'"{path.name}" with a filter takes one value, not a list of {len(sent)}.')
        part = sent[0] if sent else None
        if path.sub is not None:
            return elements.changed(present, path.picks, path.sub.name, part, path.wanted)
        if part is None:
            return [element for element in present if not path.picks(element)]
        return elements.replaced(present, path.picks, part, path.wanted, keep=op == "add")

    def _extension(self, extension: Schema, op: str, value: Any) -> None:
        if value is None or op == "remove":
            self.patched.resource.pop(extension.urn, None)
            self.patched.touched |= {
                f"{extension.urn}:{attribute.name}" for attribute in extension.attributes
            }
        else:
            self._several(op, value, f"{extension.urn}:")

    def _members(self, path: PatchPath, op: str, value: Any) -> None:
        if path.sub is not None:
            raise ScimError(
                400, "mutability", "Parts of a member cannot be changed; remove the member and add another."
            )
        self.patched.touched.add(path.name)
        if path.filter is not None:
            if op != "remove":
                raise invalid_path(f'"{op}" on members takes a list of members, not a filter in brackets.')
            named = named_members(path.filter)
            change = (
                MemberChange("filter", filter=path.filter) if named is None else MemberChange("remove", named)
            )
        elif op == "remove":
            change = MemberChange("clear") if value is None else MemberChange("remove", read_members(value))
        else:
            change = MemberChange("add" if op == "add" else "replace", read_members(value))
        self.patched.members.append(change)


def _is_read_only(path: PatchPath) -> bool:
    leaf = path.sub or path.attribute
    return leaf is not None and (
        leaf.mutability == "readOnly"
        or (path.attribute is not None and path.attribute.mutability == "readOnly")
    )


def _check_removable(attribute: Attribute) -> None:
    if attribute.type == "boolean" and attribute.name == "active":
        raise invalid_value('"active" cannot be removed; replace it by true or false.')
    if attribute.required:
        raise ScimError(400, "mutability", f'"{attribute.name}" is required and cannot be removed.')
