"""From a day's schedule, or a ward's list, to numbered paper: who gets which sheets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.look_alikes import look_alikes
from downtimekit.forms.rules import FormsFor
from downtimekit.forms.serials import Pool
from downtimekit.models.forms import FormDefinition, Packet, Sheet
from downtimekit.models.paper import IssuedForm
from downtimekit.models.patient import Patient
from downtimekit.models.plain import NOT_PLAIN, is_plain
from downtimekit.models.reading import read
from downtimekit.models.schedule import Appointment, DaySchedule

_ADDED = frozenset({"performed_by", "occurred_at"})
"""What `forms.printed` adds to a form, and somebody may know beforehand."""


def _nothing(visit: Appointment, form: FormDefinition) -> Mapping[str, Any]:
    return {}


def _nobody_knows(visit: Appointment) -> str | None:
    return None


@frozen
class PacketTerms:
    """What packets say that stands in no schedule.

    Attributes:
        language: in which a sheet is printed where nobody knows the patient's language, or the form does not speak it.
        language_of: in which language a patient reads, as a BCP 47 tag; None where nobody knows.
        answers: what is known already of a visit and is printed into a form's fields, as `read_keyed` takes it.
        valid_for: for how long after its data were taken the paper may be used; without it, nothing is said.
        read_only: the data come from a copy that is only read.
        alike: the numbers of those patients whose paper warns of a look-alike.
    """

    language: str = "en"
    language_of: Callable[[Appointment], str | None] = field(default=_nobody_knows, repr=False)
    answers: Callable[[Appointment, FormDefinition], Mapping[str, Any]] = field(default=_nothing, repr=False)
    valid_for: timedelta | None = None
    read_only: bool = False
    alike: Callable[[Iterable[Patient]], Collection[str]] = field(default=look_alikes, repr=False)

    def spoken(self, form: FormDefinition, wanted: str | None) -> str:
        """Return the language that a sheet is printed in: the wanted one, or the nearest that the form has."""
        for tag in filter(None, (wanted, self.language)):
            first = tag.split("-")[0]
            near = [language for language in form.languages if language.split("-")[0] == first]
            if near:
                return tag if tag in near else near[0]
        return form.language

    def expires(self, as_of: datetime) -> datetime | None:
        """Return until when paper may be used whose data were taken at an instant."""
        return as_of + self.valid_for if self.valid_for is not None else None


PLAIN = PacketTerms()


class Numbers(Protocol):
    """Where serials come from: a `SerialPool`, or the `TakenNumbers` of a number desk."""

    def take(self, count: int, *, after: str | None = None) -> tuple[str, ...]:
        """Return the next ones; the same question gets the same answer."""
        ...


def packets(
    schedule: DaySchedule,
    *,
    forms: Sequence[FormDefinition] | FormsFor,
    pool: Pool,
    downtime: str,
    drill: bool = False,
    after: str | None = None,
    terms: PacketTerms = PLAIN,
) -> tuple[Packet, ...]:
    """Make a packet for each appointment that somebody will come to, in the order in which the patients come.

    The same schedule, however its lines are ordered, gets the same serials.

    Args:
        schedule: the day's appointments; of one site or ward, see `DaySchedule.at_site`.
        forms: those that every patient gets, in the order in which they lie in the packet; or a rule, see `forms_by`.
        pool: where the serials come from.
        downtime: the key of the downtime that the paper is printed for.
        drill: whether the paper is marked as an exercise.
        after: the last serial that was taken from the pool before; None where none was.
        terms: what the paper says besides.

    Raises:
        InvalidInput: a visit gets no form, what is printed into a form is none of its questions or cannot be written,
            the pool has too few numbers, or the key is none. Visits are named by their place in the order of the day.
    """
    coming = schedule.expected()
    lying = [tuple(forms(visit) if callable(forms) else forms) for visit in coming]
    known = [[terms.answers(visit, form) for form in own] for visit, own in zip(coming, lying, strict=True)]
    if faults := [*_without_forms(forms, lying), *_unknown_questions(lying, known)]:
        raise InvalidInput("packets", faults)
    alike = frozenset(terms.alike(visit.patient for visit in coming))
    serials = iter(pool.take(sum(map(len, lying)), after=after))
    samples = _Samples(terms)
    about = {
        "downtime": downtime,
        "drill": drill,
        "read_only": terms.read_only,
        "as_of": schedule.as_of,
        "expires": terms.expires(schedule.as_of),
    }

    def packet(visit: Appointment, own: Sequence[FormDefinition], answers: Sequence[Mapping[str, Any]]) -> Packet:
        sheets = samples.sheets(visit, own, serials=serials, answers=answers)
        whose = {"site": visit.site, "appointment": visit, "name_alert": visit.patient.mrn in alike, "sheets": sheets}
        return read(Packet, about | whose, source="packet")

    return tuple(map(packet, coming, lying, known))


@frozen
class _Samples:
    """A sheet of each form in each language: a form is looked through once, and not for each of thousands of sheets."""

    terms: PacketTerms
    made: dict[tuple[int, str], Sheet] = field(factory=dict)

    def sheets(
        self,
        visit: Appointment,
        forms: Sequence[FormDefinition],
        *,
        serials: Iterator[str],
        answers: Sequence[Mapping[str, Any]],
    ) -> list[Sheet]:
        wanted = self.terms.language_of(visit)
        return [
            self._of(form, wanted).model_copy(update={"serial": next(serials), "answers": dict(known)})
            for form, known in zip(forms, answers, strict=True)
        ]

    def _of(self, form: FormDefinition, wanted: str | None) -> Sheet:
        language = self.terms.spoken(form, wanted)
        key = (id(form), language)
        return self.made.get(key) or self.made.setdefault(key, Sheet(serial="sample", form=form, language=language))


def blank_packets(
    wanted: Iterable[tuple[FormDefinition, int]],
    *,
    site: str,
    as_of: datetime,
    pool: Pool,
    downtime: str,
    drill: bool = False,
    after: str | None = None,
    terms: PacketTerms = PLAIN,
) -> tuple[Packet, ...]:
    """Make blank paper for a site, a packet for each sheet, so that each goes to whoever needs it.

    Args:
        wanted: each form, and how many sheets of it; see `stock`.
        site: where it is kept.
        as_of: when it is printed.
        pool: where the serials come from.
        downtime: the key of the downtime that the paper is printed for.
        drill: whether the paper is marked as an exercise.
        after: the last serial that was taken from the pool before; None where none was.
        terms: in which language, and until when it may be used; nothing is known of a patient.

    Raises:
        InvalidInput: the pool has too few numbers, or a key is none.
    """
    forms = [form for form, count in wanted for _ in range(count)]
    about = {"downtime": downtime, "drill": drill, "as_of": as_of, "expires": terms.expires(as_of), "site": site}
    return tuple(
        read(
            Packet,
            about | {"sheets": [{"serial": serial, "form": form, "language": terms.spoken(form, None)}]},
            source="packet",
        )
        for form, serial in zip(forms, pool.take(len(forms), after=after), strict=True)
    )


def blanked(packet: Packet) -> Packet:
    """Return the same sheets without what is known: their numbers stay, the name is written in by hand."""
    sheets = tuple(sheet.model_copy(update={"answers": {}}) for sheet in packet.sheets)
    return packet.model_copy(update={"appointment": None, "name_alert": False, "sheets": sheets})


def reprinted(packet: Packet, *serials: str) -> Packet:
    """Return sheets of a packet as they are printed again: the same numbers, each with its next copy number.

    Args:
        packet: as it was printed last.
        serials: which of its sheets; all of them where none are named.

    Raises:
        InvalidInput: a number is of no sheet of the packet, or a sheet has no further copy number.
    """
    unknown = sorted(set(serials) - {sheet.serial for sheet in packet.sheets})
    if unknown:
        raise InvalidInput("reprint", [Fault("serials", f"are not in this packet: {', '.join(unknown)}")])
    again = [
        {**dict(sheet), "copy_number": sheet.copy_number + 1}
        for sheet in packet.sheets
        if not serials or sheet.serial in serials
    ]
    return read(Packet, {**dict(packet), "sheets": again}, source="reprint")


def issued(packets: Iterable[Packet]) -> tuple[IssuedForm, ...]:
    """Return what is to be accounted for once the packets are printed: every sheet, in printing order."""
    return tuple(
        IssuedForm(
            serial=sheet.serial,
            form=sheet.form.key,
            form_digest=sheet.form.digest,
            accession=packet.appointment.accession if packet.appointment else None,
            mrn=packet.appointment.patient.mrn if packet.appointment else None,
            site=packet.site,
            expires=packet.expires,
            copy_number=sheet.copy_number,
            keyed=sheet.form.record is not None,
            printed_for=packet.downtime,
        )
        for packet in packets
        for sheet in packet.sheets
    )


def _without_forms(forms: object, lying: Sequence[Sequence[FormDefinition]]) -> Iterator[Fault]:
    if not callable(forms):
        yield from () if forms else [Fault("forms", "at least one form is needed")]
        return
    for number, own in enumerate(lying, 1):
        if not own:
            yield Fault(f"visit {number} of the day", "gets no form by any rule")


def _unknown_questions(
    lying: Sequence[Sequence[FormDefinition]], known: Sequence[Sequence[Mapping[str, Any]]]
) -> Iterator[Fault]:
    for number, (own, answers) in enumerate(zip(lying, known, strict=True), 1):
        for form, said in zip(own, answers, strict=True):
            asked = {field.key for field in form.fields()} | _ADDED if said else frozenset[str]()
            if said.keys() - asked:
                yield Fault(f"visit {number} of the day", f"has answers that {form.key} does not ask for")
            if not is_plain(said):
                yield Fault(f"visit {number} of the day", f"has answers to {form.key} of which one {NOT_PLAIN}")
