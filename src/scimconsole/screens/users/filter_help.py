"""Help with writing a SCIM filter, by the rules of the organization's profile."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter import parse_filter, resolve
from scimconsole.domain.scim.filter.completion import complete
from scimconsole.domain.scim.profile import load_profile
from scimconsole.domain.scim.schema import ResourceType
from scimconsole.errors import ScimConsoleError
from scimconsole.widgets.filter_box import Mistake, Offer

_NAMELESS = "generic"
"""The profile whose attributes are offered where the service follows one that is not known here."""


def offers(profile: str, text: str, cursor: int) -> Sequence[Offer]:
    """What can come next at the cursor, for a profile by its name."""
    resource_type, _ = _user_type(profile)
    return [
        Offer(suggestion.text.strip(), suggestion.note, *suggestion.taken(text))
        for suggestion in complete(text, cursor, resource_type)
    ]


def mistake(profile: str, text: str) -> Mistake | None:
    """What keeps the text from being a filter; None where that is for the service to say."""
    resource_type, is_known = _user_type(profile)
    try:
        tree = parse_filter(text)
        if is_known:
            resolve(tree, resource_type)
    except ScimError as error:
        return Mistake(error.detail, error.position if error.position is not None else len(text))
    return None


@lru_cache(maxsize=8)
def _user_type(profile: str) -> tuple[ResourceType, bool]:
    """The user resource of a profile, and whether the profile is known here."""
    try:
        return load_profile(profile).resource_types()[0], True
    except ScimConsoleError:
        return load_profile(_NAMELESS).resource_types()[0], False
