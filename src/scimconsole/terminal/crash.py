"""A report of an unexpected end: what a developer needs, and nothing of the directory.

It holds the traceback without local variables, versions, the terminal, and the last acts. Of an exception's
text, whatever stands in quotes is left out, since it may come from the directory, and secrets and addresses
are hidden. Knows nothing of Textual: commands use it too.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from traceback import StackSummary, extract_tb

from scimconsole import __version__
from scimconsole.domain.secret_text import hide_secrets
from scimconsole.domain.terminal_text import escape_text

FOLDER = "log"
"""Folder of reports and of the console's log, in the data directory."""
KEPT = 10
"""Reports that are kept; older ones are removed."""
_LIBRARIES = ("textual", "rich", "httpx", "pydantic", "orjson", "keyring", "sqlalchemy")
_TERMINAL = (
    "TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "COLORTERM", "VTE_VERSION", "WT_SESSION",
    "COLUMNS", "LINES", "LANG", "LC_ALL", "NO_COLOR",
)  # fmt: skip
_BETWEEN = ("TMUX", "STY", "ZELLIJ", "SSH_CONNECTION", "WSL_DISTRO_NAME")
_QUOTED = re.compile(r"""(?P<mark>["'`])(?P<inside>(?:\\.|(?!(?P=mark)).)*)(?P=mark)""", re.DOTALL)
_SAID_BY_CODE = re.compile(
    r"[#.][A-Za-z_-]{1,40}|int|str|bytes|float|bool|list|dict|tuple|set|NoneType|utf-8"
)
"""Quoted words that tell where to look: selectors of widgets, types."""
_NAME = re.compile(r"[A-Za-z_][\w.]{0,80}", re.ASCII)
_ABOUT_CODE = (AttributeError, ImportError, NameError, TypeError)
_MAIL = re.compile(r"[^\s@<>()\[\]]{1,64}@[^\s@<>()\[\]]{1,255}")


def tell(
    error: BaseException, folder: Path, *, doing: str, trail: Iterable[str] = (), screens: Iterable[str] = ()
) -> str:
    """Write the report of an error and answer the one line that tells the person where it is.

    `doing` names the program's part, `trail` its last acts, oldest first. Where `folder` cannot be written,
    the folder for temporary files takes the report.
    """
    kind = type(error).__name__
    lines = report(error, doing=doing, trail=trail, screens=screens)
    try:
        path = _write_report("\n".join(lines) + "\n", folder)
    except OSError as trouble:
        return (
            f"scimconsole: ended by an unexpected error ({kind}); its report could not be written: {trouble}."
        )
    return f"scimconsole: ended by an unexpected error ({kind}). Report, without directory data: {path}"


def report(
    error: BaseException, *, doing: str, trail: Iterable[str] = (), screens: Iterable[str] = ()
) -> Iterator[str]:
    """The lines of a report."""
    yield f"scimconsole {__version__}, {doing}, {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    yield f"Python {platform.python_version()} on {system}"
    yield "Libraries: " + ", ".join(_versions())
    yield "Terminal: " + ", ".join(_terminal(os.environ))
    yield f"Screens: {', '.join(screens) or 'none'}"
    yield "Last acts, oldest first:"
    yield from (f"  {escape_text(act)}" for act in trail)
    yield ""
    yield from _explained(error)


def masked(message: str, kind: type[BaseException] = Exception) -> str:
    """An exception's text without what may come from the directory or is secret.

    What Python itself says of the code keeps the names it is about.

    >>> masked("No user 'jane@example.com' under '#person' (jane@example.com)")
    "No user '(left out)' under '#person' ((left out))"
    """
    spared = _NAME if issubclass(kind, _ABOUT_CODE) else _SAID_BY_CODE
    found = _QUOTED.sub(lambda match: _mask(match, spared), hide_secrets(message))
    return escape_text(_MAIL.sub("(left out)", found))


def _mask(match: re.Match[str], spared: re.Pattern[str]) -> str:
    if spared.fullmatch(match["inside"]):
        return match[0]
    return f"{match['mark']}(left out){match['mark']}"


def _explained(error: BaseException, known: tuple[BaseException, ...] = ()) -> Iterator[str]:
    """The traceback, causes first, as Python prints it but with texts masked."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and earlier not in known:
        yield from _explained(earlier, (*known, error))
        yield "\nAnd then:\n"
    yield from _frames(extract_tb(error.__traceback__))
    yield f"{type(error).__qualname__}: {masked(str(error), type(error))}"
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield "\nOne of the group:\n"
            yield from _explained(member, (*known, error))


def _frames(stack: StackSummary) -> Iterator[str]:
    home = str(Path.home())
    for frame in stack:
        place = frame.filename.replace(home, "~", 1) if frame.filename.startswith(home) else frame.filename
        yield f"  {place}:{frame.lineno} in {frame.name}"
        if frame.line:
            yield f"    {hide_secrets(frame.line)}"


def _versions() -> Iterator[str]:
    for name in _LIBRARIES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} missing"


def _terminal(environ: Mapping[str, str]) -> Iterator[str]:
    yield from (f"{name}={escape_text(environ[name])}" for name in _TERMINAL if name in environ)
    # Values of these hold addresses and paths; that they are there is what matters.
    yield from (f"{name} is set" for name in _BETWEEN if name in environ)
    yield f"encoding {getattr(sys.__stdout__, 'encoding', None) or 'unknown'}"


def _write_report(text: str, folder: Path) -> Path:
    name = f"crash-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = _write(folder / name, text)
    except OSError:
        return _write(Path(tempfile.gettempdir()) / f"scimconsole-{name}", text)
    _remove_older(folder)
    return path


def _write(path: Path, text: str) -> Path:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(text)
    return path


def _remove_older(folder: Path) -> None:
    for path in sorted(folder.glob("crash-*.txt"))[:-KEPT]:
        path.unlink(missing_ok=True)
