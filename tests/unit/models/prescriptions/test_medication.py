"""Medicines and allergies, as notes and prescriptions speak of them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from downtimekit.models.prescriptions import Allergy, DeaSchedule, MedicationItem


@pytest.mark.parametrize("said", [{"substance": "penicillin"}, {"none_known": True}])
def test_an_allergy_is_one_or_the_statement_that_there_is_none(said: dict[str, object]) -> None:
    assert Allergy.model_validate(said).none_known is ("none_known" in said)


@pytest.mark.parametrize("said", [{}, {"substance": "penicillin", "none_known": True}])
def test_having_no_allergy_is_said_and_not_left_open(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="one of the two") as refusal:
        Allergy.model_validate(said)

    assert "penicillin" not in str(refusal.value)


@pytest.mark.parametrize("when", ["2019", "2019-03", "2019-03-14"])
def test_a_medicine_was_started_as_far_as_anybody_remembers(when: str) -> None:
    item = MedicationItem.model_validate({"drug": {"name": "Samplol"}, "started": when})

    assert item.started == when
    assert repr(item) == "MedicationItem()"


def test_four_schedules_are_controlled() -> None:
    assert [schedule.value for schedule in DeaSchedule if schedule.controlled] == ["CII", "CIII", "CIV", "CV"]
