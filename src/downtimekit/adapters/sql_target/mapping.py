"""A vendor's own tables, as a value: which table holds what, and in which columns. It is kept as JSON or YAML.

    TargetMapping(
        patients=PatientTable(table="person", mrn="mrn", fields={"family": "surname", "birth_date": "dob"}),
        orders=OrderTable(table="exam", accession="acc_no", mrn="mrn", day="exam_day"),
        records={
            "report": RecordTable(
                table="report", id="id", version="rev", accession="acc_no", withdrawn="void", content="body"
            )
        },
    )

Names of tables and columns are checked here, and always quoted where they are used: they are spelt as the database
has them, in small letters where PostgreSQL was not told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Self, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, StringConstraints, model_validator

from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import ChartOrder
from downtimekit.models.frozen import FrozenMap, frozen
from downtimekit.models.patient import Patient
from downtimekit.models.strict import Strict

_NAME = r"[A-Za-z_][A-Za-z0-9_]{0,62}"
Column = Annotated[str, StringConstraints(pattern=rf"^{_NAME}$")]
"""A column's name."""
Table = Annotated[str, StringConstraints(pattern=rf"^({_NAME}\.)?{_NAME}$")]
"""A table's name, behind that of its schema where it is not found without."""
Fixed = bool | int | str
"""A value that is always the same."""


class Form(StrEnum):
    """How a value lies in its column."""

    PLAIN = "plain"
    """As the database has it: text, a number, a day, a moment."""
    JSON = "json"
    """As JSON, in a column of text or of the database's own type; lists and what has parts need it."""


class Kept(Strict):
    """Where one value is kept; the name of the column alone says it where it is plain.

    Attributes:
        words: what the database writes for each of our words, such as ``{"preliminary": "P", "final": "F"}``. A word
            that is not among them cannot be written, and what is not among them cannot be read.
    """

    column: Column
    form: Form = Form.PLAIN
    words: Annotated[Mapping[str, Fixed], AfterValidator(frozen)] = FrozenMap()

    @model_validator(mode="after")
    def _is_read_back(self) -> Kept:
        if len(set(self.words.values())) < len(self.words):
            raise ValueError("two of our words are one word of the database: it could not be read back")
        if self.words and self.form is Form.JSON:
            raise ValueError("words belong to a plain value")
        return self


def _named(said: object) -> object:
    return {"column": said} if isinstance(said, str) else said


Fields = Annotated[Mapping[str, Annotated[Kept, BeforeValidator(_named)]], AfterValidator(frozen)]
"""Columns by the path of what they keep, such as ``density`` or ``address.city``."""


class Flag(Strict):
    """A column that says yes or no, in the database's own words.

    Attributes:
        no: what is written into a new row; None where the column is filled otherwise, such as a status.
    """

    column: Column
    yes: Fixed = True
    no: Fixed | None = False


class NewId(StrEnum):
    """Who gives a new record its primary key."""

    DATABASE = "database"
    """The database, with an identity or a default."""
    DIGEST = "digest"
    """The target: 32 hexadecimal digits, the same for the same entry."""


class LateColumn(StrEnum):
    """What the vendor's own table can keep of a late entry, beside the ledger."""

    KEY = "key"
    OCCURRED_AT = "occurred_at"
    PERFORMED_BY = "performed_by"
    RECORDED_AT = "recorded_at"
    ENTERED_BY = "entered_by"
    ON_BEHALF_OF = "on_behalf_of"
    REASON = "reason"
    STATEMENT = "statement"


class _Rows(Strict):
    table: Table
    fields: Fields = FrozenMap()
    always: Annotated[Mapping[Column, Fixed], AfterValidator(frozen)] = FrozenMap()


class PatientTable(_Rows):
    """Where patients are; without `rest`, a new one is rejected of whom something is known that has no column.

    Attributes:
        mrn: the column of the number, which is unique.
        fields: where the other fields of a `Patient` are; a chart that was merged has the survivor's number in
            ``merged_into``.
        rest: the column that holds, as JSON, what has no column of its own.
        always: what every row has, such as the clinic's number; only such rows are seen, and new ones have it.
    """

    mrn: Column
    rest: Column | None = None

    @model_validator(mode="after")
    def _knows_its_fields(self) -> PatientTable:
        _refuse(_unknown(Patient, self.fields, taken={"mrn"}))
        return self

    @property
    def columns(self) -> Iterator[tuple[str, str]]:
        """Every column that it names, with its path in the mapping."""
        yield "mrn", self.mrn
        if self.rest:
            yield "rest", self.rest
        yield from _columns(self)


class NumberTable(Strict):
    """Where a patient's further numbers are, a row for each."""

    table: Table
    mrn: Column
    system: Column
    value: Column
    kind: Column

    @property
    def columns(self) -> Iterator[tuple[str, str]]:
        """Every column that it names, with its path in the mapping."""
        yield from ((name, getattr(self, name)) for name in ("mrn", "system", "value", "kind"))


class OrderTable(_Rows):
    """Where exams are.

    Attributes:
        accession: the column of the exam's number, which is unique.
        fields: where the other fields of a `ChartOrder` are.
    """

    accession: Column
    mrn: Column
    day: Column

    @model_validator(mode="after")
    def _knows_its_fields(self) -> OrderTable:
        _refuse(_unknown(ChartOrder, self.fields, taken={"accession", "mrn", "day"}))
        return self

    @property
    def columns(self) -> Iterator[tuple[str, str]]:
        """Every column that it names, with its path in the mapping."""
        yield from (("accession", self.accession), ("mrn", self.mrn), ("day", self.day))
        yield from _columns(self)


def _named_late(said: Mapping[str, str]) -> Mapping[str, str]:
    unknown = [name for name in said if name not in list(LateColumn)]
    if unknown:
        raise ValueError(f"can keep of a late entry: {', '.join(LateColumn)}")
    kept: Mapping[str, str] = frozen(said)
    return kept


class RecordTable(_Rows):
    """Where the records of one kind are; several kinds may share a table, with `always` to tell them apart.

    Attributes:
        id: the primary key; new_id: who gives it.
        version: a whole number that counts up with every change, also with those of the vendor's own screens.
        mrn: may be left out where the exam says whose it is.
        accession: may be left out for what does not belong to an exam.
        occurred_at: may be left out for what belongs to an exam.
        withdrawn: marks what was entered in error.
        fields: where the fields of the content are.
        content: the column that holds, as JSON, what has no column of its own; without it, an entry that says
            something for which there is no column is rejected.
        late: columns for the two clocks and the two people; the ledger has them anyway.
        always: what every row has, such as the kind; only such rows are seen, and new ones have it.
    """

    id: Column
    new_id: NewId = NewId.DATABASE
    version: Column
    mrn: Column | None = None
    accession: Column | None = None
    encounter: Column | None = None
    occurred_at: Column | None = None
    withdrawn: Annotated[Flag, BeforeValidator(_named)]
    content: Column | None = None
    late: Annotated[Mapping[str, Column], AfterValidator(_named_late)] = FrozenMap()

    @property
    def columns(self) -> Iterator[tuple[str, str]]:
        """Every column that it names, with its path in the mapping."""
        for name in ("id", "version", "mrn", "accession", "encounter", "occurred_at", "content"):
            if column := getattr(self, name):
                yield name, column
        yield "withdrawn", self.withdrawn.column
        yield from ((f"late.{name}", column) for name, column in self.late.items())
        yield from _columns(self)


class Ledger(Strict):
    """The table in which the target keeps what it wrote: a row for each key. It is not the vendor's, but stands there.

    `ledger_schema` makes it. An entry, its row here and its two clocks and two people are written in one transaction.
    """

    table: Table = "downtime_entries"


class TargetMapping(Strict):
    """The tables of a system that records go back into.

    Attributes:
        numbers: where further numbers of patients are; without it, patients are not found by them.
        records: where the records of each kind are; a kind that is not named is rejected.
    """

    patients: PatientTable
    numbers: NumberTable | None = None
    orders: OrderTable
    records: Annotated[Mapping[RecordKind, RecordTable], AfterValidator(frozen)]
    ledger: Ledger = Ledger()

    @model_validator(mode="after")
    def _has_a_place_for_each(self) -> Self:
        faults = [f"records.{kind}: {words}" for kind, table in self.records.items() for words in _misfits(kind, table)]
        _refuse(faults)
        return self


CONTENTS: Mapping[RecordKind, type[BaseModel]] = {
    RecordKind(model.model_fields["record"].default): model for model in get_args(get_args(Content)[0])
}
"""The model of what a record of each kind says."""


def _misfits(kind: RecordKind, table: RecordTable) -> Iterator[str]:
    if kind.of_exam and table.accession is None:
        yield "it belongs to an exam: name the column of the exam's number"
    if not kind.of_exam and table.occurred_at is None:
        yield "it is told from others by its time: name the column"
    if table.mrn is None and not kind.of_exam:
        yield "it does not always belong to an exam: name the column of the patient's number"
    yield from _unknown(CONTENTS[kind], table.fields, taken={"record"})


def _unknown(model: type[BaseModel], fields: Mapping[str, Kept], *, taken: set[str]) -> Iterator[str]:
    """Yield what is wrong with the paths of fields: they are not there, or stand for the same thing twice."""
    for path in fields:
        first, *_ = path.split(".")
        if first in taken or not _leads_somewhere(model, path.split(".")):
            yield f"fields.{path}: there is no such field to be kept"
        if any(path != other and f"{path}.".startswith(f"{other}.") for other in fields):
            yield f"fields.{path}: it is a part of another field that is kept"


def _leads_somewhere(model: type[BaseModel], path: list[str]) -> bool:
    first, *others = path
    if first not in model.model_fields:
        return False
    return not others or any(_leads_somewhere(part, others) for part in _models(model.model_fields[first].annotation))


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the models that a field can hold one of; lists of models have no paths."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            if part is not NoneType:
                yield from _models(part)


def _refuse(faults: Iterable[str]) -> None:
    told = list(faults)
    if told:
        raise ValueError("; ".join(told))


def _columns(rows: _Rows) -> Iterator[tuple[str, str]]:
    yield from ((f"fields.{path}", kept.column) for path, kept in rows.fields.items())
    yield from ((f"always.{column}", column) for column in rows.always)
