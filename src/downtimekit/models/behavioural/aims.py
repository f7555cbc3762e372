"""AIMS, the Abnormal Involuntary Movement Scale (National Institute of Mental Health, 1976; in the public domain).

Items 1 to 10 are rated 0 to 4 and items 11 to 14 answered yes or no; forms differ in whether they have 13 and 14.
A movement that shows only on activation is rated one less than one that is seen spontaneously.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.strict import Instant, Name

Rating = Annotated[int | None, Field(ge=0, le=4)]
"""From 0, none, to 4, severe; None where it was not rated."""

ITEMS: Mapping[int, str] = {
    1: "facial_expression",
    2: "lips",
    3: "jaw",
    4: "tongue",
    5: "upper_extremities",
    6: "lower_extremities",
    7: "trunk",
    8: "severity",
    9: "incapacitation",
    10: "awareness",
    11: "dental_problems",
    12: "dentures",
    13: "edentia",
    14: "disappear_in_sleep",
}
"""The items by their number on the form."""

_SUMMED = tuple(ITEMS[number] for number in range(1, 8))
_ON_EVERY_FORM = tuple(ITEMS[number] for number in range(1, 13))


class Aims(NotePart):
    """One examination.

    Attributes:
        facial_expression: items 1 to 4 are facial and oral, 5 and 6 the extremities, 7 neck, shoulders and hips.
        severity: items 8 to 10 judge the whole; ``awareness`` is the patient's own, with the distress.
        dental_problems: items 11 to 14 are answered yes or no.
    """

    rated_by: Name | None = None
    rated_at: Instant | None = None
    facial_expression: Rating = None
    lips: Rating = None
    jaw: Rating = None
    tongue: Rating = None
    upper_extremities: Rating = None
    lower_extremities: Rating = None
    trunk: Rating = None
    severity: Rating = None
    incapacitation: Rating = None
    awareness: Rating = None
    dental_problems: bool | None = None
    dentures: bool | None = None
    edentia: bool | None = None
    disappear_in_sleep: bool | None = None

    @property
    def total(self) -> int | None:
        """The sum of items 1 to 7, 0 to 28, which is customary; None while one of them is not rated."""
        ratings = [getattr(self, name) for name in _SUMMED]
        return None if None in ratings else sum(ratings)

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the items that were not answered, of those that stand on every form."""
        return tuple(number for number, name in ITEMS.items() if name in _ON_EVERY_FORM and getattr(self, name) is None)

    @property
    def begun(self) -> bool:
        """Whether anything was answered at all."""
        return any(getattr(self, name) is not None for name in ITEMS.values())
