"""The supplementary data of a breast report besides its findings: procedure, composition, categories, follow-up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from downtimekit.interop.dicom import breast_codes as names
from downtimekit.interop.dicom.breast_codes import coded
from downtimekit.interop.dicom.content import (
    Code,
    Item,
    Measured,
    Relationship,
    ValueType,
    container,
    number,
    own,
    text,
)
from downtimekit.interop.dicom.node import Node
from downtimekit.interop.fhir import breast_codes as codes
from downtimekit.interop.fhir.concepts import Concept
from downtimekit.models.breast import Breast, BreastReport, IntervalUnit, Laterality, Modality, Recommendation

_CONTAINS, _MODIFIES = Relationship.CONTAINS, Relationship.HAS_CONCEPT_MOD
_COMPOSED = {
    "echotexture": (names.ECHOTEXTURE, codes.ECHOTEXTURE),
    "fibroglandular_tissue": (own("fibroglandular_tissue"), codes.FIBROGLANDULAR_TISSUE),
    "background_enhancement": (own("background_enhancement"), codes.BACKGROUND_ENHANCEMENT),
    "background_symmetry": (own("background_symmetry"), codes.SYMMETRY),
}
_REASONS = {"incomplete_reason": names.INCOMPLETE_REASON, "explanation": names.EXPLANATION}
_UNITS = {unit: Code("UCUM", unit.value, unit.name.lower()) for unit in IntervalUnit}


def side_of(side: object) -> tuple[Item, ...]:
    """Return the item that tells for which breast the one above it holds; none where it is not said."""
    kind = codes.LATERALITY
    meant = None if side is None else Laterality(str(side))
    return tuple(coded(names.SIDE, meant, kind, relation=_MODIFIES))


def written_summary(report: BreastReport, *, findings: Sequence[Item]) -> Iterator[Item]:
    """Yield the sections of the supplementary data; findings in their place among them."""
    reason = coded(names.REASON, report.indication, codes.INDICATION)
    about = (*side_of(report.laterality), *reason)
    kind = names.procedure(report.laterality)
    yield from coded(names.PROCEDURE, report.modality, kind, relation=_CONTAINS, items=about)
    yield from _section(names.COMPOSITION, _composition(report))
    yield from _section(names.FINDINGS, findings)
    yield from _section(names.OVERALL, _assessed(report))


def _section(title: Code, items: Iterator[Item] | Sequence[Item]) -> Iterator[Item]:
    below = tuple(items)
    if below:
        yield container(title, below)


def _composition(report: BreastReport) -> Iterator[Item]:
    yield from coded(names.COMPOSITION, report.density, codes.DENSITY, relation=_CONTAINS)
    yield from _by_side(names.COMPOSITION, "density", codes.DENSITY, report.breasts)
    for part, (name, kind) in _COMPOSED.items():
        yield from coded(name, getattr(report.composition, part, None), kind, relation=_CONTAINS)


def _assessed(report: BreastReport) -> Iterator[Item]:
    yield from coded(names.CATEGORY, report.assessment, names.ASSESSMENT, relation=_CONTAINS)
    yield from _by_side(names.CATEGORY, "assessment", names.ASSESSMENT, report.breasts)
    for recommendation in report.recommendations:
        yield from _recommended(recommendation)
    for part, name in _REASONS.items():
        if words := getattr(report, part):
            yield text(name, words)


def _by_side(name: Code, part: str, kind: Concept, breasts: Sequence[Breast]) -> Iterator[Item]:
    for breast in breasts:
        yield from coded(name, getattr(breast, part), kind, relation=_CONTAINS, items=side_of(breast.side))


def _recommended(recommendation: Recommendation) -> Iterator[Item]:
    below = side_of(recommendation.side)
    if recommendation.interval is not None and recommendation.unit is not None:
        below += (number(names.INTERVAL, Measured(recommendation.interval, _UNITS[recommendation.unit])),)
    yield from coded(names.FOLLOW_UP, recommendation.kind, codes.RECOMMENDATION, relation=_CONTAINS, items=below)


def read_summary(data: Node) -> dict[str, Any]:
    """Return what the sections say but the findings, by the names of the model's fields."""
    values: dict[str, Any] = {}
    breasts: dict[object, dict[str, object]] = {}
    procedure = data.one(names.PROCEDURE, ValueType.CODE)
    if procedure is not None:
        side = procedure.coded(names.SIDE, codes.LATERALITY)
        values["laterality"] = side
        values["modality"] = procedure.meaning(names.procedure(side if isinstance(side, Laterality) else None))
        if values["modality"] is None:
            data.into.wrong(procedure.at, "is an exam of a kind that is not known here")
        values["indication"] = procedure.coded(names.REASON, codes.INDICATION)
    composed: dict[str, object] = {}
    for section in data.sections(names.COMPOSITION):
        values |= _each_side(section, names.COMPOSITION, "density", codes.DENSITY, breasts)
        composed |= {part: section.coded(name, kind) for part, (name, kind) in _COMPOSED.items()}
    values["composition"] = {part: value for part, value in composed.items() if value is not None} or None
    for section in data.sections(names.OVERALL):
        values |= _each_side(section, names.CATEGORY, "assessment", names.ASSESSMENT, breasts)
        values |= {part: section.words(name) for part, name in _REASONS.items()}
        found = section.all(names.FOLLOW_UP, ValueType.CODE)
        values["recommendations"] = (*values.get("recommendations", ()), *(_read_recommended(node) for node in found))
    values["recommendations"] = tuple(each for each in values.get("recommendations", ()) if each)
    values["breasts"] = tuple({"side": side, **said} for side, said in breasts.items())
    values["modality"] = values.get("modality") or Modality.MAMMOGRAPHY
    return values


def _each_side(
    section: Node, name: Code, part: str, kind: Concept, breasts: dict[object, dict[str, object]]
) -> dict[str, object]:
    """Read a value of the whole exam and those of each breast; two that say it of the same are a fault."""
    overall: dict[str, object] = {}
    for node in section.all(name, ValueType.CODE):
        side = node.coded(names.SIDE, codes.LATERALITY)
        one_breast = side not in (None, Laterality.BILATERAL)
        place = breasts.setdefault(str(side), {}) if one_breast else overall
        value = node.meaning(kind)
        if part in place:
            node.into.wrong(node.at, "says again what another item says")
        elif value is not None:
            place[part] = value
    return overall


def _read_recommended(node: Node) -> dict[str, object]:
    said: dict[str, object] = {
        "kind": node.meaning(codes.RECOMMENDATION),
        "side": node.coded(names.SIDE, codes.LATERALITY),
    }
    if said["kind"] is None:
        return {}
    found = node.one(names.INTERVAL, ValueType.NUM)
    value = found.item.value if found else None
    if isinstance(value, Measured) and value.number == int(value.number) and value.unit in _UNITS.values():
        said |= {"interval": int(value.number), "unit": value.unit.value}
    elif found is not None:
        found.drop()
    return said
