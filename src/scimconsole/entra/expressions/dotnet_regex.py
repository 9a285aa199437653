r"""A declared subset of .NET's regular expressions, rewritten for a Python engine with a time limit.

Taken: literals, `.`, classes with ranges and subtraction, `\d \w \s \b` and their opposites, `\p{..}`,
anchors, groups (numbered, named, non-capturing, atomic), look-around, quantifiers greedy and lazy,
alternatives, back-references, and the options `i m n s x`. Refused with a sentence: conditionals, balancing
groups, groups named by number. The rewritten pattern is put together from scratch, so nothing of Python's own
dialect gets through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scimconsole.entra.expressions.limits import MAX_PATTERN, MAX_REPEAT
from scimconsole.entra.expressions.regex_classes import (
    DIGIT,
    SPACE,
    WORD,
    PatternError,
    escape_of,
    literal,
    read_class,
)
from scimconsole.entra.expressions.regex_groups import (
    GROUP_NAME,
    OPTIONS,
    Options,
    after,
    changed_by,
    end_of_line,
    groups_of,
)

if TYPE_CHECKING:
    from regex import Pattern

_COUNTS = re.compile(r"\{([0-9]{1,9})(,?)([0-9]{0,9})\}")
_MAX_NESTING = 50


@dataclass(frozen=True, slots=True)
class Search:
    """A pattern ready to search: `numbers` leads from .NET's numbers of groups to the engine's names."""

    pattern: Pattern[str]
    numbers: dict[int, str]
    names: dict[str, str]


@lru_cache(maxsize=256)
def search_of(pattern: str) -> Search:
    """The search for a .NET pattern; raises `PatternError` with the offset in the pattern."""
    # 16 ms of import that only expressions with a pattern need.
    import regex

    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"The pattern has more than {MAX_PATTERN:,} characters.", MAX_PATTERN)
    translator = _Translator(pattern)
    rewritten = translator.whole()
    try:
        compiled = regex.compile(rewritten, regex.VERSION0)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        raise PatternError(f"The pattern is outside of what is read here: {error}.", 0) from error
    return Search(compiled, translator.numbers, translator.names)


class _Translator:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._options = Options()
        self._nesting = 0
        self.numbers, self.names = groups_of(pattern)

    def whole(self) -> str:
        result, _ = self._alternatives()
        if self._at < len(self._pattern):
            raise PatternError("This parenthesis closes nothing.", self._at)
        return result

    def _alternatives(self) -> tuple[str, int]:
        """Alternatives up to a `)` or the end, and the largest product of counts in them."""
        self._nesting += 1
        if self._nesting > _MAX_NESTING:
            raise PatternError(f"The pattern nests deeper than {_MAX_NESTING} groups.", self._at)
        outside = self._options
        branches: list[str] = []
        pieces: list[str] = []
        repeats = 1
        while self._at < len(self._pattern) and self._pattern[self._at] != ")":
            if self._pattern[self._at] == "|":
                self._at += 1
                branches.append("".join(pieces))
                pieces = []
                continue
            piece, inner = self._piece()
            pieces.append(piece)
            repeats = max(repeats, inner)
        branches.append("".join(pieces))
        self._options = outside
        self._nesting -= 1
        return "|".join(branches), repeats

    def _piece(self) -> tuple[str, int]:
        start = self._at
        if self._skip_comment():
            return "", 1
        atom, repeats = self._atom()
        if atom is None:
            return "", 1
        while self._skip_comment():
            pass
        quantifier, most = self._quantifier()
        if not quantifier:
            return atom, repeats
        repeats *= most
        if repeats > MAX_REPEAT:
            raise PatternError(f"The counts multiply to more than {MAX_REPEAT:,} repetitions.", start)
        if self._quantifier()[0]:
            raise PatternError("One quantifier follows another.", self._at - 1)
        return f"(?:{atom}){quantifier}", repeats

    def _skip_comment(self) -> bool:
        """Go past white space and comments under the option x, and past `(?#...)`."""
        if self._pattern.startswith("(?#", self._at):
            self._at = after(self._pattern, self._at, ")")
            return True
        if not self._options.extended or self._at >= len(self._pattern):
            return False
        sign = self._pattern[self._at]
        if sign == "#":
            self._at = end_of_line(self._pattern, self._at)
        elif sign in " \t\r\n\f\v":
            self._at += 1
        else:
            return False
        return True

    def _quantifier(self) -> tuple[str, int]:
        """A quantifier as the engine writes it, and its largest count; nothing when there is none."""
        sign = self._pattern[self._at : self._at + 1]
        if sign and sign in "*+?":
            self._at += 1
            quantifier, most = sign, 1
        elif found := _COUNTS.match(self._pattern, self._at):
            least, upper = int(found[1]), int(found[3] or found[1])
            if upper < least:
                raise PatternError("The counts are in the wrong order.", self._at)
            if max(least, upper) > MAX_REPEAT:
                raise PatternError(f"At most {MAX_REPEAT:,} repetitions are counted.", self._at)
            quantifier, most = found[0], max(least, upper, 1)
            if found[2] and not found[3]:
                quantifier = f"{{{least},}}"
            self._at = found.end()
        else:
            return "", 1
        if self._pattern.startswith("?", self._at):
            self._at += 1
            quantifier += "?"
        return quantifier, most

    def _atom(self) -> tuple[str | None, int]:
        """One thing that a quantifier can follow; None for a change of options."""
        sign = self._pattern[self._at]
        if sign == "(":
            return self._group()
        if sign == "[":
            text, self._at = read_class(self._pattern, self._at)
            return self._cased(text), 1
        if sign == "\\":
            return self._escape(), 1
        if sign in "*+?" or _COUNTS.match(self._pattern, self._at):
            raise PatternError("There is nothing to repeat before this quantifier.", self._at)
        self._at += 1
        if sign == ".":
            return (r"[\s\S]" if self._options.single_line else "."), 1
        if sign == "^":
            return (r"(?:\A|(?<=\n))" if self._options.multi_line else r"\A"), 1
        if sign == "$":
            return (r"(?=\n|\Z)" if self._options.multi_line else r"(?=\n?\Z)"), 1
        return self._cased(literal(sign)), 1

    def _cased(self, text: str) -> str:
        return f"(?i:{text})" if self._options.ignore_case else text

    def _group(self) -> tuple[str | None, int]:
        start = self._at
        pattern = self._pattern
        before = self._options
        opening = "(?:"
        if not pattern.startswith("(?", start):
            self._at += 1
            if not before.explicit:
                opening = f"(?P<u{start}>"
        elif named := GROUP_NAME.match(pattern, start + 2):
            self._at = named.end()
            opening = f"(?P<{self.names[named[1] or named[2]]}>"
        elif changed := OPTIONS.match(pattern, start + 2):
            self._options = changed_by(before, changed)
            self._at = changed.end()
            if changed[3] == ")":
                return None, 1
        else:
            opening = self._special(start)
        inside, repeats = self._alternatives()
        if self._at >= len(pattern):
            raise PatternError("The parenthesis that begins here is never closed.", start)
        self._at += 1
        self._options = before
        return f"{opening}{inside})", repeats

    def _special(self, start: int) -> str:
        for opening in ("(?<=", "(?<!", "(?=", "(?!", "(?>"):
            if self._pattern.startswith(opening, start):
                self._at = start + len(opening)
                return opening
        if self._pattern.startswith("(?(", start):
            raise PatternError("Conditional groups, (?(...)...), are not read here.", start)
        if re.compile(r"\(\?(?:<[^>]*-|'[^']*-)").match(self._pattern, start):
            raise PatternError("Balancing groups, (?<a-b>...), are not read here.", start)
        if re.compile(r"\(\?[<'][0-9]").match(self._pattern, start):
            raise PatternError("Groups named by a number are not read here; name them by a word.", start)
        if self._pattern.startswith("(?P", start):
            raise PatternError("This is no group of .NET; a named one is (?<name>...).", start)
        raise PatternError("This is no group of .NET.", start)

    def _escape(self) -> str:
        start = self._at
        pattern = self._pattern
        sign = pattern[start + 1 : start + 2]
        if not sign:
            raise PatternError("The pattern ends with a backslash.", start)
        simple = {
            "d": DIGIT,
            "D": f"[^{DIGIT[1:-1]}]",
            "w": WORD,
            "W": f"[^{WORD[1:-1]}]",
            "s": SPACE,
            "S": f"[^{SPACE[1:-1]}]",
            "b": f"(?:(?<={WORD})(?!{WORD})|(?<!{WORD})(?={WORD}))",
            "B": f"(?:(?<={WORD})(?={WORD})|(?<!{WORD})(?!{WORD}))",
            "A": r"\A",
            "z": r"\Z",
            "Z": r"(?=\n?\Z)",
            "G": r"\G",
        }.get(sign)
        if simple is not None:
            self._at += 2
            return simple
        if sign == "k":
            return self._named_reference(start)
        if sign in "123456789":
            reference = self._numbered_reference(start)
            if reference is not None:
                return reference
        text, self._at = escape_of(pattern, start)
        return self._cased(text)

    def _named_reference(self, start: int) -> str:
        found = GROUP_NAME.match(self._pattern, start + 2)
        if found is None:
            raise PatternError(r"A back-reference is written \k<name>.", start)
        name = self.names.get(found[1] or found[2])
        if name is None:
            raise PatternError(f"There is no group {found[1] or found[2]!r}.", start)
        self._at = found.end()
        return self._cased(f"(?P={name})")

    def _numbered_reference(self, start: int) -> str | None:
        digits = re.compile("[0-9]+").match(self._pattern, start + 1)
        assert digits is not None, "called at a digit"
        number = int(digits[0][:4])
        if number in self.numbers:
            self._at = digits.end()
            return self._cased(f"(?P={self.numbers[number]})")
        if number < 10:
            raise PatternError(f"There is no group {number}.", start)
        return None
