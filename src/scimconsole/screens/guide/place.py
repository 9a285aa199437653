"""The place of the set-up guide: what one does from it, with keys."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from scimconsole.domain.reachability import unreachable_reason
from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.guide.step_text import pasted
from scimconsole.screens.guide.view import GuideView
from scimconsole.screens.working import begin
from scimconsole.widgets.copies import Copy

if TYPE_CHECKING:
    from scimconsole.api.guide import SelfTest
    from scimconsole.api.setup_links import SetupLink
    from scimconsole.screens.guide.link_dialogs import LinkWanted
    from scimconsole.screens.one_time.screen import Left
    from scimconsole.screens.users.export_work import Export

_CHANGES = {
    "generate": "tokens",
    "self_test": "self-test",
    "new_link": "setup-links",
    "revoke_link": "setup-links",
}
"""The acts that change something, and the capability that each needs."""
_SEND_IT = (
    "Send it to whoever sets up Entra ID. It works once; nobody can show it again. v lists the links, and "
    "R there ends one."
)


class GuideScreen(GuideView):
    """The set-up guide."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "next_step", "Next step", id="guide.next-step", tooltip="Go to the next open step"),
        Binding("p", "copy_paste", "Copy", id="guide.copy", tooltip="Copy what this step has to paste"),
        Binding("c", "generate", "New token", id="guide.generate", tooltip="Generate a token for Entra ID"),
        Binding(
            "t",
            "self_test",
            "Self test",
            id="guide.self-test",
            tooltip="Play Entra ID with a throw-away person against this service, and clean up",
        ),
        Binding(
            "l",
            "new_link",
            "New link",
            id="guide.new-link",
            tooltip="Make a set-up link for whoever sets up Entra ID and has no account here",
        ),
        Binding(
            "R",
            "revoke_link",
            "Revoke",
            key_display="R",
            id="guide.revoke-link",
            tooltip="End this link, which nobody used yet",
        ),
        Binding(
            "greater_than_sign",
            "token",
            "Its token",
            key_display=">",
            show=False,
            id="guide.token",
            tooltip="Go to the token that this link made",
        ),
        Binding(
            "e",
            "export",
            "Export",
            id="guide.export",
            tooltip="Write the guide for the identity admin, or the end of the token for a calendar",
        ),
        Binding(
            "u",
            "copy_url",
            "Copy Tenant URL",
            show=False,
            id="guide.copy-url",
            tooltip="Copy what Entra ID asks for",
        ),
    ]

    def copies(self) -> Sequence[Copy]:
        """What the step has to paste, or what can be told of the link."""
        step, link = self.step, self.link
        if step is not None:
            return (*pasted(step), Copy("Way through the menus", step.place), Copy("Title", step.title))
        if link is not None:
            return (Copy("Whom it is for", link.name), Copy("Id", link.id))
        return ()

    def why_not(self, action: str) -> str:
        """Why an act is off now."""
        if action in _CHANGES and self.console.why_no_changes:
            return self.console.why_no_changes
        if self.guide is None:
            return "The guide was not read yet."
        step, link = self.step, self.link
        if action == "copy_paste":
            return "" if step is not None and pasted(step) else _why_nothing_to_paste(step is not None)
        if action == "next_step" and self.guide.complete:
            return "Nothing is open: every step was seen."
        if action == "copy_url" and not self.guide.tenant_url:
            return "There is no Tenant URL yet: no public URL is known."
        if action == "revoke_link" and (link is None or link.state != "open"):
            return (
                "There is no link here." if link is None else f"This link is {link.state}: it is of no use."
            )
        if action == "token" and (link is None or link.token_id is None):
            return "No token was made by this link."
        return "" if action in _ACTS else super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An act is there in its tab and with its capability, and off while there is a reason."""
        if action not in _ACTS:
            return super().check_action(action, parameters)
        if not self.is_mounted or not self.standing.offers(_CHANGES.get(action, "guide")):
            return False
        if _ACTS[action] not in ("", self.tab):
            return False
        return None if self.why_not(action) else True

    # Steps

    def action_next_step(self) -> None:
        """Go to the next open step, and follow from there on."""
        if self.guide is None:
            return
        self.following.begin_again()
        cursor = self.following.go_on(self.guide, 0)
        if cursor is not None:
            self.steps_table.cursor = cursor

    def action_copy_paste(self) -> None:
        """Copy the one thing there is to paste, or ask which."""
        from scimconsole.screens.menus.copy_menu import ask_what_to_copy  # not before somebody copies

        step = self.step
        things = [] if step is None else pasted(step)
        if len(things) == 1:
            self.console.copy(things[0].text, things[0].words)
        else:
            ask_what_to_copy(self.console, things)

    def action_copy_url(self) -> None:
        """Copy the Tenant URL; say so when Entra ID cannot reach it."""
        address = None if self.guide is None else self.guide.tenant_url
        if address is None:
            return
        self.console.copy(address, "Tenant URL")
        reason = unreachable_reason(address)
        if reason is not None:
            self.app.notify(escape_text(reason), severity="warning", markup=False)

    def action_generate(self) -> None:
        """Ask what kind of token, generate it, and show it once."""
        from scimconsole.screens.tokens.minting import generate  # not before somebody generates

        generate(self, lambda: None)

    def action_self_test(self) -> None:
        """Play Entra ID, and show each step."""
        from scimconsole.screens.guide.self_test_dialog import SelfTestDialog  # not before somebody asks

        def left(request_id: str | None) -> None:
            if request_id is not None:
                self.console.go("sync", record=request_id)

        self.app.push_screen(SelfTestDialog(self._play), left)

    async def _play(self) -> SelfTest:
        from scimconsole.client import calls

        return await self.client.send(calls.self_test())

    # Set-up links

    def action_new_link(self) -> None:
        """Ask what kind of link, make it, and show it once."""
        from scimconsole.screens.guide.link_dialogs import LinkDialog  # not before somebody makes one

        def wanted(answer: LinkWanted | None) -> None:
            if answer is not None:
                begin(self, partial(self._make_link, answer), name="link", group="guide-act")

        self.app.push_screen(LinkDialog(), wanted)

    async def _make_link(self, wanted: LinkWanted) -> None:
        from scimconsole.api.setup_links import NewSetupLink
        from scimconsole.client import calls
        from scimconsole.screens.one_time.screen import OneTimeSecretScreen, Secret
        from scimconsole.screens.tokens.minting import say_failure

        try:
            created = await self.client.send(
                calls.create_setup_link(NewSetupLink.model_validate(wanted.wire()))
            )
        except ScimConsoleError as error:
            say_failure(self, "No link was made", error)
            return
        link_id = created.id

        def left(how: Left | None) -> None:
            self.load()
            if how == "revoke":
                begin(self, partial(self._revoke_link, link_id), name="revoke link", group="guide-act")

        reason = unreachable_reason(created.url)
        next_step = _SEND_IT if reason is None else f"{_SEND_IT} Others may not get there yet: {reason}"
        screen = OneTimeSecretScreen(
            Secret("set-up link", created.name, "Link", next_step, "link"), created.url
        )
        del created
        await self.app.push_screen(screen, left)

    def action_revoke_link(self) -> None:
        """Ask, and end the link under the cursor."""
        from scimconsole.screens.guide.link_dialogs import RevokeLinkDialog  # not before somebody revokes

        link = self.link
        if link is None:
            return

        def wanted(answer: bool | None) -> None:
            if answer:
                begin(self, partial(self._revoke_link, link.id), name="revoke link", group="guide-act")

        self.app.push_screen(RevokeLinkDialog(link.name), wanted)

    async def _revoke_link(self, link_id: str) -> None:
        from scimconsole.client import calls
        from scimconsole.screens.tokens.minting import say_failure

        try:
            revoked: SetupLink = await self.client.send(calls.revoke_setup_link(link_id))
        except ScimConsoleError as error:
            say_failure(self, "The link was not revoked", error)
            return
        self.app.notify(f'The link for "{escape_text(revoked.name)}" is revoked.', markup=False)
        self.load()

    def action_token(self) -> None:
        """Go to the token that the link made."""
        if self.link is not None and self.link.token_id is not None:
            self.console.go("tokens", record=self.link.token_id)

    # Out of the console

    def action_export(self) -> None:
        """Ask what is to be written where, and write it."""
        from scimconsole.screens.guide.outgoing import GuideExportDialog  # not before somebody exports

        guide, organization = self.guide, self.standing.organization
        if guide is None:
            return

        def answered(wanted: Export | None) -> None:
            if wanted is not None:
                begin(self, partial(self._export, wanted), name="export", group="guide-export")

        name = "guide" if organization is None else f"{organization.slug}-guide"
        self.app.push_screen(GuideExportDialog(guide, name), answered)

    async def _export(self, wanted: Export) -> None:
        from scimconsole.client import calls
        from scimconsole.screens.guide.outgoing import text_of
        from scimconsole.screens.mappings.outgoing import write

        guide = self.guide
        if guide is None:
            return
        try:
            document = (await self.client.send(calls.mapping())).document if wanted.form == "json" else None
            text = text_of(wanted.form, guide, document, self.console.now())
            await asyncio.to_thread(write, wanted.path, text)
        except ScimConsoleError as error:
            sentence = " ".join(filter(None, (error.detail, error.hint)))
            self.app.notify(escape_text(sentence), title="Not exported", severity="error", markup=False)
            return
        self.app.notify(escape_text(f"{wanted.path}."), title="Written", markup=False)


_ACTS = {
    "next_step": "steps",
    "copy_paste": "steps",
    "generate": "steps",
    "self_test": "steps",
    "new_link": "",
    "revoke_link": "links",
    "token": "links",
    "export": "",
    "copy_url": "",
}
"""Each act with the tab it belongs to; empty: to both."""


def _why_nothing_to_paste(is_step: bool) -> str:
    return "This step has nothing to paste." if is_step else "There is no step here."
