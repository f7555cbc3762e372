"""What an SR object holds beside its content tree, and the numbers by which it is known."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated

from attrs import frozen
from pydantic import StringConstraints

from downtimekit.interop.dicom import Image
from downtimekit.models.breast import BreastReport
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.paperwork import StudyUid
from downtimekit.models.patient import Patient
from downtimekit.models.strict import Strict

ENHANCED_SR = "1.2.840.10008.5.1.4.1.1.88.22"
"""The SOP class *Enhanced SR Storage* (DICOM PS3.6, annex A)."""
NAME_LENGTH = 64
"""The longest text of VR LO, and of a component group of VR PN (DICOM PS3.5, 6.2)."""
ACCESSION_LENGTH = 16
"""The longest accession number: VR SH (DICOM PS3.5, 6.2)."""

Facility = Annotated[str, StringConstraints(pattern=r"^[^\\\x00-\x1f]+$", max_length=NAME_LENGTH)]


class SrSite(Strict):
    """Where reports are written.

    Attributes:
        facility: the organization in whose name a radiologist verifies a report.
        home: a URI of the clinic's own, so that its objects have other numbers than those of other clinics.
    """

    facility: Facility
    home: str


@frozen
class SrDocument:
    """A report, and where it belongs.

    Attributes:
        study: the number of the exam's images: the report joins that study, and makes no study of its own.
        key: the idempotency key of the write; an object that is written twice for it is the same object.
        late: the two clocks and the two people.
        images: what was read, as far as it is known.
    """

    report: BreastReport
    patient: Patient
    study: StudyUid
    key: str
    late: LateEntry
    accession: str | None = None
    images: Sequence[Image] = ()


def uid_of(site: SrSite, *parts: str) -> str:
    """Return a UID that is the same for the same parts, under the root for UUIDs (DICOM PS3.5, B.2)."""
    named = uuid.uuid5(uuid.NAMESPACE_URL, "|".join([site.home, *parts]))
    return f"2.25.{named.int}"
