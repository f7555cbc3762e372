"""Which message somebody speaks of: by a code, by a key, or because it is the only one; never guessed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from downtimekit.models.notice import Notice, ReceiptState
from downtimekit.models.people import Contact
from downtimekit.notices.answers import AnswerKeys
from downtimekit.notices.policy import TellingPolicy
from downtimekit.runtime.inbox.recent import Kept, Sent
from downtimekit.runtime.telling.envelopes import message_key

_OPEN = frozenset({ReceiptState.QUEUED, ReceiptState.ACCEPTED, ReceiptState.DELIVERED, ReceiptState.UNKNOWN})
"""It may have reached somebody, and they have not said so."""

_ATTEMPT = re.compile(r"/([0-9]{1,4})\Z")
"""Stands at the end of a message's key where it is not the first try."""


def of_code(code: str, downtimes: Sequence[Kept], contacts: Sequence[Contact], *, keys: AnswerKeys) -> tuple[Sent, ...]:
    """Return the messages to some contacts that have a code; more than one is next to impossible."""
    whom = [(kept, contact.id) for kept in downtimes for contact in contacts]

    def fitting(messages: Iterable[Sent]) -> tuple[Sent, ...]:
        return tuple(
            sent
            for sent in messages
            if keys.fits(code, downtime=sent.outage.id, notices=sent.notices, contact=sent.contact)
        )

    singles = fitting(sent for kept, contact in whom for sent in kept.sent_to(contact))
    return singles or fitting(sent for kept, contact in whom for sent in kept.together_to(contact))


def still_open(downtimes: Sequence[Kept], contacts: Sequence[Contact], *, policy: TellingPolicy) -> tuple[Sent, ...]:
    """Return the messages that some contacts have not said to have; of a downtime that is over, none is open.

    Where answers are asked for, only those count that ask for one; notices that went out as one message are one.
    """
    running = [kept for kept in downtimes if not kept.outage.standing.is_over]
    whom = [(kept, contact.id) for kept in running for contact in contacts]
    singles = [(kept, sent) for kept, contact in whom for sent in kept.sent_to(contact) if _is_open(sent)]
    asking = [(kept, sent) for kept, sent in singles if policy.rule(_notice(sent)).wants_answer]
    found = asking or singles
    return _as_one(found) or tuple(sent for _, sent in found)


def of_board(downtimes: Iterable[Kept], board: str, *, downtime: str, until: datetime) -> Iterator[Sent]:
    """Yield what a board was told of a downtime until an instant.

    Args:
        downtimes: where to look.
        board: its name.
        downtime: the id, or ``sha256:`` and its digest where the board takes no longer one.
        until: when the board said so: what it was told later it cannot have meant.
    """
    for kept in downtimes:
        id_ = kept.outage.id
        if downtime in {id_, f"sha256:{sha256(id_.encode()).hexdigest()}"}:
            receipts = kept.outage.standing.receipts
            for sent in kept.sent_to(board):
                told = receipts.get((sent.notices[0], board))
                if told is not None and told.tries[0].at <= until:
                    yield sent


def of_key(downtimes: Iterable[Kept], key: str, *, contacts: Collection[str]) -> Sent | None:
    """Return the message that is known by a key; None where there is none.

    Args:
        downtimes: where to look.
        key: as in `Message.key`.
        contacts: ids of whoever may be told, besides those who were.
    """
    for kept in downtimes:
        if key.startswith(f"{kept.outage.id}/"):
            found = _single(kept, key, contacts) or _several(kept, key)
            if found:
                return found
    return None


def _notice(sent: Sent) -> Notice:
    return sent.outage.standing.notices[sent.notices[0]]


def _is_open(sent: Sent) -> bool:
    told = sent.outage.standing.receipts.get((sent.notices[0], sent.contact))
    return told is None or told.state in _OPEN


def _as_one(singles: Sequence[tuple[Kept, Sent]]) -> tuple[Sent, ...]:
    """Return the one message that several notices went out as; nothing where it was not one."""
    if len(singles) < 2 or len({(sent.outage.id, sent.contact) for _, sent in singles}) > 1:  # noqa: PLR2004 - several
        return ()
    ids = {sent.notices[0] for _, sent in singles}
    kept, first = singles[0]
    return tuple(sent for sent in kept.together_to(first.contact) if set(sent.notices) == ids)[:1]


def _single(kept: Kept, key: str, contacts: Collection[str]) -> Sent | None:
    standing = kept.outage.standing
    for notice in standing.notices:
        if not key.startswith(f"{notice}/"):
            continue
        rest = key[len(notice) + 1 :]
        for contact in (rest, _ATTEMPT.sub("", rest)):
            who = (notice, contact)
            if who in standing.receipts or who in standing.begun or contact in contacts:
                return Sent(kept.outage, (notice,), contact)
        # A long id stands there as its digest.
        told = {contact for about, contact in (*standing.receipts, *standing.begun) if about == notice}
        for contact in sorted(told.union(contacts)):
            if _is_key((notice,), contact, key):
                return Sent(kept.outage, (notice,), contact)
    return None


def _several(kept: Kept, key: str) -> Sent | None:
    for begun in kept.together() if "+" in key else ():
        if key.startswith(f"{begun.notices[-1]}+") and _is_key(begun.notices, begun.contact, key):
            return Sent(kept.outage, begun.notices, begun.contact)
    return None


def _is_key(notices: tuple[str, ...], contact: str, key: str) -> bool:
    again = _ATTEMPT.search(key)
    return key in {message_key(notices, contact, attempt=attempt) for attempt in (1, int(again[1]) if again else 1)}
