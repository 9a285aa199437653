"""People in JSON: a list, Graph's page, a document of users and groups, one object or several."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import ijson

from scimconsole.entra.people.bytes_in import LONGEST, Bytes
from scimconsole.entra.people.json_place import place_of_error
from scimconsole.entra.people.origin import Origin
from scimconsole.errors import InvalidInput

_CHUNK = 64 * 1024
_COLLECTED = frozenset({"appRoles", "appRoleAssignedTo"})
_MOST_KEYS = 200


@dataclass
class Survey:
    """What stands at the top of a JSON object."""

    keys: dict[str, str] = field(default_factory=dict)
    """Key to what begins there: `start_array`, `start_map`, `string`, `null`, ..."""
    collected: dict[str, list[Any]] = field(default_factory=dict)
    """The items of `appRoles` and `appRoleAssignedTo`."""

    def has_list(self, key: str) -> bool:
        """Whether a list stands there."""
        return self.keys.get(key) == "start_array"


def first_list(head: bytes) -> str | None:
    """The key of the first list of objects at the top, as far as the first bytes tell."""
    depth, key = 0, ""
    try:
        for event, value in ijson.basic_parse(_Once(head), multiple_values=True, buf_size=1024):
            if event in ("start_map", "start_array"):
                if depth == 1 and event == "start_array":
                    return key
                depth += 1
            elif event in ("end_map", "end_array"):
                depth -= 1
            elif event == "map_key" and depth == 1:
                key = value
    except ijson.JSONError:
        pass  # the head ends somewhere; what is really broken is told when it is read
    return None


def survey(origin: Origin) -> Survey:
    """Read through the whole text once, for what stands where; raises `InvalidInput` for broken JSON."""
    found = Survey()
    depth, key, builder = 0, "", None
    with origin.open() as stream, _broken_json(origin, lambda: "the document"):
        since = 0
        for event, value in ijson.basic_parse(stream, multiple_values=True, buf_size=_CHUNK):
            if depth == 1 and event == "map_key":
                key = str(value)
            elif depth == 1 and event != "end_map":
                if len(found.keys) < _MOST_KEYS:
                    found.keys.setdefault(key, event)
                if key in _COLLECTED and event == "start_array":
                    found.collected.setdefault(key, [])
            if depth <= 2:
                since = stream.passed
            elif stream.passed - since > LONGEST:
                raise _too_large(origin, f"something in {key!r}")
            if event in ("start_map", "start_array"):
                if depth == 2 and key in found.collected:
                    builder = ijson.ObjectBuilder()
                depth += 1
            elif event in ("end_map", "end_array"):
                depth -= 1
            if builder is not None:
                builder.event(event, value)
                if depth == 2:
                    found.collected[key].append(builder.value)
                    builder = None
    return found


def objects(origin: Origin, prefix: str, *, bounded: bool = True) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Place and JSON of the objects at `prefix`, such as `value`; an empty one is the list at the top.

    `bounded` refuses an object that is larger than 16 MB. Raises `InvalidInput` with index, line and column.
    """
    index = 0
    whole = prefix == "*"
    path = "" if whole else f"{prefix}.item".lstrip(".")

    def where() -> str:
        return f"object {index + 1}" if whole else f"{prefix}[{index}]"

    with origin.open() as stream, _broken_json(origin, where):
        reader = _Bounded(stream, origin, where) if bounded else stream
        for found in ijson.items(reader, path, multiple_values=True, buf_size=_CHUNK):
            if isinstance(reader, _Bounded):
                reader.begin()
            if not isinstance(found, dict):
                raise InvalidInput(
                    f"{origin.name}: {where()} is no object.", hint="Each person is an object of attributes."
                )
            yield where(), found
            index += 1


class _Once:
    """Gives some bytes to a parser that reads."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, size: int) -> bytes:
        taken, self._data = self._data[:size], self._data[size:]
        return taken


class _Bounded:
    """Reads, and refuses to when one object takes too long."""

    def __init__(self, inner: Bytes, origin: Origin, where: Callable[[], str]) -> None:
        self._inner, self._origin, self._where = inner, origin, where
        self._since = 0

    def begin(self) -> None:
        """An object ended."""
        self._since = 0

    def read(self, size: int) -> bytes:
        """The next bytes."""
        found = self._inner.read(size) or b""
        self._since += len(found)
        if self._since > LONGEST:
            raise _too_large(self._origin, self._where())
        return found


def _too_large(origin: Origin, where: str) -> InvalidInput:
    return InvalidInput(
        f"{origin.name}: {where} is larger than {LONGEST // 1024 // 1024} MB.",
        hint="A person has a few thousand bytes: look for a quote or bracket that is missing.",
    )


@contextlib.contextmanager
def _broken_json(origin: Origin, where: Callable[[], str]) -> Iterator[None]:
    """Tell a parser's error with the object and the place in the file."""
    try:
        yield
    except ijson.JSONError as error:
        read = origin.bytes_read
        is_cut_off = "EOF" in str(error)
        place = place_of_error(origin, read, at_end=is_cut_off)
        if place is not None:
            told = f"at line {place.line}, column {place.column} (byte {place.offset})"
        else:
            told = f"before byte {read}"
        raise InvalidInput(
            f"{origin.name} is no JSON any more {told}, in {where()}: {_what(error)}.",
            hint="The file may be cut off." if is_cut_off else "Mend it there, or export it again.",
        ) from error


def _what(error: ijson.JSONError) -> str:
    """The parser's sentence without the drawing under it."""
    first = str(error).removeprefix("b'").removeprefix('b"').replace("\\n", "\n").split("\n")[0]
    return re.sub(r"^(parse|lexical) error: ", "", first).rstrip(". ")
