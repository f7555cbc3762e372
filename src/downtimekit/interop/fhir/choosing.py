"""Parts that choose: by what the model says, or by what is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from downtimekit.interop.fhir.kinds import NOTHING, TEXT, Json
from downtimekit.interop.fhir.parts import Field, Part, field_of, joined
from downtimekit.interop.fhir.reading import Reading, objects_at
from downtimekit.interop.fhir.systems import OWN


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
        chosen = self.then if any(_says_something(model, path) for path in self.paths) else self.otherwise
        if not self.implied:
            losses += _unsaid(self._parts, chosen, model, at=at)
        return None if chosen is None else chosen.write(model, at=at, losses=losses)

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the fields of both."""
        for part in self._parts:
            yield from part.fields(at)


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
            lost = list(_unsaid(self.parts, part, model, at=at))
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
class Worded(Part):
    """A concept with words; of one that has only codes, the words beside the first code are read.

    Attributes:
        path: the field with the words; part: the concept as it is written, with its text.
    """

    path: Field
    part: Part
    filled: bool = True

    @property
    def objects(self) -> bool:
        """An object it is."""
        return True

    @property
    def optional(self) -> bool:  # type: ignore[override]
        """Whether an item without it can be the one that is looked for."""
        return self.part.optional

    def fits(self, found: object) -> bool:
        """Say whether it is the concept."""
        return self.part.fits(found)

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Read the concept; that its words were those of a code is lost."""
        self.part.read(found, at=at, into=into)
        if not isinstance(found, dict) or "text" in found:
            return
        for coding in objects_at(found, "coding"):
            words = TEXT.read(coding.get("display"), at=at, into=Reading())
            if words is not NOTHING and not str(coding.get("system")).startswith(OWN):
                into.fill(self.path, words, at=at)
                return

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Write the concept."""
        return self.part.write(model, at=at, losses=losses)

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield its fields."""
        return self.part.fields(at)


def _unsaid(parts: Iterable[Part], written: Part | None, model: object, *, at: str) -> Iterator[str]:
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
        if is_of_it and not any(name.endswith("[]") for name in path) and _says_something(model, path):
            yield joined(at, path)


def _says_something(model: object, path: Field) -> bool:
    """Say whether a field has a value: a number that is zero is one."""
    value = field_of(model, path)
    return bool(value) or (value == 0 and value is not False)
