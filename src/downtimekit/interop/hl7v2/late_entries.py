"""Which message says a late entry: a registration, an order, a result or a document.

Sources: HL7 v2.5.1, 3.3.11 (A11 takes back what was entered by mistake), 4.5.1 (ORC-1), 7.4.1 and 7.4.2 (a result that
must no longer count has lines with the status W, table 0085), 9.5.6 and 9.5.11 (an addendum is a document of its own;
T11 cancels one); IHE Radiology TF-2, 4.4, for an order that takes over the number of images which exist already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from attrs import field, frozen
from pydantic import ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2.exchange import Value
from downtimekit.interop.hl7v2.readable import readable
from downtimekit.interop.hl7v2.tree import SCHEME
from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.breast import BreastReport, ReportStatus, Side
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import Act, ChartEntry
from downtimekit.models.documents import (
    Attachment,
    Availability,
    Document,
    DocumentEvent,
    DocumentNews,
    DocumentStatus,
)
from downtimekit.models.orders import ExamCode, Order, OrderAction, Orders, OrderStatus, SystemNumber
from downtimekit.models.paperwork import ExamOutcome, PaperOrder, PaperRegistration, PerformedExam, Scan
from downtimekit.models.patient import Patient
from downtimekit.models.reading import faults_of
from downtimekit.models.registration import Registration, RegistrationEvent, Visit
from downtimekit.models.results import Result, Results, ResultStatus, Section, SectionKind


class Way(StrEnum):
    """The family of messages that a kind of record is told by."""

    ADT = "adt"
    ORDER = "order"
    ORU = "oru"
    MDM = "mdm"


WAYS: Mapping[RecordKind, Way | None] = MappingProxyType(
    {
        RecordKind.REGISTRATION: Way.ADT,
        RecordKind.ORDER: Way.ORDER,
        RecordKind.EXAM: Way.ORDER,
        **dict.fromkeys((RecordKind.QUESTIONNAIRE, RecordKind.TECH_NOTES, RecordKind.REPORT), Way.ORU),
        **dict.fromkeys((RecordKind.THERAPIST_NOTE, RecordKind.PRESCRIBER_NOTE, RecordKind.NURSING_NOTE), Way.MDM),
        **dict.fromkeys((RecordKind.FORM, RecordKind.SCAN), Way.MDM),
    }
)
"""What each kind is told by where nobody says otherwise.

An addendum is told as what it adds to: a result where it names an exam, or else a document. Allergies and medicines
have no way: a document would say them to people and to no check of interactions, which is for a person to decide.
"""

_ONLY_FOR = {Way.ADT: (RecordKind.REGISTRATION,), Way.ORDER: (RecordKind.ORDER, RecordKind.EXAM)}
_SOURCE = "late entry"
_NOT_OF_ITS_KIND = "what the entry says is not of the kind that it names"
_TITLE_LENGTH = 400


def can_go(kind: RecordKind, way: Way) -> bool:
    """Say whether messages of a family can tell a kind of record."""
    return kind in _ONLY_FOR.get(way, (kind,))


def way_of(entry: ChartEntry, ways: Mapping[RecordKind, Way | None] = WAYS) -> Way | None:
    """Return the family of messages that an entry is told by; None where there is none for its kind."""
    if entry.kind is RecordKind.ADDENDUM and entry.kind not in ways:
        return Way.ORU if entry.accession else Way.MDM
    return ways.get(entry.kind)


@frozen
class Telling:
    """What is to be told, and under which numbers.

    Attributes:
        patient: whose it is, as the message names them.
        number: the number that a new record is sent under; issuer: who gives it.
        attachments: the files of a scan; where there are none, its address is told.
    """

    entry: ChartEntry = field(repr=False)
    patient: Patient = field(repr=False)
    number: str
    issuer: str = ""
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)

    @property
    def own(self) -> SystemNumber:
        """The number of the record that is told of: a new one, or that of the chart."""
        return SystemNumber(value=self.number, issuer=self.issuer) if self.known is None else self.known

    @property
    def known(self) -> SystemNumber | None:
        """The number of the record in the chart that is changed."""
        return SystemNumber(value=self.entry.updates) if self.entry.updates else None

    @property
    def amended(self) -> SystemNumber | None:
        """The number of the record in the chart that something is added to."""
        content = self.entry.content
        amends = content.amends if isinstance(content, WrittenAmendment) else None
        return SystemNumber(value=amends) if amends else None

    @property
    def what(self) -> ExamCode:
        """What the record is called in OBR-4 and OBX-3."""
        kind = self.entry.kind
        return ExamCode(code=kind.value, text=kind.value.replace("_", " ").capitalize(), system=SCHEME)

    @property
    def visit(self) -> Visit | None:
        """The visit that it belongs to."""
        return Visit(number=self.entry.encounter) if self.entry.encounter else None


def told_as(telling: Telling, way: Way) -> Value:
    """Return what a message of a family says for a late entry.

    Raises:
        InvalidInput: that family has no words for it, or not enough room.
    """
    if not can_go(telling.entry.kind, way):
        raise _no_words(f"a {telling.entry.kind} cannot be told by messages of the family {way}")
    try:
        return _TOLD[way](telling)
    except ValidationError as error:
        faults = faults_of(error)
    # Raised here and not where pydantic failed: its error holds the input, and would stay in our context.
    raise InvalidInput(_SOURCE, faults)


def _registration(telling: Telling) -> Registration:
    entry, content = telling.entry, telling.entry.content
    if not isinstance(content, PaperRegistration):
        raise _no_words(_NOT_OF_ITS_KIND)
    event: RegistrationEvent | None = content.event
    if entry.act is Act.WITHDRAW:
        event = _TAKEN_BACK.get(content.event)
    elif entry.act is Act.UPDATE:
        is_person = content.event in (RegistrationEvent.PERSON_ADDED, RegistrationEvent.PERSON_UPDATED)
        event = RegistrationEvent.PERSON_UPDATED if is_person else RegistrationEvent.VISIT_UPDATED
    if event is None:
        raise _no_words("HL7 has no event that takes such a registration back")
    known = {name: value for name in ("address", "phones") if (value := getattr(content, name))}
    visit = content.visit or Visit()
    return Registration(
        event=event,
        patient=telling.patient.model_copy(update=known),
        visit=visit.model_copy(update={"number": entry.encounter}) if entry.encounter else content.visit,
        recorded_at=entry.late.recorded_at,
        occurred_at=entry.late.occurred_at,
        entered_by=entry.late.entered_by,
    )


_TAKEN_BACK: Mapping[RegistrationEvent, RegistrationEvent] = {
    RegistrationEvent.ADMITTED: RegistrationEvent.ADMISSION_CANCELLED,
    RegistrationEvent.REGISTERED: RegistrationEvent.ADMISSION_CANCELLED,
    RegistrationEvent.PRE_ADMITTED: RegistrationEvent.PRE_ADMISSION_CANCELLED,
    RegistrationEvent.TRANSFERRED: RegistrationEvent.TRANSFER_CANCELLED,
    RegistrationEvent.DISCHARGED: RegistrationEvent.DISCHARGE_CANCELLED,
}


def _orders(telling: Telling) -> Orders:
    content = telling.entry.content
    if isinstance(content, PaperOrder):
        order = _order(telling, content)
    elif isinstance(content, PerformedExam):
        order = _exam(telling, content)
    else:
        raise _no_words(_NOT_OF_ITS_KIND)
    return Orders(patient=telling.patient, visit=telling.visit, orders=(order,))


# An order for images must have the numbers of a procedure and of a step (IPC-2, IPC-4): of an exam on paper there is
# one of each, and it bears the exam's number.


def _order(telling: Telling, content: PaperOrder) -> Order:
    entry = telling.entry
    return Order(
        action=_ACTIONS[entry.act],
        status=OrderStatus.COMPLETED if content.carried_out else None,
        placer=telling.own,
        accession=entry.accession,
        exam=ExamCode(text=_title(content.what, content.sides)),
        study=entry.study,
        requested_procedure=entry.accession if entry.study else None,
        scheduled_step=entry.accession if entry.study else None,
        priority=content.priority,
        ordered_at=entry.late.occurred_at,
        ordered_by=content.ordered_by or entry.late.performed_by,
        entered_by=entry.late.entered_by,
        acted_by=entry.late.performed_by,
        reason=content.reason,
    )


def _exam(telling: Telling, content: PerformedExam) -> Order:
    entry = telling.entry
    is_done = content.outcome is ExamOutcome.COMPLETED
    study = entry.study or content.study
    return Order(
        action=OrderAction.CANCEL if entry.act is Act.WITHDRAW else OrderAction.STATUS_CHANGED,
        status=OrderStatus.COMPLETED if is_done else OrderStatus.DISCONTINUED,
        filler=telling.own,
        accession=entry.accession,
        exam=ExamCode(text=_title(content.what, content.sides)),
        study=study,
        requested_procedure=entry.accession if study else None,
        scheduled_step=entry.accession if study else None,
        ordered_at=entry.late.occurred_at,
        entered_by=entry.late.entered_by,
        acted_by=entry.late.performed_by,
    )


_ACTIONS = {Act.CREATE: OrderAction.NEW, Act.UPDATE: OrderAction.CHANGE, Act.WITHDRAW: OrderAction.CANCEL}


def _title(what: str, sides: tuple[Side, ...]) -> str:
    title = f"{what} ({', '.join(sides)})" if sides else what
    if len(title) > _TITLE_LENGTH:
        raise _no_words(f"what is ordered is told in more than {_TITLE_LENGTH} characters")
    return title


def _results(telling: Telling) -> Results:
    entry, content = telling.entry, telling.entry.content
    report = content if isinstance(content, BreastReport) else None
    result = Result(
        status=_result_status(entry),
        filler=telling.amended or telling.own,
        accession=entry.accession,
        exam=telling.what,
        performed_at=entry.late.occurred_at,
        reported_at=entry.late.recorded_at,
        interpreted_by=report.interpreted_by if report else None,
        entered_at=entry.late.recorded_at,
        entered_by=entry.late.entered_by,
        acted_by=entry.late.performed_by,
        sections=_sections(entry),
        report=report,
    )
    return Results(patient=telling.patient, visit=telling.visit, results=(result,))


def _result_status(entry: ChartEntry) -> ResultStatus:
    if entry.act is Act.WITHDRAW:
        return ResultStatus.WITHDRAWN
    if isinstance(entry.content, BreastReport):
        is_final = entry.content.status is ReportStatus.FINAL
        return ResultStatus.FINAL if is_final else ResultStatus.PRELIMINARY
    is_later = entry.act is Act.UPDATE or entry.kind is RecordKind.ADDENDUM
    return ResultStatus.CORRECTED if is_later else ResultStatus.FINAL


def _sections(entry: ChartEntry) -> tuple[Section, ...]:
    content = entry.content
    kind = SectionKind.ADDENDUM if isinstance(content, WrittenAmendment) else SectionKind.BODY
    without = frozenset({"impression"}) if isinstance(content, BreastReport) else frozenset[str]()
    body = _body(content, without=without)
    said = [Section(kind=kind, text=body)] if body else []
    return (*said, Section(kind=SectionKind.OTHER, text=entry.late.statement))


def _body(content: Content, *, without: frozenset[str] = frozenset()) -> str:
    return _amendment(content) if isinstance(content, WrittenAmendment) else readable(content, without=without)


def _amendment(content: WrittenAmendment) -> str:
    return f"{content.kind.capitalize()}: {content.text}" + (f"\nReason: {content.reason}" if content.reason else "")


def _document(telling: Telling) -> DocumentNews:
    entry, late = telling.entry, telling.entry.late
    is_gone = entry.act is Act.WITHDRAW
    document = Document(
        number=telling.own,
        parent=telling.amended,
        kind=_TYPES.get(entry.kind, entry.kind.value.upper()),
        about=telling.what,
        status=DocumentStatus.DOCUMENTED,
        availability=Availability.DELETED if is_gone else Availability.AVAILABLE,
        occurred_at=late.occurred_at,
        performed_by=late.performed_by,
        written_at=late.occurred_at,
        written_by=late.performed_by,
        transcribed_at=late.recorded_at,
        transcribed_by=late.entered_by,
        edited_at=late.recorded_at if entry.act is Act.UPDATE else None,
        filler=SystemNumber(value=entry.accession) if entry.accession else None,
        text="" if is_gone else f"{late.statement}\n{_body(entry.content)}",
        attachments=() if is_gone else telling.attachments or _addresses(entry),
    )
    return DocumentNews(
        event=_event(telling),
        patient=telling.patient,
        visit=telling.visit,
        document=document,
        recorded_at=late.recorded_at,
        occurred_at=late.occurred_at,
        entered_by=late.entered_by,
    )


# HL7 table 0270, which sites extend; what is not in it goes under the name of its kind.
_TYPES = {
    **dict.fromkeys((RecordKind.THERAPIST_NOTE, RecordKind.PRESCRIBER_NOTE, RecordKind.NURSING_NOTE), "PR"),
    **dict.fromkeys((RecordKind.REPORT, RecordKind.TECH_NOTES), "DI"),
    RecordKind.MEDICATION_ADMINISTRATION: "MAR",  # there is room for 20 characters
}


def _event(telling: Telling) -> DocumentEvent:
    if telling.entry.act is Act.CREATE and telling.amended:
        return DocumentEvent.ADDENDUM
    return _EVENTS[telling.entry.act]


_EVENTS = {
    Act.CREATE: DocumentEvent.CREATED,
    Act.UPDATE: DocumentEvent.EDITED,
    Act.WITHDRAW: DocumentEvent.CANCELLED,
}


def _addresses(entry: ChartEntry) -> tuple[Attachment, ...]:
    content = entry.content
    if not isinstance(content, Scan):
        return ()
    return (Attachment(media_type=content.media_type, reference=content.file),)


_TOLD: Mapping[Way, Callable[[Telling], Value]] = {
    Way.ADT: _registration,
    Way.ORDER: _orders,
    Way.ORU: _results,
    Way.MDM: _document,
}


def _no_words(words: str) -> InvalidInput:
    return InvalidInput(_SOURCE, [Fault("", words)])
