"""Letter case, character by character, and diacritics: ToLower, ToUpper, PCase, NormalizeDiacritics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from scimconsole.entra.expressions.functions.declaring import function
from scimconsole.entra.expressions.run import Run, Site
from scimconsole.entra.expressions.values import Value, described

_CULTURE = re.compile(r"(?:[A-Za-z]{2,3}|[A-Za-z]{5,8}|x)(?:-[A-Za-z0-9]{1,8})*\Z")
_TURKIC = ("tr", "az")
_SEPARATORS = {"Zs", "Zl", "Zp", "Cc", "Cf", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"}
_APOSTROPHES = "'\u2019\u2018"
_LOOSE_MARK = "\uffff"
"""Stands for a mark that is a character of its own; no text has this one."""
_WHOLE_LETTERS = {
    "æ": "ae",
    "Æ": "AE",
    "ø": "oe",
    "Ø": "OE",
    "œ": "oe",
    "Œ": "OE",
    "ß": "ss",
    "ł": "l",
    "Ł": "L",
    "ı": "i",
}


@function(
    "ToLower(source, [culture])",
    "source in small letters, by the rules of a culture such as tr-TR",
    family="text",
    example='ToLower("ÅNGSTRÖM")',
)
def to_lower(run: Run, site: Site, source: Value, culture: Value) -> Value:
    """Source in small letters."""
    text = site.text(source, 0)
    is_turkic = _is_turkic(site, culture)
    if text is None:
        return site.null(run)
    return lower(text.replace("I", "ı").replace("İ", "i") if is_turkic else text)


@function(
    "ToUpper(source, [culture])",
    "source in capitals, by the rules of a culture such as tr-TR",
    family="text",
    example='ToUpper("istanbul", "tr-TR")',
)
def to_upper(run: Run, site: Site, source: Value, culture: Value) -> Value:
    """Source in capitals."""
    text = site.text(source, 0)
    is_turkic = _is_turkic(site, culture)
    if text is None:
        return site.null(run)
    return upper(text.replace("i", "İ").replace("ı", "I") if is_turkic else text)


@function(
    "PCase(source, [wordSeparators])",
    "the first letter of each word a capital, the rest small; only the separators given end a word",
    family="text",
    example='PCase("UP-DOWN left", "-")',
)
def p_case(run: Run, site: Site, source: Value, separators: Value) -> Value:
    """Source with a capital at the beginning of each word."""
    text = site.text(source, 0)
    given = site.text(separators, 1)
    if text is None:
        return site.null(run)
    if given:
        return _title_after(text, given)
    if any(mark in text for mark in _APOSTROPHES):
        sentence = "Entra's pages disagree on the letter after an apostrophe; here it becomes a capital."
        site.note(run, "apostrophe", sentence)
    return _title(text)


@function(
    "NormalizeDiacritics(source)",
    "source with plain Latin letters in place of those with diacritics",
    family="text",
    example='NormalizeDiacritics("Søren Weiß")',
)
def normalize_diacritics(run: Run, site: Site, source: Value) -> Value:
    """Source with plain Latin letters; other scripts stay as they are."""
    text = site.text(source, 0)
    if text is None:
        return site.null(run)
    if text.isascii():
        return text
    result = plain_letters(text)
    if result.isascii():
        return site.bounded(result)
    left_over = sorted({character for character in result if character > "\x7f" and _is_latin(character)})
    if left_over:
        letters = " ".join(left_over[:10])
        site.note(run, "letters-kept", f"Entra's table does not say what becomes of {letters}; kept here.")
    return site.bounded(result)


def lower(text: str) -> str:
    """The text in small letters, character by character as .NET does without a culture."""
    if text.isascii():
        return text.lower()
    return text.translate(_SMALL)


def upper(text: str) -> str:
    """The text in capitals, character by character as .NET does without a culture."""
    if text.isascii():
        return text.upper()
    return text.translate(_CAPITAL)


def plain_letters(text: str) -> str:
    """The text with plain Latin letters; letters of other scripts keep their marks."""
    composed = unicodedata.normalize("NFC", text)
    plain = composed.translate(_PLAIN)
    return _without_marks(text) if _LOOSE_MARK in plain else plain


def _without_marks(text: str) -> str:
    """The same where marks follow letters with which they make no single character."""
    plain: list[str] = []
    is_latin = False
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.category(character) == "Mn":
            if not is_latin:
                plain.append(character)
            continue
        is_latin = _is_latin(character)
        plain.append(_WHOLE_LETTERS.get(character, character))
    return unicodedata.normalize("NFC", "".join(plain))


def _plain(character: str) -> str:
    if unicodedata.category(character) == "Mn":
        return _LOOSE_MARK
    return _without_marks(character)


def _lower(character: str) -> str:
    small = character.lower()
    return small if len(small) == 1 else character


def _upper(character: str) -> str:
    if character == "ı":  # its own capital where no culture is given
        return character
    capital = character.upper()
    if len(capital) > 1:
        capital = character.title()
    return capital if len(capital) == 1 else character


def _is_turkic(site: Site, culture: Value) -> bool:
    if culture is None:
        return False
    tag = site.text(culture, 1) or ""
    if tag and not _CULTURE.match(tag):
        raise site.fail(f"{described(tag)} is no culture.", 1, hint="Such as en-US or tr-TR.")
    return tag.lower().split("-")[0] in _TURKIC


def _title_after(text: str, separators: str) -> str:
    result = []
    begins = True
    for character in text:
        if character in separators:
            result.append(character)
            begins = True
        else:
            result.append(_upper(character) if begins else _lower(character))
            begins = False
    return "".join(result)


def _title(text: str) -> str:
    """A word lasts from its first letter to the next separator: `x2y` is one, and `3rd` becomes `3Rd`."""
    result = []
    is_inside = False
    for character in text:
        category = unicodedata.category(character)
        if category in _SEPARATORS:
            is_inside = False
            result.append(character)
        elif is_inside:
            result.append(_lower(character))
        else:
            is_inside = category.startswith("L")
            title = character.title() if is_inside else character
            result.append(title if len(title) == 1 else character)
    return "".join(result)


def _is_latin(character: str) -> bool:
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN ")


class _Letters(dict[int, str]):
    """What each character becomes, worked out when it is first met; for `str.translate`."""

    def __init__(self, become: Callable[[str], str]) -> None:
        super().__init__()
        self._become = become

    def __missing__(self, code: int) -> str:
        self[code] = self._become(chr(code))
        return self[code]


_SMALL = _Letters(_lower)
_CAPITAL = _Letters(_upper)
_PLAIN = _Letters(_plain)
