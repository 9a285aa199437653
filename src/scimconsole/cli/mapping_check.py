"""`scimconsole mapping check`: what is wrong with a mapping, or will be, and how to mend it."""

from __future__ import annotations

import argparse

from scimconsole.cli import mapping_choice, options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scimconsole.domain.scim.profile import Profile
    from scimconsole.entra.check.coverage import Coverage
    from scimconsole.entra.check.finding import Finding, Report

_BAR = 20
_WIDEST = 100


def describe(parser: argparse.ArgumentParser) -> None:
    """The arguments of `mapping check`."""
    mapping_choice.add_choice_options(parser)
    parser.add_argument("--strict", action="store_true", help="exit 1 when there is any finding")
    options.add_json_option(parser)
    parser.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    from scimconsole.cli.output import print_json, say
    from scimconsole.entra.check.checking import check

    schema = mapping_choice.chosen_schema(arguments)
    profile = mapping_choice.chosen_profile(arguments)
    report = check(schema, profile)
    if arguments.json:
        print_json(report.as_json())
    else:
        for line in _lines(report, profile):
            print(line)
        say(_summary(report))
    return 1 if arguments.strict and report.findings else 0


def _lines(report: Report, profile: Profile) -> Iterator[str]:
    """The findings below the object mapping they are about, then the coverage."""
    from itertools import groupby

    for name, findings in groupby(report.findings, key=lambda finding: finding.mapping):
        yield from _wrapped(name, "")
        yield ""
        for finding in findings:
            yield from _finding_lines(finding)
            yield ""
    if report.coverage.fields:
        yield from _wrapped(f"Fields of {profile.title}", "")
        yield ""
        yield from _coverage_lines(report.coverage)


def _finding_lines(finding: Finding) -> Iterator[str]:
    from scimconsole.cli.output import dim
    from scimconsole.entra.expressions import draw_caret

    about = f"  {finding.target}" if finding.target else ""
    yield from _wrapped(f"{finding.severity:<7}  {finding.code}{about}", "  ")
    yield from _wrapped(finding.what, "    ")
    if finding.expression is not None and finding.position is not None:
        for line in draw_caret(finding.expression, finding.position, finding.length).split("\n"):
            yield f"      {line}"
    yield from _wrapped(f"Why:   {finding.why}", "    ", hanging=7)
    yield from _wrapped(f"Mend:  {finding.mend}", "    ", hanging=7)
    if finding.paste is not None:
        yield f"    Paste: {_shown(finding.paste)}"
    place = f" ({finding.pointer})" if finding.pointer else ""
    for line in _wrapped(f"Where: {finding.portal}{place}", "    ", hanging=7):
        yield dim(line)


def _coverage_lines(coverage: Coverage) -> Iterator[str]:
    from scimconsole.domain.scim.profile_model import LEVELS

    for level in LEVELS:
        mapped, of = coverage.count(level)
        if not of:
            continue
        filled = _BAR * mapped // of
        bar = f"[{'#' * filled}{'-' * (_BAR - filled)}]"
        missing = [one.label for one in coverage.fields if one.level == level and not one.mapped_by]
        rest = f"; not mapped: {', '.join(missing)}" if missing else ""
        yield from _wrapped(f"{level:<11}  {bar}  {mapped} of {of}{rest}", "  ", hanging=13)
    unsure = [one.label for one in coverage.fields if one.mapped_by and one.may_be_empty]
    if unsure:
        yield from _wrapped(f"Not everybody has a value for: {', '.join(unsure)}.", "  ")


def _wrapped(sentence: str, indent: str, hanging: int = 0) -> Iterator[str]:
    """The sentence in the width of a terminal; in a pipe it stays one line."""
    import shutil
    import sys
    import textwrap

    text = _shown(sentence)
    if not sys.stdout.isatty():
        yield indent + text
        return
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    yield from textwrap.wrap(
        text,
        max(width, len(indent) + hanging + 20),
        initial_indent=indent,
        subsequent_indent=indent + " " * hanging,
        break_on_hyphens=False,
    )


def _shown(text: str) -> str:
    from scimconsole.domain.terminal_text import escape_text

    return escape_text(text)


def _summary(report: Report) -> str:
    from scimconsole.entra.check.finding import SEVERITIES

    if not report.findings:
        return "Nothing was found."
    nouns = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "advice": ("advice", "advice")}
    counted = []
    for severity in SEVERITIES:
        number = report.count(severity)
        if number:
            counted.append(f"{number} {nouns[severity][number > 1]}")
    return f"Found: {', '.join(counted)}."
