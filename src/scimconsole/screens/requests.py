"""What Entra ID sent and what it was answered, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scimconsole.client.call import ListCall
from scimconsole.screens.list_place import ListPlace
from scimconsole.widgets.columns import Column
from scimconsole.widgets.detail_pane import Detail
from scimconsole.widgets.request_columns import operation, request_columns
from scimconsole.widgets.request_detail import request_sections

if TYPE_CHECKING:
    from scimconsole.api.requests import ScimRequest
else:
    ScimRequest = object


class RequestsScreen(ListPlace[ScimRequest]):
    """The journal."""

    PLACE = "requests"
    NOUN = ("request", "requests")
    EMPTY = "No request yet.\nGive Tenant URL and token to Entra ID (2), then press Test Connection there."

    def columns(self) -> Sequence[Column[ScimRequest]]:
        """When, what, whom, and what was answered."""
        return request_columns(self.console.now)

    def call(self) -> ListCall[ScimRequest]:
        """All requests."""
        from scimconsole.client import calls

        return calls.requests(limit=self.window.page_size)

    async def detail(self, row: ScimRequest) -> tuple[str, Detail]:
        """Everything the journal kept of the request."""
        return operation(row), request_sections(row)
