"""An allergy is a line of a list: the same line is linked, two reactions and "none known" beside one go to a person."""

from __future__ import annotations

import pytest

from downtimekit.backfill.comparing import compare_allergy
from downtimekit.models.chart import ChartRecord
from downtimekit.models.plan import Verdict
from downtimekit.models.prescriptions import Allergy
from tests.ward import ADA, after, codes

NONE = Allergy(none_known=True)


def an_allergy(substance: str = "Plantedol", **said: object) -> Allergy:
    """Return an allergy."""
    return Allergy.model_validate({"substance": substance, **said})


def held(allergy: Allergy, **more: object) -> ChartRecord:
    """Return an allergy that the chart holds, from years ago."""
    said = {"id": "record-1", "version": 1, "mrn": ADA.mrn, "occurred_at": after(-60 * 24 * 900)}
    return ChartRecord.model_validate({**said, "content": allergy, **more})


@pytest.mark.parametrize(
    ("paper", "chart", "verdict", "doubts"),
    [
        (an_allergy(), an_allergy("Otherol"), Verdict.CREATE, []),
        (an_allergy(), an_allergy(), Verdict.SKIP_DUPLICATE, []),
        (an_allergy("planted ol"), an_allergy(), Verdict.SKIP_DUPLICATE, []),
        (an_allergy("Brand", rxcui="1049630"), an_allergy(rxcui="1049630"), Verdict.SKIP_DUPLICATE, []),
        (an_allergy(rxcui="1049630"), an_allergy(rxcui="1091155"), Verdict.CREATE, []),
        (an_allergy(), an_allergy(reactions=["hives"]), Verdict.SKIP_DUPLICATE, []),
        (an_allergy(reactions=["rash"]), an_allergy(reactions=["hives"]), Verdict.REVIEW, ["field_conflict"]),
        (an_allergy(severity="mild"), an_allergy(severity="severe"), Verdict.REVIEW, ["field_conflict"]),
        (an_allergy(reactions=["rash"]), an_allergy(), Verdict.REVIEW, ["double_documentation"]),
        (NONE, an_allergy(), Verdict.REVIEW, ["field_conflict"]),
        (an_allergy(), NONE, Verdict.REVIEW, ["field_conflict"]),
        (NONE, an_allergy(status="resolved"), Verdict.CREATE, []),
        (NONE, NONE, Verdict.SKIP_DUPLICATE, []),
    ],
    ids=[
        "another substance",
        "the same",
        "the same, spelled otherwise",
        "the same by its code",
        "another by its code",
        "the chart knows more",
        "another reaction",
        "another severity",
        "paper knows more",
        "none known beside an allergy",
        "an allergy beside none known",
        "none known any more",
        "none known twice",
    ],
)
def test_an_allergy_meets_those_of_the_chart(
    paper: Allergy, chart: Allergy, verdict: Verdict, doubts: list[str]
) -> None:
    found = compare_allergy(paper, records=[held(chart)])

    assert (found.verdict, codes(found.doubts)) == (verdict, doubts)


def test_a_line_that_the_chart_has_is_linked_to_its_record() -> None:
    assert (
        compare_allergy(an_allergy(), records=[held(NONE, withdrawn=True), held(an_allergy())]).chart_id == "record-1"
    )


def test_what_was_withdrawn_contradicts_nothing() -> None:
    assert compare_allergy(NONE, records=[held(an_allergy(), withdrawn=True)]).verdict is Verdict.CREATE


@pytest.mark.parametrize(
    ("other", "doubts"),
    [
        (NONE, ["field_conflict"]),
        (an_allergy(reactions=["rash"]), ["field_conflict"]),
        (an_allergy(), []),
        (an_allergy("Otherol"), []),
    ],
)
def test_two_sheets_that_contradict_each_other_go_to_a_person(other: Allergy, doubts: list[str]) -> None:
    assert codes(compare_allergy(an_allergy(reactions=["hives"]), records=[], others=[other]).doubts) == doubts


def test_no_doubt_tells_the_substance() -> None:
    found = compare_allergy(an_allergy(reactions=["rash"]), records=[held(an_allergy(reactions=["hives"]))])

    assert found.doubts[0].fields == ("reactions",)
    assert not {"Plantedol", "rash", "hives"} & set(repr(found).replace("'", " ").split())
