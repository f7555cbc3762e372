"""Hearing what another system tells over MLLP: a listener in the host's own event loop, without a thread."""

from __future__ import annotations

import logging
import ssl
from typing import Annotated

import anyio
from anyio.abc import ByteStream, SocketAttribute, TaskStatus
from anyio.streams.tls import TLSListener
from attrs import field, frozen
from pydantic import Field, StringConstraints, model_validator

from downtimekit.adapters._this_machine import is_this_machine
from downtimekit.adapters.mllp_target.blocks import Blocks, framed
from downtimekit.adapters.mllp_target.hearing import Hear, Heard, HeardNews, Hearing, HearNews
from downtimekit.adapters.mllp_target.settings import Host, Tls
from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2.envelope import Processing
from downtimekit.models.strict import Strict
from downtimekit.models.zones import Zone
from downtimekit.ports.clock import Clock

__all__ = ["Heard", "HeardNews", "ListenerSettings", "MllpListener"]

_log = logging.getLogger("downtimekit.mllp")


class ListenerSettings(Strict):
    """Where to listen, and to whom.

    Attributes:
        host: the address of this machine to listen at; port: 0 for any that is free.
        tls: with our certificate and key; `ca_file` also asks the others for theirs. None listens in the clear, which
            is for this machine, or where `allow_plain` is set.
        zone: where the senders' clocks hang, as an IANA name.
        mrn_issuer: whose medical record numbers are the patients' numbers.
        processing: of the messages that are taken: ``P`` in production.
        passes_over: whether messages that nobody hears are taken without a word; otherwise they are refused, and a
            sender that cannot leave them out may wait there for ever.
        connections: how many others may be connected at once; further ones wait.
        max_message: how long a message may be, in bytes; whoever sends a longer one is hung up on.
    """

    host: Host = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 2575  # registered for HL7 (IANA)
    tls: Tls | None = None
    allow_plain: bool = False
    zone: Zone
    mrn_issuer: Annotated[str, StringConstraints(max_length=200)] = ""
    processing: Processing = "P"
    passes_over: bool = False
    connections: Annotated[int, Field(ge=1, le=1000)] = 32
    max_message: Annotated[int, Field(ge=1024, le=67_108_864)] = 1_048_576

    @model_validator(mode="after")
    def _can_be_listened_at(self) -> ListenerSettings:
        faults = []
        if self.tls is None and not (self.allow_plain or is_this_machine(self.host)):
            faults.append("tls may be left out only on this machine's own address, or where allow_plain is set")
        if self.tls is not None and self.tls.certificate is None:
            faults.append("tls needs a certificate of this machine")
        if faults:
            raise ValueError("; ".join(faults))
        return self


@frozen
class MllpListener:
    """Hears registrations and merges (ADT), and what else the host wants, and answers each once it is taken in.

    A message is answered with yes only after `hear` has returned; a host that dies before is sent it again. What comes
    again is answered as before, without asking `hear`; after a restart it is asked again, with the same id.

    Attributes:
        settings: where to listen, and to whom.
        hear: takes an event in, for good; see `Hear` for its errors.
        clock: what time the answers are of.
        hear_news: takes in orders, results, appointments and documents; None where they are not wanted.

    Raises:
        InvalidInput: a certificate or a key cannot be used.
    """

    settings: ListenerSettings
    hear: Hear = field(repr=False)
    clock: Clock = field(repr=False)
    hear_news: HearNews | None = field(default=None, repr=False)
    _context: ssl.SSLContext | None = field(init=False, repr=False, eq=False)

    @_context.default
    def _default_context(self) -> ssl.SSLContext | None:
        tls = self.settings.tls
        if tls is None:
            return None
        context = tls.context(ssl.Purpose.CLIENT_AUTH)
        if tls.ca_file is not None:
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    async def serve(self, *, task_status: TaskStatus[int] = anyio.TASK_STATUS_IGNORED) -> None:
        """Listen until it is cancelled; a message that is being taken in then is not answered, and comes again.

        Args:
            task_status: is told the port as soon as others can connect.

        Raises:
            OSError: nobody can listen there.
        """
        hearing = Hearing(
            hear=self.hear,
            hear_news=self.hear_news,
            clock=self.clock,
            zone=self.settings.zone,
            mrn_issuer=self.settings.mrn_issuer,
            processing=self.settings.processing,
            passes_over=self.settings.passes_over,
        )
        places = anyio.CapacityLimiter(self.settings.connections)

        async def attend(stream: ByteStream) -> None:
            async with stream, places:
                await self._converse(stream, hearing)

        listener = await anyio.create_tcp_listener(local_host=self.settings.host, local_port=self.settings.port)
        async with listener:
            task_status.started(listener.extra(SocketAttribute.local_port))  # noqa: S610 -- of anyio, not of Django
            if self._context is None:
                await listener.serve(attend)
            else:
                await TLSListener(listener, self._context, standard_compatible=False).serve(attend)

    async def _converse(self, stream: ByteStream, hearing: Hearing) -> None:
        blocks = Blocks(self.settings.max_message)
        try:
            while True:
                while (message := blocks.next()) is not None:
                    answer = await hearing.answer(message)
                    if answer is not None:
                        await stream.send(framed(answer))
                blocks.feed(await stream.receive())
        except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
            return
        except InvalidInput:
            _log.warning("a sender of HL7 messages was hung up on: it sent what is no message")
