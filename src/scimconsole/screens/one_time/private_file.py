"""Writing a secret to a new file that nobody else can read, not even for a moment."""

from __future__ import annotations

import contextlib
import itertools
import os
from pathlib import Path


class NotWritten(Exception):
    """The file was not written; the text says why and what to do."""


def free_name(name: str) -> str:
    """The name, with a number before its ending where the working directory has such a file already."""
    path = Path(name)
    names = itertools.chain([name], (f"{path.stem}-{number}{path.suffix}" for number in itertools.count(2)))
    return next(free for free in names if not os.path.lexists(free))


def write_private(path: Path, text: str) -> None:
    """Make a file with mode 0600 and write `text` to it; one that is there already is left as it is.

    Raises NotWritten.
    """
    try:
        # The mode is given at creation, and an existing file or link is refused by the same call.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise NotWritten(f"{path} is there already and was left as it is. Choose another name.") from None
    except FileNotFoundError:
        raise NotWritten(f"There is no folder {path.parent}. Make it, or choose another one.") from None
    except OSError as error:
        raise NotWritten(
            f"{path} was not written: {error.strerror or error}. Choose another place."
        ) from None
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        raise NotWritten(
            f"{path} was not written: {error.strerror or error}. Choose another place."
        ) from None
