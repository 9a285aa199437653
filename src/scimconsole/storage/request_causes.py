"""What a journalled request is due to, as the catalogue of causes explains it."""

from __future__ import annotations

import orjson

from scimconsole.domain.causes import Explanation, Facts, all_causes, explain
from scimconsole.domain.scim.text import did_you_mean, nearest
from scimconsole.errors import InvalidInput
from scimconsole.storage.requests import RequestRow


def explanation_of(row: RequestRow) -> Explanation | None:
    """The explanation of a request; None where all is well."""
    if row.status < 400 and row.error is None and row.ignored is None:
        return None
    facts = Facts(
        status=row.status,
        method=row.method,
        path=row.path,
        operation=row.operation,
        refusal=row.refusal,
        scim_type=row.scim_type,
        dialect=row.dialect,
        error=row.error,
        received=names_in(row.received),
        ignored=names_in(row.ignored),
    )
    return explain(facts)


def statuses_of(code: str) -> tuple[int, int]:
    """The lowest and highest status that a request due to this cause can have; raises InvalidInput."""
    cause = next((cause for cause in all_causes() if cause.code == code), None)
    if cause is None:
        raise _no_such_cause(code)
    if cause.signs.status:
        return min(cause.signs.status), max(cause.signs.status)
    return (400, 999) if cause.weight == "failure" else (0, 999)


def _no_such_cause(code: str) -> InvalidInput:
    near = nearest(code, [cause.code for cause in all_causes()])
    sentence = f"There is no cause {code!r}{did_you_mean(near)}"
    return InvalidInput(sentence, errors=[("?cause", sentence)])


def names_in(text: str | None) -> list[str]:
    """The names in a JSON list of the journal; None is an empty one."""
    return orjson.loads(text) if text else []
