"""A risk assessment: four questions, what was found, and what was done."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.behavioural import Risk, RiskAssessment, RiskFinding
from downtimekit.models.behavioural.risk import risk_concerns
from downtimekit.models.concern import Gravity
from downtimekit.models.reading import read

DENIED = tuple(RiskFinding(about=risk, present=False) for risk in Risk)
ASKED = {"plan": False, "intent": False, "means": True}


def told(*findings: RiskFinding, action: str = "", protective: str = "") -> list[tuple[str, str]]:
    """Return the rule and the path of everything that is told."""
    risk = RiskAssessment(findings=findings, action=action, protective_factors=protective)
    return [(concern.code, concern.path) for concern in risk_concerns(risk)]


def with_one(**answers: object) -> tuple[RiskFinding, ...]:
    """Return findings of which the first, about suicide, has other answers."""
    return (RiskFinding.model_validate({"about": "suicide"} | answers), *DENIED[1:])


def test_an_assessment_that_found_nothing_is_whole() -> None:
    assert told(*DENIED) == []


def test_what_was_not_asked_is_named_to_those_who_may_know_and_not_in_the_concern() -> None:
    risk = RiskAssessment(findings=DENIED[:3])
    (concern,) = risk_concerns(risk)

    assert risk.unasked == (Risk.VIOLENCE,)
    assert (concern.code, concern.gravity) == ("risk_unasked", Gravity.WARNING)


@pytest.mark.parametrize("name", ["plan", "intent", "means"])
def test_a_risk_that_is_there_needs_an_answer_about(name: str) -> None:
    findings = with_one(present=True, **{**ASKED, name: None})

    assert told(*findings, action="hold", protective="family") == [("risk_incomplete", f"findings[0].{name}")]


def test_a_risk_that_is_there_needs_an_action_and_protective_factors() -> None:
    findings = with_one(present=True, **ASKED)

    assert told(*findings) == [
        ("risk_without_action", "action"),
        ("protective_factors_missing", "protective_factors"),
    ]
    assert told(*findings, action="called the family", protective="family") == []


@pytest.mark.parametrize(("answers", "paths"), [({"plan": True}, ["plan"]), ({"intent": True}, ["intent"])])
def test_a_denied_risk_with_a_plan_contradicts_itself(answers: dict[str, bool], paths: list[str]) -> None:
    assert told(*with_one(present=False, **answers)) == [("risk_contradicted", f"findings[0].{path}") for path in paths]


def test_means_at_hand_are_no_contradiction() -> None:
    assert told(*with_one(present=False, means=True)) == []


def test_a_risk_is_answered_once() -> None:
    with pytest.raises(InvalidInput, match="answered more than once about: suicide, violence"):
        read(RiskAssessment, {"findings": [*DENIED, DENIED[0], DENIED[3]]}, source="sheet")
