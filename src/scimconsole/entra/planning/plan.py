"""Decisions folded into the plan of a cycle: counts, changes, and the second pass for whom people refer to.

Decisions come and changes go one by one; what must wait for the second pass waits in a file. In memory stay
the ids of the people and of their counterparts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

import orjson

from scimconsole.entra.planning.circles import circles
from scimconsole.entra.planning.claims import Claims

CREATED = "created in this run"
"""Stands for the SCIM id of somebody who has none yet."""
ACTIONS = ("create", "update", "disable", "unchanged", "refused", "skipped", "ambiguous")
_KEPT = ("create", "update", "disable", "unchanged")
_QUIET = frozenset({"unchanged", "skipped"})
_SHOWN_CIRCLES = 3
_LEFT_OUT = ("resolved", "missing", "references", "stored_references", "matching", "unique", "members")
"""What is of use to the plan alone."""


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody the service holds and the file does not have."""

    id: str
    user_name: str


class Plan:
    """Takes people first, then groups, each as a decision's JSON; then tells summary and changes.

    `spool` is an empty file that can be written and read, such as a temporary one.
    """

    def __init__(self, spool: IO[bytes]) -> None:
        self.remarks: list[str] = []
        """Sentences about the whole plan; complete after `summary`."""
        self._spool = spool
        self._claims = Claims()
        self._counts: Counter[str] = Counter()
        self._group_counts: Counter[str] = Counter()
        self._counterparts: dict[str, str] = {}
        self._left_alone: dict[str, str] = {}
        """SCIM ids of those who are held and not provisioned now, such as people out of scope."""
        self._managers: dict[str, str] = {}
        self._matched: set[str] = set()

    @property
    def matched(self) -> frozenset[str]:
        """SCIM ids of the people that the file's people were matched with."""
        return frozenset(self._matched)

    @property
    def users(self) -> int:
        """People taken so far."""
        return self._counts["users"]

    def count(self, action: str) -> int:
        """People with this action so far, those whose manager alone changes not among the updates yet."""
        return self._counts[action]

    def take_user(self, item: dict[str, Any]) -> None:
        """Take the decision on a person, as `wire.decision_json` gives it without detail."""
        stands = self._claims.settle(item)
        self._counts["users"] += 1
        self._counts[item["action"]] += 1
        self._counts["problems"] += bool(item["problems"])
        match = item["match"]
        if match is not None:
            self._matched.add(match["id"])
        references: dict[str, str] = {}
        if stands and item["in_scope"] and item["action"] in _KEPT:
            self._counterparts[item["id"].lower()] = match["id"] if match else CREATED
            references = item["references"]
            for wanted in references.values():
                self._managers[item["id"].lower()] = wanted.lower()
        elif item["id"] is not None and match is not None:
            # Who is in scope and left alone by the mapping is linked all the same: others can refer to them.
            is_linked = stands and item["in_scope"] and item["action"] == "skipped"
            (self._counterparts if is_linked else self._left_alone)[item["id"].lower()] = match["id"]
        if item["action"] not in _QUIET or any(self._may_differ(item, path) for path in references):
            self._keep(item, references)

    def take_group(self, item: dict[str, Any], members: Sequence[str], held: Iterable[str]) -> None:
        """Take the decision on a group; `held` are the SCIM ids of its members there.

        Members are the object ids of the file. Who is not provisioned now is not added, and stays a member;
        so does whom the service has in the group from elsewhere.
        """
        stands = self._claims.settle(item)
        if stands and item["in_scope"] and item["action"] in _KEPT:
            item["changes"] = [*item["changes"], *self._member_changes(members, frozenset(held))]
            if item["action"] == "unchanged" and item["changes"]:
                item["action"] = "update"
        self._group_counts["groups"] += 1
        self._group_counts[item["action"]] += 1
        self._counts["problems"] += bool(item["problems"])
        if item["action"] not in _QUIET:
            self._keep(item, {})

    def take_absent(self, held: Held) -> None:
        """Take somebody active whom the file lacks; a cycle over the whole directory disables them."""
        self._counts["disable"] += 1
        note = "The service holds this person, and the file does not have them."
        change = {"attribute": "active", "before": True, "after": False, "op": "Replace", "note": note}
        self._keep(
            {
                "id": None,
                "userPrincipalName": held.user_name,
                "in_scope": False,
                "problems": [],
                "kind": "User",
                "scope": {"reason": note, "group": None, "clause": None},
                "action": "disable",
                "match": {"attribute": None, "id": held.id},
                "changes": [change],
                "place": "",
            },
            {},
        )

    def summary(self, *, held: int | None = None) -> dict[str, Any]:
        """The counts, after everybody was taken; `held` is how many people the service holds."""
        counts, second = self._counts.copy(), Counter[str]()
        for item, was in self._resolved():
            if was != item["action"]:
                counts[was] -= 1
                counts[item["action"]] += 1
            second["references"] += item.pop("resolved", 0)
            second["missing"] += item.pop("missing", 0)
        self._remark(second["missing"])
        return {
            "users": counts["users"],
            **{action: counts[action] for action in ACTIONS},
            "absent": max(0, held - len(self._matched)) if held is not None else None,
            "problems": counts["problems"],
            "references": second["references"],
            "groups": self._group_counts["groups"],
            "group_actions": {action: self._group_counts[action] for action in ACTIONS},
            "members": {"add": self._counts["members_added"], "remove": self._counts["members_removed"]},
        }

    def changes(self) -> Iterator[dict[str, Any]]:
        """Everybody with something to do or to mend, in the order in which they were taken."""
        for item, _ in self._resolved():
            if item["action"] in _QUIET:
                continue
            for name in _LEFT_OUT:
                item.pop(name, None)
            yield item

    def _may_differ(self, item: dict[str, Any], path: str) -> bool:
        """Whether a reference could change, as far as the people taken until now tell."""
        stored = item["stored_references"].get(path)
        return stored is None or self._counterparts.get(item["references"][path].lower()) != stored

    def _keep(self, item: dict[str, Any], references: dict[str, str]) -> None:
        self._spool.write(orjson.dumps({**item, "references": references}) + b"\n")

    def _resolved(self) -> Iterator[tuple[dict[str, Any], str]]:
        """What was kept, with the changes of the second pass, and the action before it."""
        self._spool.seek(0)
        for line in self._spool:
            item = orjson.loads(line)
            was = item["action"]
            for path, wanted in item["references"].items():
                self._resolve(item, path, wanted)
            yield item, was
        self._spool.seek(0, 2)

    def _resolve(self, item: dict[str, Any], path: str, wanted: str) -> None:
        """Add the change of one reference, or that it cannot be made."""
        found = self._counterparts.get(wanted.lower())
        stored = item["stored_references"].get(path)
        if found is None:
            item["missing"] = item.get("missing", 0) + 1
            item["problems"].append(_not_there(path, wanted))
        elif found != stored:
            note = f"In the second pass; the object id is {wanted}."
            op = "Add" if stored is None else "Replace"
            item["changes"].append(
                {"attribute": path, "before": stored, "after": found, "op": op, "note": note}
            )
            item["resolved"] = item.get("resolved", 0) + 1
            if item["action"] == "unchanged":
                item["action"] = "update"

    def _member_changes(self, members: Sequence[str], held: frozenset[str]) -> list[dict[str, Any]]:
        found = {member: self._counterparts.get(member.lower()) for member in members}
        stays = {id or self._left_alone.get(member.lower()) for member, id in found.items()}
        added = [
            id if id != CREATED else f"{CREATED}: {member}"
            for member, id in found.items()
            if id is not None and id not in held
        ]
        removed = sorted((held & self._provisioned) - stays)
        self._counts["members_added"] += len(added)
        self._counts["members_removed"] += len(removed)
        changes = []
        if added:
            changes.append({"attribute": "members", "before": None, "after": added, "op": "Add", "note": ""})
        if removed:
            note = "Sent for members whom an earlier cycle put into the group."
            changes.append(
                {"attribute": "members", "before": removed, "after": None, "op": "Remove", "note": note}
            )
        return changes

    @cached_property
    def _provisioned(self) -> frozenset[str]:
        """SCIM ids of the file's people, asked for when they are complete."""
        return frozenset(self._counterparts.values())

    def _remark(self, missing: int) -> None:
        self.remarks.clear()
        if missing:
            self.remarks.append(
                f"{missing} references are left out: whom they name is not in the file, or not provisioned."
            )
        found = circles(self._managers)
        if found:
            listed = "; ".join(" -> ".join([*ids, ids[0]][:8]) for ids in found[:_SHOWN_CIRCLES])
            noun = "circle" if len(found) == 1 else "circles"
            self.remarks.append(
                f"Managers lead back to themselves in {len(found)} {noun}: {listed}. They are sent so; mend "
                "them in the directory if the service follows managers upwards."
            )


def _not_there(path: str, wanted: str) -> dict[str, Any]:
    return {
        "detail": f"{wanted} is not in the file, or not provisioned; the reference is left out.",
        "attribute": path,
        "status": None,
        "scimType": None,
        "code": "",
        "fatal": False,
    }
