"""Texts put together and taken as a whole: Append, Prepend, Join, CStr, StripSpaces, Trim, Redact."""

from __future__ import annotations

from scimconsole.entra.expressions.functions.declaring import function
from scimconsole.entra.expressions.limits import MAX_OUTPUT
from scimconsole.entra.expressions.run import Run, Site
from scimconsole.entra.expressions.values import Item, Value, text_form


@function(
    "Append(source, suffix)",
    "source followed by suffix",
    family="text",
    example='Append("ana", "@contoso.com")',
)
def append(run: Run, site: Site, source: Value, suffix: Value) -> Value:
    """Source followed by suffix."""
    return _both(run, site, site.text(source, 0), site.text(suffix, 1), null_is=0)


@function(
    "Prepend(prefix, source)",
    "prefix followed by source",
    family="text",
    origin="listed",
    example='Prepend("t-", "ana")',
)
def prepend(run: Run, site: Site, prefix: Value, source: Value) -> Value:
    """Prefix followed by source."""
    return _both(run, site, site.text(prefix, 0), site.text(source, 1), null_is=1)


def _both(run: Run, site: Site, first: str | None, second: str | None, *, null_is: int) -> Value:
    source, other = (first, second) if null_is == 0 else (second, first)
    if source is None:
        return site.null(run, null_is)
    if other is None:
        site.note(
            run, "null-argument", "What null adds is not documented; here it adds nothing.", 1 - null_is
        )
    return site.bounded((first or "") + (second or ""))


@function(
    "Join(separator?, source?, ...)",
    "the sources with the separator between; those that are null or empty are passed over",
    family="text",
    example='Join(", ", "", "Doe", "John")',
)
def join(run: Run, site: Site, separator: Value, *sources: Value) -> Value:
    """The sources with the separator between, each value of a list by itself."""
    between = site.text(separator, 0) or ""
    parts: list[str] = []
    for index, source in enumerate(sources, start=1):
        if source.__class__ is str:
            parts.append(source)
        elif isinstance(source, list):
            parts.extend(_text(site, item, index) for item in source)
        elif source is not None:
            parts.append(text_form(source))
    shown = [part for part in parts if part]
    if len(between) * len(shown) > MAX_OUTPUT:
        raise site.too_long()
    return site.bounded(between.join(shown))


@function(
    "CStr(value)",
    "the value as text",
    family="text",
    example="CStr(7)",
)
def cstr(run: Run, site: Site, value: Value) -> Value:
    """The value as text."""
    text = site.text(value, 0)
    return site.null(run) if text is None else text


@function(
    "StripSpaces(source)",
    "source without its blanks; tabs and no-break spaces stay",
    family="text",
    example='StripSpaces("1 2 3")',
)
def strip_spaces(run: Run, site: Site, source: Value) -> Value:
    """Source without U+0020."""
    text = site.text(source, 0)
    return site.null(run) if text is None else text.replace(" ", "")


@function(
    "Trim(value)",
    "value without the white space around it; each value of a list",
    family="text",
    origin="cloud sync",
    example='Trim("  ana ")',
)
def trim(run: Run, site: Site, value: Value) -> Value:
    """Value without outer white space."""
    if isinstance(value, list):
        return [_text(site, item, 0).strip() for item in value]
    text = site.text(value, 0)
    return site.null(run) if text is None else text.strip()


@function(
    "Redact(value)",
    "the value itself; logs show [Redact] in its place",
    family="text",
    example='Redact("secret")',
)
def redact(run: Run, site: Site, value: Value) -> Value:
    """The value itself, marked so that screens and exports hide it."""
    run.is_redacted = True
    return value


def _text(site: Site, item: Item, argument: int) -> str:
    if isinstance(item, dict):
        raise site.fail(f"{site.node.name} takes texts, and this is a list of objects.", argument)
    return text_form(item)
