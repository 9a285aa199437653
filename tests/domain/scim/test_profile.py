from __future__ import annotations

from pathlib import Path

import pytest

from scimconsole.domain.scim.profile import (
    list_profiles,
    load_profile,
    profile_from_toml,
    profile_problems,
)
from scimconsole.errors import InvalidInput, NotFound
from tests.domain.scim.people import COFFEES, COFFEES_URN, GENERIC, KEYCAFE, KEYCAFE_URN

EXTENSION = """
[extension]
urn = "urn:ietf:params:scim:schemas:extension:tea:2.0:User"
name = "TeaUser"

[[extension.attributes]]
name = "blend"
"""


class TestTheProfilesThatComeWithThePackage:
    """Keycafe, Ten Thousand Coffees and a profile without rules."""

    def test_are_listed_by_name(self) -> None:
        assert [profile.name for profile in list_profiles()] == ["generic", "keycafe", "ten-thousand-coffees"]

    def test_keycafe_gives_tokens_on_business_pro_only(self) -> None:
        assert KEYCAFE.token_plans == ("business-pro",)
        assert COFFEES.token_plans == ()

    def test_keycafe_tells_full_and_smartbox_users_apart(self) -> None:
        assert KEYCAFE.user_types == ("FULL", "SMARTBOX")
        assert GENERIC.user_types == ()

    def test_keycafe_has_key_access(self) -> None:
        assert KEYCAFE.extension
        assert KEYCAFE.extension.urn == KEYCAFE_URN
        assert [attribute.name for attribute in KEYCAFE.extension.attributes] == ["keyAccess"]

    def test_the_coffees_have_the_fields_of_their_guide(self) -> None:
        levels = {field.label: field.level for field in COFFEES.fields}
        assert levels == {
            "First name": "required",
            "Last name": "required",
            "Email": "required",
            "Management level": "required",
            "Job title": "recommended",
            "Business unit": "recommended",
            "Job function": "recommended",
            "People manager status": "recommended",
            "Manager email": "recommended",
            "City, country or office": "optional",
            "Locale": "optional",
            "Status": "optional",
        }

    def test_a_field_knows_its_full_path(self) -> None:
        paths = {field.label: field.path for field in COFFEES.fields}
        assert paths["Management level"] == f"{COFFEES_URN}:managementLevel"
        assert paths["Email"] == 'emails[type eq "work"].value'

    def test_the_allowed_values_are_canonical_in_the_schema(self) -> None:
        attribute = COFFEES.user.top["locale"].attribute
        assert attribute
        assert attribute.canonical_values == ("en-US", "fr-CA", "es-ES", "ko", "ja")


class TestAFolderOfProfiles:
    """A vendor adds a file; it is found beside those of the package."""

    def test_a_profile_is_read_from_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "tea.toml").write_text(f'name = "tea"\ntitle = "Tea"\n{EXTENSION}')
        profile = load_profile("tea", tmp_path)
        assert profile.title == "Tea"
        assert "tea" in [profile.name for profile in list_profiles(tmp_path)]

    def test_a_changed_file_is_read_again(self, tmp_path: Path) -> None:
        path = tmp_path / "tea.toml"
        path.write_text('name = "tea"\ntitle = "Tea"')
        load_profile("tea", tmp_path)
        path.write_text('name = "tea"\ntitle = "More tea"')
        assert load_profile("tea", tmp_path).title == "More tea"

    def test_the_file_is_named_like_the_profile(self, tmp_path: Path) -> None:
        (tmp_path / "coffee.toml").write_text('name = "tea"')
        with pytest.raises(InvalidInput, match=r'coffee\.toml: name: the file is named "coffee"'):
            load_profile("coffee", tmp_path)

    def test_an_unknown_profile_names_the_nearest(self) -> None:
        with pytest.raises(NotFound, match='There is no profile "keycaffe"; did you mean "keycafe"'):
            load_profile("keycaffe")


class TestMistakes:
    """Every mistake is reported with its line, its key and the nearest right key."""

    def test_all_mistakes_are_reported_at_once(self) -> None:
        text = (
            'name = "tea"\n'
            'titel = "Tea"\n'
            f"{EXTENSION}"
            'tpye = "string"\n'
            "[[fields]]\n"
            'label = "Name"\n'
            'attribute = "usrName"\n'
            'level = "requird"\n'
            "[[fields]]\n"
            'label = "Blend"\n'
            'attribute = "blend"\n'
            'level = "optional"\n'
            'allowed = ["green"]\n'
            'default = "black"\n'
        )
        assert [str(problem) for problem in profile_problems(text)] == [
            'line 2, titel: is not a known key; did you mean "title"?',
            'line 10, extension.attributes[0].tpye: is not a known key; did you mean "type"?',
            'line 13, fields[0].attribute: no schema has an attribute "usrName"; did you mean "userName"?',
            'line 14, fields[0].level: "requird" is not one of "required", "recommended", "optional"; '
            'did you mean "required"?',
            'line 20, fields[1].default: "black" is not among the allowed values.',
        ]

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("name = ", "This is not TOML"),
            ("", "name: is missing."),
            ("name = 5", "name: must be text, not 5."),
            ('name = "x"\nplans = "a"', "line 2, plans: must be a list of texts"),
            ('name = "x"\nplans = ["a"]\ntoken_plans = ["b"]', 'token_plans: "b" is not among the plans'),
            ('name = "x"\nextension = 1', "extension: must be a table"),
            ('name = "x"\nfields = [1]', "fields: must be a list of tables"),
            ('name = "x"\n[extension]\nurn = "u"\nname = "n"', "extension.urn"),
            (f'name = "x"\n{EXTENSION}\nmultiValued = "yes"', "multiValued: must be true or false"),
            (f'name = "x"\n{EXTENSION}\ntype = "complex"', "subAttributes"),
            (f'name = "x"\n{EXTENSION}\n[[extension.attributes]]\nname = "Blend"', '"Blend" is there twice'),
            ('name = "x"\n[status]\nattribute = "emails"\ninactive = "no"', "cannot say who is active"),
            (
                'name = "x"\n[[fields]]\nlabel = "l"\nattribute = "name"\nlevel = "optional"\ndefault = "d"',
                "cannot have allowed values or a default",
            ),
            (
                'name = "x"\n[[fields]]\nlabel = "l"\nattribute = "a["\nlevel = "optional"',
                "cannot be read",
            ),
        ],
    )
    def test_each_kind_of_mistake_has_its_sentence(self, text: str, problem: str) -> None:
        assert any(problem in str(found) for found in profile_problems(text))

    def test_a_broken_profile_cannot_be_used(self) -> None:
        with pytest.raises(InvalidInput, match=r"tea\.toml: line 1, nmae") as caught:
            profile_from_toml('nmae = "tea"', "tea.toml")
        assert ("/nmae", 'is not a known key; did you mean "name"?') in caught.value.errors
