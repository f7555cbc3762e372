"""Play an outage from a script: the clock is moved, people act, channels die, the process is killed and comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import define, field, frozen

from downtimekit.errors import Refused
from downtimekit.models.people import ChannelKind, Directory
from downtimekit.playbooks import Playbook, Standing
from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.ports import Entry, Message
from downtimekit.runtime import Outage, in_words, timeline
from downtimekit.testing._acts import ACTS
from downtimekit.testing._stage import Stage
from downtimekit.testing.clock import VirtualClock
from downtimekit.testing.expecting import unmet
from downtimekit.testing.journals import Durable, RecordingJournal
from downtimekit.testing.memory_journal import MemoryJournal
from downtimekit.testing.notifiers import FailingNotifier, RecordingNotifier
from downtimekit.testing.refusals import not_as_expected
from downtimekit.testing.script import OutageScript, Step
from downtimekit.testing.script_check import directory_of, playbook_of
from downtimekit.testing.script_times import begins, times

_LATEST = 5
"""How many lines of the timeline are shown where something else was expected."""


@frozen
class Happened:
    """What came of one step.

    Attributes:
        number: counts from 0, as in the script; at: when it began, in UTC, by the clock of the outage.
        entries: what the step itself wrote; refused: why it was not accepted.
    """

    number: int
    step: Step
    at: datetime
    entries: Sequence[Entry] = ()
    refused: Refused | None = None


@define
class Played:
    """An outage that was played, and everything that can be looked at afterwards.

    Attributes:
        outage: its handle; journal: what it was written to, with every command that was acknowledged.
        notifiers: the channels, by their kind.
        deaths: how often the process died, or was killed.
        steps: what came of each step.
    """

    script: OutageScript
    outage: Outage
    clock: VirtualClock
    journal: RecordingJournal
    directory: Directory
    notifiers: Mapping[ChannelKind, FailingNotifier]
    deaths: int = 0
    steps: list[Happened] = field(factory=list)

    @property
    def standing(self) -> Standing:
        """Where the downtime stands in the end."""
        return self.outage.standing

    @property
    def timeline(self) -> str:
        """What happened, in words, by the clinic's wall clock."""
        downtime = self.standing.downtime
        entries = self.journal.read(self.outage.id)
        return in_words(timeline(entries, playbook=self.outage.playbook, downtime=downtime), downtime=downtime)

    def messages(self, kind: ChannelKind = ChannelKind.EMAIL) -> Sequence[Message]:
        """Return what a channel took, in order, as often as it took it."""
        notifier = self.notifiers[kind].notifier
        return tuple(notifier.messages) if isinstance(notifier, RecordingNotifier) else ()


def play(
    script: OutageScript,
    *,
    playbooks: Iterable[Playbook] = (),
    guards: Guards = GUARDS,
    journal: Durable | None = None,
) -> Played:
    """Play an outage, and look after every step whether it is as expected.

    Args:
        script: see `script_of` and `load_script`.
        playbooks: which it may be run by, besides those that are shipped.
        guards: the rules that they name.
        journal: what it is written to; one in memory where none is given. It lives on when the process is killed.

    Raises:
        AssertionError: something is not as the script expects; the message says at which step, what is, and what
            happened last.
        RuntimeError: an event loop runs in this thread already.
    """
    __tracebackhide__ = True
    clock = VirtualClock(begins(script))
    kept = RecordingJournal(MemoryJournal() if journal is None else journal)
    stage = Stage(script, playbook_of(script, playbooks), guards, clock, kept, directory_of(script))
    return clock.run(_play, stage)


async def _play(stage: Stage) -> Played:
    __tracebackhide__ = True
    script = stage.script
    await stage.begin()
    played = Played(script, stage.outage, stage.clock, stage.journal, stage.directory, stage.channels)
    for number, (step, instant) in enumerate(zip(script.steps, times(script), strict=True)):
        assert isinstance(instant, datetime)  # a script that was checked
        await stage.until(instant)
        happened = await _happen(stage, number, step)
        await stage.tend()
        played.steps.append(happened)
        played.outage, played.deaths = stage.outage, stage.deaths
        faults = [*not_as_expected(happened.refused, step.refused), *unmet(step.expect, stage.outage)]
        if faults:
            raise AssertionError(_told(played, happened, faults))
    return played


async def _happen(stage: Stage, number: int, step: Step) -> Happened:
    async def act() -> Sequence[Entry]:
        for verb in step.verbs:
            return await ACTS[verb](stage, step, f"step-{number}")
        return ()

    at = stage.clock.now()
    try:
        return Happened(number, step, at, entries=await stage.survive(act))
    except Refused as refusal:
        return Happened(number, step, at, refused=refusal)


def _told(played: Played, happened: Happened, faults: Sequence[str]) -> str:
    """Return what is wrong, where, and what happened last."""
    step, at = happened.step, played.standing.downtime.local(happened.at)
    what = ", ".join(filter(None, (*step.verbs, step.signal or step.task or ""))) or "a look"
    lines = "".join(f"\n  - {fault}" for fault in faults)
    latest = "\n    ".join(played.timeline.splitlines()[-_LATEST:])
    return (
        f"{played.script.title}: not as expected after steps[{happened.number}] ({what}), {at:%Y-%m-%d %H:%M %Z}:"
        f"{lines}\n  what happened last:\n    {latest}"
    )
