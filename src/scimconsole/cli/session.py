"""What every command that asks a service shares: its options, its connection, pages up to a limit."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from scimconsole import settings as settings_module
from scimconsole.cli import times
from scimconsole.errors import ReadOnly

if TYPE_CHECKING:
    from scimconsole.api import Page
    from scimconsole.client import ManagementClient
    from scimconsole.client.call import ListCall
    from scimconsole.settings import Settings

Item = TypeVar("Item")

_LARGEST_PAGE = 500


def read_settings(arguments: argparse.Namespace) -> Settings:
    """The settings with this command's flags over them."""
    flags = {name: getattr(arguments, name, None) for name in ("url", "org", "zone")}
    return settings_module.read(flags)


@contextlib.contextmanager
def management(arguments: argparse.Namespace, *, acts: bool = False) -> Iterator[ManagementClient]:
    """A client for the service the settings name; starts the embedded one when they name none.

    A command that `acts` is refused with `ReadOnly` where the settings say read-only.
    """
    settings = read_settings(arguments)
    times.use(settings.zone, settings.sources["zone"])
    if acts and settings.read_only:
        raise ReadOnly(
            "This command changes something, and the settings say read-only.",
            hint=f"It was set by: {settings.sources['read_only']}.",
        )
    from scimconsole.client import ManagementClient, connect  # httpx and the wire models: 150 ms

    with ManagementClient(connect(settings, say=_say_when_watched)) as client:
        yield client


def pages(client: ManagementClient, call: ListCall[Item], limit: int | None) -> Iterator[Page[Item]]:
    """The pages of a list, up to `limit` items; the last page's `next_cursor` goes on from there."""
    left = limit
    while True:
        size = _LARGEST_PAGE if left is None else min(left, _LARGEST_PAGE)
        page = client.send(replace(call, query={**call.query, "limit": size}))
        yield page
        if left is not None:
            left -= len(page.items)
        if page.next_cursor is None or (left is not None and left <= 0):
            return
        call = call.after(page.next_cursor)


def _say_when_watched(sentence: str) -> None:
    if sys.stderr.isatty():
        print(f"{sentence} ...", file=sys.stderr)
