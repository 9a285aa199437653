r"""The parts of a .NET pattern that stand for one character: literals, escapes and `[...]`."""

from __future__ import annotations

import re

DIGIT = r"[\p{Nd}]"
WORD = r"[\p{L}\p{Mn}\p{Nd}\p{Pc}]"
SPACE = r"[\t\n\v\f\r\x85\p{Z}]"
_CATEGORIES = {
    *("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps"),
    *(
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "C",
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
    ),
}
_BLOCKS = {
    "IsBasicLatin": "\\x00-\\x7f",
    "IsLatin-1Supplement": "\\x80-\\xff",
    "IsLatinExtended-A": "\\u0100-\\u017f",
    "IsLatinExtended-B": "\\u0180-\\u024f",
    "IsCombiningDiacriticalMarks": "\\u0300-\\u036f",
    "IsGreek": "\\u0370-\\u03ff",
    "IsGreekandCoptic": "\\u0370-\\u03ff",
    "IsCyrillic": "\\u0400-\\u04ff",
    "IsHebrew": "\\u0590-\\u05ff",
    "IsArabic": "\\u0600-\\u06ff",
    "IsLatinExtendedAdditional": "\\u1e00-\\u1eff",
    "IsGeneralPunctuation": "\\u2000-\\u206f",
    "IsHiragana": "\\u3040-\\u309f",
    "IsKatakana": "\\u30a0-\\u30ff",
    "IsCJKUnifiedIdeographs": "\\u4e00-\\u9fff",
}
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "a": 7, "e": 27}
_PROPERTY = re.compile(r"\\([pP])\{([A-Za-z0-9-]*)\}")
_HEX = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4}))")
_OCTAL = re.compile(r"\\([0-7]{1,3})")
_CONTROL = re.compile(r"\\c([@-_a-z])")


class PatternError(ValueError):
    """A pattern is no regular expression, or outside of the subset; `offset` is the place in the pattern."""

    def __init__(self, sentence: str, offset: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.offset = offset


def literal(character: str) -> str:
    """One character, so written that it means itself inside and outside of brackets."""
    if character.isalnum() or character == "_":
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\U{code:08x}"


def escape_of(pattern: str, at: int) -> tuple[str, int]:
    r"""The set or character of the escape at `at`, and where it ends; not of `\d \w \s \b`."""
    if found := _PROPERTY.match(pattern, at):
        return f"[{'^' if found[1] == 'P' else ''}{_property_members(found)}]", found.end()
    code, end = _character(pattern, at)
    return literal(chr(code)), end


def read_class(pattern: str, at: int) -> tuple[str, int]:
    """The class in brackets that begins at `at`, rewritten, and where it ends."""
    return _read_class(pattern, at, 0)


def _read_class(pattern: str, start: int, nesting: int) -> tuple[str, int]:
    if nesting > 10:
        raise PatternError("Classes nest deeper than 10.", start)
    at = start + 1
    is_negated = pattern.startswith("^", at)
    at += is_negated
    members: list[str] = []
    opposites: list[str] = []
    subtracted = ""
    first = at
    while True:
        if at >= len(pattern):
            raise PatternError("The bracket that begins here is never closed.", start)
        if pattern[at] == "]" and at > first:
            break
        if subtracted:
            raise PatternError("A subtraction stands at the end of its class.", at)
        if pattern.startswith("-[", at) and at > first:
            subtracted, at = _read_class(pattern, at + 1, nesting + 1)
            continue
        opposite = _opposite(pattern, at)
        if opposite is not None:
            opposites.append(opposite[0])
            at = opposite[1]
            continue
        part, low, at = _member(pattern, at)
        if low is not None and pattern.startswith("-", at) and pattern[at + 1 : at + 2] not in ("]", "[", ""):
            if _opposite(pattern, at + 1) is not None:
                raise PatternError("A range cannot end with a set.", at)
            _, high, after = _member(pattern, at + 1)
            if high is None:
                raise PatternError("A range cannot end with a set.", at)
            if high < low:
                raise PatternError("The range is in reverse order.", at)
            part, at = f"{literal(chr(low))}-{literal(chr(high))}", after
        members.append(part)
    return _class_of(members, opposites, subtracted, is_negated=is_negated), at + 1


def _class_of(members: list[str], opposites: list[str], subtracted: str, *, is_negated: bool) -> str:
    """One character of any of the sets, or of none; the engine has no sets inside of sets."""
    within = "".join(members)
    if not opposites and is_negated and len(members) == 1:
        # The engine forgets that `[^a]` is negated when it merges it with another alternative.
        text = rf"(?:(?![{within}])[\s\S])"
    elif not opposites:
        text = f"[{'^' if is_negated else ''}{within}]"
    else:
        either = "|".join([*([f"[{within}]"] if within else []), *opposites])
        text = rf"(?:(?!{either})[\s\S])" if is_negated else f"(?:{either})"
    return f"(?:(?!{subtracted}){text})" if subtracted else text


def _member(pattern: str, at: int) -> tuple[str, int | None, int]:
    """A set, or a character with its code, and where it ends."""
    if pattern[at] != "\\":
        return literal(pattern[at]), ord(pattern[at]), at + 1
    sign = pattern[at + 1 : at + 2]
    sets = {"d": DIGIT[1:-1], "w": WORD[1:-1], "s": SPACE[1:-1]}
    if sign in sets:
        return sets[sign], None, at + 2
    if found := _PROPERTY.match(pattern, at):
        return _property_members(found), None, found.end()
    if sign == "b":
        return r"\x08", 8, at + 2
    code, end = _character(pattern, at)
    return literal(chr(code)), code, end


def _opposite(pattern: str, at: int) -> tuple[str, int] | None:
    r"""`\D`, `\W`, `\S` or `\P{..}` as a set of its own, and where it ends; None when it is none of them."""
    if pattern[at] != "\\":
        return None
    sign = pattern[at + 1 : at + 2]
    sets = {"D": DIGIT[1:-1], "W": WORD[1:-1], "S": SPACE[1:-1]}
    if sign in sets:
        return f"[^{sets[sign]}]", at + 2
    found = _PROPERTY.match(pattern, at)
    if found is None or found[1] == "p":
        return None
    return f"[^{_property_members(found)}]", found.end()


def _property_members(found: re.Match[str]) -> str:
    name = found[2]
    if name in _CATEGORIES:
        return rf"\p{{{name}}}"
    if name in _BLOCKS:
        return _BLOCKS[name]
    raise PatternError(f"The property {name[:40]!r} is not read here.", found.start())


def _character(pattern: str, at: int) -> tuple[int, int]:
    """The code of an escaped character, and where it ends."""
    sign = pattern[at + 1 : at + 2]
    if not sign:
        raise PatternError("The pattern ends with a backslash.", at)
    if found := _HEX.match(pattern, at):
        return int(found[1] or found[2], 16), found.end()
    if found := _CONTROL.match(pattern, at):
        return ord(found[1].upper()) - 64, found.end()
    if found := _OCTAL.match(pattern, at):
        return int(found[1], 8) & 0xFF, found.end()
    if sign in _CONTROLS:
        return _CONTROLS[sign], at + 2
    if sign.isalnum() or sign == "_":
        raise PatternError(f"\\{sign} is no escape of .NET.", at)
    return ord(sign), at + 2
