"""What would be sent for a sample person, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from scimconsole.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from scimconsole.entra.schema.model import SyncSchema
    from scimconsole.screens.mappings.sample import Samples


class SampleScreen(ModalScreen[None]):
    """One sample person after the other: source, scope, payload, and the payload beside who is stored."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", id="sample.close", tooltip="Back to the mappings"),
    ]

    def __init__(self, schema: SyncSchema, samples: Samples) -> None:
        """`schema` is the one being edited."""
        super().__init__()
        self._schema = schema
        self._samples = samples

    def compose(self) -> ComposeResult:
        """The keys."""
        yield KeyLine()
