"""What stands at the head of every page, in words; every renderer prints the same."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen

from downtimekit.models.forms import Packet

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@frozen(repr=False)
class Heading:
    """Whose a page is, for which exam, and how old that knowledge is.

    Attributes:
        name: ``FAMILY, Given``; empty where the schedule has none.
        born: the birth date, with the month in letters; empty where the schedule has none.
        facts: labels and values, in the order in which they are read.
        snapshot: where these data come from, as a sentence.
        alert: a warning; empty where there is none.
    """

    name: str
    born: str
    facts: tuple[tuple[str, str], ...]
    snapshot: str
    alert: str


def heading_of(packet: Packet) -> Heading:
    """Return the head of every page of a packet."""
    appointment = packet.appointment
    patient = appointment.patient
    return Heading(
        name=patient.label,
        born=day_words(patient.birth_date) if patient.birth_date else "",
        facts=(
            ("MRN", patient.mrn),
            ("Accession", appointment.accession),
            ("Appointment", moment_words(appointment.starts)),
            ("Exam", appointment.exam),
        ),
        snapshot=f"Site {appointment.site}. Schedule as of {moment_words(packet.as_of)}.",
        alert="NAME ALERT: another patient today has this name" if packet.name_alert else "",
    )


def day_words(day: date) -> str:
    """Return a day as nobody misreads it: ``04 Jul 1961``."""
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year:04d}"


def moment_words(moment: datetime) -> str:
    """Return a moment with its offset from UTC: ``03 Mar 2026 09:30 (UTC-05:00)``."""
    offset = f"{moment:%z}"
    return f"{day_words(moment)} {moment:%H:%M} (UTC{offset[:3]}:{offset[3:5]})"
