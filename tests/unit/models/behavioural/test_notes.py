"""The three notes: whole ones say nothing, and each thing that is missing is told by its path."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from pydantic import ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.behavioural import (
    Circumstance,
    Diagnosis,
    MentalStatus,
    Orientation,
    TherapistNote,
    nursing_note_concerns,
    prescriber_note_concerns,
    therapist_note_concerns,
)
from downtimekit.models.concern import Concern
from downtimekit.models.reading import read
from tests.clinic import (
    NINE,
    SIGNED,
    a_nursing_note,
    a_prescriber_note,
    a_therapist_note,
    an_injection,
    said_of_session,
)

SUPERVISOR = {"name": "Sam Sato", "credentials": "PhD", "signed_at": NINE + timedelta(days=1)}
PRESENT = {"findings": [{"about": "suicide", "present": True}]}


def told(concerns: Iterable[Concern]) -> list[tuple[str, str]]:
    """Return the rule and the path of everything that is told."""
    return [(concern.code, concern.path) for concern in concerns]


def test_a_whole_note_is_whole() -> None:
    assert told(therapist_note_concerns(a_therapist_note())) == []
    assert told(prescriber_note_concerns(a_prescriber_note())) == []
    assert told(nursing_note_concerns(a_nursing_note())) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"diagnoses": []}, [("diagnosis_missing", "diagnoses")]),
        ({"risk": None}, [("risk_missing", "risk")]),
        ({"service_codes": ["90837"]}, [("minutes_outside_band", "service_codes[0]")]),
        ({"session": said_of_session(None)}, [("stop_missing", "session.ended_at")]),
        ({"signature": None}, [("signature_missing", "signature")]),
        ({"co_signature_required": True}, [("co_signature_missing", "co_signature")]),
        ({"co_signature": SUPERVISOR | {"name": SIGNED["name"]}}, [("co_signature_own", "co_signature")]),
        ({"co_signature": SUPERVISOR | {"signed_at": NINE}}, [("co_signature_early", "co_signature")]),
        ({"signature": SIGNED | {"signed_at": NINE}}, [("signed_early", "signature.signed_at")]),
        ({"next_appointment": NINE - timedelta(days=7)}, [("next_appointment_past", "next_appointment")]),
        ({"part2": {"protected": True}}, [("part2_without_consent", "part2.consent")]),
        ({"part2": {"protected": False}}, []),
        (
            {"session": said_of_session(45, modality="phone", client_location="at home")},
            [("location_missing", "session.clinician_location")],
        ),
        (
            {"format": "soap"},
            [("section_missing", "sections.objective"), ("section_missing", "sections.assessment")],
        ),
        ({"co_signature_required": True, "co_signature": SUPERVISOR}, []),
    ],
)
def test_what_a_therapists_note_lacks_is_told(said: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert told(therapist_note_concerns(a_therapist_note(**said))) == expected


def test_a_supervisor_does_not_sign_alone() -> None:
    note = a_therapist_note(signature=None, co_signature=SUPERVISOR)

    assert told(therapist_note_concerns(note)) == [
        ("signature_missing", "signature"),
        ("co_signature_alone", "co_signature"),
    ]


def test_what_is_told_about_a_part_has_the_path_of_the_whole() -> None:
    for concerns in (
        therapist_note_concerns(a_therapist_note(risk=PRESENT)),
        prescriber_note_concerns(a_prescriber_note(risk=PRESENT)),
        nursing_note_concerns(a_nursing_note(risk=PRESENT)),
    ):
        assert ("risk_without_action", "risk.action") in told(concerns)
        assert ("risk_incomplete", "risk.findings[0].plan") in told(concerns)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"plan": ""}, [("plan_missing", "plan")]),
        ({"diagnoses": []}, [("diagnoses_missing", "diagnoses")]),
        ({"allergies": []}, [("allergies_missing", "allergies")]),
        ({"risk": None}, [("risk_missing", "risk")]),
        ({"level_basis": None}, [("level_basis_missing", "level_basis")]),
        ({"level_basis": None, "service_codes": ["90792"]}, []),
        ({"level_basis": "time"}, [("level_minutes_missing", "total_minutes")]),
        ({"level_basis": "time", "total_minutes": 25}, []),
        (
            {"service_codes": ["99213", "90836"]},
            [("minutes_outside_band", "service_codes[1]"), ("therapy_minutes_missing", "session.therapy_minutes")],
        ),
        ({"aims": {"jaw": 2}}, [("aims_incomplete", "aims")]),
        ({"pdmp": {"at": NINE, "by": "Nils Nyman, MD"}}, [("pdmp_finding_missing", "pdmp.finding")]),
        ({"aims": {}}, []),
        ({"signature": None}, [("signature_missing", "signature")]),
        ({"part2": {"protected": True}}, [("part2_without_consent", "part2.consent")]),
    ],
)
def test_what_a_prescribers_note_lacks_is_told(said: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert told(prescriber_note_concerns(a_prescriber_note(**said))) == expected


@pytest.mark.parametrize("change", ["started", "changed", "stopped"])
def test_a_change_of_medicines_needs_a_reason(change: str) -> None:
    lines = [
        {"drug": {"name": "Plantedol"}},
        {"drug": {"name": "Plantedol"}, "change": "continued"},
        {"drug": {"name": "Plantedol"}, "change": change},
        {"drug": {"name": "Plantedol"}, "change": change, "reason": "planted reason"},
    ]
    (concern,) = prescriber_note_concerns(a_prescriber_note(medications=lines))

    assert concern.path == "medications[2].reason"
    assert "lantedol" not in str(concern)


def test_a_partial_aims_names_its_items_by_number() -> None:
    rated = {"jaw": 0, "tongue": 0, "severity": 0}
    (concern,) = prescriber_note_concerns(a_prescriber_note(aims=rated))

    assert concern.words.endswith("missing are items 1, 2, 5, 6, 7, 9, 10, 11, 12")


def test_a_look_into_the_monitoring_programme_says_when_and_by_whom() -> None:
    note = a_prescriber_note(pdmp={"at": NINE, "by": "Pia Petit, NP", "finding": "planted finding"})

    assert note.pdmp is not None
    assert (note.pdmp.at, note.pdmp.by) == (NINE, "Pia Petit, NP")
    with pytest.raises(ValidationError):
        a_prescriber_note(pdmp={"finding": "nothing unusual"})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"risk": None}, [("risk_missing", "risk")]),
        ({"circumstances": [Circumstance.RESTRAINT]}, [("circumstances_unexplained", "circumstances_words")]),
        ({"circumstances": [Circumstance.FALL], "circumstances_words": "planted"}, []),
        ({"interventions": "planted"}, [("response_missing", "response")]),
        ({"interventions": "planted", "response": "planted"}, []),
        ({"signature": None}, [("signature_missing", "signature")]),
        (
            {"administrations": [an_injection(), an_injection(site=None)]},
            [("administration_incomplete", "administrations[1].site")],
        ),
    ],
)
def test_what_a_nursing_note_lacks_is_told(said: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert told(nursing_note_concerns(a_nursing_note(**said))) == expected


def test_boxes_of_orientation_have_no_order() -> None:
    one = MentalStatus(oriented_to=(Orientation.TIME, Orientation.PERSON, Orientation.TIME))

    assert one.oriented_to == (Orientation.PERSON, Orientation.TIME)
    assert MentalStatus(oriented_to=()).oriented_to == ()
    assert "oriented_to" in MentalStatus(mood="low").unexamined
    assert MentalStatus(oriented_to=(), mood="low").unexamined[:2] == ("appearance", "behaviour")
    assert "oriented_to" not in MentalStatus(oriented_to=()).unexamined


@pytest.mark.parametrize(
    ("written", "code"),
    [("F33.1", "F33.1"), ("f331", "F33.1"), (" F 33.1 ", "F33.1"), ("Z3A.20", "Z3A.20"), ("F99", "F99"),
     ("T43.222A", "T43.222A"), ("C7A", "C7A")],
)  # fmt: skip
def test_a_diagnosis_is_read_however_its_point_is_written(written: str, code: str) -> None:
    assert Diagnosis(code=written, words='anything: 100% — "as written"').code == code


@pytest.mark.parametrize("written", ["", "33.1", "F3", "F33.", "F33.12345", "F33-1", "depression", "FF3.1"])
def test_what_is_no_code_is_refused_without_being_repeated(written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(Diagnosis, {"code": written}, source="sheet")

    assert [fault.path for fault in refused.value.faults] == ["code"]
    assert not written or written not in str(refused.value)


def test_every_fault_of_a_note_is_told_at_once() -> None:
    said = {
        "session": said_of_session() | {"modality": "letter"},
        "service_codes": ["therapy"],
        "diagnoses": [{"code": "sad"}],
        "risk": {"findings": [{"about": "suicide"}]},
        "signature": {"name": "Tess Tanaka"},
        "group_size": 0,
        "mood": "low",
    }
    with pytest.raises(InvalidInput) as refused:
        read(TherapistNote, said, source="sheet")

    assert [fault.path for fault in refused.value.faults] == [
        "signature.credentials",
        "signature.signed_at",
        "session.modality",
        "service_codes[0]",
        "diagnoses[0].code",
        "risk.findings[0].present",
        "group_size",
        "mood",
    ]


def test_a_prescriber_on_video_says_where_both_of_them_were() -> None:
    at_home = said_of_session(modality="video", client_location="at home")
    told = prescriber_note_concerns(a_prescriber_note(session=at_home))

    assert [(concern.code, concern.path) for concern in told] == [("location_missing", "session.clinician_location")]
