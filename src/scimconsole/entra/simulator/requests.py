"""The requests Entra sends, as data: method, path below the Tenant URL, query, body."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

COLLECTIONS = {"User": "/Users", "Group": "/Groups"}
"""Kind of object to its path."""
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_NO_MEMBERS = ("excludedAttributes", "members")


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `target` is how it stands behind the Tenant URL."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = None
    blank: str = "+"
    """How a blank in the query is written: `+` or `%20`; Entra uses both."""

    @property
    def target(self) -> str:
        """Path and query, percent-encoded."""
        return f"{self.path}?{self.encoded_query}" if self.query else self.path

    @property
    def encoded_query(self) -> str:
        """The query alone, percent-encoded."""
        encode = quote_plus if self.blank == "+" else quote
        return "&".join(
            f"{name}={encode(value, safe='', errors='surrogatepass')}" for name, value in self.query
        )


def equals(path: str, value: str) -> str:
    """A filter that finds whoever has this value; quoted as JSON (RFC 7644 section 3.4.2.2)."""
    return f"{path} eq {json.dumps(value, ensure_ascii=False)}"


def filter_for_nobody(attribute: str = "userName", *, blank: str = "+") -> Request:
    """What begins every cycle and Test Connection: a match for somebody who cannot exist."""
    return Request("GET", "/Users", (("filter", equals(attribute, str(uuid.uuid4()))),), blank=blank)


def match(kind: str, path: str, value: str) -> Request:
    """Look for an object by a matching attribute; of groups the members are not wanted."""
    query = (("filter", equals(path, value)),)
    return Request("GET", COLLECTIONS[kind], (_NO_MEMBERS, *query) if kind == "Group" else query)


def read(kind: str, scim_id: str) -> Request:
    """Read an object that is linked already."""
    return Request("GET", _place(kind, scim_id), (_NO_MEMBERS,) if kind == "Group" else ())


def create(kind: str, body: Mapping[str, Any]) -> Request:
    """Create an object."""
    return Request("POST", COLLECTIONS[kind], body=body)


def change(kind: str, scim_id: str, body: Mapping[str, Any]) -> Request:
    """Change an object; `body` is a whole PatchOp message."""
    return Request("PATCH", _place(kind, scim_id), body=body)


def delete(kind: str, scim_id: str) -> Request:
    """Delete an object for good."""
    return Request("DELETE", _place(kind, scim_id))


def reference_probe(scim_id: str, path: str, target_id: str) -> Request:
    """Ask whether a reference such as `manager` points there already."""
    attribute = path.rpartition(":")[2]
    return _probe("/Users", f"{equals('id', scim_id)} and {equals(attribute, target_id)}")


def member_probe(group_id: str, member_id: str) -> Request:
    """Ask whether somebody is a member already."""
    return _probe("/Groups", f"{equals('id', group_id)} and {equals('members', member_id)}")


def _probe(path: str, condition: str) -> Request:
    return Request("GET", path, (("attributes", "id"), ("filter", condition)))


def _place(kind: str, scim_id: str) -> str:
    return f"{COLLECTIONS[kind]}/{quote(scim_id, safe='', errors='surrogatepass')}"
