"""`scimconsole users received`: for every known attribute, what is stored and what was sent last."""

from __future__ import annotations

import argparse
import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from scimconsole.api import ReceivedValue


def list_received(arguments: argparse.Namespace) -> None:
    """Print the attributes."""
    from scimconsole.cli.output import print_list
    from scimconsole.cli.session import management, pages
    from scimconsole.cli.table import Column
    from scimconsole.cli.times import titled, zone

    with management(arguments) as client:
        from scimconsole.cli.finding import find_user
        from scimconsole.client import calls

        user = find_user(client, arguments.id)
        columns: list[Column[ReceivedValue]] = [
            Column("ATTRIBUTE", lambda value: value.label or _short(value.attribute)),
            Column("STORED", lambda value: _text(value.stored), flexible=True),
            Column("RECEIVED", _last, flexible=True),
            Column(titled("AT"), lambda value: zone().second(value.at) if value.at else None),
            Column("REQUEST", lambda value: value.request_id),
        ]
        found = pages(client, calls.user_received(user.id), arguments.limit)
        print_list(arguments, found, columns, nothing="No attribute is known.")


def _last(value: ReceivedValue) -> str:
    if value.state == "received":
        return "nothing: it was taken away" if value.received is None else _text(value.received)
    return "never" if value.state == "never" else "not since requests are kept"


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value, ensure_ascii=False)


def _short(attribute: str) -> str:
    return attribute.rsplit(":", 1)[-1] if attribute.startswith("urn:") else attribute
