"""A day's patients of nowhere, and what is read back from their paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import zxingcpp
from PIL import Image
from pypdf import PageObject, PdfReader

from downtimekit.forms import RADIOLOGIST_WORKSHEET, SerialPool
from downtimekit.forms.codes import QR_ROW, QR_SIZE, PageCode, Seal, downtime_tag, qr_rows
from downtimekit.models.forms import FormDefinition, FormPlan, Packet, Sheet
from downtimekit.models.patient import Patient
from downtimekit.models.schedule import Appointment

SEAL = Seal.of(b"of nobody but this benchmark")
FORM = RADIOLOGIST_WORKSHEET
AS_OF = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
FAMILY = ("Sampleton", "Example", "Testwell", "Placeholder", "Muster-Beispiel", "O'Specimen", "Ångström-Test")
GIVEN = ("Nora", "Ida Maria", "Eve", "Zoë", "Ruth", "Ann-Kathrin")
EXAMS = ("Screening mammogram, both breasts", "Diagnostic mammogram, left", "Ultrasound, right breast")
SCALE, QUIET = 4, 4
READ = 25
_CODE = re.compile(rb"BI/BPC 1/W %d/H %d[^>]*? ID ([0-9a-f]+)> EI" % (QR_SIZE, QR_SIZE))


def packets_of(count: int, forms: Sequence[FormDefinition] = (FORM,), names: Sequence[str] = FAMILY) -> list[Packet]:
    """Return a packet with these forms for each of so many patients."""
    serials = iter(SerialPool("W", 1, 10 * count * len(forms)).take(count * len(forms)))
    return [
        Packet(
            downtime="west-2026-03-03",
            as_of=AS_OF,
            expires=AS_OF + timedelta(days=2),
            site="west",
            appointment=_visit(number, names[number % len(names)]),
            sheets=tuple(Sheet(serial=next(serials), form=form) for form in forms),
        )
        for number in range(count)
    ]


def _visit(number: int, family: str) -> Appointment:
    born = date(1935, 1, 1) + timedelta(days=17 * number % 18000)
    patient = Patient(mrn=f"T-{100000 + number}", family=family, given=GIVEN[number % len(GIVEN)], birth_date=born)
    starts = AS_OF + timedelta(hours=13, minutes=5 * number % 600)
    return Appointment(
        accession=f"A-{260300000 + number}", patient=patient, starts=starts, exam=EXAMS[number % 3], site="west"
    )


def expected(packets: Sequence[Packet], plans: Sequence[FormPlan]) -> Iterator[tuple[Packet, PageCode]]:
    """Yield for each page whose it is, and what its code says."""
    known = {plan.form: plan for plan in plans}
    digests = {plan.form: plan.digest[:8] for plan in plans}
    for packet in packets:
        for sheet in packet.sheets:
            pages = len(known[sheet.form.key].pages)
            for page in range(1, pages + 1):
                yield (
                    packet,
                    PageCode(
                        serial=sheet.serial,
                        page=page,
                        pages=pages,
                        copy_number=1,
                        drill=False,
                        downtime=downtime_tag(packet.downtime),
                        plan=digests[sheet.form.key],
                        expires=packet.expires,
                    ),
                )


def problems_of(document: bytes, packets: Sequence[Packet], plans: Sequence[FormPlan]) -> str:
    """Return in words what is wrong with a document of ours.

    Every page's code is compared with the one that belongs there. Of some pages the code is decoded too, as a scanner
    would, and the patient is read.

    Args:
        document: of all these packets.
        packets: in their order.
        plans: of the press.
    """
    wanted = list(expected(packets, plans))
    symbols = [bytes.fromhex(digits.decode()) for digits in _CODE.findall(document)]
    if len(symbols) != len(wanted):
        return f"{len(symbols)} pages instead of {len(wanted)}"
    some = range(0, len(wanted), max(1, len(wanted) // READ))
    pages = PdfReader(BytesIO(document)).pages
    told = (
        ("another code than belongs there", [qr_rows(SEAL.token(code)) for _, code in wanted] != symbols),
        ("a code that reads wrong", any(SEAL.open(read(symbols[page])).code != wanted[page][1] for page in some)),
        ("a page of another", not all(is_of(pages[page].extract_text(), wanted[page][0]) for page in some)),
    )
    return "; ".join(words for words, is_so in told if is_so)


def contents_of(page: PageObject) -> bytes:
    """Return what is written onto a page, as it stands in the file."""
    found = page.get_contents()
    return found.get_data() if found is not None else b""


def token_in(content: bytes) -> str:
    """Return the token of the square code that a page draws."""
    (digits,) = _CODE.findall(content)
    return read(bytes.fromhex(digits.decode()))


def read(rows: bytes) -> str:
    """Return what a scanner makes of a symbol."""
    black = [int.from_bytes(rows[start : start + QR_ROW]) for start in range(0, len(rows), QR_ROW)]
    image = Image.new("L", (QR_SIZE + 2 * QUIET,) * 2, 255)
    for y, row in enumerate(black):
        for x in range(QR_SIZE):
            if row >> (8 * QR_ROW - 1 - x) & 1:
                image.putpixel((x + QUIET, y + QUIET), 0)
    (found,) = zxingcpp.read_barcodes(image.resize((image.width * SCALE,) * 2, Image.Resampling.NEAREST))
    return found.text


def is_of(text: str, packet: Packet) -> bool:
    """Tell whether the words of a page name a patient, by name and number."""
    visit = visit_of(packet)
    words = "".join(text.split())
    parts = (visit.patient.label, visit.patient.mrn, visit.accession)
    return all("".join(part.split()) in words for part in parts)


def visit_of(packet: Packet) -> Appointment:
    """Return whose paper it is; here it is always somebody's."""
    if packet.appointment is None:
        raise ValueError("blank paper")
    return packet.appointment
