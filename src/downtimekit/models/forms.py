"""Forms as data: a definition says what is asked, a packet says for whom it is printed."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from downtimekit.models.capture import RecordKind
from downtimekit.models.schedule import Appointment
from downtimekit.models.strict import Instant, Key, Name, Strict


class FieldKind(StrEnum):
    """How a field is filled in by hand."""

    TEXT = "text"
    NOTE = "note"
    NUMBER = "number"
    DATE = "date"
    DATE_TIME = "date_time"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    FINDINGS = "findings"
    SIGNATURE = "signature"


_CHOOSING = frozenset({FieldKind.ONE_OF, FieldKind.MANY_OF})


class Diagram(StrEnum):
    """A drawing to mark places on."""

    BREASTS = "breasts"


class Choice(Strict):
    """One box that can be ticked.

    Attributes:
        mark: the short sign that stands before the label, or for it where room is short, such as ``4A``.
    """

    key: Key
    label: Name
    mark: Annotated[str, StringConstraints(max_length=8)] = ""


class Answer(Strict):
    """That another field was answered in one way."""

    field: Key
    choice: Key


class FormField(Strict):
    """One thing that the form asks for.

    Attributes:
        key: the name of the content model's field that the answer goes to.
        choices: the boxes of a field that is ticked.
        columns: what is asked about each row of a table, such as each finding.
        required: a sheet without it cannot be keyed; required_if: only where another field says so.
        lines: how much room a note needs, in lines of handwriting; for findings, how many there is room for.
    """

    key: Key
    label: Name
    kind: FieldKind
    choices: tuple[Choice, ...] = ()
    columns: tuple[FormField, ...] = ()
    required: bool = False
    required_if: Answer | None = None
    unit: str = ""
    hint: str = ""
    lines: Annotated[int, Field(ge=1, le=30)] = 1

    @property
    def counts_rows(self) -> bool:
        """Whether it is the column of a table that has the row's number, which is printed."""
        return self.key == "number"

    @model_validator(mode="after")
    def _kind_has_its_parts(self) -> FormField:
        if bool(self.choices) != (self.kind in _CHOOSING):
            raise ValueError("choices belong to a field that is ticked, and to no other")
        if bool(self.columns) != (self.kind is FieldKind.FINDINGS):
            raise ValueError("columns belong to a table of findings, and to no other field")
        return self


class Section(Strict):
    """Fields that belong together, and a drawing to mark places on where it helps."""

    title: Name
    fields: Annotated[tuple[FormField, ...], Field(min_length=1)]
    diagram: Diagram | None = None


class FormDefinition(Strict):
    """A published form. A change makes a new version; the digest pins what a sheet was printed from."""

    key: Key
    version: Annotated[int, Field(ge=1)]
    title: Name
    record: RecordKind
    filled_in_by: Name
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]

    @property
    def digest(self) -> str:
        """SHA-256 over the definition, in hexadecimal."""
        return hashlib.sha256(self.model_dump_json(exclude_defaults=True).encode()).hexdigest()

    def fields(self) -> tuple[FormField, ...]:
        """Return every field, in the order in which they are printed."""
        return tuple(field for section in self.sections for field in section.fields)


class Sheet(Strict):
    """One numbered copy of a form."""

    serial: Key
    form: FormDefinition


class Packet(Strict):
    """The paper for one patient.

    Attributes:
        as_of: how old the schedule is that the patient's data were taken from.
        name_alert: another patient of that schedule has the same name.
    """

    downtime: Key
    drill: bool = False
    name_alert: bool = False
    as_of: Instant
    appointment: Appointment
    sheets: Annotated[tuple[Sheet, ...], Field(min_length=1)]
