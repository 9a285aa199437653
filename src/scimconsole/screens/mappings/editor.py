"""The editor of one attribute mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Button, Input

from scimconsole.entra.schema.model import AttributeMapping, ObjectMapping
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.widgets.field import Field, FieldLabel

if TYPE_CHECKING:
    from scimconsole.api.profile import Profile
    from scimconsole.screens.mappings.sample import Samples


class MappingEditor(Dialog["AttributeMapping | None"]):
    """Answers the mapping as it was edited; None when nothing is to change."""

    AUTO_FOCUS = "#target"

    def __init__(
        self,
        mapping: AttributeMapping | None,
        *,
        object_mapping: ObjectMapping,
        profile: Profile | None,
        samples: Samples,
    ) -> None:
        """`mapping` is None for a new one."""
        super().__init__()
        self._before = mapping or AttributeMapping(target="", type="Direct")
        self._object_mapping = object_mapping
        self._profile = profile
        self._samples = samples

    def heading(self) -> str:
        """Which mapping it is."""
        return f"Mapping of {self._before.target}" if self._before.target else "New mapping"

    def compose_body(self) -> ComposeResult:
        """Target and expression."""
        yield FieldLabel("&Target", "target")
        yield Field(self._before.target, id="target", compact=True)
        yield FieldLabel("&Expression", "expression")
        yield Field(self._before.expression, id="expression", compact=True)

    def buttons(self) -> Sequence[ButtonSpec]:
        """Take the change over, or leave."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("act", "&Apply", "primary")

    @on(Button.Pressed, "#act")
    def _wanted(self) -> None:
        target = self.query_one("#target", Input).value.strip()
        expression = self.query_one("#expression", Input).value.strip()
        self.dismiss(replace(self._before, target=target, expression=expression))
