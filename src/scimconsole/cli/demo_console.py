"""`scimconsole demo` on a terminal, where it plays over the console, and `demo --record`."""

from __future__ import annotations

import argparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.demo.script import Script


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe what the console and its recording take."""
    shown = parser.add_argument_group("how it is shown")
    shown.add_argument(
        "--step", action="store_true", help="on a terminal: wait for a key before each step, to begin with"
    )
    shown.add_argument(
        "--record", metavar="DIR", help="play without a terminal; write an SVG a step, and demo.cast"
    )
    shown.add_argument("--size", type=_size, metavar="COLSxROWS", help="of a recording (default: 120x40)")
    shown.add_argument("--force", action="store_true", help="with --record: replace files that are there")


async def show(arguments: argparse.Namespace, script: Script) -> int:
    """Play over the console; the exit code is 1 where a step did not happen."""
    import sys

    from scimconsole import settings
    from scimconsole.cli.output import progress
    from scimconsole.demo.run import Run

    chosen = settings.read()
    async with Run(script, arguments.profile, seed=arguments.seed, tell=progress) as run:
        progress("")
        from scimconsole.screens.demo.console import DemoConsole  # Textual: only the console needs it

        console = DemoConsole(chosen, run, by_itself=not arguments.step)
        console.limit_colours()
        await console.run_async()
        if console.last_words():
            print(console.last_words(), file=sys.stderr)
        return console.return_code or (0 if run.is_good else 1)


async def record(arguments: argparse.Namespace, script: Script) -> int:
    """Write the pictures and the cast; raises `InvalidInput` for a folder that has some of them already."""
    from pathlib import Path

    from scimconsole.cli.output import progress, say
    from scimconsole.demo.run import Run

    folder = Path(arguments.record)
    async with Run(script, arguments.profile, seed=arguments.seed, tell=progress) as run:
        from scimconsole.screens.demo.recording import record as record_run  # Textual: only here

        written = await record_run(run, folder, size=arguments.size or (120, 40), force=arguments.force)
    progress("")
    for path in written:
        print(path)
    if run.is_good:
        return 0
    failed = run.done[-1]
    say(f'The step "{failed.step.name}" did not really happen: {failed.problem}')
    return 1


def _size(text: str) -> tuple[int, int]:
    columns, _, rows = text.lower().partition("x")
    if not (
        columns.isdecimal() and rows.isdecimal() and 40 <= int(columns) <= 300 and 15 <= int(rows) <= 100
    ):
        raise argparse.ArgumentTypeError(f'"{text}" is no size from 40x15 to 300x100, such as 80x24')
    return int(columns), int(rows)
