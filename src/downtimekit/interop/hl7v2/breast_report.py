"""A breast report in the lines of a result: category and density under public codes, the rest under names of our own.

What another system sent becomes a report as soon as it names a category or a density by more than text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from attrs import frozen
from pydantic import ValidationError

from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.observations import Lines, Word, agreed_on
from downtimekit.interop.hl7v2.trail import Segment
from downtimekit.interop.hl7v2.tree import SCHEME, leaves, tree
from downtimekit.interop.hl7v2.words import ASSESSMENT_CODE, DENSITY_CODE, SECTION_HEADS
from downtimekit.interop.hl7v2.writing import Raw, components, joined, parts, plain
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.concern import Gravity
from downtimekit.models.reading import faults_of
from downtimekit.models.results import IMPRESSION_LENGTH, SectionKind


@frozen
class Signed:
    """What the head of a result says about its signature: whether it is signed, who read it, when it was reported."""

    is_signed: bool
    by: str | None
    at: datetime | None


def read_report(lines: Lines, message: Message, signed: Signed) -> BreastReport | None:
    """Build a breast report out of coded lines; None where there are none, or where they do not fit together."""
    density = agreed_on(lines.densities, message, what="density")
    assessment = agreed_on(lines.assessments, message, what="assessment")
    coded = [obx for _, obx in lines.leaves]
    coded += _saying(density, lines.densities)
    coded += _saying(assessment, lines.assessments)
    if not coded:
        return None
    path = coded[0].path
    values: dict[str, Any] = {"density": density, "assessment": assessment, **_impression(lines)}
    try:
        values |= _own(lines) if lines.leaves else _signature(signed, message, path)
    except ValueError:
        message.doubt("report_unfit", path, "and the lines like it do not fit together")
        return None
    report = _validated(values, message, path)
    for obx in coded if report is not None else ():
        obx.take(3, 4, 5)
    return report


def _saying(agreed: Word | None, found: Mapping[Word, Sequence[Segment]]) -> Iterator[Segment]:
    """Yield the lines that are settled once it is agreed what they say."""
    if agreed is not None:
        yield from chain.from_iterable(found.values())


def _impression(lines: Lines) -> Mapping[str, str]:
    impression = "\n".join(lines.texts.get(SectionKind.IMPRESSION, ()))
    return {"impression": impression} if len(impression) <= IMPRESSION_LENGTH else {}


def written_report(report: BreastReport) -> Iterator[Mapping[int, Raw]]:
    """Yield the lines of a report; the fields of each but its number and its status."""
    yield from written_text(SectionKind.IMPRESSION, report.impression)
    if report.density is not None:
        yield _coded(DENSITY_CODE, report.density, report.density.statement)
    if report.assessment is not None:
        yield _coded(ASSESSMENT_CODE, report.assessment, report.assessment.statement)
    for name, place, value in leaves(report.model_dump(mode="json", exclude=_ELSEWHERE)):
        yield {2: Raw("ST"), 3: components(name, "", SCHEME), 4: plain(place), 5: plain(value)}


def written_text(kind: SectionKind, text: str) -> Iterator[Mapping[int, Raw]]:
    """Yield a part of the text, one line each, as radiology systems send it."""
    code, words, system = SECTION_HEADS[kind]
    head = joined(parts(*code.split("&")), plain(words), plain(system))
    for line in text.split("\n") if text else ():
        yield {2: Raw("TX"), 3: head, 5: plain(line)}


_ELSEWHERE = {"record", "impression", "density", "assessment"}


def _coded(name: tuple[str, str, str], key: str, statement: str) -> Mapping[int, Raw]:
    return {2: Raw("CWE"), 3: components(*name), 5: components(key, statement, SCHEME)}


def _own(lines: Lines) -> Mapping[str, object]:
    """Put together what stands under names of our own; a name that has another place is none of ours."""
    own = tree(leaf for leaf, _ in lines.leaves)
    if own.keys() & _ELSEWHERE:
        raise ValueError("names what is sent in another way")
    return own


def _signature(signed: Signed, message: Message, path: str) -> Mapping[str, object]:
    """Say how far another system's report is, by the head of its result."""
    if not signed.is_signed:
        return {"interpreted_by": signed.by}
    if signed.at is not None:
        words = "does not say when it was interpreted: the time at which it was reported was taken"
        message.doubt("interpreted_at_assumed", path, words)
    return {"status": ReportStatus.FINAL, "interpreted_by": signed.by, "interpreted_at": signed.at}


def _validated(values: Mapping[str, object], message: Message, path: str) -> BreastReport | None:
    """Build a report; a final one that lacks what it needs becomes preliminary, so that somebody looks at it."""
    told = {name: value for name, value in values.items() if value not in (None, "")}
    try:
        return BreastReport.model_validate(told)
    except ValidationError as error:
        words = "; ".join(fault.words for fault in faults_of(error))
    if told.get("status") != ReportStatus.FINAL:
        message.doubt("report_unfit", path, f"and the lines like it make no report: {words}")
        return None
    message.doubt("final_incomplete", path, f"was read as preliminary: {words}", Gravity.FAULT)
    return _validated({**told, "status": ReportStatus.PRELIMINARY}, message, path)
