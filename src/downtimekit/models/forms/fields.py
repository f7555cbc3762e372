"""What a form asks for: fields of a kind, the boxes that can be ticked, and when a field is asked for at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from downtimekit.models.silence import told
from downtimekit.models.strict import Key, Name, Strict

Words = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""Text of a form that is longer than a label."""


class FieldKind(StrEnum):
    """How a field is filled in by hand."""

    TEXT = "text"
    NOTE = "note"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date_time"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    DIAGRAM = "diagram"
    TABLE = "table"
    SIGNATURE = "signature"
    STATEMENT = "statement"

    @property
    def ticked(self) -> bool:
        """Whether it is answered by ticking boxes."""
        return self in (FieldKind.ONE_OF, FieldKind.MANY_OF, FieldKind.YES_NO)


_CHOOSING = frozenset({FieldKind.ONE_OF, FieldKind.MANY_OF})
_BOUNDED = frozenset({FieldKind.NUMBER, FieldKind.DATE, FieldKind.TIME, FieldKind.DATE_TIME})


_OF_MOMENTS = "belongs to a number, a date or a time"
_BELONGS: Mapping[str, tuple[frozenset[FieldKind], str]] = {
    "choices": (_CHOOSING, "belong to one_of and many_of, and to no other field"),
    "columns": (frozenset({FieldKind.TABLE}), "belong to a table, and to no other field"),
    "diagram": (frozenset({FieldKind.DIAGRAM}), "belongs to a diagram, and to no other field"),
    "minimum": (_BOUNDED, _OF_MOMENTS),
    "maximum": (_BOUNDED, _OF_MOMENTS),
}
_Misfit: TypeAlias = tuple[tuple[str, ...], str]


class Diagram(StrEnum):
    """A drawing to mark places on."""

    BREASTS = "breasts"
    BODY = "body"


class Code(Strict):
    """What a question or an answer is called in a terminology.

    Attributes:
        system: its URI, as FHIR names it, such as ``http://loinc.org``.
    """

    system: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    code: Annotated[str, StringConstraints(min_length=1, max_length=100)]


ChoiceKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\[][A-Za-z0-9._:/\[\]-]{0,199}$")]
"""As `Key`, and the units of UCUM, such as ``[lb_av]``."""


class Choice(Strict):
    """One box that can be ticked.

    Attributes:
        mark: the short sign that stands before the label, or for it where room is short, such as ``4A``.
        alone: ticked, it is the only one of its field, as "none of these" is.
    """

    key: ChoiceKey
    label: Name
    mark: Annotated[str, StringConstraints(max_length=8)] = ""
    alone: bool = False
    codes: tuple[Code, ...] = ()


class Operator(StrEnum):
    """How an answer is compared (FHIR R4 questionnaire-enable-operator)."""

    EXISTS = "exists"
    EQUALS = "="
    NOT_EQUALS = "!="
    GREATER = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="


class Condition(Strict):
    """Something about the answer to another field of the same form, or of the same row of a table.

    Attributes:
        value: what it is compared with, as it would be typed: the key of a choice, a number, a day as
            ``YYYY-MM-DD``; for yes and no, and for `Operator.EXISTS`, ``true`` or ``false``. Of a field with several
            ticks, one that is equal is enough.
    """

    field: Key
    operator: Operator = Operator.EQUALS
    value: Annotated[str, StringConstraints(min_length=1, max_length=200)] = "true"


class FormField(Strict):
    """One thing that the form asks for, or says.

    Attributes:
        key: the name of the content model's field that the answer goes to; of a site's own form, its own name.
        label: the question; of a statement, the statement itself.
        short: what it is called where room is short: in conditions, and above the column of a table.
        choices: the boxes of a field that is ticked.
        columns: what is asked about each row of a table, such as each finding.
        diagram: the drawing of a field that is marked on.
        codes: what the question is called in terminologies.
        required: a sheet without it cannot be keyed; required_if: only where another field says so.
        shown_if: it is asked for only where all of these hold, or any of them where `shown_if_any`. Paper shows it
            always, with the reason in words.
        unit: what a number counts, such as ``mm``.
        lines: how much room a note needs, in lines of handwriting; for a table, how many rows there is room for.
        minimum, maximum: the least and the greatest number or moment, as it would be typed.
        critical: it is typed in twice where double entry is asked for, as a side, a category, a drug or a dose is.
    """

    key: Key
    label: Words
    short: Annotated[str, StringConstraints(max_length=60)] = ""
    kind: FieldKind
    choices: tuple[Choice, ...] = ()
    columns: tuple[FormField, ...] = ()
    diagram: Diagram | None = None
    codes: tuple[Code, ...] = ()
    required: bool = False
    required_if: Condition | None = None
    shown_if: tuple[Condition, ...] = ()
    shown_if_any: bool = False
    unit: Annotated[str, StringConstraints(max_length=20)] = ""
    hint: Annotated[str, StringConstraints(max_length=300)] = ""
    lines: Annotated[int, Field(ge=1, le=60)] = 1
    minimum: Annotated[str, StringConstraints(max_length=30)] | None = None
    maximum: Annotated[str, StringConstraints(max_length=30)] | None = None
    critical: bool = False

    @property
    def counts_rows(self) -> bool:
        """Whether it is the column of a table that has the row's number, which is printed."""
        return self.key == "number"

    @model_validator(mode="after")
    def _kind_has_its_parts(self) -> FormField:
        if faults := [*self._unfilled(), *self._misplaced(), *self._repeated()]:
            raise told("FormField", faults)
        return self

    def _unfilled(self) -> Iterator[_Misfit]:
        if self.kind in _CHOOSING and not self.choices:
            yield ("choices",), "needs at least one choice"
        if self.kind is FieldKind.TABLE and not self.columns:
            yield ("columns",), "needs at least one column"
        if self.kind is FieldKind.DIAGRAM and self.diagram is None:
            yield ("diagram",), "says on which drawing the places are marked"

    def _misplaced(self) -> Iterator[_Misfit]:
        for name, (kinds, words) in _BELONGS.items():
            if getattr(self, name) not in (None, ()) and self.kind not in kinds:
                yield (name,), words
        if self.kind is FieldKind.STATEMENT and self._asks():
            yield (), "a statement asks for nothing"

    def _repeated(self) -> Iterator[_Misfit]:
        choices, columns = ({part.key for part in parts} for parts in (self.choices, self.columns))
        if len(choices) < len(self.choices):
            yield ("choices",), "two choices have one key"
        if len(columns) < len(self.columns):
            yield ("columns",), "two columns have one key"
        if any(column.kind in _NOT_IN_A_TABLE for column in self.columns):
            yield ("columns",), "a column is no table, diagram, signature or statement"

    def _asks(self) -> bool:
        return self.required or self.required_if is not None or self.critical


_NOT_IN_A_TABLE = frozenset({FieldKind.TABLE, FieldKind.DIAGRAM, FieldKind.SIGNATURE, FieldKind.STATEMENT})
