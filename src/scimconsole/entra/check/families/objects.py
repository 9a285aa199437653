"""Object mappings as a whole: are they there, enabled, and allowed to do their work?"""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Subject

_GROUPS = "Provision Microsoft Entra ID Groups"
_CONSEQUENCES = {
    "Add": "nobody new is created",
    "Update": "no change reaches the service, not even that somebody was disabled",
    "Delete": "whoever leaves the scope or the directory keeps the account",
}


@rule(
    "users-disabled",
    "error",
    meaning="The mapping of users is not enabled.",
    why="Entra passes over a mapping that is not enabled: no person is provisioned.",
    mend="Open the mapping, set Enabled to Yes, and save.",
)
def users_disabled(subject: Subject) -> Iterator[Found]:
    """A mapping of users that is switched off."""
    if subject.is_users and not subject.mapping.enabled:
        yield Found("The mapping of users is not enabled.")


@rule(
    "groups-disabled",
    "warning",
    meaning="The mapping of groups is missing or not enabled.",
    why="The people in assigned groups arrive, but neither the groups nor who is in them.",
    mend="Open the mapping of groups, set Enabled to Yes, and save; leave it if the service needs no groups.",
)
def groups_disabled(subject: Subject) -> Iterator[Found]:
    """Groups that never arrive; a missing mapping is told once, with the users."""
    if not subject.is_users:
        if not subject.mapping.enabled:
            yield Found("The mapping of groups is not enabled.")
    elif subject.schema.groups is None and subject.mapping is subject.schema.users:
        yield Found(
            "There is no mapping of groups.",
            mend="Upload a schema that has one; `mapping export --starting-point` writes it.",
            mapping=_GROUPS,
            pointer="",
        )


@rule(
    "flow-types",
    "warning",
    meaning="The mapping lacks one of the acts Add, Update and Delete.",
    why="What is not ticked never happens, and nothing says so.",
    mend="Tick Create, Update and Delete under Target Object Actions, and save.",
)
def flow_types(subject: Subject) -> Iterator[Found]:
    """An act that is not allowed."""
    allowed = {act.lower() for act in subject.mapping.flow_types}
    for act, consequence in _CONSEQUENCES.items():
        if act.lower() not in allowed:
            yield Found(f"{act} is not among the mapping's acts: {consequence}.")


@rule(
    "empty-mapping",
    "advice",
    meaning="A mapping of the type None has no default value.",
    why="It sends nothing, ever; whoever reads the table takes the attribute as mapped.",
    mend="Choose a source or a default value, or delete the mapping.",
)
def empty_mapping(subject: Subject) -> Iterator[Found]:
    """A line without any effect."""
    for line in subject.lines:
        if not line.sends:
            yield Found(f"The mapping of {line.target} has neither a source nor a default.", line)


@rule(
    "members-unmapped",
    "warning",
    meaning="The members of groups are not mapped.",
    why="Groups arrive empty, and stay so.",
    mend="Add a Direct mapping from members to members.",
)
def members_unmapped(subject: Subject) -> Iterator[Found]:
    """Groups without their members."""
    if not subject.is_users and not any(line.sends for line in subject.lines_at("members")):
        yield Found("No mapping writes members.", target="members", paste="[members]")


@rule(
    "document",
    "advice",
    meaning="A part of the document contradicts itself or is not understood.",
    why="What is shown here may differ from what Entra does with that part.",
    mend="Compare the part with the portal; what is not understood is kept and exported again.",
)
def document(subject: Subject) -> Iterator[Found]:
    """What reading the document had to say; told once, with the users."""
    if subject.mapping is (subject.schema.users or subject.schema.mappings[0]):
        for remark in subject.schema.remarks:
            yield Found(remark, pointer="")
