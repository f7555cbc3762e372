"""Back-fill into a system that takes HL7 version 2 over MLLP."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ssl
from collections.abc import Awaitable, Callable
from functools import partial
from weakref import WeakKeyDictionary

from attrs import field, frozen

from downtimekit.adapters.mllp_target.answers import NOBODY_KNOWS
from downtimekit.adapters.mllp_target.lanes import Lane, Lanes
from downtimekit.adapters.mllp_target.ledger import Ledger, Sending, State
from downtimekit.adapters.mllp_target.line import connect
from downtimekit.adapters.mllp_target.looking import made_by, standing_of, wanted_by
from downtimekit.adapters.mllp_target.settings import MllpSettings
from downtimekit.backfill.admission import admit
from downtimekit.errors import InvalidInput, OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.interop.hl7v2 import Envelope, Telling, told_as, way_of, write
from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.models.documents import Attachment
from downtimekit.models.paperwork import Scan
from downtimekit.models.patient import Patient
from downtimekit.ports.target import ChartReader

Fetch = Callable[[Scan], Awaitable[bytes]]
"""Returns the file of a scan."""

_CONTROL_ID = 20  # characters, until version 2.7 (HL7 v2.5.1, 2.15.9.10)


@frozen
class MllpTarget:
    """Sends each entry as one message, and counts as done what the other side says it took.

    An interface cannot be asked what it holds. So the chart is read from beside it, and the ledger remembers what was
    sent. A message that may have arrived is sent again byte for byte, with the same control id: **the receiver must
    take in each control id once, and answer a repeated one as it did before** (HL7 v2.5.1, 2.9.2). A second look into
    the chart comes before that, so a message is not even repeated where the chart shows the record.

    The identifier of a record is the one that the chart shows for its key once the message was taken, or else the
    number that it was sent under, which is the control id.

    Each event loop has connections of its own; they are closed by `rest`, and when the loop ends.

    Attributes:
        settings: where the system takes messages, and how.
        chart: tells what the chart holds; its errors leave `write` and `look_up` as they are.
        ledger: what was sent; the same one for every process that sends to this system.
        fetch: brings the file of a scan, to go along in the message; without it, its address is told.

    Raises:
        InvalidInput: a certificate or a key cannot be used.
    """

    settings: MllpSettings
    chart: ChartReader = field(repr=False)
    ledger: Ledger = field(repr=False)
    fetch: Fetch | None = field(default=None, repr=False)
    _context: ssl.SSLContext | None = field(init=False, repr=False, eq=False)
    _lanes: WeakKeyDictionary[asyncio.AbstractEventLoop, Lanes] = field(
        init=False, repr=False, eq=False, factory=WeakKeyDictionary
    )

    @_context.default
    def _default_context(self) -> ssl.SSLContext | None:
        return self.settings.tls.context(ssl.Purpose.SERVER_AUTH) if self.settings.tls else None

    async def look_up(self, wanted: Lookup) -> Chart:
        """Return what the chart holds about the patients and exams that are asked for."""
        return await self.chart.look_up(wanted)

    async def find(self, key: str) -> str | None:
        """Return the identifier of the record that a key made, or None where nobody knows of one.

        A message without an answer may still have made one. It is looked for in the chart where it names an exam;
        otherwise `write` settles it, which looks again and then repeats the message.

        Raises:
            Unreachable, OutcomeUnknown: the ledger or the chart cannot be asked.
        """
        sending = self.ledger.find(key)
        if sending is None or sending.state is State.REFUSED:
            return None
        if sending.state is State.TAKEN:
            return sending.record
        if sending.accession is None:
            return None
        made = made_by(sending, await self.chart.look_up(Lookup(accessions=frozenset({sending.accession}))))
        if made is not None:
            self.ledger.end(sending, State.TAKEN, record=made)
        return made

    async def write(self, entry: ChartEntry) -> str:
        """Send one entry and return the record's identifier.

        Raises:
            Rejected: there is no message for its kind, the chart does not admit it, or the system refused it for good.
            Unreachable: nothing was taken.
            OutcomeUnknown: it was sent, and nothing says what became of it.
        """
        async with self._lanes_here().of(entry.mrn) as lane:
            sending = self.ledger.find(entry.key)
            if sending is not None and sending.state is State.TAKEN:
                return sending.record
            chart = await self.chart.look_up(wanted_by(entry))
            if sending is None or sending.state is State.REFUSED:
                sending = Sending(entry.key, control_id_of(entry.key), b"", entry.accession)
            made = made_by(sending, chart)
            if made is not None:
                self.ledger.end(sending, State.TAKEN, record=made)
                return made
            if not sending.message:
                sending = await self._drafted(entry, chart)
            # Once it may have gone out, only the receiver knows whether it has it: it is not held against the chart
            # again, where its own record may stand by now.
            return await self._sent(sending, entry, lane)

    async def rest(self) -> None:
        """Close the connections; the next entry opens new ones."""
        if lanes := self._lanes.get(asyncio.get_running_loop()):
            await lanes.rest()

    async def _drafted(self, entry: ChartEntry, chart: Chart) -> Sending:
        """Return the message for an entry, which depends on nothing but the entry, the chart and the settings."""
        way = way_of(entry, self.settings.all_ways)
        if way is None:
            raise Rejected("there is no message for a record of this kind")
        standing = standing_of(entry, chart)
        admit(entry, standing=standing)
        control_id = control_id_of(entry.key)
        patient = entry.patient or standing.patient or Patient(mrn=entry.mrn)
        issuer, files = self.settings.sending_application.name, await self._files(entry)
        telling = Telling(entry, patient, number=control_id, issuer=issuer, attachments=files)
        try:
            written = write(
                told_as(telling, way),
                self._envelope(entry, control_id),
                mrn_issuer=self.settings.mrn_issuer,
                entry=entry if self.settings.brings_entry else None,
            )
        except InvalidInput as error:
            raise Rejected("; ".join(fault.words for fault in error.faults)) from error
        return Sending(entry.key, control_id, written.message.encode(), entry.accession)

    async def _sent(self, sending: Sending, entry: ChartEntry, lane: Lane) -> str:
        await lane.open()  # before it is noted: what cannot be sent is not under way
        sending = self.ledger.begin(sending)
        if sending.state is State.TAKEN:
            return sending.record
        try:
            await lane.deliver(sending.message, control_id=sending.control_id)
        except Rejected:
            self.ledger.end(sending, State.REFUSED)
            raise
        except Unreachable:
            if sending.attempt == 1:
                self.ledger.forget(sending)
            raise
        record = await self._seen(sending, entry) or entry.updates or sending.control_id
        try:
            self.ledger.end(sending, State.TAKEN, record=record)
        except Unreachable as error:
            raise OutcomeUnknown(f"{NOBODY_KNOWS}: it was taken, and that could not be noted") from error
        return record

    async def _seen(self, sending: Sending, entry: ChartEntry) -> str | None:
        """Return what the chart calls a record that was taken; None where it does not show it, or cannot be asked."""
        try:
            return made_by(sending, await self.chart.look_up(wanted_by(entry)))
        except PortError:
            return None

    async def _files(self, entry: ChartEntry) -> tuple[Attachment, ...]:
        scan = entry.content
        if not isinstance(scan, Scan) or self.fetch is None:
            return ()
        try:
            content = await self.fetch(scan)
        except OSError as error:
            raise Unreachable("the file of the scan cannot be read now") from error
        if hashlib.sha256(content).hexdigest() != scan.sha256:
            raise Rejected("the file of the scan is not the one that was scanned")
        return (Attachment(media_type=scan.media_type, content=base64.b64encode(content)),)

    def _envelope(self, entry: ChartEntry, control_id: str) -> Envelope:
        accept_ack, application_ack = self.settings.mode.wishes
        return Envelope(
            control_id=control_id,
            sent_at=entry.late.recorded_at,
            sending_application=self.settings.sending_application,
            sending_facility=self.settings.sending_facility,
            receiving_application=self.settings.receiving_application,
            receiving_facility=self.settings.receiving_facility,
            processing=self.settings.processing,
            version=self.settings.version,
            accept_ack=accept_ack,
            application_ack=application_ack,
        )

    def _lanes_here(self) -> Lanes:
        loop = asyncio.get_running_loop()
        if (lanes := self._lanes.get(loop)) is None:
            opening = partial(connect, self.settings, context=self._context)
            lanes = self._lanes[loop] = Lanes(self.settings, opening)
        return lanes


def control_id_of(key: str) -> str:
    """Return the control id of the message for a key: the same whenever, and from wherever, it is sent.

    A hundred bits of its SHA-256, as HL7 before version 2.7 has room for 20 characters.
    """
    return base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()[:_CONTROL_ID]
