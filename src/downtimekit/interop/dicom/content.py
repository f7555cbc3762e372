"""Content items: the pieces of a DICOM structured report, as values (DICOM PS3.3, C.17.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from attrs import field, frozen

OWN_SCHEME = "99DTK"
"""The designator of our own codes; those that begin with 99 are private (DICOM PS3.16, chapter 8)."""
MEANING_LENGTH = 64
"""How long the meaning of a code may be (VR LO, DICOM PS3.5, 6.2)."""


class ValueType(StrEnum):
    """What sort of value an item has; those that *Enhanced SR* may hold and that are used here."""

    CONTAINER = "CONTAINER"
    CODE = "CODE"
    TEXT = "TEXT"
    NUM = "NUM"
    PNAME = "PNAME"
    DATETIME = "DATETIME"
    IMAGE = "IMAGE"


class Relationship(StrEnum):
    """How an item belongs to the one above it."""

    CONTAINS = "CONTAINS"
    HAS_CONCEPT_MOD = "HAS CONCEPT MOD"
    HAS_OBS_CONTEXT = "HAS OBS CONTEXT"
    HAS_PROPERTIES = "HAS PROPERTIES"
    INFERRED_FROM = "INFERRED FROM"


@frozen
class Code:
    """A code; two are the same where scheme and value are, whatever words stand beside them.

    Attributes:
        scheme: the designator of the coding scheme, such as ``SCT``, ``DCM``, ``LN``, ``UCUM``.
        meaning: words for people, 64 characters at most.
    """

    scheme: str
    value: str
    meaning: str = field(default="", eq=False)


@frozen
class Measured:
    """A number and its unit of UCUM."""

    number: float = field(repr=False)
    unit: Code


@frozen
class Image:
    """An image that a report is about: the UIDs of its class, of itself and of its series."""

    sop_class: str
    sop_instance: str
    series: str


Value: TypeAlias = Code | Measured | Image | datetime | str | None


@frozen
class Item:
    """One content item with what stands below it.

    Attributes:
        kind: what sort of value it has; a container has none.
        name: what is said; only an image may do without.
        value: a `Code`, text, a person's name, a moment, a number or an image; it may be patient data.
        relation: to the item above; None for the root.
        unknown: it is of a sort or a relation that is not known here: its value was not read.
    """

    kind: ValueType
    name: Code | None
    value: Value = field(default=None, repr=False)
    relation: Relationship | None = Relationship.CONTAINS
    items: Sequence[Item] = field(default=(), repr=False)
    unknown: bool = False


def own(value: str, meaning: str = "") -> Code:
    """Return a code of ours."""
    return Code(OWN_SCHEME, value, meaning or value.rpartition("/")[2].replace("_", " "))


def container(name: Code, items: Sequence[Item], *, relation: Relationship | None = Relationship.CONTAINS) -> Item:
    """Return a container."""
    return Item(ValueType.CONTAINER, name, relation=relation, items=tuple(items))


def text(name: Code, words: str, *, relation: Relationship = Relationship.CONTAINS) -> Item:
    """Return a text."""
    return Item(ValueType.TEXT, name, words, relation)


def number(name: Code, measured: Measured, *, relation: Relationship = Relationship.HAS_PROPERTIES) -> Item:
    """Return a number with its unit."""
    return Item(ValueType.NUM, name, measured, relation)
