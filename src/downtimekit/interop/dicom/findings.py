"""The findings of a breast report, each with its place, its sizes and how it looks in each view.

Terms stand right below the finding, as in PS3.17 Q.2.4. Which view and which modality a term was seen in, a modifier
of it tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from downtimekit.interop.dicom import breast_codes as names
from downtimekit.interop.dicom.breast_codes import coded
from downtimekit.interop.dicom.content import Code, Item, Measured, Relationship, ValueType, number, own, text
from downtimekit.interop.dicom.node import Node
from downtimekit.interop.dicom.summary import side_of
from downtimekit.interop.fhir import breast_codes as codes
from downtimekit.interop.fhir.concepts import Concept
from downtimekit.models.breast import (
    Appearance,
    BreastReport,
    ContrastAppearance,
    Finding,
    MammographyAppearance,
    Modality,
    MriAppearance,
    UltrasoundAppearance,
)

_MODIFIES = Relationship.HAS_CONCEPT_MOD
_HAS = Relationship.HAS_PROPERTIES
_ANY_VIEW = "unspecified"
_NUMBER = re.compile("[1-9][0-9]?")
_MILLIMETRES = {"mm": 1.0, "cm": 10.0}
_PLACES: Sequence[tuple[str, Code, Concept]] = (
    ("clock", names.PLACE, names.CLOCK_OR_REGION),
    ("region", names.PLACE, names.CLOCK_OR_REGION),
    ("quadrant", names.QUADRANT, codes.QUADRANT),
    ("depth", names.DEPTH_NAME, names.DEPTH),
    ("assessment", names.CATEGORY, names.ASSESSMENT),
)
_LOOKS = (MammographyAppearance, UltrasoundAppearance, MriAppearance, ContrastAppearance)
_DESCRIPTORS = tuple(dict.fromkeys(name for look in _LOOKS for name in look.descriptors()))
_FURTHER = own("further/")


def written_findings(report: BreastReport) -> tuple[Sequence[Item], Sequence[str]]:
    """Return an item for each finding, and the paths of what has no place in it."""
    items: list[Item] = []
    losses: list[str] = []
    for index, finding in enumerate(report.findings):
        below = (*side_of(finding.side), *_properties(finding, report.modality))
        kind = names.finding_kind(report.modality)
        items += coded(names.FINDING, finding.kind, kind, relation=Relationship.CONTAINS, items=below)
        for place, look in enumerate(finding.appearances):
            if not any(look.said()):
                losses.append(f"findings[{index}].appearances[{place}]")
    return tuple(items), tuple(losses)


def _properties(finding: Finding, modality: Modality) -> Iterator[Item]:
    yield text(names.TRACKING, str(finding.number), relation=_HAS)
    for part, name, kind in _PLACES:
        yield from coded(name, getattr(finding, part), kind)
    sizes = ((names.FROM_NIPPLE, finding.distance_from_nipple_mm), (names.DIAMETER, finding.size_mm))
    further = tuple((names.FURTHER_SIZE, size) for size in finding.further_sizes_mm)
    for name, size in (*sizes, *further):
        if size is not None:
            yield number(name, Measured(size, names.MM))
    for look in finding.appearances:
        yield from _terms(look, modality)
    for term in finding.associated:
        yield from coded(names.ASSOCIATED, term, codes.Term("associated"))
    for change in finding.change:
        yield from coded(names.CHANGE, change, codes.CHANGE)
    if finding.note:
        yield text(names.COMMENT, finding.note, relation=_HAS)


def _terms(look: Appearance, modality: Modality) -> Iterator[Item]:
    seen: tuple[Item, ...] = ()
    if look.view != _ANY_VIEW:
        seen += (text(names.VIEW, look.view, relation=_MODIFIES),)
    if look.modality is not modality:
        seen += tuple(coded(names.MODALITY_NAME, look.modality, codes.MODALITY, relation=_MODIFIES))
    for descriptor in look.descriptors():
        for term in getattr(look, descriptor):
            yield from coded(names.descriptor(descriptor), term, codes.Term(descriptor), items=seen)
    for further in look.further:
        name = own(f"{names.FURTHER}{further.descriptor}")
        yield from coded(name, further.term, codes.Term(further.descriptor), items=seen)


def read_findings(data: Node, *, modality: object) -> tuple[dict[str, Any], ...]:
    """Return what the model's findings are built from."""
    meant = modality if isinstance(modality, Modality) else Modality.MAMMOGRAPHY
    found = (node for section in data.sections(names.FINDINGS) for node in section.all(names.FINDING, ValueType.CODE))
    read = [_finding(node, meant) for node in found]
    taken = {finding["number"] for finding in read if finding.get("number")}
    free = iter(number for number in range(1, 100 + len(read)) if number not in taken)
    return tuple({**finding, "number": finding.get("number") or next(free)} for finding in read if finding.get("kind"))


def _finding(node: Node, modality: Modality) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": node.meaning(names.finding_kind(modality))}
    if said["kind"] is None:
        return {}
    side = node.coded(names.SIDE, codes.LATERALITY)
    if side is None:
        node.into.wrong(node.at, "does not say in which breast it is")
    said["side"] = side
    tracked = node.words(names.TRACKING)
    said["number"] = int(tracked) if _NUMBER.fullmatch(tracked) else None
    for place in node.all(names.PLACE, ValueType.CODE):
        value = place.meaning(names.CLOCK_OR_REGION)
        said |= {"clock" if isinstance(value, int) else "region": value} if value is not None else {}
    for part, name, kind in _PLACES:
        if name != names.PLACE:
            said[part] = node.coded(name, kind)
    said["distance_from_nipple_mm"] = node.number(names.FROM_NIPPLE, _MILLIMETRES)
    said["size_mm"] = node.number(names.DIAMETER, _MILLIMETRES)
    said["further_sizes_mm"] = [each.measured(_MILLIMETRES) for each in node.all(names.FURTHER_SIZE, ValueType.NUM)]
    said["associated"] = _all(node, names.ASSOCIATED, codes.Term("associated"))
    said["change"] = _all(node, names.CHANGE, codes.CHANGE)
    said["note"] = node.words(names.COMMENT)
    said["appearances"] = _looks(node, modality)
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _all(node: Node, name: Code, kind: Concept | codes.Term) -> list[object]:
    values = (each.meaning(kind) for each in node.all(name, ValueType.CODE))
    return [value for value in values if value is not None]


def _looks(node: Node, modality: Modality) -> list[dict[str, Any]]:
    """Gather the terms of each view of each modality, in the order in which the views come first."""
    views: dict[tuple[object, str], dict[str, Any]] = {}
    known = {names.descriptor(name): name for name in _DESCRIPTORS}
    for each in node.below:
        name = each.item.name
        is_further = name is not None and name.scheme == _FURTHER.scheme and name.value.startswith(names.FURTHER)
        if name is None or each.item.kind is not ValueType.CODE or not (is_further or name in known):
            continue
        descriptor = name.value.removeprefix(names.FURTHER) if is_further else known[name]
        each.take()
        seen_in = each.coded(names.MODALITY_NAME, codes.MODALITY) or modality
        view = each.words(names.VIEW) or _ANY_VIEW
        term = each.meaning(codes.Term(descriptor))
        look = views.setdefault((seen_in, view), {"modality": seen_in, "view": view})
        if term is None:
            continue
        if is_further:
            look.setdefault("further", []).append({"descriptor": descriptor, "term": term})
        elif descriptor in _kind_of(seen_in).descriptors():
            look.setdefault(descriptor, []).append(term)
        else:
            each.drop()
    return list(views.values())


def _kind_of(
    modality: object,
) -> type[MammographyAppearance | UltrasoundAppearance | MriAppearance | ContrastAppearance]:
    return next(look for look in _LOOKS if look.model_fields["modality"].default is modality)
