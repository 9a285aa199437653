"""Targets: does the service know them, does Entra, and does only one mapping write each?"""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.domain.scim.schema import Target
from scimconsole.domain.scim.text import fold, nearest
from scimconsole.entra.check.results import calls_of
from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Line, Subject, writes

_EDITOR = (
    "In the portal add ?Microsoft_AAD_Connect_Provisioning_forceSchemaEditorEnabled=true to the address, then"
    " Show advanced options > Edit attribute list; or upload the schema that `mapping export` writes."
)
_ROLE_FUNCTIONS = ("AppRoleAssignmentsComplex", "AssertiveAppRoleAssignmentsComplex", "AppRoleAssignments")


@rule(
    "unknown-target",
    "error",
    meaning="The service knows no such attribute.",
    why="Creating people drops the value; every later change of it is refused (400 invalidPath), for ever.",
    mend="Correct the target, or delete the mapping.",
)
def unknown_target(subject: Subject) -> Iterator[Found]:
    """A target that no schema of the service has."""
    for line in subject.lines:
        if line.path is None:
            meant = _meant(subject, line.target)
            yield Found(
                line.path_error, line, mend=f"Take {meant} as the target." if meant else None, paste=meant
            )


@rule(
    "read-only-target",
    "error",
    meaning="The service alone sets this attribute, or never keeps it.",
    why="Creating people drops the value, and changes of it are refused (400 mutability) or have no effect.",
    mend="Delete the mapping.",
)
def read_only_target(subject: Subject) -> Iterator[Found]:
    """`id`, `meta`, `groups`, `password` and their like."""
    for line in subject.lines:
        attribute = line.path.attribute if line.path is not None else None
        if attribute is not None and not attribute.is_kept:
            done = "set by the service" if attribute.mutability == "readOnly" else "never kept"
            yield Found(f"{line.target} is {done}.", line)


@rule(
    "target-shape",
    "error",
    meaning="A text goes to an attribute that is an object, or to a list without saying to which entry.",
    why="The service refuses a text where an object belongs (400), or cannot tell which entry is meant.",
    mend="Name the part, and the entry where there are several.",
)
def target_shape(subject: Subject) -> Iterator[Found]:
    """An attribute that is more than one value."""
    for line in subject.lines:
        path = line.path
        if (
            path is None
            or path.attribute is None
            or not path.attribute.is_complex
            or line.mapping.type == "None"
        ):
            if path is not None and path.attribute is None:
                yield Found(f"{line.target} is a whole extension.", line)
            continue
        attribute = path.attribute
        is_entry = path.filter is not None or not attribute.multi_valued
        if (path.sub is not None and is_entry) or _is_reference(line) or _is_roles(line):
            continue
        part = path.sub.name if path.sub is not None else "value" if "value" in attribute.sub else ""
        parts = ", ".join(sub.name for sub in attribute.sub_attributes)
        if attribute.multi_valued:
            kind = "work" if "work" in attribute.sub["type"].canonical_values else "other"
            meant = f'{path.name}[type eq "{kind}"].{part or attribute.sub_attributes[0].name}'
            yield Found(f"{line.target} is a list of objects with {parts}.", line, paste=meant)
        else:
            yield Found(f"{line.target} is an object with {parts}.", line)


@rule(
    "target-twice",
    "error",
    meaning="Two mappings write the same target, or one of them a part of what the other writes whole.",
    why="Which of the values arrives is not documented; at each cycle one can undo the other.",
    mend="Keep one of them; put two sources together with Coalesce or Join.",
)
def target_twice(subject: Subject) -> Iterator[Found]:
    """Two values for one place."""
    seen: list[Line] = []
    for line in subject.lines:
        earlier = next((other for other in seen if _collide(line, other)), None)
        if earlier is not None:
            yield Found(f"{line.target} is written by the mapping of {earlier.target} as well.", line)
        seen.append(line)


@rule(
    "no-definition",
    "warning",
    meaning="The document defines attributes of the target, and not this one.",
    why="The portal does not show or save a mapping to an attribute that is not in its list.",
    mend=_EDITOR,
)
def no_definition(subject: Subject) -> Iterator[Found]:
    """A target that Entra's own list lacks."""
    if not subject.definitions:
        return
    for line in subject.lines:
        if subject.definition(line) is None and line.path is not None:
            yield Found(f"{line.target} is not in the target's attribute list.", line, paste=line.target)


@rule(
    "custom-not-simple",
    "error",
    meaning="An attribute of an extension of the service's own is defined as a reference.",
    why="For applications that are not in the gallery such attributes can be plain values only.",
    mend="Define it as a String.",
)
def custom_not_simple(subject: Subject) -> Iterator[Found]:
    """A reference where Entra has none."""
    own = subject.profile.extension
    for line in subject.lines:
        definition = subject.definition(line)
        is_own = own is not None and line.path is not None and line.path.extension is own
        if is_own and definition is not None and definition.type == "Reference":
            yield Found(f"{line.target} is defined as a Reference.", line)


@rule(
    "bare-extension",
    "warning",
    meaning="An attribute of an extension is named without the URN of its extension.",
    why="Entra sends such a name at the top of the person, where hardly any service knows it.",
    mend="Name the target with its URN.",
)
def bare_extension(subject: Subject) -> Iterator[Found]:
    """An extension's attribute at the top."""
    for line in subject.lines:
        extension = line.path.extension if line.path is not None else None
        if extension is not None and line.path is not None and not line.target.lower().startswith("urn:"):
            end = f".{line.path.sub.name}" if line.path.sub is not None else ""
            yield Found(f"{line.target} belongs to {extension.urn}.", line, paste=f"{line.path.name}{end}")


@rule(
    "target-case",
    "advice",
    meaning="A target is spelled in another letter case than the service's attribute.",
    why="The service takes it in any case, but Entra looks for its own spelling in what the service answers.",
    mend="Take the spelling of the service.",
)
def target_case(subject: Subject) -> Iterator[Found]:
    """`username` for `userName`."""
    for line in subject.lines:
        if line.path is None or line.path.attribute is None:
            continue
        spelled = _spelling(subject, line)
        if spelled != line.target and fold(spelled) == fold(line.target):
            yield Found(f"{line.target} is spelled {spelled} by the service.", line, paste=spelled)


def _spelling(subject: Subject, line: Line) -> str:
    """The line's target in the service's own spelling; the URN of the core and a filter stay as they are."""
    path, text = line.path, line.target
    assert path is not None, "asked of targets that are known"
    core = subject.resource_type.core.urn
    prefix = text[: len(core) + 1] if text.lower().startswith(core.lower() + ":") else ""
    bracket = text[text.find("[") : text.rfind("]") + 1] if "[" in text else ""
    name = path.name if text.lower().startswith("urn:") else path.name.rpartition(":")[2]
    return f"{prefix}{name}{bracket}{f'.{path.sub.name}' if path.sub is not None else ''}"


def _meant(subject: Subject, target: str) -> str | None:
    """The known target most like this one, in full."""
    kind = subject.resource_type
    name = target.rpartition(":")[2]
    found = nearest(target, kind.known_names()) or nearest(name.partition("[")[0], kind.known_names())
    if found is None:
        return None
    located: Target | None = kind.top.get(found)
    return str(located.path) if located is not None else found


def _collide(line: Line, other: Line) -> bool:
    return writes(line.place, other.place) if line.path is not None else line.place == other.place


def _is_reference(line: Line) -> bool:
    """Whether Entra sends the id of another object here, as for a manager or for members."""
    attribute = line.path.attribute if line.path is not None else None
    value = attribute.sub.get("$ref") if attribute is not None else None
    return value is not None and bool(value.reference_types)


def _is_roles(line: Line) -> bool:
    """Whether a whole list of roles is sent."""
    return line.tree is not None and bool(calls_of(line.tree, *_ROLE_FUNCTIONS))
