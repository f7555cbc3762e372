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

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from downtimekit.interop.fhir.choosing import Heard, Means, OneOf, Shown, When, Worded
from downtimekit.interop.fhir.kinds import TEXT, Kind
from downtimekit.interop.fhir.lists import Each, Items, Never, Sole
from downtimekit.interop.fhir.numbering import Numbered, References
from downtimekit.interop.fhir.parts import Also, Blank, Constant, Group, Must, Part
from downtimekit.interop.fhir.periods import Period

Template: TypeAlias = "Part | Mapping[str, Template] | Sequence[Template] | str | int | float | bool"
"""A resource, or a piece of one, as it is written."""


def blank(path: str, kind: Kind = TEXT, *, needed: bool = False, tells: bool = False) -> Part:
    """Leave a blank for a field of the model, such as ``birth_date`` or ``drug.name``.

    Args:
        path: the field.
        kind: how it is written.
        needed: in an item of a list: without it, it is not the item that is meant.
        tells: in an item of a list: where it says what is not understood, it is not the item that is meant.
    """
    return Blank(tuple(path.split(".")), kind, optional=not needed, tells=tells)


def itself(kind: Kind = TEXT, *, needed: bool = False, tells: bool = False) -> Part:
    """Leave a blank for the item of a list itself, where it is no model with fields; see `blank`."""
    return Blank((), kind, optional=not needed, tells=tells)


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


def worded(path: str, *, needed: bool = False, **elements: Template) -> Part:
    """Write a concept whose words are a field of the model; where only codes were sent, those beside a code are read.

    Args:
        path: the field.
        needed: in a list: without a text, it is not the item that is meant.
        elements: of the concept, beside its text.
    """
    return Worded(tuple(path.split(".")), part({**elements, "text": blank(path, needed=needed)}))


def when(paths: str, then: Template, otherwise: Template) -> Part:
    """Write one thing where a field of the model says something, or one of several, and another where none does.

    Args:
        paths: the fields, with spaces between them.
        then: the one thing.
        otherwise: the other.
    """
    return When(_fields(paths), part(then), part(otherwise))


def where(paths: str, written: Template, *, implied: bool = False) -> Part:
    """Write something only where a field of the model says something, or one of several.

    Args:
        paths: the fields, with spaces between them.
        written: what is written.
        implied: where it is not written, nothing is lost.
    """
    return When(_fields(paths), part(written), None, implied)


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


def numbered_id(prefix: str) -> Part:
    """Write the id of an item of a list, by its number."""
    return Numbered(prefix)


def references(path: str, prefix: str) -> Part:
    """Write references to the items of a list, by the ids that `numbered_id` gives them."""
    return References(tuple(path.split(".")), prefix)


def one_of(*ways: Template) -> Part:
    """Write something in the first way that loses nothing; read it in the first that fits."""
    return OneOf(tuple(part(way) for way in ways))


def sole(item: Template) -> Part:
    """Refuse a list in which two items can be meant."""
    return Sole(part(item))


def never(item: Template) -> Part:
    """Refuse such an item of a list where no other part takes it."""
    return Never(part(item))


def order_intent() -> Part:
    """Want an order: one of the codes of *request-intent* (FHIR R4) that are an order, and no plan or proposal."""
    return must("order", "original-order", "reflex-order", "filler-order", "instance-order")


def part(template: Template) -> Part:
    """Return the part that a piece of a template describes."""
    if isinstance(template, Part):
        return template
    if isinstance(template, Mapping):
        return Group({key: part(value) for key, value in template.items()})
    if isinstance(template, str | int | float | bool):
        return Constant(template)
    return Items(tuple(part(item) for item in template))
