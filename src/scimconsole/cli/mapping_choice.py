"""Which mapping and which profile a command means: a file's, or those of the organization."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from scimconsole.domain.scim.profile import Profile
    from scimconsole.entra.schema.model import SyncSchema

GENERIC = "generic"


def add_choice_options(parser: argparse.ArgumentParser) -> None:
    """Add `--mapping`, `--profile` and the options of a connection."""
    which = parser.add_argument_group("which mapping")
    which.add_argument(
        "--mapping",
        metavar="FILE",
        help="a synchronization schema, JSON; '-' reads stdin (default: the organization's)",
    )
    which.add_argument(
        "--profile",
        metavar="NAME",
        help="the service profile (default: the organization's, else generic)",
    )
    options.add_connection_options(parser)


def chosen_schema(arguments: argparse.Namespace) -> SyncSchema:
    """The mapping of `--mapping FILE`, else the one that counts in the organization.

    Raises `InvalidInput` for a file that cannot be read, and what a service refuses with.
    """
    if arguments.mapping is not None:
        return schema_in_file(arguments.mapping)
    from scimconsole.cli.session import management

    with management(arguments) as client:
        from scimconsole.client import calls
        from scimconsole.entra.schema.reading import read_schema

        stored = client.send(calls.mapping())
        return read_schema(stored.document, source="the organization's mapping")


def chosen_profile(arguments: argparse.Namespace) -> Profile:
    """The profile of `--profile NAME`, else the organization's, else the generic one.

    With a mapping from a file an organization is asked only where settings or flags name one. One that cannot
    be asked, or whose profile this machine does not have, is told about on stderr.
    """
    from scimconsole.cli.session import read_settings
    from scimconsole.domain.scim.profile import load_profile

    settings = read_settings(arguments)
    if arguments.profile is not None:
        return load_profile(arguments.profile, settings.profiles)
    has_file = getattr(arguments, "mapping", None) is not None
    if has_file and settings.url is None and settings.org is None:
        return load_profile(GENERIC, settings.profiles)
    name = _name_of_profile(arguments, needed=not has_file or _is_named(arguments))
    return _known_profile(name, settings.profiles)


def schema_in_file(name: str) -> SyncSchema:
    """The mapping in a file, or in stdin for `-`; raises `InvalidInput`."""
    import sys
    from pathlib import Path

    from scimconsole.entra.schema.limits import MAX_BYTES
    from scimconsole.entra.schema.reading import read_schema_text
    from scimconsole.errors import InvalidInput

    where = "stdin" if name == "-" else name
    try:
        if name == "-":
            text = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                text = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidInput(
            f"{where} cannot be read: {reason}.", hint="Name the file with the synchronization schema."
        ) from error
    return read_schema_text(text, where)


def _is_named(arguments: argparse.Namespace) -> bool:
    """Whether the command line itself names a service."""
    return bool(getattr(arguments, "url", None) or getattr(arguments, "org", None))


def _name_of_profile(arguments: argparse.Namespace, *, needed: bool) -> str:
    """The organization's profile; the generic one where it cannot be asked and is not `needed`."""
    from scimconsole.cli.output import say
    from scimconsole.cli.session import management
    from scimconsole.errors import ScimConsoleError

    try:
        with management(arguments) as client:
            from scimconsole.client import calls

            return client.send(calls.organization()).profile
    except ScimConsoleError as error:
        if needed:
            raise
        say(f"The generic profile is taken, as the organization's is not known: {error.detail}")
        say("--profile NAME chooses one without asking.")
        return GENERIC


def _known_profile(name: str, folder: Path | None) -> Profile:
    from scimconsole.cli.output import say
    from scimconsole.domain.scim.profile import load_profile
    from scimconsole.errors import ScimConsoleError

    try:
        return load_profile(name, folder)
    except ScimConsoleError:
        say(f'This machine has no profile "{name}"; the generic one is taken. --profile names another.')
        return load_profile(GENERIC, folder)
