"""What is heard of patients during a downtime and after it: registrations, merges, other numbers, merges undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import define, field

from downtimekit.backfill.identities import Identities, IdentityTerms, Unnamed, keys_in_doubt, unidentified
from downtimekit.errors import Reason, UnknownName
from downtimekit.models.chart import ChartEntry
from downtimekit.models.facts import Fact, RecordEntered
from downtimekit.models.people import Staff
from downtimekit.models.reading import read
from downtimekit.models.registration import PatientEvent, PatientEventHeard, Unmerge
from downtimekit.playbooks import Standing
from downtimekit.ports import Entry
from downtimekit.runtime.paper import PaperTrail


@define
class PatientTrail(PaperTrail):
    """The commands about the patients of one downtime.

    Attributes:
        identity_terms: which numbers were given out for downtimes, and which names are aliases.
    """

    identity_terms: IdentityTerms = field(factory=IdentityTerms, kw_only=True, repr=False)
    _folded: tuple[int, Identities] | None = field(default=None, init=False, repr=False)

    @property
    def identities(self) -> Identities:
        """What became of every number, by what was heard so far."""
        return self._identities(self.standing)

    def hear_patient_event(
        self,
        event: PatientEvent,
        *,
        id: str,
        by: Staff,
        twins_acknowledged: bool = False,
        command: str | None = None,
    ) -> Sequence[Entry]:
        """Record what the registration tells of a patient; what is known already is not recorded again.

        Args:
            event: what it tells.
            id: the same for the same news, such as the control id of its message.
            by: who heard it.
            twins_acknowledged: a person looked: two who differ in the given name only are one person, and no twins.
            command: an id under which it is done only once, however often it is sent.

        Raises:
            Refused: it contradicts what was heard before, the id stands for other news, or the downtime is closed.
            InvalidInput: the id is none.
            CommandReused: the command was about other news before.
        """
        fact = read(PatientEventHeard, {"id": id, "event": event}, source="hear_patient_event")

        def facts(standing: Standing, _: datetime) -> Sequence[Fact]:
            known = standing.patient_events.get(id)
            if known == event:
                return []
            identities = self._identities(standing)
            reasons = [*_other_news(known), *_against(event, identities, twins_acknowledged=twins_acknowledged)]
            self._check("hear_patient_event", reasons, standing)
            return [] if identities.knows(event) else [fact]

        return self.commit(facts, by=by, command=command, same=lambda facts: list(facts) == [fact])

    def unidentified(self) -> tuple[Unnamed, ...]:
        """Return who has no name yet, by what was heard and by the sheets that count."""
        standing = self.standing
        captures, confirmed = standing.counted_captures(), standing.confirmed
        return unidentified(self._identities(standing), captures, confirmed=confirmed)

    def in_doubt_after(self, id: str) -> tuple[str, ...]:
        """Return the keys of what was written to a survivor while a merge stood that was undone; a person says whose.

        Args:
            id: under which it was heard that the merge is undone.

        Raises:
            UnknownName: nothing was heard under that id that undoes a merge.
        """
        standing = self.standing
        event = standing.patient_events.get(id)
        if not isinstance(event, Unmerge):
            undone = (key for key, heard in standing.patient_events.items() if isinstance(heard, Unmerge))
            raise UnknownName("merge that was undone", id, known=undone)
        return keys_in_doubt(event, identities=self._identities(standing), entered=self._entered(standing))

    def _entered(self, standing: Standing) -> Iterator[tuple[ChartEntry, datetime]]:
        """Yield what was written to the chart, and when."""
        for entry in self.journal.read(self.id):
            if isinstance(entry.fact, RecordEntered):
                written = standing.decisions[entry.fact.key].entry
                if written is not None:
                    yield written, entry.at

    def _identities(self, standing: Standing) -> Identities:
        """Fold what was heard since the last time; all of it, where the standing is older, or the terms are others."""
        events = tuple(standing.patient_events.values())
        count, folded = self._folded or (0, Identities(self.identity_terms))
        if count > len(events) or folded.terms != self.identity_terms:
            count, folded = 0, Identities(self.identity_terms)
        folded = folded.extended(events[count:]) if events[count:] else folded
        self._folded = len(events), folded
        return folded


def _other_news(known: PatientEvent | None) -> Iterator[Reason]:
    if known is not None:
        yield Reason("id_used", "other news was heard under this id before", "give it an id of its own")


def _against(event: PatientEvent, identities: Identities, *, twins_acknowledged: bool) -> Iterator[Reason]:
    for fault in identities.refusals(event, twins_acknowledged=twins_acknowledged):
        yield Reason("identity_contradicted", str(fault), "look at the history of the number")
