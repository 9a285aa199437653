"""Whether an object of the directory changed since it was provisioned: the watermark, object by object."""

from __future__ import annotations

from hashlib import blake2b

import orjson

from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.schema.model import SyncSchema

_SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
_BYTES = 16


def of_schema(schema: SyncSchema) -> bytes:
    """A schema's digest; another schema has everybody examined again, as in Entra."""
    return blake2b(orjson.dumps(schema.document, default=str, option=_SORTED), digest_size=_BYTES).digest()


def of_source(source: SourceObject, schema: bytes) -> bytes:
    """An object's digest under a schema; members of groups are followed one by one and left out."""
    facts = (source.is_assigned, source.is_enabled, source.manager, source.attributes)
    try:
        text = orjson.dumps(facts, default=str, option=_SORTED)
    except orjson.JSONEncodeError:  # lone surrogates, numbers beyond 64 bits
        text = repr(facts).encode("utf-8", errors="surrogatepass")
    return blake2b(text, digest_size=_BYTES, key=schema).digest()
