"""Which users a command means, from the conditions that `options.add_choice_options` adds."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypedDict

from scimconsole.cli.table import cell_width
from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import InvalidInput

if TYPE_CHECKING:
    from scimconsole.client import ManagementClient


class Choice(TypedDict):
    """The conditions as `calls.users` takes them."""

    search: str | None
    filter: str | None
    status: str | None
    user_type: str | None
    group: str | None
    changed_since: str | None


def is_chosen(arguments: argparse.Namespace) -> bool:
    """Whether any condition is given."""
    names = ("filter", "status", "user_type", "search", "group", "changed_since")
    return any(getattr(arguments, name) for name in names)


def choice_of(client: ManagementClient, arguments: argparse.Namespace) -> Choice:
    """The conditions given; a group named by its display name is looked up. Raises `NotFound` for none."""
    from scimconsole.cli.finding import find_group
    from scimconsole.cli.times import instant_text

    return {
        "search": arguments.search,
        "filter": arguments.filter,
        "status": arguments.status,
        "user_type": arguments.user_type,
        "group": find_group(client, arguments.group).id if arguments.group else None,
        "changed_since": instant_text(arguments.changed_since),
    }


@contextmanager
def filter_marked(arguments: argparse.Namespace) -> Iterator[None]:
    """Show a filter that cannot be used, with a mark under the place of the mistake."""
    try:
        yield
    except InvalidInput as error:
        if error.position is None or not arguments.filter:
            raise
        text = escape_text(arguments.filter)
        column = cell_width(escape_text(arguments.filter[: error.position]))
        marked = f"{error.detail}\n{text}\n{' ' * column}^"
        raise InvalidInput(marked, hint=error.hint) from error
