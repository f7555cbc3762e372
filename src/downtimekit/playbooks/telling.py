"""The words of a playbook's notices: its templates, filled with facts of the downtime, never with a patient's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from string import Template
from textwrap import shorten

from downtimekit.models.downtime import Downtime, Scheduled
from downtimekit.models.downtime.targets import target_label
from downtimekit.models.facts import NoticeOwed
from downtimekit.models.notice import Notice
from downtimekit.playbooks.deadlines import next_update
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.track import TrackName

_GAP = re.compile(" {2,}")
_BEFORE_A_SENTENCE = re.compile(r"\$(\w+) +(?=[A-Z])")
"""What is left where a word has nothing to say, such as the impact of planned work."""

_SUBJECT = 200
_SUBJECT_WORDS = 60
"""How long what a subject names may be: many sites do not fit into one line, and stand in the body."""

WORDS = frozenset(
    {
        "sites",
        "services",
        "since",
        "now",
        "next_update",
        "target",
        "call",
        "starts",
        "ends",
        "purpose",
        "impact",
    }
)
"""What every template may name; besides, the details of the signal that it is told after."""


def owed(
    names: Iterable[str],
    *,
    standing: Standing,
    tracks: Iterable[TrackName],
    details: Mapping[str, str],
    now: datetime,
    mark: str = "",
) -> Iterator[NoticeOwed]:
    """Yield the notices of a playbook as they are owed now.

    Args:
        names: of the notices.
        standing: where the downtime stands.
        tracks: what they are about.
        details: what the signal says.
        now: the present instant.
        mark: what their subjects begin with, such as that it is a correction.
    """
    tracks = tuple(tracks)
    sites = tuple(dict.fromkeys(site for site, _ in tracks))
    words = _words(standing, tracks, details, now)
    short = {name: shorten(word, _SUBJECT_WORDS, placeholder=" ...") for name, word in words.items()}
    mark = ("DRILL: " if standing.downtime.drill else "") + mark
    for name in names:
        rule = standing.playbook.notice(name)
        notice = Notice(
            id=f"{standing.downtime.id}/{standing.version}/{rule.name}",
            audience=rule.audience,
            sites=sites,
            subject=_fitting(mark + Template(rule.subject).safe_substitute(short)),
            body=mark + _GAP.sub(" ", Template(rule.body).safe_substitute(_ended(words, rule.body))),
            drill=standing.downtime.drill,
        )
        yield NoticeOwed(notice=notice)


def _ended(words: Mapping[str, str], body: str) -> Mapping[str, str]:
    """Return the words, with a full stop after what people said where the next sentence begins."""
    said = {name for name in _BEFORE_A_SENTENCE.findall(body) if words.get(name, "")[-1:] not in {"", *".!?"}}
    return {name: f"{word}." if name in said else word for name, word in words.items()}


def _fitting(subject: str) -> str:
    return subject if len(subject) <= _SUBJECT else shorten(subject, _SUBJECT, placeholder=" ...")


def _words(
    standing: Standing, tracks: Iterable[TrackName], details: Mapping[str, str], now: datetime
) -> Mapping[str, str]:
    downtime = standing.downtime
    target = details.get("target") or standing.detail("target")
    return {
        **details,
        "sites": ", ".join(dict.fromkeys(site for site, _ in tracks)),
        "services": ", ".join(dict.fromkeys(service for _, service in tracks)),
        "since": _clock(downtime, downtime.began_at),
        "now": _clock(downtime, now),
        "next_update": _clock(downtime, next_update(standing, now)),
        "target": target_label(target) if target else "not known yet",
        "call": downtime.call,
        **_plan(downtime),
    }


def _plan(downtime: Downtime) -> Mapping[str, str]:
    """Return the words of planned work; empty ones where it was not planned."""
    event = downtime.event
    if not isinstance(event, Scheduled):
        return dict.fromkeys(("starts", "ends", "purpose", "impact"), "")
    return {
        "starts": _day_and_clock(downtime, event.window.starts_at),
        "ends": _day_and_clock(downtime, event.ends_at),
        "purpose": event.purpose,
        "impact": event.expected_impact,
    }


def _clock(downtime: Downtime, moment: datetime) -> str:
    return downtime.local(moment).strftime("%H:%M %Z")


def _day_and_clock(downtime: Downtime, moment: datetime) -> str:
    return downtime.local(moment).strftime("%Y-%m-%d %H:%M %Z")
