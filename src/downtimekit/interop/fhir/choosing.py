"""Parts that choose: by what the model says, by how many items fit, or by what must not be there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import field, frozen

from downtimekit.interop.fhir.kinds import Json
from downtimekit.interop.fhir.parts import Field, Found, Part, field_of
from downtimekit.interop.fhir.reading import Reading


@frozen
class When(Part):
    """One of two, by whether a field of the model says something.

    Attributes:
        path: the field.
        then: what is written where it does; otherwise: where it does not; None for nothing.
    """

    path: Field
    then: Part | None
    otherwise: Part | None
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
        chosen = self.then if field_of(model, self.path) else self.otherwise
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
        """Write it in the way that loses the least."""
        best: tuple[Json | None, list[str]] | None = None
        for part in self.parts:
            lost: list[str] = []
            said = part.write(model, at=at, losses=lost)
            if best is None or len(lost) < len(best[1]):
                best = (said, lost)
        said, lost = best or (None, [])
        losses += lost
        return said

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the fields of every way."""
        for part in self.parts:
            yield from part.fields(at)
