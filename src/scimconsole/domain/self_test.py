"""How the self test of a service shows in its own journal: no identity provider is to be seen in it."""

from __future__ import annotations

AGENT = "scimconsole self test"
"""The user agent of its requests; guide, sync state, brake and `why` leave them out."""

USER_PREFIX = "scimconsole-self-test-"
USER_DOMAIN = "@invalid.example"
"""Between them stands a random part: the userName of the person who is made and taken away."""

GROUP_PREFIX = "scimconsole self test "


def is_its_own(user_agent: str | None) -> bool:
    """Whether a request was sent by a self test."""
    return user_agent == AGENT
