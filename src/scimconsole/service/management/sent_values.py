"""What a kept request body says of an attribute, in the words in which it was sent."""

from __future__ import annotations

from typing import Any

import orjson

from scimconsole.entra.provisioning.target_path import TargetPath, named, parse_target
from scimconsole.errors import InvalidInput


class SentValues:
    """The values of one POST, PUT or PATCH; a body that was cut or is no JSON has none."""

    def __init__(self, method: str, body: bytes | None) -> None:
        self._values: dict[str, Any] = {}
        self._taken_away: list[TargetPath] = []
        try:
            document = orjson.loads(body) if body else None
        except orjson.JSONDecodeError:
            document = None
        self.is_readable = isinstance(document, dict)
        """Whether the body is there whole."""
        if isinstance(document, dict):
            if method == "PATCH":
                self._collect(named(document, "operations"))
            else:
                self._values = document

    def of(self, path: TargetPath) -> Any:
        """The value sent for an attribute; None where the body did not give one."""
        return path.read(self._values)

    def takes_away(self, path: TargetPath) -> bool:
        """Whether the body says that the attribute is to have no value."""
        return any(
            (one.schema or "").lower() == (path.schema or "").lower()
            and one.name.lower() == path.name.lower()
            and (one.sub is None or one.sub.lower() == (path.sub or "").lower())
            and (not one.condition or one.condition == path.condition)
            for one in self._taken_away
        )

    def _collect(self, operations: Any) -> None:
        for operation in operations if isinstance(operations, list) else [operations]:
            path, value = named(operation, "path"), named(operation, "value")
            if isinstance(path, str) and path:
                self._note(str(named(operation, "op")).lower(), path, value)
            elif isinstance(value, dict):
                for name, one in value.items():
                    self._note("replace", name, one)

    def _note(self, op: str, path: str, value: Any) -> None:
        try:
            target = parse_target(path)
        except InvalidInput:
            return
        if op == "remove" or value is None:
            self._taken_away.append(target)
        else:
            target.write(self._values, value)
