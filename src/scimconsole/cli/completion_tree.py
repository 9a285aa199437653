"""What can be typed after `scimconsole`, read from the parsers of the commands themselves."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from scimconsole.cli.parser import make_parser
from scimconsole.cli.program import NOUNS, ROOT_OPTIONS
from scimconsole.domain.scim.profile import list_profiles
from scimconsole.places import PLACES
from scimconsole.settings import MEANINGS, Settings


@dataclass(frozen=True)
class Values:
    """What may stand as a value: known words, a file, or what the settings file has under a key."""

    name: str
    """What it is called in messages, in lower case."""
    words: tuple[str, ...] = ()
    files: bool = False
    saved: str = ""
    """`url` or `org`: the key in the settings file."""

    @property
    def known(self) -> bool:
        """Whether anything can be offered."""
        return bool(self.words or self.files or self.saved)


@dataclass(frozen=True)
class Option:
    """An option: its spellings, its help, and its value where it takes one."""

    names: tuple[str, ...]
    help: str
    value: Values | None = None


@dataclass(frozen=True)
class Command:
    """What may follow one noun, or a noun and its action."""

    words: tuple[str, ...]
    options: tuple[Option, ...]
    argument: Values | None = None
    """The argument that is no option; it may be repeated."""


@dataclass(frozen=True)
class Tree:
    """All commands; `actions` has those of each noun, with a summary each."""

    settings_folder: Path
    nouns: dict[str, str]
    actions: dict[str, dict[str, str]] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)


def read_tree(settings: Settings) -> Tree:
    """Read every parser; raises `InvalidInput` for a profile in the settings' folder that is broken."""
    profiles = tuple(profile.name for profile in list_profiles(settings.profiles))
    tree = Tree(settings.config_dir, {noun: summary for noun, (_, summary) in NOUNS.items()})
    for noun, (module_name, summary) in NOUNS.items():
        module = import_module(module_name)
        verbs = getattr(module, "VERBS", None)
        if verbs is None:
            parser = make_parser(noun, summary)
            module.add_arguments(parser, noun)
            tree.commands.append(_command((noun,), parser, profiles))
            continue
        tree.actions[noun] = {verb: words for verb, (words, _) in verbs.items()}
        for verb, (words, describe) in verbs.items():
            parser = make_parser(f"{noun} {verb}", words)
            describe(parser)
            tree.commands.append(_command((noun, verb), parser, profiles))
    opening = next(command for command in tree.commands if command.words == ("open",))
    root = tuple(Option((name,), words) for name, words in ROOT_OPTIONS.items())
    tree.commands.append(Command((), (*opening.options, *root)))
    return tree


def _command(words: tuple[str, ...], parser: argparse.ArgumentParser, profiles: tuple[str, ...]) -> Command:
    options: list[Option] = []
    argument: Values | None = None
    for action in _actions(parser):
        values = _values(words, action, profiles)
        if action.option_strings:
            takes_value = action.nargs != 0
            told = (action.help or "") % {**vars(action), "prog": parser.prog}
            options.append(Option(tuple(action.option_strings), told, values if takes_value else None))
        else:
            argument = values
    return Command(words, tuple(options), argument)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    # argparse has no public way to ask a parser what it takes.
    return (action for action in parser._actions if action.help != argparse.SUPPRESS)


def _values(words: tuple[str, ...], action: argparse.Action, profiles: tuple[str, ...]) -> Values:
    name = action.dest.replace("_", " ")
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    if action.choices is not None:
        return Values(name, tuple(str(choice) for choice in action.choices))
    if action.dest in ("profile", "starting_point") or words == ("profile", "show"):
        return Values(name, profiles)
    if action.option_strings and action.dest in ("url", "org"):
        return Values(name, saved=action.dest)
    known = {
        "PLACE": Values(name, tuple(place.name for place in PLACES)),
        "SETTING": Values(name, tuple(MEANINGS)),
        "FILE": Values(name, files=True),
        "DIR": Values(name, files=True),
        "DAYS|never": Values(name, ("30", "90", "180", "365", "never")),
    }
    return known.get(metavar, Values(name))
