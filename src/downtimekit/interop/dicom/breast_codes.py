"""Codes of breast imaging as DICOM has them: the concept names, and the values where they differ from FHIR's.

Values come from `interop.fhir.breast_codes`, so that there is one table of them. Here stand the names of what is said
(DICOM PS3.16, CID 6052 and 6053 and Annex D; as pydicom's dictionaries list them), and the few values that DICOM says
otherwise: the grades of category 4 and category 6 (CID 6027; its words for 4B and 4C are older than those of today's
lexicon, so only the codes are taken), the middle depth (CID 6024) and mammograms by side (CID 6050).

The tables of TID 4206 were not at hand; the names below a finding are those of PS3.17 Q.2.3 and Q.2.4, found in the
dictionaries by their words. What has no name there has one of ours, under the private scheme ``99DTK``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from downtimekit.interop.dicom.content import MEANING_LENGTH, OWN_SCHEME, Code, Item, Relationship, ValueType, own
from downtimekit.interop.fhir import breast_codes as codes
from downtimekit.interop.fhir.concepts import Coding, Concept, Meaning
from downtimekit.interop.fhir.kinds import Kind
from downtimekit.interop.fhir.reading import objects_at
from downtimekit.interop.fhir.systems import DICOM, LOINC, OWN, SNOMED
from downtimekit.models.breast.assessment import Assessment
from downtimekit.models.breast.finding import FindingKind
from downtimekit.models.breast.location import Depth, Laterality
from downtimekit.models.breast.modality import MAMMOGRAPHIC, Modality


def _dcm(value: str, meaning: str) -> Code:
    return Code("DCM", value, meaning)


def _sct(value: str, meaning: str) -> Code:
    return Code("SCT", value, meaning)


def _ln(value: str, meaning: str) -> Code:
    return Code("LN", value, meaning)


REPORT = _dcm("111400", "Breast Imaging Report")
LANGUAGE = _dcm("121049", "Language of Content Item and Descendants")
ENGLISH = Code("RFC5646", "en", "English")
OBSERVER_TYPE, PERSON = _dcm("121005", "Observer Type"), _dcm("121006", "Person")
OBSERVER_NAME = _dcm("121008", "Person Observer Name")
NARRATIVE, SUPPLEMENTARY = _dcm("111412", "Narrative Summary"), _dcm("111414", "Supplementary Data")
PROCEDURE, REASON = _dcm("121058", "Procedure reported"), _dcm("111401", "Reason for procedure")
INDICATIONS = _ln("18785-6", "Indications for Procedure")
COMPARISON = _dcm("111424", "Comparison to previous studies")
COMPOSITION = _sct("129715009", "Breast composition")
ECHOTEXTURE = _dcm("111350", "Breast background echotexture")
FINDINGS, FINDING = _ln("59776-5", "Findings"), _dcm("121071", "Finding")
IMPRESSIONS, IMPRESSION = _ln("19005-8", "Impressions"), _dcm("121073", "Impression")
OVERALL, CATEGORY = _dcm("111413", "Overall Assessment"), _dcm("111005", "Assessment Category")
FOLLOW_UP, INTERVAL = _dcm("111053", "Recommended Follow-up"), _dcm("111055", "Recommended Follow-up Interval")
SIDE = _sct("272741003", "Laterality")
TRACKING = _dcm("112039", "Tracking Identifier")
PLACE, QUADRANT, DEPTH_NAME = (
    _dcm("111014", "Clockface or region"),
    _dcm("111048", "Quadrant location"),
    _dcm("111020", "Depth"),
)
FROM_NIPPLE, DIAMETER = _dcm("121242", "Distance from nipple"), _sct("81827009", "Diameter")
CHANGE = _sct("129720009", "Change since last mammogram")
VIEW, MODALITY_NAME = _dcm("111031", "Image View"), _dcm("121139", "Modality")
COMMENT = _dcm("121106", "Comment")
MM = Code("UCUM", "mm", "millimeter")
PRECISELY = own("precisely")
FURTHER_SIZE, ASSOCIATED, FURTHER = own("further_size"), own("associated"), "further/"
INCOMPLETE_REASON, EXPLANATION = own("incomplete_reason"), own("explanation")

DESCRIPTORS: Mapping[str, Code] = {
    "shape": _sct("107644003", "Shape"),
    "margin": _dcm("111037", "Margins"),
    "density": _dcm("111035", "Lesion Density"),
    "morphology": _dcm("111009", "Calcification Type"),
    "distribution": _dcm("111008", "Calcification Distribution"),
    "orientation": _dcm("111354", "Orientation"),
    "echo_pattern": _dcm("111360", "Echo pattern"),
    "posterior": _dcm("111366", "Posterior acoustic features"),
    "vascularity": _dcm("111372", "Vascularity"),
}


def descriptor(name: str) -> Code:
    """Return the name of a descriptor; one of ours where DICOM has none."""
    return DESCRIPTORS.get(name, own(name))


BI = "BI"
_GRADES = {
    Assessment.LOW_SUSPICION: "MA.II.A.5.4A",
    Assessment.MODERATE_SUSPICION: "MA.II.A.5.4B",
    Assessment.HIGH_SUSPICION: "MA.II.A.5.4C",
    Assessment.KNOWN_MALIGNANCY: "MA.II.A.5.6",
}


def _with(concept: Concept, more: Mapping[object, Coding]) -> Concept:
    """Return a concept with other codes for some values; those that it had are still read."""
    said = {value: Meaning((coding,), concept.meanings[value].words) for value, coding in more.items()}
    also = {coding: value for value in more for coding in concept.meanings[value].codings}
    return evolve(concept, meanings={**concept.meanings, **said}, also={**also, **concept.also})


_CATEGORIES = _with(codes.ASSESSMENT, {grade: Coding(BI, code) for grade, code in _GRADES.items()})
ASSESSMENT = evolve(
    _CATEGORIES,
    meanings={
        category: evolve(said, words=f"{said.words} ({category})" if category in _GRADES else said.words)
        for category, said in _CATEGORIES.meanings.items()
    },
)
DEPTH = _with(codes.DEPTH, {Depth.MIDDLE: Coding("NCIt", "C25569")})
CLOCK_OR_REGION = Concept({**codes.CLOCK.meanings, **codes.REGION.meanings})
_MASS = _with(codes.FINDING_KIND, {FindingKind.MASS: Coding(SNOMED, "129788004")})
_MAMMOGRAMS = {Laterality.BILATERAL: "36626-0", Laterality.LEFT: "36627-8", Laterality.RIGHT: "37774-7"}


def finding_kind(modality: Modality) -> Concept:
    """Return the kinds of findings; a mass has a published code where it was seen in a mammogram."""
    return _MASS if modality in MAMMOGRAPHIC else codes.FINDING_KIND


def procedure(side: Laterality | None) -> Concept:
    """Return the modalities; that of a mammogram of a known side has the code of that exam."""
    code = _MAMMOGRAMS.get(side) if side else None
    return _with(codes.MODALITY, {Modality.MAMMOGRAPHY: Coding(LOINC, code)}) if code else codes.MODALITY


_SCHEMES = {SNOMED: "SCT", DICOM: "DCM", LOINC: "LN"}
_SYSTEMS = {scheme: system for system, scheme in _SCHEMES.items()}


def code_of(coding: Mapping[str, object], words: str) -> Code:
    """Return a code of a FHIR *Coding* as DICOM writes it."""
    system, value = str(coding["system"]), str(coding["code"])
    if system.startswith(OWN):
        return Code(OWN_SCHEME, f"{system.removeprefix(OWN)}/{value}", words)
    return Code(_SCHEMES.get(system, system), value, words)


def coding_of(code: Code) -> dict[str, str]:
    """Return a code as a FHIR *Coding*, in which the tables of values are kept."""
    if code.scheme == OWN_SCHEME:
        name, _, value = code.value.rpartition("/")
        return {"system": f"{OWN}{name}", "code": value}
    return {"system": _SYSTEMS.get(code.scheme, code.scheme), "code": code.value}


def coded(
    name: Code,
    value: object,
    kind: Kind,
    *,
    relation: Relationship = Relationship.HAS_PROPERTIES,
    items: tuple[Item, ...] = (),
) -> Iterator[Item]:
    """Yield an item for a value of the model; none where it is not said.

    A value that shares its published code with another one is written as that code, and an item below tells which.
    """
    said = None if value is None else kind.write(value)
    codings = [code_of(each, _words(said, value)) for each in objects_at(said, "coding")]
    if codings:
        *others, main = sorted(codings, key=_published)
        precisely = tuple(Item(ValueType.CODE, PRECISELY, other, Relationship.HAS_CONCEPT_MOD) for other in others)
        yield Item(ValueType.CODE, name, main, relation, (*precisely, *items))


def _words(said: object, value: object) -> str:
    """Return the words of a concept; the name of its value where they are longer than the meaning of a code may be."""
    words = str(next(objects_at(said)).get("text", ""))
    return words if len(words) <= MEANING_LENGTH else getattr(value, "name", "").lower().replace("_", " ")


def _published(code: Code) -> bool:
    return code.scheme != OWN_SCHEME
