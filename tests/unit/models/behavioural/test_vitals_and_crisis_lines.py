"""Vital signs keep the unit that was written; crisis lines can be dialled."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.behavioural import CrisisLine, CrisisLineKind, CrisisList, VitalSigns, us_crisis_lines
from downtimekit.models.reading import read


@pytest.mark.parametrize(
    "said",
    [
        {"weight": {"value": 165, "unit": "[lb_av]"}},
        {"weight": {"value": 75, "unit": "kg"}, "height": {"value": 70, "unit": "[in_i]"}},
        {"temperature": {"value": 98.6, "unit": "[degF]"}, "pain": 10, "pulse": 60},
        {"systolic": 120, "diastolic": 80, "oxygen_saturation": 98, "respiration": 14},
    ],
)
def test_what_was_measured_is_kept_in_its_unit(said: dict[str, object]) -> None:
    assert read(VitalSigns, said, source="sheet").model_dump(mode="json", exclude_none=True) == said


@pytest.mark.parametrize(
    ("said", "path", "words"),
    [
        ({"systolic": 80, "diastolic": 120}, "", "the first is the higher one"),
        ({"systolic": 120}, "", "one of them is missing"),
        ({"diastolic": 80}, "", "one of them is missing"),
        (
            {"temperature": {"value": 98.6, "unit": "Cel"}},
            "temperature",
            "its unit, celsius: it lies between 25 and 45",
        ),
        ({"weight": {"value": 1500, "unit": "[lb_av]"}}, "weight", "its unit, pound"),
        ({"height": {"value": 5.7, "unit": "[in_i]"}}, "height", "its unit, inch"),
        ({"weight": {"value": 165}}, "weight.unit", "is missing"),
        ({"weight": {"value": "nan", "unit": "kg"}}, "weight.value", "is not a number"),
        ({"pain": 11}, "pain", "less than or equal to 10"),
    ],
)
def test_a_slip_of_the_pen_is_refused_without_being_repeated(said: dict[str, object], path: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        read(VitalSigns, said, source="sheet")

    assert [fault.path for fault in refused.value.faults] == [path]
    assert "98.6" not in str(refused.value)


def test_the_list_on_the_wall_begins_with_the_clinics_own_line() -> None:
    own = CrisisLine(
        kind=CrisisLineKind.ON_CALL_CLINICIAN, name="On-call clinician", call="+1 202-555-0100", hours="after 17:00"
    )
    listed = CrisisList(lines=(own, *us_crisis_lines()))

    assert [line.call for line in listed.lines] == ["+1 202-555-0100", "988", "911"]
    assert "202-555-0100" in repr(listed)


@pytest.mark.parametrize("call", ["", "nine one one", "911; call me"])
def test_a_line_that_cannot_be_dialled_is_refused(call: str) -> None:
    with pytest.raises(InvalidInput):
        read(CrisisLine, {"kind": "lifeline", "name": "Lifeline", "call": call}, source="list")


def test_a_line_without_a_number_is_refused() -> None:
    with pytest.raises(InvalidInput, match="neither a number to call nor one to text"):
        read(CrisisLine, {"kind": "lifeline", "name": "Lifeline"}, source="list")
