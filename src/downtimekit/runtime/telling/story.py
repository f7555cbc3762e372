"""What became of a contact's notices, told from the journal: for whoever asks why somebody was not told, or twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import singledispatch

from attrs import field, frozen

from downtimekit.models import facts
from downtimekit.models.downtime import Downtime
from downtimekit.models.notice import Notice, Receipt, ReceiptState
from downtimekit.models.people import Contact
from downtimekit.ports import Entry

_STATES: Mapping[ReceiptState, str] = {
    ReceiptState.QUEUED: "waits for somebody to act",
    ReceiptState.ACCEPTED: "was taken, whether it arrived is not known",
    ReceiptState.DELIVERED: "arrived",
    ReceiptState.ACKNOWLEDGED: "they said that they have it",
    ReceiptState.FAILED: "did not go out",
    ReceiptState.UNKNOWN: "may have gone out",
    ReceiptState.SUPPRESSED: "was not sent on purpose",
    ReceiptState.EXPIRED: "came too late to be sent",
}


@frozen
class Chapter:
    """One thing that happened about one notice.

    Attributes:
        notice: its id.
        words: what happened; never an address.
    """

    at: datetime
    notice: str
    words: str


@frozen
class Story:
    """Everything that happened about one contact's notices, oldest first."""

    contact: str
    downtime: Downtime = field(repr=False)
    chapters: tuple[Chapter, ...]

    def __str__(self) -> str:
        """Return it as text, by the clinic's wall clock."""
        lines = [f"{self.contact}:"]
        lines += [f"  {self.downtime.local(one.at):%a %H:%M:%S}  {one.words}" for one in self.chapters]
        return "\n".join(lines) if self.chapters else f"{self.contact}: nothing was ever told to anybody of that id"


@frozen
class _Telling:
    """Whose story it is, and what is known of the notices by now.

    Attributes:
        involved: the notices that they were told of, or are to be; waiting: those of which more is to come.
    """

    contact: Contact | None
    id: str
    downtime: Downtime
    notices: dict[str, Notice] = field(factory=dict)
    involved: set[str] = field(factory=set)
    waiting: set[str] = field(factory=set)

    def title(self, notice: str) -> str:
        """Return what a notice is called in a sentence."""
        known = self.notices.get(notice)
        return f"'{known.subject}'" if known else f"notice {notice}"

    def clock(self, at: datetime) -> str:
        """Return an instant as the clinic's clock shows it."""
        return self.downtime.local(at).strftime("%H:%M:%S")

    def is_told(self, notice: Notice) -> bool:
        """Say whether somebody is in the audience."""
        contact = self.contact
        if contact is None:
            return False
        return not set(contact.roles).isdisjoint(notice.audience) and any(contact.serves(site) for site in notice.sites)


def story(entries: Sequence[Entry], *, downtime: Downtime, id: str, contact: Contact | None) -> Story:
    """Tell what became of a contact's notices.

    Args:
        entries: of one downtime, in their order.
        downtime: the event, for the wall clock.
        id: the contact's id, or a board's name.
        contact: as the directory has them now; None where it does not.
    """
    telling = _Telling(contact, id, downtime)
    chapters = tuple(chapter for entry in entries for chapter in _chapters(entry.fact, entry.at, telling))
    return Story(id, downtime, chapters)


@singledispatch
def _chapters(fact: facts.Fact, at: datetime, telling: _Telling) -> Iterator[Chapter]:
    """Yield what a fact means to somebody; most mean nothing."""
    yield from ()


@_chapters.register
def _(fact: facts.NoticeOwed, at: datetime, telling: _Telling) -> Iterator[Chapter]:
    telling.notices[fact.notice.id] = fact.notice
    if telling.is_told(fact.notice):
        telling.involved.add(fact.notice.id)
        yield Chapter(at, fact.notice.id, f"{telling.title(fact.notice.id)} is owed to them")


@_chapters.register
def _(fact: facts.TellingBegun, at: datetime, telling: _Telling) -> Iterator[Chapter]:
    if telling.id == fact.contact:
        for notice in fact.notices:
            yield Chapter(at, notice, f"{telling.title(notice)} is being sent over {fact.via}")


@_chapters.register
def _(fact: facts.NoticeWaits, at: datetime, telling: _Telling) -> Iterator[Chapter]:
    if fact.until > at and fact.notice in telling.involved:
        telling.waiting.add(fact.notice)
        words = f"{telling.title(fact.notice)} waits until {telling.clock(fact.until)} {fact.remark}"
        yield Chapter(at, fact.notice, words.rstrip())


@_chapters.register
def _(fact: facts.NoticeCarried, at: datetime, telling: _Telling) -> Iterator[Chapter]:
    if fact.notice in telling.waiting or (fact.remark and fact.notice in telling.involved):
        telling.waiting.discard(fact.notice)
        yield Chapter(
            at, fact.notice, f"{telling.title(fact.notice)}: {fact.remark or 'nothing more is to be done about it'}"
        )


@_chapters.register
def _(fact: facts.NoticeSettled, at: datetime, telling: _Telling) -> Iterator[Chapter]:
    receipt = fact.receipt
    if receipt.contact == telling.id:
        telling.involved.add(receipt.notice)
        yield Chapter(receipt.at, receipt.notice, _settled(receipt, telling))


def _settled(receipt: Receipt, telling: _Telling) -> str:
    way = f" over {receipt.via}" if receipt.via else ""
    asked = f", asked at step {receipt.level} of the escalation" if receipt.level else ""
    why = f" ({receipt.why.replace('_', ' ')})" if receipt.why else ""
    remark = f": {receipt.remark}" if receipt.remark else ""
    over = "".join(f"; passed over {one.remark}" for one in receipt.passed if one.remark not in receipt.remark)
    return f"{telling.title(receipt.notice)}{way} {_STATES[receipt.state]}{why}{asked}{remark}{over}"
