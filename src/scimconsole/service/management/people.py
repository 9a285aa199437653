"""Names for the actors that rows mention by id."""

from __future__ import annotations

from scimconsole.domain.self_test import ACTOR
from scimconsole.errors import NotFound
from scimconsole.service.management.sign_in import SESSION_EMAIL
from scimconsole.storage import members, setup_links, tokens
from scimconsole.storage.session import Session


class ActorNames:
    """Looks up each actor once: a member's e-mail address, a token's or set-up link's name."""

    def __init__(self, session: Session, org_id: str) -> None:
        self._session = session
        self._org_id = org_id
        self._names: dict[str, str] = {
            "service": "the service",
            "session": SESSION_EMAIL,
            ACTOR: "a self test",
        }

    def __getitem__(self, actor: str) -> str:
        """The actor's name; the id itself where nobody is found any more."""
        name = self._names.get(actor)
        if name is None:
            name = self._names[actor] = self._look_up(actor)
        return name

    def _look_up(self, actor: str) -> str:
        kind, _, identifier = actor.partition(":")
        try:
            if kind == "member":
                return members.find_member(self._session, self._org_id, identifier).email
            if kind == "token":
                return f"token {tokens.find_token(self._session, self._org_id, identifier).name}"
            if kind == "setup-link":
                return f"set-up link {setup_links.find_link(self._session, self._org_id, identifier).name}"
        except NotFound:
            return f"a former {kind} ({identifier})"
        return actor
