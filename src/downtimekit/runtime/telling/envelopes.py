"""The message that one contact gets: the words in their language, and how they say that they have it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from attrs import define, field, frozen

from downtimekit.models.capabilities import Capabilities
from downtimekit.models.notice import Notice, NoticeText
from downtimekit.models.phrases import phrases_in
from downtimekit.notices.answers import AnswerKeys
from downtimekit.notices.asking import Asked
from downtimekit.notices.letters import as_html
from downtimekit.notices.planning import Send
from downtimekit.notices.policy import TellingRule
from downtimekit.ports.notifier import Answering, Message

_LONGEST = 200
_LIKE_AN_ATTEMPT = re.compile(r"/[0-9]+\Z")


@frozen
class Job:
    """One message that goes out now.

    Attributes:
        notices: most often one, else those that go out together, oldest first.
        sends: what was decided about each of them: the same way, attempt and level.
    """

    notices: tuple[Notice, ...]
    sends: tuple[Send, ...]
    asked: Asked
    rule: TellingRule

    @property
    def capabilities(self) -> Capabilities:
        """Of the channel that it goes over."""
        return self.sends[0].way.capabilities

    @property
    def is_next(self) -> bool:
        """Whether an escalation has come to them because others did not answer."""
        return self.asked.level > 1

    @property
    def key(self) -> str:
        """What the message is known by: the same whenever this try is sent again, also where less is left to say."""
        begun = self.sends[0].begun
        ids = begun.notices if begun else [notice.id for notice in self.notices]
        return message_key(ids, self.asked.id, attempt=self.sends[0].attempt)


def message_key(notices: Sequence[str], contact: str, *, attempt: int = 1) -> str:
    """Return what a message of some notices to a contact is known by; never too long for a command's id."""
    about = notices[-1]
    if len(notices) > 1:
        names = "\n".join(notices)
        about += f"+{hashlib.sha256(names.encode()).hexdigest()[:16]}"
    again = f"/{attempt}" if attempt > 1 else ""
    key = f"{about}/{contact}{again}"
    # The second try of 'a' must not be taken for the first one of 'a/2'.
    if len(key) <= _LONGEST and not _LIKE_AN_ATTEMPT.search(contact):
        return key
    return f"{about}/{hashlib.sha256(contact.encode()).hexdigest()}{again}"


@define
class Envelopes:
    """Makes messages; what many of them share is made once.

    Attributes:
        downtime: the thread that they belong to.
        answers: None where the host takes no answers.
    """

    downtime: str
    answers: AnswerKeys | None = None
    _texts: dict[tuple[tuple[str, ...], tuple[str, ...], bool], NoticeText] = field(factory=dict, init=False)
    _pages: dict[tuple[tuple[str, ...], str, bool], str] = field(factory=dict, init=False)

    def message(self, job: Job) -> Message:
        """Return the message of a job."""
        contact, way = job.asked.contact, job.sends[0].way
        ids = tuple(notice.id for notice in job.notices)
        text = self._text(job, ids, contact.languages if contact else ())
        drill = job.notices[-1].drill
        return Message(
            key=job.key,
            name=contact.name if contact else way.name,
            address=way.address,
            subject=text.subject,
            body=text.body,
            drill=drill,
            short=text.short,
            html=self._page(ids, text, is_next=job.is_next, drill=drill) if way.capabilities.rich else "",
            language=text.language,
            thread=self.downtime,
            notice=job.notices[-1],
            answering=self._answering(job, ids),
            level=job.asked.level,
        )

    def _answering(self, job: Job, ids: tuple[str, ...]) -> Answering | None:
        owed_at = job.notices[-1].at  # and not now: a message that is sent again is the same
        if self.answers is None or not job.rule.wants_answer or owed_at is None:
            return None
        answers = self.answers.answering(self.downtime, ids, job.asked.id, now=owed_at)
        return Answering(answers.link, answers.code)

    def _text(self, job: Job, ids: tuple[str, ...], languages: tuple[str, ...]) -> NoticeText:
        place = ids, languages, job.is_next
        text = self._texts.get(place)
        if text is None:
            text = _joined([notice.text(languages) for notice in job.notices])
            text = self._texts[place] = _with_reason(text) if job.is_next else text
        return text

    def _page(self, ids: tuple[str, ...], text: NoticeText, *, is_next: bool, drill: bool) -> str:
        place = ids, text.language, is_next
        page = self._pages.get(place)
        if page is None:
            page = self._pages[place] = as_html(text, drill=drill)
        return page


def _with_reason(text: NoticeText) -> NoticeText:
    """Return the words for somebody whom an escalation has come to, who may have had the same before."""
    return text.model_copy(update={"body": f"{phrases_in(text.language).asked_next}\n\n{text.body}"})


def _joined(texts: Sequence[NoticeText]) -> NoticeText:
    """Return several texts as one: the latest first, as that is what holds now."""
    latest = texts[-1]
    if len(texts) == 1:
        return latest
    body = "\n\n".join(f"{text.subject}\n{text.body}" for text in reversed(texts))
    subject = f"{latest.subject} (+{len(texts) - 1})"[:200]
    short = "; ".join(text.short or text.subject for text in reversed(texts))
    return NoticeText.model_construct(language=latest.language, subject=subject, body=body, short=short)
