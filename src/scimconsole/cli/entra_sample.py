"""`scimconsole entra sample`: the demo's invented directory as a file."""

from __future__ import annotations

import argparse

from scimconsole.cli import options


def describe(parser: argparse.ArgumentParser) -> None:
    """The arguments of `entra sample`."""
    parser.add_argument(
        "--users", type=options.positive, default=60, metavar="N", help="default: %(default)s, at least 12"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, other people")
    parser.set_defaults(run=_sample)


def _sample(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import print_json
    from scimconsole.demo.directory import make_directory

    print_json(make_directory(arguments.users, arguments.seed).as_document())
