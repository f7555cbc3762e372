"""What a risk model asks for, as it was answered; nothing is computed."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from downtimekit.models import intake
from downtimekit.models.breast import Density
from downtimekit.models.intake import (
    GailInputs,
    Origin,
    Questionnaire,
    RiskInputs,
    TyrerCuzickInputs,
    gail_inputs,
    tyrer_cuzick_inputs,
)

ON = date(2026, 3, 3)
BORN = date(1966, 3, 3)
BIOPSY = {"side": "left", "kind": "needle_biopsy"}
COMPLETE: dict[str, Any] = {
    "menarche_age": 13,
    "births": 2,
    "age_at_first_birth": 27,
    "menopause": "after",
    "menopause_age": 51,
    "height_cm": 165,
    "weight_kg": 62.5,
    "hormone_therapy": False,
    "hormones_before": True,
    "hormones": [
        {"kind": "estrogen_progestogen", "years": 4, "current": False, "stopped_years_ago": 3},
        {"kind": "contraceptive", "years": 8, "current": False},
    ],
    "previous_biopsy": True,
    "breast_cancer": False,
    "procedures": [{**BIOPSY, "result": "adh"}, {**BIOPSY, "result": "benign"}],
    "ovarian_cancer": False,
    "ashkenazi": False,
    "gene_test": "not_tested",
    "relatives_with_breast_cancer": 3,
    "relatives": [
        {"relation": "mother", "cancer": "breast", "age_at_diagnosis": 58, "bilateral": True},
        {"relation": "sister", "cancer": "breast", "age_at_diagnosis": 49},
        {"relation": "aunt", "line": "paternal", "cancer": "breast"},
        {"relation": "father", "cancer": "prostate"},
    ],
    "sisters": 2,
    "daughters": 1,
    "maternal_aunts": 0,
    "paternal_aunts": 1,
    "origins": ["white", "hispanic"],
}


def answered(**otherwise: object) -> Questionnaire:
    """Return complete answers, with what is answered otherwise."""
    return Questionnaire.model_validate({"reason": "screening"} | COMPLETE | otherwise)


def gail(born: date | None = BORN, **otherwise: object) -> RiskInputs[GailInputs]:
    """Return the values for the Gail model."""
    return gail_inputs(answered(**otherwise), born=born, on=ON)


def tyrer_cuzick(**otherwise: object) -> RiskInputs[TyrerCuzickInputs]:
    """Return the values for the Tyrer-Cuzick model."""
    return tyrer_cuzick_inputs(answered(**otherwise), born=BORN, on=ON)


def test_the_gail_model_gets_what_was_answered() -> None:
    assert gail().complete
    assert gail().values == GailInputs(
        age=60,
        menarche_age=13,
        nulliparous=False,
        age_at_first_birth=27,
        first_degree_relatives=2,
        biopsies=2,
        atypical_hyperplasia=True,
        origins=(Origin.WHITE, Origin.HISPANIC),
    )


def test_the_tyrer_cuzick_model_gets_what_was_answered() -> None:
    said = tyrer_cuzick()

    assert said.complete
    assert said.values.replacement is not None
    assert [hormone.years for hormone in said.values.replacement] == [4]
    assert said.values.relatives == answered().relatives
    assert (said.values.atypical_hyperplasia, said.values.lcis) == (True, False)
    with_density = tyrer_cuzick_inputs(answered(), born=BORN, on=ON, density=Density.SCATTERED)
    assert (said.values.density, with_density.values.density) == (None, Density.SCATTERED)


def test_an_empty_questionnaire_lacks_everything_and_nothing_is_made_up() -> None:
    empty = Questionnaire.model_validate({"reason": "screening"})

    for view in (gail_inputs(empty, born=None, on=ON), tyrer_cuzick_inputs(empty, born=None, on=ON)):
        names = [field.name for field in attrs.fields(type(view.values)) if field.name != "density"]
        assert list(view.missing) == names
        assert {getattr(view.values, name) for name in names} == {None}
        assert not view.complete
        assert view.concerns == ()


@pytest.mark.parametrize(
    ("otherwise", "missing"),
    [
        ({"menarche_age": None}, "menarche_age"),
        ({"age_at_first_birth": None}, "age_at_first_birth"),
        ({"previous_biopsy": True, "procedures": []}, "biopsies"),
        ({"procedures": [BIOPSY, {**BIOPSY, "result": "benign"}]}, "atypical_hyperplasia"),
        ({"procedures": [{**BIOPSY, "result": "not_known"}]}, "atypical_hyperplasia"),
        ({"relatives": []}, "first_degree_relatives"),
        ({"origins": []}, "origins"),
    ],
)
def test_what_the_gail_model_lacks_is_named(otherwise: dict[str, Any], missing: str) -> None:
    assert missing in gail(**otherwise).missing
    assert getattr(gail(**otherwise).values, missing) is None


@pytest.mark.parametrize(
    ("otherwise", "missing"),
    [
        ({"height_cm": None}, ("height_cm",)),
        ({"menopause_age": None}, ("menopause_age",)),
        ({"menopause": "before", "menopause_age": None}, ()),
        ({"menopause": None, "menopause_age": None}, ("menopause", "menopause_age")),
        ({"births": 0, "age_at_first_birth": None}, ()),
        ({"hormones": []}, ("replacement",)),
        ({"hormones": [], "hormones_before": False}, ()),
        ({"procedures": [{**BIOPSY, "result": "adh"}, BIOPSY]}, ("lcis",)),
        ({"gene_test": None, "maternal_aunts": None}, ("gene_test", "maternal_aunts")),
    ],
)
def test_what_the_tyrer_cuzick_model_lacks_is_named(otherwise: dict[str, object], missing: tuple[str, ...]) -> None:
    assert tyrer_cuzick(**otherwise).missing == missing


def test_having_none_is_an_answer() -> None:
    said = gail(
        previous_biopsy=False,
        procedures=[],
        relatives=[],
        relatives_with_breast_cancer=0,
        births=0,
        age_at_first_birth=None,
    )

    assert said.complete
    assert (said.values.biopsies, said.values.first_degree_relatives) == (0, 0)
    assert (said.values.atypical_hyperplasia, said.values.nulliparous) == (False, True)


@pytest.mark.parametrize(
    ("relative", "counts"),
    [
        ({"relation": "daughter", "cancer": "breast"}, True),
        ({"relation": "half_sister", "cancer": "breast"}, False),
        ({"relation": "grandmother", "cancer": "breast"}, False),
        ({"relation": "mother", "cancer": "ovarian"}, False),
        ({"relation": "brother", "cancer": "male_breast"}, False),
    ],
)
def test_the_gail_model_counts_mothers_sisters_and_daughters(relative: dict[str, str], counts: bool) -> None:
    assert gail(relatives=[relative]).values.first_degree_relatives == counts


@pytest.mark.parametrize(
    ("otherwise", "path"),
    [
        ({"born": date(1991, 3, 4)}, "age"),
        ({"born": date(1940, 3, 2)}, "age"),
        ({"breast_cancer": True}, "breast_cancer"),
        ({"breast_cancer": None, "procedures": [{**BIOPSY, "result": "dcis"}]}, "breast_cancer"),
        ({"procedures": [{**BIOPSY, "result": "lcis"}]}, "breast_cancer"),
        ({"gene_test": "brca2"}, "gene_test"),
        ({"chest_radiation_before_30": True}, "chest_radiation_before_30"),
    ],
)
def test_for_whom_the_gail_model_is_not_meant_is_said_with_its_source(otherwise: dict[str, Any], path: str) -> None:
    outside = [concern for concern in gail(**otherwise).concerns if concern.code == "outside_model"]

    assert [(concern.path, concern.source) for concern in outside] == [
        (path, "National Cancer Institute, Breast Cancer Risk Assessment Tool")
    ]
    assert not gail(**otherwise).complete


@pytest.mark.parametrize("born", [date(1991, 3, 3), date(1940, 3, 4), None])
def test_from_35_to_85_the_gail_model_may_be_asked(born: date | None) -> None:
    assert [concern for concern in gail(born=born).concerns if concern.code == "outside_model"] == []


def test_the_ages_of_the_gail_model_can_be_set() -> None:
    young = gail_inputs(answered(), born=date(2001, 1, 1), on=ON, youngest=20, oldest=90)

    assert [concern.path for concern in young.concerns if concern.path == "age"] == []


def test_answers_that_contradict_each_other_are_no_inputs() -> None:
    views = (gail(menarche_age=14, age_at_first_birth=13), tyrer_cuzick(menarche_age=14, age_at_first_birth=13))

    for view in views:
        assert [concern.path for concern in view.concerns] == ["age_at_first_birth"]
        assert view.missing == ()
        assert not view.complete


def test_a_contradiction_about_something_else_does_not_matter_to_a_model() -> None:
    assert gail(implants=True, symptoms_left=["lump"]).complete
    assert not tyrer_cuzick(breast_cancer=True).complete


def test_a_view_shows_nothing_of_the_patient() -> None:
    for view in (gail(), tyrer_cuzick()):
        assert "60" not in f"{view!r}{view}".partition(" object at ")[0]
        assert "menarche" not in f"{view!r}{view.values!r}"


def test_no_risk_is_computed_anywhere() -> None:
    assert [name for name in intake.__all__ if "risk" in name.casefold()] == ["RiskInputs"]
    numbers = {field.name for field in attrs.fields(GailInputs)} | {f.name for f in attrs.fields(TyrerCuzickInputs)}
    assert [name for name in numbers if "risk" in name or "percent" in name or "score" in name] == []


def test_who_is_not_yet_born_has_no_age() -> None:
    later, answered = date(2030, 1, 1), Questionnaire.model_validate({"reason": "screening"})
    for inputs in (gail_inputs(answered, born=later, on=ON), tyrer_cuzick_inputs(answered, born=later, on=ON)):
        assert inputs.values.age is None
        assert "age" in inputs.missing
