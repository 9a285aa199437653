"""A run of a script: every step really happens over HTTP, and is checked against the service's API."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self, TypeVar

from scimconsole.client import AsyncManagementClient, Connection, calls
from scimconsole.demo.directory import make_directory
from scimconsole.demo.happenings import Arrivals, Happening
from scimconsole.demo.names import BY_NAME, TURN
from scimconsole.demo.script import Act, Check, Expectation, Played, Script, Step
from scimconsole.demo.stage import Stage
from scimconsole.demo.tenant import Tenant
from scimconsole.demo.throw_away import throw_away_organization
from scimconsole.domain.scim.profile import load_profile
from scimconsole.domain.scim.profile_model import Profile
from scimconsole.domain.scim.text import did_you_mean, nearest
from scimconsole.entra.schema.editing import add_mapping, replace_mapping
from scimconsole.entra.schema.model import AttributeMapping, SyncSchema
from scimconsole.entra.schema.source_reading import read_expression
from scimconsole.entra.schema.starting_points import starting_point
from scimconsole.entra.simulator.state import State
from scimconsole.errors import Conflict, NotFound, ScimConsoleError

_T = TypeVar("_T")

_PATIENCE_SECONDS = 4.0
"""How long something that must be true may take: what only looked is written down a second late."""
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step that was played."""

    number: int
    step: Step
    """With its words filled in."""
    said: tuple[str, ...]
    """What the acts told."""
    arrived: tuple[Happening, ...]
    """What the service received, in the order in which it came."""
    checks: tuple[Check, ...]
    problem: str | None
    """Why it did not really happen, in a sentence; None when all is as it must be."""
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether it really happened."""
        return self.problem is None


class Run:
    """Plays a script on a throw-away organization; an async context manager that removes everything.

        async with Run(script, "keycafe") as run:
            async for done in run.played():
                ...

    Nothing blocks the event loop, and every await can be cancelled: what was begun is ended first. Raises
    `NotFound` for a profile that the script does not have, and when the service lacks what a step needs.
    """

    def __init__(
        self,
        script: Script,
        profile: str | None = None,
        *,
        seed: int | None = None,
        tell: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self.script = script
        self.profile = profile or script.profile
        self.seed = script.seed if seed is None else seed
        self.tell = tell
        """Told how far a step is, a few times a second."""
        self.done: list[StepDone] = []
        if self.profile not in script.variants:
            known = ", ".join(script.variants)
            raise NotFound(
                f'The script "{script.title}" has no profile "{self.profile}"'
                f"{did_you_mean(nearest(self.profile, script.variants))}",
                hint=f"It can be played with: {known}.",
            )
        self._raw_steps = script.steps_of(self.profile)
        self._stage: Stage | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            await self._begin()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def stage(self) -> Stage:
        """What the acts work on, from the beginning of the run."""
        assert self._stage is not None
        return self._stage

    @property
    def connection(self) -> Connection:
        """The organization, for whoever wants to look at it meanwhile; the run ends it."""
        return self.stage.connection

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of this profile, with their words filled in."""
        return tuple(map(self._filled, self._raw_steps))

    @property
    def next_step(self) -> Step | None:
        """The step that comes next; None at the end, and after a step that did not happen."""
        if len(self.done) == len(self._raw_steps) or not self.is_good:
            return None
        return self._filled(self._raw_steps[len(self.done)])

    @property
    def is_good(self) -> bool:
        """Whether everything so far really happened."""
        return all(done.ok for done in self.done)

    async def played(self) -> AsyncIterator[StepDone]:
        """Play the steps one after the other, and end with the last or with one that did not happen."""
        while self.next_step is not None:
            yield await self.play()

    async def play(self) -> StepDone:
        """Play the next step; raises `Conflict` when there is none."""
        step = self.next_step
        if step is None:
            raise Conflict("There is no step left to play.", hint="Begin anew.")
        began, stage = time.monotonic(), self.stage
        stage.tell = self.tell
        said: list[str] = []
        result: dict[str, int | str] = {}
        arrived: tuple[Happening, ...] = ()
        checks: tuple[Check, ...] = ()
        problem: str | None = None
        try:
            for act in step.acts:
                acted = await act.perform(stage)
                said += acted.said
                result |= acted.result
        except ScimConsoleError as error:
            problem = " ".join(part for part in (error.detail, error.hint) if part)
        try:
            arrived = await stage.arrivals.take(stage.sent, stage.names, is_least_known=stage.is_sent_known)
            if len(arrived) < stage.sent and problem is None:
                problem = f"{stage.sent} requests were sent, and the journal has {len(arrived)} of them."
            stage.sent, stage.is_sent_known = 0, True
            if problem is None:
                checks = await self._checked(step.expectations, Played(result, arrived))
        except ScimConsoleError as error:
            problem = problem or error.detail
        failed = next((check for check in checks if not check.ok), None)
        if failed is not None:
            problem = f"Expected {failed.text}; {failed.seen}."
        done = StepDone(
            len(self.done) + 1,
            self._filled(step),
            tuple(said),
            arrived,
            checks,
            problem,
            time.monotonic() - began,
        )
        self.done.append(done)
        return done

    async def _checked(self, expectations: tuple[Expectation, ...], played: Played) -> tuple[Check, ...]:
        """Check all; what does not hold yet is looked at again for a while."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        checks: list[Check] = []
        for expectation in expectations:
            check = await expectation.check(self.stage, played)
            while expectation.may_come and not check.ok and time.monotonic() < deadline:
                await asyncio.sleep(_PAUSE_SECONDS)
                check = await expectation.check(self.stage, played)
            checks.append(check)
        return tuple(checks)

    async def _begin(self) -> None:
        script, profile = self.script, load_profile(self.profile)
        schema = _mapping(profile, script)
        self.tell("Starting a service of its own")
        made = await _to_its_end(
            lambda: throw_away_organization(profile.name, f"{script.organization} ({profile.title})")
        )
        self._stack.push_async_callback(_to_its_end, made.release)
        # Whoever looks at it meanwhile must not end it.
        connection = replace(made, release=lambda: None)
        client = await self._stack.enter_async_context(AsyncManagementClient(connection))
        organization = await client.send(calls.organization())
        self._check_capabilities(organization.capabilities)
        turn = [BY_NAME[name] for name in script.names] or TURN
        directory = make_directory(script.people, self.seed, domain=script.domain, turn=turn).in_order()
        self._stage = Stage(
            script,
            self.seed,
            profile,
            connection,
            client,
            organization,
            Tenant(directory, script.cast),
            schema,
            self._stack.enter_context(State(None, organization.tenant_url or connection.url)),
            Arrivals(client),
            tell=self.tell,
        )
        self.tell("")

    def _check_capabilities(self, offered: list[str]) -> None:
        for step in self._raw_steps:
            wanting: list[Act | Expectation] = [*step.acts, *step.expectations]
            for each in wanting:
                if each.needs is not None and each.needs not in offered:
                    what = "does" if isinstance(each, Act) else "expects"
                    raise NotFound(
                        f'The step "{step.name}" {what} "{each.name}", and this service does not offer '
                        f'"{each.needs}".',
                        hint="Take the step out of the script, or play it with a newer service.",
                    )

    def _filled(self, step: Step) -> Step:
        if self._stage is None:
            return step
        fill = self._stage.fill
        return replace(
            step,
            title=fill(step.title),
            caption=fill(step.caption),
            place=fill(step.place),
            click=tuple(map(fill, step.click)),
            command=fill(step.command),
        )


def _mapping(profile: Profile, script: Script) -> SyncSchema:
    """The profile's starting point with the script's options and expressions; raises `InvalidInput`."""
    variant = script.variants[profile.name]
    schema = starting_point(profile, variant.options)
    for target, expression in variant.mapping.items():
        users = schema.users
        assert users is not None
        source = read_expression(expression)
        wanted = AttributeMapping(target, source.type, source.expression, source.name)
        places = [index for index, one in enumerate(users.attributes) if one.target == target]
        if places:
            wanted = replace(wanted, matching=users.attributes[places[0]].matching)
            schema = replace_mapping(schema, users, places[0], wanted)
        else:
            schema = add_mapping(schema, users, wanted)
    return schema


async def _to_its_end(work: Callable[[], _T]) -> _T:
    """Do something that blocks in a thread; when cancelled, wait for its end and undo what it made."""
    doing = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        made = await doing
        if isinstance(made, Connection):
            await asyncio.to_thread(made.release)
        raise
