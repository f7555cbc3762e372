"""A report, from an SR object of ours or of another system's."""

from __future__ import annotations

import re
import struct
import threading
import warnings
from collections.abc import Sequence
from io import BytesIO

from attrs import frozen
from pydantic import TypeAdapter, ValidationError
from pydicom import dcmread
from pydicom.config import disable_value_validation
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from downtimekit.adapters.dicom_sr.items import around, first, item_from, moment_from, person, zone_of
from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.dicom import Image, Signature, from_content
from downtimekit.models.breast import BreastReport
from downtimekit.models.concern import Concern
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.paperwork import StudyUid
from downtimekit.models.patient import AdministrativeGender, Patient
from downtimekit.models.reading import faults_of
from downtimekit.models.strict import ADAPTER

_STUDY = TypeAdapter(StudyUid, config=ADAPTER)
_SEXES = {"M": AdministrativeGender.MALE, "F": AdministrativeGender.FEMALE, "O": AdministrativeGender.OTHER}
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SOURCE = "DICOM SR"
# What pydicom raises on files that are cut off or damaged, beside its own error; seen by damaging files.
_UNREADABLE = (
    *(InvalidDicomError, ArithmeticError, AttributeError, EOFError, LookupError, NotImplementedError, OSError),
    *(RecursionError, TypeError, ValueError, struct.error),
)
# pydicom logs and warns about what is wrong with a value, and repeats the value. That is switched off for the whole
# process, so that one reading must not switch it on again while another is under way.
_SILENCE = threading.Lock()


@frozen
class ReadSr:
    """What was read.

    Attributes:
        sop_instance: the number of the object; study: that of the exam's images.
        late: the two clocks and the two people, where they stand in it.
        losses: the path of every content item that has no place in a report, such as ``1.3.4``; never a value.
        concerns: what is doubtful.
    """

    report: BreastReport
    patient: Patient
    study: StudyUid
    sop_instance: str
    accession: str | None = None
    late: LateEntry | None = None
    images: Sequence[Image] = ()
    losses: Sequence[str] = ()
    concerns: Sequence[Concern] = ()


def read_sr(content: bytes) -> ReadSr:
    """Read a breast report from the bytes of a DICOM file.

    It is final only where the object is complete and verified, and says who verified it and when.

    Raises:
        InvalidInput: it is no SR object of a breast report, or something in it is wrong; with every fault.
    """
    found = _parsed(content)
    patient, faults = _patient(found)
    try:
        study = _STUDY.validate_python(str(found.get("StudyInstanceUID", "")))
    except ValidationError:
        study, faults = "", [*faults, Fault("StudyInstanceUID", "is missing, or is no UID")]
    if patient is None or faults:
        raise InvalidInput(_SOURCE, faults)
    read = from_content(item_from(found, around=around(found)), signature=_signature(found))
    return ReadSr(
        read.report,
        patient,
        study,
        str(found.get("SOPInstanceUID", "")),
        str(found.get("AccessionNumber", "")) or None,
        read.late,
        read.images,
        read.losses,
        read.concerns,
    )


def _parsed(content: bytes) -> Dataset:
    """Return the whole data set, every value of it read."""
    try:
        with _SILENCE, disable_value_validation(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found: Dataset = dcmread(BytesIO(content))
            found.decode()
            for _ in found.iterall():
                pass
    except _UNREADABLE:
        found = Dataset()
    if found.get("Modality") != "SR":
        raise InvalidInput(_SOURCE, [Fault("", "is not a DICOM file with a structured report")])
    return found


def _patient(found: Dataset) -> tuple[Patient | None, list[Fault]]:
    name = found.get("PatientName")
    born = _DATE.fullmatch(str(found.get("PatientBirthDate", "")))
    values = {
        "mrn": str(found.get("PatientID", "")),
        "family": getattr(name, "family_name", ""),
        "given": getattr(name, "given_name", ""),
        "gender": _SEXES.get(str(found.get("PatientSex", ""))),
        "birth_date": "-".join(born.groups()) if born else None,
    }
    try:
        return Patient.model_validate({field: value for field, value in values.items() if value}), []
    except ValidationError as error:
        return None, list(faults_of(error, prefix="patient"))


def _signature(found: Dataset) -> Signature:
    verifier = first(found, "VerifyingObserverSequence")
    if verifier is None:
        return Signature(at=moment_from(found.get("ObservationDateTime", ""), zone_of(found)))
    is_final = found.get("VerificationFlag") == "VERIFIED" and found.get("CompletionFlag") == "COMPLETE"
    at = moment_from(verifier.get("VerificationDateTime", ""), zone_of(found))
    return Signature(is_final, person(verifier.get("VerifyingObserverName", "")), at)
