"""Results (ORU^R01), read and written.

Sources: HL7 v2.5.1, 7.4.1 (OBR) and 7.4.2 (OBX). OBR-7 and OBX-14 are when the exam was done, OBR-22 when it was
reported, OBR-32 who read it and when; ORC-9 and ORC-10 say when and by whom it was typed in, ORC-19 who did
what is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2.breast_report import Signed, read_report, written_report, written_text
from downtimekit.interop.hl7v2.message import Message, built
from downtimekit.interop.hl7v2.observations import Lines, read_lines
from downtimekit.interop.hl7v2.order_parts import exam, key, order_number, written_exam, written_order_number
from downtimekit.interop.hl7v2.patient import patient, written_patient
from downtimekit.interop.hl7v2.people import reader_name, staff_name, written_reader, written_staff_name
from downtimekit.interop.hl7v2.separators import SOURCE
from downtimekit.interop.hl7v2.times import instant, written_instant
from downtimekit.interop.hl7v2.trail import Segment
from downtimekit.interop.hl7v2.visit import visit, written_visit
from downtimekit.interop.hl7v2.words import LINE_STATUS_CODE, RESULT_STATUS, STATUS_CODE
from downtimekit.interop.hl7v2.writing import Dialect, Line, Outgoing, Raw, plain, segment
from downtimekit.models.concern import Gravity
from downtimekit.models.results import Result, Results, ResultStatus, Section, SectionKind


def read_results(message: Message, _trigger: str) -> Results:
    """Read the results of a message.

    Raises:
        InvalidInput: there is no result, or it is not clear whose it is.
    """
    runs = [run for run in message.runs() if message.of("OBR", run)]
    if not runs:
        raise InvalidInput(SOURCE, [Fault("OBR", "is missing: there is no result")])
    return Results(
        patient=patient(message.first("PID"), message),
        visit=visit(message.first("PV1"), message),
        results=tuple(_result(run, message) for run in runs),
    )


def write_results(results: Results, dialect: Dialect) -> Outgoing:
    """Write results."""
    head = [
        segment("PID", written_patient(results.patient, mrn_issuer=dialect.mrn_issuer)),
        segment("PV1", written_visit(results.visit)),
    ]
    lines = [line for number, result in enumerate(results.results, start=1) for line in _written(result, number)]
    return Outgoing("ORU", "R01", "ORU_R01", [*head, *lines])


def _result(run: Sequence[Segment], message: Message) -> Result:
    orc, obr = message.of("ORC", run), message.of("OBR", run)
    obr.take(1)
    if orc.field(1).peek() == "RE":
        orc.take(1)  # what follows are results, which is known
    lines = read_lines(run, message)
    status, times = _status(obr, lines, message), _times(obr, lines, message)
    read_by = reader_name(obr.field(32), message)
    signed = Signed(status is not None and status.is_signed, read_by, times["reported_at"])
    report = read_report(lines, message, signed)
    texts = {kind: "\n".join(text) for kind, text in lines.texts.items() if "".join(text).strip()}
    if report is not None and report.impression:
        del texts[SectionKind.IMPRESSION]
    values = {
        "status": status,
        "placer": message.agreed((obr.field(2), orc.field(2)), order_number),
        "filler": message.agreed((obr.field(3), orc.field(3)), order_number),
        "accession": key(obr.field(18), message),
        "exam": exam(obr.field(4), message),
        "interpreted_by": read_by,
        "entered_at": instant(orc.field(9), message),
        "entered_by": staff_name(orc.field(10), message),
        "acted_by": staff_name(orc.field(19), message),
        "sections": tuple(_section(kind, text) for kind, text in texts.items()),
        "report": report,
        **times,
    }
    return built(Result, values, paths={"": obr.path})


def _section(kind: SectionKind, text: str) -> Section:
    return built(Section, {"kind": kind, "text": text}, paths={"text": "OBX-5"})


def _status(obr: Segment, lines: Lines, message: Message) -> ResultStatus | None:
    """Read how far a result is, out of what the order and its lines say.

    A line that withdraws or corrects what was sent before speaks for the result; otherwise the order does.
    """
    field, said = obr.field(25), lines.statuses
    status = message.word(field, RESULT_STATUS)
    if ResultStatus.WITHDRAWN in said:
        if len(said) > 1:
            words = "some lines are withdrawn and others are not: the whole result was taken as withdrawn"
            message.doubt("partly_withdrawn", field.path, words, Gravity.FAULT)
        return ResultStatus.WITHDRAWN
    if status is None:
        return _status_of_lines(lines, message, field.path)
    if status.is_signed and any(not line.is_signed for line in said):
        words = "says that the result is signed, and some of its lines say that they are not"
        message.doubt("status_differs", field.path, words, Gravity.FAULT)
    return ResultStatus.CORRECTED if status is ResultStatus.FINAL and ResultStatus.CORRECTED in said else status


def _status_of_lines(lines: Lines, message: Message, path: str) -> ResultStatus | None:
    if len(lines.statuses) == 1:
        return next(iter(lines.statuses))
    message.doubt("status_unknown", path, "does not say how far the result is", Gravity.FAULT)
    return None


def _times(obr: Segment, lines: Lines, message: Message) -> Mapping[str, datetime | None]:
    return {
        "performed_at": message.agreed((obr.field(7), *(obx.field(14) for obx in lines.used)), instant),
        "reported_at": instant(obr.field(22), message),
    }


def _written(result: Result, number: int) -> Sequence[Line]:
    orc = {
        1: Raw("RE"),
        2: written_order_number(result.placer),
        3: written_order_number(result.filler),
        9: plain(written_instant(result.entered_at)),
        10: written_staff_name(result.entered_by),
        19: written_staff_name(result.acted_by),
    }
    obr = {
        1: plain(str(number)),
        2: written_order_number(result.placer),
        3: written_order_number(result.filler),
        4: written_exam(result.exam),
        7: plain(written_instant(result.performed_at)),
        18: plain(result.accession),
        22: plain(written_instant(result.reported_at)),
        25: plain(STATUS_CODE[result.status] if result.status else ""),
        32: written_reader(result.interpreted_by),
    }
    ends = {
        11: plain(LINE_STATUS_CODE[result.status] if result.status else ""),
        14: plain(written_instant(result.performed_at)),
    }
    observations = enumerate(_observations(result), start=1)
    return [
        segment("ORC", orc),
        segment("OBR", obr),
        *(segment("OBX", {1: plain(str(turn)), **observed, **ends}) for turn, observed in observations),
    ]


def _observations(result: Result) -> Iterator[Mapping[int, Raw]]:
    """Yield what the lines of a result say: its text line by line, and then what is more than text."""
    for section in result.sections:
        yield from written_text(section.kind, section.text)
    if result.report is not None:
        yield from written_report(result.report)
