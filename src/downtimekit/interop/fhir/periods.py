"""Periods: two fields of the model as one FHIR element, with the rule that holds between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from downtimekit.interop.fhir.kinds import Json, Kind
from downtimekit.interop.fhir.parts import Blank, Field, Group, Part, field_of, joined
from downtimekit.interop.fhir.reading import Reading


@frozen
class Period(Part):
    """A FHIR *Period*, which must not end before it starts (R4, per-1)."""

    start: Field
    end: Field
    kind: Kind
    filled: bool = True
    _both: Group = field(init=False)

    @_both.default
    def _of_two_blanks(self) -> Group:
        return Group({"start": Blank(self.start, self.kind), "end": Blank(self.end, self.kind)})

    @property
    def objects(self) -> bool:
        """An object it is."""
        return True

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Read both ends."""
        self._both.read(found, at=at, into=into)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Write both ends; the first where they cannot be, and as much as is known of both where that must agree."""
        said = self._both.write(model, at=at, losses=losses)
        start, end = field_of(model, self.start), field_of(model, self.end)
        if not isinstance(said, dict) or start is None or end is None:
            return said
        if _is_later(start, end):
            losses.append(joined(at, self.end))
            return {key: value for key, value in said.items() if key == "start"} or None
        if not isinstance(start, str) or len(start) == len(end) or not _begin_alike(start, end):
            return said
        # Whether 2019-03 is later than 2019 has no answer, and a rule without one fails (FHIRPath N1, comparison).
        losses.append(joined(at, self.start if len(start) > len(end) else self.end))
        return dict.fromkeys(("start", "end"), min(start, end, key=len))

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield both fields."""
        return self._both.fields(at)


def _is_later(start: Any, end: Any) -> bool:  # noqa: ANN401
    """Say whether a start is later than an end; of partial dates, as far as both are known."""
    if isinstance(start, str) and isinstance(end, str):
        return not _begin_alike(start, end) and start > end
    return bool(start > end)


def _begin_alike(start: str, end: str) -> bool:
    return start.startswith(end) or end.startswith(start)
