"""Entry point: `--version` is answered before anything is loaded; the rest is `scimconsole.cli`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program on `sys.argv` and answer its exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from scimconsole import __version__

        print(f"scimconsole {__version__}")
        return 0
    from scimconsole.cli.program import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
