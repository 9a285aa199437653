"""Parts of a text by their place: Left, Mid, InStr, Word. Places count from 1, in UTF-16 units as in .NET."""

from __future__ import annotations

import re

from scimconsole.entra.expressions import utf16
from scimconsole.entra.expressions.functions.declaring import function
from scimconsole.entra.expressions.functions.letters import lower
from scimconsole.entra.expressions.run import Run, Site
from scimconsole.entra.expressions.values import Value, described


@function(
    "Left(string, numChars)",
    "the first numChars characters; all of them when the number is negative or too large",
    family="text",
    example='Left("Montréal", 4)',
)
def left(run: Run, site: Site, string: Value, count: Value) -> Value:
    """The first so many characters; null is empty."""
    text = site.text(string, 0)
    length = site.integer(count, 1, "numChars")
    if not text:
        return ""
    return text if length < 0 else _cut(run, site, text, 0, length)


@function(
    "Mid(source, start, length)",
    "length characters from start, which counts from 1; cut at the end",
    family="text",
    example='Mid("abcdef", 2, 3)',
)
def mid(run: Run, site: Site, source: Value, start: Value, length: Value) -> Value:
    """So many characters from a place that counts from 1."""
    text = site.text(source, 0)
    first = site.integer(start, 1, "start")
    count = site.integer(length, 2, "length")
    if first < 1:
        raise site.fail(f"The start of Mid counts from 1, and this is {first}.", 1)
    if count < 0:
        raise site.fail(f"The length of Mid cannot be negative, and this is {count}.", 2)
    if text is None:
        return site.null(run)
    if first > utf16.unit_count(text):
        site.note(
            run, "past-the-end", "What Mid gives beyond the end is not documented; here it is empty.", 1
        )
    return _cut(run, site, text, first - 1, count)


@function(
    "InStr(value1, value2, [start], [compareType])",
    "the place of value2 in value1 at or after start, counted from 1; 0 when it is not there",
    family="text",
    example='InStr("repEated", "e", 3, vbTextCompare)',
)
def in_str(run: Run, site: Site, value: Value, wanted: Value, start: Value, compare: Value) -> Value:
    """The place of one text in another."""
    text, part = site.text(value, 0), site.text(wanted, 1)
    first = 1 if start is None else site.integer(start, 2, "start")
    if first < 1:
        raise site.fail(f"The start of InStr counts from 1, and this is {first}.", 2)
    kind = site.text(compare, 3) or "vbBinaryCompare"
    if kind not in ("vbBinaryCompare", "vbTextCompare"):
        raise site.fail(f"{described(kind)} is neither vbBinaryCompare nor vbTextCompare.", 3)
    if text is None or part is None:
        return site.null(run, 0 if text is None else 1)
    if compare is None and part and lower(part) in lower(text) and part not in text:
        site.note(
            run, "case-differs", "It is there in another letter case; by default case is taken to count."
        )
    if kind == "vbTextCompare":
        text, part = lower(text), lower(part)
    if not part:
        site.note(
            run, "empty-argument", "What an empty text is found at is not documented; here at start.", 1
        )
        return first if first <= utf16.unit_count(text) + 1 else 0
    return utf16.find(text, part, first - 1) + 1 if first <= len(text) * 2 else 0


@function(
    "Word(string, wordNumber, delimiters)",
    "the word of this number, which counts from 1; every character of delimiters separates words",
    family="text",
    example='Word("one-two three", 3, "- ")',
)
def word(run: Run, site: Site, string: Value, number: Value, delimiters: Value) -> Value:
    """One word of a text; empty when there is none."""
    text = site.text(string, 0)
    index = site.integer(number, 1, "wordNumber")
    separators = site.given_text(delimiters, 2, "its delimiters")
    if not text or index < 1:
        return ""
    pieces = re.split(f"[{re.escape(separators)}]", text) if separators else [text]
    words = [piece for piece in pieces if piece]
    if len(words) < len(pieces):
        sentence = "What delimiters next to each other mean is not documented; here they separate once."
        site.note(run, "adjacent-delimiters", sentence)
    if len(pieces) == 1:
        sentence = "The pages disagree on a text without delimiters; here it is word 1."
        site.note(run, "no-delimiter", sentence)
    return words[index - 1] if index <= len(words) else ""


def _cut(run: Run, site: Site, text: str, start: int, length: int) -> str:
    part, is_halved = utf16.cut(text, start, length)
    if is_halved:
        sentence = "The cut goes through a character of two UTF-16 units; its half is left out."
        site.note(run, "halved-character", sentence)
    return part
