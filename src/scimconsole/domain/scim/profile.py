"""Profiles as TOML files: those of the package and those of a folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from scimconsole.domain.guide.reading import read_guide
from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.path import parse_path
from scimconsole.domain.scim.profile_model import LEVELS, Field, Profile
from scimconsole.domain.scim.schema import Attribute, ResourceType, Schema, StatusRule, Target
from scimconsole.domain.scim.schema_file import packaged_schema, read_schema
from scimconsole.domain.scim.text import did_you_mean, fold, nearest
from scimconsole.domain.scim.toml_reader import Problem, TomlFile, TomlTable
from scimconsole.errors import InvalidInput, NotFound

__all__ = [
    "ADSCIM_GROUP",
    "FOLDER",
    "LEVELS",
    "Field",
    "Problem",
    "Profile",
    "list_profiles",
    "load_profile",
    "profile_from_toml",
    "profile_problems",
]

FOLDER = Path(__file__).parent / "profiles"
ADSCIM_GROUP = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
"""The group schema Entra declares beside the core one; the same attributes."""


def load_profile(name: str, folder: Path | None = None) -> Profile:
    """The profile of that name, from the folder if it has one, else from the package.

    Raises NotFound naming the nearest profile, InvalidInput for a broken file.
    """
    files = _files(folder)
    if name not in files:
        meant = nearest(name, files)
        raise NotFound(
            f'There is no profile "{name}"{did_you_mean(meant)}',
            hint=f"Profiles: {', '.join(files)}.",
        )
    return _read_file(files[name], files[name].stat().st_mtime_ns)


def list_profiles(folder: Path | None = None) -> list[Profile]:
    """Every profile of the package and the folder, by name; the folder hides one of the same name."""
    return [load_profile(name, folder) for name in sorted(_files(folder))]


def profile_from_toml(text: str, source: str) -> Profile:
    """The profile in the text; `source` names the file in messages.

    Raises InvalidInput that lists every problem with its line and key.
    """
    profile, problems = _read(text)
    if problems:
        listed = "; ".join(str(problem) for problem in problems)
        raise InvalidInput(
            f"{source}: {listed}",
            errors=[(_pointer(problem.key), problem.sentence) for problem in problems],
        )
    return profile


def profile_problems(text: str) -> list[Problem]:
    """What is wrong with a profile's text; empty when it can be used."""
    return _read(text)[1]


def _in_order(problems: list[Problem]) -> list[Problem]:
    """By line; what the file does not mention comes last."""
    return sorted(problems, key=lambda problem: (problem.line is None, problem.line or 0))


def _files(folder: Path | None) -> dict[str, Path]:
    files = {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}
    if folder is not None:
        files |= {path.stem: path for path in sorted(folder.glob("*.toml"))}
    return files


@lru_cache(maxsize=64)
def _read_file(path: Path, changed_ns: int) -> Profile:
    """Compiled once for each state of the file; `changed_ns` tells the states apart."""
    profile = profile_from_toml(path.read_text("utf-8"), str(path))
    if profile.name != path.stem:
        raise InvalidInput(f'{path}: name: the file is named "{path.stem}", the profile "{profile.name}".')
    return profile


def _pointer(key: str) -> str:
    return "/" + key.replace("[", "/").replace("]", "").replace(".", "/") if key else ""


def _read(text: str) -> tuple[Profile, list[Problem]]:
    file = TomlFile(text)
    table = file.table()
    if file.problems:
        table.finish()
        return _profile(table, "", (), None), file.problems
    name = table.text("name")
    profile = _profile(table, name, table.texts("plans"), table.subtable("extension"))
    table.finish()
    return profile, _in_order(file.problems)


@dataclass(slots=True)
class _Declared:
    """A field as written, with where its values are stored."""

    table: TomlTable
    field: Field
    target: Target | None


def _profile(
    table: TomlTable, name: str, plans: tuple[str, ...], extension_table: TomlTable | None
) -> Profile:
    token_plans = table.texts("token_plans")
    for plan in token_plans:
        if plans and plan not in plans:
            table.report(
                "token_plans", f'"{plan}" is not among the plans{did_you_mean(nearest(plan, plans))}'
            )
    extension = read_schema(extension_table) if extension_table else None
    enterprise = packaged_schema("enterprise_user")
    plain = _user_type(packaged_schema("core_user"), (enterprise, *([extension] if extension else [])), None)
    declared = [_read_field(entry, plain) for entry in table.tables("fields")]
    status = _read_status(table.subtable("status"), plain)
    core, *extensions = (
        _with_allowed_values(schema, declared)
        for schema in (packaged_schema("core_user"), enterprise, *([extension] if extension else []))
    )
    user = _user_type(core, tuple(extensions), status)
    return Profile(
        name,
        table.text("title", name),
        plans,
        token_plans,
        extensions[1] if extension else None,
        tuple(replace(entry.field, target=_again(entry.target, user)) for entry in declared),
        user,
        ResourceType("Group", "/Groups", packaged_schema("core_group"), aliases=(ADSCIM_GROUP,)),
        read_guide(table),
    )


def _user_type(core: Schema, extensions: tuple[Schema, ...], status: StatusRule | None) -> ResourceType:
    return ResourceType("User", "/Users", core, extensions, status=status)


def _read_field(table: TomlTable, user: ResourceType) -> _Declared:
    label = table.text("label")
    attribute = table.text("attribute")
    target = _find(table, "attribute", attribute, user)
    any_of = table.texts("any_of")
    for other in any_of:
        _find(table, "any_of", other, user)
    level = table.text("level", choices=LEVELS)
    allowed = table.texts("allowed")
    default = table.text("default", "") or None
    if default is not None and allowed and fold(default) not in {fold(value) for value in allowed}:
        table.report("default", f'"{default}" is not among the allowed values.')
    stored = target if allowed or default is not None else None
    if stored is not None and not _is_plain(stored, attribute):
        table.report(
            "attribute", f'"{attribute}" cannot have allowed values or a default: it is not one text.'
        )
        stored = None
    path = str(target.path) if target and "[" not in attribute else attribute
    field = Field(
        label, attribute, path, level, table.text("example", ""), table.text("note", ""),
        allowed or None, default, any_of,
    )  # fmt: skip
    table.finish()
    return _Declared(table, field, stored)


def _find(table: TomlTable, key: str, attribute: str, user: ResourceType) -> Target | None:
    if not attribute:
        return None
    try:
        path = parse_path(attribute)
    except ScimError as error:
        table.report(key, error.detail)
        return None
    target = user.locate(replace(path.attribute, sub=path.sub))
    if target is None or target.attribute is None:
        meant = nearest(attribute, user.known_names())
        table.report(key, f'no schema has an attribute "{attribute}"{did_you_mean(meant)}')
        return None
    return target


def _is_plain(target: Target, attribute: str) -> bool:
    leaf = target.leaf
    return (
        "[" not in attribute
        and target.sub is None
        and leaf is not None
        and leaf.type == "string"
        and not leaf.multi_valued
    )


def _read_status(table: TomlTable | None, user: ResourceType) -> StatusRule | None:
    if table is None:
        return None
    attribute = table.text("attribute")
    target = _find(table, "attribute", attribute, user)
    inactive = table.text("inactive")
    table.finish()
    if target is None or target.attribute is None:
        return None
    if not _is_plain(target, attribute):
        table.report("attribute", f'"{attribute}" cannot say who is active: it is not one text.')
        return None
    return StatusRule(target.path.schema, target.attribute.name, inactive)


def _with_allowed_values(schema: Schema, declared: list[_Declared]) -> Schema:
    """The schema with the allowed values as its canonical ones, so that /Schemas tells them."""
    allowed: dict[Attribute, tuple[str, ...]] = {
        entry.target.attribute: entry.field.allowed
        for entry in declared
        if entry.target and entry.target.attribute and entry.field.allowed
    }
    attributes = tuple(
        replace(attribute, canonical_values=allowed[attribute]) if attribute in allowed else attribute
        for attribute in schema.attributes
    )
    return replace(schema, attributes=attributes)


def _again(target: Target | None, user: ResourceType) -> Target | None:
    return user.locate(target.path) if target else None
