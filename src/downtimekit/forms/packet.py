"""From a day's schedule to numbered paper: who gets which sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.serials import SerialPool
from downtimekit.models.forms import FormDefinition, Packet
from downtimekit.models.paper import IssuedForm
from downtimekit.models.reading import read
from downtimekit.models.schedule import Appointment, DaySchedule


def packets(
    schedule: DaySchedule,
    *,
    forms: Sequence[FormDefinition],
    pool: SerialPool,
    downtime: str,
    drill: bool = False,
    after: str | None = None,
) -> tuple[Packet, ...]:
    """Make a packet for each appointment that somebody will come to, in the order in which the patients come.

    The same schedule, however its lines are ordered, gets the same serials.

    Args:
        schedule: the day's appointments.
        forms: the forms that every patient gets, in the order in which they lie in the packet.
        pool: where the serials come from.
        downtime: the key of the downtime that the paper is printed for.
        drill: whether the paper is marked as an exercise.
        after: the last serial that was taken from the pool before; None where none was.

    Raises:
        InvalidInput: there is no form, the pool has too few numbers, or the key is none.
    """
    if not forms:
        raise InvalidInput("packets", [Fault("forms", "at least one form is needed")])
    coming = schedule.expected()
    serials = iter(pool.take(len(coming) * len(forms), after=after))
    alike = _shared_names(coming)
    return tuple(
        read(
            Packet,
            {
                "downtime": downtime,
                "drill": drill,
                "name_alert": _name(appointment) in alike,
                "as_of": schedule.as_of,
                "appointment": appointment,
                "sheets": [{"serial": next(serials), "form": form} for form in forms],
            },
            source="packet",
        )
        for appointment in coming
    )


def issued(packets: Iterable[Packet]) -> tuple[IssuedForm, ...]:
    """Return what is to be accounted for once the packets are printed: every sheet, in printing order."""
    return tuple(
        IssuedForm(
            serial=sheet.serial,
            form=sheet.form.key,
            form_digest=sheet.form.digest,
            accession=packet.appointment.accession,
            mrn=packet.appointment.patient.mrn,
        )
        for packet in packets
        for sheet in packet.sheets
    )


def _shared_names(coming: Iterable[Appointment]) -> frozenset[str]:
    bearers = defaultdict(set)
    for appointment in coming:
        bearers[_name(appointment)].add(appointment.patient.mrn)
    return frozenset(name for name, numbers in bearers.items() if name and len(numbers) > 1)


def _name(appointment: Appointment) -> str:
    return appointment.patient.label.casefold()
