"""What is proposed to the person who names the target: what may be down, why, and what to look at next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from downtimekit.models.downtime import OutageTarget
from downtimekit.models.strict import Instant, Key, Strict
from downtimekit.playbooks.naming.table import Where


class Fit(StrEnum):
    """How well the answers fit a candidate."""

    FITS = "fits"
    """Everything that it needs is known, and so."""
    POSSIBLE = "possible"
    """Something is wrong that points to it, and nothing speaks against it; something that it needs is not known."""


class Ask(Strict):
    """Something to look at next.

    Attributes:
        check: what.
        where, sites: at these sites, or at others than these; none where it is the same from everywhere.
        tells_apart: the candidates that hang on the answer.
        words: the request, as one says it to a colleague.
    """

    check: Key
    where: Where = Where.HERE
    sites: tuple[Key, ...] = ()
    tells_apart: tuple[OutageTarget, ...] = ()
    words: str


class Candidate(Strict):
    """Something that may be down.

    Attributes:
        playbook: the name of the one that fits.
        sites: where; perhaps_at: where it may be so, beyond those.
        rules: the rows of the table that led here.
        reasons: why, each a sentence without a full stop.
        asks: what is not known and would speak for it, or against it.
    """

    target: OutageTarget
    playbook: Key
    fit: Fit
    sites: tuple[Key, ...]
    perhaps_at: tuple[Key, ...] = ()
    rules: tuple[Key, ...]
    reasons: tuple[str, ...]
    asks: tuple[Ask, ...] = ()

    @property
    def words(self) -> str:
        """What is proposed, in one line."""
        probably = "Probably" if self.fit is Fit.FITS else "Perhaps"
        perhaps = f" (perhaps also at {listed(self.perhaps_at)})" if self.perhaps_at else ""
        return f"{probably} {self.target.label}, at {listed(self.sites)}{perhaps}"


class AsideKind(StrEnum):
    """Why some observations were left out, or should be looked at."""

    STALE = "stale"
    AHEAD = "ahead"
    """From the future: a clock is wrong."""
    UNKNOWN_CHECK = "unknown_check"
    CONTRADICTORY = "contradictory"
    NOT_YET = "not_yet"
    """Too few of them on end."""
    FLAPPING = "flapping"
    UNEXPLAINED = "unexplained"
    """It is bad, and no row of the table says what that means there."""


class Aside(Strict):
    """Something about the observations that a person should know."""

    kind: AsideKind
    check: Key
    site: Key
    words: str


class Proposal(Strict):
    """What the observations point to at one time. It decides nothing: a person does.

    Attributes:
        at: the time for which it holds.
        table, version, digest: by which rules it was made.
        candidates: what fits before what is only possible, then by the rank of the table.
        asks: what to look at next; first that on which the most candidates hang.
        asides: which observations do not count, and why, and which are at odds.
    """

    at: Instant
    table: Key
    version: int
    digest: str
    candidates: tuple[Candidate, ...] = ()
    asks: tuple[Ask, ...] = ()
    asides: tuple[Aside, ...] = ()

    @property
    def down(self) -> tuple[OutageTarget, ...]:
        """Everything that fits, each once: several things may be down together."""
        return tuple(dict.fromkeys(found.target for found in self.candidates if found.fit is Fit.FITS))

    @property
    def best(self) -> Candidate | None:
        """The first candidate, where it fits."""
        first = next(iter(self.candidates), None)
        return first if first and first.fit is Fit.FITS else None

    def explain(self) -> str:
        """Return the proposal as text, to be shown or read aloud."""
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        if not self.candidates:
            yield "Nothing that counts says what is down."
        for candidate in self.candidates:
            yield f"{candidate.words}. Playbook: {candidate.playbook}."
            yield from (f"  - {reason}" for reason in candidate.reasons)
        if self.asks:
            yield "To find out more:"
            yield from (f"  - {ask.words}" for ask in self.asks)
        if self.asides:
            yield "Please note:"
            yield from (f"  - {aside.words}" for aside in self.asides)


def listed(sites: Sequence[str], *, most: int = 5) -> str:
    """Return sites as one says them: ``east, north and west``; beyond so many, how many more."""
    shown, more = sites[:most], len(sites) - most
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)
