"""What commands take from the person: validated models, secrets from stdin, confirmations."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from scimconsole.errors import InvalidInput, ScimConsoleError

Model = TypeVar("Model", bound=BaseModel)

_LONGEST_SECRET = 65_536


def model_of(model: type[Model], given: Mapping[str, object]) -> Model:
    """The wire model of what was given; raises `InvalidInput` naming each value that cannot be used."""
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        places = [
            ("--" + "-".join(str(part).replace("_", "-") for part in problem["loc"]), problem["msg"])
            for problem in error.errors()
        ]
        raise InvalidInput("The values given cannot be used.", errors=places) from error


def confirm(arguments: argparse.Namespace, question: str) -> None:
    """Ask before something is ended, when a person is there to answer; raises when the answer is not yes."""
    if arguments.yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    from scimconsole.domain.terminal_text import escape_text

    print(f"{escape_text(question)} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise ScimConsoleError("Nothing was changed.")


def read_secret(prompt: str) -> str:
    """A secret from the terminal, unseen, or from stdin; without the line break that ends it."""
    if sys.stdin.isatty():
        import getpass

        return getpass.getpass(f"{prompt}: ", stream=sys.stderr)
    return sys.stdin.read(_LONGEST_SECRET).removesuffix("\n").removesuffix("\r")
