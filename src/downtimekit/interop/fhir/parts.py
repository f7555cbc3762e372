"""Parts of a template: each writes its piece of a resource from a model, and reads it back.

Reading walks over what was found and not over what is looked for, so that nothing goes unnoticed: an element that the
template does not have is a loss.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import field, frozen

from downtimekit.interop.fhir.kinds import NOTHING, Json, Kind
from downtimekit.interop.fhir.reading import Reading

Field: TypeAlias = tuple[str, ...]
"""A field of the model, by its names from the outside in; empty for the item of a list itself."""
Found: TypeAlias = tuple[str, object]
"""An item of a list, with its path before it."""


class Part(ABC):
    """A piece of a template.

    Attributes:
        filled: it has blanks; where none of them has a value, it is not written.
        optional: an item of a list that lacks it can still be the one that is looked for.
    """

    filled: bool = False
    optional: bool = True

    @property
    def objects(self) -> bool:
        """Whether only an object can stand in its place."""
        return False

    @property
    def many(self) -> bool:
        """Whether what it writes are items of a list."""
        return False

    def fits(self, found: object) -> bool:
        """Say whether an item of a list may be what this part stands for."""
        return True

    def take(self, found: Sequence[Found], into: Reading) -> Sequence[Found]:
        """Read what this part stands for among the items of a list, and return the rest."""
        for number, (at, item) in enumerate(found):
            if self.fits(item):
                self.read(item, at=at, into=into)
                return [*found[:number], *found[number + 1 :]]
        return found

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the fields of the model that this part fills, each with its place in the resource."""
        return iter(())

    @abstractmethod
    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Read what was found at a path."""

    @abstractmethod
    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return what is written of a model, which stands at a path itself; None where there is nothing to write."""


@frozen
class Constant(Part):
    """A value that is always the same; another value that is found in its place is a loss."""

    value: str | int | float | bool
    optional: bool = False

    def fits(self, found: object) -> bool:
        """Say whether it is the value."""
        return type(found) is type(self.value) and found == self.value

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Compare."""
        if not self.fits(found):
            into.unplaced(at)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return the value."""
        return self.value


@frozen
class Also(Part):
    """What is written but not looked for when an item is chosen from a list, such as the display of a code."""

    part: Part
    filled: bool = field(init=False)

    @filled.default
    def _has_blanks(self) -> bool:
        return self.part.filled

    @property
    def objects(self) -> bool:
        """Whether it is an object."""
        return self.part.objects

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
class Must(Part):
    """What must be found in its place, or the resource is not understood.

    Attributes:
        accepted: what may be found there; the first is written.
        optional: it may be missing, and is then not written.
    """

    accepted: Sequence[Part]
    optional: bool = False
    filled: bool = field(init=False)

    @filled.default
    def _has_blanks(self) -> bool:
        return self.accepted[0].filled

    def fits(self, found: object) -> bool:
        """Say whether it is one of those that are accepted."""
        return any(part.fits(found) for part in self.accepted)

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Refuse what is not accepted; what is accepted and would not be written is a loss."""
        if not self.fits(found):
            into.wrong(at, "says something that is not understood here")
        elif self.optional and not self.filled:
            into.unplaced(at)
        else:
            self.accepted[0].read(found, at=at, into=into)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return the first, unless it may be missing."""
        left_out = self.optional and not self.filled
        return None if left_out else self.accepted[0].write(model, at=at, losses=losses)

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the fields of the first."""
        return self.accepted[0].fields(at)


@frozen
class Blank(Part):
    """Where a field of the model is written.

    Attributes:
        path: the field.
        kind: how it is written.
        optional: an item of a list that lacks it can still be the one that is looked for.
        tells: an item is looked for by it, and is not meant if it says what is not understood.
    """

    path: Field
    kind: Kind
    optional: bool = True
    tells: bool = False
    filled: bool = True

    def fits(self, found: object) -> bool:
        """Say whether it is understood, where that tells which item is meant."""
        return not self.tells or self.kind.read(found, at="", into=Reading()) is not NOTHING

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Fill the field with what was found."""
        value = self.kind.read(found, at=at, into=into)
        if value is not NOTHING:
            into.fill(self.path, value, at=at)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return the field's value; a value that would be read back as another one is a loss."""
        value = field_of(model, self.path)
        if value is None or value == "":
            return None
        written = self.kind.write(value)
        if written is None:
            return None
        if written is NOTHING or self.kind.read(written, at="", into=Reading()) != value:
            losses.append(_joined(at, self.path))
        return None if written is NOTHING else written

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the field."""
        yield self.path, at


@frozen
class Group(Part):
    """An object: a resource, a datatype or a backbone element."""

    parts: Mapping[str, Part]
    filled: bool = field(init=False)
    optional: bool = field(init=False)

    @property
    def objects(self) -> bool:
        """An object it is."""
        return True

    @filled.default
    def _has_blanks(self) -> bool:
        return any(part.filled for part in self.parts.values())

    @optional.default
    def _tells_nothing(self) -> bool:
        return all(part.optional for part in self.parts.values())

    def fits(self, found: object) -> bool:
        """Say whether everything that is always the same is there."""
        return isinstance(found, dict) and all(
            part.fits(found[key]) if key in found else part.optional for key, part in self.parts.items()
        )

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Read every element; one that is not in the template has no place."""
        if not isinstance(found, dict):
            into.wrong(at, "is not an object with elements")
            return
        for key, value in found.items():
            part = self.parts.get(key)
            if part is None:
                into.unknown(found, key, at=at)
            else:
                part.read(value, at=f"{at}.{key}", into=into)
        for key, part in self.parts.items():
            if isinstance(part, Must) and not part.optional and key not in found:
                into.wrong(f"{at}.{key}", "is missing")

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return the elements that there are; None where no blank has a value."""
        written = {key: part.write(model, at=at, losses=losses) for key, part in self.parts.items()}
        said = {key: value for key, value in written.items() if value is not None}
        live = not self.filled or any(self.parts[key].filled for key in said)
        return said if said and live else None

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the fields of every element."""
        for key, part in self.parts.items():
            yield from part.fields(f"{at}.{key}")


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
        """Say whether every item that is always the same stands in the list."""
        return isinstance(found, list) and all(
            part.optional or part.filled or any(part.fits(item) for item in found) for part in self.parts
        )

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
        self.part.read(found, at=at, into=row)
        if row.values:
            into.listed(self.path).append(row.values.get("", row.values))
        else:
            into.unplaced(at)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return what is written of every item."""
        written: list[Json] = []
        for number, item in enumerate(field_of(model, self.path) or ()):
            place = f"{_joined(at, self.path)}[{number}]"
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


def unsaid(parts: Iterable[Part], written: Part | None, model: object, *, at: str) -> Iterator[str]:
    """Yield what a model says in the fields of some parts, where only one of them is written.

    Args:
        parts: the parts.
        written: the one that is written, if any.
        model: the model.
        at: its path.
    """
    told = {path for path, _ in written.fields("")} if written is not None else set()
    for path in {path for part in parts for path, _ in part.fields("")} - told:
        # Where there are several kinds of a model, a part may be about another kind.
        is_of_it = path and not path[-1].endswith("[]") and hasattr(model, path[0])
        if is_of_it and not any(name.endswith("[]") for name in path) and field_of(model, path):
            yield _joined(at, path)


def field_of(model: object, path: Field) -> Any:  # noqa: ANN401  (whatever the model's field is)
    """Return what a field of a model says; None where what it stands in is missing."""
    for name in path:
        if model is None:
            return None
        model = getattr(model, name)
    return model


def _joined(at: str, path: Field) -> str:
    return ".".join([at, *path] if at else path)
