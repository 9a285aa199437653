"""The source attributes that an expression can name, with what they mean and what a sample person has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimconsole.entra.expressions.values import described, read_json
from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.schema.model import ObjectMapping

_OF_PEOPLE = {
    "userPrincipalName": "the name people sign in with",
    "mail": "e-mail address; people without a mailbox often have none",
    "displayName": "name as it is shown",
    "givenName": "first name",
    "surname": "last name",
    "objectId": "the id in Entra that never changes",
    "employeeId": "number at the employer",
    "employeeType": "such as Employee or Contractor",
    "jobTitle": "job title",
    "department": "department",
    "companyName": "company",
    "manager": "object id of the manager, a reference",
    "city": "city",
    "state": "state or province",
    "country": "country or region",
    "postalCode": "postal code",
    "streetAddress": "street address",
    "physicalDeliveryOfficeName": "office",
    "preferredLanguage": "such as en-US",
    "usageLocation": "two letters of a country",
    "mobile": "mobile phone",
    "telephoneNumber": "the first business phone",
    "facsimileTelephoneNumber": "fax",
    "mailNickname": "alias of the mailbox; it can change",
    "otherMails": "further e-mail addresses, several values",
    "proxyAddresses": "all addresses of the mailbox, several values",
    "accountEnabled": "whether the account is enabled",
    "IsSoftDeleted": "True for who is out of scope, deleted or disabled",
    "appRoleAssignments": "roles in the application, for the functions of roles",
    "employeeHireDate": "first day at the employer",
    "onPremisesSecurityIdentifier": "security identifier of the local directory",
    "originalUserPrincipalName": "as stored: a guest's with #EXT#",
}
_OF_GROUPS = {
    "displayName": "name of the group",
    "objectId": "the id in Entra that never changes",
    "description": "description",
    "mail": "e-mail address",
    "mailNickname": "alias",
    "members": "object ids of the members, references",
}


def source_attributes(object_mapping: ObjectMapping, sample: SourceObject | None) -> dict[str, str]:
    """Names to offer in brackets, each with a note: those of the sample person first."""
    known = _OF_GROUPS if object_mapping.source.lower() == "group" else _OF_PEOPLE
    held: Mapping[str, Any] = sample.attributes if sample is not None else {}
    names = dict.fromkeys((*known, *held, *object_mapping.source_definitions))
    return {name: _note(known.get(name, ""), name, held, sample) for name in names}


def _note(meaning: str, name: str, held: Mapping[str, Any], sample: SourceObject | None) -> str:
    if sample is None or name == "IsSoftDeleted":
        return meaning
    value = described(read_json(held.get(name)))
    return f"{value}  {meaning}" if meaning else value
