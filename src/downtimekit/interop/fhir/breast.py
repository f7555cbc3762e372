"""Breast imaging: `models.breast.BreastReport` as a FHIR R4 DiagnosticReport with its Observations.

The report holds who, when and how far. The exam, the density, each breast, each finding, the overall category and each
recommendation are an Observation of their own; a finding contains one for each view that shows it. Attributes have the
names of the model's fields, their values published codes: see `breast_codes`.

Categories are written and read where the radiologist put them, and never worked out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from pydantic import ValidationError

from downtimekit.interop.fhir import breast_codes as codes
from downtimekit.interop.fhir.filed import Filed, exam, numbered, study, subject, visit
from downtimekit.interop.fhir.kinds import INSTANT, INTEGER, NOTHING, NUMBER, TEXT, Json, Kind, code
from downtimekit.interop.fhir.linking import linked, unlinked
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Together, Written
from downtimekit.interop.fhir.systems import DICOM, LOINC, OWN, SNOMED, UCUM, Systems
from downtimekit.interop.fhir.template import (
    Template,
    also,
    blank,
    coded,
    each,
    itself,
    means,
    must,
    numbered_id,
    one_of,
    part,
    references,
    shown,
    sole,
)
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.breast.appearance import (
    ContrastAppearance,
    MammographyAppearance,
    MriAppearance,
    UltrasoundAppearance,
)
from downtimekit.models.breast.comparison import Comparison
from downtimekit.models.breast.recommendation import IntervalUnit

STATUS = code(
    {ReportStatus.PRELIMINARY: "preliminary", ReportStatus.FINAL: "final"},
    also=dict.fromkeys(("amended", "corrected", "appended"), ReportStatus.FINAL),
)
INTERVAL = code({unit: unit.value for unit in IntervalUnit})
# Of the report: its Observations are about the same patient and visit, and as far.
_SHARED = ("status", "subject", "encounter", "effectiveDateTime")
_LOOKS = (MammographyAppearance, UltrasoundAppearance, MriAppearance, ContrastAppearance)


class _Compared:
    """Earlier exams as a report writes them: ``none``, or their dates."""

    def write(self, value: object) -> Json:
        """Return the words."""
        dates = value.dates if isinstance(value, Comparison) else ()
        return ", ".join(day.isoformat() for day in dates) or "none"

    def read(self, found: object, *, at: str, into: Reading) -> object:
        """Return the exams."""
        words = TEXT.read(found, at=at, into=into)
        if words is NOTHING:
            return NOTHING
        try:
            return Comparison.model_validate(words)
        except ValidationError:
            into.unplaced(at)
            return NOTHING


def _report(systems: Systems) -> Mapping[str, Template]:
    return {
        "resourceType": must("DiagnosticReport"),
        "identifier": [numbered(systems.key, "about.key")],
        "basedOn": [exam(systems)],
        "status": must(blank("content.status", STATUS)),
        "category": [coded("http://terminology.hl7.org/CodeSystem/v2-0074", "RAD")],
        "code": must(blank("content.modality", codes.MODALITY, tells=True)),
        "subject": subject(systems),
        "encounter": visit(systems),
        "effectiveDateTime": blank("about.occurred_at", INSTANT),
        "issued": blank("content.interpreted_at", INSTANT),
        "performer": [{"display": blank("about.performed_by", needed=True)}],
        "imagingStudy": [sole({"type": also("ImagingStudy"), "identifier": study("about.study")})],
        "resultsInterpreter": [{"display": blank("content.interpreted_by", needed=True)}],
        "conclusion": blank("content.impression"),
        "conclusionCode": [blank("content.assessment", codes.ASSESSMENT)],
    }


def _observation(what: Template, **elements: Template) -> Template:
    """Return an Observation; its status is the report's, and one that does not count is none of these."""
    status = must("final", "preliminary", "amended", "corrected", optional=True)
    return {"resourceType": must("Observation"), "status": status, "code": must(what), **elements}


def _own(key: str) -> Template:
    return coded(f"{OWN}breast", key, key.replace("_", " "))


def _said(path: str, kind: Kind, *, name: str = "") -> Template:
    """Return a component with the name of a field, and its value as a concept."""
    return {"code": _own(name or path.rpartition(".")[2]), "valueCodeableConcept": blank(path, kind)}


def _told(path: str, kind: Kind = TEXT) -> Template:
    return {"code": _own(path.rpartition(".")[2]), "valueString": blank(path, kind)}


def _millimetres(path: str) -> Template:
    return {"code": _own(path), "valueQuantity": _length(blank(path, NUMBER))}


def _length(value: Template) -> Template:
    return {"value": value, "unit": "mm", "system": must(UCUM), "code": must("mm")}


def _exam() -> Template:
    composition = "content.composition."
    return _observation(
        _own("exam"),
        bodySite=blank("content.laterality", codes.LATERALITY),
        component=[
            _said("content.indication", codes.INDICATION),
            _told("content.clinical_question"),
            _told("content.technique"),
            _told("content.comparison", _Compared()),
            _told("content.incomplete_reason"),
            _told("content.explanation"),
            _said(f"{composition}echotexture", codes.ECHOTEXTURE),
            _said(f"{composition}fibroglandular_tissue", codes.FIBROGLANDULAR_TISSUE),
            _said(f"{composition}background_enhancement", codes.BACKGROUND_ENHANCEMENT),
            _said(f"{composition}background_symmetry", codes.SYMMETRY),
        ],
    )


def _breast() -> Template:
    return _observation(
        _own("breast"),
        bodySite=blank("side", codes.LATERALITY),
        component=[_said("density", codes.DENSITY), _said("assessment", codes.ASSESSMENT)],
    )


def _finding() -> Template:
    return _observation(
        _own("finding"),
        contained=[each("appearances", one_of(*(_look(look) for look in _LOOKS)))],
        valueCodeableConcept=blank("kind", codes.FINDING_KIND),
        bodySite=blank("side", codes.LATERALITY),
        note=[{"text": blank("note")}],
        hasMember=[references("appearances", "look-")],
        component=[
            {"code": _own("number"), "valueInteger": blank("number", INTEGER)},
            _said("clock", codes.CLOCK),
            _said("quadrant", codes.QUADRANT),
            _said("region", codes.REGION),
            _said("depth", codes.DEPTH),
            _millimetres("distance_from_nipple_mm"),
            _millimetres("size_mm"),
            each("further_sizes_mm", {"code": _own("further_size_mm"), "valueQuantity": _length(itself(NUMBER))}),
            _each_term("associated"),
            each("change", {"code": _own("change"), "valueCodeableConcept": itself(codes.CHANGE)}),
            _said("assessment", codes.ASSESSMENT),
        ],
    )


def _look(look: type[MammographyAppearance | UltrasoundAppearance | MriAppearance | ContrastAppearance]) -> Template:
    modality = look.model_fields["modality"].default
    body: Mapping[str, Template] = {
        "resourceType": must("Observation"),
        "id": numbered_id("look-"),
        "status": also("final"),
        "code": must(coded(f"{OWN}breast", f"look-{modality.value}", "how it looks in one view")),
        "component": [
            _told("view"),
            *(_each_term(descriptor) for descriptor in look.descriptors()),
            each(
                "further",
                {
                    "code": {"coding": [{"system": f"{OWN}further", "code": blank("descriptor", needed=True)}]},
                    "valueString": blank("term"),
                },
            ),
        ],
    }
    return means("modality", modality, body)


def _each_term(descriptor: str) -> Template:
    return each(descriptor, {"code": _own(descriptor), "valueCodeableConcept": itself(codes.Term(descriptor))})


def _recommendation() -> Template:
    interval = {
        "value": blank("interval", INTEGER),
        "unit": shown("unit", {unit: unit.name.lower() for unit in IntervalUnit}),
        "system": must(UCUM),
        "code": blank("unit", INTERVAL),
    }
    return _observation(
        coded(LOINC, "18783-1", "recommendation"),
        valueCodeableConcept=blank("kind", codes.RECOMMENDATION),
        bodySite=blank("side", codes.LATERALITY),
        component=[{"code": _own("interval"), "valueQuantity": interval}],
    )


@lru_cache
def _template(systems: Systems) -> Together[Filed[BreastReport]]:
    density, overall = coded(SNOMED, "129715009", "breast density"), coded(DICOM, "111413", "overall assessment")
    resources: Sequence[Template] = (
        _report(systems),
        sole(_exam()),
        sole(_observation(density, valueCodeableConcept=blank("content.density", codes.DENSITY))),
        each("content.breasts", _breast()),
        each("content.findings", _finding()),
        sole(_observation(overall, valueCodeableConcept=blank("content.assessment", codes.ASSESSMENT))),
        each("content.recommendations", _recommendation()),
    )
    return Together(ResourceTemplate(Filed[BreastReport], part(resources)))


def to_fhir(filed: Filed[BreastReport], *, systems: Systems) -> Written:
    """Write a report as a Bundle of a FHIR DiagnosticReport and its Observations."""
    resources, losses = _template(systems).write(filed)
    seed = filed.about.seed(systems.key)
    return Written(linked(resources, by=("result",), seed=seed, shared=_SHARED), losses)


def from_fhir(found: object, *, systems: Systems) -> Read[Filed[BreastReport]]:
    """Read a report from a Bundle with a FHIR DiagnosticReport, or from one that contains its Observations.

    Raises:
        InvalidInput: with every fault.
    """
    resources = unlinked(found, of="DiagnosticReport", by=("result",), shared=_SHARED)
    return _template(systems).read(resources)
