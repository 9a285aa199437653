"""Matching attributes: how Entra finds out that somebody is there already."""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.entra.check.results import CHANGING, calls_of
from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Line, Subject


@rule(
    "no-matching",
    "error",
    meaning="No attribute has a matching precedence.",
    why="Entra cannot find out who is there already, and does not start.",
    mend="In the mapping of userName (groups: displayName) set Match objects using this attribute to Yes.",
)
def no_matching(subject: Subject) -> Iterator[Found]:
    """Nobody can be found."""
    if not any(line.mapping.matching > 0 for line in subject.lines):
        target = "userName" if subject.is_users else "displayName"
        yield Found("No attribute has a matching precedence.", target=target)


@rule(
    "matching-same-for-all",
    "error",
    meaning="A matching attribute has no source, or the same value for everybody.",
    why="Everybody is taken for the same person, or for nobody.",
    mend="Match by an attribute that is another one for each person, such as userPrincipalName.",
)
def matching_same_for_all(subject: Subject) -> Iterator[Found]:
    """A constant, or nothing."""
    for line in _matching(subject):
        if line.mapping.type == "None" or (line.tree is not None and not line.sources):
            given = line.mapping.expression or "nothing"
            yield Found(f"{line.target} is a matching attribute, and its source is {given}.", line)


@rule(
    "matching-random",
    "error",
    meaning="A matching attribute is made of chance or of the clock.",
    why="It is another value in each cycle, so nobody is ever found again and everybody is created anew.",
    mend="Match by an attribute that stays, such as userPrincipalName.",
)
def matching_random(subject: Subject) -> Iterator[Found]:
    """A value that is never the same again."""
    for line in _matching(subject):
        for call in calls_of(line.tree, *CHANGING) if line.tree is not None else ():
            yield Found(f"{line.target} is a matching attribute made with {call.name}.", line, at=call.at)


@rule(
    "matching-null",
    "warning",
    meaning="Every matching attribute can be null.",
    why="Whoever has no value for any matching attribute cannot be found, and is not provisioned.",
    mend="Add a matching attribute that everybody has, such as userName from userPrincipalName.",
)
def matching_null(subject: Subject) -> Iterator[Found]:
    """People whom no matching attribute finds."""
    lines = [line for line in _matching(subject) if line.tree is not None and line.sources]
    if lines and all(line.may_be_null for line in lines):
        names = ", ".join(line.target for line in lines)
        yield Found(f"Not everybody has a value for {names}.", lines[0])


@rule(
    "matching-default",
    "warning",
    meaning="A matching attribute has a default value.",
    why="A default is used in creating only: all who lack a value are created with the same one and collide.",
    mend="Take the default away; give everybody a value with Coalesce.",
)
def matching_default(subject: Subject) -> Iterator[Found]:
    """One value for all who have none."""
    for line in _matching(subject):
        if line.mapping.default:
            yield Found(
                f'{line.target} is a matching attribute with the default "{line.mapping.default}".', line
            )


@rule(
    "matching-twice",
    "warning",
    meaning="Two matching attributes have the same precedence.",
    why="Which of them is tried first is not documented.",
    mend="Number them 1, 2, 3 in the order in which they are to be tried.",
)
def matching_twice(subject: Subject) -> Iterator[Found]:
    """An order that is none."""
    first: dict[int, Line] = {}
    for line in _matching(subject):
        earlier = first.setdefault(line.mapping.matching, line)
        if earlier is not line:
            yield Found(f"{line.target} has the precedence of {earlier.target}.", line)


@rule(
    "matching-only-on-create",
    "warning",
    meaning="A matching attribute is written only when somebody is created.",
    why="Whoever changes this value in the directory is looked for under the new one and not found.",
    mend="Set Apply this mapping to Always.",
)
def matching_only_on_create(subject: Subject) -> Iterator[Found]:
    """A value by which nobody is found after it changes."""
    for line in _matching(subject):
        if line.mapping.flow_type.lower() == "objectaddonly":
            yield Found(f"{line.target} is a matching attribute that is written only during creation.", line)


def _matching(subject: Subject) -> Iterator[Line]:
    return (line for line in subject.lines if line.mapping.matching > 0)
