"""Give every sheet its place: whose it is, to which exam it belongs, and with which others it makes one record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from attrs import Factory, field, frozen

from downtimekit.backfill.identity import ChartIndex, Match, identify
from downtimekit.models.behavioural import TherapistNote
from downtimekit.models.capture import Capture, Content, Doubt, RecordKind, ReviewCode
from downtimekit.models.chart import Lookup, place_of
from downtimekit.models.downtime import Downtime
from downtimekit.models.paper import IssuedForm


@frozen
class Paper:
    """What came back from paper, and what people decided about it.

    Attributes:
        captures: those that count, the replaced ones left out.
        issued: the numbered forms that were printed, by serial.
        refused: exam and kind of the sheets that must be keyed again; None stands for any kind.
        confirmed: the patient's number by capture, where a person decided.
        settled: the record in the chart by capture, where it is entered already.
    """

    captures: Sequence[Capture]
    issued: Mapping[str, IssuedForm] = Factory(dict)
    refused: frozenset[tuple[str, RecordKind | None]] = frozenset()
    confirmed: Mapping[str, str] = field(factory=dict, repr=False)
    settled: Mapping[str, str] = Factory(dict)


Record = tuple[str, str, RecordKind]
"""What tells a record from all others: whose it is, its place among the others of its kind, and its kind."""


@frozen
class Sheet:
    """A capture with its place: whose it is and to which exam it belongs."""

    capture: Capture
    match: Match
    accession: str
    doubts: tuple[Doubt, ...]

    @property
    def record(self) -> Record:
        """The record that this sheet becomes, or becomes a part of."""
        owner, kind = self.match.mrn or f"?{self.capture.serial or self.capture.id}", self.capture.kind
        several = not (kind.of_exam or kind.one_at_a_time)
        return owner, self.capture.serial if several and self.capture.serial else self.place, kind

    @property
    def place(self) -> str:
        """What tells the record from the others of its kind."""
        owner, occurred_at = self.match.mrn or "", self.capture.occurred_at
        return place_of(self.capture.content, mrn=owner, accession=self.accession, occurred_at=occurred_at)


def lookup_for(paper: Paper) -> Lookup:
    """Return what the target must be asked before a plan can be made."""
    written = [capture.patient for capture in paper.captures]
    return Lookup(
        mrns=frozenset({*(w.mrn for w in written if w.mrn), *paper.confirmed.values()}),
        accessions=frozenset(capture.accession for capture in paper.captures if capture.accession),
        persons=frozenset((w.family, w.birth_date) for w in written if w.family and w.birth_date),
    )


def placed(paper: Paper, *, index: ChartIndex, downtime: Downtime) -> Mapping[Record, Sequence[Sheet]]:
    """Return the sheets of every record, each record's in the order in which they were written."""
    records: dict[Record, list[Sheet]] = defaultdict(list)
    for capture in sorted(paper.captures, key=lambda c: (c.occurred_at, c.recorded_at, c.id)):
        sheet = _place(capture, paper=paper, index=index, downtime=downtime)
        records[sheet.record].append(sheet)
    return records


def entangled(records: Mapping[Record, Sequence[Sheet]]) -> Mapping[Record, Sequence[Doubt]]:
    """Return what each record is in doubt about because of another: a sheet or an exam that both lay claim to."""
    claims: dict[tuple[str, ...], set[Record]] = defaultdict(set)
    for record, sheets in records.items():
        _, place, kind = record
        if place and kind.of_exam:
            claims[place, kind].add(record)
        for sheet in sheets:
            if sheet.capture.serial and not _is_of_group(sheet.capture.content):
                claims[(sheet.capture.serial,)].add(record)
    doubts: dict[Record, list[Doubt]] = defaultdict(list)
    for claim, claimants in claims.items():
        for record in claimants if len(claimants) > 1 else ():
            doubts[record].append(_torn(record) if len(claim) == 1 else Doubt(code=ReviewCode.PAGE_MISSING))
    return doubts


def _is_of_group(content: Content) -> bool:
    """Say whether one sheet is rightly about several patients: a group session is written down once."""
    return isinstance(content, TherapistNote) and content.group_size is not None


def _torn(record: Record) -> Doubt:
    """Say that one sheet was typed in as two records, and what they differ in."""
    *_, kind = record
    where = "accession" if kind.of_exam else "occurred_at"
    return Doubt(code=ReviewCode.DOUBLE_ENTRY_DISCREPANCY, fields=("patient", where))


def _place(capture: Capture, *, paper: Paper, index: ChartIndex, downtime: Downtime) -> Sheet:
    confirmed = paper.confirmed.get(capture.id)
    match = identify(capture, chart=index, confirmed=confirmed)
    accession, doubts = capture.accession or "", list(match.doubts)
    if match.mrn and (capture.kind.of_exam or capture.accession):
        accession, exam_doubts = _exam(capture, mrn=match.mrn, index=index)
        doubts += exam_doubts
    if not confirmed:
        doubts += _misprinted(paper.issued.get(capture.serial or ""), match, accession)
    if capture.occurred_at < downtime.began_at:
        doubts.append(Doubt(code=ReviewCode.OUTSIDE_DOWNTIME_WINDOW, fields=("occurred_at",)))
    return Sheet(capture, match, accession, tuple(doubts))


def _misprinted(form: IssuedForm | None, match: Match, accession: str) -> Iterator[Doubt]:
    """Yield what the label of a sheet says otherwise than the pen."""
    if form and match.mrn and match.mrn != form.mrn:
        yield Doubt(code=ReviewCode.IDENTIFIER_DEMOGRAPHIC_MISMATCH, fields=("serial",))
    elif form and accession and accession != form.accession:
        yield Doubt(code=ReviewCode.ORDER_AMBIGUOUS, fields=("serial", "accession"))


def _exam(capture: Capture, *, mrn: str, index: ChartIndex) -> tuple[str, list[Doubt]]:
    if capture.accession:
        order = index.orders.get(capture.accession)
        if order is None:
            return capture.accession, [Doubt(code=ReviewCode.ORDER_MISSING, fields=("accession",))]
        if order.mrn != mrn:
            return capture.accession, [Doubt(code=ReviewCode.ORDER_PATIENT_MISMATCH, fields=("accession",))]
        return capture.accession, []
    orders = [order.accession for order in index.orders.values() if order.mrn == mrn]
    if len(orders) == 1:
        return orders[0], []
    code = ReviewCode.ORDER_AMBIGUOUS if orders else ReviewCode.ORDER_MISSING
    return "", [Doubt(code=code, fields=("accession",))]
