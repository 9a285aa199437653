"""What the palette finds on this machine: acts, places, connections, themes, words of the guides."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.screen import Screen

from scimconsole import themes
from scimconsole.places import PLACES
from scimconsole.screens.location import Location
from scimconsole.screens.palette_entry import Entry
from scimconsole.screens.palette_words import GUIDE_WORDS
from scimconsole.widgets.acts import Act, acts_of
from scimconsole.widgets.places import offered_places

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp
    from scimconsole.screens.known_acts import KnownAct

_TITLES = {place.name: place.title for place in PLACES}
_OF_A_PLACE = frozenset(_TITLES)


def at_hand(console: ConsoleApp, screen: Screen[Any]) -> list[Entry]:
    """What is known without asking anybody, the acts of the screen first."""
    return [
        *_acts_here(console, screen),
        *_places(console),
        *_connections(console),
        *_guide_words(console),
        *_themes(console),
    ]


def acts_elsewhere(console: ConsoleApp, screen: Screen[Any], known: dict[str, KnownAct]) -> Iterator[Entry]:
    """The acts of the other places; choosing one goes there first."""
    here = {act.id for act in acts_of(screen)}
    offered = {place.name for place in offered_places(console.standing)}
    for act in known.values():
        if act.id in here or act.modal or act.several or act.scope not in offered:
            continue
        yield Entry(
            f"act {act.id}",
            act.words,
            partial(act_there, console, Location(act.scope), act.id),
            note=f"in {_TITLES[act.scope]}",
            keys=_shown(console, act),
            meaning=act.meaning,
            also=(act.id,),
        )


def act_there(console: ConsoleApp, location: Location, act_id: str) -> None:
    """Go to a place and do there what was asked for; returns at once."""
    console.run_worker(
        _act_there(console, location, act_id), name="act there", group="palette", exclusive=True
    )


async def _act_there(console: ConsoleApp, location: Location, act_id: str) -> None:
    console.go(location.place, location.record, **location.filters)
    await console.animator.wait_for_idle()
    reading = [worker for worker in console.workers if worker.group == f"{location.place}-read"]
    await console.workers.wait_for_complete(reading)
    for act in acts_of(console.screen):
        if act.id == act_id:
            await do(console, act)


async def do(console: ConsoleApp, act: Act) -> None:
    """Run an act, or say why it is off."""
    if act.enabled:
        await console.run_action(act.action, act.node)
    else:
        console.notify(act.why or f"{act.words}: not now.", severity="warning", markup=False)


def _acts_here(console: ConsoleApp, screen: Screen[Any]) -> Iterator[Entry]:
    for act in acts_of(screen):
        if act.menu is None or (act.id.startswith(("menu.", "go.")) and act.id not in _WAYS):
            continue
        yield Entry(
            f"act {act.id}",
            act.words,
            partial(console.call_later, do, console, act),
            keys=" ".join(act.shown[:2]),
            meaning=act.meaning,
            also=(act.id,),
            why=act.why if not act.enabled else "",
        )


_WAYS = frozenset({"go.back", "go.forward"})


def _places(console: ConsoleApp) -> Iterator[Entry]:
    for place in offered_places(console.standing):
        yield Entry(
            f"place {place.name}",
            place.title,
            partial(console.go, place.name),
            note="place",
            keys=place.key,
            meaning=f"Open {place.title}",
            also=(f"go.{place.name}",),
        )


def _connections(console: ConsoleApp) -> Iterator[Entry]:
    for saved in console.settings.connections:
        yield Entry(
            f"connection {saved.url} {saved.org}",
            f"Switch to {saved.name}",
            partial(console.switch, saved),
            note="connection",
            meaning=f"Go on with {saved.org} at {saved.url}",
            also=(saved.org, saved.url),
        )


def _guide_words(console: ConsoleApp) -> Iterator[Entry]:
    for word in GUIDE_WORDS:
        location = Location.parse(word.location)
        run = (
            partial(act_there, console, location, word.act)
            if word.act
            else partial(console.go, location.place, location.record, **location.filters)
        )
        yield Entry(
            f"word {word.words}",
            word.words,
            run,
            note=f"{word.whose}, here in {_TITLES[location.place]}",
            meaning=word.meaning,
        )


def _themes(console: ConsoleApp) -> Iterator[Entry]:
    for name in themes.names():
        yield Entry(
            f"theme {name}",
            f"Theme {name}",
            partial(console.show_theme, name),
            note="theme",
            meaning="Shown until the console closes; Settings, Appearance keeps it",
            also=(f"{name} theme colours",),
        )


def _shown(console: ConsoleApp, act: KnownAct) -> str:
    from scimconsole.screens.known_acts import keys_of

    keys = keys_of(act, console.settings.keys)[:1]
    return " ".join(console.get_key_display(Binding(key, "", "")) for key in keys)
