"""What set-up guides and Entra's portal call things, and what each is here."""

from __future__ import annotations

from typing import Final, NamedTuple


class GuideWord(NamedTuple):
    """A name from elsewhere: whose it is, and the place, filters or act that it leads to here."""

    words: str
    whose: str
    location: str
    meaning: str
    act: str = ""
    """The id of the act, where it is one."""
    profile: str = ""
    """The service profile without which it leads nowhere; empty where it says something in every one."""


SETTINGS: Final = {
    "connections": "Saved services and organizations: switch, sign in, forget",
    "appearance": "Theme and colours, ASCII, motion, cursor, side bar",
    "keys": "Every act with its key, and other keys for it",
    "keyring": "Where the API key is kept",
    "members": "Who else may use the organization, and their API keys",
}
"""The sections of the settings and what is set there."""

_KEYCAFE, _COFFEES, _ENTRA = "Keycafe guide", "10KC guide", "Entra portal"
_GENERATE = "A token for Entra, shown once"
_TENANT_URL = "The address to paste into Entra"
_OF_TYPE = "People of that userType"
_10KC = "ten-thousand-coffees"
_LACKING = "People for whom a required field is missing"
_NEXT_STEP = "The next step of the set-up"
_MAPPING = "What is sent to which attribute, checked before it is sent"
_STATUS = "When Entra was here last, and what needs attention"

GUIDE_WORDS: Final = (
    GuideWord("Generate new SCIM token", _KEYCAFE, "tokens", _GENERATE, "tokens.generate"),
    GuideWord("Identity Provisioning", _KEYCAFE, "tokens", "Tokens and the Tenant URL"),
    GuideWord("SCIM Tenant URL", _KEYCAFE, "tokens", _TENANT_URL, "tokens.copy-url"),
    GuideWord("Full users", _KEYCAFE, "users?type=FULL", _OF_TYPE, profile="keycafe"),
    GuideWord("SmartBox users", _KEYCAFE, "users?type=SMARTBOX", _OF_TYPE, profile="keycafe"),
    GuideWord("Endpoint", _COFFEES, "tokens", _TENANT_URL, "tokens.copy-url"),
    GuideWord("Bearer token", _COFFEES, "tokens", _GENERATE, "tokens.generate"),
    GuideWord("Management level", _COFFEES, "users?status=incomplete", _LACKING, profile=_10KC),
    GuideWord("Required fields", _COFFEES, "users?status=incomplete", _LACKING),
    GuideWord("People on leave", _COFFEES, "users?status=inactive", "People who are inactive now"),
    GuideWord("Tenant URL", _ENTRA, "tokens", _TENANT_URL, "tokens.copy-url"),
    GuideWord("Secret Token", _ENTRA, "tokens", _GENERATE, "tokens.generate"),
    GuideWord("Test Connection", _ENTRA, "sync", "The test arrives here as a search that finds nobody"),
    GuideWord("Admin Credentials", _ENTRA, "tokens", "Tenant URL and Secret Token"),
    GuideWord("Enterprise applications", _ENTRA, "overview", _NEXT_STEP),
    GuideWord("Create your own application", _ENTRA, "overview", _NEXT_STEP),
    GuideWord("Configure automatic provisioning", _ENTRA, "overview", _NEXT_STEP),
    GuideWord("Provisioning status", _ENTRA, "overview", _STATUS),
    GuideWord("Current cycle status", _ENTRA, "overview", _STATUS),
    GuideWord("Provisioning logs", _ENTRA, "sync", "Every request of Entra, and what was answered"),
    GuideWord("Provision on demand", _ENTRA, "sync", "What Entra sent for one person"),
    GuideWord("Attribute mapping", _ENTRA, "mappings", _MAPPING),
    GuideWord("Edit attribute mapping", _ENTRA, "mappings", _MAPPING),
    GuideWord("Scoping filters", _ENTRA, "mappings?tab=scope", "Who is provisioned"),
    GuideWord("userType", _KEYCAFE, "mappings/userType", "The constant FULL or SMARTBOX", profile="keycafe"),
    GuideWord("objectId to externalId", _COFFEES, "mappings/externalId", _MAPPING, profile=_10KC),
    GuideWord("Users and groups", _ENTRA, "users", "The people Entra sent"),
    GuideWord("Assigned groups", _ENTRA, "groups", "The groups Entra sent"),
    GuideWord("Disabled accounts", _ENTRA, "users?status=inactive", "People who are inactive now"),
    GuideWord("Quarantine", _ENTRA, "sync?status=error", "Requests that were refused"),
)  # fmt: skip
"""In the order of the guides."""
