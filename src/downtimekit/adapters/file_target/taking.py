"""The other side of a file drop, for a system that is reached by Python there: entries go in, answers come out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from anyio import to_thread

from downtimekit.adapters.file_target.drop import Answer, AnswerState, Drop
from downtimekit.errors import InvalidInput, OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.chart import ChartEntry
from downtimekit.models.stored import ENTRIES
from downtimekit.ports.target import BackfillTarget

_DECIDED = (AnswerState.ACCEPTED, AnswerState.REJECTED)


async def take_in(drop: Drop, target: BackfillTarget) -> Mapping[AnswerState, int]:
    """Write what lies in a folder of entries into a system, the oldest first, and answer each.

    What the system cannot take now stays there for the next time. Any number of processes may do it at once, where the
    system keeps the promise of one record for a key.

    Args:
        drop: the folder; its entries are JSON, as `as_json` writes them.
        target: the system.

    Returns:
        How many entries were answered how; open are those that stay.

    Raises:
        Unreachable: the folder cannot be used.
    """
    counts: Counter[AnswerState] = Counter()
    for path in await to_thread.run_sync(_waiting, drop):
        name = path.name.removesuffix(drop.ending)
        answer = await to_thread.run_sync(drop.answer, name)
        if answer is None or answer.state not in _DECIDED:
            answer = await _answered(drop, path, target)
        if answer is not None:
            await to_thread.run_sync(_settle, drop, path, answer)
            counts[answer.state] += 1
    return counts


async def _answered(drop: Drop, path: Path, target: BackfillTarget) -> Answer | None:
    """Return what the system says to an entry; None for one that somebody else has taken away."""
    try:
        entry = await to_thread.run_sync(_read, path)
        if entry is None:
            return None
        if f"{drop.name_of(entry.key)}{drop.ending}" != path.name:
            return Answer(state=AnswerState.REJECTED, reason="not_the_entry_of_this_file")
        made = await target.write(entry)
    except InvalidInput:
        return Answer(state=AnswerState.REJECTED, reason="cannot_be_read")
    except Rejected:
        return Answer(state=AnswerState.REJECTED, reason="refused_by_the_system")
    except (Unreachable, OutcomeUnknown):
        return Answer(state=AnswerState.OPEN)
    return Answer(state=AnswerState.ACCEPTED, id=made)


def _age(file: os.DirEntry[str]) -> int | None:
    """Return when a file was written; None where another program has taken it in since it was listed."""
    with suppress(FileNotFoundError):
        return file.stat(follow_symlinks=False).st_mtime_ns
    return None


def _waiting(drop: Drop) -> list[Path]:
    try:
        with os.scandir(drop.entries) as found:
            files = [file for file in found if file.name.endswith(drop.ending) and file.is_file(follow_symlinks=False)]
            aged = sorted((age, file.name) for file in files if (age := _age(file)) is not None)
    except OSError as error:
        raise Unreachable(f"the folder of entries cannot be read ({error.strerror})") from None
    return [drop.entries / name for _, name in aged]


def _read(path: Path) -> ChartEntry | None:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreachable(f"an entry cannot be read ({error.strerror})") from None
    return ENTRIES.read(text, source="entry")


def _settle(drop: Drop, path: Path, answer: Answer) -> None:
    """Answer first, then take away: what is neither there nor answered was never put down."""
    drop.say(path.name.removesuffix(drop.ending), answer)
    if answer.state in _DECIDED:
        path.unlink(missing_ok=True)
