"""`scimconsole setup-link`: create, list, revoke."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import SetupLink


def _describe_create(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", help="whom it is for, such as 'Jo, identity team'")
    parser.add_argument("--token-name", metavar="NAME", help="name of the token it makes (default: Entra ID)")
    parser.add_argument(
        "--expires-in",
        type=options.positive,
        metavar="DAYS",
        help="how long it can be used, at most 30 (default: 3 days)",
    )
    parser.add_argument(
        "--token-expires-in",
        type=options.positive,
        metavar="DAYS",
        help="how long its token lives (default: as the organization's settings say)",
    )
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_create)


def _describe_list(parser: argparse.ArgumentParser) -> None:
    options.add_list_options(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_list)


def _describe_revoke(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the link's id, or its name when only one has it")
    options.add_yes_option(parser)
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_revoke)


def _create(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management

    with management(arguments, acts=True) as client:
        from scimconsole.api import NewSetupLink
        from scimconsole.cli.inputs import model_of
        from scimconsole.cli.output import in_full, print_json, say
        from scimconsole.client import calls
        from scimconsole.domain.reachability import unreachable_reason

        given: dict[str, object] = {}
        if arguments.name is not None:
            given["name"] = arguments.name
        if arguments.token_name is not None:
            given["token_name"] = arguments.token_name
        if arguments.expires_in is not None:
            given["expires_in"] = arguments.expires_in * 86_400
        if arguments.token_expires_in is not None:
            given["token_expires_in"] = arguments.token_expires_in * 86_400
        created = client.send(calls.create_setup_link(model_of(NewSetupLink, given)))
        if arguments.json:
            print_json(created.model_dump())
        else:
            print(created.url)
        say(
            f"Send it to whoever sets up Entra ID; it works once, until {in_full(created.expires_at)}. "
            "This is the only time it is shown.\n"
            f"To end it before: scimconsole setup-link revoke {created.id}"
        )
        reason = unreachable_reason(created.url)
        if reason:
            say(
                f"Others may not be able to open the link. {reason}\n"
                "Run `scimconsole serve --public-url` behind a reverse proxy with a public https address."
            )


def _list(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management, pages

    with management(arguments) as client:
        from scimconsole.cli.output import moment, print_list
        from scimconsole.cli.table import Column
        from scimconsole.cli.times import titled
        from scimconsole.client import calls

        columns: list[Column[SetupLink]] = [
            Column("ID", lambda link: link.id),
            Column("NAME", lambda link: link.name, flexible=True),
            Column("STATE", lambda link: link.state),
            Column(titled("CREATED"), lambda link: moment(link.created_at)),
            Column(titled("EXPIRES"), lambda link: moment(link.expires_at)),
            Column(titled("USED"), lambda link: moment(link.used_at)),
            Column("FROM", lambda link: link.used_from),
            Column("TOKEN", lambda link: link.token_id),
        ]
        print_list(
            arguments,
            pages(client, calls.setup_links(cursor=arguments.cursor), arguments.limit),
            columns,
            nothing="There are no set-up links yet. Make one: scimconsole setup-link create --name NAME",
        )


def _revoke(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management

    with management(arguments, acts=True) as client:
        from scimconsole.cli.finding import find_setup_link
        from scimconsole.cli.inputs import confirm
        from scimconsole.cli.output import in_full, print_model
        from scimconsole.client import calls

        link = find_setup_link(client, arguments.id)
        confirm(arguments, f'Revoke "{link.name}"? Whoever opens it sees only that it cannot be used.')
        revoked = client.send(calls.revoke_setup_link(link.id))
        rows = [
            ("Id", revoked.id),
            ("Name", revoked.name),
            ("State", revoked.state),
            ("Created", f"{in_full(revoked.created_at)} by {revoked.created_by}"),
            ("Revoked", in_full(revoked.revoked_at)),
        ]
        print_model(arguments, revoked, rows)


VERBS = {
    "create": ("make a link that shows Tenant URL and a new token once", _describe_create),
    "list": ("list the links, newest first", _describe_list),
    "revoke": ("end a link that was not used yet", _describe_revoke),
}
"""Action to its one-line summary and what describes its arguments."""
