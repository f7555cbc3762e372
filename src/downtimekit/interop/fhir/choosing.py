"""Parts that choose: by what the model says, by how many items fit, or by what must not be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from downtimekit.interop.fhir.kinds import Json, Kind
from downtimekit.interop.fhir.parts import Blank, Field, Found, Group, Part, field_of, unsaid
from downtimekit.interop.fhir.reading import Reading
from downtimekit.models.partial_date import earliest


@frozen
class When(Part):
    """One of two, by whether any of some fields of the model says something.

    Attributes:
        paths: the fields.
        then: what is written where one does; otherwise: where none does; None for nothing.
        implied: what is not written follows from what is.
    """

    paths: Sequence[Field]
    then: Part | None
    otherwise: Part | None
    implied: bool = False
    filled: bool = field(init=False)

    @filled.default
    def _has_blanks(self) -> bool:
        return any(part.filled for part in self._parts)

    @property
    def _parts(self) -> Sequence[Part]:
        return tuple(part for part in (self.then, self.otherwise) if part is not None)

    def fits(self, found: object) -> bool:
        """Say whether it is one of the two."""
        return any(part.fits(found) for part in self._parts)

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Read it as the one that it is; what is always the same is looked for first."""
        for part in sorted(self._parts, key=lambda part: part.filled):
            if part.fits(found):
                part.read(found, at=at, into=into)
                return
        into.wrong(at, "says something that is not understood here")

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Write one of the two."""
        chosen = self.then if any(field_of(model, path) for path in self.paths) else self.otherwise
        if not self.implied:
            losses += unsaid(self._parts, chosen, model, at=at)
        return None if chosen is None else chosen.write(model, at=at, losses=losses)

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the fields of both."""
        for part in self._parts:
            yield from part.fields(at)


@frozen
class Sole(Part):
    """An item of which a list must not hold two, or nobody knows which is meant."""

    part: Part
    filled: bool = field(init=False)

    @filled.default
    def _has_blanks(self) -> bool:
        return self.part.filled

    @property
    def objects(self) -> bool:
        """Whether it is an object."""
        return self.part.objects

    def take(self, found: Sequence[Found], into: Reading) -> Sequence[Found]:
        """Read the first, and refuse any other."""
        fitting = [(at, item) for at, item in found if self.part.fits(item)]
        for at, _ in fitting[1:]:
            into.wrong(at, "stands here a second time: which one is meant?")
        for at, item in fitting[:1]:
            self.part.read(item, at=at, into=into)
        return [(at, item) for at, item in found if not self.part.fits(item)]

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Read it as what it is."""
        self.part.read(found, at=at, into=into)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Write it as what it is."""
        return self.part.write(model, at=at, losses=losses)

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield its fields."""
        return self.part.fields(at)


@frozen
class Never(Part):
    """An item that must not be left over, because it changes the meaning of the rest; it is never written."""

    part: Part

    def take(self, found: Sequence[Found], into: Reading) -> Sequence[Found]:
        """Refuse every such item."""
        for at, item in found:
            if self.part.fits(item):
                self.read(item, at=at, into=into)
        return [(at, item) for at, item in found if not self.part.fits(item)]

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Refuse it."""
        into.wrong(at, "changes the meaning of what stands here, and is not understood")

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return nothing."""
        return None


@frozen
class OneOf(Part):
    """Several ways to say the same: the first that loses nothing is written, the first that fits is read."""

    parts: Sequence[Part]
    filled: bool = True
    optional: bool = False

    @property
    def objects(self) -> bool:
        """Whether it is an object in every way."""
        return all(part.objects for part in self.parts)

    def fits(self, found: object) -> bool:
        """Say whether it is said in one of the ways."""
        return any(part.fits(found) for part in self.parts)

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Read it in the first way that fits."""
        for part in self.parts:
            if part.fits(found):
                part.read(found, at=at, into=into)
                return
        into.unplaced(at)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Write it in the way that loses the least, of those that say anything."""
        best: tuple[Json | None, list[str]] | None = None
        for part in self.parts:
            lost = list(unsaid(self.parts, part, model, at=at))
            said = part.write(model, at=at, losses=lost)
            if said is not None and (best is None or len(lost) < len(best[1])):
                best = (said, lost)
        said, lost = best or (None, [])
        losses += lost
        return said

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the fields of every way."""
        for part in self.parts:
            yield from part.fields(at)


@frozen
class Means(Part):
    """Something that is written for one value of a field, and means it.

    Attributes:
        path: the field.
        value: the value.
        part: what is written.
    """

    path: Field
    value: object
    part: Part
    filled: bool = True
    optional: bool = False

    @property
    def objects(self) -> bool:
        """Whether it is an object."""
        return self.part.objects

    def fits(self, found: object) -> bool:
        """Say whether it is what is written."""
        return self.part.fits(found)

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Fill the field with the value."""
        self.part.read(found, at=at, into=into)
        into.fill(self.path, self.value, at=at)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Write it for the value."""
        return self.part.write(model, at=at, losses=losses) if field_of(model, self.path) == self.value else None

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the field, and those of what is written."""
        yield self.path, at
        yield from self.part.fields(at)


@frozen
class Shown(Part):
    """What follows from a field of the model, for readers who look for it here; it is not what the field is read from.

    Attributes:
        path: the field.
        words: what is written for each of its values.
    """

    path: Field
    words: Mapping[Any, str | bool]

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Refuse what could not have been written."""
        if not isinstance(found, str | bool) or found not in self.words.values():
            into.wrong(at, "says something that is not understood here")

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return what follows."""
        return self.words.get(field_of(model, self.path))


@frozen
class Heard(Part):
    """What others write and we do not: it is read, and never written."""

    part: Part

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Read it as what it is; it would not be written here again."""
        into.unplaced(at)
        self.part.read(found, at=at, into=into)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return nothing."""
        return None


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
        """Write both ends, or the first where they cannot be."""
        start, end = field_of(model, self.start), field_of(model, self.end)
        if start is not None and end is not None and _is_later(start, end):
            losses.append(".".join([at, *self.end] if at else self.end))
            return Group({"start": Blank(self.start, self.kind)}).write(model, at=at, losses=losses)
        return self._both.write(model, at=at, losses=losses)

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield both fields."""
        return self._both.fields(at)


def _is_later(start: Any, end: Any) -> bool:  # noqa: ANN401
    """Say whether a start is later than an end; of partial dates, by the first day that each can mean."""
    if isinstance(start, str) and isinstance(end, str):
        return earliest(start) > earliest(end)
    return bool(start > end)
