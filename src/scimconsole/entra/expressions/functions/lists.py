"""Attributes of many values: Split, Count, Item, RemoveDuplicates."""

from __future__ import annotations

from scimconsole.entra.expressions.functions.declaring import function
from scimconsole.entra.expressions.run import Run, Site
from scimconsole.entra.expressions.values import Item, Value


@function(
    "Split(source, [delimiter])",
    "the pieces of source between the delimiters, as a list",
    family="lists",
    example='Split("x;y;z", ";")',
)
def split(run: Run, site: Site, source: Value, delimiter: Value) -> Value:
    """The pieces between the delimiters."""
    text = site.text(source, 0)
    between = site.text(delimiter, 1)
    if text is None:
        return site.null(run)
    if between is None:
        site.note(run, "default-delimiter", "No delimiter is given; a comma is taken.")
    elif not between:
        raise site.fail("The delimiter of Split is empty.", 1)
    pieces: list[Item] = list(text.split("," if between is None else between))
    if any(piece != piece.strip() for piece in pieces if isinstance(piece, str)):
        sentence = "A piece has blanks around it; they stay here, and one printed example loses them."
        site.note(run, "outer-blanks", sentence)
    return pieces


@function(
    "Count(attribute)",
    "the number of its values: 1 for a single one, 0 for null",
    family="lists",
    example='Count(Split("a,b", ","))',
)
def count(run: Run, site: Site, attribute: Value) -> Value:
    """The number of values."""
    if isinstance(attribute, list):
        return len(attribute)
    site.note(run, "single-value", "What Count gives for no list is not documented; here null is 0, else 1.")
    return 0 if attribute is None else 1


@function(
    "Item(attribute, index)",
    "one of its values; the index counts from 1",
    family="lists",
    example='Item(Split("a,b", ","), 2)',
)
def item(run: Run, site: Site, attribute: Value, index: Value) -> Value:
    """One value of a list."""
    place = site.integer(index, 1, "index")
    if attribute is None:
        return site.null(run)
    values = attribute if isinstance(attribute, list) else [attribute]
    if not 1 <= place <= len(values):
        noun = "value" if len(values) == 1 else "values"
        raise site.fail(f"There is no value {place}: it counts from 1 and there are {len(values)} {noun}.", 1)
    found = values[place - 1]
    return [found] if isinstance(found, dict) else found


@function(
    "RemoveDuplicates(attribute)",
    "its values, each once, in their order",
    family="lists",
    example='RemoveDuplicates(Split("1,1,2", ","))',
)
def remove_duplicates(run: Run, site: Site, attribute: Value) -> Value:
    """The values, each once."""
    if attribute is None:
        return site.null(run)
    values = attribute if isinstance(attribute, list) else [attribute]
    kept: dict[object, Item] = {}
    for value in values:
        kept.setdefault(repr(value) if isinstance(value, dict) else value, value)
    folded = {str(value).lower() for value in kept.values()}
    if len(folded) < len(kept):
        site.note(run, "case-differs", "Some values differ in letter case only; here each of them stays.")
    return list(kept.values())
