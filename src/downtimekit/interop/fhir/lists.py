"""Lists of a template: each part of a list takes the items that it stands for, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import field, frozen

from downtimekit.interop.fhir.kinds import Json
from downtimekit.interop.fhir.parts import Field, Found, Part, field_of, joined
from downtimekit.interop.fhir.reading import Reading


@frozen
class Items(Part):
    """A list; each part takes the items that it stands for, and what is left has no place."""

    parts: Sequence[Part]
    filled: bool = field(init=False)
    optional: bool = field(init=False)
    _of_objects: bool = field(init=False)

    @filled.default
    def _has_blanks(self) -> bool:
        return any(part.filled for part in self.parts)

    @_of_objects.default
    def _holds_objects(self) -> bool:
        return all(part.objects for part in self.parts)

    @optional.default
    def _tells_nothing(self) -> bool:
        return all(part.optional or part.filled for part in self.parts)

    def fits(self, found: object) -> bool:
        """Say whether every item that is always the same stands in the list; what is no list is told by reading it."""
        if not isinstance(found, list):
            return self.optional
        return all(part.optional or part.filled or any(part.fits(item) for item in found) for part in self.parts)

    def take(self, found: Sequence[Found], into: Reading) -> Sequence[Found]:
        """Let each part take what it stands for, and return the rest."""
        for part in self.parts:
            found = part.take(found, into)
        return found

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Read a list; what is left has no place."""
        if not isinstance(found, list):
            into.wrong(at, "is not a list")
            return
        # A null holds the place of an item that has extensions only; those stand beside the list.
        items = [(f"{at}[{number}]", item) for number, item in enumerate(found) if item is not None]
        for place, item in self.take(items, into):
            if self._of_objects and not isinstance(item, dict):
                into.wrong(place, "is not an object with elements")
            else:
                into.unplaced(place)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return the items that there are; None where there is none."""
        written: list[Json] = []
        for part in self.parts:
            said = part.write(model, at=at, losses=losses)
            if said is not None:
                written += said if part.many and isinstance(said, list) else [said]
        return written or None

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the fields of every part."""
        for part in self.parts:
            yield from part.fields(f"{at}[0]")


@frozen
class Each(Part):
    """Where the items of one of the model's lists are written, within a list of the resource."""

    path: Field
    part: Part
    filled: bool = True

    @property
    def objects(self) -> bool:
        """Whether its items are objects."""
        return self.part.objects

    @property
    def many(self) -> bool:
        """Many they are."""
        return True

    def take(self, found: Sequence[Found], into: Reading) -> Sequence[Found]:
        """Read every item that fits, and return the others."""
        left = []
        for at, item in found:
            if self.part.fits(item):
                self.read(item, at=at, into=into)
            else:
                left.append((at, item))
        return left

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Read one item; one that tells nothing has no place."""
        row = into.row(self.path, at=at)
        told = len(into.losses) + len(into.faults)
        self.part.read(found, at=at, into=row)
        if row.values:
            into.listed(self.path).append(row.values.get("", row.values))
        elif told == len(into.losses) + len(into.faults):
            into.unplaced(at)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return what is written of every item."""
        written: list[Json] = []
        for number, item in enumerate(field_of(model, self.path) or ()):
            place = f"{joined(at, self.path)}[{number}]"
            said = self.part.write(item, at=place, losses=losses)
            if said is None:
                losses.append(place)
            else:
                written.append(said)
        return written or None

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the list, and the fields of its items."""
        row = (*self.path[:-1], f"{self.path[-1]}[]")
        yield self.path, at.removesuffix("[0]")
        yield row, at
        for name, place in self.part.fields(at):
            if name:
                yield (*row, *name), place


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
