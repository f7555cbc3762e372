"""Write a fact of a site's prints into the journal."""

from __future__ import annotations

from uuid import uuid4

from downtimekit.errors import VersionConflict
from downtimekit.models.people import Staff
from downtimekit.models.prints import PrintFact
from downtimekit.ports import Clock, Commit, Journal
from downtimekit.runtime.printing.record import PrintRecord, stream_of

_ATTEMPTS = 8


def write(journal: Journal, site: str, fact: PrintFact, *, by: Staff, clock: Clock, expected: int) -> None:
    """Write a fact that was decided on from a version of the stream.

    Raises:
        VersionConflict: somebody else wrote since.
        JournalError: it cannot be written now.
    """
    journal.append(Commit(stream_of(site), expected, uuid4().hex, clock.now(), by, [fact]))


def note(journal: Journal, site: str, fact: PrintFact, *, by: Staff, clock: Clock) -> None:
    """Write a fact that stands whatever others write meanwhile.

    Raises:
        JournalError: it cannot be written now, or others are faster again and again.
    """
    for attempt in range(_ATTEMPTS):
        try:
            write(journal, site, fact, by=by, clock=clock, expected=PrintRecord.read(journal, site).version)
        except VersionConflict:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return
