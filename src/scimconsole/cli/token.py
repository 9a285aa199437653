"""`scimconsole token`: generate, list, show, rotate, revoke, inspect."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import Token, TokenCreated


def _describe_generate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="a name to recognise it by, such as Entra")
    _add_life_span(parser, default="as the organization's settings say, at first 365")
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_generate)


def _describe_list(parser: argparse.ArgumentParser) -> None:
    options.add_list_options(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_list)


def _describe_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the token's id, or its name when only one has it")
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_show)


def _describe_rotate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the token's id, or its name when only one has it")
    parser.add_argument("--name", help="name of the successor (default: the same)")
    parser.add_argument("--now", action="store_true", help="revoke the old token at once")
    _add_life_span(parser, default="that of the old one")
    options.add_yes_option(parser)
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_rotate)


def _describe_revoke(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the token's id, or its name when only one has it")
    options.add_yes_option(parser)
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_revoke)


def _describe_inspect(parser: argparse.ArgumentParser) -> None:
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_inspect)


def _add_life_span(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument(
        "--expires-in",
        type=options.days,
        default=argparse.SUPPRESS,
        metavar="DAYS|never",
        help=f"life span (default: {default})",
    )
    parser.add_argument("--reason", help="why it lives that long; needed with 'never'")


def _life_span(arguments: argparse.Namespace) -> dict[str, object]:
    """Only what was given: an omitted life span is the service's to choose, null is never."""
    given: dict[str, object] = {}
    if hasattr(arguments, "expires_in"):
        given["expires_in"] = arguments.expires_in
    if arguments.reason:
        given["expiry_reason"] = arguments.reason
    return given


def _generate(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management

    with management(arguments, acts=True) as client:
        from scimconsole.api import NewToken
        from scimconsole.cli.inputs import model_of
        from scimconsole.client import calls

        new = model_of(NewToken, {"name": arguments.name, **_life_span(arguments)})
        _print_created(arguments, client.send(calls.generate_token(new)))


def _print_created(arguments: argparse.Namespace, created: TokenCreated) -> None:
    from scimconsole.cli.output import in_full, print_model, say
    from scimconsole.domain.reachability import unreachable_reason

    rows = [
        ("Token", created.token),
        ("Tenant URL", created.tenant_url or "not known yet"),
        ("Name", created.name),
        ("Id", created.id),
        ("Expires", in_full(created.expires_at) if created.expires_at else "never"),
    ]
    print_model(arguments, created, rows)
    say("This is the only time the token is shown: paste it into Entra's Secret Token field now.")
    reason = unreachable_reason(created.tenant_url)
    if reason:
        say(
            f"Entra ID cannot use this Tenant URL: {reason}\n"
            "Ways out: sign in to the vendor's service (`scimconsole login`), or run `scimconsole serve "
            "--public-url` behind a reverse proxy with a public https address."
        )


def _list(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import print_list
    from scimconsole.cli.session import management, pages
    from scimconsole.cli.table import Column
    from scimconsole.cli.times import titled

    with management(arguments) as client:
        from scimconsole.cli.output import moment
        from scimconsole.client import calls

        columns: list[Column[Token]] = [
            Column("ID", lambda token: token.id),
            Column("NAME", lambda token: token.name, flexible=True),
            Column("STATE", lambda token: token.state),
            Column("HINT", _hint),
            Column(titled("CREATED"), lambda token: moment(token.created_at)),
            Column(
                titled("EXPIRES"), lambda token: moment(token.expires_at) if token.expires_at else "never"
            ),
            Column(titled("LAST USED"), lambda token: moment(token.last_used_at)),
        ]
        print_list(
            arguments,
            pages(client, calls.tokens(cursor=arguments.cursor), arguments.limit),
            columns,
            nothing="There are no tokens yet. Generate one: scimconsole token generate --name NAME",
        )


def _hint(token: Token) -> str:
    return f"{token.hint.prefix}...{token.hint.last_four}"


def _show(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.finding import find_token
    from scimconsole.cli.session import management

    with management(arguments) as client:
        _print_token(arguments, find_token(client, arguments.id))


def _print_token(arguments: argparse.Namespace, token: Token) -> None:
    from scimconsole.cli.output import in_full, print_model

    used = f"{in_full(token.last_used_at)} from {token.last_used_from or 'an unknown address'}"
    rows = [
        ("Id", token.id),
        ("Name", token.name),
        ("State", token.state),
        ("Hint", _hint(token)),
        ("Tenant URL", token.tenant_url),
        ("Created", f"{in_full(token.created_at)} by {token.created_by}"),
        ("Expires", in_full(token.expires_at) if token.expires_at else "never"),
        ("Reason", token.expiry_reason),
        ("Revoked", in_full(token.revoked_at) if token.revoked_at else None),
        ("Last used", used if token.last_used_at else "never"),
        ("Rotated from", token.predecessor_id),
        ("Rotated to", token.successor_id),
    ]
    print_model(arguments, token, rows)


def _rotate(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management

    with management(arguments, acts=True) as client:
        from scimconsole.api import TokenRotation
        from scimconsole.cli.finding import find_token
        from scimconsole.cli.inputs import confirm, model_of
        from scimconsole.client import calls

        token = find_token(client, arguments.id)
        given: dict[str, object] = _life_span(arguments)
        if arguments.name:
            given["name"] = arguments.name
        if arguments.now:
            given["now"] = True
            confirm(arguments, f'Revoke "{token.name}" at once? Entra ID fails until it has the new token.')
        _print_created(arguments, client.send(calls.rotate_token(token.id, model_of(TokenRotation, given))))


def _revoke(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management

    with management(arguments, acts=True) as client:
        from scimconsole.cli.finding import find_token
        from scimconsole.cli.inputs import confirm
        from scimconsole.client import calls

        token = find_token(client, arguments.id)
        confirm(arguments, f'Revoke "{token.name}"? Whoever uses it is refused from now on.')
        _print_token(arguments, client.send(calls.revoke_token(token.id)))


def _inspect(arguments: argparse.Namespace) -> int:
    from scimconsole.cli.inspection import inspect_token

    return inspect_token(arguments)


VERBS = {
    "generate": ("generate a SCIM token; it is shown once", _describe_generate),
    "list": ("list the tokens, newest first", _describe_list),
    "show": ("show one token, without its secret", _describe_show),
    "rotate": ("generate the successor of a token; both work until one is revoked", _describe_rotate),
    "revoke": ("end a token now and for good", _describe_revoke),
    "inspect": ("read a token from stdin and say what it is, offline", _describe_inspect),
}
"""Action to its one-line summary and what describes its arguments."""
