"""`scimconsole service`: administer a service's database, from the machine that has it."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def add_arguments(parser: argparse.ArgumentParser, noun: str) -> None:
    """Describe the verbs of `service`."""
    add = options.verbs(parser, noun)

    organization = add(
        "add-organization", _run("add_organization"), "add an organization and its first owner"
    )
    organization.add_argument(
        "--slug", required=True, help="its name in addresses: small letters, digits, '-'"
    )
    organization.add_argument("--name", required=True, help="its name for people")
    organization.add_argument("--profile", required=True, help="the service profile, such as keycafe")
    organization.add_argument("--plan", required=True, help="the plan, such as business-pro")
    organization.add_argument("--owner-email", required=True, metavar="EMAIL", help="the first owner")
    organization.add_argument(
        "--public-url", metavar="URL", help="address that the identity provider reaches"
    )
    _finish(organization)

    member = add("add-member", _run("add_member"), "add a member to an organization")
    member.add_argument("--org", required=True, metavar="SLUG", help="the organization")
    member.add_argument(
        "--role", required=True, choices=("owner", "support"), help="owner acts, support reads"
    )
    member.add_argument("--email", required=True, help="the member's e-mail address")
    _finish(member)

    rescue = add("rescue-owner", _run("rescue_owner"), "give an owner a new API key when all keys are lost")
    rescue.add_argument("--org", required=True, metavar="SLUG", help="the organization")
    rescue.add_argument("--email", required=True, help="the owner; added when nobody has this address")
    _finish(rescue)

    migrate = add("migrate", _run("migrate"), "bring the database to this program's schema")
    _finish(migrate)

    backup = add("backup", _run("backup"), "copy a SQLite database while it may be in use")
    backup.add_argument("file", metavar="FILE", help="the copy to make")
    _finish(backup)

    restore = add("restore", _run("restore"), "put a copy back; what is there is kept beside it")
    restore.add_argument("file", metavar="FILE", help="the copy to put back")
    options.add_yes_option(restore)
    _finish(restore)


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
