"""Replace: five functions in one, told apart by which arguments are given."""

from __future__ import annotations

from collections.abc import Sequence

from scimconsole.domain.scim.text import nearest
from scimconsole.entra.expressions.dotnet_regex import Search, search_of
from scimconsole.entra.expressions.dotnet_replacement import TooLong, first_group, replace_all, replace_group
from scimconsole.entra.expressions.errors import MalformedExpression
from scimconsole.entra.expressions.functions.declaring import planned
from scimconsole.entra.expressions.limits import MAX_OUTPUT, REGEX_SECONDS
from scimconsole.entra.expressions.regex_classes import PatternError
from scimconsole.entra.expressions.run import Evaluate, Run, Site
from scimconsole.entra.expressions.tree import Missing, Text
from scimconsole.entra.expressions.values import Value, described

_SLOTS = (
    "source",
    "oldValue",
    "regexPattern",
    "regexGroupName",
    "replacementValue",
    "replacementAttributeName",
    "template",
)
_OLD, _PATTERN, _GROUP, _NEW, _OTHER, _TEMPLATE = range(1, 7)


@planned(
    "Replace(source, [oldValue], [regexPattern], [regexGroupName], [replacementValue],"
    " [replacementAttributeName], [template])",
    "source with a text, or what a regular expression finds, replaced",
    family="text",
    example='Replace("banana", "a", , , "o", , )',
)
def replace(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    """Choose the way to replace by the arguments that are given; an empty text counts as given."""
    given = {index for index, node in enumerate(site.node.arguments) if not isinstance(node, Missing)} - {0}
    if given == {_OLD, _NEW}:
        return _literally(site, arguments)
    if given == {_OLD, _TEMPLATE}:
        return _into_template(site, arguments)
    if given == {_PATTERN, _NEW}:
        return _by_pattern(site, arguments)
    if given == {_PATTERN, _GROUP, _NEW}:
        return _one_group(site, arguments)
    if given == {_PATTERN, _GROUP, _OTHER}:
        return _from_another(site, arguments)
    names = " + ".join(_SLOTS[index] for index in sorted(given)) or "nothing besides the source"
    raise MalformedExpression(
        f"Replace does not work with {names}.",
        site.node.name_at.start,
        site.node.name_at.length,
        expected="oldValue with replacementValue or template; regexPattern with replacementValue,"
        " with or without regexGroupName; or regexPattern with regexGroupName and replacementAttributeName",
    )


def _literally(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    source, old, new = arguments[0], arguments[_OLD], arguments[_NEW]

    def evaluate(run: Run) -> Value:
        text = site.text(source(run), 0)
        wanted = site.text(old(run), _OLD)
        replacement = _replacement(run, site, new(run))
        if text is None:
            return site.null(run)
        if wanted is None:
            site.null(run, _OLD)
            return text
        return _replaced(site, text, wanted, replacement)

    return evaluate


def _into_template(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    source, old, template = arguments[0], arguments[_OLD], arguments[_TEMPLATE]

    def evaluate(run: Run) -> Value:
        text = site.text(source(run), 0)
        wanted = site.text(old(run), _OLD)
        whole = site.text(template(run), _TEMPLATE)
        for index, value in ((0, text), (_OLD, wanted), (_TEMPLATE, whole)):
            if value is None:
                return site.null(run, index)
        return _replaced(site, whole or "", wanted or "", text or "")

    return evaluate


def _by_pattern(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    source, pattern, new = arguments[0], arguments[_PATTERN], arguments[_NEW]

    def evaluate(run: Run) -> Value:
        text = site.text(source(run), 0)
        wanted = site.given_text(pattern(run), _PATTERN, "a pattern")
        search = _search(site, wanted)
        replacement = _replacement(run, site, new(run))
        if text is None:
            return site.null(run)
        try:
            return site.bounded(replace_all(search, replacement, text))
        except TimeoutError:
            raise _takes_too_long(site) from None
        except TooLong:
            raise site.too_long() from None

    return evaluate


def _one_group(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    source, pattern, group, new = arguments[0], arguments[_PATTERN], arguments[_GROUP], arguments[_NEW]

    def evaluate(run: Run) -> Value:
        text = site.text(source(run), 0)
        search = _search(site, site.given_text(pattern(run), _PATTERN, "a pattern"))
        name = _group(site, search, site.given_text(group(run), _GROUP, "the name of a group"))
        replacement = _replacement(run, site, new(run))
        if text is None:
            return site.null(run)
        try:
            return site.bounded(replace_group(search, name, replacement, text))
        except TimeoutError:
            raise _takes_too_long(site) from None
        except TooLong:
            raise site.too_long() from None

    return evaluate


def _from_another(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    source, pattern, group, other = arguments[0], arguments[_PATTERN], arguments[_GROUP], arguments[_OTHER]

    def evaluate(run: Run) -> Value:
        text = site.text(source(run), 0)
        search = _search(site, site.given_text(pattern(run), _PATTERN, "a pattern"))
        name = _group(site, search, site.given_text(group(run), _GROUP, "the name of a group"))
        if text:
            return text
        searched = site.text(other(run), _OTHER)
        if searched is None:
            return site.null(run, _OTHER)
        try:
            found = first_group(search, name, searched)
        except TimeoutError:
            raise _takes_too_long(site) from None
        if found is None:
            sentence = "The pattern matches nothing there; what follows is not documented. Here it is null."
            site.note(run, "no-match", sentence, _OTHER)
        return found

    return evaluate


def _replaced(site: Site, text: str, wanted: str, replacement: str) -> str:
    if not wanted:
        raise site.fail("The oldValue of Replace is empty.", _OLD)
    if text.count(wanted) * len(replacement) > MAX_OUTPUT:
        raise site.too_long()
    return site.bounded(text.replace(wanted, replacement))


def _replacement(run: Run, site: Site, value: Value) -> str:
    text = site.text(value, _NEW)
    if text is None:
        sentence = "What a null replacementValue does is not documented; here it removes what is found."
        site.note(run, "null-argument", sentence, _NEW)
        return ""
    return text


def _search(site: Site, pattern: str) -> Search:
    try:
        return search_of(pattern)
    except PatternError as error:
        sentence = f"{error.sentence} (character {error.offset + 1} of the pattern)"
        raise site.fail(sentence, _PATTERN, hint=_backslash_hint(site)) from error


def _backslash_hint(site: Site) -> str | None:
    node = site.node.arguments[_PATTERN]
    if isinstance(node, Text) and "\\" in node.value:
        return 'In an expression a backslash of a pattern is typed twice: "\\\\d+".'
    return None


def _group(site: Site, search: Search, name: str) -> str:
    if name in search.names:
        return search.names[name]
    if name.isdecimal() and len(name) < 5 and int(name) in search.numbers:
        return search.numbers[int(name)]
    meant = nearest(name[:60], search.names) if search.names else None
    hint = f"Did you mean {meant!r}?" if meant else "A group with a name is written (?<name>...)."
    raise site.fail(f"The pattern has no group {described(name)}.", _GROUP, hint=hint)


def _takes_too_long(site: Site) -> Exception:
    return site.fail(
        f"The pattern did not come to an end within {REGEX_SECONDS} s for this text.",
        _PATTERN,
        hint="Repetitions inside of repetitions, such as (a+)+, try every way to share the text out.",
    )
