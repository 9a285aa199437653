"""From the JSON of a synchronization schema, or a part of one, to what it means."""

from __future__ import annotations

from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.schema.definitions import is_entra
from scimconsole.entra.schema.json_object import JsonObject, Notes, shown
from scimconsole.entra.schema.json_text import read_json, refuse_odd
from scimconsole.entra.schema.layout import Given, unwrap
from scimconsole.entra.schema.limits import MAX_MAPPINGS, MAX_OBJECT_MAPPINGS, MAX_TOLD
from scimconsole.entra.schema.model import ObjectMapping, SyncSchema
from scimconsole.entra.schema.object_mappings import Directories, kind_in, read_object_mapping
from scimconsole.errors import InvalidInput


def read_schema_text(text: bytes | str, source: str) -> SyncSchema:
    """The schema in a JSON text: UTF-8, or UTF-16 as PowerShell saves it; `source` names it in messages.

    Raises InvalidInput.
    """
    return _read(read_json(text, source), source)


def read_schema(document: object, *, source: str = "the mapping") -> SyncSchema:
    """The schema in JSON data: a whole document, one rule, one object mapping, or mappings by themselves.

    Raises InvalidInput that lists every mistake with its JSON pointer.
    """
    refuse_odd(document, source)
    return _read(document, source)


def _read(data: object, source: str) -> SyncSchema:
    given = unwrap(data, source)
    notes = Notes()
    document = JsonObject(given.document, "", notes)
    mappings = _mappings(document, given)
    _refuse(notes, given, source)
    schema = SyncSchema(given.document, mappings, _remarks(notes))
    _refuse_too_many(schema, source)
    if schema.users is None:
        raise _no_users(schema, given, source)
    if given.shape != "schema":
        upload = "An upload takes the place of everything in Entra, the mapping of groups too. "
        notes.remark(
            f"This is a part of a schema. {'' if schema.groups else upload}It does not define the target's"
            " attributes, so every value counts as a text, that of active too; an export makes it whole, with"
            " the definitions that an application begins with."
        )
    return SyncSchema(given.document, mappings, _remarks(notes))


def _mappings(document: JsonObject, given: Given) -> tuple[ObjectMapping, ...]:
    match given.shape:
        case "schema":
            rule = _rule(document)
            return _of_rule(rule, document) if rule else ()
        case "rule":
            return _of_rule(document, None)
    return (read_object_mapping(document, Directories()),)


def _of_rule(rule: JsonObject, schema: JsonObject | None) -> tuple[ObjectMapping, ...]:
    for name in ("containerFilter", "groupFilter"):
        if rule.raw(name) is not None:
            rule.notes.remark(
                f"The rule has a {name}; it is kept, but nobody is filtered by it ({shown(rule.at(name))})."
            )
    directories = Directories(
        schema, rule.text("sourceDirectoryName") or "", rule.text("targetDirectoryName") or ""
    )
    mappings = list(rule.children("objectMappings"))
    if _are_too_many(rule, "objectMappings", mappings):
        return ()
    return tuple(read_object_mapping(mapping, directories) for mapping in mappings)


def _rule(schema: JsonObject) -> JsonObject | None:
    """The rule that counts: out of Entra ID, with users, of the lowest priority; the others are remarked."""
    rules = list(schema.children("synchronizationRules"))
    if not rules:
        schema.problem("synchronizationRules", "The document has no synchronization rules.")
        return None
    if _are_too_many(schema, "synchronizationRules", rules):
        return None
    outbound = [rule for rule in rules if is_entra(rule.text("sourceDirectoryName") or "")]
    others = [rule for rule in rules if not is_entra(rule.text("targetDirectoryName") or "")]
    candidates = outbound or others
    if not candidates:
        names = ", ".join(_rule_name(rule) for rule in rules)
        schema.problem(
            "synchronizationRules", f"All rules lead into Entra ID: {names}. One out of it is needed."
        )
        return None
    counting = min(candidates, key=lambda rule: (not _has_users(rule), rule.number("priority", 0)))
    if not outbound and counting.text("sourceDirectoryName"):
        counting.notes.remark(
            f"The source directory of {_rule_name(counting)} is called"
            f' "{shown(counting.text("sourceDirectoryName") or "")}", not Azure Active Directory.'
        )
    for rule in rules:
        if rule is not counting:
            rule.notes.remark(
                f"{_rule_name(rule)} is kept, but not looked at: {_rule_name(counting)} comes first."
            )
    return counting


def _rule_name(rule: JsonObject) -> str:
    return f'the rule "{shown(rule.text("name") or rule.pointer)}"'


def _has_users(rule: JsonObject) -> bool:
    return any(kind_in(mapping) == "user" for mapping in rule.children("objectMappings"))


def _refuse(notes: Notes, given: Given, source: str) -> None:
    if not notes.problems:
        return
    # A rule may be looked at twice before it is chosen.
    problems = list(dict.fromkeys((given.pointer(pointer), told) for pointer, told in notes.problems))
    first = f"{escape_text(problems[0][0]) or 'the document'}: {problems[0][1]}"
    more = f" And {len(problems) - 1:,} more." if len(problems) > 1 else ""
    raise InvalidInput(
        f"{source} cannot be used: {first}{more}",
        hint="Mend the places named, or download the schema from Entra again.",
        errors=problems[:MAX_TOLD],
    )


def _are_too_many(holder: JsonObject, name: str, found: list[JsonObject]) -> bool:
    if len(found) <= MAX_OBJECT_MAPPINGS:
        return False
    holder.problem(name, f"There are {len(found):,} {name} here; at most {MAX_OBJECT_MAPPINGS} are read.")
    return True


def _remarks(notes: Notes) -> tuple[str, ...]:
    told = list(notes.remarks)
    if len(told) <= MAX_TOLD:
        return tuple(told)
    return (*told[:MAX_TOLD], f"{len(told) - MAX_TOLD:,} more remarks of this kind.")


def _refuse_too_many(schema: SyncSchema, source: str) -> None:
    count = sum(len(mapping.attributes) for mapping in schema.mappings)
    if count > MAX_MAPPINGS:
        raise InvalidInput(f"{source} has {count:,} attribute mappings; at most {MAX_MAPPINGS:,} are read.")


def _no_users(schema: SyncSchema, given: Given, source: str) -> InvalidInput:
    found = [
        f'"{shown(mapping.name)}" of {shown(mapping.source) or "nothing"}' for mapping in schema.mappings
    ]
    there = f"there is {', '.join(found)}" if found else "there are no object mappings at all"
    pointer = schema.mappings[0].pointer if schema.mappings else ""
    return InvalidInput(
        f"{source} does not map users: {there}.",
        hint="Take the whole schema of the job, or the object mapping whose sourceObjectName is User.",
        errors=[(given.pointer(pointer), "An object mapping with the sourceObjectName User is needed.")],
    )
