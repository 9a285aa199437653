"""What is known of the attributes one can map to: the document's definitions and the profile's fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scimconsole.domain.scim.profile import load_profile
from scimconsole.domain.scim.text import nearest
from scimconsole.entra.schema.model import AttributeDefinition, ObjectMapping
from scimconsole.errors import ScimConsoleError

if TYPE_CHECKING:
    from scimconsole.api.profile import Profile, ProfileField

_URN = re.compile(r"\Aurn:.+:(?=[^:]+\Z)", re.IGNORECASE)


class TargetNote(NamedTuple):
    """What is known of a target in a sentence, and whether it is something to look at."""

    sentence: str
    is_warning: bool = False


def targets(object_mapping: ObjectMapping, profile: Profile | None) -> dict[str, str]:
    """Every known target attribute with a note, those that are not mapped yet first."""
    mapped = {mapping.target for mapping in object_mapping.attributes}
    known: dict[str, str] = {}
    if object_mapping.source.lower() == "user" and profile is not None:
        known.update((path, _field_note(field, profile)) for path, field in _paths(profile).items())
    for name, definition in object_mapping.definitions.items():
        known.setdefault(name, definition_note(definition))
    for name in mapped:
        known.setdefault(name, "")
    free = {name: note for name, note in known.items() if name not in mapped}
    return free | {name: f"mapped already  {note}".strip() for name, note in known.items() if name in mapped}


def field_of(target: str, object_mapping: ObjectMapping, profile: Profile | None) -> ProfileField | None:
    """The profile's field that is stored at a target."""
    if profile is None or object_mapping.source.lower() != "user":
        return None
    wanted = _short(target)
    return next((field for field in profile.fields if _short(field.attribute) == wanted), None)


def note_on(target: str, object_mapping: ObjectMapping, profile: Profile | None, before: str) -> TargetNote:
    """What is known of a target that was typed; `before` is what the mapping went to so far."""
    if not target:
        return TargetNote("The attribute of the service that the value is sent to.")
    taken = {mapping.target.lower() for mapping in object_mapping.attributes}
    if target.lower() in taken and target.lower() != before.lower():
        return TargetNote("This attribute is mapped already; one of the two would be without effect.", True)
    field = field_of(target, object_mapping, profile)
    definition = object_mapping.definitions.get(target)
    said = [definition_note(definition)] if definition else []
    if field is not None and profile is not None:
        said.append(_field_note(field, profile))
    if said:
        return TargetNote("; ".join(filter(None, said)))
    known = targets(object_mapping, profile)
    if target in known or not known:
        return TargetNote("")
    meant = nearest(target, known)
    sentence = "No definition and no field of the profile has this name."
    return TargetNote(f"{sentence} Did you mean {meant}?" if meant else sentence, True)


def definition_note(definition: AttributeDefinition) -> str:
    """The type and what else the definition says."""
    words: list[str] = [definition.type]
    words += ["required"] if definition.required else []
    words += ["several values"] if definition.multivalued else []
    return ", ".join(words)


def _field_note(field: ProfileField, profile: Profile) -> str:
    words = f"{field.label}, {field.level} for {profile.title}"
    return f"{words}: {', '.join(field.allowed)}" if field.allowed else words


def _paths(profile: Profile) -> dict[str, ProfileField]:
    """The profile's fields by the path that a mapping names."""
    try:
        paths = {field.attribute: field.path for field in load_profile(profile.name).fields}
    except ScimConsoleError:  # a profile of the service that is not known here
        paths = {}
    return {paths.get(field.attribute, field.attribute): field for field in profile.fields}


def _short(path: str) -> str:
    return _URN.sub("", path).lower()
