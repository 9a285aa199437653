"""`scimconsole login` and `logout`: the API key of a service, tested before it is kept."""

from __future__ import annotations

import argparse

from scimconsole.cli import options


def add_arguments(parser: argparse.ArgumentParser, noun: str) -> None:
    """Describe `login` or `logout`."""
    options.add_connection_options(parser)
    if noun == "login":
        parser.add_argument(
            "--key-file",
            action="store_true",
            help="where there is no keyring, keep the API key in a file only you can read",
        )
        parser.epilog = (
            "The API key is read from the variable SCIMCONSOLE_API_KEY, else from stdin or a prompt; "
            "it is never an argument."
        )
        options.add_json_option(parser)
        parser.set_defaults(run=_login)
    else:
        parser.set_defaults(run=_logout)


def _login(arguments: argparse.Namespace) -> None:
    from scimconsole import secrets
    from scimconsole import settings as settings_module
    from scimconsole.cli.output import print_model, say
    from scimconsole.cli.session import read_settings
    from scimconsole.client import ManagementClient, calls
    from scimconsole.client.connecting import check_url
    from scimconsole.client.connection import Connection
    from scimconsole.errors import InvalidInput

    settings = read_settings(arguments)
    if not settings.url or not settings.org:
        missing = "--url" if not settings.url else "--org"
        raise InvalidInput(
            f"{missing} is missing.", hint="scimconsole login --url https://scim.example.com --org SLUG"
        )
    url = check_url(settings.url)
    key = _read_key()
    connection = Connection(url, settings.org, key, "remote", "prompt")
    with ManagementClient(connection) as client:
        organization = client.send(calls.organization())
    stored = secrets.store(
        url, settings.org, key, allow_file=arguments.key_file, config_dir=settings.config_dir
    )
    settings_module.remember(settings, settings_module.SavedConnection(organization.name, url, settings.org))
    rows = [
        ("Signed in to", f"{organization.name} ({organization.slug}) on {url}"),
        ("As", f"{organization.me.email}, {organization.me.role}"),
        ("Plan", organization.plan),
    ]
    print_model(arguments, organization, rows)
    say(stored.sentence)
    if url.startswith("http:") and not connection.on_this_machine:
        say(f"{url} is not https: whoever can listen on the way can read the API key.")


def _read_key() -> str:
    """The key from the environment, stdin or the terminal; raises `InvalidInput` on what is no API key."""
    import os

    from scimconsole import secrets
    from scimconsole.cli.inputs import read_secret
    from scimconsole.domain import credentials
    from scimconsole.errors import InvalidInput

    key = os.environ.get(secrets.VARIABLE) or read_secret("API key")
    found = credentials.parse(key.strip(), "scimk1")
    if isinstance(found, credentials.CredentialProblem):
        raise InvalidInput(f"This is no API key. {found.sentence}", hint="The owner has one.")
    return found.text


def _logout(arguments: argparse.Namespace) -> None:
    import os

    from scimconsole import secrets
    from scimconsole import settings as settings_module
    from scimconsole.cli.output import say
    from scimconsole.cli.session import read_settings

    settings = read_settings(arguments)
    if not settings.url or not settings.org:
        say("You are not signed in to a service.")
        return
    places = secrets.forget(settings.url, settings.org, config_dir=settings.config_dir)
    settings_module.forget(settings, settings.url, settings.org)
    if places:
        say(f"The API key for {settings.org} on {settings.url} was removed ({', '.join(places)}).")
    else:
        say(f"No API key for {settings.org} on {settings.url} was kept.")
    if os.environ.get(secrets.VARIABLE):
        say(f"{secrets.VARIABLE} is still set in this shell; unset it yourself.")
