"""`scimconsole users`: list, show, history, received, deactivate, undo, deactivations, reactivate, export."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import User, UserDetail, UserEvent
    from scimconsole.client import ManagementClient
    from scimconsole.client.call import ListCall

_ID = "SCIM id or userName"


def _describe_list(parser: argparse.ArgumentParser) -> None:
    options.add_choice_options(parser)
    parser.add_argument("--sort", choices=("user_name", "display_name", "created_at"), help="order by this")
    parser.add_argument("--reverse", action="store_true", help="the other way round")
    options.add_list_options(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_list)


def _describe_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help=_ID)
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_show)


def _describe_history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help=_ID)
    options.add_list_options(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_history)


def _describe_received(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help=_ID)
    options.add_list_options(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_received)


def _describe_deactivate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", nargs="*", help=_ID + " or e-mail address")
    parser.add_argument(
        "--from",
        dest="file",
        metavar="FILE",
        help="a list of them, one a line or as CSV with a heading; '-' is stdin",
    )
    options.add_choice_options(parser)
    parser.add_argument("--reason", help="why, for the history")
    parser.add_argument("--dry-run", action="store_true", help="only count and name; change nothing")
    parser.add_argument(
        "--expect", type=int, metavar="N", help="refuse when another number of people is matched"
    )
    options.add_yes_option(parser)
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_deactivate)


def _describe_reactivate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", nargs="+", help=_ID)
    parser.add_argument("--reason", help="why, for the history")
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_reactivate)


def _describe_export(parser: argparse.ArgumentParser) -> None:
    options.add_choice_options(parser)
    parser.add_argument(
        "--format", choices=("csv", "json", "jsonl"), default="csv", help="default: %(default)s"
    )
    parser.add_argument("--output", metavar="FILE", help="where to (default: stdout)")
    options.add_connection_options(parser)
    parser.set_defaults(run=_export)


def _describe_undo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="DEACTIVATION_ID", help="as `users deactivations` lists it")
    parser.add_argument("--reason", help="why, for the history")
    options.add_yes_option(parser)
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_undo)


def _describe_deactivations(parser: argparse.ArgumentParser) -> None:
    options.add_list_options(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_deactivations)


def _choice(client: ManagementClient, arguments: argparse.Namespace) -> ListCall[User]:
    from scimconsole.cli.user_choice import choice_of
    from scimconsole.client import calls

    call = calls.users(**choice_of(client, arguments), sort=getattr(arguments, "sort", None))
    if getattr(arguments, "reverse", False):
        call = calls.from_the_end(call)
    cursor = getattr(arguments, "cursor", None)
    return call.after(cursor) if cursor else call


def _list(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import print_list
    from scimconsole.cli.session import management, pages
    from scimconsole.cli.table import Column
    from scimconsole.cli.user_choice import filter_marked

    with management(arguments) as client, filter_marked(arguments):
        columns: list[Column[User]] = [
            Column("USER NAME", lambda user: user.user_name, flexible=True),
            Column("NAME", lambda user: user.display_name or _full_name(user), flexible=True),
            Column("TYPE", lambda user: user.user_type),
            Column("STATE", _state),
            Column("TITLE", lambda user: user.title, flexible=True),
            Column("ID", lambda user: user.id),
        ]
        found = pages(client, _choice(client, arguments), arguments.limit)
        print_list(arguments, found, columns, nothing="There are no such users.")


def _full_name(user: User) -> str:
    return " ".join(part for part in (user.given_name, user.family_name) if part)


def _state(user: User) -> str:
    return f"{user.state}, incomplete" if user.incomplete else user.state


def _show(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management

    with management(arguments) as client:
        from scimconsole.cli.finding import find_user
        from scimconsole.cli.output import print_model

        user = find_user(client, arguments.id)
        print_model(arguments, user, _rows(user))


def _rows(user: UserDetail) -> list[tuple[str, object]]:
    import json

    from scimconsole.cli.output import in_full

    hold = user.hold
    held = f"by {hold.by} at {in_full(hold.at)}: {hold.reason or 'no reason given'}" if hold else None
    return [
        ("User name", user.user_name),
        ("Name", user.display_name or _full_name(user) or None),
        ("E-mail", user.email),
        ("Title", user.title),
        ("User type", user.user_type),
        ("State", user.state),
        ("Entra says", "active" if user.entra_active else "not active"),
        ("Status", user.status),
        ("Held", held),
        ("Waits", _waits(user)),
        ("Missing", ", ".join(user.missing) or None),
        ("Groups", ", ".join(group.display_name or group.id for group in user.groups) or None),
        *(("Refused", f"{value.attribute}: {value.reason}") for value in user.refused),
        ("Id", user.id),
        ("External id", user.external_id),
        ("Created", in_full(user.created_at)),
        ("Changed", f"{in_full(user.updated_at)}, version {user.version}"),
        ("Stored", json.dumps(user.resource, ensure_ascii=False)),
    ]


def _waits(user: UserDetail) -> str | None:
    """What is told of somebody whose deactivation the brake withholds."""
    from scimconsole.cli.output import in_full

    if user.withheld_at is None:
        return None
    return f"a deactivation, for an owner's word, since {in_full(user.withheld_at)}: scimconsole brake show"


def _history(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import print_list
    from scimconsole.cli.session import management, pages
    from scimconsole.cli.table import Column
    from scimconsole.cli.times import titled, zone

    with management(arguments) as client:
        from scimconsole.cli.finding import find_user
        from scimconsole.client import calls

        user = find_user(client, arguments.id)
        columns: list[Column[UserEvent]] = [
            Column(titled("AT"), lambda event: zone().second(event.at)),
            Column("ACTION", lambda event: event.action),
            Column("TIMES", lambda event: event.times),
            Column("BY", lambda event: event.by, flexible=True),
            Column("DETAIL", lambda event: event.detail, flexible=True),
            Column("REQUEST", lambda event: event.request_id),
        ]
        found = pages(client, calls.user_history(user.id, cursor=arguments.cursor), arguments.limit)
        print_list(arguments, found, columns, nothing="Nothing is recorded about this user.")


def _received(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.user_received import list_received

    list_received(arguments)


def _deactivate(arguments: argparse.Namespace) -> int:
    from scimconsole.cli.deactivation import deactivate

    return deactivate(arguments)


def _undo(arguments: argparse.Namespace) -> int:
    from scimconsole.cli.deactivation import undo

    return undo(arguments)


def _deactivations(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.deactivation import list_deactivations

    list_deactivations(arguments)


def _reactivate(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import print_json, print_table
    from scimconsole.cli.session import management
    from scimconsole.cli.table import Column

    with management(arguments, acts=True) as client:
        from scimconsole.cli.finding import find_user
        from scimconsole.client import calls

        # All are looked up before any is changed, so that a slip in one name changes nothing.
        found = [find_user(client, wanted) for wanted in arguments.ids]
        done = [client.send(calls.reactivate_user(user.id, arguments.reason)) for user in found]
        if arguments.json:
            items = [user.model_dump(mode="json") for user in done]
            print_json({"items": items, "next_cursor": None, "total": len(items)})
            return
        columns: list[Column[UserDetail]] = [
            Column("USER NAME", lambda user: user.user_name, flexible=True),
            Column("STATE", lambda user: user.state),
            Column("ENTRA SAYS", lambda user: "active" if user.entra_active else "not active"),
            Column("ID", lambda user: user.id),
        ]
        print_table(done, columns, nothing="")


def _export(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.export import export_users
    from scimconsole.cli.session import management, pages
    from scimconsole.cli.user_choice import filter_marked

    with management(arguments) as client, filter_marked(arguments):
        export_users(pages(client, _choice(client, arguments), None), arguments.format, arguments.output)


VERBS = {
    "list": ("list the users", _describe_list),
    "show": ("show one user: what is stored, state, groups, refused values", _describe_show),
    "history": ("show what happened to a user and who did it", _describe_history),
    "received": ("show what is stored of each attribute and what was sent last", _describe_received),
    "deactivate": ("hold users: inactive whatever the identity provider says", _describe_deactivate),
    "undo": ("lift the holds that a bulk deactivation placed", _describe_undo),
    "deactivations": ("list the bulk deactivations and what came of them", _describe_deactivations),
    "reactivate": ("lift the hold of users", _describe_reactivate),
    "export": ("write the users to a file or stdout", _describe_export),
}
"""Action to its one-line summary and what describes its arguments."""
