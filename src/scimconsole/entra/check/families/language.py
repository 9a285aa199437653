"""The expressions themselves: can Entra read them, and is what they use documented?"""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.entra.check.results import nodes_of
from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Line, Subject
from scimconsole.entra.expressions.limits import MAX_LENGTH
from scimconsole.entra.expressions.tree import Span, Word

_OPEN = ("undocumented", "nested-skip", "switch-on-boolean")


@rule(
    "malformed",
    "error",
    meaning="An expression cannot be read.",
    why="Entra does not save it; imported by a schema, it fails for everybody.",
    mend="Mend the marked place.",
)
def malformed(subject: Subject) -> Iterator[Found]:
    """The language's own error, with its place."""
    for line in subject.lines:
        error = line.malformed
        if error is None or len(line.mapping.expression) > MAX_LENGTH:
            continue
        advice = " ".join(filter(None, [error.expected and f"Expected: {error.expected}.", error.hint]))
        at = Span(error.position, error.position + error.length)
        yield Found(error.detail, line, mend=advice or None, at=at)


@rule(
    "too-long",
    "error",
    meaning=f"An expression has more than {MAX_LENGTH:,} characters.",
    why="Entra takes no longer one.",
    mend="Shorten it, or keep the value in an extension attribute of the directory.",
)
def too_long(subject: Subject) -> Iterator[Found]:
    """More than Entra's own limit."""
    for line in subject.lines:
        length = len(line.mapping.expression)
        if length > MAX_LENGTH:
            yield Found(f"The expression has {length:,} characters.", line)


@rule(
    "inbound-function",
    "error",
    meaning="SelectUniqueValue, or a word such as IgnoreAttributeFlow, in a mapping to an application.",
    why="They are for people who come from an HR system; for an application nothing comes of them.",
    mend="Do without it; IgnoreFlowIfNullOrEmpty leaves an attribute out of the request.",
)
def inbound_function(subject: Subject) -> Iterator[Found]:
    """What works only in the other direction."""
    for line, tree in subject.read_lines:
        for node in nodes_of(tree):
            if isinstance(node, Word) and node.name.startswith("Ignore"):
                yield Found(f"{node.name} is documented for provisioning from HR only.", line, at=node.at)
        yield from _remarks(line, "inbound-only")


@rule(
    "cloud-sync-function",
    "warning",
    meaning="A function that is documented for cloud sync only.",
    why="An application's mapping may not know it: try it in the portal's expression builder first.",
    mend="Take one of the functions for applications, if one does the same.",
)
def cloud_sync_function(subject: Subject) -> Iterator[Found]:
    """A function of another product."""
    for line in subject.lines:
        yield from _remarks(line, "cloud-sync-only")


@rule(
    "undocumented-use",
    "advice",
    meaning="A function, or a place for one, that Entra's pages leave open or warn against.",
    why="Entra may give another value than the preview.",
    mend="Try the expression with Entra's expression builder, or write it in another way.",
)
def undocumented_use(subject: Subject) -> Iterator[Found]:
    """What the documents leave open."""
    for line in subject.lines:
        yield from _remarks(line, *_OPEN)


def _remarks(line: Line, *codes: str) -> Iterator[Found]:
    """What the language has to say of the expression, whoever the person is."""
    for remark in line.expression.remarks if line.expression is not None else ():
        if remark.code in codes:
            at = Span(remark.position, remark.position + remark.length)
            yield Found(remark.detail, line, at=at)
