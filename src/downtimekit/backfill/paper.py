"""What came back from paper, with what people decided about it, and what a chart must be asked for it."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from datetime import datetime

from attrs import Factory, field, frozen

from downtimekit.models.capture import Capture, RecordKind, ReviewCode
from downtimekit.models.chart import ChartAsOf, Lookup
from downtimekit.models.matching import Candidate
from downtimekit.models.paper import IssuedForm
from downtimekit.models.patient import is_mrn
from downtimekit.models.prescriptions import MedicationChange


@frozen
class Paper:
    """What came back from paper, and what people decided about it.

    Attributes:
        captures: those that count, the replaced ones left out.
        issued: the numbered forms that were printed, by serial.
        refused: exam and kind of the sheets that must be keyed again; None stands for any kind.
        confirmed: the patient's number by capture, where a person decided.
        overruled: the doubts that a person looked at and overruled, by capture.
        settled: the record in the chart by capture, where it is entered already; entered: the keys of the writes that
            made it so.
        superseded: the captures that newer ones put right.
        proposed: whom a matcher found, by capture.
        survivors: the number that counts now, by each that was merged away or changed.
        rejected: what the target said to the writes that it refused, by their keys.
        before: what the chart held when the system went down, where somebody kept it.
        until: when the last service was released.
        portal: what an e-prescribing portal that does not sync says of each patient; None where nobody asked it.
    """

    captures: Sequence[Capture]
    issued: Mapping[str, IssuedForm] = Factory(dict)
    refused: frozenset[tuple[str, RecordKind | None]] = frozenset()
    confirmed: Mapping[str, str] = field(factory=dict, repr=False)
    overruled: Mapping[str, Collection[ReviewCode]] = Factory(dict)
    settled: Mapping[str, str] = Factory(dict)
    entered: Container[str] = frozenset()
    superseded: Sequence[str] = ()
    proposed: Mapping[str, Sequence[Candidate]] = field(factory=dict, repr=False)
    survivors: Mapping[str, str] = field(factory=dict, repr=False)
    rejected: Mapping[str, str] = field(factory=dict, repr=False)
    before: ChartAsOf | None = field(default=None, repr=False)
    until: datetime | None = None
    portal: Mapping[str, Sequence[MedicationChange]] | None = field(default=None, repr=False)


def lookup_for(paper: Paper) -> Lookup:
    """Return what the target must be asked before a plan can be made."""
    written = [capture.patient for capture in paper.captures]
    numbers = {number for number in (*_on_paper(paper), *_found(paper)) if number}
    numbers |= {now for number, now in paper.survivors.items() if number in numbers}
    numbers |= {retired for retired, now in paper.survivors.items() if now in numbers}
    return Lookup(
        mrns=frozenset(filter(is_mrn, numbers)),
        accessions=frozenset(capture.accession for capture in paper.captures if capture.accession),
        persons=frozenset((w.family, w.birth_date) for w in written if w.family and w.birth_date),
    )


def _on_paper(paper: Paper) -> Iterator[str | None]:
    """Yield the numbers that stand on the sheets and their labels."""
    for capture in paper.captures:
        yield capture.patient.mrn
        yield from (number.value for number in capture.patient.identifiers)
        label = paper.issued.get(capture.serial or "")
        yield label.mrn if label else None


def _found(paper: Paper) -> Iterator[str]:
    """Yield the numbers that people decided on, a matcher found or a portal knows."""
    yield from paper.confirmed.values()
    yield from (candidate.mrn for candidates in paper.proposed.values() for candidate in candidates)
    yield from paper.portal or ()
