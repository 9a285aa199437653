"""Acts on people: holding and releasing one or many, and undoing the last of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.dialogs.confirm import ReasonDialog
from scimconsole.screens.dialogs.progress import Progress, ProgressDialog
from scimconsole.screens.users.people_export import PeopleExportPlace
from scimconsole.screens.working import begin
from scimconsole.widgets.person import people_in_words, person_name

if TYPE_CHECKING:
    from scimconsole.api.deactivations import Deactivation
    from scimconsole.api.users import User, UserDetail
    from scimconsole.client.call import Call
    from scimconsole.screens.users.bulk_work import BulkResult
else:
    User = UserDetail = object

_ACTS = ("deactivate", "deactivate_all", "reactivate", "undo")


@dataclass(frozen=True)
class _Undoable:
    """The last deactivation of this console: of one person, or a work of the service."""

    who: str
    user: User | None = None
    deactivation_id: str = ""


class PeopleActs(PeopleExportPlace):
    """The marked people are acted on; where none is marked, the one under the cursor."""

    CAN_MARK = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "d", "deactivate", "Deactivate", id="users.deactivate", tooltip="Hold the marked or this one"
        ),
        Binding(
            "D",
            "deactivate_all",
            "Deactivate all shown",
            key_display="D",
            show=False,
            id="users.deactivate-all",
            tooltip="Hold everybody the filters leave",
        ),
        Binding("a", "reactivate", "Reactivate", id="users.reactivate", tooltip="Lift the hold"),
        Binding("u", "undo", "Undo", id="users.undo", tooltip="Undo the last deactivation of this console"),
        Binding(
            "e", "export", "Export…", show=False, id="users.export", tooltip="Write who is shown to a file"
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._last: _Undoable | None = None

    def show_person(self, person: UserDetail) -> None:
        """Show a newer state of a person in full."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Acts are off without the right to change, or where they would change nothing."""
        if action == "deactivate_all" and not self.standing.offers("deactivations"):
            return False
        if action in _ACTS:
            return None if self.why_not(action) else True
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str:
        """Why an act is off now."""
        if action not in _ACTS or self.console.why_no_changes:
            return super().why_not(action)
        if action == "undo":
            return "" if self._last is not None else "Nobody was deactivated from this console yet."
        if action == "deactivate_all":
            return (
                "" if self.is_narrowed else "Narrow the list first: this is never done to everybody at once."
            )
        if not self.is_mounted or not self._chosen:
            return "Nobody is under the cursor."
        if len(self._chosen) > 1:
            one_by_one = action == "deactivate" and not self.standing.offers("deactivations")
            return (
                "This service deactivates one person at a time: Esc takes the marks away."
                if one_by_one
                else ""
            )
        user = self._chosen[0]
        if action == "deactivate":
            return f"{person_name(user)} is held already; a lifts the hold." if user.state == "held" else ""
        if user.state == "inactive":
            return f"{person_name(user)} is not held here: who Entra ID disabled, Entra ID enables."
        return "" if user.state == "held" else f"{person_name(user)} is active."

    def action_deactivate(self) -> None:
        """Ask, then hold the marked people or the one under the cursor."""
        people = self._chosen
        if len(people) == 1:
            self._deactivate_one(people[0])
        elif people:
            self._deactivate_many(everybody_first=False)

    def action_deactivate_all(self) -> None:
        """Ask, then hold everybody the filters leave."""
        self._deactivate_many(everybody_first=True)

    def action_reactivate(self) -> None:
        """Ask, then lift the hold of the marked people or the one under the cursor."""
        people = self._chosen
        if len(people) == 1:
            self._reactivate_one(people[0])
        elif people:
            self._reactivate_many(people)

    def action_undo(self) -> None:
        """Ask, then lift what the last deactivation of this console placed."""
        last = self._last
        if last is None:
            return
        sentences = (
            f"The hold on {last.who} is lifted.",
            "Who was released or held anew since then is left as they are."
            if last.user is None
            else "They are as Entra ID says again.",
        )

        def answered(reason: str | None) -> None:
            if reason is None:
                return
            if last.user is not None:
                self._act_on_one(last.user, "reactivate", reason)
            else:
                from scimconsole.client import calls

                call = calls.undo_deactivation(last.deactivation_id, reason or None)
                self._watch("Undo", call, self._undone)

        self.app.push_screen(ReasonDialog("Undo", sentences, "&Undo", danger=False), answered)

    @property
    def _chosen(self) -> list[User]:
        """The marked people; where none is marked, the one under the cursor."""
        user = self.selected
        return self.table.marked or ([user] if user is not None else [])

    # One person

    def _deactivate_one(self, user: User) -> None:
        sentences = (
            f"{person_name(user)} ({user.user_name}) loses access now.",
            "The hold stays, whatever Entra ID sends, until you lift it.",
        )
        dialog = ReasonDialog("Deactivate", sentences, "&Deactivate", danger=True)
        self._ask_about_one(user, dialog, "deactivate")

    def _reactivate_one(self, user: User) -> None:
        after = (
            "They are active again at once."
            if user.entra_active
            else "They stay inactive: Entra ID disabled them, and only Entra ID enables them again."
        )
        sentences = (f"The hold on {person_name(user)} ({user.user_name}) is lifted.", after)
        self._ask_about_one(
            user, ReasonDialog("Reactivate", sentences, "Re&activate", danger=False), "reactivate"
        )

    def _ask_about_one(self, user: User, dialog: ReasonDialog, act: str) -> None:
        def answered(reason: str | None) -> None:
            if reason is not None:
                self._act_on_one(user, act, reason)

        self.app.push_screen(dialog, answered)

    def _act_on_one(self, user: User, act: str, reason: str) -> None:
        begin(self, partial(self._do, user, act, reason), name=act, group="users-act", exclusive=False)

    async def _do(self, user: User, act: str, reason: str) -> None:
        from scimconsole.client import calls

        call = calls.deactivate_user if act == "deactivate" else calls.reactivate_user
        try:
            changed = await self.client.send(call(user.id, reason or None))
        except ScimConsoleError as error:
            self.app.notify(
                escape_text(" ".join(filter(None, (error.detail, error.hint)))),
                title=f"{escape_text(person_name(user))}: not done",
                severity="error",
                timeout=12,
                markup=False,
            )
            return
        place = self.place_of(changed.id)
        if place is not None:
            self.row_changed(changed, place)
        if self.selected is not None and self.selected.id == changed.id:
            self.show_person(changed)
        self.table.clear_marks()
        if act == "deactivate":
            self._last = _Undoable(person_name(changed), user=changed)
            done = "is held and has no access; u undoes it"
        else:
            self._last = (
                None if self._last and self._last.user and self._last.user.id == changed.id else self._last
            )
            done = "is active again" if changed.active else "is held no more, but stays inactive"
        self.refresh_bindings()
        self.app.notify(escape_text(f"{person_name(changed)} {done}."), markup=False)

    # Many people

    def _deactivate_many(self, *, everybody_first: bool) -> None:
        from scimconsole.screens.users.bulk_dialog import BulkDialog, Whom

        marked = self.table.marked
        choices = []
        if marked:
            names = [person_name(user) for user in marked]
            choices.append(Whom(f"the {len(marked):,} marked", {"ids": [user.id for user in marked]}, names))
        if self.is_narrowed:
            conditions = self.people.conditions(self.console.now())
            given = {name: value for name, value in conditions.items() if value is not None}
            choices.insert(0 if everybody_first else len(choices), Whom("everybody shown", given))

        def answered(order: Mapping[str, Any] | None) -> None:
            if order is not None:
                from scimconsole.api.deactivations import NewDeactivation
                from scimconsole.client import calls

                call = calls.start_deactivation(NewDeactivation.model_validate(order))
                self._watch("Deactivate", call, self._many_deactivated)

        self.app.push_screen(BulkDialog(choices), answered)

    def _reactivate_many(self, people: Sequence[User]) -> None:
        from scimconsole.screens.users.bulk_work import reactivate_each

        sentences = (
            f"The holds on {len(people):,} marked people are lifted.",
            "Who is not held, or whom Entra ID disabled, stays as they are.",
        )

        def answered(reason: str | None) -> None:
            if reason is not None:
                self._run_long(
                    "Reactivate",
                    "One after the other; stopping leaves the rest held.",
                    lambda progress: reactivate_each(self.client, people, reason, progress),
                    self._many_reactivated,
                )

        dialog = ReasonDialog("Reactivate many people", sentences, "Re&activate", danger=False)
        self.app.push_screen(dialog, answered)

    def _watch(self, heading: str, call: Call[Deactivation], then: Callable[[BulkResult], None]) -> None:
        from scimconsole.screens.users.bulk_work import watch

        def started(work: Deactivation) -> None:
            # Noted now: the service goes on even if nobody watches.
            if work.undoes is None:
                self._last = _Undoable(people_in_words(work.matched), deactivation_id=work.id)

        self._run_long(
            heading,
            "The service works on its own; this only watches.",
            lambda progress: watch(self.client, call, progress, started),
            then,
        )

    def _run_long(
        self,
        heading: str,
        sentence: str,
        work: Callable[[Progress], Awaitable[BulkResult]],
        then: Callable[[BulkResult], None],
    ) -> None:
        def ended(result: BulkResult | None) -> None:
            self.table.clear_marks()
            self.load()
            if result is not None:
                then(result)

        self.app.push_screen(ProgressDialog(heading, sentence, work), ended)

    def _many_deactivated(self, result: BulkResult) -> None:
        self._last = (
            _Undoable(people_in_words(result.done), deactivation_id=result.id) if result.done else None
        )
        undo = "; u undoes it" if result.done else ""
        self._tell("Deactivated", f"{people_in_words(result.done)} held and without access{undo}.", result)

    def _many_reactivated(self, result: BulkResult) -> None:
        self._tell("Reactivated", f"The hold was lifted from {people_in_words(result.done)}.", result)

    def _undone(self, result: BulkResult) -> None:
        self._last = None
        self._tell("Undone", f"The hold was lifted from {people_in_words(result.done)}.", result)

    def _tell(self, heading: str, sentence: str, result: BulkResult) -> None:
        from scimconsole.screens.users.bulk_result import BulkResultDialog

        self.refresh_bindings()
        if result.already:
            sentence += f" {result.already:,} held before."
        if result.stopped:
            sentence = f"Stopped. {sentence}"
        if not result.not_done:
            self.app.notify(sentence, markup=False)
            return
        sentence += f" {len(result.not_done):,} not done:"
        self.app.push_screen(BulkResultDialog(heading, sentence, result))
