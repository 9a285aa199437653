"""Argument parsers that cost little: their help is wrapped without `shutil` and `textwrap`, 4 ms of 20."""

from __future__ import annotations

import argparse
import os

_WIDEST = 110


def make_parser(command: str, summary: str) -> argparse.ArgumentParser:
    """A parser for one command, such as `token list`, with its one-line summary as description."""
    return argparse.ArgumentParser(
        prog=f"scimconsole {command}".rstrip(),
        description=summary[0].upper() + summary[1:] + ".",
        formatter_class=_Formatter,
        allow_abbrev=False,
    )


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=_width())

    def _split_lines(self, text: str, width: int) -> list[str]:
        return _wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in _wrapped(text, width - len(indent)))


def _width() -> int:
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):
        columns = 80
    return max(40, min(columns, _WIDEST)) - 2


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines
