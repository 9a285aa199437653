"""`scimconsole mapping eval`: evaluate expressions of Entra's attribute mappings. Needs no service."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, BinaryIO

    from scimconsole.entra.expressions import ExpressionError, Outcome, Surroundings

_LONGEST_LINE = 16 * 1024 * 1024


def describe(parser: argparse.ArgumentParser) -> None:
    """The arguments of `mapping eval`."""
    parser.add_argument(
        "expression",
        metavar="EXPRESSION",
        nargs="?",
        help="such as 'ToLower([mail])'; '-' reads it from stdin",
    )
    parser.add_argument(
        "--source",
        metavar="FILE_OR_JSON",
        help="the attributes: a JSON object, or a file with one; names as the expression writes them",
    )
    parser.add_argument(
        "--batch",
        action="store_true",
        help='read {"id", "expression", "source"} from stdin, one a line, and answer one such line each',
    )
    options.add_json_option(parser)
    parser.add_argument(
        "--trace", action="store_true", help="show each call with its arguments and its value"
    )
    parser.add_argument("--reveal", action="store_true", help="show what Redact hides")
    again = parser.add_argument_group("to get the same value again")
    again.add_argument(
        "--now", metavar="TIME", type=_time, help="the present time, ISO 8601 (default: this clock)"
    )
    again.add_argument("--seed", metavar="N", type=int, help="the seed of Guid and RandomString")
    tenant = parser.add_argument_group("what the tenant knows")
    tenant.add_argument(
        "--taken", metavar="VALUE", action="append", help="a value SelectUniqueValue finds taken"
    )
    tenant.add_argument("--default-domain", metavar="NAME", help="what DefaultDomain() is")
    parser.set_defaults(run=_eval)


def _time(text: str) -> object:
    from datetime import datetime

    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-11-22T09:00:00Z") from None


def _eval(arguments: argparse.Namespace) -> int:
    from scimconsole.errors import InvalidInput

    if arguments.batch:
        if arguments.expression is not None or arguments.source is not None:
            raise InvalidInput("With --batch, expressions and sources come from stdin.")
        return _answer_all(_surroundings(arguments))
    if arguments.expression is None:
        raise InvalidInput("No expression is given.", hint="Name one, or use --batch.")
    return _answer_one(arguments)


def _surroundings(arguments: argparse.Namespace) -> Surroundings:
    from dataclasses import replace

    from scimconsole.entra.expressions import Surroundings

    repeatable = Surroundings.repeatable(now=arguments.now, seed=arguments.seed)
    taken = frozenset(arguments.taken or ())
    return replace(repeatable, taken=taken, default_domain=arguments.default_domain)


def _answer_one(arguments: argparse.Namespace) -> int:
    import sys

    from scimconsole.cli.output import print_json
    from scimconsole.entra.expressions import ExpressionError, compile_expression

    source = _source(arguments)
    text = sys.stdin.read(_LONGEST_LINE) if arguments.expression == "-" else arguments.expression
    try:
        outcome = compile_expression(text).explain(source, _surroundings(arguments))
    except ExpressionError as error:
        if arguments.json:
            print_json(_refused(error))
        _complain(error, text)
        return 1
    if arguments.json:
        print_json(outcome.as_json(text))
    if outcome.error is not None:
        if arguments.trace and not arguments.json:
            _show_trace(arguments, outcome, text)
        _complain(outcome.error, text)
        return 1
    if not arguments.json:
        _show(arguments, outcome, text)
    return 0


def _source(arguments: argparse.Namespace) -> dict[str, Any]:
    """The attributes given; raises `InvalidInput` for what is no JSON object."""
    import json
    import sys
    from pathlib import Path

    from scimconsole.errors import InvalidInput

    given = arguments.source
    if given is None:
        return {}
    where = "--source"
    text = given
    if not given.lstrip().startswith(("{", "[")):
        if given == "-" and arguments.expression == "-":
            raise InvalidInput("Expression and source cannot both come from stdin.")
        where = "stdin" if given == "-" else given
        try:
            text = sys.stdin.read() if given == "-" else Path(given).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise InvalidInput(f"{where} cannot be read: {error}.") from error
    try:
        source = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(
            f"{where} is no JSON: {error}.", hint='An object with the attributes: {"mail": "a@b.c"}'
        ) from error
    if not isinstance(source, dict):
        raise InvalidInput(f"{where} is no JSON object.", hint='Such as {"mail": "a@b.c"}')
    return source


def _answer_all(surroundings: Surroundings) -> int:
    """Answer each line of stdin; 0 when every one could be read, else 2."""
    import json
    import sys

    from scimconsole.cli.output import say
    from scimconsole.domain.terminal_text import escape_json

    unreadable = 0
    for number, line in _lines(sys.stdin.buffer):
        answer = _answer_line(line, surroundings)
        if "line" in answer:
            unreadable += 1
            answer["line"] = number
        print(escape_json(json.dumps(answer, ensure_ascii=False)), flush=True)
    if unreadable:
        noun = "line" if unreadable == 1 else "lines"
        say(f'{unreadable} {noun} could not be read; each is answered by its number, with "id" null.')
        return 2
    return 0


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers from 1, blank ones left out; one without measure comes cut."""
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        while not line.endswith(b"\n") and len(line) >= _LONGEST_LINE and stream.readline(_LONGEST_LINE):
            continue  # the rest of a line that is too long
        if line.strip():
            yield number, line


def _answer_line(line: bytes, surroundings: Surroundings) -> dict[str, Any]:
    import json

    from scimconsole.entra.expressions import ExpressionError, compile_expression

    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _unreadable(f"The line is no JSON: {error}.")
    if not isinstance(given, dict):
        return _unreadable("The line is no JSON object.")
    text, source = given.get("expression"), given.get("source")
    if not isinstance(text, str) or not isinstance(source, (dict, type(None))):
        return _unreadable('The line needs "expression", a text, and "source", an object.')
    try:
        answer = compile_expression(text).explain(source or {}, surroundings).as_json(text)
    except ExpressionError as error:
        answer = _refused(error)
    return {"id": given.get("id"), **answer}


def _refused(error: ExpressionError) -> dict[str, Any]:
    return {"value": None, "skip": False, "error": error.as_json(), "warnings": [], "trace": []}


def _unreadable(sentence: str) -> dict[str, Any]:
    places = dict.fromkeys(("position", "length", "expected", "nearest", "hint"))
    error = {"kind": "input", "detail": sentence, **places}
    return {"id": None, "line": 0, "value": None, "skip": False, "error": error, "warnings": [], "trace": []}


def _complain(error: ExpressionError, text: str) -> None:
    """The error with the place in the expression, on stderr."""
    from scimconsole.cli.output import say
    from scimconsole.entra.expressions import draw_caret

    say(f"scimconsole: {error.detail}")
    for line in draw_caret(text, error.position, error.length).split("\n"):
        say(f"  {line}")
    if error.expected:
        say(f"  Expected: {error.expected}")
    if error.hint:
        say(f"  {error.hint}")


def _show(arguments: argparse.Namespace, outcome: Outcome, text: str) -> None:
    """The value on stdout, a list line by line; what is to be said about it on stderr."""
    import json

    from scimconsole.cli.output import say
    from scimconsole.domain.terminal_text import escape_text
    from scimconsole.entra.expressions.values import wire_form

    if arguments.trace:
        _show_trace(arguments, outcome, text)
    for remark in outcome.warnings:
        say(f"warning: {remark.detail}")
    value = wire_form(outcome.value)
    if outcome.skip:
        what = "The attribute is" if outcome.skip == "attribute" else "The whole object is"
        say(f"{what} left out of the request.")
    elif value is None:
        say("null: nothing is sent.")
    elif outcome.is_redacted and not arguments.reveal:
        print("[Redact]")
        say("The value is hidden as in Entra's logs; --reveal shows it.")
    else:
        for item in value if isinstance(value, list) else [value]:
            shown = json.dumps(item, ensure_ascii=False) if isinstance(item, dict) else str(item)
            print(escape_text(shown))


def _show_trace(arguments: argparse.Namespace, outcome: Outcome, text: str) -> None:
    """Each call with its value, on stderr; without the values when Redact hides one."""
    import json

    from scimconsole.cli.output import say
    from scimconsole.entra.expressions import trace_rows

    for row in trace_rows(list(outcome.trace), text):
        value = json.dumps(row["value"], ensure_ascii=False) if row["outcome"] == "value" else row["outcome"]
        if outcome.is_redacted and not arguments.reveal:
            value = "[Redact]"
        say(f"{'  ' * row['depth']}{row['expression']}  ->  {value}")
