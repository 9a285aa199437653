"""What the palette finds by asking the service: people, groups and tokens by name."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from scimconsole.errors import ScimConsoleError
from scimconsole.screens.palette.entry import Entry, fit
from scimconsole.screens.why_dialog import ask_why
from scimconsole.widgets.person import person_name

if TYPE_CHECKING:
    from scimconsole.api import Group, Token, User
    from scimconsole.app import ConsoleApp

LEAST = 2
"""Letters after which the service is asked."""
_REST = 0.12
"""Seconds without a key before it is asked."""
_PEOPLE, _GROUPS, _TOKENS = 8, 4, 4


async def found_by_service(console: ConsoleApp, typed: str) -> tuple[list[Entry], str]:
    """Who and what is called that, and what went wrong in words; waits until nobody types any more."""
    from scimconsole.client import calls

    await asyncio.sleep(_REST)
    client = console.client
    if client is None:
        return [], ""
    offers = console.standing.offers
    found: list[Entry] = []
    last = [_everybody(console, typed)] if offers("users") else []
    if offers("why"):
        last.insert(0, _why(console, typed))
    try:
        # One after the other: the tokens are few, and the connection is shared with the place below.
        if offers("users"):
            people = await client.send(calls.users(search=typed, limit=_PEOPLE))
            found += [_person(console, user, typed) for user in people.items]
        if offers("groups"):
            groups = await client.send(calls.groups(search=typed, limit=_GROUPS))
            found += [_group(console, group, typed) for group in groups.items]
        if offers("tokens"):
            tokens = await client.send(calls.tokens())
            entries = (_token(console, token) for token in tokens.items)
            found += [entry for entry in entries if fit(entry, typed) is not None][:_TOKENS]
    except ScimConsoleError as error:
        return found + last, f"People and tokens were not searched: {error.detail}"
    return found + last, ""


def _everybody(console: ConsoleApp, typed: str) -> Entry:
    return Entry(
        "everybody found",
        f"Show everybody found for {typed}",
        partial(console.go, "users", q=typed),
        note="search in Users",
        meaning="Search names, userName and e-mail in Users",
        also=(typed,),
    )


def _why(console: ConsoleApp, typed: str) -> Entry:
    return Entry(
        f"why {typed}",
        f"Why {typed}",
        partial(console.call_later, ask_why, console, typed),
        note="why a person is here or not",
        meaning=f"Ask why {typed} is here, is not here, or is not as expected",
        also=(typed,),
    )


def _person(console: ConsoleApp, user: User, typed: str) -> Entry:
    return Entry(
        f"person {user.id}",
        person_name(user),
        partial(console.go, "users", user.id),
        note=user.user_name,
        keys="person",
        meaning=f"Open {user.user_name} in Users",
        # The service also finds by what is not shown here, such as another e-mail address.
        also=(user.user_name, user.id, typed),
    )


def _group(console: ConsoleApp, group: Group, typed: str) -> Entry:
    return Entry(
        f"group {group.id}",
        group.display_name,
        partial(console.go, "groups", group.id),
        note="group",
        meaning=f"Open {group.display_name} in Groups",
        also=(group.id, typed),
    )


def _token(console: ConsoleApp, token: Token) -> Entry:
    return Entry(
        f"token {token.id}",
        token.name,
        partial(console.go, "tokens", token.id),
        note=f"token, {token.state}",
        meaning=f"Open {token.name} in Tokens",
        also=(token.id, token.hint.prefix, token.hint.last_four, "token"),
    )
