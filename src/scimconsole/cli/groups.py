"""`scimconsole groups`: list, show."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import Group, GroupMember


def _describe_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--search", metavar="TEXT", help="only groups with a word that begins so")
    options.add_list_options(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_list)


def _describe_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the group's id or display name")
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_show)


def _list(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import moment, print_list
    from scimconsole.cli.session import management, pages
    from scimconsole.cli.table import Column
    from scimconsole.cli.times import titled

    with management(arguments) as client:
        from scimconsole.client import calls

        columns: list[Column[Group]] = [
            Column("ID", lambda group: group.id),
            Column("NAME", lambda group: group.display_name, flexible=True),
            Column("MEMBERS", lambda group: group.member_count),
            Column(titled("CHANGED"), lambda group: moment(group.updated_at)),
        ]
        found = pages(client, calls.groups(search=arguments.search, cursor=arguments.cursor), arguments.limit)
        print_list(arguments, found, columns, nothing="There are no groups.")


def _show(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import in_full, print_json, print_rows, print_table
    from scimconsole.cli.session import management
    from scimconsole.cli.table import Column

    with management(arguments) as client:
        from scimconsole.cli.finding import find_group
        from scimconsole.client import calls

        group = find_group(client, arguments.id)
        members = client.items(calls.group_members(group.id, limit=500))
        if arguments.json:
            listed = [member.model_dump(mode="json") for member in members]
            print_json({**group.model_dump(mode="json"), "members": listed})
            return
        print_rows(
            [
                ("Id", group.id),
                ("Name", group.display_name),
                ("External id", group.external_id),
                ("Members", group.member_count),
                ("Created", in_full(group.created_at)),
                ("Changed", in_full(group.updated_at)),
            ]
        )
        columns: list[Column[GroupMember]] = [
            Column("ID", lambda member: member.id),
            Column("TYPE", lambda member: member.type),
            Column("USER NAME", lambda member: member.user_name, flexible=True),
            Column("NAME", lambda member: member.display, flexible=True),
            Column("ACTIVE", lambda member: {True: "yes", False: "no", None: "-"}[member.active]),
        ]
        print()
        print_table(members, columns, nothing="Nobody is in this group.")


VERBS = {
    "list": ("list the groups", _describe_list),
    "show": ("show one group and who is in it", _describe_show),
}
"""Action to its one-line summary and what describes its arguments."""
