"""Times as they stand on paper: a clock on the wall showed them, and in two nights of the year it shows no one instant.

Nobody writes an offset from UTC on a sheet. Where it is known where the clock hung, a time without one is read by it.
In the hour that the clock jumps over, and in the one that it shows twice, the sheet is taken in all the same, with the
doubt: what stands on it is not lost, and a person says which moment was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import field, frozen

from downtimekit.models.capture import ReviewCode
from downtimekit.models.forms import FieldKind, FormDefinition, FormField
from downtimekit.models.zones import instants, moment, shown_at

_ON_THE_WALL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?")
_CLOCKS = ("occurred_at", "recorded_at")


@frozen
class WallClock:
    """Reads times by the clock of one place.

    Attributes:
        zone: where the clock hung, as an IANA name.
        doubts: the fields whose time it did not show, or showed twice, as they were found.
    """

    zone: str
    doubts: dict[ReviewCode, list[str]] = field(factory=dict, init=False)

    def told(self) -> list[dict[str, object]]:
        """Return what is in doubt, as a keyed sheet tells it."""
        return [{"code": code.value, "fields": fields} for code, fields in self.doubts.items()]

    def clocks(self, typed: Mapping[str, object]) -> dict[str, object]:
        """Return a keyed sheet with the two clocks of a late entry read."""
        read = {name: self._read(typed[name], name) for name in _CLOCKS if name in typed}
        return {**typed, **read}

    def answers(self, content: Mapping[str, object], form: FormDefinition) -> dict[str, object]:
        """Return answers that stand side by side with all moments read."""
        return dict(self._answers(content, {asked.key: asked for asked in form.fields()}, ""))

    def _answers(
        self, content: Mapping[str, object], asked: Mapping[str, FormField], above: str
    ) -> Iterator[tuple[str, object]]:
        for key, answer in content.items():
            known, path = asked.get(key), f"{above}{key}"
            if known and known.kind is FieldKind.DATE_TIME:
                yield key, self._read(answer, path)
            elif known and known.columns and isinstance(answer, list | tuple):
                columns = {column.key: column for column in known.columns}
                yield key, [self._row(row, columns, f"{path}[{number}].") for number, row in enumerate(answer)]
            else:
                yield key, answer

    def _row(self, row: object, columns: Mapping[str, FormField], above: str) -> object:
        return dict(self._answers(row, columns, above)) if isinstance(row, Mapping) else row

    def _read(self, typed: object, path: str) -> object:
        """Return a time with its offset; as it was typed where it is none, or has one."""
        shown = _shown(typed)
        if shown is None:
            return typed
        found = instants(shown, zone=self.zone)
        if len(found) != 1:
            code = ReviewCode.TIME_AMBIGUOUS if found else ReviewCode.TIME_NONEXISTENT
            self.doubts.setdefault(code, []).append(path)
        return shown_at(moment(shown, zone=self.zone), zone=self.zone).isoformat()


def _shown(typed: object) -> datetime | None:
    if not isinstance(typed, str) or not _ON_THE_WALL.fullmatch(typed.strip()):
        return None
    try:
        return datetime.fromisoformat(typed.strip())
    except ValueError:
        return None
