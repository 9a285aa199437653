"""Mappings to begin with."""

from __future__ import annotations

from typing import Any

import pytest

from scimconsole.domain.scim.path import parse_path
from scimconsole.domain.scim.profile import Profile, load_profile, profile_from_toml
from scimconsole.entra.expressions import compile_expression
from scimconsole.entra.schema.editing import replace_mapping
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.schema.reading import read_schema
from scimconsole.entra.schema.starting_points import entra_default, options_of, starting_point
from scimconsole.entra.schema.writing import export
from scimconsole.errors import InvalidInput
from tests.entra.schema.documents import line_of, mapping_of, without_places

PROFILES = ("generic", "keycafe", "ten-thousand-coffees")
KEY_ACCESS = "urn:ietf:params:scim:schemas:extension:keycafe:2.0:User:keyAccess"
COFFEES = "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User:"


def everything(name: str) -> SyncSchema:
    """The starting point of a profile with all options."""
    profile = load_profile(name)
    return starting_point(profile, [option.name for option in options_of(profile)])


def value(schema: SyncSchema, target: str, **source: Any) -> Any:
    """What a target gets of a person; None also for what is skipped."""
    outcome = compile_expression(line_of(schema, target).expression).evaluate(source)
    assert outcome.error is None
    assert not outcome.warnings
    return outcome.value


class TestEveryStartingPoint:
    """Whole documents that Entra takes."""

    @pytest.mark.parametrize("name", PROFILES)
    def test_reads_without_a_remark_and_exports_as_it_is(self, name: str) -> None:
        schema = everything(name)
        assert schema.remarks == ()
        assert export(schema) == schema.document
        assert read_schema(export(schema)) == schema

    @pytest.mark.parametrize("name", PROFILES)
    def test_is_the_same_each_time(self, name: str) -> None:
        assert starting_point(load_profile(name)).document == starting_point(load_profile(name)).document

    @pytest.mark.parametrize("name", PROFILES)
    def test_maps_only_from_and_onto_what_is_defined(self, name: str) -> None:
        schema = everything(name)
        for mapping in schema.mappings:
            for line in mapping.attributes:
                assert line.target in mapping.definitions
                for source in compile_expression(line.expression).attributes:
                    assert source in mapping.source_definitions

    @pytest.mark.parametrize("name", PROFILES)
    def test_every_target_exists_in_the_service(self, name: str) -> None:
        user = load_profile(name).user
        for line in mapping_of(everything(name)).attributes:
            path = parse_path(line.target)
            assert user.locate(path.attribute) is not None, line.target

    @pytest.mark.parametrize("name", PROFILES)
    def test_people_are_matched_by_user_name_and_known_by_object_id(self, name: str) -> None:
        schema = everything(name)
        assert [line.target for line in mapping_of(schema).matching] == ["userName"]
        assert line_of(schema, "externalId").expression == "[objectId]"

    @pytest.mark.parametrize("name", PROFILES)
    def test_somebody_without_a_mailbox_has_an_address(self, name: str) -> None:
        work = 'emails[type eq "work"].value'
        assert value(everything(name), work, userPrincipalName="ana@contoso.com") == "ana@contoso.com"

    @pytest.mark.parametrize("name", PROFILES)
    def test_groups_are_mapped(self, name: str) -> None:
        groups = starting_point(load_profile(name)).groups
        assert groups is not None
        assert groups.enabled
        assert [(line.target, line.expression) for line in groups.attributes] == [
            ("displayName", "[displayName]"),
            ("externalId", "[objectId]"),
            ("members", "[members]"),
        ]
        assert groups.definitions["members"].type == "Reference"
        assert groups.definitions["members"].references == ("User", "Group")

    @pytest.mark.parametrize("name", PROFILES)
    def test_user_type_is_no_source_in_entra(self, name: str) -> None:
        sources = mapping_of(starting_point(load_profile(name))).source_definitions
        assert "userType" not in sources
        assert sources["objectId"].anchor

    @pytest.mark.parametrize("name", PROFILES)
    def test_where_values_are_listed_letter_case_is_no_change(self, name: str) -> None:
        profile = load_profile(name)
        definitions = mapping_of(starting_point(profile)).definitions
        for field in profile.fields:
            assert definitions[field.path].case_exact is (field.allowed is None), field.path

    @pytest.mark.parametrize("name", PROFILES)
    def test_every_required_field_is_mapped(self, name: str) -> None:
        profile = load_profile(name)
        targets = {line.target for line in mapping_of(starting_point(profile)).attributes}
        assert {field.path for field in profile.fields if field.level == "required"} <= targets


class TestEntrasOwn:
    """What a new non-gallery application begins with."""

    def test_has_the_weaknesses_that_the_check_knows(self) -> None:
        schema = entra_default()
        assert line_of(schema, "externalId").expression == "[mailNickname]"
        assert line_of(schema, 'emails[type eq "work"].value').expression == "[mail]"
        assert len(mapping_of(schema).attributes) == 22

    def test_active_follows_soft_deletion(self) -> None:
        schema = entra_default()
        assert value(schema, "active", IsSoftDeleted=False) == "True"
        assert value(schema, "active", IsSoftDeleted=True) == "False"
        assert mapping_of(schema).definitions["active"].type == "Boolean"

    def test_the_manager_is_a_reference(self) -> None:
        manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"
        definition = mapping_of(entra_default()).definitions[manager]
        assert (definition.type, definition.references) == ("Reference", ("User",))


class TestKeycafe:
    """User types, roles and key access."""

    def test_everybody_is_a_full_user(self) -> None:
        line = line_of(starting_point(load_profile("keycafe")), "userType")
        assert (line.type, line.name) == ("Constant", "FULL")

    @pytest.mark.parametrize(
        ("employee_type", "user_type"),
        [
            ("SMARTBOX", "SMARTBOX"),
            ("SmartBox", "SMARTBOX"),
            ("Employee", "FULL"),
            ("", "FULL"),
            (None, "FULL"),
        ],
    )
    def test_the_user_type_by_the_employee_type(self, employee_type: str | None, user_type: str) -> None:
        expression = compile_expression(line_of(everything("keycafe"), "userType").expression)
        assert expression.evaluate({"employeeType": employee_type}).value == user_type

    def test_no_employee_type_is_nothing_to_warn_of(self) -> None:
        assert value(everything("keycafe"), "userType") == "FULL"

    def test_roles_are_asserted_so_that_they_can_go(self) -> None:
        line = line_of(everything("keycafe"), "roles")
        assert line.name == "AssertiveAppRoleAssignmentsComplex"
        assert mapping_of(everything("keycafe")).definitions["roles"].multivalued

    def test_no_key_access_is_said_aloud(self) -> None:
        schema = everything("keycafe")
        assert value(schema, KEY_ACCESS, extensionAttribute6="Front door; Lab") == "Front door; Lab"
        assert value(schema, KEY_ACCESS) == ";"

    def test_the_options_are_told(self) -> None:
        options = options_of(load_profile("keycafe"))
        assert [option.name for option in options] == ["user-type-by-employee-type", "roles", "key-access"]
        assert [option.targets for option in options] == [("userType",), ("roles",), (KEY_ACCESS,)]

    def test_without_an_option_its_attribute_is_not_mapped_but_defined(self) -> None:
        users = mapping_of(starting_point(load_profile("keycafe")))
        assert KEY_ACCESS not in [line.target for line in users.attributes]
        assert KEY_ACCESS in users.definitions

    def test_an_unknown_option_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match='did you mean "roles"') as caught:
            starting_point(load_profile("keycafe"), ["role"])
        assert caught.value.hint == "Options: user-type-by-employee-type, roles, key-access."
        with pytest.raises(InvalidInput) as caught:
            starting_point(load_profile("generic"), ["roles"])
        assert caught.value.hint == "It has none."


class TestTenThousandCoffees:
    """Only allowed values, and nothing where there is none."""

    @pytest.mark.parametrize(
        ("preferred", "locale"),
        [
            ("en-US", "en-US"),
            ("fr-CA", "fr-CA"),
            ("FR-ca", "fr-CA"),
            ("es-ES", "es-ES"),
            ("ko", "ko"),
            ("ko-KR", "ko"),
            ("ja-JP", "ja"),
            ("ja", "ja"),
            ("kok-IN", None),
            ("de-DE", None),
            ("en-GB", None),
            (None, None),
        ],
    )
    def test_the_locale(self, preferred: str | None, locale: str | None) -> None:
        assert value(everything("ten-thousand-coffees"), "locale", preferredLanguage=preferred) == locale

    @pytest.mark.parametrize(
        ("given", "status"),
        [("Active", "active"), ("INACTIVE", "inactive"), ("on leave", None), (None, None)],
    )
    def test_the_status(self, given: str | None, status: str | None) -> None:
        schema = everything("ten-thousand-coffees")
        assert value(schema, f"{COFFEES}status", extensionAttribute5=given) == status

    @pytest.mark.parametrize(
        ("given", "manager"), [("Yes", "yes"), ("yes", "yes"), ("no", "no"), ("true", "no"), (None, "no")]
    )
    def test_the_people_manager(self, given: str | None, manager: str) -> None:
        schema = everything("ten-thousand-coffees")
        assert value(schema, f"{COFFEES}peopleManager", extensionAttribute3=given) == manager

    def test_every_field_of_the_guide_is_mapped(self) -> None:
        profile = load_profile("ten-thousand-coffees")
        targets = {line.target for line in mapping_of(starting_point(profile)).attributes}
        assert {field.path for field in profile.fields} <= targets


class TestAnotherService:
    """A profile of one's own begins with the generic mapping and its own attributes."""

    @pytest.fixture
    def profile(self) -> Profile:
        text = """
            name = "library"
            title = "Library"
            [extension]
            urn = "urn:ietf:params:scim:schemas:extension:library:2.0:User"
            name = "LibraryUser"
            description = "x"
            [[extension.attributes]]
            name = "card"
            description = "x"
            [[extension.attributes]]
            name = "loans"
            type = "integer"
            description = "x"
            [[fields]]
            label = "Card"
            attribute = "card"
            level = "required"
            [[fields]]
            label = "Home"
            attribute = 'emails[type eq "private"].value'
            level = "optional"
        """
        return profile_from_toml(text, "library.toml")

    def test_has_its_attributes_defined(self, profile: Profile) -> None:
        definitions = mapping_of(starting_point(profile)).definitions
        urn = "urn:ietf:params:scim:schemas:extension:library:2.0:User"
        assert definitions[f"{urn}:card"].type == "String"
        assert definitions[f"{urn}:loans"].type == "Integer"
        assert 'emails[type eq "private"].value' in definitions

    def test_has_the_generic_mapping(self, profile: Profile) -> None:
        generic = starting_point(load_profile("generic"))
        assert without_places(starting_point(profile)) == without_places(generic)
        assert options_of(profile) == ()

    def test_can_be_edited_at_once(self, profile: Profile) -> None:
        schema = starting_point(profile)
        users = mapping_of(schema)
        edited = replace_mapping(schema, users, 3, users.attributes[2])
        assert [line.target for line in mapping_of(edited).attributes[2:4]] == ["displayName"] * 2
