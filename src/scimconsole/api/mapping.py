"""The attribute mapping of the organization: its versions, what is wrong with it, and what it would send."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Input, Text, Timestamp

LARGEST_PREVIEW = 500
"""How many people and groups one preview takes."""

_SCHEMA_EXAMPLE: dict[str, Any] = {
    "synchronizationRules": [
        {
            "name": "USER_OUTBOUND_USER",
            "objectMappings": [
                {
                    "name": "Provision Microsoft Entra ID Users",
                    "enabled": True,
                    "flowTypes": "Add, Update, Delete",
                    "sourceObjectName": "User",
                    "targetObjectName": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                    "attributeMappings": [
                        {
                            "targetAttributeName": "userName",
                            "matchingPriority": 1,
                            "source": {"type": "Attribute", "expression": "[userPrincipalName]"},
                        },
                        {
                            "targetAttributeName": "userType",
                            "source": {"type": "Constant", "expression": '"FULL"'},
                        },
                    ],
                }
            ],
        }
    ]
}

SyncSchemaDocument = Annotated[
    dict[str, Any],
    Field(
        description="A synchronization schema as Microsoft Graph and the portal have it: the whole document, "
        "one rule, one object mapping or its attribute mappings. What is not understood is kept.",
        examples=[_SCHEMA_EXAMPLE],
    ),
]


class _WithSchema(Input):
    # A document's keys and values stay as they are sent.
    model_config = ConfigDict(str_strip_whitespace=False, serialize_by_alias=True)


class NewMapping(_WithSchema):
    """A mapping to be saved as a new version."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"schema": _SCHEMA_EXAMPLE, "note": "as set up with the vendor"}]}
    )

    document: SyncSchemaDocument = Field(alias="schema")
    note: Text | None = Field(default=None, max_length=1000, description="Why, in words of your own.")


class MappingToCheck(_WithSchema):
    """A mapping to be checked; nothing is stored."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"schema": _SCHEMA_EXAMPLE}]})

    document: SyncSchemaDocument = Field(alias="schema")


class NewPreview(_WithSchema):
    """People and groups of the directory for whom is told what would be sent; at most 500 together."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "users": [
                        {
                            "id": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
                            "userPrincipalName": "alice@contoso.com",
                            "mail": "alice@contoso.com",
                            "displayName": "Alice Ahn",
                            "accountEnabled": True,
                        }
                    ],
                    "detail": False,
                }
            ]
        }
    )

    users: list[dict[str, Any]] = Field(
        default_factory=list, description="Users as Microsoft Graph tells them."
    )
    groups: list[dict[str, Any]] = Field(
        default_factory=list, description="Groups as Microsoft Graph tells them."
    )
    document: SyncSchemaDocument | None = Field(
        default=None, alias="schema", description="The mapping to try; the saved one when null."
    )
    detail: bool = Field(
        default=True, description="Without it payload, omitted, stored, patch and remarks are left out."
    )


class MappingVersion(Answer):
    """A version as the list of versions has it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "version": 3,
                    "created_at": "2026-11-21T20:00:00.000000Z",
                    "created_by": "owner@acme.example",
                    "note": "userType by employeeType",
                    "size": 48213,
                }
            ]
        }
    )

    version: int = Field(description="Counted from 1; 0 is the profile's starting point, nothing is saved.")
    created_at: Timestamp | None = Field(description="Null for version 0.")
    created_by: str | None
    note: str | None = None
    size: int = Field(description="Bytes of the document's JSON.")


class MappingFinding(Answer):
    """One thing that is wrong with a mapping, or could be better."""

    severity: Literal["error", "warning", "advice"] = Field(
        description="`error`: people are not provisioned, or keep access; `warning`: some, or one day."
    )
    code: str = Field(description="The stable name of the rule.", examples=["groups-disabled"])
    mapping: str = Field(description="The object mapping's name.")
    target: str | None = Field(description="The attribute; null for what concerns the whole object mapping.")
    pointer: str = Field(description="Where in the document (RFC 6901).")
    what: str
    why: str = Field(description="Why it hurts.")
    mend: str = Field(description="How to mend it.")
    paste: str | None = Field(default=None, description="The expression or constant that mends it.")
    portal: str = Field(default="", description="The way through Entra's portal to the place.")
    expression: str | None = Field(default=None, description="The text in which `position` is a place.")
    position: int | None = Field(default=None, ge=0, description="From 0, in characters.")
    length: int = 0


class MappingReport(Answer):
    """What checking a mapping found."""

    remarks: list[str] = Field(
        default_factory=list, description="What was not understood in the document, or contradicts itself."
    )
    findings: list[MappingFinding]
    coverage: dict[str, Any] = Field(description="Which of the profile's fields are mapped.")


class StoredMapping(MappingVersion, MappingReport):
    """A version of the mapping with its document, and what is wrong with it."""

    model_config = ConfigDict(
        serialize_by_alias=True,
        json_schema_extra={
            "examples": [
                {
                    "version": 3,
                    "created_at": "2026-11-21T20:00:00.000000Z",
                    "created_by": "owner@acme.example",
                    "note": "userType by employeeType",
                    "size": 48213,
                    "schema": _SCHEMA_EXAMPLE,
                    "remarks": [],
                    "findings": [],
                    "coverage": {},
                }
            ]
        },
    )

    document: dict[str, Any] = Field(
        alias="schema", description="The whole synchronization schema, ready to be uploaded to Entra."
    )


class MappingPreview(Answer):
    """What the mapping would send for each person and group, and what would come of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "summary": {"users": 1, "groups": 0, "in_scope": 1, "create": 1},
                    "users": [
                        {
                            "id": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
                            "userPrincipalName": "alice@contoso.com",
                            "kind": "User",
                            "in_scope": True,
                            "scope": {"reason": "Assigned to the application.", "group": None},
                            "action": "create",
                            "match": None,
                            "payload": {"userName": "alice@contoso.com", "active": True},
                            "omitted": [],
                            "problems": [],
                            "changes": [],
                            "patch": {"legacy": None, "compliant": None},
                        }
                    ],
                    "groups": [],
                }
            ]
        }
    )

    summary: dict[str, int] = Field(
        description="How many: users, groups, in_scope, out_of_scope, problems, and each action."
    )
    users: list[dict[str, Any]] = Field(description="The people, in the order in which they were sent.")
    groups: list[dict[str, Any]]
