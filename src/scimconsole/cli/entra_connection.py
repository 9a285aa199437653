"""`scimconsole entra test-connection`, and what the verbs of `entra` know of the endpoint."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.entra.simulator.connection_test import Report
    from scimconsole.entra.simulator.endpoint import NotAnswered

TOKEN_VARIABLE = "SCIM_TOKEN"


def describe(parser: argparse.ArgumentParser) -> None:
    """The arguments of `entra test-connection`."""
    add_endpoint_option(parser)
    options.add_json_option(parser)
    parser.set_defaults(run=_test)


def add_endpoint_option(parser: argparse.ArgumentParser) -> None:
    """Add `--tenant-url`; the token is never an argument."""
    parser.add_argument(
        "--tenant-url",
        metavar="URL",
        required=True,
        help=f"the SCIM base, as it stands in Entra; the token comes from stdin or {TOKEN_VARIABLE}",
    )


def read_token() -> str:
    """The token from `SCIM_TOKEN`, from a prompt, or from stdin; raises `InvalidInput` for none."""
    import os

    from scimconsole.cli.inputs import read_secret
    from scimconsole.entra.simulator.endpoint import checked_token

    given = os.environ.get(TOKEN_VARIABLE)
    return checked_token(read_secret("Secret Token") if given is None else given)


def _test(arguments: argparse.Namespace) -> int:
    import asyncio

    from scimconsole.entra.simulator.connection_test import try_connection
    from scimconsole.entra.simulator.endpoint import Endpoint, NotAnswered, checked_url

    checked_url(arguments.tenant_url)
    token = read_token()

    async def ask() -> Report:
        async with Endpoint(arguments.tenant_url, token) as endpoint:
            return await try_connection(endpoint)

    try:
        report = asyncio.run(ask())
    except NotAnswered as error:
        if arguments.json:
            _print_silence(arguments.tenant_url, error)
        raise
    _print(arguments, report)
    return 0 if report.problem is None else report.problem.exit_code


def _print(arguments: argparse.Namespace, report: Report) -> None:
    from scimconsole.cli.output import print_json, print_rows, say

    if arguments.json:
        print_json(report.as_json())
        return
    print_rows(
        [
            ("Tenant URL", report.tenant_url),
            ("Request", report.request),
            ("Answer", f"{report.examined.status} in {1000 * report.seconds:.0f} ms"),
            ("Verdict", report.verdict),
        ]
    )
    for remark in report.examined.remarks:
        say(f"{remark.severity}: {remark.what}\n  {remark.why}\n  {remark.mend}")


def _print_silence(tenant_url: str, error: NotAnswered) -> None:
    from scimconsole.cli.output import print_json

    finding = {"severity": "error", "what": error.detail, "why": "There is no answer.", "mend": error.hint}
    print_json(
        {
            "ok": False,
            "verdict": "Test Connection would fail in Entra.",
            "tenant_url": tenant_url,
            "request": None,
            "status": None,
            "seconds": None,
            "findings": [finding],
        }
    )
