"""Every case of the tables beside this file: what becomes of each sheet, and what holds for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations

import pytest

from downtimekit.models.capture import Capture
from downtimekit.models.plan import Verdict
from tests.unit.backfill.cases.contents import CONTENT
from tests.unit.backfill.cases.judging import Case, entered, outcome, secrets
from tests.unit.backfill.cases.keyings import KEYING
from tests.unit.backfill.cases.orders import ORDER
from tests.unit.backfill.cases.patients import PATIENT
from tests.unit.backfill.cases.targets import TARGET
from tests.unit.backfill.cases.times import TIME

CASES = (*KEYING, *PATIENT, *ORDER, *CONTENT, *TIME, *TARGET)
TOGETHER = [
    case
    for case in CASES
    if len(case.sheets) > 1 and {one.verdict for one in case.expected.values()} <= {"create", "merge_captures"}
]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@every_case
def test_each_sheet_becomes_what_a_careful_clerk_and_a_radiologist_expect(case: Case) -> None:
    assert outcome(case.plan()) == case.expected


@every_case
def test_what_was_planned_can_be_entered_and_planned_again_writes_nothing(case: Case) -> None:
    first = case.plan()
    chart, settled = entered(first, case.chart, settled=case.paper.get("settled"))
    waited = {one.captures for one in first.decisions if one.waits_for}
    then = case.plan(chart=chart, settled=settled)
    assert {one.captures for one in then.decisions if one.entry} <= waited

    chart, settled = entered(then, chart, settled=settled)
    assert case.plan(chart=chart, settled=settled).entries() == ()
    assert case.plan(chart=chart).entries() == ()  # by what the chart says alone, as when the journal is lost


@every_case
def test_the_order_in_which_sheets_and_charts_come_makes_no_difference(case: Case) -> None:
    turned = case.chart.model_copy(
        update={name: tuple(reversed(getattr(case.chart, name))) for name in ("patients", "orders", "records")}
    )

    assert case.plan(sheets=[*reversed(case.sheets)]).digest == case.plan().digest
    assert outcome(case.plan(chart=turned)) == outcome(case.plan())


@every_case
def test_nothing_that_a_plan_tells_aloud_says_who_the_patient_is(case: Case) -> None:
    plan = case.plan()
    told = "\n".join([plan.explain(), plan.summary(), repr(plan), *(one.audit for one in plan.decisions)])
    told += "\n".join(repr(one) for one in plan.decisions)

    shown = [text for text in secrets(case) if re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", told)]
    assert shown == []


@every_case
def test_nothing_is_entered_in_doubt_or_into_a_chart_that_is_ruled_out(case: Case) -> None:
    for decision in case.plan().decisions:
        assert decision.mrn not in decision.never
        assert (decision.entry is None) or (decision.grade.value == "certain" and not decision.doubts)
        assert all(one.mrn in decision.never or one.mrn == decision.mrn for one in decision.candidates)


@pytest.mark.parametrize("case", TOGETHER, ids=lambda case: case.name)
def test_sheets_that_come_in_one_after_the_other_end_as_those_that_come_together(case: Case) -> None:
    together = contents(case, [case.sheets])

    for sheets in permutations(case.sheets):
        assert contents(case, [sheets[:number] for number in range(1, len(sheets) + 1)]) == together


def contents(case: Case, batches: Iterable[Sequence[Capture]]) -> list[str]:
    """Return what the chart holds after what came in was planned and entered, batch by batch."""
    chart = case.chart
    settled: Mapping[str, str] = {}
    for batch in batches:
        chart, settled = entered(case.plan(chart=chart, sheets=batch, settled=settled), chart, settled=settled)
    return sorted(f"{record.mrn} {record.accession} {record.content.model_dump_json()}" for record in chart.records)


def test_no_two_cases_have_one_name() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)


VOCABULARY = frozenset(
    [
        "double_entry_discrepancy",
        "second_keying_missing",
        "illegible",
        "missing_required",
        "page_missing",
        "patient_ambiguous",
        "patient_probable",
        "patient_unidentified",
        "patient_deceased",
        "new_patient_registered",
        "identifier_demographic_mismatch",
        "demographic_difference",
        "duplicate_chart",
        "order_missing",
        "order_ambiguous",
        "order_patient_mismatch",
        "order_cancelled_but_performed",
        "accession_reused",
        "accession_unknown",
        "laterality_mismatch",
        "category_recommendation_mismatch",
        "reader_discrepancy",
        "category_changed_after_final",
        "final_report_exists_discrepant",
        "field_conflict",
        "external_change_needs_documentation",
        "time_nonexistent",
        "time_ambiguous",
        "outside_downtime_window",
        "write_rejected",
        "gate_interfaces_not_validated",
    ]
)


def test_every_code_and_every_verdict_of_a_plan_that_enters_is_in_some_case() -> None:
    said = [one for case in CASES for one in case.expected.values()]

    assert {code for one in said for code in one.codes} >= VOCABULARY
    assert {one.verdict for one in said} == {verdict.value for verdict in Verdict} - {Verdict.WITHDRAW.value}
