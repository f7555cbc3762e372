"""A breast report as the content tree of TID 4200, and back.

Below the root stand the narrative, as text for people, and the supplementary data, as codes for programs (PS3.17
Q.1). What the narrative repeats of the codes is in the words of the FDA; it is not read back. Categories are written
and read where the radiologist put them, and never worked out; every code of them is in `breast_codes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from attrs import field, frozen
from pydantic import ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.dicom import breast_codes as names
from downtimekit.interop.dicom.content import Code, Image, Item, Relationship, ValueType, container, text
from downtimekit.interop.dicom.findings import read_findings, written_findings
from downtimekit.interop.dicom.late_entry import read_late, written_late
from downtimekit.interop.dicom.node import Node, root
from downtimekit.interop.dicom.summary import read_summary, written_summary
from downtimekit.models.breast import BreastReport, Comparison, ReportStatus
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.reading import faults_of


@frozen
class WrittenReport:
    """What was written.

    Attributes:
        content: the root of the tree.
        losses: the path of everything in the report that has no place there, such as ``drawing``; never a value.
    """

    content: Item = field(repr=False)
    losses: Sequence[str] = ()


@frozen
class Signature:
    """What stands around a content tree: whether a radiologist has verified it, who, and when."""

    is_final: bool = False
    by: str = field(default="", repr=False)
    at: datetime | None = None


@frozen
class ReadReport:
    """What was read.

    Attributes:
        report: the report.
        late: the two clocks and the two people, where they stand there.
        images: what the report refers to.
        losses: the path of every item that has no place in it, such as ``1.3.4``; never a value.
        concerns: what is doubtful.
    """

    report: BreastReport
    late: LateEntry | None = None
    images: Sequence[Image] = ()
    losses: Sequence[str] = ()
    concerns: Sequence[Concern] = ()


_TEXTS: Mapping[str, tuple[Code, Code]] = {
    "technique": (names.PROCEDURE, names.PROCEDURE),
    "clinical_question": (names.INDICATIONS, names.INDICATIONS),
    "impression": (names.IMPRESSIONS, names.IMPRESSION),
}
"""The texts of a report, with the title of the section and the name of the text that each stands under."""


def to_content(report: BreastReport, *, late: LateEntry | None = None, images: Sequence[Image] = ()) -> WrittenReport:
    """Write a report as a tree of content items.

    Status and time of interpretation do not belong into the tree but around it: see `Signature`.

    Args:
        report: the report.
        late: the two clocks and the two people.
        images: what it was read from.
    """
    data, losses = written_findings(report)
    pictures = tuple(Item(ValueType.IMAGE, None, image) for image in images)
    supplementary = container(names.SUPPLEMENTARY, (*written_summary(report, findings=data), *pictures))
    language = Item(ValueType.CODE, names.LANGUAGE, names.ENGLISH, Relationship.HAS_CONCEPT_MOD)
    sections = tuple(_narrative(report))
    narrative = (container(names.NARRATIVE, sections),) if sections else ()
    told = (written_late(late),) if late else ()
    below = (language, *_observer(report), *narrative, supplementary, *told)
    mentioned = {breast.side for breast in report.breasts if breast.density or breast.assessment}
    lost = [f"breasts[{n}]" for n, breast in enumerate(report.breasts) if breast.side not in mentioned]
    drawn = ["drawing"] if report.drawing else []
    return WrittenReport(container(names.REPORT, below, relation=None), (*lost, *losses, *drawn))


def from_content(content: Item, *, signature: Signature = Signature()) -> ReadReport:
    """Read a report from a tree of content items.

    Raises:
        InvalidInput: it is no breast report, or something in it is wrong; with every fault.
    """
    if content.name != names.REPORT or content.kind is not ValueType.CONTAINER:
        raise InvalidInput("DICOM SR", [Fault("1", "is not a breast imaging report")])
    node = root(content)
    values = _values(node)
    late = read_late(node)
    images = tuple(_images(node))
    if node.into.faults:
        raise InvalidInput("DICOM SR", node.into.faults)
    concerns: list[Concern] = []
    report = _validated(values, signature, concerns)
    _pass_over_narrative(node, report)
    node.left()
    return ReadReport(report, late, images, tuple(node.into.losses), tuple(concerns))


def _observer(report: BreastReport) -> Iterator[Item]:
    if report.interpreted_by:
        yield Item(ValueType.CODE, names.OBSERVER_TYPE, names.PERSON, Relationship.HAS_OBS_CONTEXT)
        yield Item(ValueType.PNAME, names.OBSERVER_NAME, report.interpreted_by, Relationship.HAS_OBS_CONTEXT)


def _narrative(report: BreastReport) -> Iterator[Item]:
    for title, name, words in (*_said(report), *_repeated(report)):
        yield container(title, (text(name, words),))


def _said(report: BreastReport) -> Iterator[tuple[Code, Code, str]]:
    for told, (title, name) in _TEXTS.items():
        if words := getattr(report, told):
            yield title, name, words
    if report.comparison is not None:
        dates = ", ".join(day.isoformat() for day in report.comparison.dates)
        yield names.COMPARISON, names.COMPARISON, dates or "none"


def _repeated(report: BreastReport) -> Iterator[tuple[Code, Code, str]]:
    """Yield what the narrative repeats of the codes: the statements that a report must carry under MQSA."""
    if report.overall_density is not None:
        yield names.COMPOSITION, names.COMPOSITION, report.overall_density.statement
    if report.assessments:
        statements = dict.fromkeys(assessment.statement for assessment in report.assessments)
        yield names.OVERALL, names.OVERALL, "; ".join(statements)


def _values(node: Node) -> dict[str, object]:
    """Return what the model is built from."""
    values: dict[str, object] = {}
    node.take_silent(names.LANGUAGE, names.OBSERVER_TYPE)
    values["interpreted_by"] = node.words(names.OBSERVER_NAME)
    for narrative in _under(node, names.NARRATIVE):
        for told, (title, name) in _TEXTS.items():
            for section in narrative.sections(title):
                values[told] = section.words(name)
        for section in narrative.sections(names.COMPARISON):
            values["comparison"] = _comparison(section)
    for data in _under(node, names.SUPPLEMENTARY):
        values |= read_summary(data)
        values["findings"] = read_findings(data, modality=values["modality"])
    return values


def _under(node: Node, title: Code) -> Iterator[Node]:
    found = node.one(title, ValueType.CONTAINER)
    if found is not None:
        yield found


def _comparison(section: Node) -> Comparison | None:
    found = section.one(names.COMPARISON, ValueType.TEXT)
    try:
        return Comparison.model_validate(found.item.value) if found else None
    except ValidationError:
        if found is not None:
            found.drop()
        return None


def _images(node: Node) -> Iterator[Image]:
    for data in _again(node, names.SUPPLEMENTARY):
        for found in data.below:
            if isinstance(found.item.value, Image):
                found.take()
                yield found.item.value


def _again(node: Node, title: Code) -> Iterator[Node]:
    """Yield a section once more that was taken before."""
    return (below for below in node.below if below.item.name == title and below.item.kind is ValueType.CONTAINER)


def _pass_over_narrative(node: Node, report: BreastReport) -> None:
    """Take what the narrative only repeats; where it says something else than the codes, it is a loss that is told."""
    for title, name, words in _repeated(report):
        for narrative in _again(node, names.NARRATIVE):
            for section in narrative.sections(title):
                found = section.one(name, ValueType.TEXT)
                if found is not None and found.item.value != words:
                    found.drop()


def _validated(values: Mapping[str, object], signature: Signature, concerns: list[Concern]) -> BreastReport:
    """Build a report; a final one that lacks what it needs becomes preliminary, so that somebody looks at it."""
    told = {name: value for name, value in values.items() if value not in (None, "", ())}
    signed = {"interpreted_by": signature.by or told.get("interpreted_by"), "interpreted_at": signature.at}
    told |= {name: value for name, value in signed.items() if value}
    try:
        status = ReportStatus.FINAL if signature.is_final else ReportStatus.PRELIMINARY
        return BreastReport.model_validate({**told, "status": status})
    except ValidationError as error:
        faults = faults_of(error)
    if not signature.is_final:
        raise InvalidInput("DICOM SR", faults)
    words = "was read as preliminary: " + "; ".join(str(fault) for fault in faults)
    concerns.append(Concern("final_incomplete", "VerificationFlag", words, gravity=Gravity.FAULT))
    return _validated(values, Signature(by=signature.by, at=signature.at), concerns)
