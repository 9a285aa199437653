"""What `scimconsole service` does, on the database itself."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from scimconsole import settings as settings_module
from scimconsole.api.base import timestamp
from scimconsole.cli.inputs import confirm
from scimconsole.cli.output import print_json, print_rows, say
from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import load_profile
from scimconsole.errors import Conflict, InvalidInput, NotFound
from scimconsole.service.pepper import Peppers, load_or_create_pepper
from scimconsole.settings import Settings
from scimconsole.storage import members, organizations, schema
from scimconsole.storage.database import Database, open_database
from scimconsole.storage.members import MemberRow, NewKey
from scimconsole.storage.migrations import HEAD
from scimconsole.storage.organizations import OrganizationRow
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write

_ACTOR = "service"


def default_database(settings: Settings) -> str:
    """The database of `serve` and `service` when none is named."""
    return f"sqlite:///{settings.data_dir / 'scimconsole.db'}"


def add_organization(arguments: argparse.Namespace) -> None:
    """Add an organization and print it with its owner's API key."""
    with _ready(arguments) as (settings, database, peppers):
        profile = load_profile(arguments.profile, settings.profiles)
        row, member, key = database.run(
            lambda session: organizations.add_organization(
                session,
                slug=arguments.slug,
                name=arguments.name,
                profile=profile,
                plan=arguments.plan,
                owner_email=arguments.owner_email,
                public_url=arguments.public_url,
                digest=peppers.digest,
            )
        )
    wire = _organization(row)
    if arguments.json:
        print_json({"organization": wire, "member": _member(member), "api_key": key.text})
    else:
        shown = wire | {"tenant_url": wire["tenant_url"] or "known when the service has a public URL"}
        print_rows([("API key", key.text), ("Owner", member.email), *shown.items()])
    _say_once()


def add_member(arguments: argparse.Namespace) -> None:
    """Add a member and print the API key."""
    with _ready(arguments) as (_, database, peppers):
        org_id = _org_id(database, arguments.org)
        member, key = database.run(
            lambda session: members.add_member(
                session, org_id, email=arguments.email, role=arguments.role, digest=peppers.digest
            )
        )
    _print_member(arguments, member, key)


def rescue_owner(arguments: argparse.Namespace) -> None:
    """Give an owner a new API key, or add one; whoever may write the database may do this."""
    with _ready(arguments) as (_, database, peppers):
        org_id = _org_id(database, arguments.org)

        def rescue(session: Session) -> tuple[MemberRow, NewKey]:
            known = _member_of(session, org_id, arguments.email)
            if known is None:
                return members.insert_member(
                    session, org_id, arguments.email, "owner", None, peppers.digest, by=_ACTOR
                )
            if known.role != "owner":
                raise Conflict(
                    f"{known.email} is in this organization as {known.role}.",
                    hint="Name the owner's address, or one that nobody has here.",
                )
            return known, members.rotate_key(session, org_id, known.id, None, peppers.digest, by=_ACTOR)

        member, key = database.run(lambda session: write(session, org_id, rescue))
    _print_member(arguments, member, key)


def migrate(arguments: argparse.Namespace) -> None:
    """Run the missing migrations; on SQLite after a backup copy."""
    database = _open(arguments)
    with contextlib.closing(database):
        before = schema.revision(database)
        copy = schema.migrate(database)
        load_or_create_pepper(settings_module.read().pepper_file)
    if arguments.json:
        print_json({"from": before, "to": HEAD, "backup": str(copy) if copy else None})
    else:
        print_rows([("Schema before", before or "empty"), ("Schema now", HEAD), ("Backup", copy)])


def backup(arguments: argparse.Namespace) -> None:
    """Copy a SQLite database; the copy appears whole, readable by its owner only."""
    target = Path(arguments.file)
    database = _open(arguments)
    with contextlib.closing(database):
        source = _sqlite_file(database, f"pg_dump --format=custom --file {target} NAME")
        if not source.exists():
            raise NotFound(f"There is no database {source}.")
        beside = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            schema.copy_sqlite(source, beside)
            beside.replace(target)
        except OSError as error:
            raise InvalidInput(f"{target} cannot be written: {error.strerror or error}.") from error
        finally:
            beside.unlink(missing_ok=True)
    pepper = settings_module.read().pepper_file
    if arguments.json:
        print_json({"file": str(target), "bytes": target.stat().st_size, "pepper_file": str(pepper)})
    else:
        print_rows([("Copy", target), ("Bytes", target.stat().st_size)])
    say(f"Keep a copy of the pepper file {pepper} elsewhere: without it no token or key is recognised.")


def restore(arguments: argparse.Namespace) -> None:
    """Put a copy back; the present database is kept beside it under another name."""
    source = Path(arguments.file)
    if not source.is_file():
        raise NotFound(f"There is no file {source}.")
    with contextlib.closing(open_database(f"sqlite:///{source}")) as copy:
        present = schema.revision(copy)
    if present is None:
        raise InvalidInput(f"{source} is no copy of a scimconsole database.")
    schema.refuse_newer(present)
    database = _open(arguments)
    with contextlib.closing(database):
        target = _sqlite_file(database, f"pg_restore --clean --dbname NAME {source}")
        target.parent.mkdir(parents=True, exist_ok=True)
        kept = None
        if target.exists():
            confirm(arguments, f"Replace what is in {target}?")
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            kept = target.with_name(f"{target.name}.before-restore-{stamp}")
            schema.copy_sqlite(target, kept)
        schema.copy_sqlite(source, target)
    if arguments.json:
        print_json({"database": str(target), "schema": present, "kept": str(kept) if kept else None})
    else:
        print_rows([("Database", target), ("Schema", present), ("Kept beside it", kept)])
    say("A service that runs on this database must be started again.")


@contextlib.contextmanager
def _ready(arguments: argparse.Namespace) -> Iterator[tuple[Settings, Database, Peppers]]:
    """The database with its schema and the pepper, both made when they are missing."""
    settings = settings_module.read()
    database = _open(arguments)
    with contextlib.closing(database):
        schema.prepare(database)
        yield settings, database, load_or_create_pepper(settings.pepper_file)


def _open(arguments: argparse.Namespace) -> Database:
    return open_database(arguments.database or default_database(settings_module.read()))


def _sqlite_file(database: Database, instead: str) -> Path:
    if database.address.file is None:
        raise InvalidInput(
            "This copies SQLite files; PostgreSQL has tools of its own.", hint=f"Use: {instead}"
        )
    return database.address.file


def _org_id(database: Database, slug: str) -> str:
    org_id = org_id_of(slug)
    if database.run(lambda session: organizations.find(session, org_id)) is None:
        raise NotFound(
            f"There is no organization {slug!r} in this database.",
            hint="Check --database, or add it: scimconsole service add-organization",
        )
    return org_id


def _member_of(session: Session, org_id: str, email: str) -> MemberRow | None:
    after = ""
    while page := members.list_members(session, org_id, after, 500):
        for member in page:
            if member.email.casefold() == email.casefold():
                return member
        after = page[-1].email.casefold()
    return None


def _print_member(arguments: argparse.Namespace, member: MemberRow, key: NewKey) -> None:
    if arguments.json:
        print_json({"member": _member(member), "api_key": key.text})
    else:
        print_rows([("API key", key.text), *_member(member).items()])
    _say_once()


def _say_once() -> None:
    say("This is the only time the API key is shown.")


def _member(member: MemberRow) -> dict[str, object]:
    return {
        "id": member.id,
        "email": member.email,
        "role": member.role,
        "created_at": timestamp(member.created_at),
    }


def _organization(row: OrganizationRow) -> dict[str, object]:
    return {
        "slug": row.slug,
        "name": row.name,
        "profile": row.profile,
        "plan": row.plan,
        "tenant_url": f"{row.public_url}/scim/v2/{row.slug}" if row.public_url else None,
        "created_at": timestamp(row.created_at),
    }
