"""Roles, key access and other permissions: does what is taken away in Entra ever leave the service?"""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.domain.scim.text import fold
from scimconsole.entra.check.results import calls_of
from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Subject
from scimconsole.entra.expressions.tree import Call

ASSERTIVE = "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])"
"""The one form of roles that takes away, too."""

_ASSERTIVE = f"Map {ASSERTIVE} to roles."
_KEY_ACCESS = "keyAccess"


@rule(
    "roles-only-added",
    "warning",
    meaning="`AppRoleAssignmentsComplex`, whose changes only ever add.",
    why="A role that is taken away in Entra stays with the person in the service.",
    mend=_ASSERTIVE,
)
def roles_only_added(subject: Subject) -> Iterator[Found]:
    """Roles that pile up."""
    for line, tree in subject.read_lines:
        for call in calls_of(tree, "AppRoleAssignmentsComplex"):
            yield Found("Roles are added and never taken away.", line, at=call.name_at, paste=ASSERTIVE)


@rule(
    "last-role-stays",
    "warning",
    meaning="`SingleAppRoleAssignment`, which is null for whoever has no role.",
    why="Null is not sent: a person's last role stays in the service. Whoever has several roles fails.",
    mend=_ASSERTIVE,
)
def last_role_stays(subject: Subject) -> Iterator[Found]:
    """A role that ends with nothing to send."""
    for line, tree in subject.read_lines:
        for call in calls_of(tree, "SingleAppRoleAssignment"):
            yield Found("The last role is never taken away.", line, at=call.name_at, paste=ASSERTIVE)


@rule(
    "key-access-stays",
    "warning",
    meaning="The expression for `keyAccess` can be null.",
    why="Null is not sent: whoever loses the last permission in Entra keeps it in the service.",
    mend='Send ";", which names no permission, where there is none.',
)
def key_access_stays(subject: Subject) -> Iterator[Found]:
    """Permissions that end with nothing to send."""
    for line in subject.lines:
        name = line.path.name if line.path is not None else ""
        if not fold(name).endswith(f":{fold(_KEY_ACCESS)}"):
            continue
        if line.tree is None and line.malformed is None:
            yield Found("keyAccess has no source: it is set once and never again.", line)
        elif line.tree is not None and line.may_be_null:
            text = line.mapping.expression
            is_coalesce = isinstance(line.tree, Call) and line.tree.name == "Coalesce"
            paste = f'{text.rstrip()[:-1]}, ";")' if is_coalesce else f'Coalesce({text}, ";")'
            yield Found("Whoever has no permission left gets null.", line, paste=paste)


@rule(
    "status-stays",
    "advice",
    meaning="The expression for the attribute that puts people on leave can be null.",
    why="Null is not sent: whoever was inactive, and whose attribute is emptied, stays inactive.",
    mend="Send the value for people who take part where there is no other.",
)
def status_stays(subject: Subject) -> Iterator[Found]:
    """A leave that ends with nothing to send."""
    status = subject.resource_type.status
    if status is None:
        return
    name = f"{status.schema}:{status.name}" if status.schema else status.name
    for line in subject.lines_at(name):
        if line.is_update and line.tree is not None and line.may_be_null:
            yield Found(f"Whoever is neither {status.inactive} nor anything else gets null.", line)


@rule(
    "permission-only-on-create",
    "warning",
    meaning="Roles or key access are written only when somebody is created.",
    why="Whatever is given or taken away later in Entra never arrives.",
    mend="Set Apply this mapping to Always.",
)
def permission_only_on_create(subject: Subject) -> Iterator[Found]:
    """Permissions that are never changed again."""
    for line in subject.lines:
        name = fold(line.path.name) if line.path is not None else ""
        is_permission = name == "roles" or name.endswith(f":{fold(_KEY_ACCESS)}")
        if is_permission and line.tree is not None and not line.is_update:
            yield Found(f"{line.target} is written only during creation.", line)


@rule(
    "only-adds",
    "warning",
    meaning="The flow MultiValueAddOnly, or an attribute of several values that is not of the standard.",
    why="Entra only ever adds to it: values that end in the directory stay in the service.",
    mend="Write all values as one text: Join with a separator.",
)
def only_adds(subject: Subject) -> Iterator[Found]:
    """Values that pile up."""
    for line in subject.lines:
        definition = subject.definition(line)
        if line.mapping.flow_type.lower() == "multivalueaddonly":
            yield Found(f"{line.target} only ever gets values added.", line, mend="Set the flow to Always.")
        elif (
            definition is not None
            and definition.multivalued
            and line.tree is not None
            and subject.resource_type.core.sub.get(line.target.lower()) is None
        ):
            yield Found(f"{line.target} has several values and is not of the standard.", line)
