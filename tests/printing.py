"""What printing is tried on: a day of made-up visits, and a renderer in plain words that workers can import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from attrs import field, frozen

from downtimekit.errors import Rejected
from downtimekit.forms import QUESTIONNAIRE, TECH_NOTES, SerialPool, packets
from downtimekit.models.forms import FormDefinition, FormPlan, Layout, Packet, PagePlan, Paper
from downtimekit.models.patient import Patient
from downtimekit.models.schedule import Appointment, DaySchedule

NINE = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
"""Nine in the morning of 3 March 2026 in New York."""

UNDRAWABLE = "\u2603"


@frozen
class WordsPress:
    """Writes a line for each sheet; a name with a snowman in it cannot be drawn."""

    plans: Sequence[FormPlan] = ()
    draws_all: bool = False

    def render(self, packets: Iterable[Packet]) -> bytes:
        return b"".join(self.files(packets))

    def files(self, packets: Iterable[Packet]) -> Iterator[bytes]:
        for packet in packets:
            name = packet.appointment.patient.label if packet.appointment else "BLANK"
            if UNDRAWABLE in name and not self.draws_all:
                raise Rejected(f"sheet {packet.sheets[0].serial}: holds a character that no font has")
            yield "".join(f"{sheet.serial} {sheet.copy_number} {name}\n" for sheet in packet.sheets).encode()


@frozen
class WordsRenderer:
    """Draws in words; with all fonts, even a snowman."""

    suffix: str = ".txt"
    pages: int = field(default=2)
    draws_all: bool = False

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> WordsPress:
        plans = [
            FormPlan(
                form=form.key,
                form_digest=form.digest,
                language=language,
                paper=Paper.LETTER,
                pages=(PagePlan(),) * self.pages,
            )
            for form in forms
            for language in form.languages
        ]
        return WordsPress(plans, self.draws_all)


def a_visit(number: int, family: str = "", given: str = "", *, born: date | None = None, **more: object) -> Appointment:
    """Return a visit of somebody whom nobody is like; two numbers give two patients."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}")
    patient = Patient(
        mrn=f"T-{number:05d}",
        family=family or f"Fam{letters * 2}",
        given=given or f"Giv{letters[::-1] * 2}",
        birth_date=born or date(1930, 1, 1) + timedelta(days=number * 9),
    )
    about = {"accession": f"A-{number:05d}", "starts": NINE + timedelta(minutes=number), "exam": "Screening mammogram"}
    return Appointment.model_validate({**about, "site": "west", "patient": patient, **more})


def a_day(*visits: Appointment, as_of: datetime = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)) -> DaySchedule:
    """Return a schedule of 3 March 2026 in New York."""
    return DaySchedule(day=date(2026, 3, 3), zone="America/New_York", as_of=as_of, appointments=visits)


def a_pile(count: int, **otherwise: Appointment) -> tuple[Packet, ...]:
    """Return packets of two sheets; ``at_3=visit`` puts another visit in the third place."""
    visits = [otherwise.get(f"at_{number}", a_visit(number)) for number in range(1, count + 1)]
    pool = SerialPool("W", 1, 999_999)
    return packets(a_day(*visits), forms=[QUESTIONNAIRE, TECH_NOTES], pool=pool, downtime="west-1")


def visit_of(packet: Packet) -> Appointment:
    """Return whose a packet is; it is not blank."""
    assert packet.appointment is not None
    return packet.appointment
