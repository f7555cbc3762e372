"""The words that a script may use: those of its playbook, of its declaration and of its contacts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from enum import StrEnum

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.people import Contact
from downtimekit.playbooks import Playbook
from downtimekit.playbooks.decide import faulty_details
from downtimekit.testing.script import Expected, OutageScript, Step
from downtimekit.testing.wall import wall_time


class Kind(StrEnum):
    """What a word of a script is the name of."""

    SIGNAL = "signal"
    TASK = "task"
    PHASE = "phase"
    DEADLINE = "deadline"
    NOTICE = "notice"
    SITE = "site"
    SERVICE = "service"
    TRACK = "track"
    CONTACT = "contact"
    MESSAGE = "notice or contact"


Mention = tuple[str, Kind, Iterable[str]]
"""A path, what stands there, and the words."""


def instead(name: str, known: Iterable[str]) -> str:
    """Return what could have been meant by a name that there is not."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    return f"; is '{near[0]}' meant?" if near else f"; there is: {', '.join(names) or 'none'}"


@frozen
class Names:
    """What the steps of one script may name."""

    playbook: Playbook
    zone: str
    known: Mapping[Kind, Collection[str]]

    @classmethod
    def of(cls, script: OutageScript, playbook: Playbook, contacts: Iterable[Contact]) -> Names:
        """Return what there is."""
        told = script.declare
        notices, ids = [notice.name for notice in playbook.notices], [contact.id for contact in contacts]
        return cls(
            playbook,
            told.zone,
            {
                Kind.SIGNAL: [signal.name for signal in playbook.signals],
                Kind.TASK: [task.name for task in playbook.tasks],
                Kind.PHASE: [phase.name for phase in playbook.phases],
                Kind.DEADLINE: [deadline.name for deadline in playbook.deadlines],
                Kind.NOTICE: notices,
                Kind.SITE: told.sites,
                Kind.SERVICE: told.services,
                Kind.TRACK: [f"{site}/{service}" for site in told.sites for service in told.services],
                Kind.CONTACT: ids,
                Kind.MESSAGE: [*notices, *ids],
            },
        )

    def faults(self, step: Step) -> Iterator[Fault]:
        """Yield what is wrong with a step. One that is to be refused may say what is wrong."""
        for path, kind, words in (*_asked(step), *_expected(step.expect)):
            for word in words:
                if word not in self.known[kind]:
                    yield Fault(path, f"'{word}' is no {kind}{instead(word, self.known[kind])}")
        yield from self._faulty_details(step)
        try:
            _ = step.happened_at and wall_time(step.happened_at, zone=self.zone)
        except InvalidInput as error:
            yield from (Fault("happened_at", fault.words) for fault in error.faults)

    def _faulty_details(self, step: Step) -> Iterator[Fault]:
        if step.signal in self.known[Kind.SIGNAL] and not step.refused:
            signal = self.playbook.signal(step.signal or "")
            yield from (Fault("details", str(reason)) for reason in faulty_details(signal, step.details))


def _asked(step: Step) -> Iterator[Mention]:
    yield "signal", Kind.SIGNAL, _maybe(step.signal)
    yield "observe", Kind.SITE, [seen.site for seen in step.observe]
    yield "channel.about", Kind.MESSAGE, _maybe(step.channel.about if step.channel else None)
    if step.acknowledge:
        yield "acknowledge.notice", Kind.NOTICE, [step.acknowledge.notice]
        yield "acknowledge.contact", Kind.CONTACT, [step.acknowledge.contact]
    if not step.refused:
        yield "sites", Kind.SITE, step.sites
        yield "services", Kind.SERVICE, step.services
        yield "task", Kind.TASK, _maybe(step.task)


def _expected(expect: Expected) -> Iterator[Mention]:
    yield "expect.phase", Kind.PHASE, _maybe(expect.phase)
    yield "expect.tracks", Kind.TRACK, expect.tracks
    yield "expect.tracks", Kind.PHASE, expect.tracks.values()
    for name in ("open", "not_open"):
        yield f"expect.{name}", Kind.TASK, [task.partition(" ")[0] for task in getattr(expect, name)]
    for name in ("allowed", "not_allowed"):
        yield f"expect.{name}", Kind.SIGNAL, getattr(expect, name)
    for name in ("due", "missed"):
        yield f"expect.{name}", Kind.DEADLINE, [deadline.partition("/")[0] for deadline in getattr(expect, name)]
    for name in ("owed", "not_owed", "told", "receipts"):
        yield f"expect.{name}", Kind.NOTICE, getattr(expect, name)
    yield "expect.told", Kind.CONTACT, [contact for contacts in expect.told.values() for contact in contacts]
    yield "expect.receipts", Kind.CONTACT, [contact for states in expect.receipts.values() for contact in states]


def _maybe(word: str | None) -> tuple[str, ...]:
    return (word,) if word else ()
