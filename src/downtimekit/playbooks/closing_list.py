"""What stands against closing, before anybody tries: a list for the charge nurse, which changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import frozen

from downtimekit.errors import InvalidInput, Reason
from downtimekit.models.breast.mqsa import WorkItem
from downtimekit.models.paper import SheetState
from downtimekit.playbooks.closing_guards import all_of, due_words, to_send
from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.playbooks.situation import Situation, broken
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import Move, Playbook


@frozen
class ClosingList:
    """What stands against closing.

    Attributes:
        stands: where the downtime stands, in words.
        ahead: what is still to be reported until it can be closed, by the labels of its signals.
        reasons: what is open, each with what would help; nobody's name is in them.
        out: every numbered sheet that is out; waiting: every typed sheet that is not in the chart. A reason names the
            first few of them only.
        coming: what is to be sent by a date that has not passed, and stands against nothing yet.
    """

    stands: str
    ahead: Sequence[str] = ()
    reasons: Sequence[Reason] = ()
    out: Sequence[str] = ()
    waiting: Sequence[str] = ()
    coming: Sequence[WorkItem] = ()

    @property
    def is_ready(self) -> bool:
        """Whether nothing is open; that it can be closed now, it only says where nothing else is ahead."""
        return not self.reasons

    @property
    def text(self) -> str:
        """The list as it is read on a screen or printed."""
        lines = [f"It stands at: {self.stands}"]
        if self.ahead:
            lines.append(f"Still to be reported: {'; '.join(self.ahead)}")
        lines += ["Open:", *(_line(reason) for reason in self.reasons)] if self.reasons else ["Nothing is open."]
        lines += [f"{words} {all_of(sheets)}" for words, sheets in self._sheets() if sheets]
        if self.coming:
            lines += ["To be sent, and in time:", *(f"  - {due_words(item)}" for item in self.coming)]
        return "\n".join(lines) + "\n"

    def _sheets(self) -> Iterator[tuple[str, Sequence[str]]]:
        yield "All sheets that are out:", self.out
        yield "All typed sheets that are not in the chart:", self.waiting


def closing_list(standing: Standing, now: datetime, *, guards: Guards = GUARDS) -> ClosingList:
    """Return what stands against closing a downtime.

    Numbers and unnamed patients have records of their own: `Outage.closing_list` looks at these too.

    Args:
        standing: where it stands.
        now: the present instant.
        guards: the rules that playbooks name.
    """
    playbook = standing.playbook
    if standing.is_over:
        return ClosingList(playbook.phase(standing.phase).label)
    moves = tuple(_way(playbook, standing.phase))
    situation = Situation(standing, tuple(standing.tracks.values()), {}, now)
    rules = dict.fromkeys(rule for move in moves for rule in move.guards)
    reasons = dict.fromkeys(reason for rule in rules for reason in broken(rule, situation, guards=guards))
    ahead = tuple(playbook.signal(move.signal).label for move in moves)
    return ClosingList(
        playbook.phase(standing.phase).label,
        ahead,
        tuple(reasons),
        tuple(serial for serial, state in standing.sheets.items() if state is SheetState.OUT),
        tuple(capture.serial or capture.id for capture in standing.open_captures()),
        tuple(_coming(standing, now)),
    )


def _way(playbook: Playbook, phase: str) -> Iterator[Move]:
    """Yield the moves that lead on from a phase, each to the next phase that it can, until the downtime is over."""
    while not playbook.phase(phase).final:
        onward = [
            move
            for move in playbook.moves
            if phase in move.sources and move.target and playbook.rank(move.target) > playbook.rank(phase)
        ]
        if not onward:
            return
        # The nearest phase: what jumps to the end, such as a false alarm, is no way to close work that was done.
        nearest = min(onward, key=lambda move: playbook.rank(move.target or phase))
        yield nearest
        phase = nearest.target or phase


def _coming(standing: Standing, now: datetime) -> Iterator[WorkItem]:
    try:
        items = to_send(standing, now=now)
    except InvalidInput:
        return  # the rule about these dates says so
    yield from (item for item in items if not item.breached_by)


def _line(reason: Reason) -> str:
    return f"  - {reason.words}" + (f"\n    {reason.remedy}" if reason.remedy else "")
