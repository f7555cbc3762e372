"""An SR object, from a report and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from io import BytesIO
from itertools import groupby

from attrs import define, field, frozen
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRLittleEndian

from downtimekit.adapters.dicom_sr.document import (
    ACCESSION_LENGTH,
    ENHANCED_SR,
    NAME_LENGTH,
    SrDocument,
    SrSite,
    uid_of,
)
from downtimekit.adapters.dicom_sr.items import dicom_moment, item_set, sop_set
from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.dicom import Image, to_content
from downtimekit.interop.dicom.content import OWN_SCHEME
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.patient import AdministrativeGender, Patient

_NOT_IN_NAMES = re.compile(r"[\\^=\x00-\x1f]")
_SEXES = {AdministrativeGender.MALE: "M", AdministrativeGender.FEMALE: "F", AdministrativeGender.OTHER: "O"}
_ONE_WORD = re.compile(r"[^\\\x00-\x1f]*")


@frozen
class WrittenSr:
    """What was written.

    Attributes:
        content: the file; a repr does not show it.
        sop_instance: the number of the object, the same whenever it is written for the same key.
        losses: the path of everything that has no place in it, such as ``report.drawing``; never a value.
    """

    content: bytes = field(repr=False)
    sop_instance: str
    losses: Sequence[str] = ()


@define
class _Header:
    """The attributes beside the content, and what found no place in them."""

    found: Dataset
    losses: list[str]

    def name(self, *parts: tuple[str, str]) -> str:
        """Return the parts of a name that PN can say; the paths of the others are losses."""
        said = [(path, words) for path, words in parts if words]
        self.losses += (path for path, words in said if not _is_sayable(words))
        joined = "^".join(words if _is_sayable(words) else "" for _, words in parts).rstrip("^")
        if len(joined) <= NAME_LENGTH:
            return joined
        self.losses += (path for path, words in said if path not in self.losses)
        return ""

    def text(self, path: str, words: str, *, longest: int) -> str:
        """Return a text that an attribute can say; empty, and a loss, where it cannot."""
        if len(words) <= longest and _ONE_WORD.fullmatch(words):
            return words
        self.losses.append(path)
        return ""


def _is_sayable(words: str) -> bool:
    return len(words) <= NAME_LENGTH and not _NOT_IN_NAMES.search(words)


def write_sr(document: SrDocument, *, site: SrSite) -> WrittenSr:
    """Write a report as a DICOM SR object in a file of its own.

    The same document gives the same bytes. Where a radiologist has made it final, the object is complete and verified;
    any other report is partial, unverified and preliminary.

    Raises:
        InvalidInput: whoever signed it cannot be named as DICOM wants it: somebody must look, nothing is shortened.
    """
    _refuse_unsayable(document.report)
    written = to_content(document.report, late=document.late, images=document.images)
    zone = timezone(document.late.occurred_at.utcoffset() or timedelta(0))
    header = _Header(item_set(written.content, zone=zone), [f"report.{loss}" for loss in written.losses])
    found = header.found
    found.SpecificCharacterSet = "ISO_IR 192"
    found.SOPClassUID = ENHANCED_SR
    found.SOPInstanceUID = uid_of(site, "sr", document.key)
    _add_times(found, document, zone)
    _add_patient(header, document.patient)
    _add_study(header, document, site)
    _add_status(found, document.report, site, zone)
    _add_evidence(found, document.study, document.images)
    found.ContentTemplateSequence = [_template()]
    return WrittenSr(_file(found), found.SOPInstanceUID, tuple(header.losses))


def _refuse_unsayable(report: BreastReport) -> None:
    if not _is_sayable(report.interpreted_by or ""):
        words = f"cannot stand in DICOM: write at most {NAME_LENGTH} characters, without \\ ^ and ="
        raise InvalidInput("report", [Fault("interpreted_by", words)])


def _file(found: Dataset) -> bytes:
    found.file_meta = FileMetaDataset()
    found.file_meta.MediaStorageSOPClassUID = found.SOPClassUID
    found.file_meta.MediaStorageSOPInstanceUID = found.SOPInstanceUID
    found.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = BytesIO()
    dcmwrite(file, found, enforce_file_format=True)
    return file.getvalue()


def _template() -> Dataset:
    found = Dataset()
    found.MappingResource = "DCMR"
    found.TemplateIdentifier = "4200"
    return found


def _add_times(found: Dataset, document: SrDocument, zone: tzinfo) -> None:
    happened, entered = (moment.astimezone(zone) for moment in (document.late.occurred_at, document.late.recorded_at))
    found.TimezoneOffsetFromUTC = f"{happened:%z}"
    found.ContentDate, found.ContentTime = _date(happened), _time(happened)
    found.InstanceCreationDate, found.InstanceCreationTime = _date(entered), _time(entered)
    if document.report.interpreted_at:
        found.ObservationDateTime = dicom_moment(document.report.interpreted_at, zone)


def _date(moment: datetime) -> str:
    return f"{moment:%Y%m%d}"


def _time(moment: datetime) -> str:
    return f"{moment:%H%M%S}" + (f".{moment:%f}" if moment.microsecond else "")


def _add_patient(header: _Header, patient: Patient) -> None:
    found = header.found
    names = (("patient.family", patient.family or ""), ("patient.given", patient.given or ""))
    found.PatientName = header.name(*names)
    found.PatientID = patient.mrn
    found.PatientBirthDate = f"{patient.birth_date:%Y%m%d}" if patient.birth_date else ""
    found.PatientSex = _SEXES.get(patient.gender, "") if patient.gender else ""


def _add_study(header: _Header, document: SrDocument, site: SrSite) -> None:
    found = header.found
    accession = header.text("accession", document.accession or "", longest=ACCESSION_LENGTH)
    found.StudyInstanceUID = document.study
    found.StudyDate, found.StudyTime = "", ""  # those of the exam, which this object does not know
    found.ReferringPhysicianName, found.StudyID = "", ""
    found.AccessionNumber = accession
    found.Modality, found.SeriesNumber, found.InstanceNumber = "SR", "1", "1"
    found.SeriesInstanceUID = uid_of(site, "sr-series", document.key)
    found.ReferencedPerformedProcedureStepSequence = []
    found.PerformedProcedureCodeSequence = []
    found.Manufacturer, found.InstitutionName = "downtimekit", site.facility
    scheme = Dataset()
    scheme.CodingSchemeDesignator, scheme.CodingSchemeName = OWN_SCHEME, "downtimekit"
    found.CodingSchemeIdentificationSequence = [scheme]
    if accession:
        found.ReferencedRequestSequence = [_request(document.study, accession)]


def _request(study: str, accession: str) -> Dataset:
    found = Dataset()
    found.StudyInstanceUID, found.AccessionNumber = study, accession
    found.ReferencedStudySequence, found.RequestedProcedureCodeSequence = [], []
    found.PlacerOrderNumberImagingServiceRequest = found.FillerOrderNumberImagingServiceRequest = ""
    found.RequestedProcedureID = found.RequestedProcedureDescription = ""
    return found


def _add_status(found: Dataset, report: BreastReport, site: SrSite, zone: tzinfo) -> None:
    is_final = report.status is ReportStatus.FINAL
    found.CompletionFlag = "COMPLETE" if is_final else "PARTIAL"
    found.VerificationFlag = "VERIFIED" if is_final else "UNVERIFIED"
    found.PreliminaryFlag = "FINAL" if is_final else "PRELIMINARY"
    moment = report.interpreted_at
    if is_final and moment is not None:
        verifier = Dataset()
        verifier.VerifyingOrganization = site.facility
        verifier.VerificationDateTime = dicom_moment(moment, zone)
        verifier.VerifyingObserverName = report.interpreted_by
        verifier.VerifyingObserverIdentificationCodeSequence = []
        found.VerifyingObserverSequence = [verifier]


def _add_evidence(found: Dataset, study: str, images: Sequence[Image]) -> None:
    if not images:
        return
    evidence = Dataset()
    evidence.StudyInstanceUID = study
    ordered = sorted(images, key=lambda image: image.series)
    evidence.ReferencedSeriesSequence = [
        _series(uid, tuple(group)) for uid, group in groupby(ordered, key=lambda image: image.series)
    ]
    found.CurrentRequestedProcedureEvidenceSequence = [evidence]


def _series(uid: str, images: Sequence[Image]) -> Dataset:
    found = Dataset()
    found.SeriesInstanceUID = uid
    found.ReferencedSOPSequence = [sop_set(image) for image in images]
    return found
