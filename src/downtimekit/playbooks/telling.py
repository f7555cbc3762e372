"""The notices of a playbook as they are owed: whole, in every language of their rule, and never about a patient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from downtimekit.models.facts import Fact, NoticeOwed
from downtimekit.models.notice import ENGLISH, Notice, NoticeText
from downtimekit.models.phrases import phrases_in
from downtimekit.playbooks.occasion import Occasion
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import NoticeRule
from downtimekit.playbooks.text_messages import text_message
from downtimekit.playbooks.track import TrackName
from downtimekit.playbooks.wording import Wording, news_by


def owed(
    names: Iterable[str],
    *,
    standing: Standing,
    tracks: Iterable[TrackName],
    details: Mapping[str, str],
    now: datetime,
    facts: Iterable[Fact] = (),
    corrects: bool = False,
) -> Iterator[NoticeOwed]:
    """Yield the notices of a playbook as they are owed now.

    Args:
        names: of the notices.
        standing: where the downtime stands.
        tracks: what they are about.
        details: what the signal says.
        now: the present instant.
        facts: what is recorded before them and is not folded into the standing yet.
        corrects: they put right what was told before.
    """
    names = tuple(names)
    if not names:
        return
    occasion = Occasion(_with(standing, facts, now), tuple(tracks), details, now, corrects)
    for name in names:
        rule = standing.playbook.notice(name)
        yield NoticeOwed(notice=notice_of(rule, occasion, id=f"{standing.downtime.id}/{standing.version}/{rule.name}"))


def notice_of(rule: NoticeRule, occasion: Occasion, *, id: str) -> Notice:
    """Return a notice as it is told on an occasion.

    Args:
        rule: the notice's rule.
        occasion: what is told of.
        id: of the notice.
    """
    access = occasion.access(rule.event)
    own = _text(Wording(rule, rule, occasion, phrases_in(ENGLISH), access), ENGLISH)
    others = (
        _text(Wording(rule, texts, occasion, phrases_in(texts.language), access), texts.language)
        for texts in rule.texts
    )
    return Notice(
        id=id,
        topic=rule.name,
        event=rule.event,
        audience=rule.audience,
        sites=occasion.sites,
        subject=own.subject,
        body=own.body,
        short=own.short,
        texts=tuple(others),
        drill=occasion.downtime.drill,
        at=occasion.now,
        facts=occasion.facts(next_update=news_by(rule, occasion)),
    )


def _text(wording: Wording, language: str) -> NoticeText:
    # All of it was checked before: the table when it was read, what is filled in when the downtime was declared.
    return NoticeText.model_construct(
        language=language, subject=wording.subject(), body=wording.body(), short=text_message(wording)
    )


def _with(standing: Standing, facts: Iterable[Fact], now: datetime) -> Standing:
    """Return the standing with some more facts; itself, where there are none."""
    then = standing
    for number, fact in enumerate(facts, 1):
        then = standing.copy() if then is standing else then
        then.fold(fact, version=standing.version + number, at=now)
    return then
