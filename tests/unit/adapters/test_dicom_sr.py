"""Breast reports in DICOM files: joined to their study, signed by whoever signed them, and the same every time."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import anyio
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from downtimekit.adapters.dicom_sr import DicomSrFiles, ReadSr, SavedSr, SrDocument, SrSite, read_sr, write_sr
from downtimekit.errors import InvalidInput, Unreachable
from downtimekit.interop.dicom import Image
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.chart import ChartEntry
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.patient import Patient
from tests.breast import a_final_report, a_finding, a_report

SITE = SrSite(facility="Main Street Imaging", home="https://clinic.example.org")
CHICAGO = timezone(timedelta(hours=-6))
LATE = LateEntry(
    occurred_at=datetime(2026, 3, 3, 15, 0, tzinfo=CHICAGO),
    performed_by="Rosa Reyes, MD",
    recorded_at=datetime(2026, 3, 4, 8, 30, tzinfo=UTC),
    entered_by="Kim Lee",
)
ADA = Patient.model_validate(
    {"mrn": "M-1", "family": "Núñez", "given": "Ada", "birth_date": date(1970, 2, 3), "gender": "female"}
)
IMAGES = (
    Image("1.2.840.10008.5.1.4.1.1.1.2", "1.2.3.9.1", "1.2.3.8"),
    Image("1.2.840.10008.5.1.4.1.1.1.2", "1.2.3.9.2", "1.2.3.8"),
)


def document(report: BreastReport, **more: Any) -> SrDocument:
    told: dict[str, Any] = {"patient": ADA, "study": "1.2.3.4", "key": "dt-1/F-1", "late": LATE, "accession": "A-77"}
    return SrDocument(report, **(told | more))


def written(report: BreastReport, **more: Any) -> Dataset:
    return dcmread(BytesIO(write_sr(document(report, **more), site=SITE).content))


def entry(**said: Any) -> ChartEntry:
    told = {
        "key": "dt-1/F-1",
        "kind": "report",
        "mrn": "M-1",
        "accession": "A-77",
        "study": "1.2.3.4",
        "content": a_final_report(),
        "late": LATE,
    }
    return ChartEntry.model_validate(told | said)


def test_a_report_joins_the_study_of_its_images() -> None:
    found = written(a_final_report(), images=IMAGES)
    assert found.SOPClassUID == "1.2.840.10008.5.1.4.1.1.88.22"
    assert (found.StudyInstanceUID, found.AccessionNumber, found.PatientID) == ("1.2.3.4", "A-77", "M-1")
    assert found.ReferencedRequestSequence[0].AccessionNumber == "A-77"
    [evidence] = found.CurrentRequestedProcedureEvidenceSequence
    assert evidence.StudyInstanceUID == "1.2.3.4"
    assert len(evidence.ReferencedSeriesSequence[0].ReferencedSOPSequence) == len(IMAGES)


def test_writing_twice_gives_the_same_object_and_another_clinic_another() -> None:
    first = write_sr(document(a_final_report()), site=SITE)
    assert write_sr(document(a_final_report()), site=SITE) == first
    assert first.sop_instance.startswith("2.25.")
    assert len(first.sop_instance) <= 64
    elsewhere = SrSite(facility="Main Street Imaging", home="https://other.example.org")
    others = (write_sr(document(a_final_report()), site=elsewhere), write_sr(document(a_report(), key="k"), site=SITE))
    assert first.sop_instance not in {other.sop_instance for other in others}


def test_a_final_report_is_complete_and_verified_by_its_radiologist() -> None:
    found = written(a_final_report())
    assert (found.CompletionFlag, found.VerificationFlag, found.PreliminaryFlag) == ("COMPLETE", "VERIFIED", "FINAL")
    [verifier] = found.VerifyingObserverSequence
    assert verifier.VerifyingObserverName == "Rosa Reyes, MD"
    assert verifier.VerifyingOrganization == "Main Street Imaging"


def test_a_preliminary_report_is_partial_and_nobody_has_verified_it() -> None:
    found = written(a_report(interpreted_by="Rosa Reyes, MD", interpreted_at=LATE.occurred_at))
    flags = (found.CompletionFlag, found.VerificationFlag, found.PreliminaryFlag)
    assert flags == ("PARTIAL", "UNVERIFIED", "PRELIMINARY")
    assert "VerifyingObserverSequence" not in found


def test_it_is_read_back_whole() -> None:
    report = a_final_report(a_finding(size_mm=0.1 + 0.2, note="tief, «hart»"), comparison="none")
    content = write_sr(document(report, images=IMAGES), site=SITE).content
    found = read_sr(content)
    assert (found.report, found.patient, found.late, found.images) == (report, ADA, LATE, IMAGES)
    assert (found.study, found.accession) == ("1.2.3.4", "A-77")
    assert not found.losses


def test_a_preliminary_report_keeps_who_read_it_and_when() -> None:
    report = a_report(interpreted_by="Rosa Reyes, MD", interpreted_at=LATE.occurred_at)
    assert read_sr(write_sr(document(report), site=SITE).content).report == report


def test_both_clocks_stand_in_the_header() -> None:
    found = written(a_final_report())
    assert (found.ContentDate, found.ContentTime, found.TimezoneOffsetFromUTC) == ("20260303", "150000", "-0600")
    assert (found.InstanceCreationDate, found.InstanceCreationTime) == ("20260304", "023000")


@pytest.mark.parametrize(
    ("more", "loss"),
    [
        ({"accession": "A-12345678901234567"}, "accession"),
        ({"patient": Patient(mrn="M-1", family="N" * 65)}, "patient.family"),
        ({"patient": Patient(mrn="M-1", family="Nu=ez")}, "patient.family"),
    ],
)
def test_what_is_too_long_for_dicom_is_told_and_never_cut_off(more: dict[str, Any], loss: str) -> None:
    made = write_sr(document(a_final_report(), **more), site=SITE)
    assert made.losses == (loss,)
    found = dcmread(BytesIO(made.content))
    assert found.AccessionNumber in ("", "A-77")
    assert str(found.PatientName) in ("", "Núñez^Ada")


def test_a_radiologist_whose_name_dicom_cannot_say_is_a_matter_for_a_person() -> None:
    with pytest.raises(InvalidInput, match="at most 64 characters"):
        write_sr(document(a_final_report(interpreted_by="Rosa " * 14)), site=SITE)


def test_a_name_in_parts_is_read_as_people_write_it() -> None:
    found = written(a_final_report())
    found.VerifyingObserverSequence[0].VerifyingObserverName = "Reyes^Rosa^M^Dr.^MD"
    assert read_again(found).report.interpreted_by == "Dr. Rosa M Reyes, MD"


def read_again(found: Dataset) -> ReadSr:
    file = BytesIO()
    found.save_as(file)
    return read_sr(file.getvalue())


@pytest.mark.parametrize(("flag", "value"), [("VerificationFlag", "UNVERIFIED"), ("CompletionFlag", "PARTIAL")])
def test_a_report_that_is_not_both_complete_and_verified_is_preliminary(flag: str, value: str) -> None:
    found = written(a_final_report())
    setattr(found, flag, value)
    assert read_again(found).report.status is ReportStatus.PRELIMINARY


def test_a_verification_without_an_offset_could_be_at_any_time() -> None:
    found = written(a_final_report())
    found.VerifyingObserverSequence[0].VerificationDateTime = "20260303150000"
    del found.TimezoneOffsetFromUTC
    read = read_again(found)
    assert read.report.status is ReportStatus.PRELIMINARY
    assert [concern.code for concern in read.concerns] == ["final_incomplete"]


def test_items_of_a_sort_that_is_not_known_are_losses() -> None:
    found = written(a_final_report())
    strange = Dataset()
    strange.RelationshipType, strange.ValueType = "CONTAINS", "SCOORD"
    found.ContentSequence.append(strange)
    assert read_again(found).losses == (f"1.{len(found.ContentSequence)}",)


@pytest.mark.parametrize("content", [b"", b"DICM", b"\0" * 128 + b"DICM" + b"\xff" * 64])
def test_what_is_no_dicom_file_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput, match="not a DICOM file"):
        read_sr(content)


def test_an_object_without_a_study_or_a_patient_is_refused_with_both_faults() -> None:
    found = written(a_final_report())
    found.PatientID, found.StudyInstanceUID = "", ""
    with pytest.raises(InvalidInput) as refused:
        read_again(found)
    assert [fault.path for fault in refused.value.faults] == ["patient.mrn", "StudyInstanceUID"]


def saved(folder: Path, patient: Patient = ADA, **said: Any) -> SavedSr | None:
    return anyio.run(partial(DicomSrFiles(folder, site=SITE).save, entry(**said), patient=patient))


def test_the_file_of_a_report_stands_there_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    first, second = saved(tmp_path / "sr"), saved(tmp_path / "sr")
    assert first == second
    assert first is not None
    assert list((tmp_path / "sr").iterdir()) == [first.path]
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600
    assert read_sr(first.path.read_bytes()).report == a_final_report()


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "scan", "content": {"record": "scan", "title": "worksheet", "file": "scan-1.pdf", "sha256": "0" * 64}},
        {"updates": "r-1", "expects": 1, "withdraws": True},
    ],
)
def test_what_is_no_report_or_withdraws_one_has_no_file(tmp_path: Path, other: dict[str, Any]) -> None:
    assert saved(tmp_path, **other) is None
    assert not list(tmp_path.iterdir())


def test_a_report_without_a_study_or_of_another_patient_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        saved(tmp_path, Patient(mrn="M-2"), study=None)
    assert [fault.path for fault in refused.value.faults] == ["study", "patient"]


def test_a_folder_that_cannot_be_written_to_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unreachable):
        saved(tmp_path / "file")
