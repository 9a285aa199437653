"""Acts: one transaction each, and done at most once for an `Idempotency-Key`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from scimconsole.errors import Conflict, InvalidInput
from scimconsole.service.management.sign_in import Caller, Owner
from scimconsole.storage import idempotency
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write


@dataclass(frozen=True, slots=True)
class OwnerAct:
    """An owner's request to change something."""

    caller: Caller
    key_hash: str | None
    request_hash: str

    async def perform(
        self,
        status: int,
        work: Callable[[Session], BaseModel | None],
        *,
        secret: bool = False,
        etag: Callable[[BaseModel], str] | None = None,
    ) -> Response:
        """Run `work` in one transaction and answer what it returns with `status`.

        Under an Idempotency-Key the answer is kept for a day and given again; one that is `secret` is not
        kept, and a repetition is refused with 409. `work` may run more than once and must have no effect
        outside the database.
        """
        org_id = self.caller.org_id

        def once(session: Session) -> tuple[int, bytes, str | None, bool]:
            if self.key_hash is not None:
                kept = idempotency.find(session, org_id, self.key_hash)
                if kept is not None:
                    return kept.status, self._repeated(kept), None, True
            model = work(session)
            body = b"" if model is None else model.model_dump_json().encode()
            if self.key_hash is not None:
                idempotency.keep(
                    session, org_id, self.key_hash, self.request_hash, status, None if secret else body
                )
            return status, body, etag(model) if etag and model is not None else None, False

        answered, body, tag, again = await self.caller.context.database.write(
            lambda session: write(session, org_id, once)
        )
        headers: dict[str, str] = {}
        if tag is not None:
            headers["ETag"] = tag
        if again:
            headers["Idempotency-Replayed"] = "true"
        return Response(body, answered, headers, "application/json" if body else None)

    def _repeated(self, kept: idempotency.KeptAnswer) -> bytes:
        if kept.request_hash != self.request_hash:
            raise InvalidInput(
                "This Idempotency-Key was used for another request.",
                hint="Use a new key for each thing you want done.",
                errors=[("header Idempotency-Key", "used for another request")],
            )
        if kept.body is None:
            raise Conflict(
                "This was done before under the same Idempotency-Key; the secret was shown once, then.",
                hint="If it was lost, end it and make another one under a new key.",
            )
        return kept.body


async def owners_act(
    request: Request,
    caller: Owner,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=255,
            description="Any text of your own: the same request with the same key is done once (24 hours).",
        ),
    ] = None,
) -> OwnerAct:
    """The act that an owner asks for."""
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return OwnerAct(
        caller,
        None if idempotency_key is None else _hash(idempotency_key.encode("utf-8", "surrogatepass")),
        _hash(asked + await request.body()),
    )


Acting = Annotated[OwnerAct, Depends(owners_act)]


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
