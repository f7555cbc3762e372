"""A form with a field of every kind, and what is needed to read back what was typed into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any

from downtimekit.adapters.offline_page import OfflinePageRenderer
from downtimekit.forms import FormBook, issued
from downtimekit.forms.codes import Reception, Seal
from downtimekit.forms.serials import SerialPool
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import (
    Choice,
    Condition,
    Diagram,
    FieldKind,
    FormDefinition,
    FormField,
    Group,
    Layout,
    Operator,
    Packet,
    Section,
    Sheet,
    Translation,
)
from downtimekit.models.patient import Patient
from downtimekit.models.schedule import Appointment

SEAL = Seal.of(b"for tests: nobody prints with it")
SERIALS = SerialPool("W", 1, 99).take(90)
AS_OF = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)

_WRITTEN = (
    FormField(key="reason", label="Reason for the visit", kind=FieldKind.TEXT, required=True, hint="in a few words"),
    FormField(key="story", label="What happened", kind=FieldKind.NOTE, lines=3),
    FormField(key="size", label="Size of the wound", kind=FieldKind.NUMBER, unit="mm", minimum="1", maximum="200"),
    FormField(key="since", label="Since which day", kind=FieldKind.DATE, minimum="2000-01-01"),
    FormField(key="woke", label="Woke at", kind=FieldKind.TIME),
    FormField(key="fell", label="Fell at", kind=FieldKind.DATE_TIME),
)
_TICKED = (
    FormField(key="pain", label="Any pain?", kind=FieldKind.YES_NO),
    FormField(
        key="degree",
        label="How strong",
        kind=FieldKind.ONE_OF,
        shown_if=(Condition(field="pain"),),
        required_if=Condition(field="pain"),
        choices=(Choice(key="mild", mark="1", label="Mild"), Choice(key="strong", mark="2", label="Strong")),
    ),
    FormField(
        key="signs",
        label="Signs seen",
        kind=FieldKind.MANY_OF,
        choices=(
            Choice(key="redness", label="Redness"),
            Choice(key="warmth", label="Warmth"),
            Choice(key="none", label="None of these", alone=True),
        ),
    ),
    FormField(key="drip", label="Drip in the arm", kind=FieldKind.YES_NO),
    FormField(key="pills", label="Pills given", kind=FieldKind.YES_NO),
)
_DRAWN = (
    FormField(key="breasts", label="Places on the breasts", kind=FieldKind.DIAGRAM, diagram=Diagram.BREASTS),
    FormField(key="body", label="Places on the body", kind=FieldKind.DIAGRAM, diagram=Diagram.BODY),
)
_TABLE = FormField(
    key="drugs",
    label="Drugs taken",
    kind=FieldKind.TABLE,
    lines=3,
    columns=(
        FormField(key="number", label="No.", kind=FieldKind.NUMBER),
        FormField(key="drug", label="Name of the drug", kind=FieldKind.TEXT, required=True),
        FormField(key="daily", label="Taken daily?", kind=FieldKind.YES_NO),
        FormField(
            key="times",
            label="How many a day",
            kind=FieldKind.NUMBER,
            shown_if=(Condition(field="daily", operator=Operator.EQUALS, value="true"),),
        ),
    ),
)
_END = (
    FormField(key="told", label="The patient was told\nwhat is written here.", kind=FieldKind.STATEMENT),
    FormField(key="nurse", label="Nurse", kind=FieldKind.SIGNATURE, required=True),
    FormField(key="seen_at", label="Seen at", kind=FieldKind.DATE_TIME, required=True),
)
_PLAIN = FormDefinition(
    key="every_kind",
    version=1,
    title="Every kind of question",
    record=RecordKind.FORM,
    filled_in_by="the nurse",
    sections=(
        Section(title="Written down", fields=_WRITTEN),
        Section(title="Ticked off", fields=_TICKED),
        Section(title="Drawn", fields=_DRAWN),
        Section(title="Drugs", fields=(_TABLE,)),
        Section(title="The end", fields=_END),
    ),
    groups=(Group(key="one_way", label="Way of giving", fields=("drip", "pills")),),
    done_by="nurse",
    done_at="seen_at",
)
EVERY_KIND = FormDefinition.model_validate(
    _PLAIN.model_dump()
    | {
        "translations": (
            Translation(language="es", texts={text: f"{text} (es)" for text in _PLAIN.texts()}),
            Translation(
                language="ar",
                texts={text: f"سؤال {number}" for number, text in enumerate(_PLAIN.texts())},
                page_words={"yes": "نعم", "no": "لا", "clear": "مسح", "born": "تاريخ الميلاد"},
            ),
        )
    }
)
BOOK = FormBook.of(EVERY_KIND)

ANSWERS: Mapping[str, object] = {
    "reason": "A fall <b>at home</b>",
    "story": "First line\nsecond line",
    "size": 12.5,
    "since": "2026-03-01",
    "woke": "06:05",
    "fell": "2026-03-01T23:10:00-05:00",
    "pain": True,
    "degree": "strong",
    "signs": ["redness", "warmth"],
    "drip": True,
    "breasts": [{"x": 0.157, "y": 0.315, "sign": "1"}],
    "body": [{"x": 0.185, "y": 0.59, "sign": "1"}],
    "drugs": [{"number": 1, "drug": "Testoprolol", "daily": True, "times": 2}],
    "nurse": "R. Ames",
    "seen_at": "2026-03-02T19:40:00-05:00",
}
"""What the tests type, as a capture has it."""


def packet_of(
    number: int = 1,
    *,
    form: FormDefinition = EVERY_KIND,
    family: str = "Sampleton",
    sheets: int = 1,
    language: str = "en",
    copy_number: int = 1,
    answers: Mapping[str, object] | None = None,
    **more: object,
) -> Packet:
    """Return a packet; two numbers give two patients with other serials."""
    first = 5 * number
    told = {"form": form, "language": language, "copy_number": copy_number, "answers": answers or {}}
    return Packet(
        downtime="west-1",
        as_of=AS_OF,
        expires=datetime.now(UTC) + timedelta(days=2),
        site="west",
        appointment=Appointment(
            accession=f"A-77{number}",
            patient=Patient(mrn=f"T-55{number}", family=family, given="Nora", birth_date=date(1950 + number, 7, 4)),
            starts=datetime(2026, 3, 3, 9, tzinfo=UTC),
            exam=f"Examination {number}{number}",
            site="west",
        ),
        sheets=tuple(Sheet.model_validate({"serial": SERIALS[first + each], **told}) for each in range(sheets)),
    ).model_copy(update=more)


def page_of(*packets: Packet, languages: tuple[str, ...] = ("en", "es", "ar"), **settings: Any) -> bytes:
    """Return the file."""
    forms = {sheet.form.digest: sheet.form for sheet in chain.from_iterable(packet.sheets for packet in packets)}
    renderer = OfflinePageRenderer(SEAL, **settings)
    return renderer.compile(list(forms.values()), layout=Layout(languages=languages)).render(packets)


def reception_of(packets: Iterable[Packet], *, drill: bool = False, downtime: str = "west-1") -> Reception:
    """Return what is known where the sheets are taken in."""
    return Reception(
        downtime=downtime,
        drill=drill,
        now=datetime.now(UTC),
        opened=SEAL.open,
        issued={form.serial: form for form in issued(packets)},
    )
