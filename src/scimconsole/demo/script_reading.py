"""Reading a demo's script from TOML; each mistake is told with line, key and the nearest right word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from scimconsole.demo.acts.vocabulary import ACTS, read_act
from scimconsole.demo.directory import DOMAIN, SMALLEST, make_directory
from scimconsole.demo.expectations.vocabulary import EXPECTATIONS, read_expectation
from scimconsole.demo.names import BY_NAME
from scimconsole.demo.parameters import EVERYBODY, Params
from scimconsole.demo.script import Act, Expectation, Member, Script, Step, Variant
from scimconsole.demo.words import ALWAYS, words_in
from scimconsole.domain.scim.profile import list_profiles, load_profile
from scimconsole.domain.scim.text import did_you_mean, nearest
from scimconsole.domain.scim.toml_reader import TomlFile, TomlTable
from scimconsole.entra.expressions import MalformedExpression
from scimconsole.entra.expressions.parser import parse
from scimconsole.entra.schema.starting_points import options_of
from scimconsole.errors import InvalidInput
from scimconsole.places import PLACES

FOLDER = Path(__file__).parent / "scripts"
SHIPPED = {"three": "three-minutes.toml", "twelve": "twelve-minutes.toml"}
"""The cuts that come with the program."""
FIRST_FREE = 7
"""Who comes before leads somebody, and keeps to it."""
_MOST_PEOPLE = 500
_SECONDS = 12


def shipped_text(cut: str) -> str:
    """The file of a cut that comes with the program."""
    return (FOLDER / SHIPPED[cut]).read_text("utf-8")


def script_from_toml(text: str, source: str) -> Script:
    """The script in the text; `source` names the file in messages.

    Raises InvalidInput that lists every problem with its line and key.
    """
    file = TomlFile(text)
    script = None if file.problems else _read(file)
    if script is None or file.problems:
        problems = sorted(file.problems, key=lambda problem: (problem.line is None, problem.line or 0))
        listed = "\n".join(str(problem) for problem in problems)
        raise InvalidInput(
            f"{source} is no script that can be played:\n{listed}",
            hint="`scimconsole demo --show-script` prints one that can.",
        )
    return script


def _read(file: TomlFile) -> Script:
    table = file.table()
    people = table.number("people")
    if not SMALLEST <= people <= _MOST_PEOPLE:
        table.report("people", f"must be a whole number from {SMALLEST} to {_MOST_PEOPLE}.")
    cast = _read_cast(table, people)
    variants = _read_variants(table, cast)
    profile = table.text("profile", next(iter(variants), ""), choices=variants)
    names = table.texts("names")
    for name in names:
        if name not in BY_NAME:
            known = ", ".join(BY_NAME)
            table.report("names", f'"{name}" is not one of {known}{did_you_mean(nearest(name, BY_NAME))}')
    script = Script(
        title=table.text("title"),
        cut=table.text("cut", ""),
        organization=table.text("organization", "Contoso"),
        domain=table.text("domain", DOMAIN),
        people=people,
        seed=table.number("seed"),
        names=names,
        profile=profile,
        cast=cast,
        variants=variants,
        steps=_read_steps(table, cast, variants),
    )
    table.finish()
    return script


def _read_cast(table: TomlTable, people: int) -> Mapping[str, Member]:
    found: dict[str, Member] = {}
    cast = table.subtable("cast")
    for role in () if cast is None else cast.left:
        entry = cast.subtable(role) if cast is not None else None
        if entry is None or cast is None:
            continue
        member = Member(entry.number("person"), entry.text("given", ""), entry.text("family", ""))
        if not FIRST_FREE <= member.person <= people:
            entry.report("person", f"must be a whole number from {FIRST_FREE} to the number of people.")
        elif any(member.person == other.person for other in found.values()):
            entry.report("person", f"{member.person} has a role already.")
        if role in ALWAYS or role == EVERYBODY:
            cast.report(role, "is a word of its own; call the role something else.")
        entry.finish()
        found[role] = member
    return found


def _read_variants(table: TomlTable, cast: Mapping[str, Member]) -> Mapping[str, Variant]:
    found: dict[str, Variant] = {}
    profiles = table.subtable("variant")
    known = [profile.name for profile in list_profiles()]
    for name in () if profiles is None else profiles.left:
        entry = profiles.subtable(name) if profiles is not None else None
        if entry is None:
            continue
        if name not in known and profiles is not None:
            meant = did_you_mean(nearest(name, known))
            profiles.report(name, f"there is no such profile{meant} Profiles: {', '.join(known)}.")
        else:
            found[name] = _read_variant(entry, name, {*cast, *ALWAYS})
    if not found:
        table.report("variant", "is missing: write [variant.PROFILE] for each profile that can be played.")
    return found


def _read_variant(table: TomlTable, profile: str, given: Collection[str]) -> Variant:
    options = table.texts("options")
    offered = [option.name for option in options_of(load_profile(profile))]
    for option in options:
        if option not in offered:
            table.report(
                "options",
                f'the mapping of {profile} has no option "{option}"{did_you_mean(nearest(option, offered))}',
            )
    variant = Variant(options, _texts_of(table, "mapping"), _texts_of(table, "words"))
    for target, expression in variant.mapping.items():
        try:
            parse(expression)
        except MalformedExpression as error:
            table.report("mapping", f"{target}: {error}")
    for name, text in variant.words.items():
        if name in given:
            table.report("words", f'"{name}" stands for something else already.')
        for word in words_in(text):
            # One that stands for another could stand for itself in the end.
            if word.partition(".")[0] not in given:
                table.report(
                    "words", f"{name}: nothing stands for {{{word}}}{did_you_mean(nearest(word, given))}"
                )
    table.finish()
    return variant


def _texts_of(table: TomlTable, key: str) -> Mapping[str, str]:
    entry = table.subtable(key)
    return {} if entry is None else {name: entry.text(name) for name in entry.left}


def _read_steps(
    table: TomlTable, cast: Mapping[str, Member], variants: Mapping[str, Variant]
) -> tuple[Step, ...]:
    entries = table.tables("step")
    if not entries:
        table.report("step", "is missing: write [[step]] above each step.")
    steps: list[Step] = []
    for entry in entries:
        step = _StepReader(entry, cast, variants).read()
        if any(step.name == earlier.name for earlier in steps):
            entry.report("name", f'another step is named "{step.name}".')
        steps.append(step)
    return tuple(steps)


class _StepReader:
    """Reads one step; knows which words its texts may use."""

    def __init__(self, table: TomlTable, cast: Mapping[str, Member], variants: Mapping[str, Variant]) -> None:
        self._table = table
        self._cast = cast
        self._variants = variants
        self._profiles: Collection[str] = variants

    def read(self) -> Step:
        """The step; mistakes are reported to its table."""
        table = self._table
        profiles = self._profiles_of(table)
        self._profiles = [name for name in profiles if name in self._variants] or self._variants
        step = Step(
            name=table.text("name"),
            title=self._text("title"),
            caption=self._text("caption"),
            place=self._text("place", ""),
            click=tuple(self._checked("click", text) for text in table.texts("click")),
            command=self._text("command", ""),
            look=self._look(),
            seconds=table.number("seconds") or _SECONDS,
            profiles=profiles,
            acts=tuple(self._acts()),
            expectations=tuple(self._expectations()),
        )
        table.finish()
        return step

    def _look(self) -> str:
        look = self._text("look", "")
        place = re.split("[/?]", look, maxsplit=1)[0]
        known = [place.name for place in PLACES]
        if look and place not in known:
            meant = did_you_mean(nearest(place, known))
            self._table.report("look", f'there is no place "{place}" in the console{meant}')
        return look

    def _acts(self) -> Iterable[Act]:
        entries = self._table.tables("acts")
        if not entries:
            self._table.report("acts", 'must say what is done, such as acts = [{ do = "cycle" }].')
        for entry in entries:
            name = entry.text("do", choices=ACTS) if "do" in entry.left else ""
            if name in ACTS:
                act = read_act(name, Params(entry, self._cast, self.check_words))
                yield replace(act, profiles=self._profiles_of(entry))
                entry.finish()
            else:
                entry.report("do", f"is missing: an act, one of {', '.join(ACTS)}.")

    def _expectations(self) -> Iterable[Expectation]:
        entries = self._table.tables("expect")
        if not entries:
            self._table.report("expect", "must say what is true then, such as expect = [{ users = 1 }].")
        for entry in entries:
            name = next(iter(entry.left), "")
            if name in EXPECTATIONS:
                expectation = read_expectation(name, Params(entry, self._cast, self.check_words))
                yield replace(expectation, profiles=self._profiles_of(entry))
                entry.finish()
            else:
                known = ", ".join(EXPECTATIONS)
                meant = did_you_mean(nearest(name, EXPECTATIONS))
                entry.report(name, f"an expectation begins with one of {known}{meant}")

    def _profiles_of(self, table: TomlTable) -> tuple[str, ...]:
        profiles = table.texts("profiles")
        for profile in profiles:
            if profile not in self._variants:
                meant = did_you_mean(nearest(profile, self._variants))
                table.report("profiles", f'"{profile}" has no [variant.{profile}]{meant}')
        return profiles

    def _text(self, key: str, default: str | None = None) -> str:
        return self._checked(key, self._table.text(key, default))

    def _checked(self, key: str, text: str) -> str:
        self.check_words(self._table, key, text)
        return text

    def check_words(self, table: TomlTable, key: str, text: str) -> None:
        """Report each word in braces that nothing stands for, in a profile that has this step."""
        for word in words_in(text):
            role, _, attribute = word.partition(".")
            if role in self._cast:
                if attribute and attribute not in _ATTRIBUTES:
                    meant = did_you_mean(nearest(attribute, _ATTRIBUTES))
                    table.report(key, f"people have no {attribute}: {{{word}}}{meant}")
                continue
            missing = [name for name in self._profiles if word not in self._variants[name].words]
            if word not in ALWAYS and missing:
                known = {*ALWAYS, *self._cast, *self._variants[missing[0]].words}
                where = f"[variant.{missing[0]}.words]"
                table.report(
                    key, f"nothing stands for {{{word}}} in {where}{did_you_mean(nearest(word, known))}"
                )


_ATTRIBUTES = tuple(
    name for name, value in make_directory(SMALLEST).users[0].items() if not isinstance(value, dict)
)
"""What `{leaver.mail}` may end in."""
