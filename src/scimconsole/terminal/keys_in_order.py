"""Keys that arrive together are taken one after the other, as if they had been typed slowly.

Textual hands every key to what has the focus at once, and runs the act of a key only when the key has found
its way up to the application. So of "/smith" in one piece, as a slow line delivers it, only the first key
would be taken: the others went to the list before the first one had moved the focus to the search.
"""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import App

if TYPE_CHECKING:
    from textual.dom import DOMNode

_LONGEST = 0.25
"""Seconds the next key waits at most: what took the key may have closed without a word."""


class KeysInOrderApp(App[int]):
    """An application that looks at a key once the one before it has been dealt with."""

    def __init__(self) -> None:
        super().__init__()
        self._keys_waiting: deque[events.Key] = deque()
        self._key_number = 0
        self._key_under_way = False

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while another one is under way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._key_under_way:
            if not self._keys_waiting:
                self.set_timer(_LONGEST, partial(self._key_done, self._key_number))
            self._keys_waiting.append(event)
        else:
            await self._take_key(event)

    async def _take_key(self, event: events.Key) -> None:
        self._key_under_way = True
        self._key_number += 1
        target: DOMNode = self.focused or self.screen
        await super().on_event(event)
        self._follow(target, self._key_number)

    def _follow(self, node: DOMNode, number: int) -> None:
        """Go the way that the key takes, right behind it: a callback is queued where the key was."""
        above = node.parent
        step = partial(self._acted, number) if above is None else partial(self._follow, above, number)
        if not node.call_later(step):
            self._acted(number)

    def _acted(self, number: int) -> None:
        # What an act sets going, such as another focus, is queued behind it, here or at the screen.
        if self.screen_stack:  # there is none any more once a key has closed the application
            self.screen.call_later(self.call_later, self._key_done, number)

    async def _key_done(self, number: int) -> None:
        if number != self._key_number:
            return
        self._key_under_way = False
        if self._keys_waiting:
            await self._take_key(self._keys_waiting.popleft())
            if self._keys_waiting:
                self.set_timer(_LONGEST, partial(self._key_done, self._key_number))
