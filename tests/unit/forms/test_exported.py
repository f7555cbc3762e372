"""What an offline page exported, and what is not believed of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from downtimekit.errors import InvalidInput, NewerDocument
from downtimekit.forms import FormBook, read_keyed
from downtimekit.forms.codes import PageCode, Reception, Seal, downtime_tag
from downtimekit.forms.exported import exported_sheets, read_export
from downtimekit.models.forms import Packet
from downtimekit.models.paper import SheetState
from downtimekit.models.paperwork import FilledForm
from tests.offline import ANSWERS, BOOK, EVERY_KIND, SEAL, SERIALS, packet_of, reception_of

NOW = datetime.now(UTC).replace(microsecond=0)
PACKETS = [packet_of(1), packet_of(2)]
SECRET = ("Sampleton", "T-551", "A-771", "DK1", "Nora", "A fall")


def code_of(packet: Packet, **changes: Any) -> PageCode:
    sheet = packet.sheets[0]
    told: dict[str, Any] = {
        "serial": sheet.serial,
        "page": 1,
        "pages": 1,
        "copy_number": sheet.copy_number,
        "drill": packet.drill,
        "downtime": downtime_tag(packet.downtime),
        "plan": "0" * 8,
        "expires": packet.expires,
    }
    return PageCode(**(told | changes))


def sheet_of(
    packet: Packet = PACKETS[0], *, seal: Seal = SEAL, code: PageCode | None = None, **changes: Any
) -> dict[str, Any]:
    """Return a sheet as the page exports it."""
    assert packet.appointment
    patient = packet.appointment.patient
    sheet = packet.sheets[0]
    return {
        "serial": sheet.serial,
        "copy": sheet.copy_number,
        "token": seal.token(code or code_of(packet)),
        "form": {"key": EVERY_KIND.key, "version": 1, "digest": EVERY_KIND.digest, "language": "en"},
        "drill": packet.drill,
        "incomplete": False,
        "begun_at": (NOW - timedelta(minutes=20)).isoformat(),
        "typed_at": NOW.isoformat(),
        "typed_by": "É. Nagy",
        "performed_by": "R. Ames",
        "occurred_at": ANSWERS["seen_at"],
        "signatures": [{"field": "nurse", "at": NOW.isoformat(), "changed": False}],
        "patient": {"mrn": patient.mrn, "family": patient.family, "given": patient.given, "birth_date": "1951-07-04"},
        "accession": packet.appointment.accession,
        "content": dict(ANSWERS),
    } | changes


def export_of(*sheets: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "kind": "downtimekit.offline_export",
        "schema": 1,
        "page": "0a1b",
        "exported_at": NOW.isoformat(),
        "sheets": list(sheets),
    } | changes


def coded(**changes: Any) -> dict[str, Any]:
    """Return a sheet whose code says something else."""
    return sheet_of(code=code_of(PACKETS[0], **changes))


def spoilt(token: str) -> str:
    return token[:-1] + ("B" if token.endswith("A") else "A")


def faults_of(export: object, reception: Reception | None = None) -> dict[str, str]:
    """Return what an export is refused for; nothing of the patient is in it."""
    with pytest.raises(InvalidInput) as refusal:
        read_export(json.dumps(export), reception=reception or reception_of(PACKETS), forms=BOOK)
    assert not [secret for secret in SECRET if secret in str(refusal.value)]
    return {fault.path: fault.words for fault in refusal.value.faults}


@pytest.mark.parametrize(
    "as_it_came", [json.dumps, lambda export: json.dumps(export).encode(), dict], ids=["text", "bytes", "parsed"]
)
def test_a_sheet_becomes_a_capture(as_it_came: Callable[[Any], Any]) -> None:
    reception = reception_of(PACKETS)
    (found,) = read_export(as_it_came(export_of(sheet_of())), reception=reception, forms=BOOK)
    assert found.keyed
    capture = read_keyed(found.keyed, issued=reception.issued, source="export", forms=BOOK)

    assert isinstance(capture.content, FilledForm)
    assert capture.content.answers == ANSWERS
    assert (capture.performed_by, capture.entered_by) == ("R. Ames", "É. Nagy")
    assert capture.recorded_at == NOW
    assert (found.path, found.incomplete, found.drill, found.changed_after_signing) == ("sheets[0]", False, False, ())


def test_who_and_when_are_what_the_form_s_own_fields_say_whatever_stands_beside_them() -> None:
    other = sheet_of(performed_by="S. Supervisor", occurred_at="2026-03-02T23:59:00-05:00")
    (found,) = read_export(export_of(other), reception=reception_of(PACKETS), forms=BOOK)

    assert found.keyed
    assert (found.keyed["performed_by"], found.keyed["occurred_at"]) == (ANSWERS["nurse"], ANSWERS["seen_at"])


def test_the_same_export_taken_in_twice_is_one_capture() -> None:
    reception = reception_of(PACKETS)
    ids = set()
    for moment in (NOW, NOW + timedelta(hours=1)):
        export = export_of(sheet_of(), exported_at=moment.isoformat())
        (found,) = read_export(export, reception=reception, forms=BOOK)
        assert found.keyed
        ids.add(read_keyed(found.keyed, issued=reception.issued, source="export", forms=BOOK).id)

    assert len(ids) == 1


def test_what_was_typed_after_signing_is_told() -> None:
    signed = [{"field": "nurse", "at": NOW.isoformat(), "changed": True}]
    (found,) = read_export(export_of(sheet_of(signatures=signed)), reception=reception_of(PACKETS), forms=BOOK)

    assert found.changed_after_signing == ("nurse",)


STRANGE: dict[str, tuple[dict[str, Any], str, str]] = {
    "a key that is not ours": (sheet_of(token="DK1" + "A" * 48), "token", "a key that is not known here"),
    "a changed code": (sheet_of(token=spoilt(sheet_of()["token"])), "token", "changed, or made by somebody else"),
    "a code cut short": (sheet_of(token=sheet_of()["token"][:-4]), "token", "changed, or made by somebody else"),
    "another house": (sheet_of(seal=Seal.generate()), "token", "a key that is not known here"),
    "a newer code": (sheet_of(token="DK2" + "A" * 48), "token", "made by a newer release"),
    "another bar code": (sheet_of(token="4006381333931"), "token", "none of a downtime form"),
    "another downtime": (coded(downtime=downtime_tag("east-9")), "token", "for another downtime"),
    "never issued": (coded(serial=SERIALS[60]) | {"serial": SERIALS[60]}, "token", "nobody recorded that it was"),
    "a drill": (coded(drill=True) | {"drill": True}, "token", "paper of a drill"),
    "a copy of nobody": (coded(copy_number=2) | {"copy": 2}, "token", "nobody recorded that copy 2"),
    "expired": (coded(expires=NOW - timedelta(hours=3)), "begun_at", "begun after its time was over"),
    "a clock set back": (
        sheet_of(typed_at=(NOW - timedelta(hours=1)).isoformat()),
        "typed_at",
        "earlier than the first",
    ),
    "another number": (sheet_of(serial=SERIALS[10]), "serial", "is not the number that the sheet's code gives"),
    "another copy": (sheet_of(copy=3), "copy", "is not the copy"),
    "a drill that is none": (sheet_of(drill=True), "drill", "is not what the sheet's code says"),
    "another version": (
        sheet_of(form={**sheet_of()["form"], "digest": "0" * 64}),
        "form.digest",
        "another version of the form",
    ),
    "another patient": (sheet_of(patient={"mrn": "T-552"}), "patient.mrn", "is not the number of whom"),
    "no patient": (sheet_of(patient={}), "patient.mrn", "is not the number of whom"),
    "another exam": (sheet_of(accession="A-772"), "accession", "is not the exam"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_sheet_that_does_not_belong_is_refused_with_its_own_answer(name: str) -> None:
    sheet, path, words = STRANGE[name]
    found = faults_of(export_of(sheet))

    assert words in found[f"sheets[0].{path}"]
    assert len(found) == 1


def test_a_sheet_that_was_begun_in_time_counts_after_it_expired() -> None:
    code = code_of(PACKETS[0], expires=NOW - timedelta(minutes=90))
    begun = (NOW - timedelta(hours=2)).isoformat()
    (found,) = read_export(export_of(sheet_of(code=code, begun_at=begun)), reception=reception_of(PACKETS), forms=BOOK)

    assert found.faults == ()


def test_a_drill_s_export_belongs_to_the_drill() -> None:
    packet = packet_of(1, drill=True)
    reception = reception_of([packet], drill=True)
    (found,) = read_export(export_of(sheet_of(packet)), reception=reception, forms=BOOK)

    assert found.drill
    assert "paper of a drill" in faults_of(export_of(sheet_of(packet)), reception_of([packet]))["sheets[0].token"]


def test_a_sheet_twice_in_a_file_is_for_a_person() -> None:
    found = faults_of(export_of(sheet_of(), sheet_of(content={})))

    assert list(found) == ["sheets[1].token"]
    assert "came in twice, first as sheets[0]" in found["sheets[1].token"]


def test_a_sheet_that_came_back_on_paper_is_for_a_person() -> None:
    reception = reception_of(PACKETS)
    returned = Reception(
        downtime="west-1",
        drill=False,
        now=reception.now,
        opened=SEAL.open,
        issued=reception.issued,
        states={PACKETS[0].sheets[0].serial: SheetState.RETURNED},
    )

    assert "it came back before" in faults_of(export_of(sheet_of()), returned)["sheets[0].token"]


def test_a_form_that_is_not_known_here_is_told() -> None:
    with pytest.raises(InvalidInput, match="version of a form that is not known here"):
        read_export(export_of(sheet_of()), reception=reception_of(PACKETS), forms=FormBook())


def test_every_fault_of_every_sheet_is_told_at_once_and_the_good_ones_can_be_had() -> None:
    bad = sheet_of(PACKETS[1], patient={}, accession=None, copy=4)
    export = export_of(sheet_of(), bad)

    assert list(faults_of(export)) == ["sheets[1].copy", "sheets[1].patient.mrn", "sheets[1].accession"]
    good, other = exported_sheets(export, reception=reception_of(PACKETS), forms=BOOK)
    assert (good.faults, len(other.faults)) == ((), 3)
    assert "Sampleton" not in repr(good)


def test_nothing_of_a_sheet_with_a_forged_code_is_handed_on() -> None:
    (found,) = exported_sheets(export_of(sheet_of(seal=Seal.generate())), reception=reception_of(PACKETS), forms=BOOK)

    assert found.keyed is None


DEEP: dict[str, Any] = {}
DEEP["deeper"] = json.loads('{"deeper":' * 40 + "1" + "}" * 40)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "is no JSON"),
        (b"\xff\xfe\x00", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ('{"kind": 1, "kind": 2}', "names something twice"),
        (json.dumps(export_of(sheet_of(content={"size": float("nan")}))), "is no JSON"),
        ("[]", "is not a capture file"),
        (json.dumps(export_of(sheet_of(content={"reason": "\ud800"}))), "is not a capture file"),
        (json.dumps(export_of(sheet_of())).replace("12.5", "1e999"), "is not a capture file"),
        (json.dumps(export_of(sheet_of(content=DEEP))), "is not a capture file"),
        (json.dumps({**export_of(sheet_of()), "kind": "something"}), "kind"),
        (json.dumps({**export_of(sheet_of()), "schema": "1"}), "is not the number of a schema"),
        (json.dumps({**export_of(sheet_of()), "schema": True}), "is not the number of a schema"),
        (json.dumps(export_of()), "sheets"),
        (json.dumps(export_of(sheet_of(extra=1))), "is not a known field"),
        (json.dumps(export_of(sheet_of(token="A" * 201))), "token"),
        (json.dumps(export_of(sheet_of(begun_at="2026-03-01T10:00"))), "begun_at: needs a time zone"),
        (json.dumps(export_of(sheet_of(content=["x"]))), "content"),
        ("1" * 5000, "is no"),
        (b" " * (33 * 1024 * 1024), "is larger than any capture file"),
    ],
    ids=range(19),
)
def test_what_is_no_capture_file_is_refused_whole(file: str | bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refusal:
        read_export(file, reception=reception_of(PACKETS), forms=BOOK)

    assert not [secret for secret in SECRET if secret in str(refusal.value)]


def test_a_file_of_a_newer_release_says_so() -> None:
    with pytest.raises(NewerDocument, match="schema 2; this one reads up to 1"):
        read_export(export_of(sheet_of(), schema=2), reception=reception_of(PACKETS), forms=BOOK)
