"""Who is who: `externalId` and the work address."""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Line, Subject, writes

_WORK_ADDRESS = ("emails", 'type eq "work"', "value")
_OBJECT_ID = "Map externalId Direct from objectId, before the first cycle."


@rule(
    "external-id-mail-nickname",
    "warning",
    meaning="`externalId` comes from mailNickname, as Entra's default mapping has it.",
    why="A mail nickname changes with the name and is given again to others; the object id stays for good.",
    mend=_OBJECT_ID,
)
def external_id_mail_nickname(subject: Subject) -> Iterator[Found]:
    """The default that the guides tell to change."""
    for line in _external_ids(subject):
        names = {source.name.lower() for source in line.sources}
        if "mailnickname" in names and "objectid" not in names:
            yield Found("externalId comes from mailNickname.", line, paste="[objectId]")


@rule(
    "no-external-id",
    "warning",
    meaning="Nothing writes `externalId`.",
    why="Whoever is renamed is then found by name only, and a hold cannot follow a person who comes again.",
    mend=_OBJECT_ID,
)
def no_external_id(subject: Subject) -> Iterator[Found]:
    """Nothing that stays with a person."""
    if not any(line.sends for line in subject.lines_at("externalId")):
        severity = None if subject.is_users else "advice"
        yield Found(
            "No mapping writes externalId.",
            target="externalId",
            paste="[objectId]",
            severity=severity,  # type: ignore[arg-type]
            why=None if subject.is_users else "A group that is renamed can then only be found by its name.",
        )


@rule(
    "external-id-unstable",
    "advice",
    meaning="`externalId` comes from an attribute that can change.",
    why="Only the object id stays with a person for good.",
    mend=_OBJECT_ID,
)
def external_id_unstable(subject: Subject) -> Iterator[Found]:
    """Another attribute than the object id."""
    for line in _external_ids(subject):
        names = {source.name.lower() for source in line.sources}
        if line.tree is not None and not names & {"objectid", "mailnickname"}:
            yield Found(f"externalId comes from {line.mapping.expression}.", line, paste="[objectId]")


@rule(
    "mail-without-fallback",
    "warning",
    meaning="The work address comes from mail alone; where the service does not require it, that is advice.",
    why="People who exist in the cloud only often have no mail; they arrive without an address.",
    mend="Fall back on the sign-in name.",
)
def mail_without_fallback(subject: Subject) -> Iterator[Found]:
    """People without a mailbox."""
    if not subject.is_users:
        return
    for line in subject.lines:
        if not writes(line.place, _WORK_ADDRESS) or not line.may_be_null:
            continue
        if {source.name for source in line.sources} != {"mail"}:
            continue
        is_required = line.mapping.matching > 0 or any(
            field.level == "required" and "emails" in field.path for field in subject.profile.fields
        )
        yield Found(
            "The work address comes from mail, and nothing is sent for whoever has none.",
            line,
            paste="Coalesce([mail], [userPrincipalName])",
            severity="warning" if is_required else "advice",
        )


def _external_ids(subject: Subject) -> Iterator[Line]:
    if subject.is_users:
        yield from subject.lines_at("externalId")
