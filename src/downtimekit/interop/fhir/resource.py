"""A resource, or several that belong together, for one model: written by its template, and read by the same one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from attrs import Factory, field, frozen
from pydantic import BaseModel, ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir.kinds import Json
from downtimekit.interop.fhir.lists import Items
from downtimekit.interop.fhir.parts import Found, Part
from downtimekit.interop.fhir.reading import Reading
from downtimekit.models.reading import faults_of
from downtimekit.models.strict import Strict

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
        losses += self.left_out(model)
        return Written(resource if isinstance(resource, dict) else {}, tuple(losses))

    def left_out(self, model: Model) -> Iterator[str]:
        """Yield the paths of the fields that say something and are not written."""
        return (path for path in _left_out(model, self._tree, "") if path not in self.absent)

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
        return self.made_of(into, at=at, **given)

    def made_of(self, into: Reading, *, at: str, **given: object) -> Read[Model]:
        """Return the model that was read.

        Args:
            into: what was found.
            at: the path of what was read.
            given: what fields of the model are where nothing is found of them.

        Raises:
            InvalidInput: with every fault.
        """
        found: Sequence[Fault] = ()
        try:
            model = self.model.model_validate({**self.absent, **given, **into.values})
        except ValidationError as error:
            model, found = None, faults_of(error)
        # Raised here and not where pydantic failed: its error holds the input, and would stay in our context.
        if model is None or into.faults:
            # What could not be read is not missing as well.
            told = tuple(fault.path for fault in into.faults)
            more = (self._placed(fault, at, into) for fault in found)
            raise InvalidInput(at, [*into.faults, *(fault for fault in more if not fault.path.startswith(told))])
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
            if below := [place for name, place in self._places.items() if name.startswith(f"{_anywhere(path)}.")]:
                return rows.get(row, at) + _common(below)[len(begin) :]
            path = path.rpartition(".")[0]
        return rows.get(row, at)


@frozen
class Together(Generic[Model]):
    """How one model is written as several resources, and read from them.

    Attributes:
        template: of all of them, as the parts of a list: that of the first resource, and those of the others.
    """

    template: ResourceTemplate[Model]
    _first: Part = field(init=False)
    _others: Items = field(init=False)

    @_first.default
    def _of_the_first(self) -> Part:
        return self._parts[0]

    @_others.default
    def _of_the_others(self) -> Items:
        return Items(self._parts[1:])

    @property
    def _parts(self) -> Sequence[Part]:
        body = self.template.body
        return body.parts if isinstance(body, Items) else (body,)

    def write(self, model: Model) -> tuple[Sequence[Resource], Sequence[str]]:
        """Return the resources and the losses."""
        losses: list[str] = []
        written = self.template.body.write(model, at="", losses=losses)
        losses += self.template.left_out(model)
        resources = [one for one in written if isinstance(one, dict)] if isinstance(written, list) else []
        return resources, tuple(losses)

    def read(self, found: Sequence[Found], **given: object) -> Read[Model]:
        """Read resources.

        Args:
            found: each resource, with its path before it; the first one first.
            given: what fields of the model are where nothing is found of them.

        Raises:
            InvalidInput: with every fault.
        """
        into = Reading()
        (at, first), *others = found
        self._first.read(first, at=at, into=into)
        for place, _ in self._others.take(others, into):
            into.unplaced(place)
        return self.template.made_of(into, at=at, **given)


_NUMBER = re.compile(r"\[\d+\]")


def _common(places: Sequence[str]) -> str:
    """Return the element in which all of several places stand."""
    steps = zip(*(place.split(".") for place in places), strict=False)
    return ".".join(step for step, *others in takewhile(lambda names: len({*names}) == 1, steps))


def _anywhere(path: str) -> str:
    return _NUMBER.sub("[]", path)


def _left_out(model: BaseModel, tree: Tree, at: str) -> Iterator[str]:
    """Yield the fields that say something and are not written."""
    for name, implied in _implied(type(model)).items():
        value = getattr(model, name)
        if value == implied:
            continue
        below = tree.get(name)
        if below is None or value == "" or (below and isinstance(value, BaseModel) and _is_bare(value)):
            yield f"{at}{name}"
            continue
        items = {name: value} if isinstance(value, BaseModel) else _by_place(name, value)
        for place, item in items.items() if below else ():
            yield from _left_out(item, below, f"{at}{place}.")


def _by_place(name: str, value: object) -> Mapping[str, Any]:
    return {f"{name}[{number}]": item for number, item in enumerate(value)} if isinstance(value, tuple) else {}


def _is_bare(model: BaseModel) -> bool:
    """Say whether a model says nothing, so that nothing is written of it."""
    return all(getattr(model, name) == implied for name, implied in _implied(type(model)).items())


@cache
def _implied(model: type[BaseModel]) -> Mapping[str, object]:
    """Return what each field says where nothing is said; pydantic would copy it each time that it is asked."""
    return {name: info.get_default(call_default_factory=True) for name, info in model.model_fields.items()}
