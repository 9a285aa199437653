"""From the settings to a connection: the configured service, or the embedded one."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from scimconsole import secrets
from scimconsole.client.connection import Connection
from scimconsole.errors import InvalidInput, NotSignedIn
from scimconsole.settings import Settings

PRACTICE = "practice-"
"""Prefix of the embedded service's organizations; the profile's name follows."""
DEFAULT_PROFILE = "generic"


def connect(settings: Settings, *, say: Callable[[str], None] | None = None) -> Connection:
    """The connection the settings ask for; starts or joins the embedded service when no address is set.

    Raises `NotSignedIn` without an API key, `Unavailable` when the embedded service cannot start.
    """
    if settings.url is None:
        return connect_embedded(settings, settings.org or PRACTICE + DEFAULT_PROFILE, say=say)
    url = check_url(settings.url)
    if not settings.org:
        raise InvalidInput(
            f"Which organization on {url}?",
            hint="Name it: --org SLUG, SCIMCONSOLE_ORG, or `scimconsole login`.",
        )
    found = secrets.load(url, settings.org, config_dir=settings.config_dir)
    if found is None:
        raise NotSignedIn(
            f"There is no API key for {settings.org} on {url}.",
            hint=f"Sign in: scimconsole login --url {url} --org {settings.org}",
        )
    key, where = found
    return Connection(url, settings.org, key, "remote", where)


def connect_embedded(settings: Settings, org: str, *, say: Callable[[str], None] | None = None) -> Connection:
    """A connection to an organization of the embedded service; `practice-<profile>` is made if missing."""
    from scimconsole.client import embedded

    service = embedded.start_or_join(
        settings.data_dir, settings.pepper_file, profiles=settings.profiles, say=say
    )
    try:
        if org.startswith(PRACTICE):
            profile = org.removeprefix(PRACTICE)
            service.ensure_organization(org, f"Practice ({profile})", profile)
    except BaseException:
        service.lease.release()
        raise
    return Connection(
        service.url, org, service.session_key, "embedded", "session", release=service.lease.release
    )


def check_url(url: str) -> str:
    """The address without a trailing slash; raises `InvalidInput` when it is no http(s) address."""
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise InvalidInput(
            f"{url!r} is no address of a service.", hint="An address looks like https://scim.example.com"
        )
    if address.username or address.password:
        raise InvalidInput("An address must not contain a user name or password.", hint="Leave them out.")
    return url.rstrip("/")
