"""`scimconsole guide`: the set-up guide, what has been seen of it, and the guide to hand on."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import Guide, GuideStep

LOOK_EVERY = 2.0
"""Seconds between two looks of `--follow`."""

MARKS = {"seen": "seen", "waiting": "waiting", "trouble": "TROUBLE", None: "by hand"}


def _describe_show(parser: argparse.ArgumentParser) -> None:
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_show)


def _describe_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--follow", action="store_true", help="go on until every step was seen; Ctrl+C ends it"
    )
    parser.add_argument("--json", action="store_true", help="print JSON; with --follow a line at each change")
    options.add_connection_options(parser)
    parser.set_defaults(run=_check)


def _describe_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="FILE", help="where to (default: stdout)")
    parser.add_argument(
        "--ics",
        metavar="FILE",
        help="write the end of the token for a calendar, with alarms 30 and 7 days before; the guide "
        "is then only written where --output says",
    )
    options.add_connection_options(parser)
    parser.set_defaults(run=_export)


def _describe_self_test(parser: argparse.ArgumentParser) -> None:
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_self_test)


def _show(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import print_json
    from scimconsole.cli.session import management

    with management(arguments) as client:
        from scimconsole.client import calls

        guide = client.send(calls.guide())
    if arguments.json:
        print_json(guide.model_dump(mode="json"))
        return
    _print_line(f"{guide.title}: {len(guide.steps)} steps, about {guide.minutes} minutes")
    for step in guide.steps:
        _print_step(step)
    print()
    _say_sum(guide)


def _check(arguments: argparse.Namespace) -> int:
    import time

    from scimconsole.cli.output import print_json
    from scimconsole.cli.session import management

    with management(arguments) as client:
        from scimconsole.client import calls

        guide = client.send(calls.guide())
        if not arguments.follow:
            if arguments.json:
                print_json(guide.model_dump(mode="json"))
            else:
                _print_changes(guide, None)
                _say_sum(guide)
            return 0 if guide.complete else 1
        before: Guide | None = None
        while True:
            _print_follow(arguments, guide, before)
            if guide.complete:
                _say_sum(guide)
                return 0
            time.sleep(LOOK_EVERY)
            before, guide = guide, client.send(calls.guide())


def _export(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.export import written_whole
    from scimconsole.cli.output import say
    from scimconsole.cli.session import management

    with management(arguments) as client:
        from scimconsole.client import calls
        from scimconsole.domain.guide.page import guide_page

        guide = client.send(calls.guide())
    if arguments.ics:
        ending = _token_end(guide)
        with written_whole(arguments.ics) as stream:
            stream.write(ending)
        say(f"The end of the token was written to {arguments.ics}: a calendar takes the file.")
        if not arguments.output:
            return
    with written_whole(arguments.output) as stream:
        stream.write(guide_page(guide))
    if arguments.output:
        say(f"The guide was written to {arguments.output}. The token is not in it: hand it over separately.")


def _token_end(guide: Guide) -> str:
    from datetime import UTC, datetime

    from scimconsole.domain.guide.calendar import token_end
    from scimconsole.errors import NotFound

    if guide.token_id is None or guide.token_expires_at is None:
        raise NotFound(
            "There is no end to put into a calendar: no token is active, or it never ends.",
            hint="`scimconsole token list` shows them all.",
        )
    return token_end(
        service=guide.title,
        tenant_url=guide.tenant_url,
        token_id=guide.token_id,
        token_name=guide.token_name or "",
        ends=datetime.fromisoformat(guide.token_expires_at),
        now=datetime.now(UTC),
    )


def _self_test(arguments: argparse.Namespace) -> int:
    from scimconsole.cli.output import print_json, say
    from scimconsole.cli.session import management

    with management(arguments, acts=True) as client:
        from scimconsole.client import calls

        outcome = client.send(calls.self_test())
    if arguments.json:
        print_json(outcome.model_dump(mode="json"))
        return 0 if outcome.passed else 1
    for step in outcome.steps:
        mark = "passed" if step.passed else "FAILED"
        _print_line(f"{mark}  {step.status or '-':>3}  {step.duration_us / 1000:6.1f} ms  {step.title}")
        if not step.passed:
            _print_line(f"        expected {step.expected}; seen: {step.seen}")
            _print_line(f"        scimconsole sync request {step.request_id}")
    failed = sum(not step.passed for step in outcome.steps)
    if outcome.passed:
        say(f"All {len(outcome.steps)} steps passed; nothing is left of {outcome.user_name}.")
    elif failed:
        say(f"{failed} of {len(outcome.steps)} steps failed: Entra ID would meet the same answers.")
    if not outcome.cleaned_up:
        say(f"{outcome.user_name} could not be taken away again; the next self test does it.")
    return 0 if outcome.passed else 1


def _print_follow(arguments: argparse.Namespace, guide: Guide, before: Guide | None) -> None:
    import sys

    from scimconsole.domain.terminal_text import escape_json

    if arguments.json:
        if before is None or before.steps != guide.steps:
            print(escape_json(guide.model_dump_json()))
    else:
        _print_changes(guide, before)
    sys.stdout.flush()


def _print_changes(guide: Guide, before: Guide | None) -> None:
    """One line for each checked step, or for those whose state or evidence is another than before."""
    earlier = {} if before is None else {step.number: step for step in before.steps}
    for step in guide.steps:
        known = earlier.get(step.number)
        if step.check is None or (known is not None and known.state == step.state):
            continue
        optional = " (optional)" if step.optional and step.state != "seen" else ""
        _print_line(f"{MARKS[step.state]:<8} {step.number:>2}. {step.title}{optional}: {step.evidence}")


def _print_step(step: GuideStep) -> None:
    print()
    optional = ", optional" if step.optional else ""
    _print_line(f"{step.number}. {step.title} ({step.minutes} min{optional}) [{MARKS[step.state]}]")
    _print_line(f"   {step.place}")
    for sentence in step.do:
        _print_line(f"   - {sentence}")
    for paste in step.paste:
        _print_line(f"   paste {paste.label}: {paste.value}" if paste.value else f"   paste {paste.label}")
    if step.trap:
        _print_line(f"   Mind: {step.trap}")
    if step.evidence:
        _print_line(f"   Now: {step.evidence}")
    _print_line(f"   Source: {step.source}, {step.dated}")


def _say_sum(guide: Guide) -> None:
    from scimconsole.cli.output import in_full, say

    done = "The set-up is complete." if guide.complete else "The set-up is not complete."
    say(f"{done} {guide.seen} of {guide.checked} steps that can be seen were seen.")
    if not guide.complete:
        say(f"About {guide.minutes_left} minutes are left.")
    if guide.users:
        people = "1 person" if guide.users == 1 else f"{guide.users} people"
        groups = "1 group" if guide.groups == 1 else f"{guide.groups} groups"
        say(f"{people} and {groups} arrived; first came {', '.join(guide.first_people)}.")
    if guide.next_cycle_at:
        say(f"Entra ID is expected next about {in_full(guide.next_cycle_at)}.")
    if guide.token_expires_at:
        say(f'Token "{guide.token_name}" ends {in_full(guide.token_expires_at)}.')
    if guide.sampled:
        say(guide.sampled)


def _print_line(text: str) -> None:
    from scimconsole.domain.terminal_text import escape_text

    print(escape_text(text))


VERBS = {
    "show": ("show every step: where, what to paste, the trap, and what was seen", _describe_show),
    "check": ("say which steps were seen; exit code 0 when all were", _describe_check),
    "self-test": (
        "play Entra ID against this organization's own endpoint, and clean up",
        _describe_self_test,
    ),
    "export": ("write the guide as Markdown for the identity admin; no token is in it", _describe_export),
}
"""Action to its one-line summary and what describes its arguments."""
