"""What somebody made of a box: ticked it, left it empty, or something that a person must look at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from downtimekit.adapters.scan.boxes import CutBoxes
from downtimekit.adapters.scan.ink import Ink, ink_of
from downtimekit.forms.reading.marks import Seen, Why

_NOTHING = 0.08  # square millimetres: less is the noise of a scanner
_SALT = 0.3  # square millimetres: less is the noise of a fax, which has dots of 0.03
_LOST = 0.04  # so much darker than empty boxes is something of which a fax has lost the most
_PART = 1.6  # square millimetres: less is a dot or the end of a stroke
_OVER = 0.8  # of the inside: more is a box that is filled in
_FAINT = 0.2  # how dark the ink of a tick is at least, as a part of the black of print
_SHORT = 0.55  # millimetres that a tick spreads at least
_ROUND = (0.64, 0.42)  # millimetres that a dot by a felt pen spreads, one way and the other
_STRAIGHT = (0.08, 0.33)  # a straight line spreads no more across itself: millimetres, and parts of its width
_ASIDE, _FAR_ASIDE = 0.5, 0.9  # millimetres from the middle of the box: something that comes in from outside
_ARMS = 4  # of a cross leave the box
_WIDE = 1.25  # millimetres: no pen has strokes so wide
_COVERED = 0.64  # of the inside is more than a cross covers,
_NARROW, _BOLD = 0.95, 0.55  # unless its strokes are as wide (millimetres) and as dark as those of a felt pen
_CROSS, _CROSS_MORE, _PENCIL = 0.55, 0.55, 0.25  # covered by the cross of a pencil; more by pens that are darker
_VEIL, _FULL = 0.12, 0.4  # so much darker is paper under something, and a box without any paper left

Mask = NDArray[np.bool_]


def ticks_of(boxes: CutBoxes, *, faxed: bool) -> list[tuple[Seen, Why | None]]:
    """Tell for each box what is in it; where there is any doubt, that and why.

    Args:
        boxes: cut out of the page.
        faxed: whether the picture is black and white without greys between.
    """
    ink = ink_of(boxes)
    answers: list[tuple[Seen, Why | None]] = [(Seen.TICKED, None)] * len(ink.area)
    told = np.zeros(len(ink.area), dtype=bool)
    for is_so, answer in _rules(boxes, ink, faxed=faxed):
        for number in np.flatnonzero(is_so & ~told):
            answers[number] = answer
        told |= is_so
    return answers


def _rules(boxes: CutBoxes, ink: Ink, *, faxed: bool) -> list[tuple[Mask, tuple[Seen, Why | None]]]:
    """Return what speaks against a tick; what comes first counts."""
    blank = ink.area < (_SALT if faxed else _NOTHING)
    tinted = ink.mean - ink.usual > np.maximum(ink.sway, _LOST if faxed else 0)
    straight = ink.thin < _STRAIGHT[0] + _STRAIGHT[1] * ink.stroke
    return [
        (~boxes.framed, (Seen.UNCLEAR, Why.NOT_FOUND)),
        ((ink.share > _OVER) | (ink.veil > _FULL), (Seen.UNCLEAR, Why.FILLED)),
        (np.abs(ink.veil) > _VEIL, (Seen.UNCLEAR, Why.VEILED)),
        (blank & tinted, (Seen.UNCLEAR, Why.FAINT)),
        (blank, (Seen.EMPTY, None)),
        (ink.strength < max(_FAINT, ink.threshold * 1.3), (Seen.UNCLEAR, Why.FAINT)),
        (
            (ink.area < _PART) | (ink.long < _SHORT) | ((ink.long < _ROUND[0]) & (ink.thin < _ROUND[1])),
            (Seen.UNCLEAR, Why.SPECK),
        ),
        ((ink.exits > 1) & (ink.sides > 1), (Seen.UNCLEAR, Why.ACROSS)),
        ((ink.exits > 0) & (ink.sides > 0) & (ink.aside > _ASIDE), (Seen.UNCLEAR, Why.ACROSS)),
        (ink.aside > _FAR_ASIDE, (Seen.UNCLEAR, Why.SPECK)),
        (straight & ((ink.exits > 1) | ((ink.exits > 0) & (ink.aside > _ASIDE))), (Seen.UNCLEAR, Why.ACROSS)),
        (_is_scribbled(ink), (Seen.UNCLEAR, Why.FILLED)),
        ((ink.stroke > _WIDE) | (ink.exits > _ARMS), (Seen.UNCLEAR, Why.BLOT)),
    ]


def _is_scribbled(ink: Ink) -> Mask:
    """Tell where there is more ink than two strokes of the same pen leave: a tick that may have been taken back.

    The wider a pen, the more of a box a cross covers and the darker it looks. By the crosses that benchmarks draw.
    """
    covered = (ink.share > _COVERED) & ((ink.stroke < _NARROW) | (ink.strength < _BOLD))
    return covered | (ink.share > _CROSS + _CROSS_MORE * np.maximum(ink.strength - _PENCIL, 0))
