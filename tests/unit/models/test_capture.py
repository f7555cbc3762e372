"""What comes back from paper: every kind has its content, and every content its kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel

from downtimekit.errors import InvalidInput
from downtimekit.models.capture import Capture, Content, RecordKind
from downtimekit.models.paperwork import PaperOrder, PaperRegistration, PerformedExam, Priority, Scan
from downtimekit.models.reading import read
from downtimekit.models.strict import Confidential
from tests.clinic import NINE, a_therapist_note

CONTENTS: tuple[type[BaseModel], ...] = get_args(get_args(Content)[0])
DIGEST = "0" * 64
SAID = {
    "id": "c1",
    "patient": {"mrn": "T-1001", "family": "Testwell"},
    "occurred_at": NINE,
    "performed_by": "Tess Tanaka, LCSW",
    "recorded_at": NINE,
    "entered_by": "Robin Roe",
}


def parts(annotation: object, seen: set[object]) -> Iterator[object]:
    """Yield every type that a field can hold, at any depth."""
    yield annotation
    for part in get_args(annotation):
        yield from parts(part, seen)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
        seen.add(annotation)
        for field in annotation.model_fields.values():
            yield from parts(field.annotation, seen)


def test_every_kind_has_one_content_and_every_content_is_of_a_kind() -> None:
    tags = [model.model_fields["record"].default for model in CONTENTS]

    assert sorted(tags) == sorted(RecordKind)
    assert all(issubclass(model, Confidential) for model in CONTENTS)


def test_the_kinds_are_those_of_the_back_fill_vocabulary() -> None:
    assert {str(kind) for kind in RecordKind} >= {
        *("registration", "exam", "questionnaire", "tech_notes", "report", "addendum"),
        *("therapist_note", "prescriber_note", "nursing_note"),
        *("medication_change", "allergy", "prescription", "order", "scan"),
    }


def test_no_content_holds_anything_without_an_order() -> None:
    # The key of a write is made from the content's JSON, and a set is written in another order by every process.
    held = {part for model in CONTENTS for part in parts(model, set())}

    assert {part for part in held if part in (set, frozenset) or str(part).startswith(("set[", "frozenset["))} == set()


@pytest.mark.parametrize("kind", RecordKind)
def test_a_kind_is_told_apart_by_its_exam_its_moment_or_its_words(kind: RecordKind) -> None:
    assert not (kind.of_exam and kind.one_at_a_time)


def test_a_capture_says_what_it_becomes() -> None:
    capture = read(Capture, SAID | {"content": a_therapist_note(), "encounter": "E-7"}, source="sheet")

    assert (capture.kind, capture.accession, capture.encounter) == (RecordKind.THERAPIST_NOTE, None, "E-7")
    assert "Testwell" not in repr(capture)
    assert "Planted" not in repr(capture)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"record": "horoscope"}, "is of a kind that is not known"),
        ({}, "does not say of which"),
        ({"record": "therapist_note"}, "content.therapist_note.session: is missing"),
        ({"record": "therapist_note", "psychotherapy_notes": "PLANTED"}, "45 CFR 164.501"),
    ],
)
def test_a_content_that_is_none_is_refused_in_words(content: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(Capture, SAID | {"content": content}, source="sheet")

    assert words in str(refused.value)
    assert "PLANTED" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        PaperRegistration(remarks="planted"),
        PaperOrder(what="CT head", priority=Priority.STAT, call_back="ext. 0100", carried_out=False),
        PerformedExam(what="Screening", study="1.2.840.99.1", downtime_accession="D-17"),
        Scan(title="Consent", file="scan-17.pdf", sha256=DIGEST, pages=3, missing_pages=(2,)),
    ],
    ids=lambda content: content.record,
)
def test_what_else_comes_back_on_paper_is_captured(content: Confidential) -> None:
    capture = Capture.model_validate(SAID | {"content": content, "accession": "A-1"})

    assert Capture.model_validate_json(capture.model_dump_json()).content == content


@pytest.mark.parametrize(
    ("model", "said", "path"),
    [
        (PaperOrder, {"what": ""}, "what"),
        (PaperOrder, {"what": "CT head", "priority": "now"}, "priority"),
        (PerformedExam, {"what": "Screening", "study": "1.02.3"}, "study"),
        (PerformedExam, {"what": "Screening", "study": "3.1"}, "study"),
        (PerformedExam, {"what": "Screening", "study": "1." + "2" * 63}, "study"),
        (PaperRegistration, {"event": "arrived"}, "event"),
        (Scan, {"title": "Consent", "file": "f", "sha256": "abc"}, "sha256"),
        (Scan, {"title": "Consent", "file": "f", "sha256": DIGEST, "media_type": "pdf"}, "media_type"),
        (Scan, {"title": "Consent", "file": "f", "sha256": DIGEST, "missing_pages": [2, 2]}, ""),
    ],
)
def test_a_wrong_word_is_refused_by_its_path(model: type[Confidential], said: dict[str, object], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(model, said, source="sheet")

    assert [fault.path for fault in refused.value.faults] == [path]
