"""A late entry as a message: for every system in the usual fields, and whole for whoever knows it.

The structures are checked by hl7apy, which is none of ours.
"""

from __future__ import annotations

import re

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2 import Envelope, Read, Telling, Way, can_go, read, told_as, way_of, write
from downtimekit.interop.hl7v2.readable import readable
from downtimekit.models.amending import AmendmentKind, WrittenAmendment
from downtimekit.models.breast import BreastReport, Comparison
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import ChartEntry
from downtimekit.models.documents import Attachment, DocumentEvent, DocumentNews
from downtimekit.models.intake import Questionnaire, Symptom, VisitReason
from downtimekit.models.orders import OrderAction, Orders, OrderStatus, SystemNumber
from downtimekit.models.paperwork import ExamOutcome, PaperOrder, PaperRegistration, PerformedExam, Scan
from downtimekit.models.registration import Registration, RegistrationEvent, Visit
from downtimekit.models.results import Results, ResultStatus, SectionKind
from downtimekit.testing.contracts.target import (
    ADAEZE,
    ANSWERS,
    CONTENTS,
    EXAM,
    FINAL,
    LATE,
    NOTE,
    ORDER,
    REPORT,
    STUDY,
)
from tests.hl7v2 import codes

EVERY_WAY = [(kind, way) for kind in CONTENTS for way in Way if can_go(kind, way)]


def entry_of(content: Content, **also: object) -> ChartEntry:
    """Return an entry about Adaeze's exam."""
    kind = RecordKind(content.record)
    values = {"key": "west-1/1", "kind": kind, "mrn": ADAEZE.mrn, "accession": EXAM.accession, "late": LATE}
    return ChartEntry.model_validate({**values, "content": content, **also})


def sent(entry: ChartEntry, way: Way, *, version: str = "2.5.1", whole: bool = True) -> str:
    """Return the message for an entry."""
    envelope = Envelope(control_id="N-1", sent_at=entry.late.recorded_at, version=version)
    value = told_as(Telling(entry, ADAEZE, number="N-1", issuer="US"), way)
    return write(value, envelope, mrn_issuer="WEST", entry=entry if whole else None).message


def received(entry: ChartEntry, way: Way, *, version: str = "2.5.1") -> Read:
    """Return what another system reads."""
    return read(sent(entry, way, version=version), zone="UTC", mrn_issuer="WEST")


def lines(message: str, name: str) -> list[list[str]]:
    """Return the fields of each segment of a name."""
    return [segment.split("|") for segment in message.split("\r") if segment.startswith(f"{name}|")]


@pytest.mark.parametrize("version", ["2.3.1", "2.5.1"])
@pytest.mark.parametrize(("kind", "way"), EVERY_WAY, ids=str)
def test_an_entry_comes_back_whole_and_leaves_nothing_unread(kind: RecordKind, way: Way, version: str) -> None:
    entry = entry_of(CONTENTS[kind], encounter="V-1", needs=("west-1/0",))
    found = received(entry, way, version=version)

    assert found.entry == entry
    assert [path for path in found.losses if "99DTK" in path or path.startswith("OBX")] == []
    assert "entry_unusable" not in codes(found)
    assert found.value == told_as(Telling(entry, ADAEZE, number="N-1", issuer="US"), way) or found.losses == ()


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "way"), EVERY_WAY, ids=str)
def test_an_entry_has_the_structure_that_its_message_asks_for(kind: RecordKind, way: Way) -> None:
    parser = pytest.importorskip("hl7apy.parser", reason="hl7apy, which knows the structures, is not installed")
    strict = pytest.importorskip("hl7apy.consts").VALIDATION_LEVEL.STRICT
    entry = entry_of(CONTENTS[kind], study=STUDY if kind is RecordKind.ORDER else None)

    for each in (entry, _withdrawn(entry)):
        # hl7apy lets no data be longer than 199 characters, which would leave no room for a file, and no name of a line
        # have a suffix, as 7.1.3 asks for.
        message = re.sub(r"(Base64\^)[^|\r]*", r"\1eA==", sent(each, way))
        message = re.sub(r"\|&(GDT|IMP|ADT)\|", r"|\1|", message)
        assert parser.parse_message(message, validation_level=strict).validate()


def _withdrawn(entry: ChartEntry) -> ChartEntry:
    return entry.model_copy(update={"updates": "R-1", "expects": 2, "withdraws": True})


def test_a_report_is_preliminary_until_a_radiologist_has_signed_it() -> None:
    for report, status, code in ((REPORT, ResultStatus.PRELIMINARY, "P"), (FINAL, ResultStatus.FINAL, "F")):
        found, message = received(entry_of(report), Way.ORU), sent(entry_of(report), Way.ORU, whole=False)
        assert isinstance(found.value, Results)
        assert (found.value.results[0].status, found.value.results[0].report) == (status, report)
        assert {line[11] for line in lines(message, "OBX")} == {code}
        assert lines(message, "OBR")[0][25] == code


@pytest.mark.parametrize(
    ("also", "status", "code", "line"),
    [
        ({}, ResultStatus.FINAL, "F", "F"),
        ({"updates": "R-1", "expects": 1}, ResultStatus.CORRECTED, "C", "C"),
        ({"updates": "R-1", "expects": 1, "withdraws": True}, ResultStatus.WITHDRAWN, "C", "W"),
    ],
    ids=["new", "changed", "withdrawn"],
)
def test_a_result_says_whether_it_is_new_changed_or_must_no_longer_count(
    also: dict[str, object], status: ResultStatus, code: str, line: str
) -> None:
    entry = entry_of(ANSWERS, **also)
    found, message = received(entry, Way.ORU), sent(entry, Way.ORU, whole=False)

    assert codes(found) == set()
    assert isinstance(found.value, Results)
    assert found.value.results[0].status is status
    assert lines(message, "OBR")[0][25] == code
    assert {obx[11] for obx in lines(message, "OBX")} == {line}
    assert lines(message, "OBR")[0][3].split("^")[0] == ("R-1" if also else "N-1")


def test_a_result_has_both_clocks_and_both_people() -> None:
    message = sent(entry_of(ANSWERS), Way.ORU)

    orc, obr = lines(message, "ORC")[0], lines(message, "OBR")[0]
    assert (orc[9], orc[10]) == ("20260302200000+0000", "^Noor Haddad")
    assert orc[19] == "^Dr. Éva Nagy"
    assert obr[7] == "20260302120000+0000"
    assert {obx[14] for obx in lines(message, "OBX")[:-1]} == {"20260302120000+0000"}
    assert obr[18] == EXAM.accession
    assert "LATE ENTRY: of 2026-03-02 12:00+00:00, by Dr. Éva Nagy" in message


def test_a_system_that_knows_nothing_of_us_shows_what_the_sheet_says() -> None:
    found = read(sent(entry_of(ANSWERS), Way.ORU, whole=False), zone="UTC")

    assert found.entry is None
    assert isinstance(found.value, Results)
    body = {section.kind: section.text for section in found.value.results[0].sections}[SectionKind.BODY]
    assert body.split("\n") == [
        "reason: screening",
        "symptoms left 1: lump",
        "implants: false",
        "remarks: planted remark",
    ]


def test_what_is_said_to_be_empty_or_stands_in_lists_is_readable_too() -> None:
    sheet = Questionnaire(reason=VisitReason.SCREENING, symptoms_left=(Symptom.LUMP, Symptom.PAIN), remarks="one")

    assert readable(sheet) == "reason: screening\nsymptoms left 1: lump\nsymptoms left 2: pain\nremarks: one"
    assert readable(sheet, without=frozenset({"symptoms_left", "reason"})) == "remarks: one"
    assert (
        readable(BreastReport(comparison=Comparison()), without=frozenset({"modality", "status"})) == "comparison: none"
    )


@pytest.mark.parametrize(
    ("way", "kind", "trigger"),
    [(Way.ORU, "ORU", "R01"), (Way.MDM, "MDM", "T06")],
)
def test_an_addendum_names_what_it_adds_to(way: Way, kind: str, trigger: str) -> None:
    content = WrittenAmendment(kind=AmendmentKind.CORRECTION, amends="R-7", text="the left side", reason="a slip")
    found = received(entry_of(content), way)

    assert (found.code, found.trigger) == (kind, trigger)
    if isinstance(found.value, Results):
        result = found.value.results[0]
        assert (result.status, result.filler and result.filler.value) == (ResultStatus.CORRECTED, "R-7")
        assert result.sections[0].kind is SectionKind.ADDENDUM
        assert result.sections[0].text == "Correction: the left side\nReason: a slip"
    else:
        assert isinstance(found.value, DocumentNews)
        assert found.value.document.number.value == "N-1"
        assert found.value.document.parent == SystemNumber(value="R-7")


@pytest.mark.parametrize(
    ("accession", "way"), [("MG-0001", Way.ORU), (None, Way.MDM)], ids=["of an exam", "of no exam"]
)
def test_an_addendum_goes_the_way_of_what_it_adds_to(accession: str | None, way: Way) -> None:
    entry = entry_of(WrittenAmendment(amends="R-7", text="more"), accession=accession)

    assert way_of(entry) is way
    assert way_of(entry, {RecordKind.ADDENDUM: None}) is None
    assert way_of(entry, {RecordKind.ADDENDUM: Way.MDM}) is Way.MDM


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        (RecordKind.REGISTRATION, Way.ADT),
        (RecordKind.ORDER, Way.ORDER),
        (RecordKind.REPORT, Way.ORU),
        (RecordKind.SCAN, Way.MDM),
        (RecordKind.ALLERGY, None),
        (RecordKind.MEDICATION_CHANGE, None),
    ],
)
def test_medicines_have_no_way_unless_a_site_gives_them_one(kind: RecordKind, way: Way | None) -> None:
    assert way_of(entry_of(CONTENTS[kind])) is way


@pytest.mark.parametrize(
    ("also", "event", "trigger"),
    [
        ({}, DocumentEvent.CREATED, "T02"),
        ({"updates": "R-1", "expects": 1}, DocumentEvent.EDITED, "T08"),
        ({"updates": "R-1", "expects": 1, "withdraws": True}, DocumentEvent.CANCELLED, "T11"),
    ],
    ids=["new", "changed", "withdrawn"],
)
def test_a_note_is_a_document_that_is_made_edited_or_cancelled(
    also: dict[str, object], event: DocumentEvent, trigger: str
) -> None:
    found = received(entry_of(NOTE, accession=None, **also), Way.MDM)

    assert isinstance(found.value, DocumentNews)
    assert (found.value.event, found.trigger) == (event, trigger)
    assert found.value.document.number.value == ("R-1" if also else "N-1")
    assert (found.value.recorded_at, found.value.occurred_at) == (LATE.recorded_at, LATE.occurred_at)
    assert (found.value.document.performed_by, found.value.document.transcribed_by) == (
        LATE.performed_by,
        LATE.entered_by,
    )
    assert (found.entry is None) is (trigger == "T11")  # a notice has no room for it


def test_a_scan_brings_its_file_or_says_where_it_is() -> None:
    entry = entry_of(CONTENTS[RecordKind.SCAN])
    file = Attachment(media_type="application/pdf", content=b"JVBERi0=")
    with_file = told_as(Telling(entry, ADAEZE, number="N-1", attachments=(file,)), Way.MDM)
    without = told_as(Telling(entry, ADAEZE, number="N-1"), Way.MDM)

    assert isinstance(with_file, DocumentNews)
    assert isinstance(without, DocumentNews)
    assert [each.content for each in with_file.document.attachments] == [b"%PDF-"]
    assert [each.reference for each in without.document.attachments] == ["planted.pdf"]


@pytest.mark.parametrize(
    ("event", "trigger", "changed", "taken_back"),
    [
        ("registered", "A04", "A08", "A11"),
        ("admitted", "A01", "A08", "A11"),
        ("pre_admitted", "A05", "A08", "A38"),
        ("transferred", "A02", "A08", "A12"),
        ("discharged", "A03", "A08", "A13"),
        ("person_added", "A28", "A31", None),
        ("visit_updated", "A08", "A08", None),
    ],
)
def test_a_registration_is_told_by_what_happened(
    event: str, trigger: str, changed: str, taken_back: str | None
) -> None:
    content = PaperRegistration(event=RegistrationEvent(event), visit=Visit(location="West"))
    entry = entry_of(content, accession=None, encounter="V-1")
    update = entry.model_copy(update={"updates": "R-1", "expects": 1})
    found = received(entry, Way.ADT)

    assert isinstance(found.value, Registration)
    assert found.trigger == trigger
    assert found.value.visit == Visit(location="West", number="V-1")
    assert (found.value.occurred_at, found.value.entered_by) == (LATE.occurred_at, LATE.entered_by)
    assert received(update, Way.ADT).trigger == changed
    if taken_back is None:
        with pytest.raises(InvalidInput, match="takes such a registration back"):
            sent(_withdrawn(entry), Way.ADT)
    else:
        assert received(_withdrawn(entry), Way.ADT).trigger == taken_back


@pytest.mark.parametrize(("version", "kind", "place"), [("2.5.1", "OMI", "IPC"), ("2.3.1", "ORM", "ZDS")])
def test_a_late_order_takes_over_the_images_that_exist_already(version: str, kind: str, place: str) -> None:
    entry = entry_of(ORDER, study=STUDY)
    found = received(entry, Way.ORDER, version=version)

    assert found.code == kind
    assert isinstance(found.value, Orders)
    order = found.value.orders[0]
    assert (order.action, order.accession, order.study) == (OrderAction.NEW, EXAM.accession, STUDY)
    assert (order.ordered_by, order.entered_by, order.acted_by) == (
        ORDER.ordered_by,
        LATE.entered_by,
        LATE.performed_by,
    )
    names = [segment[:3] for segment in sent(entry, Way.ORDER, version=version).split("\r")]
    assert names.index("OBX") < names.index(place)


@pytest.mark.parametrize(
    ("content", "also", "action", "status"),
    [
        (ORDER, {}, OrderAction.NEW, None),
        (PaperOrder(what="MG", carried_out=True), {}, OrderAction.NEW, OrderStatus.COMPLETED),
        (ORDER, {"updates": "R-1", "expects": 1}, OrderAction.CHANGE, None),
        (ORDER, {"updates": "R-1", "expects": 1, "withdraws": True}, OrderAction.CANCEL, None),
        (PerformedExam(what="MG"), {}, OrderAction.STATUS_CHANGED, OrderStatus.COMPLETED),
        (
            PerformedExam(what="MG", outcome=ExamOutcome.DISCONTINUED),
            {},
            OrderAction.STATUS_CHANGED,
            OrderStatus.DISCONTINUED,
        ),
    ],
    ids=["wanted", "done", "changed", "withdrawn", "performed", "broken off"],
)
def test_an_order_says_what_is_wanted_and_how_far_it_is(
    content: Content, also: dict[str, object], action: OrderAction, status: OrderStatus | None
) -> None:
    found = received(entry_of(content, **also), Way.ORDER)

    assert isinstance(found.value, Orders)
    assert (found.value.orders[0].action, found.value.orders[0].status) == (action, status)


def test_an_order_in_more_words_than_there_is_room_for_is_refused_and_not_cut() -> None:
    with pytest.raises(InvalidInput, match="400 characters"):
        sent(entry_of(PaperOrder(what="x" * 401)), Way.ORDER)


def test_what_a_field_has_no_room_for_is_refused_without_repeating_it() -> None:
    scan = Scan(title="planted", file="planted" * 400, sha256="0" * 64)
    with pytest.raises(InvalidInput) as refused:
        sent(entry_of(scan), Way.MDM)

    assert "planted" not in f"{refused.value}{refused.value.__context__}"


def test_a_family_that_has_no_words_for_a_kind_is_refused() -> None:
    with pytest.raises(InvalidInput, match="a report cannot be told by messages of the family adt"):
        sent(entry_of(REPORT), Way.ADT)


@pytest.mark.parametrize("way", [Way.ADT, Way.ORDER])
def test_an_entry_that_names_another_kind_than_it_is_of_is_refused(way: Way) -> None:
    kind = RecordKind.REGISTRATION if way is Way.ADT else RecordKind.ORDER
    with pytest.raises(InvalidInput, match="not of the kind"):
        sent(entry_of(REPORT, kind=kind), way)


@pytest.mark.parametrize("document", ["bm9uc2Vuc2U=", "e30=", "***", ""])
def test_a_line_of_ours_that_cannot_be_read_is_told(document: str) -> None:
    message = sent(entry_of(ANSWERS), Way.ORU)
    start = message.rindex("Base64^") + len("Base64^")
    found = read(message[:start] + document + message[message.index("|", start) :], zone="UTC")

    assert found.entry is None
    assert "entry_unusable" in codes(found)


def test_the_patient_in_an_entry_that_came_along_is_not_shown() -> None:
    assert "planted" not in repr(received(entry_of(ANSWERS), Way.ORU)).casefold()
