"""Parts of a template: each writes its piece of a resource from a model, and reads it back.

Here are values and objects; `lists` has the lists, and `choosing` the parts that choose.

Reading walks over what was found and not over what is looked for, so that nothing goes unnoticed: an element that the
template does not have is a loss.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
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
            losses.append(joined(at, self.path))
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
        """Say whether everything that is always the same is there; what is none is told by reading it."""
        if not isinstance(found, dict):
            return self.optional
        return all(part.fits(found[key]) if key in found else part.optional for key, part in self.parts.items())

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
        said: dict[str, Json] = {}
        live = not self.filled
        for key, part in self.parts.items():
            value = part.write(model, at=at, losses=losses)
            if value is not None:
                said[key] = value
                live = live or part.filled
        return said if said and live else None

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the fields of every element."""
        for key, part in self.parts.items():
            yield from part.fields(f"{at}.{key}")


def field_of(model: object, path: Field) -> Any:  # noqa: ANN401  (whatever the model's field is)
    """Return what a field of a model says; None where what it stands in is missing."""
    for name in path:
        if model is None:
            return None
        model = getattr(model, name)
    return model


def joined(at: str, path: Field) -> str:
    """Return the path of a field of a model that stands at a path itself."""
    return ".".join([at, *path] if at else path)
