"""Whose sheet is it? Only agreement of what is written decides; anything less goes to a person.

A number alone is enough only where nothing that is written contradicts it; a name and birth date alone are never
enough; with the exam number of the same patient they are.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from attrs import Factory, define, field, frozen

from downtimekit.models.capture import Capture, Doubt, ReviewCode
from downtimekit.models.chart import Chart, ChartOrder, ChartRecord
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.plan import MatchGrade


@frozen
class Match:
    """Whose a sheet is.

    Attributes:
        mrn: the patient's number; None where a person must decide.
        candidates: how many patients come into question.
    """

    grade: MatchGrade
    mrn: str | None = field(default=None, repr=False)
    doubts: tuple[Doubt, ...] = ()
    candidates: int = 0


@define(repr=False)
class ChartIndex:
    """A chart, by the keys under which a sheet's patient, exam and records are looked for."""

    patients: Mapping[str, Patient] = Factory(dict)
    persons: Mapping[tuple[str, date], Sequence[Patient]] = Factory(dict)
    orders: Mapping[str, ChartOrder] = Factory(dict)
    records: Mapping[tuple[str, str], ChartRecord] = Factory(dict)

    @classmethod
    def of(cls, chart: Chart) -> ChartIndex:
        """Index a chart."""
        persons: dict[tuple[str, date], list[Patient]] = defaultdict(list)
        for patient in chart.patients:
            if patient.name_key:
                family, born = patient.name_key
                persons[plain(family), born].append(patient)
        return cls(
            patients={patient.mrn: patient for patient in chart.patients},
            persons=persons,
            orders={order.accession: order for order in chart.orders},
            records={(record.place, record.kind): record for record in chart.records},
        )


def plain(name: str) -> str:
    """Return a name without case, accents, blanks and punctuation, as two clerks would both spell it."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def identify(capture: Capture, *, chart: ChartIndex, confirmed: str | None = None) -> Match:
    """Say whose a sheet is.

    Args:
        capture: the sheet.
        chart: what the target knows.
        confirmed: the number that a person decided on, which needs no further proof.
    """
    written = capture.patient
    if confirmed is not None:
        return _confirmed(confirmed, chart)
    numbered = chart.patients.get(written.mrn) if written.mrn else None
    named = _named(written, chart)
    if numbered is not None:
        return _by_number(written, numbered, named)
    order = chart.orders.get(capture.accession or "")
    if order is not None and not written.mrn and any(patient.mrn == order.mrn for patient in named):
        return Match(MatchGrade.CERTAIN, order.mrn, candidates=1)
    return _by_name(named)


def _confirmed(mrn: str, chart: ChartIndex) -> Match:
    if mrn in chart.patients:
        return Match(MatchGrade.CERTAIN, mrn, candidates=1)
    return Match(MatchGrade.NONE, doubts=(Doubt(code=ReviewCode.PATIENT_UNIDENTIFIED),))


def _by_number(written: WrittenIdentity, patient: Patient, named: Sequence[Patient]) -> Match:
    contradicted = contradictions(written, patient)
    if contradicted:
        doubt = Doubt(code=ReviewCode.IDENTIFIER_DEMOGRAPHIC_MISMATCH, fields=contradicted)
        return Match(MatchGrade.POSSIBLE, doubts=(doubt,), candidates=1)
    # Ann and Anna may be one person, or twins: where the written name is exactly another one's, nobody knows.
    if not _is_named(written, patient) and any(_is_named(written, other) for other in named):
        return _by_name(named)
    return Match(MatchGrade.CERTAIN, patient.mrn, candidates=1)


def _is_named(written: WrittenIdentity, patient: Patient) -> bool:
    return bool(written.given and patient.given) and plain(written.given or "") == plain(patient.given or "")


def _by_name(named: Sequence[Patient]) -> Match:
    if not named:
        return Match(MatchGrade.NONE, doubts=(Doubt(code=ReviewCode.PATIENT_UNIDENTIFIED),))
    if len(named) == 1:
        return Match(MatchGrade.PROBABLE, doubts=(Doubt(code=ReviewCode.PATIENT_PROBABLE),), candidates=1)
    return Match(MatchGrade.POSSIBLE, doubts=(Doubt(code=ReviewCode.PATIENT_AMBIGUOUS),), candidates=len(named))


def _named(written: WrittenIdentity, chart: ChartIndex) -> Sequence[Patient]:
    if written.unidentified or not written.family or not written.birth_date:
        return ()
    same = chart.persons.get((plain(written.family), written.birth_date), ())
    return [patient for patient in same if "given" not in contradictions(written, patient)]


def contradictions(written: WrittenIdentity, patient: Patient) -> tuple[str, ...]:
    """Return the fields in which a sheet says something else than the chart; what either leaves out says nothing."""
    found = []
    if written.family and patient.family and plain(written.family) != plain(patient.family):
        found.append("family")
    if written.given and patient.given and not _same_given(plain(written.given), plain(patient.given)):
        found.append("given")
    if written.birth_date and patient.birth_date and written.birth_date != patient.birth_date:
        found.append("birth_date")
    return tuple(found)


def _same_given(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
