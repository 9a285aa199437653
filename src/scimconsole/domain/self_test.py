"""How a self test is told from an identity provider, in the journal and in the audit trail."""

from __future__ import annotations

from datetime import datetime, timedelta

AGENT = "scimconsole self test"
"""The dialect of its requests in the journal, which no caller from outside can bring about.

It is their user agent as well, but that one anybody can send. Guide, sync state, brake and `why` go by the
dialect and leave such entries out.
"""
ACTOR = "self-test"
"""Who made and took away its person and its group, in the audit trail."""

USER_PREFIX = "scimconsole-self-test-"
USER_DOMAIN = "@invalid.example"
"""Between them stands a random part: the userName of the person who is made and taken away."""
GROUP_PREFIX = "scimconsole self test "
LEFT_OVER_AFTER = timedelta(minutes=1)
"""What is older was left by a run that ended in the middle; what is younger may be in use by another one."""


def is_its_own(dialect: str | None) -> bool:
    """Whether a journal entry, by its dialect, is one of a self test."""
    return dialect == AGENT


def is_left_over(name: str, created: str, now: datetime) -> bool:
    """Whether a person or group of that name was left by an earlier run; `created` as SCIM tells it."""
    is_a_tests = name.startswith(GROUP_PREFIX) or (
        name.startswith(USER_PREFIX) and name.endswith(USER_DOMAIN)
    )
    return is_a_tests and now - datetime.fromisoformat(created) > LEFT_OVER_AFTER
