"""What can be copied of a person."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scimconsole.widgets.copies import Copy
from scimconsole.widgets.person import person_name, resource_value

if TYPE_CHECKING:
    from scimconsole.api.profile import Profile
    from scimconsole.api.users import User

_TOKEN = "$SCIM_TOKEN"


def person_copies(
    user: User, resource: Mapping[str, Any] | None, tenant_url: str | None, profile: Profile | None
) -> Sequence[Copy]:
    """Names, ids, the row, the JSON, how to ask for them, and every field of the profile that came."""
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
    known = {copy.text for copy in copies}
    if resource is not None and profile is not None:
        fields = (Copy(one.label, resource_value(resource, one.attribute) or "") for one in profile.fields)
        copies.extend(copy for copy in fields if copy.text not in known)
    return [copy for copy in copies if copy.text]


def _one_line(value: str | None) -> str:
    return " ".join((value or "").split())


def _curl(url: str) -> str:
    return f'curl --header "Authorization: Bearer {_TOKEN}" {shlex.quote(url)}'
