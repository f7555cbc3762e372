"""What a listener answers to a message, and what it remembers of its answers."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import anyio
from attrs import define, field, frozen

from downtimekit.errors import Fault, InvalidInput, Refused, Rejected
from downtimekit.interop.hl7v2 import (
    AckCode,
    AckError,
    Acknowledgement,
    Envelope,
    answering,
    objections,
    read,
    read_envelope,
    write,
)
from downtimekit.models.appointment_news import AppointmentNews
from downtimekit.models.concern import Concern
from downtimekit.models.documents import DocumentNews
from downtimekit.models.orders import Orders
from downtimekit.models.registration import Link, Merge, NumberChange, PatientEvent, Registration
from downtimekit.models.results import Results
from downtimekit.ports.clock import Clock

_What = TypeVar("_What")
_log = logging.getLogger("downtimekit.mllp")
_EVENTS = (Registration, Merge, NumberChange, Link)
_NEWS = (Orders, Results, AppointmentNews, DocumentNews)
News = Orders | Results | AppointmentNews | DocumentNews


@frozen
class Heard:
    """A registration or a merge that another system told of.

    Attributes:
        event: what happened.
        id: the same whenever the message comes again, also after a restart, so that it is taken in once: such as the
            id of `hear_patient_event`.
        envelope: who sent it, and under which number.
        losses, concerns: what has no place in the event, and what is doubtful about it.
    """

    event: PatientEvent = field(repr=False)
    id: str
    envelope: Envelope = field(repr=False)
    losses: Sequence[str] = ()
    concerns: Sequence[Concern] = ()


@frozen
class HeardNews:
    """Orders, results, appointments or documents that another system told of.

    Attributes:
        value: what it told.
        id: the same whenever the message comes again, also after a restart.
        envelope: who sent it, and under which number.
        losses, concerns: what has no place in the value, and what is doubtful about it.
    """

    value: News = field(repr=False)
    id: str
    envelope: Envelope = field(repr=False)
    losses: Sequence[str] = ()
    concerns: Sequence[Concern] = ()


HearNews = Callable[[HeardNews], Awaitable[None]]
"""Takes in what is no registration, such as for a `downtimekit.backfill.pir.Department`; errors as of `Hear`."""

Hear = Callable[[Heard], Awaitable[None]]
"""Takes an event in, for good: when it returns, the sender is told that it may forget the message.

`Rejected`, `Refused` and `InvalidInput` are answered with a no that is final. Any other error is answered with a no
after which the sender tries again.
"""


@define(eq=False)
class Hearing:
    """Answers messages one at a time, in the order in which they come.

    Attributes:
        hear: takes the events in.
        clock: what time the answers are of.
        zone, mrn_issuer: as `downtimekit.interop.hl7v2.read` has them.
        processing: of the messages that are taken; others are refused, such as a test in production.
        hear_news: takes in orders, results, appointments and documents; None where they are not wanted.
        passes_over: whether what nobody hears is taken without a word, and not refused.
        remembered: how many answers are kept, so that a message that comes again is answered as it was.
    """

    hear: Hear
    clock: Clock
    zone: str
    mrn_issuer: str = ""
    processing: str = "P"
    hear_news: HearNews | None = None
    passes_over: bool = False
    remembered: int = 10_000
    _answers: OrderedDict[str, bytes | None] = field(factory=OrderedDict, init=False, repr=False)
    _turn: anyio.Lock = field(factory=anyio.Lock, init=False, repr=False)

    async def answer(self, message: bytes) -> bytes | None:
        """Take a message in, and return the answer; None where the sender wants none.

        Raises:
            InvalidInput: it is no message that could be answered.
        """
        envelope = read_envelope(message, zone=self.zone)
        if not envelope.control_id:
            raise InvalidInput("HL7 message", [Fault("MSH-10", "is missing: it cannot be answered")])
        async with self._turn:
            identity = _identity(message, envelope)
            if identity not in self._answers:
                said = await self._taken_in(message, envelope, identity)
                answer = self._written(said, envelope, identity)
                if said.is_final:
                    self._remember(identity, answer)
                return answer
            return self._answers[identity]

    async def _taken_in(self, message: bytes, envelope: Envelope, identity: str) -> _Said:
        if envelope.processing != self.processing:
            return _no(AckCode.REJECTED, AckError(path="MSH-11", code="202", words="is not taken here"))
        try:
            found = read(message, zone=self.zone, mrn_issuer=self.mrn_issuer)
        except InvalidInput as refused:
            is_other = any(fault.path.startswith("MSH-9") for fault in refused.faults)
            return _YES if is_other and self.passes_over else _no(AckCode.ERROR, *objections(refused.faults))
        about = (identity, found.envelope, found.losses, found.concerns)
        if isinstance(found.value, _EVENTS):
            return await self._told(self.hear, Heard(found.value, *about))
        if self.hear_news is not None and isinstance(found.value, _NEWS):
            return await self._told(self.hear_news, HeardNews(found.value, *about))
        return _YES if self.passes_over else _NOT_TAKEN

    async def _told(self, hear: Callable[[_What], Awaitable[None]], what: _What) -> _Said:
        try:
            await hear(what)
        except InvalidInput as refused:
            return _no(AckCode.ERROR, *objections(refused.faults))
        except (Rejected, Refused):
            return _no(AckCode.ERROR, AckError(code="204", words="it does not fit what is known"))
        except Exception as error:
            # Whatever the host's code raises, the sender must try again. Its words may hold patient data.
            _log.error("an HL7 message could not be taken in: %s", type(error).__name__)
            return _LATER
        return _YES

    def _written(self, said: _Said, envelope: Envelope, identity: str) -> bytes | None:
        wishes = (envelope.accept_ack, envelope.application_ack)
        if wishes == ("NE", "NE"):
            return None
        code = _ON_RECEIPT[said.code] if wishes[0] and wishes[1] == "NE" else said.code
        value = Acknowledgement(code=code, of=envelope.control_id, errors=said.errors)
        around = answering(envelope, control_id=_digest("answer", identity), sent_at=self.clock.now())
        return write(value, around).message.encode()

    def _remember(self, identity: str, answer: bytes | None) -> None:
        self._answers[identity] = answer
        if len(self._answers) > self.remembered:
            self._answers.popitem(last=False)


@frozen
class _Said:
    """What is answered, and whether it stays so when the message comes again."""

    code: AckCode
    errors: tuple[AckError, ...] = ()
    is_final: bool = True


_YES = _Said(AckCode.ACCEPTED)
_LATER = _Said(AckCode.ERROR, (AckError(code="207", words="try again later"),), is_final=False)
_NOT_TAKEN = _Said(AckCode.REJECTED, (AckError(path="MSH-9", code="200", words="is not taken here"),))
_ON_RECEIPT = {
    AckCode.ACCEPTED: AckCode.RECEIVED,
    AckCode.ERROR: AckCode.RECEIPT_ERROR,
    AckCode.REJECTED: AckCode.RECEIPT_REJECTED,
}


def _no(code: AckCode, *errors: AckError) -> _Said:
    return _Said(code, errors)


def _identity(message: bytes, envelope: Envelope) -> str:
    """Return what a message is known by when it comes again: who sent it, its control id, and what follows MSH.

    There are senders that give a repeated message a new time, and senders that begin to count anew.
    """
    sender = (envelope.sending_application.name, envelope.sending_facility.name, envelope.control_id)
    body = _BODY.search(message)
    return f"hl7/{_digest(*sender, hashlib.sha256(body[0] if body else b'').hexdigest())}"


_BODY = re.compile(rb"[\r\n].*", re.DOTALL)


def _digest(*texts: str) -> str:
    """Return twenty characters that follow from some texts; HL7 before version 2.7 has room for no more."""
    joined = "\x1f".join(texts).encode()
    return base64.b32encode(hashlib.sha256(joined).digest()).decode()[:20]
