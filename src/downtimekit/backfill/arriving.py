"""Who and what arrives with the paper: patients that a registration opens a chart for, and orders for new exams.

A new patient needs a number that was given out for the downtime: without one, only a person can say whether somebody
is new, and a mistyped number would open a chart for a patient who has one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from downtimekit.backfill.chart_index import ChartIndex, plain
from downtimekit.backfill.identity import Match, contradictions
from downtimekit.backfill.rules import BackfillRules
from downtimekit.models.capture import Capture, RecordKind
from downtimekit.models.chart import ChartOrder
from downtimekit.models.downtime import Downtime
from downtimekit.models.matching import Candidate, MatchGrade
from downtimekit.models.paperwork import PaperOrder, PaperRegistration, PerformedExam
from downtimekit.models.patient import IdentifierKind, Patient, WrittenIdentity


def downtime_number(written: WrittenIdentity, *, rules: BackfillRules) -> str | None:
    """Return the number that was given out for the downtime, where the sheet carries one."""
    if written.mrn and rules.downtime_numbers and re.fullmatch(rules.downtime_numbers, written.mrn):
        return written.mrn
    kinds = (number.value for number in written.identifiers if number.kind is IdentifierKind.DOWNTIME_MRN)
    return next(kinds, None)


def arriving_patients(
    captures: Iterable[Capture],
    *,
    index: ChartIndex,
    rules: BackfillRules,
    proposed: Mapping[str, Sequence[Candidate]],
) -> Mapping[str, Patient]:
    """Return those whom the paper registers and the chart does not know, by the number that was given to them."""
    found: dict[str, Patient] = {}
    for capture in captures:
        number = downtime_number(capture.patient, rules=rules)
        if capture.kind is not RecordKind.REGISTRATION or number is None or list(index.known_as(capture.patient)):
            continue
        likely = [one for one in proposed.get(capture.id, ()) if one.grade is not MatchGrade.CERTAINLY_NOT]
        others = [one for one in found.values() if one.mrn != number and _are_named_alike(capture.patient, one)]
        known = (*index.named(capture.patient), *others)
        named = [one for one in known if "given" not in contradictions(capture.patient, one)]
        if not named and not likely:
            found.setdefault(number, _patient(capture, number))
    return found


def _are_named_alike(written: WrittenIdentity, patient: Patient) -> bool:
    """Say whether a sheet has the family name and the birth date of a patient who arrives under another number."""
    if written.unidentified or patient.unidentified or not (written.family and patient.family):
        return False
    return plain(written.family) == plain(patient.family) and written.birth_date == patient.birth_date is not None


def _patient(capture: Capture, number: str) -> Patient:
    written, content = capture.patient, capture.content
    on_paper = content if isinstance(content, PaperRegistration) else PaperRegistration()
    return Patient(
        mrn=number,
        family=written.family,
        given=written.given,
        birth_date=written.birth_date,
        gender=written.gender,
        identifiers=tuple(one for one in written.identifiers if one.value != number),
        address=written.address or on_paper.address,
        phones=written.phones or on_paper.phones,
        unidentified=written.unidentified,
    )


def arriving_orders(
    captures: Sequence[Capture], *, matches: Mapping[str, Match], downtime: Downtime
) -> Iterator[ChartOrder]:
    """Yield the exams that paper orders of known patients ask for, each with the images that were made for it.

    A number that stands on the orders of two patients is nobody's.
    """
    studies = {
        (matches[capture.id].mrn, number): content.study
        for capture in captures
        if isinstance(content := capture.content, PerformedExam) and content.study
        for number in filter(None, (capture.accession, content.downtime_accession))
    }
    owners: dict[str, set[str | None]] = defaultdict(set)
    for capture in captures:
        if isinstance(capture.content, PaperOrder) and capture.accession:
            owners[capture.accession].add(matches[capture.id].mrn)
    for capture in captures:
        mrn, content = matches[capture.id].mrn, capture.content
        if isinstance(content, PaperOrder) and mrn and capture.accession and len(owners[capture.accession]) == 1:
            yield ChartOrder(
                accession=capture.accession,
                mrn=mrn,
                day=downtime.local(capture.occurred_at).date(),
                scheduled_at=capture.occurred_at,
                sides=content.sides,
                study=studies.get((mrn, capture.accession)),
            )
