"""The editor of one attribute mapping, with its value for a sample person as one types."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.schema.model import AttributeMapping, ObjectMapping
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.screens.mappings.editor_form import MappingForm
from scimconsole.screens.mappings.editor_trial import Trial, trial_text, tried
from scimconsole.screens.mappings.sample_reading import DEMO, from_demo
from scimconsole.screens.working import begin
from scimconsole.widgets.detail_pane import DetailPane

if TYPE_CHECKING:
    from scimconsole.api.profile import Profile
    from scimconsole.screens.mappings.sample import Samples

_PAUSE = 0.02
"""Seconds without a key before a value is worked out."""


class MappingEditor(Dialog["AttributeMapping | None"]):
    """Answers the mapping as it was edited; None when nothing is to change."""

    KEY_NOTES = (
        ("Alt+letter", "The field or button with that letter underlined"),
        ("Enter", "On to target and source, then applied; in an expression a new line"),
        ("Ctrl+Space", "What can stand here"),
    )
    AUTO_FOCUS = None
    AROUND = 3
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="dialog.leave", tooltip="Leave the mapping as it was"),
        Binding("ctrl+n", "sample(1)", "Next person", id="dialog.next-sample", tooltip="Try the next sample"),
        Binding(
            "ctrl+p",
            "sample(-1)",
            "Person before",
            show=False,
            id="dialog.previous-sample",
            tooltip="Try the sample before",
        ),
        Binding(
            "ctrl+r",
            "reveal",
            "Reveal",
            show=False,
            id="dialog.reveal",
            tooltip="Show what Redact hides, or hide it again",
        ),
    ]

    def __init__(
        self,
        mapping: AttributeMapping | None,
        *,
        object_mapping: ObjectMapping,
        profile: Profile | None,
        samples: Samples,
    ) -> None:
        """`mapping` is None for a new one; `profile` is what the service says of its fields."""
        super().__init__()
        self._before = mapping or AttributeMapping(target="", type="Direct")
        self._table = object_mapping
        self._profile = profile
        if samples.is_empty:
            samples.replace(from_demo(), DEMO)
        self._samples = samples.of(object_mapping.source)
        self._origin = samples.origin
        self._trial: Trial | None = None
        self._under_way: asyncio.Future[Trial] | None = None
        self._was_warned = False
        self._is_revealed = False

    def heading(self) -> str:
        """Which mapping it is."""
        return f"Mapping of {escape_text(self._before.target)}" if self._before.target else "New mapping"

    def compose_body(self) -> ComposeResult:
        """The form, and beside or below it the value for the sample person."""
        yield MappingForm(self._before, self._table, self._profile)
        yield DetailPane(id="trial", classes="panel")

    def buttons(self) -> Sequence[ButtonSpec]:
        """Take the change over, or leave."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("act", "&Apply", "primary")

    def on_mount(self) -> None:
        """Begin at what is most likely to be edited."""
        form = self.form
        form.show_sample(self._sample)
        self.query_one(form.source_selector if self._before.target else "#target-field").focus()
        self._try_soon()

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the value out again."""
        self.call_after_refresh(self._draw)

    @property
    def form(self) -> MappingForm:
        """The fields."""
        return self.query_one(MappingForm)

    def go_on(self, after: Widget) -> None:
        """From kind to target to source; Enter anywhere else applies, since the other fields may be empty."""
        following = {"type": "#target-field", "target-field": self.form.source_selector}
        selector = following.get(after.id or "")
        if selector is None:
            self.action_act()
        else:
            self.query_one(selector).focus()

    def action_leave(self) -> None:
        """Leave; who has changed something is told first what becomes of it."""
        if self._was_warned or self.form.edited == self._before:
            self.action_cancel()
            return
        self._was_warned = True
        self.trouble("Escape again discards what was changed; Ctrl+S applies it.")

    def action_sample(self, by: int) -> None:
        """Try the next or previous sample person."""
        self._samples.step(by)
        self.form.show_sample(self._sample)
        self._try_soon()

    def action_reveal(self) -> None:
        """Show what Redact hides, or hide it again."""
        self._is_revealed = not self._is_revealed
        self._draw()

    @property
    def _sample(self) -> SourceObject | None:
        return self._samples.current

    def _try_soon(self) -> None:
        begin(self, self._try, name="value", group="mapping-value")

    async def _try(self) -> None:
        """Work the value out apart from the typing; a newer one gives this one up."""
        await asyncio.sleep(_PAUSE)
        # A thread cannot be given up, so that a slow expression must not have many of them.
        if self._under_way is not None:
            await asyncio.wait([self._under_way])
        work = asyncio.to_thread(tried, self.form.edited, self._table, self._sample)
        self._under_way = asyncio.ensure_future(work)
        self._trial = await asyncio.shield(self._under_way)
        self._draw()

    def _draw(self) -> None:
        trial = self._trial
        if trial is None or not self.is_mounted:
            return
        self.form.show_mistake(trial.mistake)
        pane = self.query_one("#trial", DetailPane)
        width = pane.scrollable_content_region.width
        text = trial_text(trial, self.form.edited, self._sample, width, revealed=self._is_revealed)
        pane.show(self._samples.words, text)
        pane.border_subtitle = Content(escape_text(f"from {self._origin}")).markup

    @on(MappingForm.Changed)
    def _changed(self, message: MappingForm.Changed) -> None:
        message.stop()
        self._was_warned = False
        self.trouble("")
        self._try_soon()

    @on(Button.Pressed, "#act")
    def _wanted(self) -> None:
        refusal = self.form.refusal()
        if refusal is None:
            self.dismiss(self.form.edited)
            return
        self.trouble(escape_text(refusal.sentence))
        self.query_one(refusal.selector).focus()
