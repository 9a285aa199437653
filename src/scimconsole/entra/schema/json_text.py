"""From the bytes of a file to JSON data, without what JSON parsers let pass in silence."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Iterator
from typing import Any

from scimconsole.domain.scim.text import is_storable
from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.schema.limits import MAX_BYTES, MAX_DEPTH, MAX_TOLD
from scimconsole.errors import InvalidInput

_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LARGEST, _SMALLEST = 2**64 - 1, -(2**63)
_HINT = "Take the file as the portal or Microsoft Graph gives it: JSON in UTF-8 or, from PowerShell, UTF-16."


def read_json(text: bytes | str, source: str) -> object:
    """The data of a JSON text; `source` names it in messages.

    Raises InvalidInput for what is too large, is no JSON, or says a name twice in one object.
    """
    if len(text) > MAX_BYTES:
        sentence = f"{source} has more than {MAX_BYTES // 1_000_000} MB; no schema of Entra is that large."
        raise InvalidInput(sentence, hint="Choose the schema that the portal or Microsoft Graph gave you.")
    decoded = _decoded(text, source) if isinstance(text, bytes) else text.removeprefix("\ufeff")
    if not decoded.strip():
        raise InvalidInput(f"{source} is empty.", hint=_HINT)
    try:
        data = json.loads(decoded, object_pairs_hook=_pairs, parse_constant=_NoNumber, parse_float=_number)
    except json.JSONDecodeError as error:
        sentence = f"{source} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        raise InvalidInput(sentence, hint=_HINT, position=error.pos) from None
    except RecursionError:
        raise _too_deep(source) from None
    except ValueError:
        # The only one left: Python refuses to read thousands of digits.
        raise InvalidInput(f"{source} holds a number of thousands of digits.", hint=_HINT) from None
    refuse_odd(data, source)
    return data


def refuse_odd(data: object, source: str) -> None:
    """Raise InvalidInput, with pointers, for data that could not be written down as JSON again as it is."""
    problems = []
    for pointer, sentence in _oddities(data, source):
        problems.append((pointer, sentence))
        if len(problems) == MAX_TOLD:
            break
    if problems:
        pointer, sentence = problems[0]
        raise InvalidInput(f"{source}: {escape_text(pointer) or 'the document'}: {sentence}", errors=problems)


def token(name: str | int) -> str:
    """One step of a JSON pointer, with its separator (RFC 6901)."""
    return "/" + str(name).replace("~", "~0").replace("/", "~1")


class _NoNumber:
    """A number that JSON does not have: NaN, Infinity, or one too large for a float."""

    def __init__(self, written: str) -> None:
        self.written = written


class _Doubled(dict[str, Any]):
    """An object in which a name occurs twice; the parser tells no place, so it is found afterwards."""

    name = ""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    doubled = _Doubled(plain)
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            doubled.name = name
        seen.add(name)
    return doubled


def _number(written: str) -> float | _NoNumber:
    value = float(written)
    return value if math.isfinite(value) else _NoNumber(written)


def _decoded(text: bytes, source: str) -> str:
    encoding = next((name for mark, name in _ENCODINGS if text.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in text[:4]:
        encoding = "utf-16-be" if text[:1] == b"\0" else "utf-16-le"
    try:
        return text.decode(encoding)
    except UnicodeDecodeError as error:
        sentence = f"{source} is not text in {encoding.removesuffix('-sig').upper()}: byte {error.start:,}."
        raise InvalidInput(sentence, hint=_HINT) from None


def _too_deep(source: str) -> InvalidInput:
    return InvalidInput(
        f"{source} nests deeper than {MAX_DEPTH} levels.",
        hint="Write the deepest expression with fewer calls inside of each other.",
    )


def _oddities(data: object, source: str) -> Iterator[tuple[str, str]]:
    """What is odd, each with its pointer; walks without recursion."""
    waiting: list[tuple[str, object, int]] = [("", data, 1)]
    while waiting:
        pointer, value, depth = waiting.pop()
        if isinstance(value, (dict, list)) and depth > MAX_DEPTH:
            raise _too_deep(source)
        match value:
            case dict():
                if isinstance(value, _Doubled):
                    yield pointer, f'"{escape_text(value.name[:60])}" occurs twice in this object.'
                for name in value:
                    if not isinstance(name, str) or not is_storable(name):
                        yield pointer, "A name in this object is no text that can be stored."
                waiting += [
                    (pointer + token(name), inner, depth + 1) for name, inner in reversed(value.items())
                ]
            case list():
                waiting += [
                    (f"{pointer}/{index}", value[index], depth + 1) for index in reversed(range(len(value)))
                ]
            case str():
                if not is_storable(value):
                    yield pointer, "The text holds NUL or half a character (a lone surrogate)."
            case bool() | None:
                pass
            case int():
                if not _SMALLEST <= value <= _LARGEST:
                    yield pointer, "The number has more than 64 bits."
            case float():
                if not math.isfinite(value):
                    yield pointer, f"{value} is no number of JSON."
            case _NoNumber():
                yield pointer, f"{value.written[:20]} is no number of JSON."
            case _:
                yield pointer, f"A value of the kind {type(value).__name__} is no JSON."
