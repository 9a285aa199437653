"""How a function of the language is declared: its signature, its place in the documents, its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from scimconsole.entra.expressions.errors import MalformedExpression
from scimconsole.entra.expressions.run import Evaluate, Run, Site
from scimconsole.entra.expressions.tree import Call, Missing

Family: TypeAlias = Literal["text", "logic", "dates", "lists", "numbers", "roles", "made up"]
Origin: TypeAlias = Literal["documented", "listed", "cloud sync"]
"""`documented` for app provisioning; `listed` by Graph without a word of prose; of `cloud sync` only."""
Plan: TypeAlias = Callable[[Site, Sequence[Evaluate]], Evaluate]
"""Makes the evaluation of a call from those of its arguments; they run only when the plan runs them."""

_SIGNATURE = re.compile(r"(\w+)\((.*)\)\Z")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `may_be_omitted` together with all that follow it, `may_be_empty` between its commas."""

    name: str
    may_be_omitted: bool
    may_be_empty: bool


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language."""

    name: str
    parameters: tuple[Parameter, ...]
    is_variadic: bool
    """Whether the last parameter repeats."""
    summary: str
    example: str
    family: Family
    origin: Origin
    plan: Plan

    @property
    def signature(self) -> str:
        """Such as `InStr(value1, value2, [start], [compareType])`."""
        names = [f"[{one.name}]" if one.may_be_omitted else one.name for one in self.parameters]
        return f"{self.name}({', '.join([*names, '...'] if self.is_variadic else names)})"

    def check(self, call: Call) -> None:
        """Raise `MalformedExpression` when the call has too many, too few or empty arguments."""
        given = len(call.arguments)
        least = sum(not parameter.may_be_omitted for parameter in self.parameters)
        most = None if self.is_variadic else len(self.parameters)
        if given < least or (most is not None and given > most):
            counts = str(least) if most == least else f"{least} to {most}" if most else f"at least {least}"
            noun = "argument" if counts == "1" else "arguments"
            count = "none" if given == 0 else str(given)
            raise MalformedExpression(
                f"{self.name} takes {counts} {noun}, and {count} {'is' if given == 1 else 'are'} given.",
                call.name_at.start,
                call.name_at.length,
                expected=self.signature,
            )
        for index, argument in enumerate(call.arguments):
            parameter = self.parameters[min(index, len(self.parameters) - 1)]
            if isinstance(argument, Missing) and not (parameter.may_be_omitted or parameter.may_be_empty):
                sentence = f"The {parameter.name} of {self.name} is left empty."
                raise MalformedExpression(sentence, argument.at.start, expected=self.signature)


FUNCTIONS: dict[str, Function] = {}
"""Every function by its exact name; filled when `functions` is imported."""


def planned(
    signature: str, summary: str, *, family: Family, example: str, origin: Origin = "documented"
) -> Callable[[Plan], Plan]:
    """Declare a function that decides itself which arguments it evaluates.

    In the signature `[name]` can be left out, `name?` can be left empty, and a last `...` repeats.
    """

    def declare(plan: Plan) -> Plan:
        name, parameters, is_variadic = _read(signature)
        FUNCTIONS[name] = Function(name, parameters, is_variadic, summary, example, family, origin, plan)
        return plan

    return declare


def function(
    signature: str, summary: str, *, family: Family, example: str, origin: Origin = "documented"
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function of `(run, site, *values)`: all arguments are evaluated, those left out are null."""
    name, parameters, is_variadic = _read(signature)
    width = 0 if is_variadic else len(parameters)

    def declare(implementation: Callable[..., Any]) -> Callable[..., Any]:
        def plan(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
            return _eager(implementation, site, [*arguments, *[_null] * (width - len(arguments))])

        FUNCTIONS[name] = Function(name, parameters, is_variadic, summary, example, family, origin, plan)
        return implementation

    return declare


def _eager(implementation: Callable[..., Any], site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    """The call of an implementation, in the form that costs least for the number of arguments."""
    if len(arguments) == 1:
        (only,) = arguments
        return lambda run: implementation(run, site, only(run))
    if len(arguments) == 2:
        first, second = arguments
        return lambda run: implementation(run, site, first(run), second(run))
    if len(arguments) == 3:
        first, second, third = arguments
        return lambda run: implementation(run, site, first(run), second(run), third(run))
    return lambda run: implementation(run, site, *[argument(run) for argument in arguments])


def _null(run: Run) -> None:
    return None


def _read(signature: str) -> tuple[str, tuple[Parameter, ...], bool]:
    found = _SIGNATURE.match(signature)
    assert found is not None, signature
    names = [name.strip() for name in found[2].split(",") if name.strip()]
    is_variadic = bool(names) and names[-1] == "..."
    parameters = tuple(
        Parameter(name.strip("[]?"), name.startswith("["), "?" in name) for name in names if name != "..."
    )
    return found[1], parameters, is_variadic
