"""Templates: a resource as it is written, with blanks where the model's fields go. One template reads and writes.

    PATIENT = template(Patient, {
        "resourceType": "Patient",
        "name": [{"family": blank("family"), "given": [blank("given")]}],
        "birthDate": blank("birth_date", DATE),
    })

What stands in a template besides blanks is written as it is. In a list it also tells which item is meant: the part
``{"system": RXNORM, "code": blank("rxcui")}`` reads the item that has this system, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from attrs import Factory, field, frozen
from pydantic import BaseModel, ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir.choosing import Heard, Means, Never, OneOf, Period, Shown, Sole, When
from downtimekit.interop.fhir.kinds import TEXT, Json, Kind
from downtimekit.interop.fhir.parts import Also, Blank, Constant, Each, Group, Items, Must, Part
from downtimekit.interop.fhir.reading import Reading
from downtimekit.models.reading import faults_of
from downtimekit.models.strict import Strict

Template: TypeAlias = "Part | Mapping[str, Template] | Sequence[Template] | str | int | float | bool"
"""A resource, or a piece of one, as it is written."""
Resource: TypeAlias = "dict[str, Json]"
"""A FHIR resource in JSON."""
Tree: TypeAlias = "dict[str, Tree]"
"""The names of the fields that are written, and below each the names of its own."""
Model = TypeVar("Model", bound=Strict)


class Check(Protocol):
    """Tells a reading what is wrong with the whole of what was found."""

    def __call__(self, found: Mapping[str, object], *, at: str, into: Reading) -> None:
        """Look at what was found at a path."""
        ...


def blank(path: str, kind: Kind = TEXT, *, needed: bool = False, tells: bool = False) -> Part:
    """Leave a blank for a field of the model, such as ``birth_date`` or ``drug.name``.

    Args:
        path: the field.
        kind: how it is written.
        needed: in an item of a list: without it, it is not the item that is meant.
        tells: in an item of a list: where it says what is not understood, it is not the item that is meant.
    """
    return Blank(tuple(path.split(".")), kind, optional=not needed, tells=tells)


def itself(kind: Kind = TEXT, *, needed: bool = False) -> Part:
    """Leave a blank for the item of a list itself, where it is no model with fields."""
    return Blank((), kind, optional=not needed)


def each(path: str, item: Template) -> Part:
    """Write something for each item of a list of the model; blanks in it are the item's own fields."""
    return Each(tuple(path.split(".")), part(item))


def also(written: Template) -> Part:
    """Write something that is not looked for when an item is chosen from a list."""
    return Also(part(written))


def must(*accepted: Template, optional: bool = False) -> Part:
    """Refuse a resource that has none of these here; write the first, or nothing where it may be missing."""
    return Must(tuple(part(template) for template in accepted), optional)


def coded(system: str, code: str, words: str = "") -> Template:
    """Write a concept with one code, and words of our own; it is known again by system and code."""
    concept: dict[str, Template] = {"coding": [{"system": system, "code": code}]}
    return concept | {"text": also(words)} if words else concept


def when(paths: str, then: Template, otherwise: Template) -> Part:
    """Write one thing where a field of the model says something, or one of several, and another where none does.

    Args:
        paths: the fields, with spaces between them.
        then: the one thing.
        otherwise: the other.
    """
    return When(_fields(paths), part(then), part(otherwise))


def where(paths: str, written: Template) -> Part:
    """Write something only where a field of the model says something, or one of several."""
    return When(_fields(paths), part(written), None)


def unless(paths: str, written: Template, *, implied: bool = False) -> Part:
    """Write something only where a field of the model says nothing, or none of several.

    Args:
        paths: the fields, with spaces between them.
        written: what is written.
        implied: where it is not written, it follows from what is.
    """
    return When(_fields(paths), None, part(written), implied)


def period(start: str, end: str, kind: Kind) -> Part:
    """Write a FHIR *Period*; one that would end before it starts has no end."""
    return Period(tuple(start.split(".")), tuple(end.split(".")), kind)


def means(path: str, value: object, written: Template) -> Part:
    """Write something for one value of a field, and read it as that value."""
    return Means(tuple(path.split(".")), value, part(written))


def shown(path: str, words: Mapping[Any, str | bool]) -> Part:
    """Write what follows from a field, for those who look for it here."""
    return Shown(tuple(path.split(".")), words)


def heard(read: Template) -> Part:
    """Read what others write, and never write it."""
    return Heard(part(read))


def _fields(paths: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(path.split(".")) for path in paths.split())


def one_of(*ways: Template) -> Part:
    """Write something in the first way that loses nothing; read it in the first that fits."""
    return OneOf(tuple(part(way) for way in ways))


def sole(item: Template) -> Part:
    """Refuse a list in which two items can be meant."""
    return Sole(part(item))


def never(item: Template) -> Part:
    """Refuse such an item of a list where no other part takes it."""
    return Never(part(item))


def part(template: Template) -> Part:
    """Return the part that a piece of a template describes."""
    if isinstance(template, Part):
        return template
    if isinstance(template, Mapping):
        return Group({key: part(value) for key, value in template.items()})
    if isinstance(template, str | int | float | bool):
        return Constant(template)
    return Items(tuple(part(item) for item in template))


@frozen
class Read(Generic[Model]):
    """What was read.

    Attributes:
        model: the model.
        losses: the path of every element that has no place in it, such as ``Patient.photo``; never a value.
    """

    model: Model
    losses: Sequence[str] = ()


@frozen
class Written:
    """What was written.

    Attributes:
        resource: the resource, which holds patient data; a repr does not show it.
        losses: the path of every field of the model that FHIR has no place for, such as ``findings[0].note``.
    """

    resource: Resource = field(repr=False)
    losses: Sequence[str] = ()


@frozen
class ResourceTemplate(Generic[Model]):
    """How one model is written as one resource, and read from it.

    Attributes:
        model: the model.
        body: the resource, as it is written.
        elsewhere: fields of the model that another resource holds, as paths, so that they are not lost.
        absent: what a required field is where nothing is written of it.
        check: tells a reading what is wrong with the whole of what was found.
    """

    model: type[Model]
    body: Part
    elsewhere: frozenset[str] = frozenset()
    absent: Mapping[str, object] = Factory(dict)
    check: Check | None = None
    _places: Mapping[str, str] = field(init=False)
    _tree: Tree = field(init=False)

    @_places.default
    def _where_the_fields_stand(self) -> Mapping[str, str]:
        return {".".join(path): place for path, place in self.body.fields("")}

    @_tree.default
    def _what_is_written(self) -> Tree:
        tree: Tree = {}
        for path in (*(tuple(name.split(".")) for name in self.elsewhere), *(path for path, _ in self.body.fields(""))):
            below = tree
            for name in path:
                below = below.setdefault(name.removesuffix("[]"), {})
        return tree

    @property
    def without(self) -> frozenset[str]:
        """The names of the model's fields that have no place in the resource."""
        return frozenset(self.model.model_fields) - self._tree.keys()

    def write(self, model: Model) -> Written:
        """Write a model."""
        losses: list[str] = []
        resource = self.body.write(model, at="", losses=losses)
        losses += _left_out(model, self._tree, "")
        return Written(resource if isinstance(resource, dict) else {}, tuple(losses))

    def read(self, found: object, *, at: str, **given: object) -> Read[Model]:
        """Read a resource.

        Args:
            found: the resource, as ``json.loads`` returns it.
            at: its path, for losses and faults: its type, unless it stands within another.
            given: what fields of the model are where nothing is found of them.

        Raises:
            InvalidInput: with every fault.
        """
        into = Reading()
        self.body.read(found, at=at, into=into)
        if self.check is not None and isinstance(found, dict):
            self.check(found, at=at, into=into)
        try:
            model = self.model.model_validate({**self.absent, **given, **into.values})
        except ValidationError as error:
            told = tuple(fault.path for fault in into.faults)
            more = [self._placed(fault, at, into) for fault in faults_of(error)]
            # What could not be read is not missing as well.
            raise InvalidInput(
                at, [*into.faults, *(fault for fault in more if not fault.path.startswith(told))]
            ) from None
        if into.faults:
            raise InvalidInput(at, into.faults)
        return Read(model, tuple(into.losses))

    def _placed(self, fault: Fault, at: str, into: Reading) -> Fault:
        """Return a fault of the model with its place in the resource."""
        place = self._place(fault.path, at, into.rows)
        if fault.words == "is missing" and any(f"{place}.".startswith(f"{loss}.") for loss in into.losses):
            return Fault(place, "says something that has no place here")
        return Fault(place, fault.words)

    def _place(self, path: str, at: str, rows: Mapping[str, str]) -> str:
        row = max((row for row in rows if path.startswith(row)), key=len, default="")
        begin = self._places.get(_anywhere(row), "")
        while path:
            if _anywhere(path) in self._places:
                return rows.get(row, at) + self._places[_anywhere(path)][len(begin) :]
            path = path.rpartition(".")[0]
        return rows.get(row, at)


_NUMBER = re.compile(r"\[\d+\]")


def _anywhere(path: str) -> str:
    return _NUMBER.sub("[]", path)


def _left_out(model: BaseModel, tree: Tree, at: str) -> Iterator[str]:
    """Yield the fields that say something and are not written."""
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if value == info.get_default(call_default_factory=True):
            continue
        if name not in tree or (isinstance(value, BaseModel) and tree[name] and _is_bare(value)):
            yield f"{at}{name}"
        elif isinstance(value, BaseModel):
            yield from _left_out(value, tree[name], f"{at}{name}.") if tree[name] else ()
        elif isinstance(value, tuple) and tree[name]:
            for number, item in enumerate(value):
                yield from _left_out(item, tree[name], f"{at}{name}[{number}].")


def _is_bare(model: BaseModel) -> bool:
    """Say whether a model says nothing, so that nothing is written of it."""
    return all(
        getattr(model, name) == info.get_default(call_default_factory=True)
        for name, info in type(model).model_fields.items()
    )
