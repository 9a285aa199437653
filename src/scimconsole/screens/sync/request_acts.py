"""What is done with a request: told in full, copied, followed to whom it was about, written to a file."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import NotFound
from scimconsole.screens.dialogs.progress import ProgressDialog
from scimconsole.screens.location import Location
from scimconsole.screens.sync.request_filters import RequestFilters
from scimconsole.screens.sync.request_query import ALL
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.copy_texts import as_curl, as_json, as_row
from scimconsole.widgets.request_columns import operation, whom
from scimconsole.widgets.request_detail import detail_sections, request_sections

if TYPE_CHECKING:
    from scimconsole.api.requests import ScimRequest, ScimRequestDetail
    from scimconsole.screens.users.export_work import Export
else:
    ScimRequest = object

_PLACES = {"User": "users", "Group": "groups"}
_STAY = 0.5
"""Seconds that a request stays the newest before it is read in full."""


class RequestActs(RequestFilters):
    """A request leads to whom it was about and to the token it was signed with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "resource", "Whom", id="sync.resource", tooltip="Go to whom or what it was about"),
        Binding("t", "token", "Token", id="sync.token", tooltip="Go to the token it was signed with"),
        Binding(
            "e",
            "export",
            "Export…",
            show=False,
            id="sync.export",
            tooltip="Write the requests that the filters leave to a file, as JSON lines",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._apart: ScimRequest | None = None
        """A request that was asked for by its id and stands too far down the list."""
        self._beside = ""
        """The row in whose stead it is shown: any other row shows itself."""
        self._full: ScimRequestDetail | None = None
        """The request that was read in full last."""

    # Telling it

    def read_detail(self) -> None:
        """Read the request once the cursor rests on it, where it is in sight."""
        if self.shows_detail:
            super().read_detail()

    def open_detail(self) -> None:
        """Show the request under the cursor in full and move about in it."""
        super().open_detail()
        self.read_detail()

    async def show_detail(self, row: ScimRequest) -> None:
        """Tell at once what the list knows, then everything."""
        from scimconsole.client import calls

        if self._apart is not None and row.id != self._beside:
            self._apart = None
        request = self._apart or row
        if self._full is not None and self._full.id == request.id:
            self.pane.show(operation(request), detail_sections(self._full))
            return
        self.pane.show(operation(request), request_sections(request))
        if self.is_following:
            await asyncio.sleep(_STAY)
        try:
            self._full = await self.client.send(calls.request(request.id))
        except NotFound:  # pruned since the list was read: what the list knows is all there is
            return
        self.pane.show(operation(request), detail_sections(self._full))
        self.refresh_bindings()

    async def reach(self, record: str) -> None:
        """Show a request; one that is not among the rows is read by its id."""
        from scimconsole.client import calls

        self._apart = None
        if self.place_of(record) is not None:
            await super().reach(record)
            return
        try:
            self._full = await self.client.send(calls.request(record))
        except NotFound as error:
            sentence = " ".join(filter(None, (error.detail, error.hint)))
            self.app.notify(escape_text(sentence), title="Not here", severity="warning", markup=False)
            return
        self._apart = self._full
        row = self.selected
        self._beside = "" if row is None else row.id
        self.pane.show(operation(self._full), detail_sections(self._full))
        self.open_detail()

    def location(self) -> Location:
        """The place with its filters, and the request shown in full."""
        there = super().location()
        apart = self._apart
        return there if apart is None or not there.record else replace(there, record=apart.id)

    @property
    def shown(self) -> ScimRequest | None:
        """The request that is told in full: the one under the cursor, or the one that was asked for."""
        return self._apart or (self.selected if self.is_mounted else None)

    def person(self) -> str:
        """Whom the request was about, or who is searched for."""
        request = self.shown
        if request is not None and request.resource_type == "User":
            return request.resource_id or request.sought or ""
        is_sought = request is not None and (request.operation or "").endswith("user")
        return (request.sought or "") if request is not None and is_sought else self.search_text

    # Copying it

    def copies(self) -> Sequence[Copy]:
        """What can be copied of the request."""
        request = self.shown
        if request is None:
            return ()
        row = (
            *(request.at, request.status, request.method, request.path, operation(request), whom(request)),
            *(request.duration_us, request.remote_address, request.id),
        )
        address = self._address(request.path)
        full = self._full if self._full is not None and self._full.id == request.id else None
        return (
            Copy("Id", request.id),
            *((Copy("curl, without the token", as_curl(address, request.method)),) if address else ()),
            *((Copy("Body", full.body),) if full is not None and full.body else ()),
            *((Copy("Answer", full.answer),) if full is not None and full.answer else ()),
            *((Copy("Correlation id", request.correlation_id),) if request.correlation_id else ()),
            Copy("Path", request.path),
            *((Copy("Sought", request.sought),) if request.sought else ()),
            *((Copy("SCIM id", request.resource_id),) if request.resource_id else ()),
            Copy("Row", as_row(row)),
            Copy("JSON", as_json(full or request)),
        )

    # Acts

    def why_not(self, action: str) -> str:
        """Why an act is off now."""
        request = self.shown
        if action == "resource":
            known = request is not None and request.resource_id and request.resource_type in _PLACES
            if known:
                return ""
            if request is not None and request.sought and self.person() == request.sought:
                return "This request names nobody's id; w says what became of the person."
            return "This request was about nobody in particular."
        if action == "token":
            signed = request is not None and request.token_id is not None
            return "" if signed else "This request was not signed with a token of this organization."
        if action == "export":
            some = self.tail is not None and self.tail.total
            return "" if some else "No request is shown, so there is nothing to export."
        return super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A request leads on only to what it names."""
        if action in ("resource", "token", "export"):
            return None if self.why_not(action) else True
        return super().check_action(action, parameters)

    def action_resource(self) -> None:
        """Go to the person or group."""
        request = self.shown
        if request is not None and request.resource_id is not None:
            self.console.go(_PLACES[request.resource_type or ""], record=request.resource_id)

    def action_token(self) -> None:
        """Go to the token."""
        request = self.shown
        if request is not None and request.token_id is not None:
            self.console.go("tokens", record=request.token_id)

    def action_export(self) -> None:
        """Ask for a file, then write what the filters leave to it."""
        from scimconsole.screens.sync.export import (  # not before somebody exports
            RequestExportDialog,
            export_requests,
        )

        call = replace(self.requests_query, repeats=ALL).call(self.console.now())
        organization = self.standing.organization
        slug = organization.slug if organization is not None else "scim"
        name = f"{slug}-requests-{self.console.now().date().isoformat()}"

        def answered(export: Export | None) -> None:
            if export is None:
                return
            path = export.path

            def ended(count: int | None) -> None:
                noun = "request" if count == 1 else "requests"
                words = (
                    f"{count:,} {noun} written to {path}." if count is not None else "Nothing was written."
                )
                self.app.notify(escape_text(words), title="Export", markup=False)

            self.app.push_screen(
                ProgressDialog(
                    "Export",
                    f"Writing {path.name}, page by page.",
                    lambda progress: export_requests(self.client, call, path, progress),
                ),
                ended,
            )

        self.app.push_screen(RequestExportDialog(self.is_narrowed, name), answered)

    def _address(self, path: str) -> str:
        """Where the path is reached from outside; empty where no public URL is known."""
        organization = self.standing.organization
        if organization is None or not organization.tenant_url:
            return ""
        return organization.tenant_url + path.partition(f"/{organization.slug}")[2]
