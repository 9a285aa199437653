"""`scimconsole token inspect`: what a pasted token is, and with a service what it is worth."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from scimconsole.cli.inputs import read_secret
from scimconsole.cli.output import moment, print_json, print_rows, say
from scimconsole.domain import credentials

if TYPE_CHECKING:
    from scimconsole.api import Token

_KINDS = {"scimc1": "SCIM token", "scimk1": "API key", "sciml1": "set-up link code"}


def inspect_token(arguments: argparse.Namespace) -> int:
    """Read a token from stdin, say what it is; 1 when it has not the form of one. Never repeats the token."""
    text = read_secret("SCIM token")
    found = credentials.parse(text)
    if isinstance(found, credentials.CredentialProblem):
        told: dict[str, object] = {"valid": False, "wrong": found.wrong, "detail": found.sentence}
        print_json(told) if arguments.json else say(found.sentence)
        return 1
    hint = credentials.hint(found)
    known = _ask(arguments, hint) if found.prefix == "scimc1" else None
    if arguments.json:
        print_json(
            {
                "valid": True,
                "kind": _KINDS[found.prefix],
                "key_id": found.key_id,
                "hint": {"prefix": hint.prefix, "last_four": hint.last_four},
                "state": known.state if known else None,
                "token": known.model_dump(mode="json") if known else None,
            }
        )
        return 0
    print_rows(
        [
            ("Kind", _KINDS[found.prefix]),
            ("Form", "good: length, characters and check sum fit"),
            ("Key id", found.key_id),
            ("State", known.state if known else None),
            ("Name", known.name if known else None),
            ("Id", known.id if known else None),
            ("Expires", known and (moment(known.expires_at) if known.expires_at else "never")),
            ("Last used", known and moment(known.last_used_at)),
        ]
    )
    return 0


def _ask(arguments: argparse.Namespace, hint: credentials.Hint) -> Token | None:
    """The token as the configured service knows it; only its hint is compared, it is never sent."""
    from scimconsole.cli.session import management, read_settings
    from scimconsole.errors import ScimConsoleError

    settings = read_settings(arguments)
    if settings.url is None:
        from scimconsole.client import embedded

        if embedded.running_state(settings.data_dir) is None:
            return None
    try:
        with management(arguments) as client:
            from scimconsole.client import calls

            for token in client.items(calls.tokens()):
                if (token.hint.prefix, token.hint.last_four) == (hint.prefix, hint.last_four):
                    return token
        say("The service does not know this token in this organization.")
    except ScimConsoleError as error:
        say(f"Its state is not known: {error.detail}")
    return None
