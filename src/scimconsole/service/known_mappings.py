"""Mappings made ready for use: read, compiled and checked once for as long as they are asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scimconsole.errors import NotFound
from scimconsole.service.time_limit import TimeLimit
from scimconsole.storage import mappings
from scimconsole.storage.mappings import VersionRow
from scimconsole.storage.session import Session

# The engine is loaded when a mapping is first asked for: the service starts without it.
if TYPE_CHECKING:
    from scimconsole.domain.scim.profile import Profile
    from scimconsole.entra.check.finding import Report
    from scimconsole.entra.provisioning.mapping import CompiledMapping
    from scimconsole.entra.schema.model import SyncSchema

MOST = 16
"""How many mappings are kept ready; one with its document takes a megabyte or two."""
MOST_BYTES = 8 * 1024 * 1024
"""JSON of all the mappings kept together; the one used last is kept whatever its size."""


class KnownMapping:
    """A mapping with what was made of it; `document` is the whole schema, ready to be uploaded."""

    def __init__(self, schema: SyncSchema, document: Mapping[str, Any], limit: TimeLimit) -> None:
        self.schema = schema
        self.document = document
        self.size = mappings.size_of(document)
        """Bytes of the document's JSON."""
        self._limit = limit
        self._checked: tuple[Profile, Report] | None = None

    @cached_property
    def compiled(self) -> dict[str, CompiledMapping]:
        """The mappings of `User` and of `Group`; what the schema does not map counts as switched off."""
        from scimconsole.entra.expressions.surroundings import Surroundings
        from scimconsole.entra.provisioning.mapping import compile_mapping
        from scimconsole.entra.schema.model import ObjectMapping

        surroundings = Surroundings(watch=self._limit.spent_on)
        given = {"User": self.schema.users, "Group": self.schema.groups}
        return {
            kind: compile_mapping(mapping or ObjectMapping("", kind, kind, enabled=False), surroundings)
            for kind, mapping in given.items()
        }

    def report(self, profile: Profile) -> Report:
        """What checking it against the profile finds."""
        checked = self._checked
        if checked is None or checked[0] is not profile:
            from scimconsole.entra.check.checking import check

            checked = self._checked = profile, check(self.schema, profile)
        return checked[1]


class KnownMappings:
    """The mappings used last, of whatever organization; what a mapping says depends on nothing else."""

    def __init__(self) -> None:
        self.limit = TimeLimit()
        """What evaluating one of them may cost."""
        self._known: OrderedDict[object, KnownMapping] = OrderedDict()
        self._lock = threading.Lock()

    def of_document(self, document: Mapping[str, Any]) -> KnownMapping:
        """The mapping in a document that somebody sent; raises InvalidInput with JSON pointers."""

        def read() -> KnownMapping:
            from scimconsole.entra.schema.reading import read_schema
            from scimconsole.entra.schema.writing import export

            schema = read_schema(document)
            return KnownMapping(schema, export(schema), self.limit)

        return self._kept(mappings.digest_of(document), read)

    def of_version(self, session: Session, org_id: str, version: VersionRow) -> KnownMapping:
        """A saved version."""

        def read() -> KnownMapping:
            from scimconsole.entra.schema.reading import read_schema

            document = mappings.document(session, org_id, version.number)
            if document is None:
                raise NotFound(f"Version {version.number} of the mapping is not kept any more.")
            return KnownMapping(read_schema(document), document, self.limit)

        return self._kept(version.digest, read)

    def of_profile(self, profile: Profile) -> KnownMapping:
        """The starting point that a profile comes with."""

        def build() -> KnownMapping:
            from scimconsole.entra.schema.starting_points import starting_point
            from scimconsole.entra.schema.writing import export

            schema = starting_point(profile)
            return KnownMapping(schema, export(schema), self.limit)

        # The profile itself is the key: a file that was changed makes another one.
        return self._kept(profile, build)

    def _kept(self, key: object, make: Callable[[], KnownMapping]) -> KnownMapping:
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known
        known = make()
        with self._lock:
            self._known[key] = known
            size = sum(kept.size for kept in self._known.values())
            while len(self._known) > MOST or (size > MOST_BYTES and len(self._known) > 1):
                size -= self._known.popitem(last=False)[1].size
        return known
