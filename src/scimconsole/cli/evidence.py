"""`scimconsole sync evidence`: what is known of a case as one file to hand on."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydantic import BaseModel

    from scimconsole.api import Organization, ScimRequestDetail
    from scimconsole.cli.evidence_file import Bundle
    from scimconsole.client import ManagementClient
    from scimconsole.client.call import ListCall

MOST_REQUESTS = 500
"""Requests in one bundle, the newest."""
MOST_EVENTS = 1000


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "person",
        nargs="?",
        metavar="PERSON",
        help="userName, e-mail, externalId or SCIM id; none: everything",
    )
    parser.add_argument(
        "--request", metavar="ID", help="this request, and those about the same person or group"
    )
    parser.add_argument("--since", metavar="TIME", help="requests since: 2h, yesterday, 2026-11-21")
    parser.add_argument("--until", metavar="TIME", help="requests before, written likewise")
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="the ZIP file to write")
    parser.add_argument("--force", action="store_true", help="replace the file if it exists")
    parser.add_argument(
        "--anonymous", action="store_true", help="replace names and addresses by pseudonyms; ids stay"
    )
    options.add_connection_options(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> None:
    from pathlib import Path

    from scimconsole.cli.evidence_file import refuse_existing, write_zip
    from scimconsole.cli.output import progress, say
    from scimconsole.cli.session import management
    from scimconsole.errors import InvalidInput

    if arguments.person and arguments.request:
        raise InvalidInput("A person and --request exclude each other.", hint="Name one of them.")
    path = Path(arguments.output)
    refuse_existing(path, force=arguments.force)
    with management(arguments) as client:
        bundle = _gathered(arguments, client)
    progress("")
    files = bundle.files(anonymous=arguments.anonymous)
    write_zip(path, files, force=arguments.force)
    say(f"{path} holds {', '.join(files)}. Look through it before you hand it on.")


def _gathered(arguments: argparse.Namespace, client: ManagementClient) -> Bundle:
    from datetime import UTC, datetime

    from scimconsole import __version__
    from scimconsole.cli.evidence_file import Bundle
    from scimconsole.cli.output import in_full
    from scimconsole.cli.times import instant_text
    from scimconsole.client import calls

    organization = client.send(calls.organization())
    first = client.send(calls.request(arguments.request)) if arguments.request else None
    person = arguments.person or (first and (first.resource_id or first.sought)) or None
    bundle = Bundle(f"Evidence about {person or 'provisioning'}, organization {organization.slug}")
    bundle.facts += [
        ("Made", in_full(datetime.now(UTC).isoformat())),
        ("Organization", f"{organization.slug} ({organization.name})"),
        ("Tenant URL", organization.tenant_url or "not known"),
        ("Profile", f"{organization.profile}, plan {organization.plan}"),
        ("Program", f"scimconsole {__version__}"),
    ]
    since, until = instant_text(arguments.since), instant_text(arguments.until)
    _add_requests(bundle, client, calls.requests(user=person, since=since, until=until), first)
    if person is not None:
        bundle.people.append({"person": person})
        _add_person(bundle, client, organization, person)
    if "sync" in organization.capabilities:
        bundle.add("sync.json", _plain(client.send(calls.sync())), "the state of provisioning")
    else:
        bundle.left_out.append("The state of provisioning: this service does not offer it.")
    profile = _plain(client.send(calls.profile()))
    bundle.add("profile.json", profile, "what the service expects of a user")
    if "mapping" in organization.capabilities:
        versions = client.send(calls.mapping_versions(limit=1)).items
        if versions:
            bundle.add("mapping.json", _plain(versions[0]), "which version of the mapping is kept here")
    bundle.left_out.append("The attribute mapping itself: `scimconsole mapping export` writes it.")
    return bundle


def _add_requests(
    bundle: Bundle, client: ManagementClient, call: ListCall[Any], first: ScimRequestDetail | None
) -> None:
    from itertools import islice

    from scimconsole.cli.evidence_file import counted
    from scimconsole.cli.output import progress
    from scimconsole.client import calls

    found: dict[str, Any] = {} if first is None else {first.id: _plain(first)}
    listed = list(islice(client.items(call), MOST_REQUESTS + 1))
    for request in listed[:MOST_REQUESTS]:
        if request.id not in found:
            found[request.id] = _plain(client.send(calls.request(request.id)))
            progress(f"{len(found)} requests")
    newest_first = [found[one] for one in sorted(found, reverse=True)]
    times = f", {newest_first[-1]['at']} to {newest_first[0]['at']}" if newest_first else ""
    bundle.add("requests.jsonl", newest_first, f"{counted(newest_first, 'request')} in full{times}")
    if len(listed) > MOST_REQUESTS:
        bundle.left_out.append(f"Requests before the newest {MOST_REQUESTS}: --until goes further back.")


def _add_person(bundle: Bundle, client: ManagementClient, organization: Organization, person: str) -> None:
    from itertools import islice

    from scimconsole.cli.evidence_file import counted
    from scimconsole.cli.finding import find_user
    from scimconsole.client import calls
    from scimconsole.errors import Conflict, NotFound

    if "why" in organization.capabilities:
        verdict = client.send(calls.why(person))
        bundle.facts.append(("Verdict", verdict.verdict))
        bundle.add("why.json", _plain(verdict), "the verdict, its evidence and the next step")
    else:
        bundle.left_out.append("The verdict: this service gives none.")
    try:
        user = find_user(client, person)
    except (NotFound, Conflict) as error:
        bundle.left_out.append(f"A record of the person: {error.detail}")
        return
    bundle.add("user.json", _plain(user), "the person as stored")
    events = [_plain(one) for one in islice(client.items(calls.user_history(user.id)), MOST_EVENTS)]
    bundle.add(
        "history.jsonl", events, f"{counted(events, 'event')}: what was done to the person, and by whom"
    )
    received = [_plain(one) for one in client.items(calls.user_received(user.id))]
    bundle.add("received.jsonl", received, "each attribute as stored, and as it was received last")


def _plain(model: BaseModel) -> Any:
    return model.model_dump(mode="json")
