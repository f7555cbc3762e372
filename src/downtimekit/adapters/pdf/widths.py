"""How the columns of a table share its width: each has at least what its longest word and its boxes need."""

from __future__ import annotations

from collections.abc import Sequence


def shared(width: float, *, needs: Sequence[float], shares: Sequence[float], firm: Sequence[bool] = ()) -> list[float]:
    """Return the widths of columns.

    Args:
        width: of all of them.
        needs: what each must have.
        shares: how what is there is divided where every column has what it needs.
        firm: which columns, such as those of boxes, give way only where all others have given a part of what they
            need.
    """
    if sum(needs) >= width:
        return _giving_way(width, needs, firm or [False] * len(needs))
    raised: set[int] = set()
    while True:
        free = [place for place in range(len(needs)) if place not in raised]
        left = width - sum(needs[place] for place in raised)
        unit = left / sum(shares[place] for place in free)
        short = {place for place in free if shares[place] * unit < needs[place]}
        if not short:
            return [needs[place] if place in raised else share * unit for place, share in enumerate(shares)]
        raised |= short


_LEAST = 0.7  # of what a column needs that gives way before the others


def _giving_way(width: float, needs: Sequence[float], firm: Sequence[bool]) -> list[float]:
    fixed = sum(need for need, is_firm in zip(needs, firm, strict=True) if is_firm)
    part = (width - fixed) / (sum(needs) - fixed) if sum(needs) > fixed else 0.0
    if part >= _LEAST:
        return [need if is_firm else need * part for need, is_firm in zip(needs, firm, strict=True)]
    return [need * width / sum(needs) for need in needs]
