from __future__ import annotations

import pytest

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter import (
    Compare,
    Not,
    Present,
    format_filter,
    matches,
    operand,
    parse_filter,
    resolve,
)
from tests.domain.scim.people import COFFEES, CORE, ENTERPRISE, GENERIC, alice

USER = GENERIC.user


def found(text: str, **changes: object) -> bool:
    return matches(parse_filter(text), alice(**changes), USER)


def resolved(text: str) -> str:
    return format_filter(resolve(parse_filter(text), USER))


class TestNames:
    """Names are found in any case, with or without their URN."""

    def test_names_get_the_spelling_of_the_schema(self) -> None:
        assert resolved('USERNAME eq "x" and EMAILS[TYPE eq "w"]') == (
            'userName eq "x" and emails[type eq "w"]'
        )

    def test_a_core_urn_vanishes(self) -> None:
        assert resolved(f'{CORE.upper()}:username eq "x"') == 'userName eq "x"'

    def test_an_extension_attribute_is_found_without_its_urn(self) -> None:
        assert resolved('manager eq "M"') == f'{ENTERPRISE}:manager.value eq "M"'

    def test_an_unknown_name_is_refused_with_the_nearest_one(self) -> None:
        with pytest.raises(ScimError, match='"usrName"; did you mean "userName"') as caught:
            resolved('usrName eq "x"')
        assert caught.value.scim_type == "invalidFilter"

    def test_an_unknown_part_is_refused(self) -> None:
        with pytest.raises(ScimError, match='"emails" has no sub-attribute "tipe"; did you mean "type"'):
            resolved('emails[tipe eq "work"]')

    def test_a_password_is_never_searched(self) -> None:
        with pytest.raises(ScimError, match="never shown"):
            resolved('password eq "x"')


class TestTexts:
    """Texts match without regard to case unless the attribute is caseExact."""

    @pytest.mark.parametrize(
        "text",
        [
            'userName eq "ALICE@contoso.com"',
            'userName co "CONTOSO"',
            'userName sw "Alice"',
            'userName ew ".COM"',
            'userName gt "ALAN"',
            'userName le "alice@contoso.com"',
            'name.givenName eq "alice"',
            'displayName ne "bob"',
            'externalId eq "0a21f0f2"',
        ],
    )
    def test_matches(self, text: str) -> None:
        assert found(text)

    @pytest.mark.parametrize(
        "text", ['externalId eq "0A21F0F2"', 'userName lt "alan"', 'displayName ne "ALICE a"']
    )
    def test_does_not_match(self, text: str) -> None:
        assert not found(text)

    def test_composed_and_decomposed_letters_are_the_same(self) -> None:
        assert found('displayName eq "rene\u0301e"', displayName="RENÉE")

    def test_the_operand_is_folded_like_the_document(self) -> None:
        name, identifier = (
            resolve(parse_filter('userName eq "ÄB"'), USER),
            resolve(parse_filter('externalId eq "ÄB"'), USER),
        )
        assert isinstance(name, Compare)
        assert isinstance(identifier, Compare)
        assert operand(name, USER.top["userName"].attribute) == "äb"  # type: ignore[arg-type]
        assert operand(identifier, USER.top["externalId"].attribute) == "ÄB"  # type: ignore[arg-type]


class TestAbsence:
    """`ne` finds what is absent, `pr` does not find what is empty, null means absent."""

    def test_ne_matches_what_is_absent(self) -> None:
        assert found('title ne "x"')

    def test_every_other_operator_does_not(self) -> None:
        assert not any(found(f'title {op} ""') for op in ["eq", "co", "sw", "ew", "gt", "ge", "lt", "le"])

    def test_pr_is_false_for_what_is_empty(self) -> None:
        assert not found("title pr", title="")
        assert not found("emails pr", emails=[])
        assert found("emails pr")
        assert found("active pr", active=False)

    def test_null_means_absent(self) -> None:
        assert resolve(parse_filter("title eq null"), USER) == Not(Present(parse_filter("title pr").path))  # type: ignore[union-attr]
        assert found("title eq null")
        assert found("userName ne null")

    def test_null_cannot_be_ordered(self) -> None:
        with pytest.raises(ScimError, match="null is compared with eq and ne only"):
            found("title gt null")


class TestManyValues:
    """An attribute of many values matches by any of them."""

    EMAILS = [{"type": "work", "value": "a@x"}, {"type": "home", "value": "b@y"}]  # noqa: RUF012

    @pytest.mark.parametrize(
        "text",
        [
            'emails.value eq "b@y"',
            'emails eq "B@Y"',
            'emails.value ne "a@x"',
            'emails[type eq "home" and value ew "y"]',
            'emails[type eq "work"].value eq "a@x"',
            'emails[not (type eq "work")]',
        ],
    )
    def test_matches(self, text: str) -> None:
        assert found(text, emails=self.EMAILS)

    @pytest.mark.parametrize(
        "text",
        [
            'emails[type eq "home" and value eq "a@x"]',
            'emails[type eq "other"]',
            'emails[type eq "home"].value eq "a@x"',
        ],
    )
    def test_does_not_match(self, text: str) -> None:
        assert not found(text, emails=self.EMAILS)


class TestBooleans:
    """Entra compares booleans with texts."""

    @pytest.mark.parametrize("text", ["active eq true", 'active eq "True"', 'active ne "false"'])
    def test_a_text_stands_for_a_boolean(self, text: str) -> None:
        assert found(text)

    def test_roles_are_found_by_primary_as_text(self) -> None:
        assert found('roles[primary eq "True"].value eq "admin"', roles=[{"primary": True, "value": "Admin"}])

    @pytest.mark.parametrize("text", ["active gt true", 'active co "t"', 'active eq "maybe"', "active eq 1"])
    def test_nonsense_is_refused(self, text: str) -> None:
        with pytest.raises(ScimError, match='"active" is true or false'):
            found(text)


class TestOtherTypes:
    """A comparison without meaning is refused, not answered with nobody."""

    def test_times_are_compared_as_instants(self) -> None:
        meta = {"lastModified": "2026-11-21T20:00:00.000000Z"}
        assert found('meta.lastModified eq "2026-11-21T21:00:00+01:00"', meta=meta)
        assert found('meta.lastModified gt "2026-11-21T20:30:00+01:00"', meta=meta)
        assert found('meta.lastModified sw "2026-11"', meta=meta)

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ('meta.lastModified gt "soon"', '"soon" is none'),
            ("userName eq 5", "must stand in double quotes"),
            ('x509Certificates.value gt "aaaa"', "is binary"),
            ('name eq "x"', '"name" is an object'),
            ('userName[value eq "x"]', "takes no filter in brackets"),
        ],
    )
    def test_is_refused(self, text: str, sentence: str) -> None:
        with pytest.raises(ScimError, match=sentence):
            found(text)

    def test_a_manager_is_found_by_its_id_alone(self) -> None:
        assert found('manager eq "M1"', **{ENTERPRISE: {"manager": {"value": "M1"}}})


class TestExtensions:
    """The profile's own attributes are filtered like all others."""

    def test_an_attribute_of_the_profile_is_found(self) -> None:
        urn = COFFEES.extension.urn if COFFEES.extension else ""
        person = alice(**{urn: {"managementLevel": "Director"}})
        assert matches(parse_filter(f'{urn}:managementLevel eq "director"'), person, COFFEES.user)
        assert matches(parse_filter('managementlevel sw "Dir"'), person, COFFEES.user)

    def test_another_profile_does_not_know_it(self) -> None:
        with pytest.raises(ScimError, match="No schema of User"):
            found('managementLevel eq "x"')
