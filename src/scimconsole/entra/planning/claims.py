"""What only one object of the directory can have: an id, a matching value, a counterpart there, a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimconsole.entra.planning.hashes import Hashes

DUPLICATE = "DuplicateSourceEntries"
_NAMED = ("create", "update", "unchanged", "disable")
"""Actions after which somebody has the name that is sent."""


class Claims:
    """Takes decisions in the order of the file; who comes second with the same is refused.

    Letter case is passed over. Only a hash is kept of each, so that millions fit.
    """

    def __init__(self) -> None:
        self._taken = Hashes()

    def settle(self, item: dict[str, Any]) -> bool:
        """Refuse the item, in place, when another one has the same; whether it stands."""
        kind = item["kind"]
        identity = item["id"]
        if identity is None:
            return True
        sentence = None
        if not self._take(kind, "id", identity):
            sentence = "The file has the same object id twice."
        else:
            matching = item["matching"]
            if matching and not self._take(kind, matching[0]["attribute"], matching[0]["value"]):
                sentence = (
                    f"Another {kind.lower()} before it in the file has the {matching[0]['attribute']} "
                    f'"{matching[0]["value"]}" too.'
                )
            elif item["in_scope"] and not self._take_counterpart(kind, item["match"]):
                sentence = (
                    f"Another {kind.lower()} before it in the file is matched with {item['match']['id']}."
                )
        if sentence is None:
            return self._settle_name(item)
        item["action"] = "refused" if item["action"] != "unknown" else "unknown"
        item["changes"] = []
        item["problems"] = [*item["problems"], _problem(sentence)]
        return False

    def _settle_name(self, item: dict[str, Any]) -> bool:
        """Refuse, as the service would, whoever comes second with a name; a deactivation always lands."""
        unique = item["unique"]
        if unique is None or not item["in_scope"] or item["action"] not in _NAMED:
            return True
        attribute, value = unique["attribute"], unique["value"]
        is_new = self._take(item["kind"], "unique", value)
        is_sent = item["action"] == "create" or any(
            change["attribute"] == attribute for change in item["changes"]
        )
        if is_new or not is_sent or item["action"] == "disable":
            return True
        sentence = f'The {attribute} "{value}" goes to another {item["kind"].lower()} before it in the file.'
        item["action"] = "refused"
        item["changes"] = []
        item["problems"] = [*item["problems"], _taken(sentence, attribute)]
        return False

    def _take_counterpart(self, kind: str, match: Mapping[str, Any] | None) -> bool:
        return match is None or self._take(kind, "target", match["id"])

    def _take(self, *what: str) -> bool:
        return self._taken.add(hash(tuple(part.casefold() for part in what)))


def _problem(sentence: str) -> dict[str, Any]:
    return {
        "detail": sentence,
        "attribute": None,
        "status": None,
        "scimType": None,
        "code": DUPLICATE,
        "fatal": True,
    }


def _taken(sentence: str, attribute: str) -> dict[str, Any]:
    return {
        **_problem(sentence),
        "attribute": attribute,
        "status": 409,
        "scimType": "uniqueness",
        "code": "Conflict",
    }
