"""The alarm: somebody is told when a site's print is late, old, failed or has holes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from attrs import field, frozen

from downtimekit.errors import PortError, Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import Contact, Staff
from downtimekit.models.prints import PrintAlarm
from downtimekit.ports import Clock, Journal, Message, Notifier
from downtimekit.runtime.clock import SystemClock
from downtimekit.runtime.printing.record import PrintPromise, PrintRecord, PrintStatus, print_status, stream_of
from downtimekit.runtime.printing.recording import note
from downtimekit.runtime.sync_channel import PlainNotifier, adapted


def _all_adapted(notifiers: Iterable[Notifier | PlainNotifier]) -> tuple[Notifier, ...]:
    return tuple(adapted(notifier) for notifier in notifiers)


@frozen
class PrintWatch:
    """Looks after a site's prints; call it every few minutes, from whatever calls the worker.

    It needs no downtime: the alarm goes straight to the contacts, each over the first of their channels that works,
    once for each print and each set of problems. Who was told stands in the journal.

    Attributes:
        site, zone: as in `EveningPrint`.
        promise: what was promised.
        contacts: who is told, each of them.
        notifiers: the channels; a mail server that is in the house reaches people when the line is down.
    """

    site: str
    zone: str
    journal: Journal
    by: Staff
    contacts: Sequence[Contact]
    notifiers: Sequence[Notifier | PlainNotifier] = field(converter=_all_adapted)
    promise: PrintPromise = field(factory=PrintPromise)
    clock: Clock = field(factory=SystemClock)

    def status(self) -> PrintStatus:
        """Say whether the prints are what was promised; for a monitoring probe.

        Raises:
            JournalError: the journal cannot be read: nobody knows, which is an alarm too.
        """
        now = self.clock.now()
        return print_status(self.journal, site=self.site, zone=self.zone, promise=self.promise, now=now)

    async def watch(self) -> PrintStatus:
        """Tell whoever was not told yet, and return how it stands.

        Raises:
            Unreachable: something is wrong, and nobody could be told; call again.
            JournalError: the journal cannot be read or written now.
        """
        status = self.status()
        if status.is_good:
            return status
        told = PrintRecord.read(self.journal, self.site).told
        reached = False
        for contact in self.contacts:
            if (status.day, status.codes, contact.id) in told:
                reached = True
            elif via := await self._tell(contact, status):
                fact = PrintAlarm(day=status.day, problems=status.codes, contact=contact.id, via=via)
                note(self.journal, self.site, fact, by=self.by, clock=self.clock)
                reached = True
        if not reached:
            raise Unreachable(f"{status}; and nobody could be told")
        return status

    async def _tell(self, contact: Contact, status: PrintStatus) -> str:
        """Return over which channel a contact was told; empty where none works now."""
        queued = ""
        for address, notifier in self._ways(contact):
            name = notifier.capabilities.name
            with suppress(PortError):
                sent = await notifier.send(_message(contact, address, status))
                if sent.state is not ReceiptState.QUEUED:
                    return name
                queued = queued or name  # a person must act before anybody knows: the next channel may be quicker
        return queued

    def _ways(self, contact: Contact) -> Iterator[tuple[str, Notifier]]:
        for channel in contact.reached_by():
            for notifier in self.notifiers:
                if notifier.capabilities.kind is channel.kind:
                    yield channel.address, adapted(notifier)


def _message(contact: Contact, address: str, status: PrintStatus) -> Message:
    subject = f"Downtime packets of {status.site}: {', '.join(status.codes)}"
    return Message(
        key=f"print-alarm/{status.site}/{status.day}/{'+'.join(status.codes)}/{contact.id}",
        name=contact.name,
        address=address,
        subject=subject,
        body=f"{status}\n\nWithout these packets, a downtime tomorrow is worked through without paper.\n",
        short=f"{subject}. Packets for {status.day}.",
        thread=stream_of(status.site),
    )
