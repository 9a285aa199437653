"""The root of the commands: finds the noun, runs it, and turns errors into exit codes.

Exit codes: 0 done, 1 failed, 2 usage or unreadable input, 3 not signed in or not allowed, 4 not found,
5 conflict, 6 service unreachable, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

from scimconsole.cli.parser import make_parser
from scimconsole.errors import ScimConsoleError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping, Sequence

NOUNS = {
    "open": ("scimconsole.cli.open", "open the console (also without any command)"),
    "login": ("scimconsole.cli.login", "sign in to a service; the API key goes to the keyring"),
    "logout": ("scimconsole.cli.login", "forget the API key of a service"),
    "token": ("scimconsole.cli.token", "generate, list, rotate, revoke and inspect SCIM tokens"),
    "setup-link": ("scimconsole.cli.setup_link", "links that show an identity admin a new token, once"),
    "users": ("scimconsole.cli.users", "list, show, deactivate, reactivate and export users"),
    "groups": ("scimconsole.cli.groups", "list and show groups"),
    "why": ("scimconsole.cli.why", "why somebody is here, or is not: one verdict with its evidence"),
    "sync": ("scimconsole.cli.sync", "what the identity provider sent"),
    "brake": ("scimconsole.cli.brake", "many deactivations at once: who waits, and your word on it"),
    "guide": ("scimconsole.cli.guide", "the set-up guide, with what has been seen of it so far"),
    "profile": ("scimconsole.cli.profile", "list, show and check service profiles"),
    "mapping": ("scimconsole.cli.mapping", "Entra's attribute mappings: import, check, preview, plan"),
    "entra": ("scimconsole.cli.entra", "play Entra ID against any SCIM endpoint"),
    "member": ("scimconsole.cli.member", "the organization's members and their API keys"),
    "settings": ("scimconsole.cli.settings", "what holds for the whole organization"),
    "serve": ("scimconsole.cli.serve", "run the service"),
    "service": ("scimconsole.cli.service", "administer the service's database"),
    "demo": ("scimconsole.cli.demo", "the set-up told by a script, on a throw-away organization"),
    "config": ("scimconsole.cli.config", "show the settings and where each was set"),
    "completion": ("scimconsole.cli.completion", "print a script that completes commands in your shell"),
    "doctor": ("scimconsole.cli.doctor", "versions, paths, keyring, service, clock, terminal"),
}
"""Noun to module and one-line summary."""
ROOT_OPTIONS = {"--version": "print the version and exit"}
"""What can stand without a command, besides the options of `open`."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and answer its exit code; nothing is raised but `SystemExit` by the argument parser."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # data is UTF-8 on every platform; nothing fails on odd text
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _dispatch(arguments)
    except ScimConsoleError as error:
        _complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader has what it wanted; the interpreter must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        print(_last_words(error, arguments), file=sys.stderr)
        return 1


def _dispatch(arguments: Sequence[str]) -> int:
    first = arguments[0] if arguments else ""
    if first in NOUNS:
        noun, rest = first, arguments[1:]
    elif first in ("-h", "--help"):
        root_parser().print_help()
        return 0
    elif not first or first.startswith("-"):
        noun, rest = "open", arguments
    else:
        return _refuse("scimconsole", first, NOUNS, "`scimconsole --help` lists the commands.")
    module = import_module(NOUNS[noun][0])
    actions = getattr(module, "VERBS", None)
    if actions is None:
        command = "" if noun == "open" and first != "open" else noun
        parser = make_parser(command, NOUNS[noun][1])
        module.add_arguments(parser, noun)
    elif rest and rest[0] in actions:
        summary, describe = actions[rest[0]]
        parser = make_parser(f"{noun} {rest[0]}", summary)
        describe(parser)
        rest = rest[1:]
    else:
        return _without_action(noun, rest, actions)
    parsed = parser.parse_args(rest)
    code = parsed.run(parsed)
    sys.stdout.flush()
    return int(code or 0)


def _without_action(noun: str, rest: Sequence[str], actions: Mapping[str, tuple[str, object]]) -> int:
    """Print the help of a noun, or say what is wrong with the action named."""
    if rest and rest[0] not in ("-h", "--help"):
        return _refuse(f"scimconsole {noun}", rest[0], actions, f"`scimconsole {noun} --help` lists them.")
    parser = _listing(
        f"scimconsole {noun}",
        NOUNS[noun][1],
        "actions",
        {name: summary for name, (summary, _) in actions.items()},
        f"`scimconsole {noun} ACTION --help` tells more.",
    )
    parser.print_help(None if rest else sys.stderr)
    return 0 if rest else 2


def root_parser() -> argparse.ArgumentParser:
    """The parser behind `scimconsole --help`: nouns and their summaries, nothing of what is under them."""
    parser = _listing(
        "scimconsole",
        "a console for SCIM provisioning from Microsoft Entra ID, and the service it manages",
        "commands",
        {noun: summary for noun, (_, summary) in NOUNS.items()},
        "Without a command the console opens. `scimconsole COMMAND --help` tells more.",
    )
    for name, words in ROOT_OPTIONS.items():
        parser.add_argument(name, action="store_true", help=words)
    return parser


def _listing(
    prog: str, summary: str, title: str, names: Mapping[str, str], epilog: str
) -> argparse.ArgumentParser:
    parser = make_parser(prog.removeprefix("scimconsole").strip(), summary)
    parser.usage = f"{prog} {title[:-1].upper()} ..."
    parser.epilog = epilog
    group = parser.add_argument_group(title)
    for name, sentence in names.items():
        group.add_argument(name, help=sentence, nargs="?")
    return parser


def _refuse(prog: str, given: str, known: Iterable[str], otherwise: str) -> int:
    import difflib  # only after a slip

    nearest = difflib.get_close_matches(given, known, n=1, cutoff=0.5)
    hint = f"Did you mean `{prog} {nearest[0]}`?" if nearest else otherwise
    print(f"{prog}: there is no {given!r}. {hint}", file=sys.stderr)
    return 2


def _last_words(error: Exception, arguments: Sequence[str]) -> str:
    """Write a report of what should not have happened; the line that tells where it is."""
    import tempfile
    from pathlib import Path

    from scimconsole import settings
    from scimconsole.terminal import crash

    try:
        folder = settings.read().data_dir / crash.FOLDER
    except ScimConsoleError:
        folder = Path(tempfile.gettempdir())
    noun = arguments[0] if arguments and arguments[0] in NOUNS else "open"  # further ones may name people
    return crash.tell(error, folder, doing=f"command {noun}")


def _complain(error: ScimConsoleError) -> None:
    from scimconsole.domain.terminal_text import escape_text

    lines = [escape_text(line) for line in error.detail.split("\n")]
    print("scimconsole:", "\n  ".join(lines), file=sys.stderr)
    for pointer, sentence in getattr(error, "errors", ()):
        if sentence != error.detail:
            print(f"  {escape_text(pointer)}: {escape_text(sentence)}", file=sys.stderr)
    if error.hint:
        print(f"  {escape_text(error.hint)}", file=sys.stderr)
