"""`scimconsole service`: administer a service's database, from the machine that has it."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def _describe_add_organization(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--slug", required=True, help="its name in addresses: small letters, digits, '-'")
    parser.add_argument("--name", required=True, help="its name for people")
    parser.add_argument("--profile", required=True, help="the service profile, such as keycafe")
    parser.add_argument("--plan", required=True, help="the plan, such as business-pro")
    parser.add_argument("--owner-email", required=True, metavar="EMAIL", help="the first owner")
    parser.add_argument("--public-url", metavar="URL", help="address that the identity provider reaches")
    _finish(parser)
    parser.set_defaults(run=_run("add_organization"))


def _describe_add_member(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", required=True, metavar="SLUG", help="the organization")
    parser.add_argument(
        "--role", required=True, choices=("owner", "support"), help="owner acts, support reads"
    )
    parser.add_argument("--email", required=True, help="the member's e-mail address")
    _finish(parser)
    parser.set_defaults(run=_run("add_member"))


def _describe_rescue_owner(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", required=True, metavar="SLUG", help="the organization")
    parser.add_argument("--email", required=True, help="the owner; added when nobody has this address")
    _finish(parser)
    parser.set_defaults(run=_run("rescue_owner"))


def _describe_migrate(parser: argparse.ArgumentParser) -> None:
    _finish(parser)
    parser.set_defaults(run=_run("migrate"))


def _describe_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the copy to make")
    _finish(parser)
    parser.set_defaults(run=_run("backup"))


def _describe_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the copy to put back")
    options.add_yes_option(parser)
    _finish(parser)
    parser.set_defaults(run=_run("restore"))


def add_database_option(parser: argparse.ArgumentParser) -> None:
    """Add `--database`."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help="sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME, the password in PGPASSWORD or a "
        "PGPASSFILE (default: a SQLite file in the data directory)",
    )


def _finish(parser: argparse.ArgumentParser) -> None:
    add_database_option(parser)
    options.add_json_option(parser)


def _run(name: str) -> Callable[[argparse.Namespace], object]:
    def run(arguments: argparse.Namespace) -> object:
        from scimconsole.cli import administration  # the storage layer: 300 ms

        return getattr(administration, name)(arguments)

    return run


VERBS = {
    "add-organization": ("add an organization and its first owner", _describe_add_organization),
    "add-member": ("add a member to an organization", _describe_add_member),
    "rescue-owner": ("give an owner a new API key when all keys are lost", _describe_rescue_owner),
    "migrate": ("bring the database to this program's schema", _describe_migrate),
    "backup": ("copy a SQLite database while it may be in use", _describe_backup),
    "restore": ("put a copy back; what is there is kept beside it", _describe_restore),
}
"""Action to its one-line summary and what describes its arguments."""
