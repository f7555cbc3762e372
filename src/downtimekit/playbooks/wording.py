"""A notice's texts in one language: its templates filled, and every fact that they leave out in a line of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from string import Template
from textwrap import shorten

from attrs import frozen

from downtimekit.models.downtime import Downtime, Scheduled
from downtimekit.models.downtime.news import LetterPart, NoticeEvent
from downtimekit.models.phrases import Phrases
from downtimekit.playbooks.deadlines import next_update
from downtimekit.playbooks.occasion import AHEAD, Access, Occasion
from downtimekit.playbooks.table import NoticeRule, Translation

_ALL = (LetterPart.WHAT, LetterPart.WHEN, LetterPart.TODO, LetterPart.NEXT_UPDATE, LetterPart.CALL)
_PLANNED = (LetterPart.WHAT, LetterPart.WHEN, LetterPart.TODO, LetterPart.CALL)
_WITHOUT_NEWS = (LetterPart.WHAT, LetterPart.WHEN, LetterPart.CALL)
_OVER = (LetterPart.WHAT, LetterPart.CALL)

NEEDS: Mapping[NoticeEvent, Sequence[LetterPart]] = {
    NoticeEvent.PLANNED: _PLANNED,
    NoticeEvent.REMINDER: _PLANNED,
    NoticeEvent.EXTENDED: _PLANNED,
    NoticeEvent.STARTED: _ALL,
    NoticeEvent.IDENTIFIED: _ALL,
    NoticeEvent.UPDATE: _ALL,
    NoticeEvent.LOST_AGAIN: _ALL,
    NoticeEvent.VALIDATING: _ALL,
    NoticeEvent.OVERDUE: _WITHOUT_NEWS,
    NoticeEvent.OTHER: _WITHOUT_NEWS,
    NoticeEvent.RELEASED: _WITHOUT_NEWS,
    NoticeEvent.STOOD_DOWN: _OVER,
    NoticeEvent.CLOSED: _OVER,
}
"""What a letter must hold, by what it is about; the list is our own."""

_TOLD_BY: Mapping[LetterPart, Sequence[frozenset[str]]] = {
    LetterPart.WHAT: (frozenset({"services", "sites"}),),
    LetterPart.WHEN: tuple(frozenset({word}) for word in ("since", "now", "starts", "ends")),
    LetterPart.TODO: (frozenset({"todo"}),),
    LetterPart.NEXT_UPDATE: (frozenset({"next_update"}),),
    LetterPart.CALL: (frozenset({"call"}),),
}
"""The words of which one group says it."""

_GAP = re.compile(" {2,}")
_BEFORE_A_SENTENCE = re.compile(r"\$\{?(\w+)\}? +(?=[A-ZÁÉÍÓÚÜÑ¿¡]|\$\{?todo\b)")
"""What is left where a word has nothing to say, such as the impact of planned work."""

_SUBJECT = 200
_SUBJECT_WORDS = 60
"""How long what a subject names may be: many sites do not fit into one line, and stand in the body."""

_HELP_DESK = Downtime.model_fields["call"].default


@frozen
class Wording:
    """How one notice is told on one occasion in one language.

    Attributes:
        rule: its rule; texts: the rule's own texts, or those of a translation.
        phrases: the words of the language that are filled in.
        access: how the tracks can be used then.
    """

    rule: NoticeRule
    texts: NoticeRule | Translation
    occasion: Occasion
    phrases: Phrases
    access: Sequence[Access]

    @property
    def mark(self) -> str:
        """What every form begins with, such as that it is a drill."""
        drill = f"{self.phrases.drill}: " if self.occasion.downtime.drill else ""
        return drill + (f"{self.phrases.correction}: " if self.occasion.corrects else "")

    def subject(self) -> str:
        """Return the line that a mail begins with."""
        words = self.words(named(self.texts.subject))
        brief = {name: cut(word, _SUBJECT_WORDS) for name, word in words.items()}
        return cut(self.mark + Template(self.texts.subject).safe_substitute(brief), _SUBJECT)

    def body(self) -> str:
        """Return the whole letter: the text, and a line for each fact that it must hold and does not name."""
        there = named(self.texts.body)
        body = self.mark + filled(self.texts.body, self.words(there, in_sentence=True))
        lines = [self.line(part) for part in self._left_out(there)]
        return "\n\n".join([body, "\n".join(lines)] if lines else [body])

    def _left_out(self, there: frozenset[str]) -> Iterator[LetterPart]:
        for part in NEEDS[self.rule.event]:
            if part not in self.rule.says and not any(group <= there for group in _TOLD_BY[part]):
                yield part

    def line(self, part: LetterPart) -> str:
        """Return the line that holds one fact."""
        return _LINES[part](self)

    def words(self, names: Iterable[str], *, in_sentence: bool = False) -> dict[str, str]:
        """Return what is filled in for some words; for those that nobody knows, nothing.

        Args:
            names: of the words.
            in_sentence: it stands inside sentences, and not in lines by itself.
        """
        details = self.occasion.details
        return {
            name: _WORDS[name](self, in_sentence) if name in _WORDS else details[name]
            for name in names
            if name in _WORDS or name in details
        }

    def word(self, name: str) -> str:
        """Return what is filled in for one word in a line by itself."""
        return _WORDS[name](self, False)

    def time(self, moment: datetime, *, in_sentence: bool = False) -> str:
        """Return a moment as staff read it; with its day, where that is not today."""
        return self.phrases.time(self._local(moment), today=self._local(self.occasion.now), in_sentence=in_sentence)

    def todo(self, *, briefly: bool = False) -> str:
        """Return how to work meanwhile; where that differs, track by track."""
        if len(self.access) == 1:
            return self._how(self.access[0], briefly=briefly)
        return " ".join(f"{self._where(access)}: {self._how(access, briefly=briefly)}" for access in self.access)

    def day_and_time(self, moment: datetime | None, *, in_sentence: bool = False) -> str:
        """Return a moment of planned work, always with its day; '' where there is none."""
        return self.phrases.time(self._local(moment), in_sentence=in_sentence) if moment else ""

    def ends_briefly(self) -> str:
        """Return the end of planned work as it is told behind its start: without the day, where that is the same."""
        planned = self.occasion.planned
        if planned is None:
            return ""
        starts = self._local(planned.window.starts_at)
        return self.phrases.time(self._local(planned.ends_at), today=starts, in_sentence=False)

    def _local(self, moment: datetime) -> datetime:
        return self.occasion.downtime.local(moment)

    def _where(self, access: Access) -> str:
        place = self.phrases.track
        return ", ".join(place.format(service=track.service, site=track.site) for track in access.tracks)

    def _how(self, access: Access, *, briefly: bool) -> str:
        phrases = self.phrases
        sentence, dated = (phrases.briefly, phrases.briefly_as_of) if briefly else (phrases.tiers, phrases.as_of)
        if access.as_of is None:
            return sentence[access.tier]
        return f"{sentence[access.tier]} {dated.format(as_of=self.time(access.as_of))}"


def _news(wording: Wording) -> datetime:
    occasion = wording.occasion
    return occasion.promised or next_update(occasion.standing, occasion.now)


def _call(wording: Wording) -> str:
    call = wording.occasion.downtime.call
    return wording.phrases.help_desk if call == _HELP_DESK else call


def _of_plan(wording: Wording, part: Callable[[Scheduled], str]) -> str:
    planned = wording.occasion.planned
    return part(planned) if planned else ""


_WORDS: Mapping[str, Callable[[Wording, bool], str]] = {
    "sites": lambda told, _: ", ".join(told.occasion.sites),
    "services": lambda told, _: ", ".join(told.occasion.services),
    "since": lambda told, inside: told.time(told.occasion.downtime.began_at, in_sentence=inside),
    "now": lambda told, inside: told.time(told.occasion.now, in_sentence=inside),
    "next_update": lambda told, inside: told.time(_news(told), in_sentence=inside),
    "target": lambda told, _: told.phrases.target(told.occasion.target),
    "call": lambda told, _: _call(told),
    "todo": lambda told, _: told.todo(),
    "starts": lambda told, inside: told.day_and_time(told.occasion.starts, in_sentence=inside),
    "ends": lambda told, inside: told.day_and_time(told.occasion.ends, in_sentence=inside),
    "purpose": lambda told, _: _of_plan(told, lambda planned: planned.purpose),
    "impact": lambda told, _: _of_plan(told, lambda planned: planned.expected_impact),
}

WORDS = frozenset(_WORDS)
"""What every template may name; besides, the details of the signal that it is told after."""


def _what_line(told: Wording) -> str:
    place = told.phrases.track.format(service=told.word("services"), site=told.word("sites"))
    return told.phrases.affected.format(place)


def _when_line(told: Wording) -> str:
    if told.rule.event in AHEAD:
        return told.phrases.planned.format(told.word("starts"), told.word("ends"))
    if told.rule.event is NoticeEvent.RELEASED:
        return told.phrases.at.format(told.word("now"))
    return told.phrases.since.format(told.word("since"))


def _todo_line(told: Wording) -> str:
    is_to_come = told.occasion.is_ahead(told.rule.event)
    return (told.phrases.todo_then if is_to_come else told.phrases.todo).format(told.word("todo"))


def _next_update_line(told: Wording) -> str:
    if news_by(told.rule, told.occasion) is None:
        return told.phrases.when_there_is_news
    return told.phrases.next_update.format(told.word("next_update"))


_LINES: Mapping[LetterPart, Callable[[Wording], str]] = {
    LetterPart.WHAT: _what_line,
    LetterPart.WHEN: _when_line,
    LetterPart.TODO: _todo_line,
    LetterPart.NEXT_UPDATE: _next_update_line,
    LetterPart.CALL: lambda told: told.phrases.call.format(told.word("call")),
}


@lru_cache(maxsize=1024)
def named(template: str) -> frozenset[str]:
    """Return the words that a template names."""
    return frozenset(Template(template).get_identifiers())


def news_by(rule: NoticeRule, occasion: Occasion) -> datetime | None:
    """Return by when a notice says that there is news; None where it says nothing of it."""
    if any("next_update" in named(text) for text in (rule.subject, rule.body, rule.short)):
        return occasion.promised or next_update(occasion.standing, occasion.now)
    return occasion.promised if LetterPart.NEXT_UPDATE in NEEDS[rule.event] else None


def filled(template: str, words: Mapping[str, str]) -> str:
    """Fill a template; what people said ends with a full stop where the next sentence begins."""
    said = {name for name in _BEFORE_A_SENTENCE.findall(template) if words.get(name, "")[-1:] not in {"", *".!?"}}
    ended = {name: f"{word}." if name in said else word for name, word in words.items()}
    return _GAP.sub(" ", Template(template).safe_substitute(ended))


def cut(text: str, room: int) -> str:
    """Return text in so many characters, cut between words."""
    return text if len(text) <= room else shorten(text, room, placeholder=" ...")
