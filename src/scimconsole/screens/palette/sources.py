"""What the palette finds on this machine: acts, places, connections, themes, words of the guides."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.binding import Binding
from textual.screen import Screen

from scimconsole import themes
from scimconsole.errors import NotFound
from scimconsole.places import PLACES
from scimconsole.screens.location import Location
from scimconsole.screens.palette.entry import Entry
from scimconsole.screens.palette.words import GUIDE_WORDS, SETTINGS
from scimconsole.widgets.acts import Act, acts_of
from scimconsole.widgets.places import offered_places

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp
    from scimconsole.manual import ManualPage
    from scimconsole.screens.known_acts import KnownAct

_TITLES = {place.name: place.title for place in PLACES}
_OF_A_PLACE = frozenset(_TITLES)


class Known(NamedTuple):
    """What takes a moment to know: the acts of all places, and the manual."""

    acts: Mapping[str, KnownAct] = {}
    pages: Sequence[ManualPage] = ()


def read_known() -> Known:
    """Get to know it; imports every screen and reads the manual, so it belongs into a thread."""
    from scimconsole import manual
    from scimconsole.screens.known_acts import known_acts

    try:
        return Known(known_acts(), manual.pages())
    except NotFound:  # a package without the manual: its place says so
        return Known(known_acts())


def everything(console: ConsoleApp, screen: Screen[Any], known: Known) -> list[Entry]:
    """What is found without asking the service, the acts of the screen first."""
    return [
        *_acts_here(console, screen),
        *_places(console),
        *_acts_elsewhere(console, screen, known.acts),
        *_links(console),
        *_settings(console),
        *_connections(console),
        *_guide_words(console),
        *_themes(console),
        *_manual(console, known.pages),
    ]


def _acts_elsewhere(
    console: ConsoleApp, screen: Screen[Any], known: Mapping[str, KnownAct]
) -> Iterator[Entry]:
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
    place = console.navigator.current
    if place is None:
        return
    drawn = asyncio.Event()
    place.call_after_refresh(drawn.set)
    await drawn.wait()
    # What an act does, and whether it may, depends on the record under the cursor.
    reading = [worker for worker in console.workers if worker.group == f"{location.place}-read"]
    if reading:
        await console.workers.wait_for_complete(reading)
    for act in acts_of(place):
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
            note=act.meaning if act.meaning != act.words else "",
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


def _links(console: ConsoleApp) -> Iterator[Entry]:
    # Two mappings of one target are one location.
    links = {f"link {link.location} {link.words}": link for link in console.navigator.links}
    for id, link in links.items():
        yield Entry(
            id,
            link.words,
            partial(console.go, link.location.place, link.location.record, **link.location.filters),
            note=f"in {_TITLES[link.location.place]}",
            meaning=link.meaning,
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


def _settings(console: ConsoleApp) -> Iterator[Entry]:
    for section, meaning in SETTINGS.items():
        yield Entry(
            f"settings {section}",
            f"Settings, {section.capitalize()}",
            partial(console.go, "settings", section),
            note="settings",
            meaning=meaning,
            also=(section,),
        )


def _guide_words(console: ConsoleApp) -> Iterator[Entry]:
    organization = console.standing.organization
    profile = organization.profile if organization is not None else ""
    for word in GUIDE_WORDS:
        if word.profile not in ("", profile):
            continue
        location = Location.parse(word.location)
        if not console.navigator.is_offered(location.place):
            continue
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


def _manual(console: ConsoleApp, pages: Sequence[ManualPage]) -> Iterator[Entry]:
    for page in pages:
        for heading in page.headings:
            record = page.name if heading.level == 1 else f"{page.name}#{heading.slug}"
            yield Entry(
                f"manual {record}",
                heading.title,
                partial(console.go, "help", record),
                note="manual" if heading.level == 1 else f"manual, {page.title}",
                meaning=f"Read it in Help ({record})",
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
