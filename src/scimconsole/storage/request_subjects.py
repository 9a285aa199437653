"""Under which names the journal knows somebody: whoever asks knows one of them, requests came with any."""

from __future__ import annotations

from sqlalchemy import select

from scimconsole.domain.scim.text import fold
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import ScimGroup, ScimUser
from scimconsole.storage.text_keys import text_hash

MOST_SUBJECTS = 12
"""Names asked for: an externalId need not be unique, and whoever shares one brings three names."""

_user = ScimUser.__table__  # type: ignore[attr-defined]
_NAMES = (_user.c.id, _user.c.user_name, _user.c.external_id)
_BY_ID = Statement(select(*_NAMES).where(_user.c.org_id == param("org"), _user.c.id == param("text")))
_BY_NAME = Statement(
    select(*_NAMES).where(_user.c.org_id == param("org"), _user.c.user_name_hash == param("hash"))
)
_BY_EXTERNAL_ID = Statement(
    select(*_NAMES)
    .where(_user.c.org_id == param("org"), _user.c.external_id_hash == param("hash"))
    .limit(param("limit"))
)
_group = ScimGroup.__table__  # type: ignore[attr-defined]
_GROUP_NAMES = (_group.c.id, _group.c.display_name, _group.c.external_id)
_GROUP_BY_ID = Statement(
    select(*_GROUP_NAMES).where(_group.c.org_id == param("org"), _group.c.id == param("text"))
)
_GROUP_BY_NAME = Statement(
    select(*_GROUP_NAMES).where(_group.c.org_id == param("org"), _group.c.display_name_hash == param("hash"))
)
_GROUP_BY_EXTERNAL_ID = Statement(
    select(*_GROUP_NAMES)
    .where(_group.c.org_id == param("org"), _group.c.external_id_hash == param("hash"))
    .limit(param("limit"))
)


def subjects_of(session: Session, org_id: str, text: str) -> list[str]:
    """The text itself, then the id and the names of every user, else every group, who has it as one."""
    folded, exact = text_hash(fold(text)), text_hash(text)
    rows = [
        *session.all(_BY_ID, org=org_id, text=text),
        *session.all(_BY_NAME, org=org_id, hash=folded),
        *session.all(_BY_EXTERNAL_ID, org=org_id, hash=exact, limit=MOST_SUBJECTS),
    ] or [
        *session.all(_GROUP_BY_ID, org=org_id, text=text),
        *session.all(_GROUP_BY_NAME, org=org_id, hash=folded),
        *session.all(_GROUP_BY_EXTERNAL_ID, org=org_id, hash=exact, limit=MOST_SUBJECTS),
    ]
    names = dict.fromkeys([text, *(name for row in rows for name in row if name)])
    return list(names)[:MOST_SUBJECTS]
