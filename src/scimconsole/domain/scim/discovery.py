"""What the service says about itself: /ServiceProviderConfig, /Schemas, /ResourceTypes (RFC 7643, 5-7)."""

from __future__ import annotations

from typing import Any

from scimconsole.domain.scim.profile_model import Profile
from scimconsole.domain.scim.schema import Attribute, ResourceType, Schema

BULK_OPERATIONS = 1_000
BULK_BYTES = 8 * 1024 * 1024
PAGE_SIZE = 100
LARGEST_PAGE = 1_000
CURSOR_SECONDS = 3_600

_CONFIG_URN = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
_SCHEMA_URN = "urn:ietf:params:scim:schemas:core:2.0:Schema"
_RESOURCE_TYPE_URN = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"


def service_provider_config(base_url: str) -> dict[str, Any]:
    """What the endpoint at `base_url` can do, cursors (RFC 9865) among it."""
    return {
        "schemas": [_CONFIG_URN],
        "patch": {"supported": True},
        "bulk": {"supported": True, "maxOperations": BULK_OPERATIONS, "maxPayloadSize": BULK_BYTES},
        "filter": {"supported": True, "maxResults": LARGEST_PAGE},
        "changePassword": {"supported": False},
        "sort": {"supported": True},
        "etag": {"supported": True},
        "pagination": {
            "cursor": True,
            "index": True,
            "defaultPaginationMethod": "index",
            "defaultPageSize": PAGE_SIZE,
            "maxPageSize": LARGEST_PAGE,
            "cursorTimeout": CURSOR_SECONDS,
        },
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "OAuth Bearer Token",
                "description": "A SCIM token of the organization, sent as a bearer token",
                "specUri": "https://www.rfc-editor.org/info/rfc6750",
                "primary": True,
            }
        ],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": f"{base_url}/ServiceProviderConfig",
        },
    }


def schemas(profile: Profile, base_url: str) -> list[dict[str, Any]]:
    """Every schema of the profile's resource types, each once."""
    known: dict[str, Schema] = {}
    for resource_type in profile.resource_types():
        for schema in (resource_type.core, *resource_type.extensions):
            known.setdefault(schema.urn, schema)
    constant = _never_absent(profile)
    return [_schema(schema, base_url, constant) for schema in known.values()]


def find_schema(profile: Profile, urn: str, base_url: str) -> dict[str, Any] | None:
    """The schema with that URN, in any case."""
    return _find(schemas(profile, base_url), urn)


def resource_types(profile: Profile, base_url: str) -> list[dict[str, Any]]:
    """The kinds of resource the endpoint holds."""
    return [_resource_type(resource_type, base_url) for resource_type in profile.resource_types()]


def find_resource_type(profile: Profile, name: str, base_url: str) -> dict[str, Any] | None:
    """The resource type of that name, in any case."""
    return _find(resource_types(profile, base_url), name)


def _find(documents: list[dict[str, Any]], identifier: str) -> dict[str, Any] | None:
    return next((document for document in documents if document["id"].lower() == identifier.lower()), None)


def _never_absent(profile: Profile) -> frozenset[Attribute]:
    """The attributes that always have a value, though a request may leave them out.

    They are declared required: nobody can take their value away, only replace it.
    """
    targets = (field.target for field in profile.fields if field.default is not None)
    attributes = {target.attribute for target in targets if target is not None and target.sub is None}
    return frozenset(one for one in (profile.user.core.sub["active"], *attributes) if one is not None)


def _schema(schema: Schema, base_url: str, never_absent: frozenset[Attribute]) -> dict[str, Any]:
    return {
        "schemas": [_SCHEMA_URN],
        "id": schema.urn,
        "name": schema.name,
        "description": schema.description,
        "attributes": [
            _attribute(attribute) | ({"required": True} if attribute in never_absent else {})
            for attribute in schema.attributes
        ],
        "meta": {"resourceType": "Schema", "location": f"{base_url}/Schemas/{schema.urn}"},
    }


def _attribute(attribute: Attribute) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": attribute.name,
        "type": attribute.type,
        "multiValued": attribute.multi_valued,
        "description": attribute.description,
        "required": attribute.required,
        "mutability": attribute.mutability,
        "returned": attribute.returned,
    }
    if attribute.is_complex:
        document["subAttributes"] = [_attribute(sub) for sub in attribute.sub_attributes]
    else:
        document |= {"caseExact": attribute.case_exact, "uniqueness": attribute.uniqueness}
    if attribute.canonical_values:
        document["canonicalValues"] = list(attribute.canonical_values)
    if attribute.reference_types:
        document["referenceTypes"] = list(attribute.reference_types)
    return document


def _resource_type(resource_type: ResourceType, base_url: str) -> dict[str, Any]:
    return {
        "schemas": [_RESOURCE_TYPE_URN],
        "id": resource_type.name,
        "name": resource_type.name,
        "endpoint": resource_type.endpoint,
        "description": resource_type.core.description,
        "schema": resource_type.core.urn,
        "schemaExtensions": [
            {"schema": extension.urn, "required": False} for extension in resource_type.extensions
        ],
        "meta": {
            "resourceType": "ResourceType",
            "location": f"{base_url}/ResourceTypes/{resource_type.name}",
        },
    }
