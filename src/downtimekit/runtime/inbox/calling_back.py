"""A vendor that calls back: checked first, then read, then written down."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from downtimekit.errors import InvalidInput
from downtimekit.models.notice import ReceiptState
from downtimekit.notices.answer_words import TakenStatus
from downtimekit.notices.callbacks import CallbackSource, News, SchemeName
from downtimekit.notices.callbacks.schemes import SIGNATURE
from downtimekit.notices.inbound import Inbound, Reply
from downtimekit.notices.taken import BAD, FORBIDDEN, LATER, OK, Taken, no_method, refused, surest, twiml
from downtimekit.runtime.inbox.finding import of_board, of_key
from downtimekit.runtime.inbox.recent import Sent
from downtimekit.runtime.inbox.reception import Reception
from downtimekit.runtime.inbox.replying import take_reply


def take_callback(call: Inbound, source: CallbackSource, *, at: Reception) -> Taken:
    """Write down what a vendor says, once it is known to be theirs.

    Args:
        call: as it came.
        source: who it says it is.
        at: where it came in.
    """
    if call.method != "POST":
        return no_method("POST")
    try:
        heard = source.heard(call, now=at.clock.now())
    except InvalidInput as error:
        status = FORBIDDEN if error.source == SIGNATURE else BAD
        return refused("; ".join(map(str, error.faults)), http_status=status)
    taken = _together([take_reply(one, at=at) if isinstance(one, Reply) else _news(one, source, at) for one in heard])
    if source.scheme is SchemeName.SLACK:
        return taken  # which wants an empty answer
    if source.scheme is not SchemeName.TWILIO:
        return evolve(taken, body=taken.words)
    # An opt-out is answered by Twilio itself, and whatever else would be sent is refused there (error 21610).
    answers = taken.words and any(isinstance(one, Reply) for one in heard) and taken.status is not TakenStatus.NOTHING
    verb = "Say" if "CallSid" in call.said else "Message"
    headers, body = twiml(taken.words, verb=verb if answers else "")
    return evolve(taken, headers=headers, body=body)


def _news(news: News, source: CallbackSource, at: Reception) -> Taken:
    via = "" if news.state is ReceiptState.ACKNOWLEDGED else source.via
    event = (source.name, news.event)
    found = tuple(_about(news, source, at))
    status = surest(at.hear(sent, news.state, via=via, remark=news.remark, event=event) for sent in found)
    if not found:
        return Taken(TakenStatus.UNKNOWN, "nothing like it is known here")
    # What was sent a moment ago may not be written down yet: whoever calls again will find it.
    later = status is TakenStatus.UNKNOWN and not found[0].outage.standing.is_over
    notices = tuple(notice for sent in found for notice in sent.notices)
    return Taken(status, status.value, LATER if later else OK, contact=found[0].contact, notices=notices)


def _about(news: News, source: CallbackSource, at: Reception) -> Iterator[Sent]:
    if news.token:
        try:
            sent = at.sent(at.asked(news.token))
        except InvalidInput:
            sent = None
        yield from filter(None, [sent])
    elif news.key:
        yield from filter(None, [of_key(at.recent.all(), news.key, contacts=at.people.by_id.keys())])
    elif news.downtime and news.at:
        yield from of_board(at.recent.all(), source.via, downtime=news.downtime, until=news.at)


def _together(taken: list[Taken]) -> Taken:
    """Return the answer to a call that says several things; most say one, or nothing."""
    if not taken:
        return Taken(TakenStatus.NOTHING, "")
    first = surest(one.status for one in taken)
    return next((one for one in taken if one.status is first), taken[0])
