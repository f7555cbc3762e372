"""Whose sheet is it? Only agreement of what is written decides; anything less goes to a person.

A number alone is enough only where nothing that is written contradicts it; a name and birth date alone are never
enough; with the exam number of the same patient they are. What a matcher found is taken where it is certain, nothing
forbids it, and no number on the sheet is left unexplained. A retired number leads to the chart that it was merged into.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from attrs import evolve, field, frozen

from downtimekit.backfill.chart_index import ChartIndex, plain
from downtimekit.models.capture import Capture, Doubt, ReviewCode
from downtimekit.models.matching import Candidate, MatchGrade, Veto
from downtimekit.models.patient import Patient, WrittenIdentity


@frozen
class Match:
    """Whose a sheet is.

    Attributes:
        mrn: the patient's number; None where a person must decide.
        doubts: what a person must decide; notes: what they should know.
        candidates: who comes into question, the likeliest first.
        never: the charts that it must not be written to.
    """

    grade: MatchGrade
    mrn: str | None = field(default=None, repr=False)
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[Doubt, ...] = ()
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)
    never: tuple[str, ...] = field(default=(), repr=False)


def identify(
    capture: Capture, *, chart: ChartIndex, confirmed: str | None = None, proposed: Sequence[Candidate] = ()
) -> Match:
    """Say whose a sheet is.

    Args:
        capture: the sheet.
        chart: what the target knows, and who arrives with the paper.
        confirmed: the number that a person decided on, which needs no further proof.
        proposed: whom a matcher found.
    """
    if confirmed is not None:
        return _confirmed(confirmed, chart)
    written = capture.patient
    known = list(dict.fromkeys(chart.known_as(written)))
    if len({chart.survivor(number) for number in known}) > 1:
        return _torn(known, chart)
    if known:
        return _by_number(written, known[0], chart, on=capture.occurred_at)
    named = [patient for patient in chart.named(written) if "given" not in contradictions(written, patient)]
    order = chart.orders.get(capture.accession or "")
    examined = next((patient for patient in named if order and patient.mrn == order.mrn), None)
    if examined is not None and not written.mrn:
        return _by_exam(written, examined, named, chart, on=capture.occurred_at)
    return _by_score(written, proposed, chart, on=capture.occurred_at) or _by_name(named)


def _confirmed(mrn: str, chart: ChartIndex) -> Match:
    now = chart.survivor(mrn)
    if now not in chart.patients:
        return Match(MatchGrade.NONE, doubts=(Doubt(code=ReviewCode.PATIENT_UNIDENTIFIED, fields=("confirmed",)),))
    found = Match(MatchGrade.CERTAIN, now, candidates=(Candidate(patient=chart.patients[now], grade=_CERTAIN),))
    return _noted_as_merged(found, chart.line(mrn)[:-1])


def mislabelled(match: Match, printed: str, *, chart: ChartIndex) -> Match:
    """Return whose a sheet is that was printed for one patient and is filled in about another: a person decides.

    Args:
        match: whose the pen says it is.
        printed: the number on the label.
        chart: what the target knows.
    """
    on_label = chart.survivor(printed)
    if match.mrn is None or on_label == match.mrn:
        return match
    charts = [match.mrn, on_label]
    found = tuple(
        _doubtful(chart.patients[mrn], Veto.IDENTIFIER_CONTRADICTS) for mrn in charts if mrn in chart.patients
    )
    doubt = Doubt(code=ReviewCode.IDENTIFIER_DEMOGRAPHIC_MISMATCH, fields=("serial",))
    never = tuple(dict.fromkeys([*match.never, *charts]))
    return Match(MatchGrade.POSSIBLE, doubts=(doubt,), notes=match.notes, candidates=found, never=never)


def _by_number(written: WrittenIdentity, number: str, chart: ChartIndex, *, on: datetime) -> Match:
    now = chart.survivor(number)
    patient = chart.patients.get(now)
    if patient is None:
        return _nobody()
    # What was written under a number that is retired since speaks of the chart as it was then.
    former = chart.patients.get(number, patient)
    contradicted = contradictions(written, patient)
    if contradicted and (former is patient or not _speaks_of(written, former)):
        doubt = Doubt(code=ReviewCode.IDENTIFIER_DEMOGRAPHIC_MISMATCH, fields=contradicted)
        others = [other for other in chart.named(written) if other.mrn != patient.mrn]
        found = (_doubtful(patient, Veto.IDENTIFIER_CONTRADICTS), *map(_probable, others))
        never = (*reversed(chart.line(number)), *(other.mrn for other in others))
        return Match(MatchGrade.POSSIBLE, doubts=(doubt,), candidates=found, never=never)
    if former is patient and (named := _rather_named(written, patient, chart.named(written))):
        return _by_name([patient, *named])
    match = _noted_as_double(_certain(written, patient, on=on), written, chart)
    return _noted_as_merged(match, chart.line(number)[:-1])


def _by_exam(
    written: WrittenIdentity, patient: Patient, named: Sequence[Patient], chart: ChartIndex, *, on: datetime
) -> Match:
    """Return whose a sheet is that names a patient without a number, and an exam of theirs."""
    if rather := _rather_named(written, patient, named):
        return _by_name([patient, *rather])
    return _noted_as_double(_certain(written, patient, on=on), written, chart)


def _rather_named(written: WrittenIdentity, patient: Patient, named: Sequence[Patient]) -> Sequence[Patient]:
    """Return those whose name is exactly the written one, where the patient's is not.

    Ann and Anna may be one person, or twins, and nobody knows which.
    """
    exact = [other for other in named if _is_named(written, other)]
    return () if _is_named(written, patient) else exact


def _speaks_of(written: WrittenIdentity, patient: Patient) -> bool:
    """Say whether a sheet is about a chart as far as anybody knew then."""
    return patient.unidentified or not contradictions(written, patient)


def _certain(written: WrittenIdentity, patient: Patient, *, on: datetime) -> Match:
    match = Match(_CERTAIN, patient.mrn, candidates=(Candidate(patient=patient, grade=_CERTAIN),))
    notes = [*_differences(written, patient)]
    if patient.deceased and (patient.deceased_on is None or patient.deceased_on < on.date()):
        match = evolve(match, doubts=(Doubt(code=ReviewCode.PATIENT_DECEASED, fields=("occurred_at",)),))
    return evolve(match, notes=tuple(notes))


def _differences(written: WrittenIdentity, patient: Patient) -> Iterator[Doubt]:
    """Yield what a sheet says of a patient otherwise than the chart, and identifies nobody."""
    fields = [
        name
        for name in ("gender", "address", "phones")
        if getattr(written, name) and getattr(patient, name) and getattr(written, name) != getattr(patient, name)
    ]
    if fields:
        yield Doubt(code=ReviewCode.DEMOGRAPHIC_DIFFERENCE, fields=tuple(fields))


def _torn(numbers: Sequence[str], chart: ChartIndex) -> Match:
    """Return that the numbers on one sheet belong to several patients."""
    charts = dict.fromkeys(chart.survivor(number) for number in numbers)
    found = tuple(
        _doubtful(chart.patients[mrn], Veto.IDENTIFIER_CONTRADICTS) for mrn in charts if mrn in chart.patients
    )
    doubt = Doubt(code=ReviewCode.PATIENT_AMBIGUOUS, fields=("mrn", "identifiers"))
    return Match(MatchGrade.POSSIBLE, doubts=(doubt,), candidates=found, never=tuple(charts))


def _by_score(
    written: WrittenIdentity, proposed: Sequence[Candidate], chart: ChartIndex, *, on: datetime
) -> Match | None:
    """Return what a matcher's candidates come to; None where it found nobody."""
    found = _current(proposed, chart)
    if not found:
        return None
    best, *others = found
    if best.grade is _CERTAIN and not best.vetoes and not written.mrn and not _compete(best, others):
        certain = _certain(written, best.patient, on=on)
        return evolve(certain, candidates=tuple(found), never=tuple(other.mrn for other in others))
    return _unsure(written, found)


def _unsure(written: WrittenIdentity, found: Sequence[Candidate]) -> Match:
    """Return that a person must say which of a matcher's candidates it is, if any."""
    likely = [one for one in found if one.grade in (_CERTAIN, MatchGrade.PROBABLE)]
    code = ReviewCode.PATIENT_PROBABLE if len(likely) == 1 else ReviewCode.PATIENT_AMBIGUOUS
    is_probable = len(likely) == 1 and not set(likely[0].vetoes) - _SAYS_NOTHING_AGAINST
    agreeing = [one.patient for one in found if not contradictions(written, one.patient)]
    return Match(
        MatchGrade.PROBABLE if is_probable else MatchGrade.POSSIBLE,
        doubts=(Doubt(code=code),),
        notes=(Doubt(code=ReviewCode.DUPLICATE_CHART),) if _seem_one(agreeing) else (),
        candidates=tuple(found),
        never=tuple(one.mrn for one in found),
    )


def _current(proposed: Sequence[Candidate], chart: ChartIndex) -> list[Candidate]:
    """Return the candidates that the chart knows, each once and under the number that counts now."""
    found: dict[str, Candidate] = {}
    # A chart that was merged away speaks for its survivor only where that was not found itself.
    for candidate in sorted(proposed, key=lambda one: chart.survivor(one.mrn) != one.mrn):
        patient = chart.patients.get(chart.survivor(candidate.mrn))
        if patient is not None and candidate.grade is not MatchGrade.CERTAINLY_NOT:
            found.setdefault(patient.mrn, candidate.model_copy(update={"patient": patient}))
    return list(found.values())


def _compete(best: Candidate, others: Sequence[Candidate]) -> bool:
    return any(other.grade is best.grade for other in others)


def _by_name(named: Sequence[Patient]) -> Match:
    if not named:
        return _nobody()
    found, never = tuple(map(_probable, named)), tuple(patient.mrn for patient in named)
    if len(named) == 1:
        doubt = Doubt(code=ReviewCode.PATIENT_PROBABLE)
        return Match(MatchGrade.PROBABLE, doubts=(doubt,), candidates=found, never=never)
    notes = (Doubt(code=ReviewCode.DUPLICATE_CHART),) if _seem_one(named) else ()
    doubt = Doubt(code=ReviewCode.PATIENT_AMBIGUOUS)
    return Match(MatchGrade.POSSIBLE, doubts=(doubt,), notes=notes, candidates=found, never=never)


def _seem_one(named: Sequence[Patient]) -> bool:
    """Say whether two charts have the same whole name and birth date."""
    names = [(plain(one.family or ""), plain(one.given or ""), one.birth_date) for one in named if one.given]
    return len(set(names)) < len(names)


def _nobody() -> Match:
    return Match(MatchGrade.NONE, doubts=(Doubt(code=ReviewCode.PATIENT_UNIDENTIFIED),))


def _noted_as_double(match: Match, written: WrittenIdentity, chart: ChartIndex) -> Match:
    """Return a match with a note where its patient seems to have another chart: it is no doubt, the number tells."""
    others = [other for other in chart.named(written) if other.mrn != match.mrn]
    if not any(_seem_one([chart.patients[match.mrn], other]) for other in others if match.mrn):
        return match
    return evolve(match, notes=(*match.notes, Doubt(code=ReviewCode.DUPLICATE_CHART)))


def _noted_as_merged(match: Match, retired: Sequence[str]) -> Match:
    """Return a match with a note of the numbers that led to it and are retired; as it is where none are."""
    note = Doubt(code=ReviewCode.CHART_MERGED)
    return evolve(match, notes=(*match.notes, note), never=(*match.never, *retired)) if retired else match


def _probable(patient: Patient) -> Candidate:
    return Candidate(patient=patient, grade=MatchGrade.PROBABLE)


def _doubtful(patient: Patient, veto: Veto) -> Candidate:
    return Candidate(patient=patient, grade=MatchGrade.POSSIBLE, vetoes=(veto,))


def _is_named(written: WrittenIdentity, patient: Patient) -> bool:
    return bool(written.given and patient.given) and plain(written.given or "") == plain(patient.given or "")


def contradictions(written: WrittenIdentity, patient: Patient) -> tuple[str, ...]:
    """Return the fields in which a sheet says something else than the chart; what either leaves out says nothing.

    An alias, on the sheet or in the chart, contradicts nobody's name, nor does the estimated birth date beside it.
    """
    if written.unidentified or patient.unidentified:
        return ()
    found = []
    if written.family and patient.family and plain(written.family) != plain(patient.family):
        found.append("family")
    if written.given and patient.given and not _same_given(plain(written.given), plain(patient.given)):
        found.append("given")
    if _differ(written.birth_date, patient.birth_date):
        found.append("birth_date")
    return tuple(found)


def _same_given(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _differ(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one != other


_CERTAIN = MatchGrade.CERTAIN
_SAYS_NOTHING_AGAINST = frozenset({Veto.TOO_LITTLE_WRITTEN})
