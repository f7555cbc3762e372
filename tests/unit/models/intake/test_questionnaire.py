"""What does not fit together in a patient's answers."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from downtimekit.models.concern import Gravity
from downtimekit.models.intake import Questionnaire, age_on, questionnaire_concerns

ON = date(2026, 3, 3)


def answered(**answers: object) -> Questionnaire:
    """Return a questionnaire with these answers."""
    return Questionnaire.model_validate({"reason": "diagnostic", **answers})


def found(answers: dict[str, object], *, age: int | None = 60) -> list[tuple[str, str]]:
    """Return the rule and the field of each concern."""
    return [(concern.code, concern.path) for concern in questionnaire_concerns(answered(**answers), age=age, on=ON)]


FITTING: dict[str, object] = {
    "last_mammogram_on": "2024-03",
    "symptoms_left": ["lump", "pain", "nipple_discharge"],
    "symptom_details": [
        {"side": "left", "symptom": "pain", "cyclic": True},
        {"side": "left", "symptom": "nipple_discharge", "discharge": "bloody", "spontaneous": True},
    ],
    "previous_biopsy": True,
    "procedures": [{"side": "right", "kind": "needle_biopsy", "on": "2019", "result": "benign"}],
    "implants": True,
    "implant_details": [{"side": "left", "fill": "saline", "year": 2001}],
    "menarche_age": 13,
    "pregnancies": 3,
    "births": 2,
    "age_at_first_birth": 27,
    "menopause": "after",
    "menopause_age": 51,
    "hormone_therapy": True,
    "hormones": [{"kind": "estrogen", "years": 4, "current": True}],
    "relatives_with_breast_cancer": 2,
    "relatives": [
        {"relation": "mother", "line": "maternal", "cancer": "breast", "bilateral": True},
        {"relation": "mother", "line": "maternal", "cancer": "ovarian"},
        {"relation": "uncle", "line": "paternal", "cancer": "male_breast"},
        {"relation": "sister", "cancer": "pancreatic"},
    ],
    "sisters": 1,
}


def test_answers_that_fit_together_raise_no_concern() -> None:
    assert found(FITTING) == []
    assert found({}) == []


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"menarche_age": 14, "age_at_first_birth": 13}, ("ages", "age_at_first_birth")),
        ({"menarche_age": 22, "menopause_age": 21}, ("ages", "menopause_age")),
        ({"age_at_first_birth": 45, "menopause_age": 44}, ("ages", "menopause_age")),
        ({"age_at_first_birth": 61}, ("ages", "age_at_first_birth")),
        ({"menopause_age": 61}, ("ages", "menopause_age")),
        ({"births": 0, "age_at_first_birth": 27}, ("births", "age_at_first_birth")),
        ({"births": 1}, ("births", "age_at_first_birth")),
        ({"births": 1, "age_at_first_birth": 27, "pregnancies": 0}, ("births", "pregnancies")),
        ({"menopause": "before", "menopause_age": 51}, ("menopause", "menopause_age")),
        ({"menopause": "after"}, ("menopause", "menopause_age")),
        (
            {"menopause": "after", "menopause_age": 51, "pregnant_or_nursing": True},
            ("menopause", "pregnant_or_nursing"),
        ),
        ({"menopause": "after", "menopause_age": 51, "cycle_week": 2}, ("menopause", "cycle_week")),
        (
            {"symptoms_left": ["lump"], "symptom_details": [{"side": "right", "symptom": "lump"}]},
            ("symptom_not_ticked", "symptom_details[0]"),
        ),
        (
            {"symptoms_left": ["lump"], "symptom_details": [{"side": "left", "symptom": "lump", "cyclic": False}]},
            ("odd_detail", "symptom_details[0].cyclic"),
        ),
        (
            {"symptoms_left": ["pain"], "symptom_details": [{"side": "left", "symptom": "pain", "discharge": "clear"}]},
            ("odd_detail", "symptom_details[0]"),
        ),
        ({"reason": "screening", "symptoms_right": ["lump"]}, ("symptom_at_screening", "reason")),
        (
            {"previous_biopsy": False, "procedures": [{"side": "left", "kind": "surgical_biopsy"}]},
            ("contradiction", "previous_biopsy"),
        ),
        ({"previous_biopsy": True}, ("not_listed", "previous_biopsy")),
        (
            {"breast_cancer": False, "procedures": [{"side": "left", "kind": "lumpectomy", "result": "dcis"}]},
            ("contradiction", "breast_cancer"),
        ),
        ({"implants": False, "implant_details": [{"side": "left"}]}, ("contradiction", "implants")),
        ({"implants": True}, ("not_listed", "implants")),
        (
            {"hormone_therapy": False, "hormones": [{"kind": "tamoxifen", "current": True}]},
            ("contradiction", "hormone_therapy"),
        ),
        (
            {"hormones": [{"kind": "tamoxifen", "current": True, "stopped_years_ago": 2}]},
            ("contradiction", "hormones[0]"),
        ),
        ({"last_mammogram_on": "2026-04"}, ("future", "last_mammogram_on")),
        ({"last_period": "2026-03-04"}, ("future", "last_period")),
        (
            {"procedures": [{"side": "left", "kind": "reduction", "on": "2027"}]},
            ("future", "procedures[0].on"),
        ),
        (
            {"implants": True, "implant_details": [{"side": "left", "year": 2027}]},
            ("future", "implant_details[0].year"),
        ),
        ({"relatives_with_breast_cancer": 1}, ("not_listed", "relatives")),
        (
            {"relatives_with_breast_cancer": 0, "relatives": [{"relation": "aunt", "cancer": "breast"}]},
            ("relatives", "relatives_with_breast_cancer"),
        ),
        (
            {"relatives_with_breast_cancer": 2, "relatives": [{"relation": "aunt", "cancer": "breast"}]},
            ("relatives", "relatives_with_breast_cancer"),
        ),
        (
            {"relatives": [{"relation": "mother", "line": "paternal", "cancer": "ovarian"}]},
            ("relatives", "relatives[0].line"),
        ),
        ({"relatives": [{"relation": "father", "cancer": "ovarian"}]}, ("relatives", "relatives[0].cancer")),
        ({"relatives": [{"relation": "sister", "cancer": "prostate"}]}, ("relatives", "relatives[0].cancer")),
        ({"relatives": [{"relation": "aunt", "cancer": "male_breast"}]}, ("relatives", "relatives[0].cancer")),
        (
            {"relatives": [{"relation": "uncle", "cancer": "pancreatic", "bilateral": True}]},
            ("relatives", "relatives[0].bilateral"),
        ),
        ({"relatives": [{"relation": "mother", "cancer": "breast"}] * 2}, ("relatives", "relatives")),
        ({"sisters": 1, "relatives": [{"relation": "sister", "cancer": "breast"}] * 2}, ("relatives", "sisters")),
        ({"daughters": 0, "relatives": [{"relation": "daughter", "cancer": "breast"}]}, ("relatives", "daughters")),
    ],
)
def test_answers_that_contradict_each_other_are_named(answers: dict[str, object], expected: tuple[str, str]) -> None:
    assert found(answers) == [expected]


def test_everything_is_said_at_once() -> None:
    said = found({"menarche_age": 20, "age_at_first_birth": 15, "menopause_age": 48, "births": 0, "implants": True})

    assert {path for _, path in said} == {"age_at_first_birth", "implants"}
    assert len(said) == 3


def test_without_a_birth_date_and_a_day_nothing_lies_in_the_future() -> None:
    answers = answered(menopause_age=70, last_mammogram_on="2099")

    assert questionnaire_concerns(answers) == ()
    assert [c.path for c in questionnaire_concerns(answers, age=69)] == ["menopause_age"]
    assert [c.path for c in questionnaire_concerns(answers, on=ON)] == ["last_mammogram_on"]


def test_a_year_lies_in_the_future_only_where_all_of_it_does() -> None:
    assert found({"last_mammogram_on": "2026"}) == []
    assert found({"last_mammogram_on": "2026-03"}) == []


def test_what_may_be_true_is_a_warning() -> None:
    (concern,) = questionnaire_concerns(answered(reason="screening", symptoms_left=["pain"]))

    assert concern.gravity is Gravity.WARNING


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(1961, 7, 4), date(2026, 7, 3), 64),
        (date(1961, 7, 4), date(2026, 7, 4), 65),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
    ],
)
def test_an_age_is_counted_in_completed_years(born: date, on: date, age: int) -> None:
    assert age_on(born, on=on) == age


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        ({"menarche_age": 4444}, "menarche_age"),
        ({"symptoms_left": ["itch"]}, "symptoms_left"),
        ({"last_mammogram_on": "about two years ago"}, "last_mammogram_on"),
        ({"last_mammogram_on": "2026-13"}, "last_mammogram_on"),
        ({"last_mammogram_on": "2025-02-29"}, "last_mammogram_on"),
        ({"age": 6060}, "age"),
    ],
)
def test_what_is_no_answer_is_refused_without_repeating_it(answers: dict[str, object], path: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        answered(**answers)

    assert [error["loc"][0] for error in refusal.value.errors()] == [path]
    assert str(*answers.values()) not in str(refusal.value)


def test_no_concern_tells_what_was_answered() -> None:
    planted = {"last_mammogram": "Planted clinic", "remarks": "Planted remark", "other_cancers": "Planted cancer"}
    answers = answered(**planted, menarche_age=17, age_at_first_birth=16, births=0, last_mammogram_on="2091-11")
    concerns = questionnaire_concerns(answers, age=60, on=ON)
    told = " ".join(f"{concern} {concern!r}" for concern in concerns) + repr(answers)

    assert len(concerns) == 3
    assert [words for words in ("Planted", "17", "16", "2091") if words in told] == []


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"menopause": "before", "ovaries_removed": "both"}, [("menopause", "menopause")]),
        ({"menopause": "before", "ovaries_removed": "one"}, []),
        ({"menopause": "after", "menopause_age": 44, "ovaries_removed": "both"}, []),
    ],
)
def test_without_ovaries_menopause_is_not_still_to_come(answers: dict[str, object], expected: list[object]) -> None:
    assert found(answers) == expected


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        ({"last_mammogram_on": "1964"}, "last_mammogram_on"),
        ({"last_period": "1960-05"}, "last_period"),
        ({"procedures": [{"side": "left", "kind": "injury", "on": "1964-12-31"}]}, "procedures[0].on"),
        ({"implants": True, "implant_details": [{"side": "left", "year": 1930}]}, "implant_details[0].year"),
    ],
)
def test_nothing_was_done_before_the_patient_was_born(answers: dict[str, object], path: str) -> None:
    assert found(answers) == [("before_birth", path)]
    assert found(answers, age=None) == []
    assert found(answers, age=99) == []


@pytest.mark.parametrize(
    ("relation", "age", "expected"),
    [
        ("daughter", 60, [("relatives", "relatives[0].age_at_diagnosis")]),
        ("son", 75, [("relatives", "relatives[0].age_at_diagnosis")]),
        ("daughter", 38, []),
        ("daughter", None, []),
        ("mother", 75, []),
    ],
)
def test_a_child_was_never_older_than_the_patient_is(relation: str, age: int | None, expected: list[object]) -> None:
    relative = {"relation": relation, "cancer": "pancreatic", "age_at_diagnosis": age}

    assert found({"relatives": [relative]}) == expected
    assert found({"relatives": [relative]}, age=None) == []


def test_every_answer_that_does_not_fit_with_a_menopause_that_is_over_is_told() -> None:
    answers = {"menopause": "after", "menopause_age": 51, "pregnant_or_nursing": True, "cycle_week": 2}

    assert found(answers) == [("menopause", "pregnant_or_nursing"), ("menopause", "cycle_week")]
