"""`scimconsole mapping show | import | export | versions | compare`: the document and its versions."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from scimconsole.api import MappingVersion, StoredMapping
    from scimconsole.client import ManagementClient
    from scimconsole.entra.schema.comparing import MappingChange
    from scimconsole.entra.schema.model import SyncSchema


def describe_show(parser: argparse.ArgumentParser) -> None:
    """The arguments of `mapping show`."""
    _add_version(parser)
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_show)


def describe_import(parser: argparse.ArgumentParser) -> None:
    """The arguments of `mapping import`."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help="the schema as the portal or Microsoft Graph gives it, whole or a part; '-' reads stdin",
    )
    parser.add_argument("--note", metavar="TEXT", help="why, for the list of versions")
    parser.add_argument("--dry-run", action="store_true", help="show what would be saved, and save nothing")
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_import)


def describe_export(parser: argparse.ArgumentParser) -> None:
    """The arguments of `mapping export`."""
    _add_version(parser)
    parser.add_argument(
        "--starting-point",
        metavar="PROFILE",
        help="what to begin with for a service of this profile; no service is asked",
    )
    parser.add_argument(
        "--with", dest="options", metavar="OPTION", action="append", help="an option of the starting point"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where to (default: stdout)")
    options.add_connection_options(parser)
    parser.set_defaults(run=_export)


def describe_versions(parser: argparse.ArgumentParser) -> None:
    """The arguments of `mapping versions`."""
    options.add_list_options(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_versions)


def describe_compare(parser: argparse.ArgumentParser) -> None:
    """The arguments of `mapping compare`."""
    parser.add_argument("before", metavar="N", type=_number, help="a version; 0 is the starting point")
    parser.add_argument(
        "after", metavar="M", type=_number, nargs="?", help="a later one (default: the one that counts)"
    )
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_compare)


def _add_version(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--version",
        metavar="N",
        type=_number,
        help="an earlier version; 0 is the profile's starting point (default: the one that counts)",
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no version: a whole number from 0")
    return int(text)


def _show(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.mapping_shown import (
        count_of,
        print_document,
        print_object_mapping,
        print_version,
        say_remarks,
    )
    from scimconsole.cli.output import say

    with _client(arguments) as client:
        stored = _stored(client, arguments.version)
    if arguments.json:
        print_document(stored)
        return
    schema = _schema(stored)
    print_version(stored)
    for mapping in schema.mappings:
        print()
        print_object_mapping(mapping)
    say_remarks(schema)
    say(count_of(stored.findings))


def _import(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.mapping_choice import schema_in_file
    from scimconsole.cli.mapping_shown import count_of, print_document, print_version, say_remarks, summary
    from scimconsole.cli.output import print_json, say
    from scimconsole.cli.session import management
    from scimconsole.entra.schema.writing import export

    schema = schema_in_file(arguments.file)
    document = export(schema)
    for mapping in schema.mappings:
        say(summary(mapping))
    say_remarks(schema)
    with management(arguments, acts=not arguments.dry_run) as client:
        from scimconsole.client import calls

        if arguments.dry_run:
            report = client.send(calls.check_mapping(document))
            if arguments.json:
                print_json(report.model_dump(mode="json"))
            say(count_of(report.findings))
            say("Nothing was saved.")
            return
        newest = client.send(calls.mapping_versions(limit=1)).items
        saved = client.send(calls.save_mapping(document, arguments.note))
    is_same = bool(newest) and newest[0].version == saved.version
    if arguments.json:
        print_document(saved)
    else:
        print_version(saved)
    say(count_of(saved.findings))
    if is_same:
        say(f"Version {saved.version} says the same; no other one was made.")


def _export(arguments: argparse.Namespace) -> None:
    import json

    from scimconsole.cli.export import written_whole
    from scimconsole.cli.output import say
    from scimconsole.domain.terminal_text import escape_json

    document = _wanted(arguments)
    with written_whole(arguments.output) as stream:
        stream.write(escape_json(json.dumps(document, indent=2, ensure_ascii=False)) + "\n")
    if arguments.output:
        say(f"The schema was written to {arguments.output}, ready to be uploaded to Entra.")


def _wanted(arguments: argparse.Namespace) -> dict[str, Any]:
    """The document that the options of `mapping export` mean."""
    from scimconsole.errors import InvalidInput

    if arguments.starting_point is None:
        if arguments.options:
            raise InvalidInput(
                "--with chooses an option of a starting point.",
                hint="Name the profile too: --starting-point PROFILE",
            )
        with _client(arguments) as client:
            return _stored(client, arguments.version).document
    if arguments.version is not None:
        raise InvalidInput("A starting point has no versions; leave out --version or --starting-point.")
    from scimconsole.cli.session import read_settings
    from scimconsole.domain.scim.profile import load_profile
    from scimconsole.entra.schema.starting_points import starting_point
    from scimconsole.entra.schema.writing import export

    profile = load_profile(arguments.starting_point, read_settings(arguments).profiles)
    return export(starting_point(profile, arguments.options or ()))


def _versions(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import moment, print_list
    from scimconsole.cli.session import pages
    from scimconsole.cli.table import Column
    from scimconsole.cli.times import titled

    with _client(arguments) as client:
        from scimconsole.client import calls

        columns: list[Column[MappingVersion]] = [
            Column("VERSION", lambda version: version.version),
            Column(titled("SAVED"), lambda version: moment(version.created_at)),
            Column("BY", lambda version: version.created_by, flexible=True),
            Column("SIZE", lambda version: f"{version.size:,}"),
            Column("NOTE", lambda version: version.note, flexible=True),
        ]
        found = pages(client, calls.mapping_versions(cursor=arguments.cursor), arguments.limit)
        print_list(
            arguments, found, columns, nothing="No version was saved; the profile's starting point counts."
        )


def _compare(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import print_json, print_table, say
    from scimconsole.cli.table import Column
    from scimconsole.entra.schema.comparing import compare

    with _client(arguments) as client:
        before, after = _stored(client, arguments.before), _stored(client, arguments.after)
    changes = compare(_schema(before), _schema(after))
    if arguments.json:
        listed = [change.as_json() for change in changes]
        print_json({"before": before.version, "after": after.version, "changes": listed})
        return
    columns: list[Column[tuple[str, str, str, str, str]]] = [
        Column("CHANGE", lambda row: row[0]),
        Column("TARGET", lambda row: row[1], flexible=True),
        Column("WHAT", lambda row: row[2]),
        Column("BEFORE", lambda row: row[3], flexible=True),
        Column("AFTER", lambda row: row[4], flexible=True),
    ]
    say(f"From version {before.version} to version {after.version}:")
    print_table(_change_rows(changes), columns, nothing="Nothing differs.")


def _change_rows(changes: Iterable[MappingChange]) -> Iterator[tuple[str, str, str, str, str]]:
    for change in changes:
        target = change.target or change.object_mapping
        if change.kind in ("added", "removed"):
            source = next((one for one in change.fields if one.field == "source"), None)
            yield (
                change.kind,
                target,
                "mapping",
                source.before if source else "",
                source.after if source else "",
            )
            continue
        for one in change.fields:
            yield change.kind, target, one.field, one.before, one.after


def _client(arguments: argparse.Namespace) -> Any:
    from scimconsole.cli.session import management

    return management(arguments)


def _stored(client: ManagementClient, version: int | None) -> StoredMapping:
    from scimconsole.client import calls

    return client.send(calls.mapping() if version is None else calls.mapping_version(version))


def _schema(stored: StoredMapping) -> SyncSchema:
    from scimconsole.entra.schema.reading import read_schema

    return read_schema(stored.document, source=f"version {stored.version}")
