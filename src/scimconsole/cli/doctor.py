"""`scimconsole doctor`: what a person, or whoever helps them, needs to know about this machine."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.cli.examination import Finding


def add_arguments(parser: argparse.ArgumentParser, noun: str) -> None:
    """Describe `doctor`."""
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_doctor)


def _doctor(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from scimconsole.cli.examination import examine
    from scimconsole.cli.output import print_json, print_table
    from scimconsole.cli.session import read_settings
    from scimconsole.cli.table import Column

    findings = examine(read_settings(arguments))
    healthy = all(finding.state != "problem" for finding in findings)
    if arguments.json:
        print_json({"healthy": healthy, "findings": [asdict(finding) for finding in findings]})
    else:
        columns: list[Column[Finding]] = [
            Column("WHAT", lambda finding: finding.name),
            Column("STATE", lambda finding: finding.state),
            Column("FOUND", _told),
        ]
        print_table(findings, columns, nothing="")
    return 0 if healthy else 1


def _told(finding: Finding) -> str:
    return " ".join(f"{finding.detail} {finding.hint or ''}".split())
