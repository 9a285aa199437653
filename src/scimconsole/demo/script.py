"""A demo's script: who is in it, what happens step by step, and what must be true afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from scimconsole.demo.happenings import Happening
    from scimconsole.demo.stage import Stage

Side: TypeAlias = Literal["service", "entra", "directory"]
"""Where an act happens: in this service, or in Entra's provisioning or directory, which are played."""

Result: TypeAlias = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Acted:
    """What an act tells: sentences for people, and what expectations can ask for."""

    said: tuple[str, ...] = ()
    result: Result = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is done in a step, ready to be carried out."""

    name: str
    side: Side
    needs: str | None
    """The capability of the service without which it cannot be done."""
    perform: Callable[[Stage], Awaitable[Acted]]
    """Raises the `ScimConsoleError` of what went wrong."""
    profiles: tuple[str, ...] = ()
    """The profiles that have it; empty for all that have the step."""


@dataclass(frozen=True, slots=True)
class Check:
    """Whether something is as it must be; `seen` is what is there, in words."""

    text: str
    ok: bool
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """What expectations judge besides the service itself: what the acts told, and what arrived."""

    result: Result
    arrived: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something that must be true after a step, ready to be checked."""

    name: str
    needs: str | None
    check: Callable[[Stage, Played], Awaitable[Check]]
    may_come: bool
    """Whether it is worth looking again, for what is written down a second late."""
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step; its texts may have words in braces until they are filled in."""

    name: str
    title: str
    caption: str
    """What happens and why; says that Entra is simulated where it is."""
    place: str
    """The way through the portal's menus; empty where nothing is clicked."""
    click: tuple[str, ...]
    """What the administrator would do there."""
    command: str
    """The command that does the same here; empty where there is none."""
    look: str
    """Where the console shows what came of it, such as `users?status=inactive`; empty to stay."""
    seconds: int
    """How long it is worth looking at when the demo plays by itself."""
    profiles: tuple[str, ...]
    """The profiles that have this step; empty for all."""
    acts: tuple[Act, ...]
    expectations: tuple[Expectation, ...]

    @property
    def is_simulated(self) -> bool:
        """Whether Entra has a part in it."""
        return any(act.side != "service" for act in self.acts)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a role in the script."""

    person: int
    """The number in the directory, from 1."""
    given: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """What is special about a service profile."""

    options: tuple[str, ...]
    """Options of the profile's starting point for the mapping."""
    mapping: Mapping[str, str]
    """Target attributes with expressions of the script's own."""
    words: Mapping[str, str]
    """What words in braces stand for."""


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script; `steps` are those of all profiles."""

    title: str
    cut: str
    organization: str
    domain: str
    people: int
    seed: int
    names: tuple[str, ...]
    """Which names people have: `english`, `french`, ...; empty for all."""
    profile: str
    """The profile that is played unless another is asked for."""
    cast: Mapping[str, Member]
    variants: Mapping[str, Variant]
    steps: tuple[Step, ...]

    def steps_of(self, profile: str) -> tuple[Step, ...]:
        """The steps that a profile has, in order, with what of them is meant for it."""

        def has(part: Step | Act | Expectation) -> bool:
            return not part.profiles or profile in part.profiles

        return tuple(
            replace(
                step,
                acts=tuple(filter(has, step.acts)),
                expectations=tuple(filter(has, step.expectations)),
            )
            for step in self.steps
            if has(step)
        )
