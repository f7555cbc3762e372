"""What the marks on a sheet say, field by field: a proposal that a person confirms or puts right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from downtimekit.forms.reading.marks import Seen, SeenZone, Why
from downtimekit.forms.reading.pages import PageView, ReadPage
from downtimekit.models.forms import FieldKind, FormDefinition, FormField, FormPlan, Place, Zone, runs_right_to_left

_ABOVE, _BELOW = 7.0, 2.0  # millimetres around a field that a clip shows: its question stands above
_BESIDE, _LABEL = 3.0, 38.0  # and the words of a box beside it


@frozen
class Proposed:
    """What a field seems to say; a repr shows neither the answer nor the picture.

    Attributes:
        path: the field, as `read_keyed` names it.
        value: as it would be typed: the key of a choice, a list of keys, true or false; None where nothing is ticked,
            or a person must say it.
        why: why a person must decide; None where the reading is sure.
        around: where on the page it stands, with its words; view: the picture of that page, None where the page did
            not come in.
    """

    path: str
    kind: FieldKind
    value: object = field(repr=False)
    why: Why | None
    around: Place = field(repr=False)
    view: PageView | None = field(repr=False)

    @property
    def is_sure(self) -> bool:
        """Whether nothing speaks against the value; a person confirms it all the same."""
        return self.why is None

    @property
    def clip(self) -> bytes | None:
        """The picture of the field, as a PNG; None where its page did not come in."""
        return None if self.view is None else self.view.clip(self.around)


def proposals_of(plan: FormPlan, pages: Mapping[int, Sequence[ReadPage]]) -> dict[str, Proposed]:
    """Return what each field of a sheet seems to say, in the order of the form.

    Args:
        plan: by which the sheet was printed.
        pages: that came in, by their numbers; where a page came in twice, both scans must say the same.
    """
    leftwards = runs_right_to_left(plan.language)
    found: dict[str, Proposed] = {}
    for number, page in enumerate(plan.pages, start=1):
        around = {path: _around(zones, leftwards=leftwards) for path, zones in _by_path(page.zones).items()}
        readings = [_of_scan(page.zones, around, scan) for scan in pages.get(number, ())]
        for path, proposed in _agreed(readings or [_unread(page.zones, around, Why.NO_PAGE, None)]).items():
            found[path] = _both(found[path], proposed) if path in found else proposed
    return found


def _by_path(zones: Iterable[Zone]) -> dict[str, list[Zone]]:
    fields: dict[str, list[Zone]] = {}
    for zone in zones:
        fields.setdefault(zone.path, []).append(zone)
    return fields


def _unread(zones: Sequence[Zone], around: Mapping[str, Place], why: Why, view: PageView | None) -> dict[str, Proposed]:
    return {zone.path: Proposed(zone.path, zone.kind, None, why, around[zone.path], view) for zone in zones}


def _of_scan(zones: Sequence[Zone], around: Mapping[str, Place], scan: ReadPage) -> dict[str, Proposed]:
    if scan.zones is None:
        return _unread(zones, around, Why.NOT_READ, scan.view)
    fields: dict[str, list[SeenZone]] = {}
    for seen in scan.zones:
        fields.setdefault(seen.zone.path, []).append(seen)
    return {path: _of_field(seen, around[path], scan) for path, seen in fields.items()}


def _of_field(seen: Sequence[SeenZone], around: Place, scan: ReadPage) -> Proposed:
    zone = seen[0].zone
    value, why = _written(seen) if zone.choice is None else _ticked(seen)
    if scan.faxed and zone.choice is not None and (value is None or zone.kind is FieldKind.MANY_OF):
        why = why or Why.FAXED
    return Proposed(zone.path, zone.kind, value, why, around, scan.view)


def _written(seen: Sequence[SeenZone]) -> tuple[object, Why | None]:
    return None, next((one.why for one in seen if one.seen is not Seen.EMPTY), None)


def _ticked(seen: Sequence[SeenZone]) -> tuple[object, Why | None]:
    ticked = [_value(one.zone) for one in seen if one.seen is Seen.TICKED]
    unclear = [one for one in seen if one.seen is Seen.UNCLEAR]
    return (_many if seen[0].zone.kind is FieldKind.MANY_OF else _one)(ticked, unclear)


def _value(zone: Zone) -> object:
    return zone.choice == "true" if zone.kind is FieldKind.YES_NO else zone.choice


def _many(ticked: Sequence[object], unclear: Sequence[SeenZone]) -> tuple[object, Why | None]:
    return list(ticked) or None, unclear[0].why if unclear else None


def _one(ticked: Sequence[object], unclear: Sequence[SeenZone]) -> tuple[object, Why | None]:
    if len(ticked) > 1:
        return None, Why.TWO_TICKS
    if ticked:
        return ticked[0], unclear[0].why if unclear else None
    if len(unclear) == 1:
        return _value(unclear[0].zone), unclear[0].why
    return None, unclear[0].why if unclear else None


def _agreed(readings: Sequence[dict[str, Proposed]]) -> dict[str, Proposed]:
    """Return what the scans of one page say together; where one is surer than the other, that is no agreement."""
    first, *others = readings
    return {
        path: evolve(proposed, why=proposed.why or Why.SCANS_DIFFER)
        if any((other[path].value, other[path].why) != (proposed.value, proposed.why) for other in others)
        else proposed
        for path, proposed in first.items()
    }


def _both(one: Proposed, other: Proposed) -> Proposed:
    """Return what a field says that goes on on the next page."""
    why = one.why or other.why
    said = [proposed.value for proposed in (one, other) if proposed.value is not None]
    if one.kind is FieldKind.MANY_OF:
        return evolve(one, value=[key for keys in said if isinstance(keys, list) for key in keys] or None, why=why)
    if len(said) > 1:
        return evolve(one, value=None, why=Why.TWO_TICKS)
    return evolve(one if other.value is None else other, why=why)


def with_rules(found: Mapping[str, Proposed], form: FormDefinition) -> dict[str, Proposed]:
    """Return proposals with the doubts that only the form's own rules show: what excludes each other."""
    against = {**_alone(found, form), **_grouped(found, form)}
    return {path: evolve(proposed, why=proposed.why or against.get(path)) for path, proposed in found.items()}


def _alone(found: Mapping[str, Proposed], form: FormDefinition) -> dict[str, Why]:
    alone = {item.key: {choice.key for choice in item.choices if choice.alone} for item in _asked(form)}
    return {
        path: Why.ALONE
        for path, proposed in found.items()
        if isinstance(proposed.value, list)
        and len(proposed.value) > 1
        and alone.get(path.partition("].")[2] or path, set()).intersection(proposed.value)
    }


def _asked(form: FormDefinition) -> Iterator[FormField]:
    for item in form.fields():
        yield item
        yield from item.columns


def _grouped(found: Mapping[str, Proposed], form: FormDefinition) -> dict[str, Why]:
    """Return the fields of groups of which too many are answered; where a field was written in, nobody knows."""
    against = {}
    for group in form.groups:
        said = [key for key in group.fields if key in found and _is_answered(found[key])]
        if group.at_most is not None and len(said) > group.at_most:
            against.update(dict.fromkeys(said, Why.GROUP))
    return against


def _is_answered(proposed: Proposed) -> bool:
    return proposed.value not in (None, False) or proposed.why is Why.HANDWRITING


def _around(zones: Sequence[Zone], *, leftwards: bool) -> Place:
    """Return what a clip shows: every place, and the words beside boxes."""
    places = [zone.place for zone in zones]
    words, other = (_LABEL, _BESIDE) if zones[0].choice is not None else (1.0, 1.0)
    left, right = (words, other) if leftwards else (other, words)
    x, y = (max(0.0, min(starts)) for starts in ([p.x - left for p in places], [p.y - _ABOVE for p in places]))
    end = max(place.x + place.w for place in places) + right
    return Place(x=x, y=y, w=end - x, h=max(place.y + place.h for place in places) + _BELOW - y)
