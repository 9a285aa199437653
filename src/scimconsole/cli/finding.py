"""From what a person types (an id, a name, a userName) to the thing meant."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from scimconsole.client import calls
from scimconsole.errors import Conflict, NotFound

if TYPE_CHECKING:
    from scimconsole.api import Group, Member, SetupLink, Token, UserDetail
    from scimconsole.client import ManagementClient


def find_token(client: ManagementClient, wanted: str) -> Token:
    """The token with this id, or the only one with this name; raises `NotFound` or `Conflict`."""
    if _is_id(wanted):
        return client.send(calls.token(wanted))
    named = [token for token in client.items(calls.tokens()) if wanted in (token.id, token.name)]
    living = [token for token in named if token.state == "active"] or named
    if not living:
        raise NotFound(f"There is no token {wanted!r}.", hint="`scimconsole token list` shows them.")
    if len(living) > 1:
        ids = ", ".join(token.id for token in living[:5])
        raise Conflict(f"{len(living)} tokens are named {wanted!r}.", hint=f"Name one by its id: {ids}")
    return living[0]


def find_setup_link(client: ManagementClient, wanted: str) -> SetupLink:
    """The set-up link with this id, or the only open one with this name; raises `NotFound` or `Conflict`."""
    named = [link for link in client.items(calls.setup_links()) if wanted in (link.id, link.name)]
    living = [link for link in named if link.state == "open" or link.id == wanted] or named
    if not living:
        raise NotFound(
            f"There is no set-up link {wanted!r}.", hint="`scimconsole setup-link list` shows them."
        )
    if len(living) > 1:
        ids = ", ".join(link.id for link in living[:5])
        raise Conflict(f"{len(living)} set-up links are named {wanted!r}.", hint=f"Name one by its id: {ids}")
    return living[0]


def find_user(client: ManagementClient, wanted: str) -> UserDetail:
    """The user with this SCIM id or userName; raises `NotFound`."""
    user_id = find_user_id(client, wanted)
    if user_id is None:
        raise NotFound(
            f"There is no user {wanted!r}.", hint=f"Look for part of the name: users list --search {wanted!r}"
        )
    return client.send(calls.user(user_id))


def find_user_id(client: ManagementClient, wanted: str, attribute: str = "userName") -> str | None:
    """The SCIM id for an id or a value of `attribute`, None when nobody has it.

    Raises `Conflict` when several people have the value.
    """
    if _is_id(wanted):
        try:
            return client.send(calls.user(wanted)).id
        except NotFound:
            pass  # a userName may look like an id
    page = client.send(calls.users(filter=f"{attribute} eq {json.dumps(wanted)}", limit=2))
    if len(page.items) > 1:
        raise Conflict(
            f"{wanted!r} is the {attribute} of several users.", hint="Name one by userName or SCIM id."
        )
    return page.items[0].id if page.items else None


def find_group(client: ManagementClient, wanted: str) -> Group:
    """The group with this id or display name; raises `NotFound`."""
    if _is_id(wanted):
        try:
            return client.send(calls.group(wanted))
        except NotFound:
            pass  # a display name may look like an id
    for group in client.items(calls.groups(search=wanted)):
        if group.display_name.casefold() == wanted.casefold():
            return group
    raise NotFound(f"There is no group {wanted!r}.", hint="`scimconsole groups list` shows them.")


def find_member(client: ManagementClient, wanted: str) -> Member:
    """The member with this id or e-mail address; raises `NotFound`."""
    for member in client.items(calls.members()):
        if wanted == member.id or wanted.casefold() == member.email.casefold():
            return member
    raise NotFound(f"There is no member {wanted!r}.", hint="`scimconsole member list` shows them.")


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
