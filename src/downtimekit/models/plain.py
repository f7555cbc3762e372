"""Whether something is made of what can be typed and written down: the values of JSON, days, moments and numbers."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal

from downtimekit.models.strict import Strict

NOT_PLAIN = "holds what nobody can type: half a character, a number without end, or lists in lists in lists"

_DEEPEST = 12  # an answer of a form lies six deep
_LARGEST = int(sys.float_info.max)  # as the numbers of JSON, which others read as IEEE 754 (RFC 8259, 6)
_LONE = re.compile("[\ud800-\udfff]")  # half a character, which cannot be written anywhere


def is_plain(found: object, *, deepest: int = _DEEPEST) -> bool:
    """Tell whether a value can be written as JSON by anybody, and is not nested deeper than any form nests.

    Args:
        found: anything; a model was checked when it was made.
        deepest: how many lists and mappings may lie within each other.
    """
    if isinstance(found, str):
        return not _LONE.search(found)
    if isinstance(found, Mapping):
        return all(isinstance(key, str) and is_plain(key) for key in found) and is_plain(
            [*found.values()], deepest=deepest
        )
    if isinstance(found, list | tuple):
        return deepest > 0 and all(is_plain(part, deepest=deepest - 1) for part in found)
    if isinstance(found, int | float | Decimal):
        return _is_number(found)
    return found is None or isinstance(found, date | time | Strict)


def _is_number(found: float | Decimal) -> bool:
    if isinstance(found, Decimal) and not found.is_finite():
        return False
    return -_LARGEST <= found <= _LARGEST  # which no NaN is
