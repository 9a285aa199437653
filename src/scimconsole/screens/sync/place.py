"""What Entra ID sent and what it was answered, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from scimconsole.client.call import ListCall
from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import NotFound
from scimconsole.screens.list_place import ListPlace
from scimconsole.widgets.columns import Column
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.copy_texts import as_curl, as_json, as_row
from scimconsole.widgets.detail_pane import Detail
from scimconsole.widgets.request_columns import operation, request_columns, whom
from scimconsole.widgets.request_detail import request_sections

if TYPE_CHECKING:
    from scimconsole.api.requests import ScimRequest
else:
    ScimRequest = object

_PLACES = {"User": "users", "Group": "groups"}


class SyncScreen(ListPlace[ScimRequest]):
    """The journal; a request leads to whom it was about and to the token it was signed with."""

    PLACE = "sync"
    NOUN = ("request", "requests")
    EMPTY = "No request yet.\nGive Tenant URL and token to Entra ID (2), then press Test Connection there."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "resource", "Whom", id="requests.resource", tooltip="Go to whom or what it was about"),
        Binding("t", "token", "Token", id="requests.token", tooltip="Go to the token it was signed with"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._apart: ScimRequest | None = None
        """A request that was asked for by its id and stands too far down the list."""
        self._beside = ""
        """The row in whose stead it is shown: any other row shows itself."""

    def columns(self) -> Sequence[Column[ScimRequest]]:
        """When, what, whom, and what was answered."""
        return request_columns(self.console.now)

    def call(self) -> ListCall[ScimRequest]:
        """All requests."""
        from scimconsole.client import calls

        return calls.requests()

    async def detail(self, row: ScimRequest) -> tuple[str, Detail]:
        """Everything the journal kept of the request."""
        if self._apart is not None and row.id != self._beside:
            self._apart = None
        request = self._apart or row
        return operation(request), request_sections(request)

    async def reach(self, record: str) -> None:
        """Show a request; one that is not among the rows is read by its id."""
        from scimconsole.client import calls

        self._apart = None
        if self.place_of(record) is not None:
            await super().reach(record)
            return
        try:
            self._apart = await self.client.send(calls.request(record))
        except NotFound:
            self.app.notify(
                escape_text(f"The request {record} is not in the journal (any more)."),
                severity="warning",
                markup=False,
            )
            return
        row = self.selected
        self._beside = "" if row is None else row.id
        self.pane.show(operation(self._apart), request_sections(self._apart))
        self.open_detail()

    @property
    def shown(self) -> ScimRequest | None:
        """The request that is told in full: the one under the cursor, or the one that was asked for."""
        return self._apart or (self.selected if self.is_mounted else None)

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
        return (
            Copy("Id", request.id),
            Copy("Path", request.path),
            *((Copy("Sought", request.sought),) if request.sought else ()),
            *((Copy("SCIM id", request.resource_id),) if request.resource_id else ()),
            Copy("Row", as_row(row)),
            Copy("JSON", as_json(request)),
            *((Copy("curl", as_curl(address, request.method)),) if address else ()),
        )

    def why_not(self, action: str) -> str:
        """Why an act is off now."""
        request = self.shown
        if action == "resource":
            known = request is not None and request.resource_id and request.resource_type in _PLACES
            return "" if known else "This request was about nobody in particular."
        if action == "token":
            signed = request is not None and request.token_id is not None
            return "" if signed else "This request was not signed with a token of this organization."
        return super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A request leads on only to what it names."""
        if action in ("resource", "token"):
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

    def _address(self, path: str) -> str:
        """Where the path is reached from outside; empty where no public URL is known."""
        organization = self.standing.organization
        if organization is None or not organization.tenant_url:
            return ""
        return organization.tenant_url + path.partition(f"/{organization.slug}")[2]
