"""What was seen in a zone of a page, before anybody says what it means."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen

from downtimekit.models.forms import Zone


class Seen(StrEnum):
    """What is in a zone.

    EMPTY: nothing. TICKED: a mark by hand that nobody takes for anything else. WRITTEN: something, in a zone to write
    or draw into. UNCLEAR: a person must look.
    """

    EMPTY = "empty"
    TICKED = "ticked"
    WRITTEN = "written"
    UNCLEAR = "unclear"


class Why(StrEnum):
    """Why a person must look at a zone, or at a field."""

    NOT_FOUND = "not_found"
    FAINT = "faint"
    SPECK = "speck"
    FILLED = "filled"
    ACROSS = "across"
    BLOT = "blot"
    VEILED = "veiled"
    ROUGH = "rough"
    TWO_TICKS = "two_ticks"
    ALONE = "alone"
    GROUP = "group"
    SCANS_DIFFER = "scans_differ"
    HANDWRITING = "handwriting"
    PRINTED = "printed"
    NO_PAGE = "no_page"
    NOT_READ = "not_read"
    FAXED = "faxed"

    @property
    def words(self) -> str:
        """What a clerk is told."""
        return _WORDS[self]


_WORDS: Mapping[Why, str] = {
    Why.NOT_FOUND: "the printed box cannot be found there",
    Why.FAINT: "there is something, but it is very faint",
    Why.SPECK: "there is a spot, or a part of a mark",
    Why.FILLED: "the box is filled in: a tick, or a tick that was taken back",
    Why.ACROSS: "a line goes through the box",
    Why.BLOT: "there is a blot, a stamp or several marks",
    Why.VEILED: "the box is darker than the paper around it",
    Why.ROUGH: "the picture is too rough to tell",
    Why.TWO_TICKS: "more than one box is ticked, and only one can be right",
    Why.ALONE: "a box that stands alone is ticked together with others",
    Why.GROUP: "it is answered together with a field that it excludes",
    Why.SCANS_DIFFER: "two scans of the page differ here",
    Why.HANDWRITING: "something is written or drawn: type what it says",
    Why.PRINTED: "an answer was printed there: look whether anything is written over it",
    Why.NO_PAGE: "the page did not come in",
    Why.NOT_READ: "the page could not be read: key it from the paper or the picture",
    Why.FAXED: "a fax does not show what is faint: another box may be ticked",
}


@frozen
class SeenZone:
    """What was seen in one zone.

    Attributes:
        why: where it is unclear, why.
    """

    zone: Zone
    seen: Seen
    why: Why | None = None
