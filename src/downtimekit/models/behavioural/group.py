"""A group session: written down once on paper, and split into one note for each client, about that client alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from attrs import field, frozen
from pydantic import Field, model_validator

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.behavioural.diagnosis import Diagnosis
from downtimekit.models.behavioural.formats import NoteFormat, Sections
from downtimekit.models.behavioural.mental_status import MentalStatus
from downtimekit.models.behavioural.names import names_any, texts, traces
from downtimekit.models.behavioural.part2 import Part2Mark
from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.behavioural.risk import RiskAssessment
from downtimekit.models.behavioural.service_codes import ServiceCode
from downtimekit.models.behavioural.session import Session
from downtimekit.models.behavioural.signing import Signed
from downtimekit.models.behavioural.therapist import TherapistNote
from downtimekit.models.patient import WrittenIdentity
from downtimekit.models.strict import Instant, Name

MOST_CLIENTS = 100
"""More than that is no group; the limit is our own."""


class GroupMember(NotePart):
    """One client's part of a session.

    Attributes:
        client: who it is, as the sheet says.
        arrived_at: when the client came, if late; left_at: when they left, if early.
        sections: what is about this client alone; it follows the common sections.
    """

    client: WrittenIdentity
    arrived_at: Instant | None = None
    left_at: Instant | None = None
    sections: Sections = Field(default_factory=Sections)
    diagnoses: tuple[Diagnosis, ...] = ()
    mental_status: MentalStatus | None = None
    risk: RiskAssessment | None = None
    next_appointment: Instant | None = None
    part2: Part2Mark | None = None


class GroupSession(Signed):
    """One session of a group, with the clients who came.

    Attributes:
        sections: what goes into everybody's note, so that it names nobody.
        co_facilitators: the staff who held the session together with the one who signs.
        part2_protected: the group belongs to a programme under 42 CFR Part 2, and so does every note.
    """

    session: Session
    service_codes: tuple[ServiceCode, ...] = ()
    format: NoteFormat = NoteFormat.FULL
    sections: Sections = Field(default_factory=Sections)
    co_facilitators: tuple[Name, ...] = ()
    part2_protected: bool = False
    members: tuple[GroupMember, ...]

    @model_validator(mode="after")
    def _is_possible(self) -> GroupSession:
        faults = [*_unclear_clients(self.members), *_impossible_times(self)]
        if not 1 <= len(self.members) <= MOST_CLIENTS:
            faults.append(f"lists the clients who came: at least one, and at most {MOST_CLIENTS}")
        for number, member in enumerate(self.members, 1):
            if self.part2_protected and member.part2 and not member.part2.protected:
                faults.append(f"client {number} is marked as not protected by 42 CFR Part 2, but the group is")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def split(self, *, looked_at: Collection[str] = ()) -> tuple[ClientNote, ...]:
        """Return one note a client, in the order of the sheet; each holds the common part and the client's own.

        Args:
            looked_at: the paths of texts that a person has read and found to name no other client: the word that
                looks like a name is only a word.

        Raises:
            InvalidInput: a text names another client, by name, number or birth date; with the path of every such
                text, and without the name. A joined section that becomes too long is refused too.
        """
        faults = [Fault(path, _NAMES_ANOTHER) for path in _naming_another(self) if path not in looked_at]
        if faults:
            raise InvalidInput("group session", faults)
        return tuple(ClientNote(member.client, self._note(member)) for member in self.members)

    def _note(self, member: GroupMember) -> TherapistNote:
        protected = Part2Mark(protected=True) if self.part2_protected else None
        return TherapistNote(
            session=_attended(self.session, member),
            service_codes=self.service_codes,
            diagnoses=member.diagnoses,
            format=self.format,
            sections=self.sections.joined(member.sections),
            mental_status=member.mental_status,
            risk=member.risk,
            group_size=len(self.members),
            co_facilitators=self.co_facilitators,
            next_appointment=member.next_appointment,
            part2=member.part2 or protected,
            signature=self.signature,
            co_signature_required=self.co_signature_required,
            co_signature=self.co_signature,
        )


@frozen
class ClientNote:
    """One client's note of a group session."""

    client: WrittenIdentity = field(repr=False)
    note: TherapistNote = field(repr=False)


_STAFF = {"signature", "co_signature", "co_facilitators"}
_NAMES_ANOTHER = (
    "has a word that is a name, a number or a birth date of another client: write it without, or move it to their part"
)


def _naming_another(group: GroupSession) -> Iterator[str]:
    """Yield the paths of the texts that tell one client about another."""
    of_each = [traces(member.client) for member in group.members]
    everybody = frozenset[str]().union(*of_each)
    for path, text in texts(group.model_dump(exclude={"members", *_STAFF})):
        if names_any(text, everybody):
            yield path
    for number, member in enumerate(group.members):
        others = frozenset[str]().union(*of_each[:number], *of_each[number + 1 :]) - of_each[number]
        for path, text in texts(member.model_dump(exclude={"client"}), f"members[{number}]"):
            if names_any(text, others):
                yield path


def _attended(session: Session, member: GroupMember) -> Session:
    """Return the session as long as a client was there; how much of it was therapy is then known no longer."""
    if member.arrived_at is None and member.left_at is None:
        return session
    times = {
        "started_at": member.arrived_at or session.started_at,
        "ended_at": member.left_at or session.ended_at,
        "therapy_minutes": None,
    }
    return session.model_copy(update=times)


def _unclear_clients(members: Sequence[GroupMember]) -> Iterator[str]:
    for number, member in enumerate(members, 1):
        client = member.client
        if not (client.mrn or client.family or client.given or client.identifiers):
            yield f"nobody can tell who client {number} is: neither a number nor a name is given"
        for earlier, other in enumerate(members[: number - 1], 1):
            if _is_same(other.client, client):
                yield f"clients {earlier} and {number} are the same person"


def _is_same(one: WrittenIdentity, other: WrittenIdentity) -> bool:
    if one.mrn and other.mrn:
        return one.mrn == other.mrn
    named = (one.family, one.given, one.birth_date)
    return any(named) and [_folded(part) for part in named] == [
        _folded(part) for part in (other.family, other.given, other.birth_date)
    ]


def _folded(part: object) -> str:
    return "" if part is None else str(part).casefold()


def _impossible_times(group: GroupSession) -> Iterator[str]:
    start, stop = group.session.started_at, group.session.ended_at
    for number, member in enumerate(group.members, 1):
        if not _is_during(member.arrived_at, group.session):
            yield f"client {number} arrives outside the time of the session"
        if not _is_during(member.left_at, group.session):
            yield f"client {number} leaves outside the time of the session"
        left = member.left_at or stop
        if left and left < (member.arrived_at or start):
            yield f"client {number} leaves before they arrive"


def _is_during(moment: datetime | None, session: Session) -> bool:
    if moment is None:
        return True
    return session.started_at <= moment and (session.ended_at is None or moment <= session.ended_at)
