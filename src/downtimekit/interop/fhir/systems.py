"""Names of code systems and numbering systems.

Those of the standards are listed in the R4 terminology of HL7; those of a clinic are its own and stand in `Systems`.
"""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

LOINC: Final = "http://loinc.org"
SNOMED: Final = "http://snomed.info/sct"
DICOM: Final = "http://dicom.nema.org/resources/ontology/DCM"
RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
NDC: Final = "http://hl7.org/fhir/sid/ndc"
ICD10CM: Final = "http://hl7.org/fhir/sid/icd-10-cm"
UCUM: Final = "http://unitsofmeasure.org"
IDENTIFIER_TYPE: Final = "http://terminology.hl7.org/CodeSystem/v2-0203"
PARTICIPATION_MODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ACT_REASON: Final = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
OWN: Final = "urn:downtimekit:"
"""Before the name of what is ours: keys of the models for which no published code system has a code."""


@frozen
class Systems:
    """The numbering systems of one clinic, as URIs; each is made from ``home`` unless it is given.

    Attributes:
        home: where the clinic is at home, such as ``https://clinic.example.org/fhir``.
        mrn: of medical record numbers; accession: of exams; visit: of encounters; serial: of paper sheets.
        site: of its sites; service: of what can be down; contact: of who can be told; notice: of what they are told.
        key: of the idempotency keys of what is back-filled.
    """

    home: str
    mrn: str = field()
    accession: str = field()
    visit: str = field()
    serial: str = field()
    site: str = field()
    service: str = field()
    contact: str = field()
    notice: str = field()
    key: str = field()

    @mrn.default
    def _mrn(self) -> str:
        return f"{self.home}/mrn"

    @accession.default
    def _accession(self) -> str:
        return f"{self.home}/accession"

    @visit.default
    def _visit(self) -> str:
        return f"{self.home}/visit"

    @serial.default
    def _serial(self) -> str:
        return f"{self.home}/serial"

    @site.default
    def _site(self) -> str:
        return f"{self.home}/site"

    @service.default
    def _service(self) -> str:
        return f"{self.home}/service"

    @contact.default
    def _contact(self) -> str:
        return f"{self.home}/contact"

    @notice.default
    def _notice(self) -> str:
        return f"{self.home}/notice"

    @key.default
    def _key(self) -> str:
        return f"{self.home}/key"
