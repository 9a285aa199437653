"""Sources: has Entra such an attribute, and can it be used like this?"""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.domain.scim.text import fold, nearest
from scimconsole.entra.check.results import calls_of, nodes_of
from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Line, Subject
from scimconsole.entra.expressions.tree import Attribute
from scimconsole.entra.people.attribute_names import is_known, nearest_known, source_name

NOT_OFFERED = frozenset({"usertype", "samaccountname"})
"""Attributes that Entra has and does not offer as a source."""
REFERENCES = frozenset({"manager", "members"})
"""Source attributes that point to other objects, where the document does not say which do."""
LISTS = frozenset({"othermails", "proxyaddresses", "businessphones"})
"""Source attributes of several values, where the document does not say which are."""

_COMPUTED = frozenset({"IsSoftDeleted", "appRoleAssignments"})
_ROLE_FUNCTIONS = (
    "SingleAppRoleAssignment",
    "AppRoleAssignments",
    "AppRoleAssignmentsComplex",
    "AssertiveAppRoleAssignmentsComplex",
)
_DEVICES = 'IIF(Coalesce([employeeType], "-") = "Device", "SMARTBOX", "FULL")'


@rule(
    "not-a-source",
    "error",
    meaning="`userType` or `SamAccountName` as a source: Entra offers neither to mappings.",
    why="The attribute is null for everybody.",
    mend="Take a Constant, an expression on an attribute such as employeeType, or a directory extension.",
)
def not_a_source(subject: Subject) -> Iterator[Found]:
    """What the directory has and mappings cannot read."""
    for line, source in _sources(subject):
        if fold(source.name) in NOT_OFFERED:
            is_user_type = line.is_at("userType") and subject.profile.user_types == ("FULL", "SMARTBOX")
            yield Found(
                f"[{source.name}] is no source attribute in Entra.",
                line,
                at=source.at,
                paste=_DEVICES if is_user_type else None,
            )


@rule(
    "unknown-source",
    "error",
    meaning="A source attribute that Entra does not have, or in another letter case.",
    why="Names regard letter case, and an unknown one is null for everybody.",
    mend="Correct the name; a custom attribute is called extension_APPID_NAME, with its own letter case.",
)
def unknown_source(subject: Subject) -> Iterator[Found]:
    """A name that the directory's definitions lack, or that neither Graph nor Entra knows."""
    for line, source in _sources(subject):
        name = source.name
        if is_source(subject, name) or fold(name) in NOT_OFFERED or name.startswith("manager."):
            continue
        meant = _meant(subject, name)
        text = line.mapping.expression
        paste = f"{text[: source.at.start]}[{meant}]{text[source.at.end :]}" if meant else None
        yield Found(
            f"There is no source attribute [{name}]{f'; did you mean [{meant}]?' if meant else '.'}",
            line,
            at=source.at,
            paste=paste,
        )


@rule(
    "manager-navigation",
    "error",
    meaning="An attribute of the manager, as in `[manager.mail]`.",
    why="A mapping reads the person's own attributes only: it is null for everybody.",
    mend="Keep the value in an attribute of the person, such as an extension attribute.",
)
def manager_navigation(subject: Subject) -> Iterator[Found]:
    """A path through a reference."""
    for line, source in _sources(subject):
        if source.name.startswith("manager."):
            yield Found(f"[{source.name}] is an attribute of another person.", line, at=source.at)


@rule(
    "reference-misplaced",
    "error",
    meaning="A reference such as `[manager]` onto a text or in a function, or a text onto a reference.",
    why="A reference is the other object's id, sent once both exist; as anything else it is of no use.",
    mend="Map it Direct to an attribute that takes a reference, such as the enterprise extension's manager.",
)
def reference_misplaced(subject: Subject) -> Iterator[Found]:
    """References and what is none."""
    for line, tree in subject.read_lines:
        references = [source for source in line.sources if _is_reference(subject, source.name)]
        takes = _takes_reference(line)
        if references and tree is not references[0]:
            yield Found(f"[{references[0].name}] stands inside of a function.", line, at=references[0].at)
        elif references and line.path is not None and not takes:
            yield Found(f"{line.target} takes no reference.", line, at=references[0].at)
        elif takes and not references:
            yield Found(
                f"{line.target} takes a reference, and {line.mapping.expression} is none.",
                line,
                paste="[manager]" if subject.is_users else "[members]",
            )


@rule(
    "roles-unresolved",
    "warning",
    meaning="`[appRoleAssignments]` outside of the functions for app roles.",
    why="The assignments are objects of Entra's own; only these functions read roles out of them.",
    mend="Put AssertiveAppRoleAssignmentsComplex around it.",
)
def roles_unresolved(subject: Subject) -> Iterator[Found]:
    """Roles as Entra keeps them."""
    for line, tree in subject.read_lines:
        inside = {id(node) for call in calls_of(tree, *_ROLE_FUNCTIONS) for node in nodes_of(call)}
        for source in line.sources:
            if source.name == "appRoleAssignments" and id(source) not in inside:
                yield Found("[appRoleAssignments] is used as it is.", line, at=source.at)


@rule(
    "list-to-single",
    "warning",
    meaning="An attribute of several values goes Direct to a target of one.",
    why="Whoever has two values cannot be provisioned.",
    mend="Take one of them with Item, or all as one text with Join.",
)
def list_to_single(subject: Subject) -> Iterator[Found]:
    """Several values where one has its place."""
    for line, tree in subject.read_lines:
        if not isinstance(tree, Attribute) or not is_list(subject, tree.name) or line.path is None:
            continue
        leaf = line.path.sub or line.path.attribute
        if leaf is not None and not leaf.multi_valued:
            paste = f"Item([{tree.name}], 1)"
            yield Found(f"[{tree.name}] has several values.", line, at=tree.at, paste=paste)


def is_source(subject: Subject, name: str) -> bool:
    """Whether mappings can name the attribute; without definitions, whether Graph or Entra know it."""
    known = subject.mapping.source_definitions
    if name in _COMPUTED or name in known:
        return True
    if is_known(name) and name.startswith("extension_"):
        return True
    return not known and is_known(name) and source_name(name) == name


def is_list(subject: Subject, name: str) -> bool:
    """Whether the source attribute has several values."""
    definition = subject.mapping.source_definitions.get(name)
    return definition.multivalued if definition is not None else fold(name) in LISTS


def _is_reference(subject: Subject, name: str) -> bool:
    definition = subject.mapping.source_definitions.get(name)
    return definition.type == "Reference" if definition is not None else name in REFERENCES


def _takes_reference(line: Line) -> bool:
    """Whether Entra sends the id of another object to the line's target."""
    attribute = line.path.attribute if line.path is not None else None
    reference = attribute.sub.get("$ref") if attribute is not None else None
    if reference is None or not reference.reference_types or line.path is None:
        return False
    return line.path.sub is None or line.path.sub.name == "value"


def _meant(subject: Subject, name: str) -> str | None:
    """What was meant: Graph's name for it, another letter case, or the nearest one."""
    entras = source_name(name)
    if entras not in ("", name) and is_source(subject, entras):
        return entras
    known = subject.mapping.source_definitions
    if known:
        return nearest(name, known)
    return next((meant for _, meant in nearest_known([name])), None)


def _sources(subject: Subject) -> Iterator[tuple[Line, Attribute]]:
    for line in subject.lines:
        for source in line.sources:
            yield line, source
