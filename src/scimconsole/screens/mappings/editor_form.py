"""The fields of one attribute mapping: kind, target, source, when it flows, matching, default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from scimconsole.domain.scim.text import fold, nearest
from scimconsole.domain.terminal_text import escape_text, typed_line
from scimconsole.entra.expressions import ExpressionError, compile_expression
from scimconsole.entra.expressions.tree import Call
from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.schema.model import AttributeMapping, MappingType, ObjectMapping
from scimconsole.screens.mappings.editor_targets import TargetNote, field_of, note_on, targets
from scimconsole.screens.mappings.expression_attributes import source_attributes
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.choice_row import ChoiceRow
from scimconsole.widgets.expression_box import ExpressionBox
from scimconsole.widgets.expression_field import OfferingField, offers_of
from scimconsole.widgets.expression_offers import Offer
from scimconsole.widgets.field import Field, FieldLabel

if TYPE_CHECKING:
    from scimconsole.api.profile import Profile

_TYPES: tuple[MappingType, ...] = ("Direct", "Constant", "Expression", "None")
_FLOWS = {"Always": "Always", "ObjectAddOnly": "Only on create", "MultiValueAddOnly": "Only adding values"}
_HINT = "Ctrl+Space shows all"
_USUAL_FLOWS = ("Always", "ObjectAddOnly")


class Refusal(NamedTuple):
    """Why the form cannot be taken over, and the field to go to."""

    sentence: str
    selector: str


class MappingForm(VerticalScroll, can_focus=False):
    """What is typed and chosen; it knows the mapping that it describes."""

    @dataclass
    class Changed(Message):
        """The mapping is another one now."""

    def __init__(self, before: AttributeMapping, table: ObjectMapping, profile: Profile | None) -> None:
        super().__init__()
        self.before = before
        self._table = table
        self._profile = profile
        self._attributes: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """A line a field; of the sources only that of the chosen kind is in sight."""
        before = self.before
        with _line():
            yield FieldLabel("T&ype", "type")
            yield ChoiceRow([Choice(one, one) for one in _TYPES], id="type")
        with _line():
            yield FieldLabel("&Target", "target-field")
            yield OfferingField(before.target, self._target_offers, id="target", placeholder=_HINT)
        yield Static(id="target-note", classes="note")
        yield ExpressionBox(before.expression, {}, id="expression-box")
        with _line("source-line"):
            yield FieldLabel("&Source", "source-field")
            yield OfferingField(
                self._first_text("Direct"), self._source_offers, id="source", placeholder=_HINT
            )
        with _line("constant-line"):
            yield FieldLabel("&Value", "constant-field")
            yield OfferingField(self._first_text("Constant"), self._value_offers, id="constant")
        yield Static(id="source-note", classes="note")
        with _line():
            yield FieldLabel("A&pplies", "flow")
            yield ChoiceRow([Choice(one, _FLOWS.get(one, one)) for one in self._flows], id="flow")
        with _line():
            yield FieldLabel("&Matching", "matching")
            yield Field(
                str(before.matching or ""), id="matching", compact=True, restrict=r"[0-9]*", max_length=2
            )
            yield _aside("empty: none; 1 is tried first")
        with _line():
            yield FieldLabel("&Default", "default")
            yield Field(typed_line(before.default or ""), id="default", compact=True, max_length=1000)
            yield _aside("for new ones without a value")

    def on_mount(self) -> None:
        """Show the kind of mapping it is."""
        self.query_one("#type", ChoiceRow).chosen = _TYPES.index(self.before.type)
        self.query_one("#flow", ChoiceRow).chosen = self._flows.index(self.before.flow_type)
        self._show_kind()

    @property
    def kind(self) -> MappingType:
        """The chosen kind of mapping."""
        return cast("MappingType", self.query_one("#type", ChoiceRow).value)

    @property
    def box(self) -> ExpressionBox:
        """Where an expression is written."""
        return self.query_one(ExpressionBox)

    @property
    def edited(self) -> AttributeMapping:
        """The mapping that the form describes."""
        before, kind = self.before, self.kind
        expression, name = self._source()
        if kind == before.type and expression == before.expression:
            name = before.name
        default = self.query_one("#default", Field).value
        keeps_default = default == typed_line(before.default or "")
        return replace(
            before,
            type=kind,
            target=self._text("#target"),
            expression=expression,
            name=name,
            default=before.default if keeps_default else default or None,
            flow_type=self.query_one("#flow", ChoiceRow).value,
            matching=int(self.query_one("#matching", Field).value or 0),
        )

    def refusal(self) -> Refusal | None:
        """Why Entra would not save the mapping; None when it would."""
        edited = self.edited
        if not edited.target:
            return Refusal("A mapping needs a target attribute.", "#target-field")
        taken = {fold(one.target) for one in self._table.attributes}
        if fold(edited.target) in taken - {fold(self.before.target)}:
            sentence = f"{edited.target} is mapped already. Edit that mapping, or choose another target."
            return Refusal(sentence, "#target-field")
        if edited.type == "Direct" and edited.expression == "[]":
            return Refusal("A direct mapping needs a source attribute.", "#source-field")
        if edited.type == "Constant" and not edited.name:
            return Refusal("A constant needs a value; without one choose the type None.", "#constant-field")
        if edited.type != "None":
            try:
                compile_expression(edited.expression)
            except ExpressionError as error:
                return Refusal(error.detail, self.source_selector)
        return None

    @property
    def source_selector(self) -> str:
        """The field in which the source of the chosen kind is written."""
        fields = {"Direct": "#source-field", "Constant": "#constant-field", "Expression": "#expression"}
        return fields.get(self.kind, "#default")

    def show_mistake(self, error: ExpressionError | None) -> None:
        """Mark what is wrong with the expression."""
        self.box.show_mistake(error if self.kind == "Expression" else None)

    def show_sample(self, sample: SourceObject | None) -> None:
        """Offer the attributes with the values of another person."""
        self._attributes = source_attributes(self._table, sample)
        self.box.attributes = self._attributes
        self._show_notes()

    @property
    def _flows(self) -> list[str]:
        return list(dict.fromkeys((*_USUAL_FLOWS, self.before.flow_type)))

    def _text(self, selector: str) -> str:
        return self.query_one(selector, OfferingField).text

    def _first_text(self, kind: MappingType) -> str:
        """What the field of a kind begins with."""
        before = self.before
        if before.type != kind:
            return ""
        return before.name or (before.expression.strip("[]") if kind == "Direct" else "")

    def _source(self) -> tuple[str, str]:
        """The expression of the chosen kind, and the name that goes with it."""
        kind, before = self.kind, self.before
        fields = {"Direct": "#source", "Constant": "#constant"}
        is_same = kind == before.type and kind in fields and bool(before.expression)
        if is_same and self._text(fields[kind]) == self._first_text(kind):
            return before.expression, before.name
        match kind:
            case "Direct":
                name = self._text("#source").removeprefix("[").removesuffix("]")
                return f"[{name}]", name
            case "Constant":
                text = self._text("#constant")
                return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"')), text
            case "Expression":
                return self.box.text, _outermost(self.box.text)
            case "None":
                return "", ""

    def _show_kind(self) -> None:
        """Leave only the source of the chosen kind in sight; a new expression begins with what there was."""
        kind = self.kind
        self.box.display = kind == "Expression"
        self.query_one("#source-line").display = kind == "Direct"
        self.query_one("#constant-line").display = kind == "Constant"
        self._show_notes()

    def _show_notes(self) -> None:
        target = self._text("#target")
        known = note_on(target, self._table, self._profile, self.before.target)
        self.query_one("#target-note", Static).update(_note(known))
        source = self._source_note()
        self.query_one("#source-note", Static).update(_note(source))
        self.query_one("#source-note").display = bool(source.sentence)

    def _source_note(self) -> TargetNote:
        if self.kind == "Direct":
            name = self._text("#source").strip("[]")
            if not name or name in self._attributes:
                return TargetNote(self._attributes.get(name, "The attribute of the person in Entra ID."))
            meant = nearest(name, self._attributes)
            sentence = "No known attribute has this name, and the sample person has none either."
            return TargetNote(f"{sentence} Did you mean {meant}?" if meant else sentence, True)
        if self.kind == "Constant":
            allowed = self._allowed
            if not allowed:
                return TargetNote("The same text for everybody.")
            words = f"The profile takes {', '.join(allowed)}; Ctrl+Space chooses."
            return TargetNote(words, fold(self._text("#constant")) not in map(fold, allowed))
        if self.kind == "None":
            return TargetNote("Entra leaves the attribute alone; a new person gets the default.")
        return TargetNote("")

    @property
    def _allowed(self) -> Sequence[str]:
        field = field_of(self._text("#target"), self._table, self._profile)
        return field.allowed or () if field is not None else ()

    def _target_offers(self, text: str, _cursor: int) -> list[Offer]:
        return offers_of(targets(self._table, self._profile), text)

    def _source_offers(self, text: str, _cursor: int) -> list[Offer]:
        return offers_of(self._attributes, text)

    def _value_offers(self, text: str, _cursor: int) -> list[Offer]:
        return offers_of(dict.fromkeys(self._allowed, "allowed by the profile"), text)

    @on(ChoiceList.Changed)
    def _chosen(self, message: ChoiceList.Changed) -> None:
        message.stop()
        self._edited()

    @on(OfferingField.Changed)
    @on(ExpressionBox.Changed)
    def _typed(self, message: Message) -> None:
        message.stop()
        self._edited()

    @on(Input.Changed)
    def _field_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._edited()

    def _edited(self) -> None:
        self._show_kind()
        self.post_message(self.Changed())


def _line(id: str | None = None) -> Horizontal:
    return Horizontal(id=id, classes="line")


def _aside(words: str) -> Widget:
    return Static(Content.styled(words, "$foreground-muted"), classes="aside")


def _note(note: TargetNote) -> Content:
    if note.is_warning:
        return Content.assemble(("Attention ", "bold $warning"), escape_text(note.sentence))
    return Content.styled(escape_text(note.sentence), "$foreground-muted")


def _outermost(text: str) -> str:
    """The function around everything; empty where there is none."""
    try:
        tree = compile_expression(text).tree
    except ExpressionError:
        return ""
    return tree.name if isinstance(tree, Call) else ""
