"""`scimconsole demo`: the scripted set-up on a throw-away organization, or one that is only filled."""

from __future__ import annotations

import argparse

from scimconsole.cli import demo_console, options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.demo.prepare import Prepared
    from scimconsole.demo.run import Run
    from scimconsole.demo.script import Script

PROFILE = "keycafe"
CUTS = ("three", "twelve")
_USERS = 60
_TERMINATED = 143
"""128 and the number of SIGTERM, as shells have it."""


def add_arguments(parser: argparse.ArgumentParser, noun: str) -> None:
    """Describe `demo`."""
    what = parser.add_argument_group("what is played")
    what.add_argument(
        "--profile", metavar="NAME", help=f"keycafe, ten-thousand-coffees or generic (default: {PROFILE})"
    )
    which = what.add_mutually_exclusive_group()
    which.add_argument("--cut", choices=CUTS, help="the minutes it takes to tell (default: three)")
    which.add_argument("--script", metavar="FILE", help="a script of your own; '-' reads stdin")
    what.add_argument("--seed", type=int, metavar="N", help="another seed, other people; the same, the same")
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--plain", action="store_true", help="print the steps as they happen; exit 0 only if each really did"
    )
    form.add_argument("--json", action="store_true", help="the same as one JSON document")
    form.add_argument("--jsonl", action="store_true", help="the same, a JSON document a step")
    form.add_argument("--show-script", action="store_true", help="print the script's file, to be changed")
    demo_console.add_arguments(parser)
    other = parser.add_argument_group("without a script")
    other.add_argument(
        "--prepare",
        action="store_true",
        help="make and fill the organization, then open the console on it; --plain and --json print it",
    )
    other.add_argument(
        "--users", type=options.positive, metavar="N", help=f"default: {_USERS}, at least 12; with --prepare"
    )
    parser.set_defaults(run=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    from scimconsole.errors import InvalidInput

    if arguments.prepare:
        wrong = [name for name in ("cut", "script", "jsonl", "show_script") if getattr(arguments, name)]
        if wrong:
            option = wrong[0].replace("_", "-")
            raise InvalidInput(f"--{option} goes with the scripted demo, not with --prepare.")
        return _prepare(arguments)
    if arguments.users is not None:
        raise InvalidInput(
            "--users goes with --prepare.", hint="A script says itself how many people there are."
        )
    source, text = _source(arguments)
    if arguments.show_script:
        print(text, end="")
        return 0
    return _play(arguments, source, text)


def _source(arguments: argparse.Namespace) -> tuple[str, str]:
    """The script's name and text; raises `InvalidInput` for a file that cannot be read."""
    import sys
    from pathlib import Path

    from scimconsole.demo.script_reading import SHIPPED, shipped_text
    from scimconsole.errors import InvalidInput

    if arguments.script is None:
        cut = arguments.cut or CUTS[0]
        return SHIPPED[cut], shipped_text(cut)
    name: str = arguments.script
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return ("stdin" if name == "-" else name), content.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise InvalidInput(f"The script {name} cannot be read: {error}.") from error


def _play(arguments: argparse.Namespace, source: str, text: str) -> int:
    import asyncio
    import sys

    from scimconsole.demo.script_reading import script_from_toml

    script = script_from_toml(text, source)
    if arguments.record:
        return asyncio.run(demo_console.record(arguments, script))
    is_printed = arguments.plain or arguments.json or arguments.jsonl
    if not is_printed and sys.stdin.isatty() and sys.stdout.isatty():
        return asyncio.run(demo_console.show(arguments, script))
    try:
        return asyncio.run(_run(arguments, script))
    except asyncio.CancelledError:
        return _TERMINATED


async def _run(arguments: argparse.Namespace, script: Script) -> int:
    import asyncio
    import signal
    import time
    from contextlib import suppress

    from scimconsole.cli import demo_report as report
    from scimconsole.cli.output import print_json, progress
    from scimconsole.demo.run import Run

    began = time.monotonic()
    playing = asyncio.current_task()
    assert playing is not None
    with suppress(NotImplementedError):  # on Windows nobody asks so
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, playing.cancel)
    items = []
    is_plain = not (arguments.json or arguments.jsonl)
    async with Run(script, arguments.profile, seed=arguments.seed, tell=progress) as run:
        if is_plain:
            print(report.beginning(run), flush=True)
        async for done in run.played():
            progress("")
            if is_plain:
                print(report.plain(done, len(run.steps)), flush=True)
            elif arguments.jsonl:
                print(report.json_line(report.as_json(done)), flush=True)
            else:
                items.append(report.as_json(done))
    seconds = time.monotonic() - began
    if arguments.json:
        print_json({"items": items, "summary": report.summary(run, seconds)})
    elif is_plain:
        print(report.ending(run, seconds))
    return _code(run)


def _code(run: Run) -> int:
    """0, or 1 with the step that did not happen on stderr."""
    from scimconsole.cli.output import say

    if run.is_good:
        return 0
    failed = run.done[-1]
    say(f'The step "{failed.step.name}" did not really happen: {failed.problem}')
    return 1


def _prepare(arguments: argparse.Namespace) -> int:
    import sys

    from scimconsole.cli.output import progress, say
    from scimconsole.demo.prepare import prepare

    try:
        prepared = prepare(
            arguments.profile or PROFILE,
            users=arguments.users or _USERS,
            seed=1 if arguments.seed is None else arguments.seed,
            say=progress,
        )
    finally:
        progress("")
    try:
        if arguments.plain or arguments.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            _print(arguments, prepared)
            say("The organization was thrown away; on a terminal the console opens on it.")
            return 0
        return _open_console(prepared)
    finally:
        prepared.connection.release()


def _print(arguments: argparse.Namespace, prepared: Prepared) -> None:
    from scimconsole.cli.output import print_json, print_rows

    made: dict[str, object] = {
        "organization": prepared.connection.org,
        "profile": prepared.profile,
        "tenant_url": prepared.tenant_url,
        "token_id": prepared.token_id,
        "users": prepared.users,
        "active": prepared.active,
        "groups": prepared.groups,
        "requests": prepared.requests,
        "seconds": round(prepared.seconds, 3),
    }
    if arguments.json:
        print_json(made)
    else:
        print_rows([(name.replace("_", " ").capitalize(), value) for name, value in made.items()])


def _open_console(prepared: Prepared) -> int:
    from scimconsole import settings
    from scimconsole.app import ConsoleApp  # Textual: only the console needs it

    app = ConsoleApp(settings.read(), connection=prepared.connection)
    app.run()
    return app.return_code or 0
