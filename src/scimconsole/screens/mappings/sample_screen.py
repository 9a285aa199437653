"""What would be sent for a sample person, why, and what it would change."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.people.graph import as_graph
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.errors import ScimConsoleError, Unavailable
from scimconsole.screens.mappings.payload_preview import Preview, asked, worked_out
from scimconsole.screens.mappings.payload_text import (
    as_text,
    body_of,
    difference_rows,
    person_sections,
    verdict_text,
    why_no_body,
)
from scimconsole.screens.mappings.sample import Kind, SampleList, Samples
from scimconsole.screens.mappings.sample_reading import DEMO, from_demo
from scimconsole.screens.menus.copy_menu import ask_what_to_copy
from scimconsole.screens.working import begin
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.detail_pane import Detail, DetailPane
from scimconsole.widgets.find_line import FindLine
from scimconsole.widgets.json_difference import difference_text, legend
from scimconsole.widgets.json_text import json_text
from scimconsole.widgets.key_line import KeyLine
from scimconsole.widgets.standing import Standing
from scimconsole.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp

_BESIDE_FROM = 120
"""Columns from which the person stands beside the tabs."""
_BODIES = {"POST": "post", "PATCH legacy": "legacy", "PATCH compliant": "compliant"}
_TABS = ("Person", "Change", *_BODIES)
_COMPARING = "Comparing with the service…"
_NOT_OFFERED = "Not compared: this service does not offer it."
_NO_SERVICE = "Not compared: there is no connection to the service."


class SampleScreen(ModalScreen[None]):
    """One sample person after the other: source and verdict, the change, and each request."""

    AUTO_FOCUS = "#sample-detail"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", id="sample.close", tooltip="Back to the mappings"),
        Binding("n,ctrl+n", "person(1)", "Next", id="sample.next", tooltip="The next sample person"),
        Binding("p,ctrl+p", "person(-1)", "Before", id="sample.previous", tooltip="The sample person before"),
        Binding("v", "tab(1)", "Tab", id="sample.show-next-tab", tooltip="Person, change, POST, PATCH"),
        Binding("V", "tab(-1)", "Tab before", show=False, id="sample.show-previous-tab"),
        Binding("f", "find_person", "Find person", id="sample.find", tooltip="Find a sample person by name"),
        Binding("o", "others", "Others…", id="sample.others", tooltip="Other sample people"),
        Binding(
            "t", "kind", "Groups", show=False, id="sample.kind", tooltip="Sample groups instead, or people"
        ),
        Binding("y", "copy_menu", "Copy…", id="copy.menu", tooltip="Copy a request, or the source"),
        Binding(
            "w", "why", "Why…", show=False, id="person.why", tooltip="Why this person is here, or is not"
        ),
        Binding(
            "ctrl+r", "reveal", "Reveal", show=False, id="sample.reveal", tooltip="Show what Redact hides"
        ),
        Binding("f5,r", "again", "Refresh", show=False, id="view.reload", tooltip="Compare again"),
        Binding(
            "f1,question_mark",
            "app.help",
            "Keys",
            show=False,
            id="dialog.help",
            tooltip="All keys of this screen",
        ),
    ]

    def __init__(self, schema: SyncSchema, samples: Samples) -> None:
        """`schema` is the one being edited."""
        super().__init__()
        self._schema = schema
        if samples.is_empty:
            samples.replace(from_demo(), DEMO)
        self._samples = samples
        self._kind: Kind = "User"
        self._preview: Preview | None = None
        self._trouble = ""
        self._is_revealed = False
        self._found_from = 0

    def compose(self) -> ComposeResult:
        """Who it is, the verdict, the tabs, and the keys."""
        yield Static(id="sample-title")
        yield Static(id="sample-verdict")
        with Horizontal(id="sample-panes"):
            yield DetailPane(id="sample-person", classes="panel")
            with Vertical(id="sample-right"):
                yield TabLine(_TABS)
                yield DetailPane(id="sample-detail", classes="panel")
        yield FindLine("a sample person", id="sample-find")
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin with the change."""
        self._tabs.current = _TABS.index("Change")
        self.watch(self.app, "standing", self._standing_changed, init=False)
        self._read_soon()

    def on_resize(self, event: events.Resize) -> None:
        """Lay everything out again: what stands beside the tabs on a wide terminal is a tab on others."""
        tabs = self._tabs
        present = tabs.names[tabs.current]
        tabs.names = _TABS[1:] if event.size.width >= _BESIDE_FROM else _TABS
        tabs.current = tabs.names.index(present) if present in tabs.names else 0
        tabs.refresh()
        self.call_after_refresh(self._draw)

    # Acts

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a copy menu where there is something to copy."""
        if action == "copy_menu":
            return True if self.copies() else None
        if action == "why":
            return self._application.standing.offers("why") and (True if self._person else None)
        return True

    def why_not(self, action: str) -> str:
        """Why an act is off."""
        off = {"copy_menu": "There is nothing to copy here.", "why": "There is nobody here to ask why about."}
        return off.get(action, "")

    def action_person(self, by: int) -> None:
        """Go to the next or previous one."""
        self._list.step(by)
        self._read_soon()

    def action_tab(self, by: int) -> None:
        """Go to the next or previous tab."""
        self._tabs.step(by)

    def action_kind(self) -> None:
        """Change between people and groups."""
        self._kind = "Group" if self._kind == "User" else "User"
        self._read_soon()

    def action_again(self) -> None:
        """Compare again."""
        self._read_soon()

    def action_reveal(self) -> None:
        """Show what Redact hides, or hide it again."""
        self._is_revealed = not self._is_revealed
        self._draw()

    def action_find_person(self) -> None:
        """Find somebody by name as one types."""
        self._found_from = self._list.place
        self.query_one("#sample-find", FindLine).open()

    def action_others(self) -> None:
        """Ask for other sample people."""
        from scimconsole.screens.mappings.sample_dialog import (  # not before somebody asks
            Found,
            SamplesDialog,
        )

        def chosen(found: Found | None) -> None:
            if found is not None:
                self._samples.replace(found.people, found.origin)
                self._read_soon()

        self.app.push_screen(SamplesDialog(), chosen)

    def copies(self) -> Sequence[Copy]:
        """The requests as JSON, and the person as Graph would tell them."""
        preview = self._preview
        if preview is None:
            return ()
        bodies = {tab: body_of(preview, which, revealed=self._is_revealed) for tab, which in _BODIES.items()}
        copies = [
            Copy(f"Body of the {tab}", as_text(body)) for tab, body in bodies.items() if body is not None
        ]
        return [*copies, Copy("The source as JSON", as_text(as_graph(preview.source)))]

    def action_copy_menu(self) -> None:
        """Ask what to copy, and copy it."""
        ask_what_to_copy(self._application, self.copies())

    def action_why(self) -> None:
        """Ask why about the sample person."""
        from scimconsole.screens.why_dialog import ask_why  # not before somebody asks

        if self._person:
            ask_why(self._application, self._person)

    # Working it out

    @property
    def _application(self) -> ConsoleApp:
        return cast("ConsoleApp", self.app)

    @property
    def _person(self) -> str:
        """The userPrincipalName of the sample person, or the object id; empty for a group."""
        person = self._list.current if self._kind == "User" else None
        return "" if person is None else person.name or person.id or ""

    @property
    def _list(self) -> SampleList:
        return self._samples.of(self._kind)

    @property
    def _tabs(self) -> TabLine:
        return self.query_one(TabLine)

    def _read_soon(self) -> None:
        begin(self, self._read, name="preview", group="sample-preview")

    def _standing_changed(self, before: Standing, standing: Standing) -> None:
        """Compare once there is a service again."""
        if standing.phase != before.phase:
            self._read_soon()

    async def _read(self) -> None:
        """Say at once what is known here, then what the service says."""
        source = self._list.current
        self._preview, self._trouble = None, ""
        if source is None:
            noun = "people" if self._kind == "User" else "groups"
            self._trouble = f"There are no {noun} in {self._samples.origin}; o takes others."
            self._draw()
            return
        standing = self._application.standing
        client = self._application.client if standing.phase == "connected" else None
        offered = standing.offers("mapping")
        profile = standing.profile.name if standing.profile else ""
        why = _NOT_OFFERED if not offered else _COMPARING if client is not None else _NO_SERVICE
        try:
            self._preview = await asyncio.to_thread(worked_out, self._schema, source, profile, why)
            self._draw()
            if client is not None and offered:
                self._preview = await asked(client, self._schema, self._preview)
        except ScimConsoleError as error:
            self._not_compared(error)
        self._draw()

    def _not_compared(self, error: ScimConsoleError) -> None:
        """Keep what was worked out here, and say why there is no more."""
        sentence = f"{error.detail} {error.hint or ''}".strip()
        if self._preview is None:
            self._trouble = sentence
        else:
            self._preview = replace(self._preview, not_compared=f"Not compared: {sentence}")
        if isinstance(error, Unavailable):
            self._application.connector.lost()

    # Drawing

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        noun = "Sample person" if self._kind == "User" else "Sample group"
        self.query_one("#sample-title", Static).update(
            Content.assemble(
                (f"{noun}  ", "$foreground-muted"),
                (escape_text(self._list.words), "bold $accent"),
                (f"  from {escape_text(self._samples.origin)}", "$foreground-muted"),
            )
        )
        preview = self._preview
        verdict = self.query_one("#sample-verdict", Static)
        if preview is None:
            verdict.update(Content.styled(escape_text(self._trouble), "$warning"))
            for pane in self.query(DetailPane):
                pane.clear()
        else:
            verdict.update(verdict_text(preview, max(self.size.width - 4, 20)))
            self.query_one("#sample-person", DetailPane).show("Person", person_sections(preview))
            self._draw_tab(preview)
        self.refresh_bindings()

    def _draw_tab(self, preview: Preview) -> None:
        tab = self._tabs.names[self._tabs.current]
        pane = self.query_one("#sample-detail", DetailPane)
        pane.show("", self._content(tab, preview, max(pane.scrollable_content_region.width, 20)))
        pane.border_subtitle = legend().markup if tab == "Change" else ""

    def _content(self, tab: str, preview: Preview, width: int) -> Detail:
        if tab == "Person":
            return person_sections(preview)
        if tab == "Change":
            return difference_text(difference_rows(preview, revealed=self._is_revealed), width)
        body = body_of(preview, _BODIES[tab], revealed=self._is_revealed)
        if body is None:
            return Content.styled(escape_text(why_no_body(preview, _BODIES[tab])), "$foreground-muted")
        return json_text(body)

    @on(TabLine.Changed)
    def _tab_changed(self, message: TabLine.Changed) -> None:
        message.stop()
        if self._preview is not None:
            self._draw_tab(self._preview)
            self.query_one("#sample-detail", DetailPane).scroll_home(animate=False)

    @on(FindLine.Changed, "#sample-find")
    def _sought(self, message: FindLine.Changed) -> None:
        message.stop()
        self._list.place = self._found_from - 1 if message.text else self._found_from
        found = self._list.find(message.text)
        if not found:
            self._list.place = self._found_from
        message.line.say(int(found))
        self._read_soon()

    @on(FindLine.Left, "#sample-find")
    def _found(self, message: FindLine.Left) -> None:
        message.stop()
        self._found_from = self._list.place
        message.line.close()
        self.query_one("#sample-detail").focus()
