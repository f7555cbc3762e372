"""A plan as a page: what a person sees before they agree to it."""

from __future__ import annotations

from html.parser import HTMLParser

from downtimekit.backfill import OPEN, Paper, make_plan
from downtimekit.backfill.page import page_of
from downtimekit.models.chart import Chart
from downtimekit.models.matching import Agreement, Candidate, Evidence, MatchGrade, Veto
from downtimekit.models.patient import WrittenIdentity
from downtimekit.models.plan import Decision, FieldComparison, FieldOutcome, Plan
from tests.ward import ADA, ANN, ORDERS, PATIENTS, a_capture, a_downtime

EVIDENCE = Evidence(field="family", agreement=Agreement.CLOSE, weight=6.5)
FITTING = Candidate(patient=ADA, grade=MatchGrade.PROBABLE, weight=14.0, evidence=(EVIDENCE,))
TWIN = Candidate(patient=ANN, grade=MatchGrade.POSSIBLE, vetoes=(Veto.TWIN_OR_SIBLING,))
UNKNOWN = WrittenIdentity(family="Tesstwell", given="Ada", birth_date=ADA.birth_date)


def a_plan() -> Plan:
    """Return a plan in which one sheet is entered and one is for a person."""
    paper = Paper(
        captures=[a_capture("c1", serial="W-1"), a_capture("c2", of=UNKNOWN, accession=None, serial="W-2", minute=20)],
        proposed={"c2": (FITTING, TWIN)},
    )
    return make_plan(paper, chart=Chart(patients=PATIENTS, orders=ORDERS), downtime=a_downtime(), gate=OPEN)


class _Outline(HTMLParser):
    """Reads the headings and the column heads of a page, and fails on a tag that has no place."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_a_page_says_what_becomes_of_every_sheet_and_what_comes_first() -> None:
    page = page_of(a_plan())

    assert page.index("For a person to decide (1)") < page.index("To be entered (1)")
    assert "W-1" in page
    assert "it is not clear which patient is meant" not in page
    assert "a patient fits, but not certainly" in page
    assert a_plan().digest[:16] in page


def test_a_page_shows_no_patient_unless_that_is_asked_for() -> None:
    silent, open_ = page_of(a_plan()), page_of(a_plan(), patients=True)

    for secret in (ADA.mrn, "Testwell", "1958", ANN.mrn):
        assert secret not in silent
        assert secret in open_
    assert "This page holds patient data" in open_
    assert "family close +6.5" in open_
    assert Veto.TWIN_OR_SIBLING.words in open_


def test_what_a_sheet_says_stands_beside_those_whom_it_may_mean() -> None:
    sheet = a_capture("c2", of=UNKNOWN, accession=None)

    assert "Tesstwell" in page_of(a_plan(), patients=True, captures=[sheet])
    assert "Tesstwell" not in page_of(a_plan(), captures=[sheet])


def test_what_three_sides_say_stands_side_by_side_and_cannot_break_the_page() -> None:
    nasty = FieldComparison(
        path="remarks", outcome=FieldOutcome.CONFLICT, now="<script>alert(1)</script>", paper="A & B"
    )
    decision = a_plan().decisions[0]
    told = Plan(downtime="west-1", decisions=(decision.model_copy(update={"fields": (nasty,)}),))
    page = page_of(told, patients=True)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "A &amp; B" in page
    assert "script" not in _Outline(page).tags


def test_a_page_needs_nothing_from_elsewhere() -> None:
    page = page_of(a_plan(), patients=True)

    assert "http" not in page
    assert not {"link", "img", "script", "iframe"} & set(_Outline(page).tags)


def test_a_plan_of_nothing_is_a_page_as_well() -> None:
    page = page_of(Plan(downtime="west-1", decisions=()))

    assert "nothing to enter" in page
    assert "table" not in _Outline(page).tags


def test_who_certainly_is_meant_is_not_offered_for_choice() -> None:
    decision: Decision = next(one for one in a_plan().decisions if one.mrn)

    assert decision.candidates == ()
    assert "T-1002" not in page_of(a_plan(), patients=True)
