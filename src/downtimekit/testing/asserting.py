"""What a test of an outage asserts: a refusal and why, updates as they were promised, and that nothing was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from types import TracebackType
from typing import TypeGuard

from downtimekit.errors import JournalDamaged, Refused
from downtimekit.models.facts import PromiseMissed
from downtimekit.models.paper import SheetState
from downtimekit.playbooks import Standing
from downtimekit.ports import Agenda, Entry
from downtimekit.ports.agenda import Work
from downtimekit.runtime import Desk, Outage
from downtimekit.runtime.updates import missed_updates
from downtimekit.testing.journals import RecordingJournal
from downtimekit.testing.refusals import not_as_expected

_ALL = 1_000_000_000


class assert_refused:
    """Assert that what stands below is refused, and why.

        with assert_refused(because="staff_told_not_reported"):
            outage.signal("released", by=it_lead)

    Attributes:
        refusal: the answer, to be looked at afterwards.
    """

    refusal: Refused

    def __init__(self, *, because: str | Sequence[str]) -> None:
        """Say why.

        Args:
            because: the code of the reason, or of several; others may stand against it too.
        """
        self._codes = (because,) if isinstance(because, str) else tuple(because)

    def __enter__(self) -> assert_refused:
        """Begin to watch."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Take the refusal.

        Raises:
            AssertionError: it was accepted, or refused for other reasons.
        """
        __tracebackhide__ = True
        if error is not None and not isinstance(error, Refused):
            return False
        faults = list(not_as_expected(error, self._codes))
        if faults:
            raise AssertionError("; ".join(faults)) from error
        assert error is not None
        self.refusal = error
        return True


def assert_cadence_kept(outage: Outage, *, promise: str = "next_update") -> None:
    """Assert that people were never left longer without news than they were promised.

    Args:
        outage: it may still go on; what is due by now counts.
        promise: the deadline's name in the playbook.

    Raises:
        AssertionError: with every time that it was missed, and when news came then.
    """
    __tracebackhide__ = True
    entries = outage.journal.read(outage.id)
    standing = outage.standing
    if not any(getattr(entry.fact, "promise", None) == promise for entry in entries):
        raise AssertionError(f"{outage.id}: '{promise}' was never promised, so it could not be kept")
    faults = [*_missed(entries, promise, standing), *_unseen(outage, promise)]
    if faults:
        lines = "".join(f"\n  - {fault}" for fault in faults)
        raise AssertionError(f"{outage.id}: '{promise}' was not kept:{lines}")


def _missed(entries: Sequence[Entry], promise: str, standing: Standing) -> Iterator[str]:
    local = standing.downtime.local
    late = {update.due for update in missed_updates(entries, {promise})}
    for place, entry in enumerate(entries):
        fact = entry.fact
        if isinstance(fact, PromiseMissed) and fact.promise == promise and fact.due in late:
            later = (after for after in entries[place + 1 :] if _makes_good(after, promise))
            news = next((f"news came at {local(after.at):%H:%M}" for after in later), "no news came after it")
            yield f"it was due at {local(fact.due):%Y-%m-%d %H:%M %Z} and went by; {news}"


def _makes_good(entry: Entry, promise: str) -> bool:
    kept = entry.fact.kind in {"promised", "promise_ended"}
    return kept and getattr(entry.fact, "promise", None) == promise


def _unseen(outage: Outage, promise: str) -> Iterator[str]:
    """Yield what went by and nobody has looked at since."""
    standing, now = outage.standing, outage.clock.now()
    for one in standing.promises.values():
        if one.name == promise and not one.missed and one.due < now:
            yield f"it was due at {standing.downtime.local(one.due):%Y-%m-%d %H:%M %Z}, and nobody has looked since"


def assert_nothing_lost(outage: Outage, *, acknowledged: Iterable[Sequence[Entry]] = ()) -> None:
    """Assert that the record of a downtime is whole, and that everything that it owes is done or still owed.

    The chain holds; every command that was acknowledged is there, once, as it was acknowledged; a program that starts
    anew finds the downtime as this one does; every notice that is owed has a receipt or is still to be delivered;
    deadlines, notices and writes are on the agenda as the facts say; every sheet is accounted for.

    Args:
        outage: it may still go on.
        acknowledged: what its journal answered when commands were written; a `RecordingJournal` knows by itself.

    Raises:
        AssertionError: with everything that is missing.
    """
    __tracebackhide__ = True
    answers = list(acknowledged)
    if isinstance(outage.journal, RecordingJournal):
        answers += outage.journal.acknowledged
    faults = list(_broken(outage))
    if not faults:
        faults = [*_forgotten(outage, answers), *_told_apart(outage), *_undone(outage), *_out_of_balance(outage)]
    if faults:
        lines = "".join(f"\n  - {fault}" for fault in faults)
        raise AssertionError(f"{outage.id}: something was lost:{lines}")


def _broken(outage: Outage) -> Iterator[str]:
    try:
        outage.journal.verify(outage.id)
    except JournalDamaged as damage:
        yield f"the chain is broken at version {damage.version}"


def _forgotten(outage: Outage, answers: Iterable[Sequence[Entry]]) -> Iterator[str]:
    for entries in answers:
        if entries and entries[0].stream == outage.id:
            command = entries[0].command
            held = outage.journal.receipt(outage.id, command)
            if [entry.digest for entry in held] != [entry.digest for entry in entries]:
                what = "is not there" if not held else "is there with other content"
                yield f"command '{command}', acknowledged at version {entries[-1].version}, {what}"
    runs = Counter(command for command, _ in groupby(outage.journal.read(outage.id), key=lambda entry: entry.command))
    yield from (f"command '{command}' was done {count} times" for command, count in runs.items() if count > 1)


def _told_apart(outage: Outage) -> Iterator[str]:
    anew = Desk(journal=outage.journal, clock=outage.clock, playbooks=[outage.rules], guards=outage.guards)
    if anew.outage(outage.id).standing != outage.standing:
        yield "a program that starts anew finds the downtime otherwise than this one does"


def _undone(outage: Outage) -> Iterator[str]:
    """Yield where the agenda is not what the standing owes, and what was neither done nor is still to be done."""
    standing = outage.standing
    owed = {
        Work.NOTICE: standing.notices.keys() - standing.carried.keys(),
        Work.DEADLINE: {key for key, promise in standing.promises.items() if not promise.missed},
        Work.WRITE: standing.owed.keys(),
    }
    if _is_agenda(outage.journal):
        items = [item for item in outage.journal.due(limit=_ALL) if item.stream == outage.id]
        for work, keys in owed.items():
            open_ = {item.key for item in items if item.work is work}
            yield from (f"{work} '{key}' is owed, and is not on the agenda" for key in sorted(keys - open_))
            yield from (f"{work} '{key}' is on the agenda, and is not owed" for key in sorted(open_ - keys))
    if standing.is_over:  # a notice may still be on its way then: that it is over is told too
        late = ((work, key) for work in (Work.DEADLINE, Work.WRITE) for key in sorted(owed[work]))
        yield from (f"it is closed, and {work} '{key}' is still owed" for work, key in late)


def _is_agenda(journal: object) -> TypeGuard[Agenda]:
    return all(hasattr(journal, name) for name in ("due", "claim", "renew", "release"))


def _out_of_balance(outage: Outage) -> Iterator[str]:
    standing = outage.standing
    yield from (
        f"sheet {serial} was issued, and nobody knows of it" for serial in standing.forms.keys() - standing.sheets
    )
    out = [serial for serial, state in standing.sheets.items() if state is SheetState.OUT]
    if standing.is_over and out:
        yield f"it is closed, and sheets are still out: {', '.join(out)}"
