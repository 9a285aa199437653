"""The attribute mapping of the organization: read and checked by everybody, saved by owners in versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError, WithJsonSchema

from scimconsole.api import (
    MappingReport,
    MappingToCheck,
    MappingVersion,
    NewMapping,
    Page,
    StoredMapping,
)
from scimconsole.api.base import timestamp
from scimconsole.errors import InvalidInput, NotFound
from scimconsole.service.known_mappings import KnownMapping, KnownMappings
from scimconsole.service.management.acts import Acting
from scimconsole.service.management.computing import compute
from scimconsole.service.management.json_body import StrictJsonRoute
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.people import ActorNames
from scimconsole.service.management.preconditions import IfMatch, require_match, version_tag
from scimconsole.service.management.sign_in import Caller, SignedIn
from scimconsole.storage import mappings
from scimconsole.storage.act import Act
from scimconsole.storage.mappings import BEFORE_ALL, VersionRow
from scimconsole.storage.session import Session

router = APIRouter(prefix="/mapping", tags=["mapping"], route_class=StrictJsonRoute)

VersionNumber = Annotated[
    int, Path(ge=0, lt=BEFORE_ALL, description="The version; 0 is the profile's starting point.")
]
_MARKS = ("synchronizationRules", "objectMappings", "attributeMappings")
"""By one of these keys, in whatever case, a synchronization schema is known from what is put around it."""
SavedBody = Annotated[
    dict[str, Any],
    Body(description="What is to be saved, or the synchronization schema by itself."),
    WithJsonSchema(
        {
            "anyOf": [
                {"$ref": "#/components/schemas/NewMapping"},
                *({"type": "object", "required": [mark]} for mark in _MARKS),
            ]
        }
    ),
]


@router.get("", response_model=StoredMapping)
async def read_mapping(caller: SignedIn) -> Response:
    """The mapping that counts and what is wrong with it; the profile's starting point if none was saved."""

    def read(session: Session) -> StoredMapping:
        return _stored(caller, session, mappings.newest(session, caller.org_id))

    return _answer(await caller.context.database.read(read))


@router.put("", response_model=StoredMapping)
async def save_mapping(act: Acting, body: SavedBody, if_match: IfMatch = None) -> Response:
    """Save a synchronization schema as a new version, unless the newest one says the same.

    The body may also be the schema by itself. A part of a schema is completed to a whole one.
    """
    caller = act.caller
    document, note, place = _taken_apart(body)

    def prepare() -> tuple[KnownMapping, tuple[str, ...], mappings.PackedDocument]:
        given = known_mapping(caller, document, place)
        whole = _known(caller).of_document(given.document)
        whole.report(caller.profile)
        return whole, given.schema.remarks, mappings.pack(whole.document)

    known, remarks, packed = await compute(prepare)

    def work(session: Session) -> StoredMapping:
        present = mappings.newest(session, caller.org_id)
        require_match(if_match, version_tag(present.number if present else 0))
        row = mappings.save(session, caller.org_id, packed, note, Act(caller.actor))
        return _told(caller, session, row, known, remarks)

    return await act.perform(200, work, etag=_etag)


@router.get("/versions", response_model=Page[MappingVersion])
async def list_versions(caller: SignedIn, limit: Limit = 100, cursor: Cursor = None) -> Page[MappingVersion]:
    """The saved versions, newest first; the newest 200 are kept."""
    (before,) = (BEFORE_ALL,) if cursor is None else decode_cursor("mapping-versions", cursor, int)

    def read(session: Session) -> Page[MappingVersion]:
        rows = mappings.list_versions(session, caller.org_id, min(before, BEFORE_ALL), limit + 1)
        names = ActorNames(session, caller.org_id)
        page = rows[:limit]
        following = encode_cursor("mapping-versions", page[-1].number) if len(rows) > limit else None
        return Page[MappingVersion](
            items=[MappingVersion(**_fields(row, names)) for row in page],
            next_cursor=following,
            total=mappings.count(session, caller.org_id),
        )

    return await caller.context.database.quick(read)


@router.get("/versions/{number}", response_model=StoredMapping)
async def read_version(caller: SignedIn, number: VersionNumber) -> Response:
    """One version; 0 is the profile's starting point."""

    def read(session: Session) -> StoredMapping:
        row = mappings.find(session, caller.org_id, number) if number else None
        if row is None and number:
            raise NotFound(
                f"There is no version {number} of the mapping.",
                hint="`scimconsole mapping versions` lists those that are kept.",
            )
        return _stored(caller, session, row)

    return _answer(await caller.context.database.read(read))


@router.post("/check", response_model=MappingReport)
async def check_mapping(caller: SignedIn, wanted: MappingToCheck) -> Response:
    """What is wrong with a mapping for this organization's service; nothing is stored."""

    def check() -> MappingReport:
        known = known_mapping(caller, wanted.document, "/schema")
        return MappingReport.model_validate(_report(caller, known))

    report = await compute(check)
    return Response(report.model_dump_json(), media_type="application/json")


def known_mapping(caller: Caller, document: Mapping[str, Any], place: str) -> KnownMapping:
    """The mapping in a document of the body, `place` being its pointer there; raises InvalidInput."""
    try:
        return _known(caller).of_document(document)
    except InvalidInput as error:
        places = [(place + pointer, sentence) for pointer, sentence in error.errors]
        raise InvalidInput(error.detail, hint=error.hint, errors=places or [(place, error.detail)]) from error


def saved_mapping(caller: Caller, session: Session) -> KnownMapping:
    """The mapping that counts in the caller's organization."""
    return _of_row(caller, session, mappings.newest(session, caller.org_id))


def _taken_apart(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], str | None, str]:
    """The document, the note, and where the document stands in the body."""
    if {key.lower() for key in body} & {mark.lower() for mark in _MARKS}:
        return body, None, ""
    try:
        new = NewMapping.model_validate(body)
    except ValidationError as error:
        raise RequestValidationError(
            [{**found, "loc": ("body", *found["loc"])} for found in error.errors()]
        ) from error
    return new.document, new.note, "/schema"


def _known(caller: Caller) -> KnownMappings:
    return caller.context.mappings


def _of_row(caller: Caller, session: Session, row: VersionRow | None) -> KnownMapping:
    if row is None:
        return _known(caller).of_profile(caller.profile)
    return _known(caller).of_version(session, caller.org_id, row)


def _stored(caller: Caller, session: Session, row: VersionRow | None) -> StoredMapping:
    return _told(caller, session, row, _of_row(caller, session, row))


def _told(
    caller: Caller,
    session: Session,
    row: VersionRow | None,
    known: KnownMapping,
    remarks: tuple[str, ...] = (),
) -> StoredMapping:
    """The version as it goes over the wire; `remarks` are those on the document that it was made from."""
    report = _report(caller, known)
    report["remarks"] = list(dict.fromkeys((*remarks, *report["remarks"])))
    about = _about(row, known, ActorNames(session, caller.org_id))
    return StoredMapping.model_validate({**about, "schema": known.document, **report})


def _about(row: VersionRow | None, known: KnownMapping, names: ActorNames) -> dict[str, Any]:
    if row is not None:
        return _fields(row, names)
    return {"version": 0, "created_at": None, "created_by": None, "note": None, "size": known.size}


def _fields(row: VersionRow, names: ActorNames) -> dict[str, Any]:
    return {
        "version": row.number,
        "created_at": timestamp(row.created_at),
        "created_by": names[row.created_by],
        "note": row.note,
        "size": row.size,
    }


def _report(caller: Caller, known: KnownMapping) -> dict[str, Any]:
    return {"remarks": list(known.schema.remarks), **known.report(caller.profile).as_json()}


def _etag(stored: BaseModel) -> str:
    assert isinstance(stored, StoredMapping)
    return version_tag(stored.version)


def _answer(stored: StoredMapping) -> Response:
    headers = {"ETag": _etag(stored)}
    return Response(stored.model_dump_json(), headers=headers, media_type="application/json")
