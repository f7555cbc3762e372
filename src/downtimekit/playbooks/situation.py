"""What a rule looks at and how it is asked: the words in which every rule of a playbook is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from datetime import datetime
from enum import StrEnum

from attrs import frozen

from downtimekit.errors import Reason, UnknownName
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.track import TrackStanding

_SHOWN = 5


@frozen
class Situation:
    """What a rule looks at.

    Attributes:
        tracks: those that the signal is about.
        details: what the signal says; empty when it is only asked what would be allowed.
        now: the present instant.
    """

    standing: Standing
    tracks: tuple[TrackStanding, ...]
    details: Mapping[str, str]
    now: datetime


class Takes(StrEnum):
    """What a rule is asked about, after the colon in a table."""

    NOTHING = "nothing"
    SIGNAL = "signal"
    TASK = "task"
    MINUTES = "minutes"


@frozen
class Guard:
    """A rule.

    Attributes:
        check: yields what stands against it; its second argument is what it is asked about, '' where it takes nothing.
    """

    check: Callable[[Situation, str], Iterator[Reason]]
    takes: Takes = Takes.NOTHING


Guards = Mapping[str, Guard]
"""Rules by the names that playbooks use."""


def broken(rule: str, situation: Situation, *, guards: Guards) -> Iterator[Reason]:
    """Yield what stands against a rule as a table names it, such as ``was_heard:staff_told``.

    Raises:
        UnknownName: there is no such rule.
    """
    name, _, about = rule.partition(":")
    guard = guards.get(name)
    if guard is None:
        raise UnknownName("guard", name, known=guards)
    return guard.check(situation, about)


def listed(names: Iterable[str]) -> str:
    """Return names in a line; of many the first, and how many more there are."""
    names = list(names)
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def many(things: Sized, name: str) -> str:
    """Return how many there are, with the verb: ``1 report is``, ``3 reports are``."""
    return f"1 {name} is" if len(things) == 1 else f"{len(things)} {name}s are"
