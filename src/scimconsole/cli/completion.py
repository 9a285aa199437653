"""`scimconsole completion bash|zsh|fish`: a script that completes commands, options and their values.

The script is made from the parsers of the commands and needs no start of the program at a key press: only
saved connections, which change, are read from the settings file by `sed` when they are asked for.
"""

from __future__ import annotations

import argparse

SHELLS = ("bash", "zsh", "fish")


def add_arguments(parser: argparse.ArgumentParser, noun: str) -> None:
    """Describe `completion`."""
    parser.add_argument("shell", choices=SHELLS, help="the shell to write a script for")
    parser.epilog = (
        "bash: scimconsole completion bash > ~/.local/share/bash-completion/completions/scimconsole; "
        "zsh: write it as _scimconsole into a folder of $fpath; "
        "fish: write it to ~/.config/fish/completions/scimconsole.fish"
    )
    parser.set_defaults(run=_completion)


def _completion(arguments: argparse.Namespace) -> None:
    from importlib import import_module

    from scimconsole import settings
    from scimconsole.cli.completion_tree import read_tree

    module = import_module(f"scimconsole.cli.completion_{arguments.shell}")
    print(module.script(read_tree(settings.read())), end="")
