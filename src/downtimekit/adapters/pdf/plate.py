"""A form that is ready to be printed for anybody: its finished pages, and where on them everything is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from downtimekit.adapters.pdf.furniture import Furniture
from downtimekit.adapters.pdf.measures import POINT, Box
from downtimekit.adapters.pdf.objects import Piece
from downtimekit.adapters.pdf.slots import Slots, slots_of
from downtimekit.forms.words import PageWords
from downtimekit.models.forms import FieldKind, FormField, FormPlan, Place, Zone, runs_right_to_left


@frozen
class Plate:
    """One form in one language.

    Attributes:
        places: of what surrounds the form.
        pages: each a form of PDF, which refers to `pieces` by number.
        fields: of the form as it is printed, by their keys.
    """

    plan: FormPlan
    plan_digest: str
    places: Furniture
    words: PageWords
    fields: Mapping[str, FormField]
    pages: tuple[Piece, ...]
    pieces: Mapping[int, Piece]
    slots: Slots = field(init=False)

    @slots.default
    def _in_its_places(self) -> Slots:
        return slots_of(self.places, right_to_left=self.right_to_left)

    @property
    def right_to_left(self) -> bool:
        """Whether its pages are mirrored."""
        return runs_right_to_left(self.plan.language)


def joined(zones: Sequence[Zone]) -> tuple[Zone, ...]:
    """Return zones, with the lines of a note that stand under each other as one."""
    found: list[Zone] = []
    for zone in zones:
        if found and zone.kind is FieldKind.NOTE and found[-1].path == zone.path:
            above = found.pop()
            found.append(above.model_copy(update={"place": _around(above.place, zone.place)}))
        else:
            found.append(zone)
    return tuple(found)


def _around(above: Place, below: Place) -> Place:
    return Place(x=above.x, y=above.y, w=above.w, h=round(below.y + below.h - above.y, 2))


def box_of(place: Place) -> Box:
    """Return a place as a box."""
    return Box(place.x, place.y, place.w, place.h)


def in_points(box: Box, height: float) -> tuple[float, float, float, float]:
    """Return a box as PDF has it: its lower left corner, width and height in points."""
    return box.x / POINT, (height - box.bottom) / POINT, box.w / POINT, box.h / POINT
