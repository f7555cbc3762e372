"""Compare a content field by field on three sides - the chart when it went down, the chart now, paper - and join them.

Nothing is chosen where two sides contradict each other: the chart's own words stay, and the field is a conflict. What
only one side says is kept. Silence never deletes, except in what this back-fill wrote itself and a person typed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen
from pydantic import BaseModel, ValidationError

from downtimekit.backfill.comparing.parts import ONE_STATEMENT, key_of, label_of, plain, same, says_nothing, told
from downtimekit.models.capture import Content
from downtimekit.models.plan import FieldComparison, FieldOutcome
from downtimekit.models.silence import shown

PAPER_MOVES = (FieldOutcome.PAPER_ADDS, FieldOutcome.PAPER_CHANGES)
_CHART_MOVES = (FieldOutcome.CHART_ADDS, FieldOutcome.CHART_CHANGED)


@frozen
class Basis:
    """What the sides are worth.

    Attributes:
        as_of: it is known what the chart had when it went down.
        ours: what the chart has now, this back-fill wrote.
        again: the sheet was typed again, on purpose: what it leaves out now was wrong.
    """

    as_of: bool = False
    ours: bool = False
    again: bool = False


TWO_SIDES = Basis()
"""Nothing is known but what two sides say."""


@frozen
class Joined:
    """What three sides say together.

    Attributes:
        content: with what paper adds and changes; the chart's own where that cannot be joined.
        fields: those that are not the same on all sides.
        misfit: the fields that fit the chart's record and the sheet, each by itself, but not both joined.
    """

    content: Content = field(repr=False)
    fields: tuple[FieldComparison, ...]
    misfit: tuple[str, ...] = ()


def join(paper: Content, *, now: Content, before: Content | None = None, basis: Basis = TWO_SIDES) -> Joined:
    """Compare what paper says with what the chart has, and join them.

    Args:
        paper: what the sheet says.
        now: what the chart has.
        before: what it had when it went down; None where it had no such record, or where that is not known.
        basis: what the sides are worth.
    """
    if type(paper) is not type(now):
        return Joined(now, (FieldComparison(path="record", outcome=FieldOutcome.CONFLICT),))
    known = before if type(before) is type(now) else None
    walk = _Walk(basis)
    joined = walk.part(known, now, paper, "")
    fields = tuple(walk.found)
    if not any(each.outcome in PAPER_MOVES for each in fields):
        return Joined(now, fields)
    try:
        return Joined(type(now).model_validate(joined.model_dump()), fields)
    except ValidationError as error:
        misfit = dict.fromkeys(str(shown(detail["loc"][0])) for detail in error.errors() if detail["loc"])
        return Joined(now, fields, tuple(misfit) or tuple(each.path for each in fields if each.outcome in PAPER_MOVES))


def differences(one: Content, other: Content) -> tuple[str, ...]:
    """Return the paths of the fields in which two contents do not say the same, such as ``findings[left mass 1].side``.

    What only one says is a difference; the order of a list that means none is not, nor are blanks.
    """
    return tuple(dict.fromkeys(found.path for found in join(other, now=one).fields))


@frozen
class _Walk:
    """One comparison on its way through the parts of a content."""

    basis: Basis
    found: list[FieldComparison] = field(factory=list)

    def part(self, before: Any, now: Any, paper: Any, path: str) -> Any:  # noqa: ANN401  (whatever a field holds)
        """Compare a part that the chart and paper both have, and return it joined."""
        first = len(self.found)
        values = {}
        for name in type(now).model_fields:
            sides = (getattr(before, name, None), getattr(now, name), getattr(paper, name))
            if sides[1] == sides[2]:
                continue
            values[name] = self._field(*sides, name=name, path=f"{path}.{name}" if path else name)
        inside = self.found[first:]
        # One part is one statement: what the chart changed in it and what paper changed in it were not said together.
        if path and self._moved_by_both(inside):
            self.found[first:] = [_in_conflict(each) for each in inside]
            return now
        return now.model_copy(update=values)

    def _field(self, before: Any, now: Any, paper: Any, *, name: str, path: str) -> Any:  # noqa: ANN401
        if isinstance(now, Mapping) and isinstance(paper, Mapping):
            return {**now, **dict(self._answers(before or {}, now, paper, path))}
        if isinstance(now, tuple) and isinstance(paper, tuple) and name not in ONE_STATEMENT:
            return self._items(before or (), now, paper, path)
        if isinstance(now, BaseModel) and type(now) is type(paper) and not (says_nothing(now) or says_nothing(paper)):
            return self.part(before, now, paper, path)
        return self._leaf(before, now, paper, path=path, name=name)

    def _leaf(self, before: Any, now: Any, paper: Any, *, path: str, name: str = "") -> Any:  # noqa: ANN401
        outcome = _outcome(before, now, paper, basis=self.basis, name=name)
        self._tell(path, outcome, before, now, paper)
        return paper if outcome in PAPER_MOVES else now

    def _answers(
        self, before: Mapping[str, Any], now: Mapping[str, Any], paper: Mapping[str, Any], path: str
    ) -> Iterator[tuple[str, Any]]:
        """Yield the answers of a form joined; a key that does not look like a field's may be a patient's."""
        for key in dict.fromkeys([*now, *paper]):
            if says_nothing(now.get(key)) and says_nothing(paper.get(key)):
                continue
            at = f"{path}.{key}" if shown(key) == key else path
            yield key, self._leaf(before.get(key), now.get(key), paper.get(key), path=at)

    def _items(self, before: Sequence[Any], now: Sequence[Any], paper: Sequence[Any], path: str) -> tuple[Any, ...]:
        """Join a list whose items stand for themselves."""
        sides = [{key_of(item): item for item in side} for side in (before, now, paper)]
        if any(len(keyed) < len(side) for keyed, side in zip(sides, (before, now, paper), strict=True)):
            return self._indistinct(before, now, paper, path)
        old, here, there = sides
        joined = []
        for number, key in enumerate(dict.fromkeys([*here, *there]), 1):
            item = here.get(key), there.get(key)
            at = f"{path}[{label_of(item[0] if key in here else item[1], number)}]"
            if key in here and key in there and isinstance(item[0], BaseModel):
                joined.append(self.part(old.get(key), *item, at))
            else:
                joined.append(self._leaf(old.get(key), *item, path=at))
        kept = [item for item in joined if item is not None]
        return tuple(kept if set(here) >= set(there) else sorted(kept, key=_rank))

    def _indistinct(
        self, before: Sequence[Any], now: Sequence[Any], paper: Sequence[Any], path: str
    ) -> tuple[Any, ...]:
        """Take the longer one of two lists whose items nothing tells apart, where it holds all of the other."""
        outcome = _outcome(before, now, paper, basis=self.basis)
        is_ours = self.basis.ours and self.basis.again
        if not is_ours and outcome in (FieldOutcome.PAPER_CHANGES, FieldOutcome.CONFLICT):
            old, here, there = ({repr(plain(item)) for item in side} for side in (before, now, paper))
            was_cleared = self.basis.as_of and (there - here) & old
            if there <= here:
                outcome = FieldOutcome.CHART_ADDS
            else:
                outcome = FieldOutcome.PAPER_ADDS if here <= there and not was_cleared else FieldOutcome.CONFLICT
        self._tell(path, outcome, before, now, paper)
        return tuple(paper if outcome in PAPER_MOVES else now)

    def _moved_by_both(self, found: Sequence[FieldComparison]) -> bool:
        moved = any(has_moved(each, basis=self.basis) for each in found)
        return moved and any(each.outcome in PAPER_MOVES for each in found)

    def _tell(self, path: str, outcome: FieldOutcome, before: Any, now: Any, paper: Any) -> None:  # noqa: ANN401
        if outcome is not FieldOutcome.SAME:
            sides = {"before": told(before), "now": told(now), "paper": told(paper)}
            self.found.append(FieldComparison(path=path, outcome=outcome, **sides))


def _outcome(before: object, now: object, paper: object, *, basis: Basis, name: str = "") -> FieldOutcome:
    """Say what three sides of one field come to."""
    if same(now, paper, name=name):
        return FieldOutcome.SAME
    as_before = basis.as_of and same(before, now, name=name)
    puts_right = basis.ours and basis.again
    if says_nothing(paper):
        return FieldOutcome.PAPER_CHANGES if puts_right and not as_before else FieldOutcome.CHART_ADDS
    if not (as_before or puts_right) and _repeats(before, paper, basis=basis, name=name):
        return FieldOutcome.CHART_CHANGED
    if as_before or basis.ours or (not basis.as_of and says_nothing(now)):
        return FieldOutcome.PAPER_ADDS if says_nothing(now) else FieldOutcome.PAPER_CHANGES
    return FieldOutcome.CONFLICT


def _repeats(before: object, paper: object, *, basis: Basis, name: str) -> bool:
    """Say whether paper only repeats what the chart had when the system went down."""
    return basis.as_of and not says_nothing(before) and same(before, paper, name=name)


def _rank(item: object) -> tuple[str, ...]:
    """Return where an item stands in a joined list, whichever side it came from: finding 2 before finding 10."""
    key = key_of(item)
    return tuple(str(part).zfill(2) for part in key) if isinstance(key, tuple) else (str(key),)


def has_moved(found: FieldComparison, *, basis: Basis) -> bool:
    """Tell whether somebody else changed a field in the chart since it went down, in a way that paper does not tell."""
    is_known = basis.as_of and not basis.ours
    return is_known and found.outcome in _CHART_MOVES and found.before != found.now


def _in_conflict(found: FieldComparison) -> FieldComparison:
    outcome = FieldOutcome.CONFLICT if found.outcome in PAPER_MOVES else found.outcome
    return found.model_copy(update={"outcome": outcome})
