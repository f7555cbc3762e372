"""One change of a medicine in the portal, in the chart and on paper is one, whenever each of them wrote it down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest

from downtimekit.backfill.comparing import Reconciliation, reconcile_changes
from downtimekit.backfill.rules import BackfillRules
from downtimekit.models.capture import Capture, Content
from downtimekit.models.chart import ChartRecord
from downtimekit.models.plan import Verdict
from downtimekit.models.prescriptions import MedicationChange, Outcome
from tests.prescriptions import NOON, a_change, on_paper
from tests.ward import ADA, a_capture, codes

LATER = NOON + timedelta(hours=3)
OTHER_DRUG = {"name": "Sertraline", "strength": "50 mg"}


def sheet(content: Content, id: str = "c1", *, hours: float = 0) -> Capture:
    """Return a sheet that was written some hours after noon."""
    return a_capture(
        id,
        content=content,
        accession=None,
        occurred_at=NOON + timedelta(hours=hours),
        recorded_at=NOON + timedelta(hours=30),
    )


def held(content: Content, id: str = "record-1", *, hours: float = 0, **more: object) -> ChartRecord:
    """Return a record that the chart holds, from some hours after noon."""
    said = {"id": id, "version": 1, "mrn": ADA.mrn, "occurred_at": NOON + timedelta(hours=hours), "content": content}
    return ChartRecord.model_validate(said | more)


def by_hand(**otherwise: object) -> MedicationChange:
    """Return what somebody wrote down from the portal, without its number and later."""
    return a_change(**{"portal_id": None, "written_at": LATER, **otherwise})


def told(found: Reconciliation, id: str = "c1") -> tuple[Verdict, list[str], list[str]]:
    """Return what becomes of a sheet."""
    compared = found.sheets[id]
    return compared.verdict, codes(compared.doubts), codes(compared.notes)


EXTERNAL = ["external_change_needs_documentation"]


@pytest.mark.parametrize(
    ("content", "chart", "portal", "outcome", "expected"),
    [
        (a_change(), [], [a_change()], Outcome.MISSING_IN_EHR, (Verdict.CREATE, [], EXTERNAL)),
        (by_hand(), [], None, Outcome.MISSING_IN_EHR, (Verdict.CREATE, [], EXTERNAL)),
        (by_hand(), [held(a_change())], [a_change()], Outcome.MATCHED, (Verdict.SKIP_DUPLICATE, [], [])),
        (by_hand(), [held(a_change(refills=1))], None, Outcome.CONFLICT, (Verdict.REVIEW, ["field_conflict"], [])),
        (by_hand(refills=1), [], [a_change()], Outcome.CONFLICT, (Verdict.REVIEW, ["field_conflict"], [])),
        (on_paper(), [], [], Outcome.PAPER_ONLY, (Verdict.CREATE, [], [])),
        (on_paper(), [held(a_change())], None, Outcome.MATCHED, (Verdict.SKIP_DUPLICATE, [], [])),
        (on_paper(), [held(on_paper(), hours=5)], None, Outcome.MATCHED, (Verdict.SKIP_DUPLICATE, [], [])),
        (
            on_paper(),
            [held(on_paper(days_supply=10), hours=5)],
            None,
            Outcome.CONFLICT,
            (Verdict.REVIEW, ["field_conflict"], []),
        ),
        (on_paper(), [], [a_change()], Outcome.DUPLICATE, (Verdict.REVIEW, ["double_documentation"], [])),
        (
            on_paper(),
            [held(on_paper())],
            [a_change()],
            Outcome.DUPLICATE,
            (Verdict.REVIEW, ["double_documentation"], []),
        ),
        (on_paper(), [], [a_change(transmission="failed")], Outcome.PAPER_ONLY, (Verdict.CREATE, [], [])),
        (a_change(), [held(on_paper())], None, Outcome.DUPLICATE, (Verdict.REVIEW, ["double_documentation"], [])),
        (
            a_change(),
            [held(a_change(), withdrawn=True)],
            None,
            Outcome.MISSING_IN_EHR,
            (Verdict.CREATE, [], EXTERNAL),
        ),
    ],
    ids=[
        "in the portal only",
        "written down by hand",
        "in the chart at another moment",
        "otherwise in the chart",
        "otherwise in the portal",
        "on paper only",
        "on paper and in the chart",
        "on paper, and as such in the chart",
        "on paper, and otherwise in the chart",
        "sent and on paper",
        "sent, on paper and in the chart",
        "not sent and on paper",
        "sent, and on paper in the chart",
        "withdrawn from the chart",
    ],
)
def test_every_sheet_about_a_medicine_meets_the_portal_and_the_chart(
    content: Content,
    chart: Sequence[ChartRecord],
    portal: Sequence[MedicationChange] | None,
    outcome: Outcome,
    expected: tuple[Verdict, list[str], list[str]],
) -> None:
    found = reconcile_changes(chart, [sheet(content)], portal)

    assert [change.outcome.outcome for change in found.changes] == [outcome]
    assert told(found) == expected
    assert found.sheets["c1"].content == content
    linked = found.sheets["c1"].verdict is Verdict.SKIP_DUPLICATE
    assert not linked or found.sheets["c1"].chart_id == "record-1"


def test_what_nobody_wrote_down_from_the_portal_is_told() -> None:
    found = reconcile_changes([], [], [a_change()])

    assert [change.outcome.outcome for change in found.undocumented] == [Outcome.MISSING_IN_EHR]
    assert reconcile_changes([held(a_change())], [], [a_change()]).undocumented == ()


def test_what_only_the_chart_has_is_missing_in_a_portal_that_was_asked() -> None:
    asked, unasked = reconcile_changes([held(a_change())], [], []), reconcile_changes([held(a_change())], [])

    assert [change.outcome.outcome for change in asked.changes] == [Outcome.MISSING_IN_PORTAL]
    assert unasked.changes == ()


def test_two_refills_of_one_day_are_two_changes_and_each_finds_its_own() -> None:
    first, second = a_change(portal_id="P-1", action="refilled"), a_change(portal_id="P-2", action="refilled")
    found = reconcile_changes([held(first)], [sheet(first, "c1"), sheet(second, "c2")], [first, second])

    assert (told(found, "c1")[0], told(found, "c2")[0]) == (Verdict.SKIP_DUPLICATE, Verdict.CREATE)


def test_a_change_that_two_sheets_tell_of_is_entered_once() -> None:
    found = reconcile_changes([], [sheet(a_change(), "c1"), sheet(a_change(), "c2")], None)

    assert (told(found, "c1")[0], told(found, "c2")) == (
        Verdict.CREATE,
        (Verdict.SKIP_DUPLICATE, [], ["double_documentation"]),
    )


def test_two_prescriptions_without_a_number_may_both_be_filled_and_one_sheet_twice_is_one() -> None:
    unnumbered = on_paper(control_number=None)
    two = reconcile_changes([], [sheet(unnumbered, "c1"), sheet(unnumbered, "c2", hours=1)], None)
    one = reconcile_changes([], [sheet(on_paper(), "c1"), sheet(on_paper(), "c2", hours=1)], None)

    assert told(two, "c2")[:2] == (Verdict.REVIEW, ["double_documentation"])
    assert told(one, "c2")[0] is Verdict.SKIP_DUPLICATE


@pytest.mark.parametrize(
    ("chart", "verdict"),
    [
        (a_change(drug=OTHER_DRUG, portal_id=None), Verdict.CREATE),
        (a_change(drug=OTHER_DRUG), Verdict.REVIEW),
        (a_change(action="discontinued", portal_id=None), Verdict.CREATE),
        (a_change(portal_id=None, written_at=NOON - timedelta(days=2)), Verdict.CREATE),
        (a_change(portal_id="P-78"), Verdict.CREATE),
        (a_change(portal_id="P-77", written_at=NOON - timedelta(days=2)), Verdict.SKIP_DUPLICATE),
    ],
    ids=["drug", "drug under its number", "action", "days before", "number", "days before, by its number"],
)
def test_another_change_is_not_this_one(chart: MedicationChange, verdict: Verdict) -> None:
    assert told(reconcile_changes([held(chart)], [sheet(a_change())]))[0] is verdict


@pytest.mark.parametrize("order", [1, -1])
def test_what_says_the_same_is_found_before_what_contradicts_it(order: int) -> None:
    otherwise = held(by_hand(refills=1, written_at=NOON + timedelta(minutes=1)), "record-2")
    found = reconcile_changes([held(by_hand()), otherwise][::order], [sheet(a_change())], None)

    assert told(found)[0] is Verdict.SKIP_DUPLICATE
    assert found.sheets["c1"].chart_id == "record-1"


def test_two_prescriptions_of_one_drug_that_say_different_things_are_two() -> None:
    one, other = on_paper(control_number=None), on_paper(control_number=None, days_supply=10)
    found = reconcile_changes([], [sheet(one, "c1"), sheet(other, "c2")], None)

    assert [told(found, id)[0] for id in ("c1", "c2")] == [Verdict.CREATE] * 2


def test_a_site_says_how_far_apart_two_records_of_one_change_may_lie() -> None:
    chart, strict = [held(by_hand())], BackfillRules(same_change_hours=2)

    assert told(reconcile_changes(chart, [sheet(a_change())]))[0] is Verdict.SKIP_DUPLICATE
    assert told(reconcile_changes(chart, [sheet(a_change())], rules=strict))[0] is Verdict.CREATE


def test_the_order_of_sheets_records_and_changes_makes_no_difference() -> None:
    sheets = [sheet(a_change(), "c1"), sheet(by_hand(), "c2"), sheet(by_hand(drug=OTHER_DRUG), "c3")]
    chart = [held(by_hand(drug=OTHER_DRUG)), held(a_change(portal_id="P-9"), "record-2")]
    portal = [a_change(), a_change(portal_id="P-9")]
    seen = {
        str(sorted((id, told(found, id)) for id in found.sheets))
        for some in permutations(sheets)
        for some_chart in permutations(chart)
        for found in [reconcile_changes(some_chart, some, portal[::-1])]
    }

    assert len(seen) == 1


def test_no_repr_tells_the_medicine() -> None:
    found = reconcile_changes([held(a_change(refills=1))], [sheet(by_hand())], [a_change()])

    assert "Methylphenidate" not in repr(found) + repr(found.sheets)
