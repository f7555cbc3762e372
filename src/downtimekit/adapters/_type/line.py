"""A line of type: what stands in it, in the order in which it is seen, at a size of 1."""

from __future__ import annotations

from attrs import frozen

from downtimekit.adapters._type.font import Cluster, Font


@frozen(repr=False)
class Standing:
    """A run in Helvetica.

    Attributes:
        codes: the text in Windows-1252, from left to right.
    """

    codes: bytes
    bold: bool


@frozen(repr=False)
class Embedded:
    """A run in a font that the document brings along.

    Attributes:
        clusters: from left to right.
    """

    font: Font
    clusters: tuple[Cluster, ...]


Run = Standing | Embedded


@frozen(repr=False)
class Line:
    """One line, ready to be stamped at any size.

    Attributes:
        text: what it says, in composed form (NFC), in the order in which it is read.
        runs: from left to right.
        width: at a size of 1; multiply it by the size.
        right_to_left: the direction that it is read in.
    """

    text: str
    runs: tuple[Run, ...]
    width: float
    right_to_left: bool = False
