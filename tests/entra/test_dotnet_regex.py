"""Patterns of .NET: what of them is read, with what meaning, and what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scimconsole.entra.expressions.dotnet_regex import search_of
from scimconsole.entra.expressions.dotnet_replacement import replace_all
from scimconsole.entra.expressions.regex_classes import PatternError


def found(pattern: str, text: str) -> list[str]:
    return [match[0] for match in search_of(pattern).pattern.finditer(text)]


class TestTheMeaning:
    """As .NET documents it."""

    @pytest.mark.parametrize(
        ("pattern", "text", "matches"),
        [
            (r"\d+", "a12٣b", ["12٣"]),
            (r"\w+", "été_1 x", ["été_1", "x"]),
            (r"\w", "e\u0301", ["e", "\u0301"]),
            (r"\s", "a\u00a0b\u2003c", ["\u00a0", "\u2003"]),
            (r"\S+", "a b", ["a", "b"]),
            (r"[\S]+", "a b", ["a", "b"]),
            (r"[^\S]", "a b", [" "]),
            (r"[^\S ]", "a b\t", ["\t"]),
            (r"[a\D]", "a1b", ["a", "b"]),
            (r"^a", "a\na", ["a"]),
            (r"(?m)^a$", "a\na", ["a", "a"]),
            (r"a$", "a\n", ["a"]),
            (r"a\Z", "a\n", ["a"]),
            (r"a\z", "a\n", []),
            (r"a.b", "a\nb a\rb", ["a\rb"]),
            (r"(?s)a.b", "a\nb", ["a\nb"]),
            (r"A", "a", []),
            (r"(?i)STRASSE", "strasse", ["strasse"]),
            (r"(?i:A)b", "ab aB", ["ab"]),
            (r"a(?i)b|c", "aB C", ["aB", "C"]),
            (r"(?i)a(?-i)b", "Ab AB", ["Ab"]),
            (r"(?i-i)a(?is-i)b(?-)c", "aBc abc", ["abc"]),
            (r"(?x) a b # comment" + "\n c", "abc", ["abc"]),
            (r"(?#note)a", "a", ["a"]),
            (r"(?<=ab+)c", "abbc c", ["c"]),
            (r"(?<!a)b", "ab b", ["b"]),
            (r"(?>a+)b", "aab", ["aab"]),
            (r"(?>a+)ab", "aab", []),
            (r"(?<n>a)\k<n>", "aa", ["aa"]),
            (r"(?'n'a)\k'n'", "aa", ["aa"]),
            (r"(a)(?<n>b)\2", "abb", ["abb"]),
            (r"(?<n>a)(b)\1", "abb", ["abb"]),
            (r"(?n)(a)(?<n>b)\1", "abb", ["abb"]),
            (r"a{2}", "aaa", ["aa"]),
            (r"a{1,2}?", "aa", ["a", "a"]),
            (r"a{,2}", "a{,2}", ["a{,2}"]),
            (r"a{x}", "a{x}", ["a{x}"]),
            (r"[]a]+", "]a", ["]a"]),
            (r"[a-c-[b]]+", "abc", ["a", "c"]),
            (r"[a\-z]+", "a-z", ["a-z"]),
            (r"[a-]+", "a-", ["a-"]),
            (r"[[:alpha:]]", ":]", [":]"]),
            (r"\p{Lu}\P{Lu}", "Ab AB", ["Ab"]),
            (r"[\p{Lu}\P{L}]", "aB1", ["B", "1"]),
            (r"\p{IsCyrillic}+", "Анна Anna", ["Анна"]),
            (r"\x41\u0042\103", "ABC", ["ABC"]),
            (r"\t\e\cA", "\t\x1b\x01", ["\t\x1b\x01"]),
            (r"\.\[\$", ".[$", [".[$"]),
            (r"[\b]", "\b", ["\b"]),
            (r"\bann\b", "ann anna", ["ann"]),
            (r"\Bn", "nn", ["n"]),
            (r"^*a", "a", ["a"]),
            ("[^a]|[^b]", "ab", ["a", "b"]),
            ("a&&b~~--||", "a&&b~~--", ["a&&b~~--", ""]),
        ],
    )
    def test_what_is_found(self, pattern: str, text: str, matches: list[str]) -> None:
        assert found(pattern, text) == matches

    @pytest.mark.parametrize(
        ("replacement", "result"),
        [
            ("[$1]", "x[b]y"),
            ("[$2]", "x[a]y"),
            ("[${n}]", "x[a]y"),
            ("[$0$&]", "x[abab]y"),
            ("[$$1]", "x[$1]y"),
            ("[$`|$'|$_]", "x[x|y|xaby]y"),
            ("[$+]", "x[a]y"),
            ("[$3${no}\\1]", "x[$3${no}\\1]y"),
        ],
    )
    def test_what_replaces(self, replacement: str, result: str) -> None:
        assert replace_all(search_of("(?<n>a)(b)"), replacement, "xaby") == result


class TestTheRest:
    """Refused, with a sentence and a place."""

    @pytest.mark.parametrize(
        ("pattern", "offset", "sentence"),
        [
            ("a(b", 1, "never closed"),
            ("a)b", 1, "closes nothing"),
            ("a[b", 1, "never closed"),
            ("a**", 2, "quantifier"),
            ("a*+", 2, "quantifier"),
            ("*a", 0, "nothing to repeat"),
            ("{2}", 0, "nothing to repeat"),
            ("a{3,2}", 1, "wrong order"),
            ("[z-a]", 2, "reverse order"),
            (r"[a-\d]", 2, "end with a set"),
            (r"a\q", 1, "no escape"),
            ("a\\", 1, "ends with a backslash"),
            (r"(a)\2", 3, "no group 2"),
            (r"\k<x>", 0, "no group"),
            (r"\p{Klingon}", 0, "property"),
            ("(?(a)b|c)", 0, "Conditional"),
            ("(?<a>x)(?<b-a>y)", 7, "Balancing"),
            ("(?<1>a)", 0, "number"),
            ("(?P<n>a)", 0, "(?<name>...)"),
            ("(?<=a", 0, "never closed"),
            ("(?", 0, "no group of .NET"),
            ("(a{500}){500}", 0, "repetitions"),
            ("a{5000}", 1, "repetitions"),
            ("(" * 60 + ")" * 60, 50, "nests deeper"),
        ],
    )
    def test_is_told(self, pattern: str, offset: int, sentence: str) -> None:
        with pytest.raises(PatternError) as caught:
            search_of(pattern)
        assert sentence in caught.value.sentence
        assert caught.value.offset == offset

    @settings(deadline=None)
    @given(st.text(alphabet=r"ab1.*+?(){}[]^$|\,-<>=!:#idwskp'x ", max_size=16))
    def test_is_no_crash(self, pattern: str) -> None:
        try:
            search = search_of(pattern)
        except PatternError as error:
            place = error.offset
        else:
            place = 0
            replace_all(search, "<$1$&>", "ab 1b\nab")
        assert 0 <= place <= len(pattern)


PARTS = st.sampled_from(
    [
        "a",
        "b",
        "c",
        ".",
        "[ab]",
        "[^a]",
        "[^b]",
        "(?:",
        "(",
        ")",
        "|",
        "*",
        "?",
        "{2}",
        "*?",
        "^",
        "(?=",
        "(?!",
    ]
)


class TestBesideThePythonEngine:
    """Where both dialects mean the same, both find the same."""

    @settings(max_examples=300, deadline=None)
    @given(st.lists(PARTS, max_size=8).map("".join), st.text(alphabet="abc", max_size=8))
    def test_the_same_is_found(self, pattern: str, text: str) -> None:
        try:
            theirs = re.compile(pattern)
            ours = search_of(pattern)
        except (re.error, PatternError):
            assume(False)
        expected = [(match.span(), match.groups()) for match in theirs.finditer(text)]
        assert [(match.span(), match.groups()) for match in ours.pattern.finditer(text)] == expected
