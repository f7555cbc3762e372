"""A list on paper, in words: its columns and rows, as every renderer prints them."""

from __future__ import annotations

from attrs import field, frozen

TO_TICK = "[ ]"
"""What stands in a row where a box is ticked by hand."""


@frozen(repr=False)
class Listing:
    """A list with a head, whoever prints it.

    Attributes:
        title: at the head of every page; mark: beside it, such as that it is a drill.
        facts: what stands below the title once.
        columns: their headings; widths: their shares of the page's width.
        rows: a text for each column.
        foot: at the end of every page.
        unshown: what stands in the place of a text that a renderer cannot show.
        language: of the words, as a BCP 47 tag.
    """

    title: str
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    mark: str = field(default="", kw_only=True)
    facts: tuple[str, ...] = field(default=(), kw_only=True)
    foot: str = field(default="", kw_only=True)
    unshown: str = field(default="?", kw_only=True)
    language: str = field(default="en", kw_only=True)
