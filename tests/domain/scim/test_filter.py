from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter import (
    And,
    AttributePath,
    Compare,
    Filter,
    Not,
    Or,
    Present,
    ValueFilter,
    format_filter,
    parse_filter,
)
from tests.domain.scim.people import ENTERPRISE


def eq(name: str, value: Any) -> Compare:
    return Compare(AttributePath(None, name), "eq", value)


class TestComparisons:
    """`attribute operator value`, with values written as in JSON."""

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ('a eq "x"', "x"),
            ('a eq "say \\"hi\\" \\u00e9"', 'say "hi" é'),
            ("a eq true", True),
            ("a eq False", False),
            ("a eq null", None),
            ("a eq -12", -12),
            ("a eq 1.5e2", 150.0),
        ],
    )
    def test_every_kind_of_value_is_read(self, text: str, value: Any) -> None:
        tree = parse_filter(text)
        assert tree == eq("a", value)
        assert isinstance(tree, Compare)
        assert type(tree.value) is type(value)

    @pytest.mark.parametrize("op", ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"])
    def test_operators_are_read_in_any_case(self, op: str) -> None:
        assert parse_filter(f'a {op.upper()} "x"') == Compare(AttributePath(None, "a"), op, "x")

    def test_present_takes_no_value(self) -> None:
        assert parse_filter("title PR") == Present(AttributePath(None, "title"))

    def test_a_sub_attribute_follows_a_dot(self) -> None:
        assert parse_filter("meta.lastModified pr") == Present(AttributePath(None, "meta", "lastModified"))


class TestUrns:
    """The dot of 2.0 in a URN never splits a name."""

    def test_an_attribute_of_an_extension(self) -> None:
        tree = parse_filter(f'{ENTERPRISE}:manager.value eq "x"')
        assert tree == Compare(AttributePath(ENTERPRISE, "manager", "value"), "eq", "x")

    def test_a_core_attribute_with_its_urn(self) -> None:
        tree = parse_filter('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "x"')
        assert tree == Compare(
            AttributePath("urn:ietf:params:scim:schemas:core:2.0:User", "userName"), "eq", "x"
        )


class TestPrecedence:
    """`not` binds before `and`, `and` before `or`, brackets before all."""

    def test_and_binds_tighter_than_or(self) -> None:
        assert parse_filter("a eq 1 or b eq 2 and c eq 3") == Or(eq("a", 1), And(eq("b", 2), eq("c", 3)))

    def test_brackets_group(self) -> None:
        assert parse_filter("(a eq 1 or b eq 2) and c eq 3") == And(Or(eq("a", 1), eq("b", 2)), eq("c", 3))

    def test_not_takes_brackets(self) -> None:
        assert parse_filter("NOT (a eq 1) and b eq 2") == And(Not(eq("a", 1)), eq("b", 2))

    def test_chains_group_from_the_left(self) -> None:
        assert parse_filter("a eq 1 and b eq 2 and c eq 3") == And(And(eq("a", 1), eq("b", 2)), eq("c", 3))


class TestFiltersInBrackets:
    """One element of a list must match the whole of `attribute[...]`."""

    def test_a_list_is_searched_by_its_parts(self) -> None:
        tree = parse_filter('emails[type eq "work" and value co "@x"]')
        inner = And(eq("type", "work"), Compare(AttributePath(None, "value"), "co", "@x"))
        assert tree == ValueFilter(AttributePath(None, "emails"), inner)

    def test_entra_compares_a_part_after_the_brackets(self) -> None:
        tree = parse_filter('emails[type eq "work"].value eq "x"')
        inner = And(eq("type", "work"), eq("value", "x"))
        assert tree == ValueFilter(AttributePath(None, "emails"), inner)


class TestWhatIsRefused:
    """A filter that cannot be read is 400 invalidFilter, and the sentence says where."""

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("", "ends where an attribute name is expected"),
            ("userName", "ends where an operator"),
            ("userName eq", "ends where a value is expected"),
            ("userName eq bj", '"bj" at character 13 is not a value; texts stand in double quotes'),
            ("userName is 1", '"is" at character 10 is no operator'),
            ('userName eq "x', "character 13 cannot be read"),
            ("(a pr", 'ends where ")" is expected'),
            ("a pr b", 'Expected "and", "or" or the end of the filter at character 6, found "b"'),
            ("a pr and", "ends where an attribute name"),
            ("a[b[c pr]]", "another one at character 4"),
            ("a.b[c pr]", "cannot take a filter in brackets"),
            ("a..b pr", '"a..b" is not an attribute name'),
            ("a eq 1e999", "too large"),
            (f"a eq {10**30}", "too large"),
            ('a eq "\\u0000"', "NUL"),
            ('a eq "\\ud800"', "lone surrogate"),
            ("(" * 40 + "a pr" + ")" * 40, "nests deeper than 16 levels"),
            ("a pr " + " " * 1_000, "at most 1,000"),
        ],
    )
    def test_the_sentence_names_the_place(self, text: str, part: str) -> None:
        with pytest.raises(ScimError) as caught:
            parse_filter(text)
        assert (caught.value.status, caught.value.scim_type) == (400, "invalidFilter")
        assert part in caught.value.detail


names = st.from_regex(r"[a-z][a-zA-Z0-9_-]{0,5}", fullmatch=True)
storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
values = st.one_of(
    storable,
    st.booleans(),
    st.none(),
    st.integers(-(2**63) + 1, 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
)
operators = st.sampled_from(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"])


def conditions(paths: st.SearchStrategy[AttributePath]) -> st.SearchStrategy[Filter]:
    return st.recursive(
        st.one_of(st.builds(Compare, paths, operators, values), st.builds(Present, paths)),
        lambda inner: st.one_of(
            st.builds(And, inner, inner), st.builds(Or, inner, inner), st.builds(Not, inner)
        ),
        max_leaves=5,
    )


paths = st.builds(AttributePath, st.sampled_from([None, ENTERPRISE]), names, st.one_of(st.none(), names))
plain = st.builds(AttributePath, st.none(), names)
filters = st.recursive(
    st.one_of(conditions(paths), st.builds(ValueFilter, plain, conditions(plain))),
    lambda inner: st.one_of(st.builds(And, inner, inner), st.builds(Not, inner)),
    max_leaves=3,
)


class TestPrinting:
    """A printed filter reads back as the same tree."""

    @given(filters)
    def test_parsing_what_was_printed_gives_the_same_tree(self, tree: Filter) -> None:
        text = format_filter(tree)
        if len(text) <= 1_000:
            assert repr(parse_filter(text)) == repr(tree)

    @given(st.one_of(st.text(max_size=40), st.text('abeqnotpr "\\[]().1:andu', max_size=60)))
    def test_any_text_is_a_filter_or_a_refusal(self, text: str) -> None:
        refusal = None
        try:
            tree = parse_filter(text)
        except ScimError as error:
            refusal = error
        if refusal is None:
            assert repr(parse_filter(format_filter(tree))) == repr(tree)
        else:
            assert refusal.scim_type == "invalidFilter"
            assert json.dumps(refusal.body(), ensure_ascii=False).encode()
