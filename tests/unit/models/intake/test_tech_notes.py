"""What does not fit together in a technologist's notes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve
from pydantic import ValidationError

from downtimekit.models.intake import TechNotes, TechNotesPolicy, tech_notes_concerns
from downtimekit.models.intake.tech_notes_check import DEFAULT_POLICY
from downtimekit.models.stored import CAPTURES

WHOLE: dict[str, object] = {
    "identified_by": ["name", "birth_date"],
    "exam": "Screening",
    "sides": ["right", "left"],
    "views": ["RCC", "LCC", "RMLO", "LMLO"],
    "exposures": 5,
    "repeats": 1,
    "repeat_reasons": ["motion"],
    "dose_mgy": 1.6,
    "compression_n": 120,
    "thickness_mm": 55,
    "unit": "MG-2",
    "temporary_accession": "DT-0007",
    "technologist": "Tomo Tamura",
}
LEFT: dict[str, object] = {"sides": ["left"], "views": ["LCC", "LMLO"]}


def found(policy: TechNotesPolicy = DEFAULT_POLICY, **otherwise: object) -> list[tuple[str, str]]:
    """Return the rule and the field of each concern about whole notes with what they say otherwise."""
    notes = TechNotes.model_validate(WHOLE | otherwise)
    return [(concern.code, concern.path) for concern in tech_notes_concerns(notes, policy=policy)]


def test_whole_notes_raise_no_concern() -> None:
    assert found() == []
    assert found(skin_marks=[{"side": "left", "kind": "lump", "clock": 2, "marker": True}], palpable_marker=True) == []


@pytest.mark.parametrize(
    ("otherwise", "expected"),
    [
        ({"sides": ["left"]}, [("side_mismatch", "views[0]"), ("side_mismatch", "views[2]")]),
        ({"views": ["LCC", "LMLO"]}, [("side_mismatch", "views")]),
        ({"exposures": 3}, [("exposures", "exposures")]),
        ({"exposures": 5, "repeats": 5}, [("exposures", "repeats")]),
        ({"repeat_reasons": []}, [("repeats", "repeat_reasons")]),
        ({"repeats": 0}, [("repeats", "repeats")]),
        ({"repeats": None}, [("repeats", "repeats")]),
        ({"identified_by": ["name"]}, [("identity", "identified_by")]),
        ({"identified_by": ["name", "name"]}, [("identity", "identified_by")]),
        ({**LEFT, "skin_marks": [{"side": "right", "kind": "mole"}]}, [("side_mismatch", "skin_marks[0].side")]),
        (
            {"skin_markers": False, "skin_marks": [{"side": "right", "kind": "scar", "marker": True}]},
            [("markers", "skin_markers")],
        ),
        (
            {"palpable_marker": False, "skin_marks": [{"side": "right", "kind": "lump", "marker": True}]},
            [("markers", "palpable_marker")],
        ),
    ],
)
def test_what_does_not_fit_together_is_named(otherwise: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(**otherwise) == expected


def test_the_same_view_twice_needs_one_exposure_at_least() -> None:
    assert found(views=["RCC", "RCC", "LCC"], exposures=2, repeats=None, repeat_reasons=[]) == []


def test_by_how_many_things_a_patient_is_identified_is_a_sites_own_rule() -> None:
    assert found(evolve(DEFAULT_POLICY, proofs=0), identified_by=[]) == []
    assert found(evolve(DEFAULT_POLICY, proofs=3)) == [("identity", "identified_by")]


@pytest.mark.parametrize(
    ("otherwise", "path"),
    [
        ({"views": ["CC"]}, "views"),
        ({"sides": []}, "sides"),
        ({"dose_mgy": 0}, "dose_mgy"),
        ({"skin_marks": [{"side": "left", "kind": "mole", "clock": 13}]}, "skin_marks"),
        ({"arrived_at": "2026-03-03T09:00:00"}, "arrived_at"),
        ({"technologist": ""}, "technologist"),
    ],
)
def test_what_cannot_be_is_refused(otherwise: dict[str, object], path: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        TechNotes.model_validate(WHOLE | otherwise)

    assert {error["loc"][0] for error in refusal.value.errors()} == {path}


@pytest.mark.parametrize(
    ("views", "kept", "remarks"),
    [
        (["RCC", "LSPOT"], ("RCC", "L-S"), "Nervous"),
        (["RCC", "MLO", "other"], ("RCC",), "Nervous; views: MLO, other"),
        (["CC"], (), "Nervous; views: CC"),
    ],
)
def test_notes_of_the_first_release_are_read_without_losing_a_view(
    views: list[str], kept: tuple[str, ...], remarks: str
) -> None:
    stored = {
        "id": "c1",
        "patient": {"mrn": "T-1"},
        "content": {
            "record": "tech_notes",
            **{"exam": "Screening", "sides": ["right"], "views": views, "technologist": "T. Tamura"},
            "remarks": "Nervous",
        },
        **{"occurred_at": "2026-03-03T09:00:00Z", "performed_by": "T. Tamura"},
        **{"recorded_at": "2026-03-03T15:00:00Z", "entered_by": "R. Roe"},
    }
    notes = CAPTURES.read(json.dumps(stored), source="capture").content

    assert isinstance(notes, TechNotes)
    assert (notes.views, notes.remarks) == (kept, remarks)


def test_notes_without_a_view_are_kept_and_questioned() -> None:
    assert found(views=[]) == [("side_mismatch", "views"), ("side_mismatch", "views")]
