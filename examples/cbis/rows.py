"""Reads one line as a clerk's keying of one paper line: how one finding looks in one view.

What the line does not say is not made up. A bare 0 does not say whether additional imaging or prior mammograms are
needed, so the line is taken in with a doubt, for a person to decide. Anything else that cannot be read refuses the
line, with every fault at once and without repeating what was written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from attrs import field, frozen

from cbis.cells import Cells, among, matching
from cbis.lines import Line
from downtimekit.errors import Fault
from downtimekit.models.breast import (
    Assessment,
    BreastReport,
    Density,
    Finding,
    FindingKind,
    Laterality,
    MammographyAppearance,
    read_assessment,
    read_density,
)
from downtimekit.models.capture import Capture, Doubt, RecordKind, ReviewCode
from downtimekit.models.facts import CaptureRefused
from downtimekit.models.patient import WrittenIdentity

_SIDES = {"left": Laterality.LEFT, "right": Laterality.RIGHT}
_VIEWS = {"cc": "CC", "mlo": "MLO"}
_KINDS = {"mass": FindingKind.MASS, "calcification": FindingKind.CALCIFICATION}
_NUMBER = re.compile(r"[1-9][0-9]?")
_MRN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@frozen
class Keying:
    """When and by whom the lines were written and keyed: the two clocks and the two people."""

    occurred_at: datetime
    performed_by: str
    recorded_at: datetime
    entered_by: str


@frozen
class Row:
    """One line, read.

    Attributes:
        mrn: the patient's number, where it is well-formed.
        capture: what the line says; None where it is refused.
        refusal: why it is refused.
    """

    line: Line
    id: str
    mrn: str | None = field(repr=False)
    capture: Capture | None = None
    refusal: CaptureRefused | None = None


def read_row(line: Line, keying: Keying) -> Row:
    """Read a line; whatever it holds, the answer is a capture or a refusal."""
    cells = Cells(line, list(line.faults))
    mrn = cells.take("patient id", matching(_MRN), accepted="letters, digits, '.', '_' or '-'")
    density = cells.take("breast density", _density, accepted="1 to 4, or a to d")
    side = cells.take("left or right breast", among(_SIDES), accepted="LEFT or RIGHT")
    view = cells.take("image view", among(_VIEWS), accepted="CC or MLO")
    number = cells.take("abnormality id", matching(_NUMBER), accepted="a number from 1 to 99")
    kind = cells.take("abnormality type", among(_KINDS), accepted="mass or calcification")
    meant = cells.take("assessment", lambda cell: read_assessment(cell) or None, accepted="1 to 6, or 4A to 4C")
    terms = cells.take_terms(kind) if kind else {}
    serial = _serial(mrn, side, kind, number, view)
    if cells.faults or not (mrn and density and side and view and number and kind and meant):
        return _refused(line, cells.faults, mrn=mrn, serial=serial)
    finding = Finding(
        number=int(number),
        side=side,
        kind=kind,
        appearances=(MammographyAppearance.model_validate({"view": view, **terms}),),
        assessment=_only(meant),
    )
    report = BreastReport(density=density, findings=(finding,))
    return _taken(line, report, mrn=mrn, serial=serial, doubts=_doubts(meant), keying=keying)


def exam_of(mrn: str) -> str:
    """Return the accession of a patient's exam: the data have one exam a patient, and no number for it."""
    return f"MG-{_digest('exam', mrn)[:12].upper()}"


def _serial(*place: object) -> str | None:
    """Return the number of a paper line, by patient, finding and view: keyed again, it is the same line."""
    return f"line-{_digest(*place)[:12]}" if all(place) else None


def _taken(
    line: Line, report: BreastReport, *, mrn: str, serial: str | None, doubts: Sequence[Doubt], keying: Keying
) -> Row:
    capture = Capture(
        id=_id(line),
        serial=serial,
        patient=WrittenIdentity(mrn=mrn),
        accession=exam_of(mrn),
        content=report,
        doubts=tuple(doubts),
        occurred_at=keying.occurred_at,
        performed_by=keying.performed_by,
        recorded_at=keying.recorded_at,
        entered_by=keying.entered_by,
    )
    return Row(line, capture.id, mrn, capture=capture)


def _refused(line: Line, faults: Sequence[Fault], *, mrn: str | None, serial: str | None) -> Row:
    refusal = CaptureRefused(
        capture=_id(line),
        serial=serial,
        accession=exam_of(mrn) if mrn else None,
        record=RecordKind.REPORT,
        faults=tuple(str(fault) for fault in faults),
    )
    return Row(line, refusal.capture, mrn, refusal=refusal)


def _density(cell: str) -> Density | None:
    reading = read_density(cell)
    return reading.density if reading and not reading.is_ambiguous else None


def _doubts(meant: Sequence[Assessment]) -> tuple[Doubt, ...]:
    return (Doubt(code=ReviewCode.CATEGORY_AMBIGUOUS, fields=("assessment",)),) if len(meant) > 1 else ()


def _only(meant: Sequence[Assessment]) -> Assessment | None:
    return meant[0] if len(meant) == 1 else None


def _id(line: Line) -> str:
    return f"cbis-{line.digest}"


def _digest(*said: object) -> str:
    return hashlib.sha256("|".join(map(str, said)).encode()).hexdigest()
