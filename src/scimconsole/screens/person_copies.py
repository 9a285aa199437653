"""What can be copied of a person."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scimconsole.widgets.copies import Copy
from scimconsole.widgets.person import person_name

if TYPE_CHECKING:
    from scimconsole.api.users import User

_TOKEN = "$SCIM_TOKEN"


def person_copies(user: User, resource: Mapping[str, Any] | None, tenant_url: str | None) -> Sequence[Copy]:
    """Names, the row and the JSON of a person, and how to ask for them; what is not known is left out."""
    row = (person_name(user), user.user_name, user.email, user.title, user.user_type, user.state, user.id)
    copies = [
        Copy("userName", user.user_name),
        Copy("SCIM id", user.id),
        Copy("externalId", user.external_id or ""),
        Copy("e-mail", user.email or ""),
        Copy("row (tab separated)", "\t".join(_one_line(value) for value in row)),
        Copy("JSON", json.dumps(resource, indent=2, ensure_ascii=False) if resource else ""),
        Copy("curl command", _curl(f"{tenant_url}/Users/{quote(user.id, safe='')}") if tenant_url else ""),
    ]
    return [copy for copy in copies if copy.text]


def _one_line(value: str | None) -> str:
    return " ".join((value or "").split())


def _curl(url: str) -> str:
    return f'curl --header "Authorization: Bearer {_TOKEN}" {shlex.quote(url)}'
