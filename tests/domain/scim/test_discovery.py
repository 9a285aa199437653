from __future__ import annotations

from scim2_models import ResourceType, Schema, ServiceProviderConfig

from scimconsole.domain.scim.discovery import (
    find_resource_type,
    find_schema,
    resource_types,
    schemas,
    service_provider_config,
)
from tests.domain.scim.people import COFFEES, COFFEES_URN, ENTERPRISE, KEYCAFE

BASE = "https://scim.example.com/scim/v2/acme"


class TestServiceProviderConfig:
    """What the endpoint can do."""

    def test_another_implementation_reads_it(self) -> None:
        config = ServiceProviderConfig.model_validate(service_provider_config(BASE))
        assert config.patch
        assert config.patch.supported
        assert config.bulk
        assert config.bulk.max_payload_size == 8 * 1024 * 1024

    def test_announces_both_ways_to_page(self) -> None:
        pagination = service_provider_config(BASE)["pagination"]
        assert pagination["cursor"] is True
        assert pagination["index"] is True
        assert pagination["defaultPaginationMethod"] == "index"


class TestSchemas:
    """The core schemas, the enterprise extension and the profile's own."""

    def test_another_implementation_reads_them(self) -> None:
        for document in schemas(COFFEES, BASE):
            assert Schema.model_validate(document).id == document["id"]

    def test_the_profiles_extension_is_among_them(self) -> None:
        assert [document["id"] for document in schemas(COFFEES, BASE)] == [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            ENTERPRISE,
            COFFEES_URN,
            "urn:ietf:params:scim:schemas:core:2.0:Group",
        ]

    def test_allowed_values_are_told(self) -> None:
        document = find_schema(KEYCAFE, "URN:ietf:params:scim:schemas:core:2.0:USER", BASE)
        assert document
        user_type = next(entry for entry in document["attributes"] if entry["name"] == "userType")
        assert user_type["canonicalValues"] == ["FULL", "SMARTBOX"]

    def test_an_unknown_one_is_none(self) -> None:
        assert find_schema(KEYCAFE, "urn:nope", BASE) is None


class TestResourceTypes:
    """Users and groups, with the extensions a user may have."""

    def test_another_implementation_reads_them(self) -> None:
        for document in resource_types(COFFEES, BASE):
            assert ResourceType.model_validate(document).endpoint == document["endpoint"]

    def test_a_user_has_extensions(self) -> None:
        document = find_resource_type(COFFEES, "user", BASE)
        assert document
        assert [entry["schema"] for entry in document["schemaExtensions"]] == [ENTERPRISE, COFFEES_URN]
        assert document["meta"]["location"] == f"{BASE}/ResourceTypes/User"
