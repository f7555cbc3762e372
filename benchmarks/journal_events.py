"""What the benchmarks of the journal write: commands, and downtimes with what usually happens in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from attrs import Factory, define

from downtimekit.models.capture import Capture
from downtimekit.models.facts import (
    CaptureTaken,
    Fact,
    NoticeCarried,
    NoticeOwed,
    NoticeSettled,
    Promised,
    PromiseEnded,
    RecordEntered,
    Signalled,
    TaskDone,
)
from downtimekit.models.notice import Notice, Receipt, ReceiptState
from downtimekit.models.people import ChannelKind, Role, Staff
from downtimekit.ports.agenda import KINDS, Opened, changes
from downtimekit.ports.chain import HEAD, Draft, Head, Line
from downtimekit.ports.entries import Commit, fact_json
from downtimekit.ports.journal import Journal

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
NURSE = Staff(name="Robin Roe", role=Role.CHARGE_NURSE)
CAPTURE = Capture.model_validate_json((Path(__file__).with_name("samples") / "capture.json").read_bytes())
WORDS = (
    "The RIS is down at the west site since 12:00. Go on with the paper packets from the downtime box; the next "
    "update comes within thirty minutes. Do not call the help desk: the ticket is open."
)


def notice(name: str) -> NoticeOwed:
    """Return that a notice is owed."""
    return NoticeOwed(
        notice=Notice(id=name, audience=(Role.CHARGE_NURSE,), sites=("west",), subject="RIS is down", body=WORDS)
    )


def signal(number: int) -> Signalled:
    """Return that something was reported."""
    return Signalled(signal="help_desk_contacted", before="down", after="down", details=(("ticket", f"INC-{number}"),))


def deadline(number: int) -> Promised:
    """Return that an update is promised."""
    return Promised(promise="update", due=NOON + timedelta(minutes=30 * number))


COMMAND: tuple[Fact, ...] = (signal(1), notice("update-1"), deadline(1))
"""A report that leads to a notice and a deadline."""

SIZE = sum(len(fact_json(fact)) for fact in COMMAND)


def commit_of(number: int, *, stream: str) -> Commit:
    """Return the command of a number, at the end of a stream of such commands."""
    return Commit(stream, number * len(COMMAND), f"command-{number}", NOON, NURSE, COMMAND)


def happening(downtime: int) -> Iterator[Fact]:
    """Yield a hundred facts, in about the shares in which they come: most are receipts of notices."""
    for number in range(5):
        name = f"update-{downtime}-{number}"
        yield from (signal(number), deadline(number), notice(name))
        for contact in range(8):
            yield NoticeSettled(
                receipt=Receipt(
                    notice=name,
                    contact=f"contact-{contact}",
                    state=ReceiptState.ACCEPTED,
                    channel=ChannelKind.EMAIL,
                    at=NOON,
                    remark="taken by mail.clinic.example",
                )
            )
        yield from (NoticeCarried(notice=name), TaskDone(task="paper_packets_handed_out", remark="all of them"))
    yield from (signal(number) for number in range(5, 8))
    for number in range(18):
        yield CaptureTaken(capture=CAPTURE)
        yield RecordEntered(key=f"west/{downtime}/{number}", chart_id=f"chart-{number}")
    yield from (deadline(9), signal(9), PromiseEnded(promise="update"))


def fill(journal: Journal, *, downtimes: int, days: int = 1) -> int:
    """Take in downtimes that last so many days, and return how many events those are."""
    return journal.load(line for downtime in range(downtimes) for line in lines_of(downtime, days=days))


def lines_of(downtime: int, *, days: int) -> Iterator[Line]:
    """Yield a downtime as it is stored; two facts a command."""
    facts = [fact for day in range(days) for fact in happening(downtime * 1000 + day)]
    head = HEAD
    for start in range(0, len(facts), 2):
        at = NOON + timedelta(minutes=start)
        commit = Commit(f"west-{downtime}", start, f"command-{start}", at, NURSE, facts[start : start + 2])
        lines = Draft.of(commit).chained(head)
        head = Head(lines[-1].version, lines[-1].digest)
        yield from lines


@define
class Fold:
    """Where a downtime stands: its phase, what was reported, and what is owed."""

    KINDS: ClassVar[frozenset[str]] = KINDS | {"signalled"}

    phase: str = ""
    heard: dict[str, int] = Factory(dict)
    open: dict[tuple[str, str], datetime] = Factory(dict)

    def take(self, fact: Fact) -> None:
        """Fold a fact in."""
        if isinstance(fact, Signalled):
            self.phase = fact.after
            self.heard[fact.signal] = self.heard.get(fact.signal, 0) + 1
            return
        for change in changes([fact], at=NOON):
            if isinstance(change, Opened):
                self.open[change.work, change.key] = change.due
            else:
                self.open.pop((change.work, change.key or ""), None)
