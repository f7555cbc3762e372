"""A reply to a message, by whatever way it came back."""

from __future__ import annotations

from collections.abc import Sequence

from downtimekit.models.people import Contact
from downtimekit.notices.answer_words import Saying, TakenStatus, spoken
from downtimekit.notices.inbound import Reply
from downtimekit.notices.replies import Meaning, Typed, read_reply
from downtimekit.notices.taken import Taken, said
from downtimekit.runtime.inbox.finding import of_code, still_open
from downtimekit.runtime.inbox.recent import Sent, is_acknowledged
from downtimekit.runtime.inbox.reception import Reception

_NO_ANSWER = {
    Meaning.STOP: (TakenStatus.NOTHING, Saying.STOP),
    Meaning.UNCLEAR: (TakenStatus.UNCLEAR, None),
}


def take_reply(reply: Reply, *, at: Reception) -> Taken:
    """Write down what a reply says, where it is clear who sent it and which message it answers.

    Args:
        reply: who, and what.
        at: where it came in.
    """
    contacts = at.people.at(reply.sender)
    language = spoken(language for contact in contacts for language in contact.languages)
    if not contacts:
        return said(TakenStatus.UNKNOWN, language=language, saying=Saying.SENDER)
    typed = read_reply(reply.text)
    if typed.meaning in _NO_ANSWER:
        status, saying = _NO_ANSWER[typed.meaning]
        return said(status, language=language, saying=saying)
    found = _messages(typed, contacts, at)
    if len(found) == 1:
        (sent,) = found
        status = at.acknowledge(sent, remark="by reply", event=("reply", reply.id))
        return said(status, language=language, contact=sent.contact, notices=sent.notices)
    if found:
        return said(TakenStatus.UNCLEAR, language=language, saying=Saying.SEVERAL)
    if typed.meaning is Meaning.YES and _have_said_so(contacts, at):
        return said(TakenStatus.ALREADY, language=language)
    return said(TakenStatus.UNKNOWN, language=language)


def _messages(typed: Typed, contacts: Sequence[Contact], at: Reception) -> tuple[Sent, ...]:
    downtimes = at.recent.all()
    if typed.meaning is Meaning.CODE:
        return of_code(typed.code, downtimes, contacts, keys=at.keys)
    return still_open(downtimes, contacts, policy=at.policy)


def _have_said_so(contacts: Sequence[Contact], at: Reception) -> bool:
    everything = (sent for kept in at.recent.all() for contact in contacts for sent in kept.sent_to(contact.id))
    return any(is_acknowledged(sent) for sent in everything)
