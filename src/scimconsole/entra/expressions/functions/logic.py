"""Conditions and choices: IIF, Switch, Coalesce, CBool, Not, IsNull and its like, IgnoreFlowIfNullOrEmpty."""

from __future__ import annotations

from collections.abc import Sequence

from scimconsole.entra.expressions.errors import MalformedExpression
from scimconsole.entra.expressions.functions.declaring import function, planned
from scimconsole.entra.expressions.run import Evaluate, Run, Site, Skipped
from scimconsole.entra.expressions.tree import Attribute, Call, Comparison, Node, Text
from scimconsole.entra.expressions.values import Value

_ON_NULL = 'Entra documents IIF on a null or empty attribute as unsupported; use Switch([a], [a], "", "x").'
_FALSE_TEXTS = (None, "False")
_NOTHING: tuple[object, ...] = (None, "", [])


@planned(
    "IIF(condition, ifTrue?, ifFalse?)",
    "ifTrue when the condition holds, else ifFalse; the other one is not evaluated",
    family="logic",
    example='IIF("12" > 5, "big", "small")',
)
def iif(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    """One of two, by a condition."""
    condition, if_true, if_false = arguments
    attributes = _unguarded(site.node.arguments[0])
    asked = [(one.name, site.remark("null-condition", f"[{one.name}]: {_ON_NULL}", 0)) for one in attributes]

    def evaluate(run: Run) -> Value:
        for name, remark in asked:
            if run.source.get(name) in _NOTHING:
                run.remarks.append(remark)
        holds = condition(run)
        if holds is not True and holds is not False:
            holds = site.truth(run, holds, 0)
        return if_true(run) if holds else if_false(run)

    return evaluate


def _unguarded(node: Node) -> list[Attribute]:
    """The attributes whose null would reach the condition: not those in a Coalesce that ends in a text."""
    match node:
        case Attribute():
            return [node]
        case Comparison():
            return _unguarded(node.left) + _unguarded(node.right)
        case Call():
            last = node.arguments[-1] if node.arguments else None
            if node.name == "Coalesce" and isinstance(last, Text) and last.value:
                return []
            return [found for argument in node.arguments for found in _unguarded(argument)]
    return []


@planned(
    "Switch(source, default?, key?, value?, ...)",
    'the value behind the first key that is the source, else the default; the key "" catches null',
    family="logic",
    example='Switch("Spanish", "en-US", "French", "fr-CA", "Spanish", "es-ES")',
)
def switch(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    """One of many, by the text of the source."""
    if len(arguments) % 2:
        raise MalformedExpression(
            "A key of Switch has no value: behind source and default they come in pairs.",
            site.node.name_at.start,
            site.node.name_at.length,
            expected="Switch(source, default, key1, value1, ...)",
        )
    source, default = arguments[:2]
    pairs = [(index, arguments[index], arguments[index + 1]) for index in range(2, len(arguments), 2)]

    def evaluate(run: Run) -> Value:
        wanted = site.text(source(run), 0) or ""
        nearly = False
        for index, key, value in pairs:
            candidate = site.text(key(run), index) or ""
            if candidate == wanted:
                return value(run)
            nearly = nearly or candidate.lower() == wanted.lower()
        if nearly:
            site.note(
                run,
                "case-differs",
                "A key differs from the source in letter case only, so it does not match.",
            )
        return default(run)

    return evaluate


@planned(
    "Coalesce(source?, [default], ...)",
    "the first of its arguments that is not null",
    family="logic",
    example='Coalesce([otherMail], [mail], "no mail")',
)
def coalesce(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    """The first that is not null."""

    def evaluate(run: Run) -> Value:
        for index, argument in enumerate(arguments):
            value = argument(run)
            if value is None:
                continue
            if value == "" and index < len(arguments) - 1:
                sentence = (
                    "An empty text was chosen: the reference passes over null only, one guide shows both."
                )
                site.note(run, "empty-chosen", sentence, index)
            return value
        return None

    return evaluate


@function(
    "CBool(expression)",
    "True for a number other than 0, or a comparison that holds",
    family="logic",
    example='CBool("on" = "on")',
)
def cbool(run: Run, site: Site, expression: Value) -> Value:
    """The truth of the expression."""
    return site.truth(run, expression, 0)


@function(
    "Not(source)",
    "False for True, and True for anything else",
    family="logic",
    example='Not("True")',
)
def negation(run: Run, site: Site, source: Value) -> Value:
    """The opposite of the source."""
    if isinstance(source, bool):
        return not source
    text = site.text(source, 0)
    if text not in _FALSE_TEXTS and text != "True":
        sentence = "Only True and False are documented for Not; letter case is passed over here."
        site.note(run, "not-boolean", sentence, 0)
    return (text or "").lower() != "true"


@function(
    "IsNull(expression)",
    "whether it is null; an empty text is not",
    family="logic",
    example="IsNull([manager])",
)
def is_null(run: Run, site: Site, expression: Value) -> Value:
    """Whether it is null."""
    return expression is None


@function(
    "IsNothing(expression)",
    "the same as IsNull",
    family="logic",
    origin="listed",
    example="IsNothing([manager])",
)
def is_nothing(run: Run, site: Site, expression: Value) -> Value:
    """Whether it is null."""
    return expression is None


@function(
    "IsNullOrEmpty(expression)",
    "whether it is null or an empty text",
    family="logic",
    example='IsNullOrEmpty("")',
)
def is_null_or_empty(run: Run, site: Site, expression: Value) -> Value:
    """Whether it is null or an empty text."""
    return expression is None or expression == ""


@function(
    "IsPresent(expression)",
    "whether it is neither null nor an empty text",
    family="logic",
    example='IsPresent(" ")',
)
def is_present(run: Run, site: Site, expression: Value) -> Value:
    """Whether there is something; a blank is."""
    return not (expression is None or expression == "")


@function(
    "IsString(expression)",
    "whether it can be a text: neither null nor a list",
    family="logic",
    example='IsString("a")',
)
def is_string(run: Run, site: Site, expression: Value) -> Value:
    """Whether it can be a text."""
    is_single = expression is not None and not isinstance(expression, list)
    if not is_single:
        site.note(
            run, "not-a-string", "Whether null or a list is a string is not documented; here it is none."
        )
    return is_single


@function(
    "IgnoreFlowIfNullOrEmpty(expression)",
    "the value; when it is null or empty the attribute is left out of the request",
    family="logic",
    example='IgnoreFlowIfNullOrEmpty("Chef")',
)
def ignore_flow(run: Run, site: Site, expression: Value) -> Value:
    """The value, or nothing at all is sent."""
    if expression is None or expression == "":
        raise Skipped("attribute")
    return expression
