"""Writing the people shown to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.dialogs.progress import ProgressDialog
from scimconsole.screens.users.people_list import PeopleList
from scimconsole.widgets.person import people_in_words

if TYPE_CHECKING:
    from scimconsole.screens.users.export_work import Export


class PeopleExportPlace(PeopleList):
    """The list of people, which can be written to a file as it is narrowed and sorted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "export", "Export…", show=False, id="users.export", tooltip="Write them to a file"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to export where nobody is shown."""
        if action == "export":
            return None if self.why_not(action) else True
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str:
        """Why there is nothing to export."""
        if action == "export":
            someone = self.is_mounted and self.table.row_count
            return "" if someone else "Nobody is shown, so there is nothing to export."
        return super().why_not(action)

    def action_export(self) -> None:
        """Ask for a file, then write everybody the filters leave to it."""
        from scimconsole.screens.users.export_dialog import ExportDialog  # not before somebody exports
        from scimconsole.screens.users.export_work import PAGE, export_people

        call = self.people.call(self.console.now(), PAGE)
        organization = self.standing.organization
        today = self.console.now().date().isoformat()
        name = f"{organization.slug if organization is not None else 'people'}-people-{today}"

        def answered(export: Export | None) -> None:
            if export is None:
                return

            def ended(count: int | None) -> None:
                words = (
                    f"{people_in_words(count)} written to {export.path}."
                    if count is not None
                    else "Nothing was written."
                )
                self.app.notify(escape_text(words), title="Export", markup=False)

            dialog = ProgressDialog(
                "Export",
                f"Writing {export.path.name}, page by page.",
                lambda progress: export_people(self.client, call, export, progress),
            )
            self.app.push_screen(dialog, ended)

        self.app.push_screen(ExportDialog(self._whom_in_words(), name), answered)

    def _whom_in_words(self) -> str:
        total = self.window.extent.total
        count = f"{people_in_words(total)} are" if total is not None and total != 1 else "Those shown are"
        return (
            f"{count} written, in the order shown."
            if self.is_narrowed
            else "Everybody is written, in the order shown."
        )
