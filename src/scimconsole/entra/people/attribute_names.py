"""What Microsoft Graph calls an attribute, and what mappings call it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

DROPPED: Final = ""
"""The name of what is left out: annotations, and attributes that mappings cannot read."""
DELETED: Final = "deletedDateTime"

_WRITTEN = (
    "accountEnabled alternativeSecurityIds ageGroup assignedPlans city companyName consentProvidedForMinor "
    "country createdDateTime creationType department description displayName employeeHireDate employeeId "
    "employeeLeaveDateTime employeeOrgData employeeType externalUserState givenName groupTypes imAddresses "
    "isResourceAccount jobTitle legalAgeGroupClassification mail mailEnabled mailNickname netId "
    "onPremisesDistinguishedName onPremisesDomainName onPremisesImmutableId onPremisesSamAccountName "
    "onPremisesSecurityIdentifier onPremisesUserPrincipalName otherMails passwordPolicies postalCode "
    "preferredDataLocation preferredLanguage proxyAddresses securityEnabled showInAddressList state "
    "streetAddress surname usageLocation userPrincipalName originalUserPrincipalName "
    "manager members appRoleAssignments isAssigned objectId mobile telephoneNumber facsimileTelephoneNumber "
    "physicalDeliveryOfficeName dirSyncEnabled businessPhones onPremisesExtensionAttributes IsSoftDeleted"
)
_SAME = tuple(_WRITTEN.split())
_OTHERS = {
    "id": "objectId",
    "mobilePhone": "mobile",
    "faxNumber": "facsimileTelephoneNumber",
    "officeLocation": "physicalDeliveryOfficeName",
    "onPremisesSyncEnabled": "dirSyncEnabled",
    "directorySynced": "dirSyncEnabled",
    "businessPhones[0]": "telephoneNumber",
    "businessPhones.0": "telephoneNumber",
    "alternateEmailAddress": "otherMails",
    "manager.id": "manager",
    "manager@odata.bind": "manager",
    "members@odata.bind": "members",
    "members@delta": "members",
    DELETED: DELETED,
    # Entra offers neither as a source attribute, though Graph has them.
    "userType": DROPPED,
    "samAccountName": DROPPED,
}
_BY_LOWER = {name.lower(): name for name in _SAME} | {key.lower(): name for key, name in _OTHERS.items()}
_NUMBERED = re.compile(r"(?:onpremisesextensionattributes[._])?extensionattribute(1[0-5]|[1-9])\Z")
_DIRECTORY_EXTENSION = re.compile(r"extension_[0-9a-f]{32}_.+\Z", re.IGNORECASE)
_MOST_LEARNED = 10_000

_learned: dict[str, str] = {}


def source_name(key: str) -> str:
    """What mappings call the attribute that a file calls `key`; an unknown one keeps its name.

    Letter case is passed over for what Graph knows: PowerShell writes `UserPrincipalName`.

    >>> source_name("mobilePhone"), source_name("onPremisesExtensionAttributes.extensionAttribute3")
    ('mobile', 'extensionAttribute3')
    """
    name = _learned.get(key)
    if name is None:
        name = _work_out(key)
        if len(_learned) < _MOST_LEARNED:
            _learned[key] = name
    return name


def is_known(key: str) -> bool:
    """Whether Graph or mappings know an attribute of this name; directory extensions count."""
    plain = key.strip().lower()
    return plain in _BY_LOWER or bool(_NUMBERED.match(plain) or _DIRECTORY_EXTENSION.match(plain))


def nearest_known(keys: Iterable[str]) -> list[tuple[str, str]]:
    """The keys that are nearly a known name, each with that name."""
    import difflib  # only after a slip

    found = []
    spellings = {name.lower(): name for name in (*_SAME, *_OTHERS)} | _OFTEN_MEANT
    for key in keys:
        plain = re.sub(r"[^a-z0-9]", "", key.lower())
        near = difflib.get_close_matches(plain, spellings, n=1, cutoff=0.75)
        if near:
            found.append((key, spellings[near[0]]))
    return found


_OFTEN_MEANT = {
    "email": "mail",
    "username": "userPrincipalName",
    "upn": "userPrincipalName",
    "name": "displayName",
    "firstname": "givenName",
    "lastname": "surname",
}


def _work_out(key: str) -> str:
    if key == "@removed":
        return DELETED
    plain = key.strip().lower()
    name = _BY_LOWER.get(plain)
    if name is not None:
        return name
    if "@odata." in plain:
        return DROPPED
    numbered = _NUMBERED.match(plain)
    return f"extensionAttribute{numbered.group(1)}" if numbered else key.strip()
