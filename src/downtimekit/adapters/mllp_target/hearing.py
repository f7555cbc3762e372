"""What a listener answers to a message, and what it remembers of its answers."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

import anyio
from attrs import define, field, frozen

from downtimekit.errors import Fault, InvalidInput, Refused, Rejected
from downtimekit.interop.hl7v2 import (
    AckCode,
    AckError,
    Acknowledgement,
    Envelope,
    Read,
    answering,
    objections,
    read,
    read_envelope,
    write,
)
from downtimekit.models.concern import Concern
from downtimekit.models.registration import Link, Merge, NumberChange, PatientEvent, Registration
from downtimekit.ports.clock import Clock

_log = logging.getLogger("downtimekit.mllp")
_EVENTS = (Registration, Merge, NumberChange, Link)


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
        passes_over: whether what is no registration is taken without a word, and not refused.
        remembered: how many answers are kept, so that a message that comes again is answered as it was.
    """

    hear: Hear
    clock: Clock
    zone: str
    mrn_issuer: str = ""
    processing: str = "P"
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
        if not isinstance(found.value, _EVENTS):
            return _YES if self.passes_over else _NOT_TAKEN
        return await self._told(found, found.value, identity)

    async def _told(self, found: Read, event: PatientEvent, identity: str) -> _Said:
        heard = Heard(event, identity, found.envelope, found.losses, found.concerns)
        try:
            await self.hear(heard)
        except InvalidInput as refused:
            return _no(AckCode.ERROR, *objections(refused.faults))
        except (Rejected, Refused):
            return _no(AckCode.ERROR, AckError(code="204", words="the event does not fit what is known of the patient"))
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
_NOT_TAKEN = _Said(AckCode.REJECTED, (AckError(path="MSH-9", code="200", words="tells of no registration"),))
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
