"""Schedules: `models.schedule.Appointment` and the FHIR R4 resource Appointment; a day's schedule and a Bundle of them.

An appointment is written with its patient in it, because a schedule is there to be read when nothing can be looked up.
What is read may also refer to a Patient of the same Bundle, as the answer to a search with
``_include=Appointment:patient`` does; one without the number of an exam is known by that of its visit. How old a
schedule is, its Bundle says: one without a timestamp is refused. The day and the zone of a schedule are the clinic's,
and no element holds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache, partial

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir import patient
from downtimekit.interop.fhir.kinds import INSTANT, INTEGER, Json, codes
from downtimekit.interop.fhir.parts import Part
from downtimekit.interop.fhir.reading import Reading, objects_at
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.shelf import Placed, Shelf, bundle, shelf
from downtimekit.interop.fhir.systems import IDENTIFIER_TYPE, Systems
from downtimekit.interop.fhir.template import Template, also, blank, coded, must, part, sole
from downtimekit.models.reading import read
from downtimekit.models.schedule import Appointment, AppointmentStatus, DaySchedule

STATUS = codes(AppointmentStatus)


@frozen
class _End(Part):
    """When an appointment ends; where nobody knows, when it begins, for FHIR wants an end (R4, app-2)."""

    filled: bool = False

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Keep it until the start is known too."""
        ends = INSTANT.read(found, at=at, into=into)
        if isinstance(ends, datetime):
            into.values["ends"] = ends

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return the end."""
        if not isinstance(model, Appointment):
            return None
        said = INSTANT.write(model.ends or model.starts)
        return said if isinstance(said, str) else None


def _check(found: Mapping[str, object], *, at: str, into: Reading, systems: Systems) -> None:
    _number_by_the_visit(found, into, systems)
    held = found.get("contained")
    for number, inner in enumerate(held if isinstance(held, list) else ()):
        if isinstance(inner, dict) and inner.get("id") == "patient":
            patient.check_in_use(inner, at=f"{at}.contained[{number}]", into=into, of="patient")
    _work_out_minutes(at, into)


def _number_by_the_visit(found: Mapping[str, object], into: Reading, systems: Systems) -> None:
    """Number a visit that is for no exam as the calendar does: by the number of the visit, or by the resource's id."""
    visits = [one.get("value") for one in objects_at(found, "identifier") if one.get("system") == systems.visit]
    for number in (*visits, found.get("id")):
        if isinstance(number, str):
            into.values.setdefault("accession", number)


def _work_out_minutes(at: str, into: Reading) -> None:
    """Work out how long an appointment takes where only its end is given."""
    starts, ends = into.values.get("starts"), into.values.pop("ends", None)
    if not isinstance(starts, datetime) or not isinstance(ends, datetime) or starts == ends:
        return
    minutes, rest = divmod(ends - starts, timedelta(minutes=1))
    said = into.values.setdefault("minutes", minutes)
    if rest or said != minutes:
        into.unplaced(f"{at}.end")


@lru_cache
def _template(systems: Systems) -> ResourceTemplate[Appointment]:
    body: Mapping[str, Template] = {
        "resourceType": must("Appointment"),
        "contained": [{**patient.body(systems, of="patient."), "id": must("patient")}],
        "identifier": [
            sole(
                {
                    "type": also(coded(IDENTIFIER_TYPE, "ACSN")),
                    "system": systems.accession,
                    "value": blank("accession", needed=True),
                }
            )
        ],
        "status": blank("status", STATUS),
        "appointmentType": {"text": blank("visit_type")},
        "description": blank("exam"),
        "start": blank("starts", INSTANT),
        "end": _End(),
        "minutesDuration": blank("minutes", INTEGER),
        "participant": [
            sole({"actor": {"reference": "#patient"}, "status": also("accepted")}),
            _takes_part(
                {"type": "Location", "identifier": {"system": systems.site, "value": blank("site", needed=True)}}
            ),
            _takes_part({"type": "Practitioner", "display": blank("provider", needed=True)}),
            _takes_part({"type": "Location", "display": blank("room", needed=True)}),
            _takes_part({"type": "Device", "display": blank("resource", needed=True)}),
        ],
    }
    return ResourceTemplate(Appointment, part(body), absent={"exam": ""}, check=partial(_check, systems=systems))


def _takes_part(actor: Template) -> Template:
    return {"actor": actor, "status": also("accepted")}


def to_fhir(appointment: Appointment, *, systems: Systems) -> Written:
    """Write an appointment as a FHIR Appointment that contains its Patient."""
    return _template(systems).write(appointment)


def from_fhir(found: object, *, systems: Systems, site: str | None = None) -> Read[Appointment]:
    """Read a FHIR Appointment that contains its Patient, or a Bundle that holds both.

    Args:
        found: the resource, as ``json.loads`` returns it.
        systems: the clinic's numbering systems.
        site: where the visit is, for an appointment that does not say.

    Raises:
        InvalidInput: with every fault.
    """
    here = shelf(found, of="Appointment")
    appointments = list(here.of("Appointment"))
    if len(appointments) != 1:
        raise InvalidInput("Appointment", [Fault("", "there must be one Appointment, and no more")])
    return _read(appointments[0], here, systems, site)


def day_to_fhir(schedule: DaySchedule, *, systems: Systems) -> Written:
    """Write a day's schedule as a Bundle of Appointments; its day and zone have no place."""
    written = [to_fhir(appointment, systems=systems) for appointment in schedule.appointments]
    losses = [f"appointments[{number}].{loss}" for number, one in enumerate(written) for loss in one.losses]
    as_of = INSTANT.write(schedule.as_of)
    stamp: dict[str, Json] = {"timestamp": as_of} if isinstance(as_of, str) else {}
    resource = bundle("collection", [("", one.resource) for one in written], **stamp)
    return Written(resource, ("day", "zone", *losses))


def day_from_fhir(
    found: object, *, day: date, zone: str, systems: Systems, site: str | None = None
) -> Read[DaySchedule]:
    """Read a day's schedule from a Bundle with Appointments and their Patients, such as the answer to a search.

    Args:
        found: the Bundle, as ``json.loads`` returns it, with all pages in it.
        day: the clinic's calendar day.
        zone: the zone of its wall clock, as an IANA name.
        systems: the clinic's numbering systems.
        site: where the visits are that do not say.

    Raises:
        InvalidInput: with every fault of every appointment.
    """
    here = shelf(found, of="Bundle")
    head = Reading()
    stamp = found.get("timestamp") if isinstance(found, dict) else None
    as_of = INSTANT.read(stamp, at="Bundle.timestamp", into=head)
    faults, losses, visits = list(head.faults), list(head.losses), []
    for placed in here.of("Appointment"):
        try:
            one = _read(placed, here, systems, site)
        except InvalidInput as error:
            faults += error.faults
        else:
            visits.append(one.model)
            losses += one.losses
    if faults:
        raise InvalidInput("Bundle", faults)
    used = ("Appointment", "Patient")
    losses += [other.at for other in here.all if other.type not in used]
    schedule = {"day": day, "zone": zone, "as_of": as_of, "appointments": visits}
    return Read(read(DaySchedule, schedule, source="Bundle"), tuple(losses))


def _read(placed: Placed, here: Shelf, systems: Systems, site: str | None) -> Read[Appointment]:
    whole, moved = _in_one(placed, here)
    given = {"site": site} if site else {}
    try:
        found = _template(systems).read(whole, at=placed.at, **given)
    except InvalidInput as error:
        faults = [Fault(_origin(fault.path, moved), fault.words) for fault in error.faults]
        raise InvalidInput(placed.at, faults) from None
    return Read(found.model, tuple(_origin(loss, moved) for loss in found.losses))


def _in_one(placed: Placed, here: Shelf) -> tuple[Mapping[str, object], Mapping[str, str]]:
    """Return an appointment that contains its patient, and from where what it contains now was moved there."""
    people, held = placed.resource.get("participant"), placed.resource.get("contained", [])
    if not isinstance(people, list) or not isinstance(held, list):
        return placed.resource, {}
    inner, moved, taking_part = list(held), {}, []
    for person in people:
        actor = person.get("actor") if isinstance(person, dict) else None
        if not isinstance(actor, dict):
            taking_part.append(person)
            continue
        other = here.find(actor, within=placed)
        if other is None or other.type != "Patient":
            taking_part.append({**person, "actor": _typed(actor)})
            continue
        if not any(one is other.resource for one in inner):
            moved[f"{placed.at}.contained[{len(inner)}]"] = other.at
            inner.append(other.resource)
        inner = [{**other.resource, "id": "patient"} if one is other.resource else one for one in inner]
        taking_part.append({**person, "actor": {**actor, "reference": "#patient"}})
    return {**placed.resource, "contained": inner, "participant": taking_part}, moved


def _typed(actor: Mapping[str, object]) -> Mapping[str, object]:
    """Return a reference with the type of what it refers to, where its text tells it."""
    target = actor.get("reference")
    kind = target.rpartition("/")[0].rpartition("/")[2] if isinstance(target, str) else ""
    return {"type": kind, **actor} if kind else actor


def _origin(path: str, moved: Mapping[str, str]) -> str:
    for there, origin in moved.items():
        if path.startswith(there):
            return origin + path[len(there) :]
    return path
