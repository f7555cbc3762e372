"""Answers: any model as the items of a FHIR R4 QuestionnaireResponse, and back.

Every field is an item, whose *linkId* is the field's path: ``session.started_at``. A model within is a group, each item
of a list of models a group of its own with the same *linkId*; of a list of values, an answer. A field that says what it
says anyway is not written. So a whole form survives, and where it has a better place in FHIR too, that is for others.
"""

from __future__ import annotations

import re
import types
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from attrs import field, frozen
from pydantic import BaseModel

from downtimekit.interop.fhir.kinds import (
    BOOLEAN,
    DATE,
    INSTANT,
    INTEGER,
    NOTHING,
    NUMBER,
    PARTIAL_DATE,
    TEXT,
    Json,
    Kind,
    Nothing,
)
from downtimekit.interop.fhir.parts import Field, Part, field_of
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.systems import OWN
from downtimekit.interop.fhir.template import Template, also, part
from downtimekit.models.partial_date import PartialDate


@frozen
class Coded:
    """The kind of a FHIR *Coding* with a key of ours."""

    values: type[StrEnum]

    @property
    def system(self) -> str:
        """The name of the keys: ``urn:downtimekit:visit-reason``."""
        return OWN + re.sub(r"(?<!^)(?=[A-Z])", "-", self.values.__name__).lower()

    def read(self, found: object, *, at: str, into: Reading) -> object:
        """Return the value."""
        if not isinstance(found, dict):
            into.wrong(at, "is not a code")
            return NOTHING
        written = {value: self.write(value) for value in self.values}
        said = {key: found[key] for key in ("system", "code") if key in found}
        value = next((value for value, coding in written.items() if coding == said), None)
        if value is None:
            into.unplaced(at)
            return NOTHING
        for key in found:
            if key not in said:
                into.unknown(found, key, at=at)
        return value

    def write(self, value: object) -> Json | Nothing:
        """Return the code."""
        return {"system": self.system, "code": str(value)}


@frozen
class Question:
    """How one field is asked.

    Attributes:
        repeats: it is a list.
        kind: of its answers, and the name of the element that they stand in; None for a group.
        group: the model of a group.
    """

    repeats: bool
    element: str = ""
    kind: Kind | None = None
    group: type[BaseModel] | None = None


_KINDS: Mapping[object, tuple[str, Kind]] = {
    str: ("valueString", TEXT),
    bool: ("valueBoolean", BOOLEAN),
    int: ("valueInteger", INTEGER),
    float: ("valueDecimal", NUMBER),
    Decimal: ("valueDecimal", NUMBER),
    date: ("valueDate", DATE),
    datetime: ("valueDateTime", INSTANT),
}
_PARTIAL = get_args(PartialDate)[2]


@cache
def questions(model: type[BaseModel]) -> Mapping[str, Question]:
    """Return how the fields of a model are asked, by name; what is always the same is not asked."""
    asked = {}
    for name, info in model.model_fields.items():
        question = _question(info.annotation, tuple(info.metadata))
        if question is not None:
            asked[name] = question
    return asked


def _question(annotation: object, marks: Sequence[object] = (), *, repeats: bool = False) -> Question | None:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _question(parts[0], (*parts[1:], *marks), repeats=repeats)
    if origin in (Union, types.UnionType):
        (inner,) = (part for part in parts if part is not type(None))
        return _question(inner, marks, repeats=repeats)
    if origin in (tuple, frozenset):
        return _question(parts[0], repeats=True)
    return None if origin is Literal else _plain_question(annotation, marks, repeats=repeats)


def _plain_question(kind: object, marks: Sequence[object], *, repeats: bool) -> Question:
    if _PARTIAL in marks:
        return Question(repeats, "valueDate", PARTIAL_DATE)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Question(repeats, group=kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Question(repeats, "valueCoding", Coded(kind))
    return Question(repeats, *_KINDS[kind])


@frozen
class Answers(Part):
    """The items of a questionnaire's response: the fields of a model.

    Attributes:
        path: where the model stands.
        model: which one it is.
        elsewhere: the names of fields that are written in another place.
    """

    path: Field
    model: type[BaseModel]
    elsewhere: Collection[str] = ()
    filled: bool = field(default=True, init=False)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Return the items; None where every field says what it says anyway."""
        prefix = "".join(f"{name}." for name in self.path)
        return _items(field_of(model, self.path), "", prefix, losses, self.elsewhere) or None

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Fill the fields with the answers; where none is one to what is asked, it is another form."""
        inner = into.inside(self.path, at=at)
        links = [item.get("linkId") for item in found if isinstance(item, dict)] if isinstance(found, list) else []
        if links and not any(isinstance(link, str) and link in questions(self.model) for link in links):
            into.wrong(at, "answers nothing of what is asked here")
        _read_items(found, self.model, at=at, into=inner, prefix="")

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the fields that are asked, each at the item that would answer it."""
        yield self.path, at
        yield from _asked(self.model, self.path, at=at, prefix="", elsewhere=self.elsewhere)


def _asked(
    model: type[BaseModel], path: Field, *, at: str, prefix: str, elsewhere: Collection[str] = ()
) -> Iterator[tuple[Field, str]]:
    for name, question in questions(model).items():
        if name in elsewhere:
            continue
        place = f"{at}.where(linkId='{prefix}{name}')"
        yield (*path, name), place
        if question.group is not None:
            inner = (*path, f"{name}[]" if question.repeats else name)
            yield inner, place
            yield from _asked(question.group, inner, at=f"{place}.item", prefix=f"{prefix}{name}.")


@frozen
class WhereAnswered(Part):
    """Something that is written only where there are answers: a reference to them."""

    answers: Answers
    part: Part

    @property
    def optional(self) -> bool:  # type: ignore[override]
        """Whether an item without it can be the one that is looked for."""
        return self.part.optional

    def fits(self, found: object) -> bool:
        """Say whether it is what is written."""
        return self.part.fits(found)

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Read it as what it is."""
        self.part.read(found, at=at, into=into)

    def write(self, model: object, *, at: str, losses: list[str]) -> Json | None:
        """Write it where there are answers."""
        return self.part.write(model, at=at, losses=losses) if self.answers.write(model, at=at, losses=[]) else None


def with_rest(
    model: type[BaseModel], body: Mapping[str, Template], *, refers: str, elsewhere: Collection[str] = ()
) -> Mapping[str, Template]:
    """Return a resource that contains, as answers, what has no better place in it.

    Args:
        model: of the content.
        body: the resource, with places for some fields of the content.
        refers: the element, a list, that refers to the answers, and before a point the one that it stands in.
        elsewhere: the names of fields that are written in another resource.
    """
    placed = {path[1].removesuffix("[]") for path, _ in part(body).fields("") if path[0] == "content" and path[1:]}
    answers = Answers(("content",), model, frozenset({*placed, *elsewhere}))
    sheet: Mapping[str, Template] = {
        "resourceType": "QuestionnaireResponse",
        "id": "sheet",
        "status": also("completed"),
        "item": answers,
    }
    reference: Mapping[str, Template] = {"reference": WhereAnswered(answers, part("#sheet"))}
    above, _, element = refers.rpartition(".")
    group = body.get(above, {}) if above else body
    if not isinstance(group, Mapping):
        raise TypeError(above)
    referring = {**group, element: [*_listed(group, element), reference]}
    contained = {"contained": [*_listed(body, "contained"), sheet]}
    return {**body, **contained, **({above: referring} if above else {element: referring[element]})}


def _listed(body: Mapping[str, Template], name: str) -> Sequence[Template]:
    found = body.get(name, ())
    return found if isinstance(found, Sequence) and not isinstance(found, str) else (found,)


def _items(model: BaseModel, prefix: str, at: str, losses: list[str], elsewhere: Collection[str] = ()) -> list[Json]:
    items: list[Json] = []
    for name, question in questions(type(model)).items():
        value = getattr(model, name)
        if name in elsewhere or value == type(model).model_fields[name].get_default(call_default_factory=True):
            continue
        item: dict[str, Json] = {"linkId": f"{prefix}{name}", "text": name.replace("_", " ")}
        if value is None:
            losses.append(f"{at}{name}")
        elif question.group is not None:
            groups = (
                {f"{name}[{number}]": one for number, one in enumerate(value)} if question.repeats else {name: value}
            )
            for place, group in groups.items():
                inner = _items(group, f"{prefix}{name}.", f"{at}{place}.", losses)
                items.append(item | {"item": inner} if inner else item)
        else:
            answers = _answers(question, value, f"{at}{name}", losses)
            items.append(item | {"answer": answers} if answers else item)
    return items


def _answers(question: Question, value: Any, at: str, losses: list[str]) -> list[Json]:  # noqa: ANN401
    if question.kind is None:
        return []
    answers: list[Json] = []
    listed = enumerate(sorted(value) if isinstance(value, frozenset) else value) if question.repeats else [("", value)]
    for number, one in listed:
        written = question.kind.write(one)
        lossless = written is not NOTHING and question.kind.read(written, at="", into=Reading()) == one
        if not lossless:
            losses.append(f"{at}[{number}]" if question.repeats else at)
        if written is not None and written is not NOTHING:
            answers.append({question.element: written})
    return answers


def _read_items(found: object, model: type[BaseModel], *, at: str, into: Reading, prefix: str) -> None:
    if not isinstance(found, list):
        into.wrong(at, "is not a list")
        return
    asked = questions(model)
    for number, item in enumerate(found):
        place = f"{at}[{number}]"
        if not isinstance(item, dict):
            into.wrong(place, "is not an object with elements")
            continue
        link = item.get("linkId")
        name = link.removeprefix(prefix) if isinstance(link, str) and link.startswith(prefix) else ""
        if name in asked:
            _read_item(item, name, asked[name], at=place, into=into, prefix=prefix)
        else:
            into.unplaced(place)


def _read_item(
    item: Mapping[str, object], name: str, question: Question, *, at: str, into: Reading, prefix: str
) -> None:
    told = {"linkId", "item" if question.group else "answer"}
    for key in item:
        if key not in told and not (key == "text" and item[key] == name.replace("_", " ")):
            into.unknown(item, key, at=at)
    if question.group is None:
        _read_answers(item.get("answer", []), name, question, at=f"{at}.answer", into=into)
        return
    inner = into.row((name,), at=at) if question.repeats else into.inside((name,), at=at)
    _read_items(item.get("item", []), question.group, at=f"{at}.item", into=inner, prefix=f"{prefix}{name}.")
    if question.repeats:
        into.listed((name,)).append(inner.values)


def _read_answers(answers: object, name: str, question: Question, *, at: str, into: Reading) -> None:
    if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers):
        into.wrong(at, "is not a list of answers")
        return
    if question.repeats:
        into.listed((name,))
    elif len(answers) > 1:
        into.wrong(at, "is more than one answer, and one is asked for")
    for number, answer in enumerate(answers):
        _read_answer(answer, name, question, at=f"{at}[{number}]", into=into)


def _read_answer(answer: Mapping[str, object], name: str, question: Question, *, at: str, into: Reading) -> None:
    for key in answer:
        if key != question.element:
            into.unknown(answer, key, at=at)
    if question.kind is None or question.element not in answer:
        into.wrong(at, f"is not answered with {question.element}")
        return
    place = f"{at}.{question.element}"
    value = question.kind.read(answer[question.element], at=place, into=into)
    if value is NOTHING:
        return
    if question.repeats:
        row = into.row((name,), at=place)
        row.fill((), value, at=place)
        into.listed((name,)).append(value)
    else:
        into.fill((name,), value, at=place)
        into.rows[into.path((name,))] = place
