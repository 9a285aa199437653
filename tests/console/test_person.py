from __future__ import annotations

from scimconsole.widgets.person import resource_value

EXTENSION = "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User"
RESOURCE = {
    "userName": "jane@acme.example",
    "active": True,
    "name": {"givenName": "Jane"},
    "emails": [
        {"type": "home", "value": "jane@home.example"},
        {"type": "Work", "value": "jane@acme.example"},
    ],
    "roles": [{"value": "admin", "primary": True}],
    EXTENSION: {"managementLevel": "Director", "peopleManager": ""},
}


class TestAValueIsFoundByItsPath:
    def test_plain_and_dotted(self) -> None:
        assert resource_value(RESOURCE, "userName") == "jane@acme.example"
        assert resource_value(RESOURCE, "name.givenName") == "Jane"
        assert resource_value(RESOURCE, "active") == "yes"

    def test_one_of_several_by_its_type_without_regard_to_case(self) -> None:
        assert resource_value(RESOURCE, 'emails[type eq "work"].value') == "jane@acme.example"
        assert resource_value(RESOURCE, 'emails[type eq "other"].value') is None

    def test_in_the_profiles_extension(self) -> None:
        assert resource_value(RESOURCE, f"{EXTENSION}:managementLevel") == "Director"

    def test_what_is_empty_or_absent_is_nothing(self) -> None:
        assert resource_value(RESOURCE, f"{EXTENSION}:peopleManager") is None
        assert resource_value(RESOURCE, "title") is None
        assert resource_value(RESOURCE, "not [ a path") is None
