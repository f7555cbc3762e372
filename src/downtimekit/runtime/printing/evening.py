"""The evening job: the next day's schedule and packets, printed while the calendar can still be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, timedelta

import anyio.to_thread
from attrs import field, frozen
from pydantic import TypeAdapter, ValidationError

from downtimekit.errors import (
    DowntimekitError,
    Fault,
    InvalidInput,
    JournalError,
    Rejected,
    UnknownName,
    VersionConflict,
)
from downtimekit.forms.packet import issued
from downtimekit.models.forms import Packet
from downtimekit.models.paper import IssuedForm
from downtimekit.models.people import Staff
from downtimekit.models.prints import PrintBegun, PrintEnded, PrintFact, PrintFailed
from downtimekit.models.schedule import DaySchedule, next_day
from downtimekit.models.strict import ADAPTER
from downtimekit.ports import Clock, Journal, ScheduleSource, Shelf
from downtimekit.runtime.clock import SystemClock
from downtimekit.runtime.printing.job import PrintJob
from downtimekit.runtime.printing.manifest import job_digest
from downtimekit.runtime.printing.naming import drawer_name
from downtimekit.runtime.printing.printed import Printed
from downtimekit.runtime.printing.record import PrintRecord
from downtimekit.runtime.printing.recording import note, write

_ATTEMPTS = 4
_ISSUED = "issued.json"
_FORMS: TypeAdapter[tuple[IssuedForm, ...]] = TypeAdapter(tuple[IssuedForm, ...], config=ADAPTER)

MakePackets = Callable[[DaySchedule, str | None], Sequence[Packet]]
"""Makes the packets of a day; the second argument is the last number that was taken at the site, for `packets`."""

MakeJob = Callable[[DaySchedule, Sequence[Packet], Shelf], PrintJob]
"""Makes the print job: says by which renderer, for which paper, and with what besides."""


@frozen
class EveningOutcome:
    """What became of an evening's print.

    Attributes:
        record: what the journal says of it; None where somebody else is printing it at this moment.
        drawer: the name of the shelf on which it lies, also where it was there before: of one day's, that of the latest
            calendar sorts last. Empty where nobody comes, or somebody else is printing.
        printed: what was made by this call; None where nobody comes, or the print was there already.
    """

    day: date
    record: PrintEnded | None
    drawer: str = ""
    printed: Printed | None = None


@frozen
class EveningPrint:
    """Prints the next day's packets of a site, once, and writes down that it did; call it as often as you like.

    What was begun and killed is gone on with where the calendar still says the same; otherwise new sheets with new
    numbers are printed, so that no number ever stands on two patients' paper.

    Attributes:
        site: which site; zone: of the clock on its wall, by which "tomorrow" is meant.
        journal: where prints are recorded, in a stream of the site's own; by: as whom.
        source: where the schedule comes from.
        packets: makes the packets.
        job: makes the print job from them.
        shelf: returns the shelf of a name, a new one for each print; it holds patients' data.
        lease: for how long nobody else prints the same.
    """

    site: str
    zone: str
    journal: Journal
    by: Staff
    source: ScheduleSource
    packets: MakePackets = field(repr=False)
    job: MakeJob = field(repr=False)
    shelf: Callable[[str], Shelf] = field(repr=False)
    clock: Clock = field(factory=SystemClock)
    lease: timedelta = timedelta(minutes=15)

    async def run(self, day: date | None = None, *, again: bool = False) -> EveningOutcome:
        """Print a day's packets, unless they are printed, or somebody else is at it.

        Args:
            day: whose; the next day's, where none is named.
            again: print anew, with new numbers, whatever was printed: the calendar has changed.

        Raises:
            PortError: the calendar, the renderer or the shelf failed; that is recorded. Call again.
            InvalidInput: no packets can be made of what the calendar said; that is recorded.
            JournalError: it cannot be recorded; nothing is printed that is not.
        """
        day = day or next_day(self.clock.now(), zone=self.zone)
        record = PrintRecord.read(self.journal, self.site)
        if not again and (day in record.ended or self._is_at_it(record, day)):
            return self._known(record, day)
        try:
            return await self._print(day, again=again)
        except JournalError:
            raise
        except DowntimekitError as error:
            self._failed(day, str(error))
            raise
        except Exception as error:
            self._failed(day, f"{type(error).__name__}: see the log of the program")
            raise

    def issued(self, day: date) -> tuple[IssuedForm, ...]:
        """Return the sheets of a day's print, to be issued when a downtime is declared on that day, under any id.

        Each says under which id it was printed, so that its code is known when it comes back.

        Raises:
            UnknownName: nothing was printed for that day.
            InvalidInput: the list that lies beside the print is damaged, or is gone.
            PortError: the shelf cannot be read.
            JournalError: the journal cannot be read.
        """
        ended = PrintRecord.read(self.journal, self.site).ended
        if day not in ended:
            raise UnknownName("print", str(day), known=map(str, ended))
        if not ended[day].packets:
            return ()
        content = self.shelf(self._drawer(ended[day])).read(_ISSUED)
        try:
            return _FORMS.validate_json(content or b"")
        except ValidationError:
            words = "is damaged, or is gone: issue the sheets from the schedule that they were printed from"
        raise InvalidInput(_ISSUED, [Fault("", words)])

    def _drawer(self, print_of: PrintBegun | PrintEnded | None) -> str:
        """Return the name of a print's shelf; of one day's, that of the latest calendar sorts last."""
        if print_of is None or not print_of.packets:
            return ""
        as_of = f"{print_of.as_of.astimezone(UTC):%Y%m%dT%H%M%S}Z"
        return drawer_name(self.site, str(print_of.day), as_of, print_of.pile)

    def _known(self, record: PrintRecord, day: date) -> EveningOutcome:
        ended = record.ended.get(day)
        return EveningOutcome(day, ended, self._drawer(ended))

    def _is_at_it(self, record: PrintRecord, day: date) -> bool:
        return record.begun is not None and record.begun.day == day and record.begun.until > self.clock.now()

    async def _print(self, day: date, *, again: bool) -> EveningOutcome:
        schedule = (await self.source.schedule(day, site=self.site)).at_site(self.site)
        if schedule.day != day:
            raise InvalidInput("schedule", [Fault("day", f"is {schedule.day}, and {day} was asked for")])
        for _ in range(_ATTEMPTS):
            record = PrintRecord.read(self.journal, self.site)
            if not again and (day in record.ended or self._is_at_it(record, day)):
                return self._known(record, day)
            begun, packets = self._begun(schedule, record)
            with suppress(VersionConflict):
                write(self.journal, self.site, begun, by=self.by, clock=self.clock, expected=record.version)
                break
        else:
            raise Rejected("others print for this site again and again")
        drawer = self._drawer(begun)
        printed = await anyio.to_thread.run_sync(self._run, schedule, packets, drawer) if packets else None
        ended = PrintEnded(
            day=day,
            as_of=begun.as_of,
            pile=begun.pile,
            packets=begun.packets,
            refused=len(printed.refused) if printed else 0,
            digest=printed.digest if printed else "",
        )
        self._record(ended)
        return EveningOutcome(day, ended, drawer, printed)

    def _begun(self, schedule: DaySchedule, record: PrintRecord) -> tuple[PrintBegun, Sequence[Packet]]:
        """Return what is printed: the print that was killed, where it is the same, or a new one with new numbers."""
        killed = record.begun
        if killed is not None and killed.day == schedule.day and killed.as_of == schedule.as_of:
            begun, packets = self._pile(schedule, killed.after)
            if begun.pile == killed.pile:
                return begun, packets
        return self._pile(schedule, record.last_number)

    def _pile(self, schedule: DaySchedule, after: str | None) -> tuple[PrintBegun, Sequence[Packet]]:
        packets = self.packets(schedule, after)
        serials = [sheet.serial for packet in packets for sheet in packet.sheets]
        begun = PrintBegun(
            day=schedule.day,
            as_of=schedule.as_of,
            pile=job_digest(packets, plans=(), suffix="", parts=None),
            packets=len(packets),
            sheets=len(serials),
            after=after,
            last=serials[-1] if serials else None,
            until=self.clock.now() + self.lease,
        )
        return begun, packets

    def _run(self, schedule: DaySchedule, packets: Sequence[Packet], drawer: str) -> Printed:
        shelf = self.shelf(drawer)
        shelf.save(_ISSUED, _FORMS.dump_json(issued(packets)))
        return self.job(schedule, packets, shelf).run()

    def _failed(self, day: date, reason: str) -> None:
        with suppress(JournalError):  # the error of the print is the one to be told
            self._record(PrintFailed(day=day, reason=reason[:1000]))

    def _record(self, fact: PrintFact) -> None:
        note(self.journal, self.site, fact, by=self.by, clock=self.clock)
