"""What stands at the head of every page, in words; every renderer prints the same."""

from __future__ import annotations

from attrs import frozen

from downtimekit.models.forms import Packet
from downtimekit.models.printed_dates import day_words, moment_words


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
