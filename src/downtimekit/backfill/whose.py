"""Whose is a sheet, by the pen, by its label, by its exam, and by what a person decided?"""

from __future__ import annotations

from downtimekit.backfill.arriving import downtime_number
from downtimekit.backfill.chart_index import ChartIndex
from downtimekit.backfill.identity import Match, identify, mislabelled
from downtimekit.backfill.paper import Paper
from downtimekit.backfill.rules import BackfillRules
from downtimekit.models.capture import Capture, Doubt, ReviewCode
from downtimekit.models.matching import Candidate, MatchGrade


def whose(capture: Capture, paper: Paper, *, index: ChartIndex, rules: BackfillRules) -> Match:
    """Say whose a sheet is; what a person decided stands against everything else.

    Args:
        capture: the sheet.
        paper: its labels, and what people and a matcher said of it.
        index: the chart, with who arrives on paper.
        rules: whether a number is enough.
    """
    confirmed, form = paper.confirmed.get(capture.id), paper.issued.get(capture.serial or "")
    match = identify(capture, chart=index, confirmed=confirmed, proposed=paper.proposed.get(capture.id, ()))
    if confirmed is not None:
        return match
    if form and form.mrn:
        return mislabelled(match, form.mrn, chart=index)
    return match if rules.number_alone or _is_borne_out(capture, match, index, rules) else _only_probable(match, index)


def _is_borne_out(capture: Capture, match: Match, index: ChartIndex, rules: BackfillRules) -> bool:
    """Say whether something beside a number says whose a sheet is, or no slip could make another's number of it."""
    written = capture.patient
    if match.mrn is None or written.unidentified or index.patients[match.mrn].unidentified:
        return True
    if written.family or written.given or written.birth_date or downtime_number(written, rules=rules):
        return True
    order = index.orders.get(capture.accession or "")
    is_of_exam = order is not None and index.survivor(order.mrn) == match.mrn
    return is_of_exam or len({written.mrn, *(one.value for one in written.identifiers)} - {None}) > 1


def _only_probable(match: Match, index: ChartIndex) -> Match:
    """Return that a number alone stands on a sheet: the right person would be taken for granted."""
    mrn = match.mrn or ""
    found = (Candidate(patient=index.patients[mrn], grade=MatchGrade.PROBABLE),)
    doubt = Doubt(code=ReviewCode.PATIENT_PROBABLE, fields=("mrn",))
    never = tuple(dict.fromkeys([*match.never, mrn]))
    return Match(MatchGrade.PROBABLE, doubts=(doubt,), notes=match.notes, candidates=found, never=never)
