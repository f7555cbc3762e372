"""What a model does not say and a chart must know: whose it is, of which exam or visit, when it was, and who did it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Generic, TypeVar

from pydantic import StringConstraints

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir.kinds import NOTHING, TEXT, Kind, Nothing, Plain
from downtimekit.interop.fhir.parts import Part
from downtimekit.interop.fhir.systems import IDENTIFIER_TYPE, Systems
from downtimekit.interop.fhir.template import Template, also, blank, coded, must
from downtimekit.models.paperwork import StudyUid
from downtimekit.models.patient import Mrn
from downtimekit.models.strict import PATIENT_DATA, Confidential, Instant, Key, Name, Strict

Content = TypeVar("Content", bound=Strict)

_ID = r"[A-Za-z0-9.-]{1,64}"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PATIENT = rf"^((https?://[A-Za-z0-9._~:/-]+/)?Patient/{_ID}|urn:uuid:{_UUID})$"
PatientReference = Annotated[str, StringConstraints(pattern=_PATIENT, max_length=500), PATIENT_DATA]
"""A FHIR reference to a Patient, such as ``Patient/123``."""


_ANY_REFERENCE = re.compile(rf"(?:^|/)([A-Z][A-Za-z]+)/{_ID}(?:/_history/{_ID})?")


def _patient_reference(found: object) -> str | Nothing:
    if not isinstance(found, str):
        raise TypeError
    if re.fullmatch(_PATIENT, found):
        return found
    named = _ANY_REFERENCE.search(found)
    if named is not None and named[1] != "Patient":
        raise ValueError
    return NOTHING


PATIENT_REFERENCE = Plain("does not refer to a patient", _patient_reference, str)
"""A reference to a contained Patient says nothing outside of its resource, and has no place."""


DICOM_UID = "urn:dicom:uid"
"""The system of DICOM's unique identifiers (FHIR R4, ImagingStudy)."""


def _uid(found: object) -> str:
    if not isinstance(found, str) or not found.startswith("urn:oid:"):
        raise ValueError
    return found.removeprefix("urn:oid:")


STUDY = Plain("is not a DICOM unique identifier: urn:oid:1.2.3", _uid, lambda uid: f"urn:oid:{uid}")


class About(Confidential):
    """Where something belongs; each part as far as it is known.

    Attributes:
        mrn: whose it is; subject: the same as a FHIR reference, such as ``Patient/123``, for a host that knows it.
        accession: of which exam; encounter: of which visit.
        study: to which images.
        occurred_at: when it happened; performed_by: who did it.
        key: the idempotency key of the write.
    """

    mrn: Mrn | None = None
    subject: PatientReference | None = None
    accession: Key | None = None
    encounter: Key | None = None
    study: StudyUid | None = None
    occurred_at: Instant | None = None
    performed_by: Name | None = None
    key: Key | None = None

    def seed(self, name: str) -> str:
        """Return what tells the resources of one record from those of all others, beginning with a name."""
        told = (self.key,) if self.key else (self.mrn, self.subject, self.accession, self.encounter, self.occurred_at)
        return "|".join([name, *("" if one is None else str(one) for one in told)])


class Filed(Confidential, Generic[Content]):
    """A content, and where it belongs."""

    content: Content
    about: About = About()


def needs_patient(about: About, resource: str) -> None:
    """Refuse to write a resource that FHIR wants to be about somebody, and that does not say about whom.

    Raises:
        InvalidInput: it does not.
    """
    if about.mrn is None and about.subject is None:
        raise InvalidInput(resource, [Fault("about.mrn", "is missing: it must be known whose this is")])


def subject(systems: Systems) -> Part:
    """Return the reference to the patient, by number and, where the host knows it, literally."""
    number = {"type": also(coded(IDENTIFIER_TYPE, "MR")), "system": must(systems.mrn), "value": blank("about.mrn")}
    reference = blank("about.subject", PATIENT_REFERENCE)
    return also({"type": must("Patient", optional=True), "reference": reference, "identifier": number})


def numbered(system: str, path: str) -> Mapping[str, Template]:
    """Return an identifier of a numbering system, to stand in a list of them."""
    return {"system": system, "value": blank(path, needed=True)}


def study(path: str) -> Mapping[str, Template]:
    """Return the identifier of a DICOM study (FHIR R4, ImagingStudy.identifier: a URI with the UID as an OID)."""
    return {"system": DICOM_UID, "value": blank(path, STUDY, needed=True)}


def exam(systems: Systems) -> Template:
    """Return the reference to the order that an exam was done for, by its accession number."""
    number = {"type": also(coded(IDENTIFIER_TYPE, "ACSN")), **numbered(systems.accession, "about.accession")}
    return {"type": "ServiceRequest", "identifier": number}


def visit(systems: Systems) -> Part:
    """Return the reference to the visit, by its number."""
    return also({"identifier": {"system": must(systems.visit), "value": blank("about.encounter")}})


def named(path: str, kind: Kind = TEXT) -> Mapping[str, Part]:
    """Return a reference that is only a name, such as a clinician's."""
    return {"display": blank(path, kind)}
