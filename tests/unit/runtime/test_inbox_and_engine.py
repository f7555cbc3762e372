"""What comes in changes what the engine does next: it stops asking, or tries the next way."""

from __future__ import annotations

from datetime import timedelta

from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind, Directory, Role
from downtimekit.models.people.escalation import EscalationChain, EscalationLevel
from downtimekit.notices.callbacks import SchemeName
from downtimekit.notices.policy import TellingPolicy, TellingRule
from downtimekit.ports import Message
from downtimekit.runtime import Delivery, Desk, run
from downtimekit.runtime.inbox import Inbound, Inbox, Reply, TakenStatus
from downtimekit.testing import RecordingNotifier, VirtualClock
from tests.answering import DOCTOR, KEYS, NURSE
from tests.calling_back import source, twilio
from tests.ward import IT, an_outage

CHAIN = EscalationChain(
    id="who-has-it",
    levels=(EscalationLevel(roles=(Role.CHARGE_NURSE,)), EscalationLevel(roles=(Role.RADIOLOGIST,))),
)
POLICY = TellingPolicy(rules=(TellingRule(escalation=CHAIN),))


class Clinic:
    """The engine, the inbox and the journal between them."""

    def __init__(self) -> None:
        self.outage = an_outage("declared")
        self.texts = RecordingNotifier(ChannelKind.SMS)
        self.mail = RecordingNotifier(ChannelKind.EMAIL)
        people = Directory(contacts=(NURSE, DOCTOR))
        self.engine = Delivery(people, [self.texts, self.mail], policy=POLICY, answers=KEYS)
        desk = Desk(self.outage.journal, self.outage.clock)
        callbacks = [source(SchemeName.TWILIO, channel="sms")]
        self.inbox = Inbox(desk, KEYS, people, IT, callbacks, POLICY)

    def tell(self, **later: float) -> None:
        clock = self.outage.clock
        assert isinstance(clock, VirtualClock)
        clock.advance(timedelta(**later))
        run(self.engine.deliver, self.outage, by=IT)

    def first(self) -> Message:
        """Return the first message to the nurse."""
        return self.texts.messages[0]


def test_without_an_answer_the_next_level_is_asked_and_an_answer_stops_that() -> None:
    silent, answered = Clinic(), Clinic()
    for clinic in (silent, answered):
        clinic.tell()
    answering = answered.first().answering
    assert answering is not None
    assert answered.inbox.take(Inbound("POST", answering.link)).status is TakenStatus.RECORDED
    for clinic in (silent, answered):
        clinic.tell(minutes=16)

    assert 2 in {message.level for message in silent.texts.messages}
    assert 2 not in {message.level for message in answered.texts.messages}


def test_the_code_of_a_message_that_went_out_is_taken_from_its_reply() -> None:
    clinic = Clinic()
    clinic.tell()
    answering = clinic.first().answering
    assert answering is not None

    assert clinic.inbox.take(Reply("+12025550102", f"{answering.code} ok")).status is TakenStatus.RECORDED


def test_when_a_text_did_not_arrive_after_all_the_next_way_is_tried() -> None:
    clinic = Clinic()
    clinic.tell()
    failed = twilio({"key": clinic.first().key}, MessageSid="SM1", MessageStatus="undelivered")
    taken = clinic.inbox.take(failed)
    clinic.tell(seconds=1)

    assert taken.status is TakenStatus.RECORDED
    assert [message.name for message in clinic.mail.messages] == [NURSE.name]
    tries = clinic.outage.standing.receipts[taken.notices[0], "nurse"].tries
    assert [one.state for one in tries] == [ReceiptState.FAILED, ReceiptState.ACCEPTED]


def test_after_everybody_was_asked_in_vain_an_answer_is_late() -> None:
    clinic = Clinic()
    for _ in range(4):
        clinic.tell(minutes=16)
    answering = clinic.first().answering
    assert answering is not None

    assert clinic.inbox.take(Inbound("POST", answering.link)).status is TakenStatus.LATE
