"""Any report at all goes through a content tree and through a DICOM file, and comes back."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from downtimekit.adapters.dicom_sr import SrDocument, SrSite, read_sr, write_sr
from downtimekit.errors import InvalidInput
from downtimekit.models.breast import BreastReport
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.patient import Patient
from tests.breast import PLANTED, READ_AT, a_final_report, a_finding
from tests.strategies import instances

SITE = SrSite(facility="Main Street Imaging", home="https://clinic.example.org")
LATE = LateEntry(
    occurred_at=READ_AT, performed_by="Rosa Reyes, MD", recorded_at=READ_AT + timedelta(hours=9), entered_by="Kim Lee"
)


def document(report: BreastReport, **more: Any) -> SrDocument:
    told: dict[str, Any] = {"patient": Patient(mrn="M-1"), "study": "1.2.3.4", "key": "dt-1/F-1", "late": LATE}
    return SrDocument(report, **(told | more))


def comparable(report: BreastReport) -> dict[str, Any]:
    """Return a report without what says nothing: the order of the breasts, and a composition without content."""
    found = report.model_dump()
    found["breasts"] = sorted(found["breasts"], key=str)
    found["composition"] = found["composition"] if any((found["composition"] or {}).values()) else None
    return found


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(instances(BreastReport))
def test_a_report_that_loses_nothing_on_its_way_out_is_the_same_when_it_is_read(report: BreastReport) -> None:
    try:
        written = write_sr(document(report), site=SITE)
    except InvalidInput:
        name = report.interpreted_by or ""
        assert len(name) > 64 or any(letter in "\\^=" or letter < " " for letter in name)
        return
    assert written == write_sr(document(report), site=SITE)
    found = read_sr(written.content)
    assert not found.losses
    assert found.report.status == report.status
    if not written.losses:
        assert comparable(found.report) == comparable(report)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(data=instances(Patient))
def test_any_patient_can_be_written_and_what_dicom_cannot_say_is_told(data: Patient) -> None:
    written = write_sr(document(a_final_report(), patient=data), site=SITE)
    found = read_sr(written.content).patient
    if "patient.family" not in written.losses:
        assert found.family == data.family


def test_a_damaged_file_is_refused_or_read_and_never_breaks_the_reading(caplog: pytest.LogCaptureFixture) -> None:
    content = write_sr(document(a_final_report(a_finding(note=PLANTED))), site=SITE).content
    for at in range(128, len(content), 149):
        damaged = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
        for each in (damaged, content[:at]):
            with contextlib.suppress(InvalidInput):
                read_sr(each)
    assert PLANTED not in caplog.text  # pydicom repeats the values that it complains about
