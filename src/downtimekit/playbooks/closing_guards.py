"""The rules that stand against closing: medicines, patients without a name, numbers, dates of the law, and scans.

Each names everything that is still open, by the numbers of sheets and exams, and never a patient.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from downtimekit.errors import InvalidInput, Reason
from downtimekit.models.breast import BreastReport
from downtimekit.models.breast.mqsa import FEDERAL, Duty, MqsaRules, WorkItem, exam_of, work_list
from downtimekit.models.breast.mqsa.exam import MqsaExam
from downtimekit.models.capture import Capture, RecordKind
from downtimekit.models.numbers import NumberKind
from downtimekit.models.paper import SheetState
from downtimekit.playbooks.situation import Guard, Guards, Situation, many
from downtimekit.playbooks.standing import Standing

MEDICATION = frozenset({RecordKind.PRESCRIPTION, RecordKind.MEDICATION_CHANGE, RecordKind.MEDICATION_ADMINISTRATION})
"""What was prescribed on paper, changed in a portal that does not sync, or given."""
_OF_EXAM_DAY = frozenset({RecordKind.EXAM, RecordKind.TECH_NOTES, RecordKind.QUESTIONNAIRE})
_PLACES: Mapping[NumberKind, str] = {
    NumberKind.FORM: "form",
    NumberKind.MRN: "patient",
    NumberKind.ENCOUNTER: "visit",
    NumberKind.ACCESSION: "exam",
}


def all_of(names: Iterable[str]) -> str:
    """Return names in a line, each once: who closes must see every one."""
    return ", ".join(dict.fromkeys(names))


def medication_is_settled(situation: Situation, _: str) -> Iterator[Reason]:
    """Every prescription, change of a medicine and administration on paper is in the chart, or explained."""
    standing = situation.standing
    open_ = [capture.serial or capture.id for capture in standing.open_captures() if capture.kind in MEDICATION]
    open_ += [each.serial or each.capture for each in standing.refused.values() if each.record in MEDICATION]
    if open_:
        yield Reason(
            "medication_open",
            f"{many(open_, 'medication record')} not in the chart: {all_of(open_)}",
            "enter them, or say what was done about each of them by hand",
        )


def patients_are_identified(situation: Situation, _: str) -> Iterator[Reason]:
    """Every patient has a name and a lasting number."""
    drawn_up = situation.standing.accounts.drawn_up
    if drawn_up is None:
        return
    if drawn_up.unnamed_patients:
        count, sheets = drawn_up.unnamed_patients, all_of(drawn_up.unnamed)
        words = "1 patient has" if count == 1 else f"{count} patients have"
        yield Reason(
            "patients_unidentified",
            f"{words} no name yet" + (f"; their sheets: {sheets}" if sheets else ""),
            "find out who they are, and say whose their sheets are, or wait for the registration's merge",
        )
    waiting = sum(each.without_lasting_number for each in drawn_up.numbers)
    if waiting:
        words = "1 patient has" if waiting == 1 else f"{waiting} patients have"
        yield Reason(
            "numbers_not_lasting",
            f"{words} only the number of a downtime",
            "register them, and record the number that each became",
        )


def numbers_balance(situation: Situation, _: str) -> Iterator[Reason]:
    """Of every number that was taken for the downtime it is said what became of it."""
    drawn_up = situation.standing.accounts.drawn_up
    for each in drawn_up.numbers if drawn_up else ():
        if each.out:
            listed = f": {all_of(each.unsaid)}" if each.unsaid else ""
            yield Reason(
                "numbers_out",
                f"{each.out} of {each.issued} {_PLACES[each.of]} numbers of {each.node}"
                f" neither used nor voided{listed}",
                "say of each what it was used for, or void it",
            )


def exams_of(standing: Standing) -> Iterator[MqsaExam]:
    """Yield what the law's clocks need to know of each exam whose report came back on paper.

    The date of the exam is that of the earliest sheet of it; where only the report came back, that of the report.

    Raises:
        InvalidInput: the dates of an exam cannot be.
    """
    reports: dict[str, Capture] = {}
    examined: dict[str, datetime] = {}
    placed = _placed(standing)
    for capture in standing.counted_captures():
        exam = placed.get(capture.id, capture.accession)
        if exam is not None and capture.kind is RecordKind.REPORT:
            reports[exam] = capture  # of several, the one that was typed in last
        elif exam is not None and capture.kind in _OF_EXAM_DAY:
            examined[exam] = min(examined.get(exam, capture.occurred_at), capture.occurred_at)
    for exam, report in reports.items():
        if isinstance(report.content, BreastReport):
            moment = examined.get(exam) or report.content.interpreted_at or report.occurred_at
            day, sent = standing.downtime.local(moment).date(), standing.accounts.sent_of(exam)
            yield exam_of(report.content, accession=exam, examined_on=day, sent=sent)


def _placed(standing: Standing) -> Mapping[str, str]:
    """Return which exam a capture is, or was, entered for; it is not always the one that the sheet names, if any."""
    return {
        capture: decision.accession
        for key, decision in standing.decisions.items()
        if decision.accession and (key in standing.owed or key in standing.in_chart)
        for capture in decision.captures
    }


def to_send(
    standing: Standing, *, now: datetime, rules: MqsaRules = FEDERAL, holidays: Collection[date] = ()
) -> tuple[WorkItem, ...]:
    """Return what the law on mammography reports still asks for, whether its date has passed or not.

    Raises:
        InvalidInput: the dates of an exam cannot be.
    """
    today = standing.downtime.local(now).date()
    return work_list(exams_of(standing), today=today, zone=standing.downtime.zone, rules=rules, holidays=holidays)


def dates_guard(rules: MqsaRules = FEDERAL, *, holidays: Collection[date] = ()) -> Guard:
    """Return the rule about the dates of the law, with the numbers of a state or a site."""

    def check(situation: Situation, _: str) -> Iterator[Reason]:
        """Whatever the law on mammography asks for was sent by its date, or it is said why not."""
        standing = situation.standing
        try:
            late = [
                item for item in to_send(standing, now=situation.now, rules=rules, holidays=holidays) if _missed(item)
            ]
        except InvalidInput as error:
            words = f"the dates of an exam cannot be: {'; '.join(fault.words for fault in error.faults)}"
            yield Reason("exam_dates_impossible", words, "look at the dates on its sheets")
            return
        unsaid = [
            item for item in late if (item.due_date.accession, item.due_date.duty) not in standing.accounts.explained
        ]
        if unsaid:
            yield Reason(
                "mqsa_dates_missed",
                f"{many(unsaid, 'date')} past by which something had to be sent: {all_of(map(due_words, unsaid))}",
                "send it and record that with its date, or say why it was not sent",
            )

    return Guard(check)


def _missed(item: WorkItem) -> bool:
    return item.breached_by > 0


def due_words(item: WorkItem) -> str:
    """Return what is due, for a clerk: ``A-77 (lay summary, due 2026-04-02)``."""
    due = item.due_date
    return f"{due.accession} ({_DUTIES[due.duty]}, due {due.due.isoformat()})"


_DUTIES: Mapping[Duty, str] = {duty: duty.value.replace("_", " ") for duty in Duty}


def scans_guard(needed: Callable[[str], bool] = lambda form: True) -> Guard:
    """Return the rule that sheets which were typed in are also in the chart as a scan, or that it is said why not.

    Args:
        needed: whether the sheets of a form need a scan, by the form's name.
    """

    def check(situation: Situation, _: str) -> Iterator[Reason]:
        """Every sheet that came back is in the chart as a scan, or it is said why not."""
        bare = [serial for serial in unscanned(situation.standing) if needed(situation.standing.forms[serial].form)]
        if bare:
            yield Reason(
                "scans_missing",
                f"{many(bare, 'sheet')} without a scan in the chart: {all_of(bare)}",
                "attach the scan and record where it is, or say why there is none",
            )

    return Guard(check)


def unscanned(standing: Standing) -> Iterator[str]:
    """Yield the numbers of the sheets that came back, were to be typed in, and have neither a scan nor a reason."""
    accounts = standing.accounts
    in_chart = {
        capture.serial
        for capture in standing.counted_captures()
        if capture.kind is RecordKind.SCAN and capture.id in standing.settled
    }
    for serial, state in standing.sheets.items():
        is_said = serial in accounts.scanned or serial in accounts.unscanned or serial in in_chart
        if state is SheetState.RETURNED and standing.forms[serial].keyed and not is_said:
            yield serial


CLOSING_GUARDS: Guards = {
    "medication_is_settled": Guard(medication_is_settled),
    "patients_are_identified": Guard(patients_are_identified),
    "numbers_balance": Guard(numbers_balance),
    "mqsa_dates_are_kept": dates_guard(),
    "scans_are_filed": scans_guard(),
}
"""The shipped rules about closing. `scans_are_filed` stands in no shipped table: a site names it in its own."""
