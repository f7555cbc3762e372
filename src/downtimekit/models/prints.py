"""The facts of a site's prints: a stream of its own in the journal, of which nothing is about a patient."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from downtimekit.models.strict import Instant, Key, Name, Strict
from downtimekit.models.zones import Day


class PrintBegun(Strict):
    """Somebody began to print a day's packets: their numbers are taken from here on.

    Attributes:
        day: whose schedule it is; as_of: when the calendar was asked.
        pile: a digest over the packets.
        packets, sheets: how many there are.
        after: the last number that was taken before, last: the last one that is taken with these.
        until: when somebody else may take the print over.
    """

    kind: Literal["print_begun"] = "print_begun"
    day: Day
    as_of: Instant
    pile: str
    packets: Annotated[int, Field(ge=0)]
    sheets: Annotated[int, Field(ge=0)]
    after: Key | None = None
    last: Key | None = None
    until: Instant


class PrintEnded(Strict):
    """A day's packets are printed.

    Attributes:
        day, pile: as in `PrintBegun`.
        as_of: when the calendar was asked.
        packets: how many there are; refused: how many of them are blank, or missing, and must be looked after.
        digest: SHA-256 of the print's manifest.
    """

    kind: Literal["print_ended"] = "print_ended"
    day: Day
    as_of: Instant
    pile: str
    packets: Annotated[int, Field(ge=0)]
    refused: Annotated[int, Field(ge=0)] = 0
    digest: str


class PrintFailed(Strict):
    """A day's packets could not be printed; it says why, and never about whom."""

    kind: Literal["print_failed"] = "print_failed"
    day: Day
    reason: Annotated[str, Field(max_length=1000)]


class PrintAlarm(Strict):
    """Somebody was told that a print is not what was promised.

    Attributes:
        day: whose print it is.
        problems: what is wrong, as `PrintStatus` names it.
        contact: who was told, over the channel `via`.
    """

    kind: Literal["print_alarm"] = "print_alarm"
    day: Day
    problems: tuple[Key, ...]
    contact: Key
    via: Name


PrintFact = PrintBegun | PrintEnded | PrintFailed | PrintAlarm
"""Whatever the stream of a site's prints holds."""
