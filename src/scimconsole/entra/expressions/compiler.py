"""From the tree to a function of a person's attributes."""

from __future__ import annotations

from collections.abc import Sequence

from scimconsole.domain.scim.text import nearest
from scimconsole.entra.expressions.comparing import comparison
from scimconsole.entra.expressions.errors import MalformedExpression
from scimconsole.entra.expressions.functions import FUNCTIONS
from scimconsole.entra.expressions.run import Evaluate, Remark, Run, Site, Skipped
from scimconsole.entra.expressions.trace import traced
from scimconsole.entra.expressions.tree import (
    Attribute,
    Call,
    Comparison,
    Missing,
    Node,
    Number,
    Text,
    Word,
)
from scimconsole.entra.expressions.values import Value, read_json

WORDS = {
    ("InStr", 3): ("vbTextCompare", "vbBinaryCompare"),
    ("ConvertFromBase64", 1): ("Unicode", "ASCII", "UTF8"),
}
"""Where bare words are arguments, and which."""
FLOW_WORDS = {"IgnoreAttributeFlow": "attribute", "IgnoreObjectFlow": "object"}
_ELSEWHERE = {
    "len": "Len is not documented for app provisioning.",
    "error": "Error belongs to cloud sync.",
    "dncomponent": "DNComponent belongs to cloud sync.",
    "stringfromsid": "StringFromSid belongs to cloud sync.",
    "contains": "Contains belongs to cloud sync; here InStr(a, b) > 0 tells the same.",
    "cref": "CRef belongs to cloud sync.",
    "and": "There is no And; nest IIF instead.",
    "or": "There is no Or; nest IIF instead.",
    "if": "The condition is IIF(condition, ifTrue, ifFalse).",
    "concat": "Texts are put together with Append(a, b) or Join(separator, a, b).",
}


class Compiler:
    """Compiles one tree; `remarks` gathers what is to be said whoever the person is."""

    def __init__(self, *, is_traced: bool = False) -> None:
        self.remarks: list[Remark] = []
        self._is_traced = is_traced

    def whole(self, node: Node) -> Evaluate:
        """The evaluation of the whole expression; raises `MalformedExpression`."""
        if isinstance(node, (Attribute, Text, Number)):
            mapping_type = "Direct" if isinstance(node, Attribute) else "Constant"
            sentence = f"The portal wants a function here; a mapping of type {mapping_type} does the same."
            self._say(node, "no-function", sentence)
        if isinstance(node, Call) and node.name == "SelectUniqueValue":
            self._say(
                node,
                "inbound-only",
                "SelectUniqueValue is for Workday, SuccessFactors and API-driven provisioning to Active"
                " Directory; a SCIM application cannot use it.",
            )
        return self._compiled(node, None)

    def _compiled(self, node: Node, within: tuple[Call, int] | None) -> Evaluate:
        evaluate = self._evaluation(node, within)
        return traced(node, evaluate) if self._is_traced else evaluate

    def _evaluation(self, node: Node, within: tuple[Call, int] | None) -> Evaluate:
        match node:
            case Text() | Number():
                return _constant(node.value)
            case Missing():
                return _constant(None)
            case Attribute():
                return self._attribute(node)
            case Word():
                return _word(node, within)
            case Comparison():
                left, right = self._compiled(node.left, None), self._compiled(node.right, None)
                return comparison(node, left, right)
            case Call():
                return self._call(node, within)

    def _attribute(self, node: Attribute) -> Evaluate:
        name = node.name
        if name.startswith("manager."):
            sentence = "Reading an attribute of the manager is not documented; here it is null."
            self._say(node, "manager-navigation", sentence)
            return _constant(None)

        def evaluate(run: Run) -> Value:
            value = run.source.get(name)
            if value is None or value.__class__ is str:
                return value
            return read_json(value)

        return evaluate

    def _call(self, node: Call, within: tuple[Call, int] | None) -> Evaluate:
        function = FUNCTIONS.get(node.name)
        if function is None:
            raise unknown_function(node)
        function.check(node)
        if within is not None:
            self._check_place(node, *within)
        if function.origin == "cloud sync":
            sentence = f"{node.name} is documented for cloud sync only; an application may not know it."
            self._say(node, "cloud-sync-only", sentence)
        elif function.origin == "listed":
            sentence = f"{node.name} is listed among Entra's functions, but what it does is not documented."
            self._say(node, "undocumented", sentence)
        arguments: Sequence[Evaluate] = [
            self._compiled(argument, (node, index)) for index, argument in enumerate(node.arguments)
        ]
        return function.plan(Site(node), arguments)

    def _check_place(self, node: Call, outer: Call, argument: int) -> None:
        if node.name == "SelectUniqueValue":
            sentence = "SelectUniqueValue must be the outermost function."
            raise MalformedExpression(sentence, node.name_at.start, node.name_at.length)
        is_branch = (outer.name, argument) in (("IIF", 1), ("IIF", 2)) or (
            outer.name == "Switch" and (argument == 1 or (argument > 1 and argument % 2 == 1))
        )
        if node.name == "IgnoreFlowIfNullOrEmpty" and not is_branch:
            sentence = f"{node.name} inside of {outer.name} is not documented; here it drops the whole value."
            self._say(node, "nested-skip", sentence)
        if outer.name == "Switch" and argument == 0 and node.name in ("IsPresent", "IsNull", "IsNullOrEmpty"):
            sentence = (
                f"Entra's page warns against {node.name} as the source of Switch; here it is True or False."
            )
            self._say(node, "switch-on-boolean", sentence)

    def _say(self, node: Node, code: str, sentence: str) -> None:
        self.remarks.append(Remark(code, sentence, node.at.start, node.at.length))


def unknown_function(node: Call) -> MalformedExpression:
    """The error of a name no function has; it tells the nearest one."""
    name = node.name[:60]
    meant = {known.lower(): known for known in FUNCTIONS}.get(name.lower())
    hint: str | None
    if meant is not None:
        hint = f"Names regard letter case: write {meant}."
    elif name.lower() in _ELSEWHERE:
        hint = _ELSEWHERE[name.lower()]
    else:
        meant = nearest(name, FUNCTIONS)
        hint = f"Did you mean {meant}?" if meant else None
    detail = f'There is no function "{name}".'
    return MalformedExpression(
        detail, node.name_at.start, node.name_at.length, expected="a function", nearest=meant, hint=hint
    )


def _constant(value: Value) -> Evaluate:
    return lambda run: value


def _word(node: Word, within: tuple[Call, int] | None) -> Evaluate:
    call, argument = within if within else (None, 0)
    words = WORDS.get((call.name, argument)) if call else None
    if words is not None:
        if node.name in words:
            return _constant(node.name)
        raise MalformedExpression(
            f'"{node.name}" is none of the words that can stand here.',
            node.at.start,
            node.at.length,
            expected=" or ".join(words),
            nearest=nearest(node.name, words),
        )
    if call is not None and call.name == "IIF" and argument > 0 and node.name in FLOW_WORDS:
        what = FLOW_WORDS[node.name]

        def skip(run: Run) -> Value:
            text = f"{node.name} is documented for provisioning from HR only."
            run.remarks.append(Remark("inbound-only", text, node.at.start, node.at.length))
            raise Skipped(what)

        return skip
    meant = nearest(node.name[:60], [*FUNCTIONS, *FLOW_WORDS])
    raise MalformedExpression(
        f'The bare word "{node.name[:60]}" cannot stand here.',
        node.at.start,
        node.at.length,
        expected="a function, an attribute in [ ], a text in quotes or a number",
        nearest=meant,
        hint=f'Write [{node.name[:60]}] for the attribute, or "{node.name[:60]}" for the text.',
    )
