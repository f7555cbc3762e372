"""Mammographic views, against the tables of DICOM."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.breast import Side
from downtimekit.models.intake import MammographicView, Projection, ViewModifier, ViewName, view_of

CIDS = Path(__file__).parents[5] / "shared" / "data" / "dicom-breast-cids" / "breast_cids.json"
NAME: TypeAdapter[str] = TypeAdapter(ViewName)
VIEWS = st.builds(
    MammographicView,
    st.sampled_from(Side),
    st.none() | st.sampled_from(Projection),
    st.sets(st.sampled_from(ViewModifier)).map(lambda some: tuple(m for m in ViewModifier if m in some)),
).filter(lambda view: view.projection or view.modifiers)


@pytest.mark.parametrize(
    ("cid", "terms"),
    [("4014", list(Projection)), ("4015", list(ViewModifier))],
    ids=["projections", "modifiers"],
)
def test_the_terms_are_those_of_the_context_group(cid: str, terms: list[Projection] | list[ViewModifier]) -> None:
    if not CIDS.exists():
        pytest.skip("the DICOM context groups are not here")
    codes = {code["code"] for code in json.loads(CIDS.read_text(encoding="utf-8"))[cid]["codes"]}

    assert {term.snomed for term in terms} == codes
    assert len({term.label for term in terms}) == len(terms)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("RCC", "RCC"),
        ("lmlo", "LMLO"),
        ("R CC", "RCC"),
        ("L-MLO", "LMLO"),
        ("RMLO+M", "RMLO-M"),
        ("RMLO m s", "RMLO-S-M"),
        ("RMLO-M-S-M", "RMLO-S-M"),
        ("LLM", "LLM"),
        ("LLMO-ID", "LLMO-ID"),
        ("RCC SPOT MAG", "RCC-S-M"),
        ("R-S", "R-S"),
        ("L-M", "L-M"),
        ("RSPOT", "R-S"),
        ("LMAG", "L-M"),
        ("RID", "R-ID"),
    ],
)
def test_a_view_is_known_however_it_is_written(written: str, kept: str) -> None:
    assert NAME.validate_python(written) == kept


@pytest.mark.parametrize(
    "written", ["", "CC", "MLO", "LM", "RM", "LMO", "RXYZ", "RCC-XYZ", "BCC", "R", "RCC-MLO", "RCC RCC2"]
)
def test_what_names_no_view_is_refused_and_says_which_there_are(written: str) -> None:
    with pytest.raises(ValidationError, match="such as RCC, LMLO or RMLO-M"):
        NAME.validate_python(written)
    with pytest.raises(InvalidInput, match="such as RCC, LMLO or RMLO-M"):
        view_of(written)


@given(view=VIEWS)
def test_a_view_is_read_as_it_is_written(view: MammographicView) -> None:
    assert view_of(str(view)) == view
    assert NAME.validate_python(str(view)) == str(view)


@given(view=VIEWS, spoken=st.sampled_from([str.lower, str.upper, lambda name: name.replace("-", " + ")]))
def test_no_two_views_are_written_alike(view: MammographicView, spoken: Callable[[str], str]) -> None:
    assert view_of(spoken(str(view))) == view


def test_every_side_and_projection_has_its_own_name() -> None:
    names = {str(MammographicView(side, projection)) for side, projection in product(Side, Projection)}

    assert len(names) == len(Side) * len(Projection)
