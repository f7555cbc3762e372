"""What no chart takes, whoever sends it: the rules of the port `BackfillTarget`, for targets with tables of their own.

Such a target reads what an entry depends on, in the transaction in which it writes, and asks `admit`. So the memory of
a test, a database and a folder refuse the same entries for the same reasons.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from downtimekit.errors import Rejected
from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import Act, ChartEntry, ChartOrder, ChartRecord
from downtimekit.models.orders import OrderStatus
from downtimekit.models.paperwork import PaperOrder
from downtimekit.models.patient import Patient


@frozen
class Kept:
    """A record that the chart holds, as far as an entry can depend on it.

    Attributes:
        is_final: it is a report that was signed as final, or one that was read in part, and is never edited in place.
    """

    id: str
    version: int
    mrn: str = field(repr=False)
    kind: RecordKind
    accession: str | None = None
    withdrawn: bool = False
    is_final: bool = False

    @classmethod
    def of(cls, record: ChartRecord) -> Kept:
        """Return what an entry can depend on in a record."""
        return cls(
            id=record.id,
            version=record.version,
            mrn=record.mrn,
            kind=record.kind,
            accession=record.accession,
            withdrawn=record.withdrawn,
            is_final=is_final(record.content) or not record.whole,
        )


@frozen
class Standing:
    """What the chart holds that an entry depends on; None for what is not there.

    Attributes:
        patient: whose number the entry goes to; order: the exam that it names.
        occupant: the record of its kind in its place, where one is there that is not withdrawn.
        changed: the record that it updates or withdraws.
        amended: the record that an addendum names.
    """

    patient: Patient | None = None
    order: ChartOrder | None = None
    occupant: Kept | None = None
    changed: Kept | None = None
    amended: Kept | None = None


def admit(entry: ChartEntry, *, standing: Standing) -> None:
    """Let an entry pass that may be written.

    Raises:
        Rejected: it must not be written; with every rule that stands against it, and never whose entry it is.
    """
    words = list(
        dict.fromkeys(
            [
                *_against_the_chart(entry, standing.patient),
                *_against_the_exam(entry, standing.order),
                *_against_the_record(entry, standing),
                *_against_the_addendum(entry, standing.amended),
            ]
        )
    )
    if words:
        raise Rejected("; ".join(words))


def amended_by(content: Content) -> str | None:
    """Return the record that an addendum names; None where it names none, and for anything else."""
    return content.amends if isinstance(content, WrittenAmendment) else None


def is_final(content: Content) -> bool:
    """Say whether it is a report that was signed as final."""
    return isinstance(content, BreastReport) and content.status is ReportStatus.FINAL


def opens_chart(entry: ChartEntry, *, patient: Patient | None) -> bool:
    """Say whether an entry opens the chart that it goes to, because nobody has its number yet."""
    return patient is None and entry.patient is not None


def order_after(entry: ChartEntry, *, order: ChartOrder | None) -> ChartOrder | None:
    """Return the exam as it stands once an entry is written: made by an order, with the images that it belongs to.

    An order that is made is planned for the day of the paper, by the clock that the paper gives it.

    Args:
        entry: what is written.
        order: the exam that it names, as it stands now; None where the chart does not have it.
    """
    if order is not None:
        return order.model_copy(update={"study": entry.study}) if entry.study and not order.study else order
    if not isinstance(entry.content, PaperOrder) or entry.accession is None:
        return None
    return ChartOrder(
        accession=entry.accession,
        mrn=entry.mrn,
        day=entry.late.occurred_at.date(),
        sides=entry.content.sides,
        study=entry.study,
        status=OrderStatus.COMPLETED if entry.content.carried_out else OrderStatus.SCHEDULED,
    )


def _against_the_chart(entry: ChartEntry, patient: Patient | None) -> Iterator[str]:
    if entry.patient is not None and entry.patient.merged_into:
        yield "a chart is not opened as a retired one"
    if patient is None:
        if entry.patient is None:
            yield "there is no such patient"
    elif patient.merged_into:
        yield "the chart is retired: it was merged into another one"
    elif entry.patient is not None and _is_somebody_else(entry.patient, patient):
        yield "the number belongs to somebody else already"


def _against_the_exam(entry: ChartEntry, order: ChartOrder | None) -> Iterator[str]:
    if entry.accession is None:
        if entry.kind.of_exam:
            yield "it belongs to an exam and names none"
        return
    if order is None:
        if entry.kind is not RecordKind.ORDER or entry.updates:
            yield "the patient has no such exam"
    elif order.mrn != entry.mrn:
        yield "the patient has no such exam"
    elif entry.study and order.study and entry.study != order.study:
        yield "the exam has other images"


def _against_the_record(entry: ChartEntry, standing: Standing) -> Iterator[str]:
    seen, occupant = standing.changed, standing.occupant
    if entry.act is not Act.WITHDRAW and occupant is not None and occupant.id != entry.updates:
        yield "there is such a record already"
    if entry.updates is None:
        return
    if seen is None or (seen.mrn, seen.kind, seen.accession) != (entry.mrn, entry.kind, entry.accession):
        yield "there is no such record to change"
    elif seen.withdrawn:
        yield "the record is withdrawn"
    elif seen.version != entry.expects:
        yield "the record was changed in the meantime"
    elif seen.is_final and entry.act is Act.UPDATE:
        yield "a final report is not edited in place: it needs an addendum"


def _against_the_addendum(entry: ChartEntry, amended: Kept | None) -> Iterator[str]:
    if entry.kind is not RecordKind.ADDENDUM or entry.act is Act.WITHDRAW:
        return
    if amended is None or amended.mrn != entry.mrn:
        yield "there is no such record to add to"
    elif amended.withdrawn:
        yield "the record that it adds to is withdrawn"


def _is_somebody_else(one: Patient, other: Patient) -> bool:
    """Say whether a name or a birth date contradicts another; who is only known by an alias contradicts nobody."""
    if one.unidentified or other.unidentified:
        return False
    family, other_family = _folded(one.family), _folded(other.family)
    given, other_given = _folded(one.given), _folded(other.given)
    return (
        bool(family and other_family and family != other_family)
        or bool(one.birth_date and other.birth_date and one.birth_date != other.birth_date)
        or not (given.startswith(other_given) or other_given.startswith(given))
    )


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().split())
