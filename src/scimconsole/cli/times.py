"""Times as this command shows them: in the zone of the settings or of `--zone`; UTC until they were read."""

from __future__ import annotations

from datetime import UTC, datetime

from scimconsole.domain.time_zone import UTC_ZONE, Zone, instant_meant, zone_named
from scimconsole.errors import InvalidInput

_chosen: Zone = UTC_ZONE


def use(name: str, source: str) -> None:
    """Show times in the zone called `name`; raises InvalidInput, which tells where the name stands."""
    global _chosen
    try:
        _chosen = zone_named(name)
    except InvalidInput as error:
        raise InvalidInput(f"{error.detail} (set by: {source})", hint=error.hint) from error


def zone() -> Zone:
    """The zone that times are shown in."""
    return _chosen


def titled(title: str) -> str:
    """A column's title, with the zone where that is not UTC."""
    return title if _chosen.is_utc else f"{title} ({_chosen.name})"


def instant_text(text: str | None) -> str | None:
    """A time as somebody wrote it on the clock of the zone, for the service; raises InvalidInput."""
    return None if text is None else instant_meant(text, _chosen, datetime.now(UTC)).isoformat()
