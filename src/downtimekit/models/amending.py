"""Amendments: what is added to, put right in or withdrawn from something that is final, and never written over it.

A chain begins with the original; each amendment names the entry that its author had in front of them, which is the
last one. So whoever amends has seen what was amended before, and two who amend at once are told of each other instead
of standing side by side. Nothing is removed: `Chain.current` says what counts now, the chain keeps everything.

Sources: an amendment keeps the original legible and says who, when and why (CMS Program Integrity Manual,
pub. 100-08, chapter 3, section 3.3.2.5; AHIMA on late entries, addenda and corrections).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Generic, Literal, Self, TypeVar

from attrs import field, frozen
from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from downtimekit.models.reading import read
from downtimekit.models.strict import OF_KNOWN_KIND, PATIENT_DATA, Confidential, Instant, Key, Name, Strict

Content = TypeVar("Content", bound=Strict)
"""What is amended: a report, a note."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=4000), PATIENT_DATA]
"""Free text about a patient that must not be empty."""


class AmendmentKind(StrEnum):
    """What an amendment does to what stood before."""

    ADDENDUM = "addendum"
    CORRECTION = "correction"
    RETRACTION = "retraction"


class Original(Confidential, Generic[Content]):
    """What was signed first.

    Attributes:
        author: who signed it; at: when.
    """

    id: Key
    author: Name
    at: Instant
    content: Content


class _Amendment(Confidential):
    id: Key
    refers_to: Key
    author: Name
    at: Instant


class Addendum(_Amendment):
    """Something added; what stood before still counts.

    Attributes:
        refers_to: the entry that was the last one when this was written.
        author: who wrote it; at: when.
    """

    kind: Literal[AmendmentKind.ADDENDUM] = AmendmentKind.ADDENDUM
    text: Words
    reason: Annotated[str, StringConstraints(max_length=4000), PATIENT_DATA] = ""


class Correction(_Amendment, Generic[Content]):
    """The whole content as it should have been; what stood before stays legible in the chain.

    Attributes:
        refers_to: the entry that was the last one when this was written.
        author: who wrote it; at: when.
    """

    kind: Literal[AmendmentKind.CORRECTION] = AmendmentKind.CORRECTION
    content: Content
    reason: Words


class Retraction(_Amendment):
    """A withdrawal, as of something written about the wrong patient; nothing follows it.

    Attributes:
        refers_to: the entry that was the last one when this was written.
        author: who wrote it; at: when.
    """

    kind: Literal[AmendmentKind.RETRACTION] = AmendmentKind.RETRACTION
    reason: Words


_AnyAmendment = TypeVar("_AnyAmendment", bound=_Amendment)


@frozen
class Current(Generic[Content]):
    """What counts now.

    Attributes:
        content: of the last correction, or else of the original; also where it was withdrawn.
        addenda: every one, oldest first. One that is older than a correction still stands: its reader sees when it
            was written.
        retraction: the withdrawal, where there is one: the content no longer counts.
    """

    content: Content = field(repr=False)
    addenda: Sequence[Addendum] = field(repr=False)
    retraction: Retraction | None = field(repr=False)


class Chain(Confidential, Generic[Content]):
    """An original with its amendments, in the order in which they refer to each other.

    They may be given in any order. Refused are an id that is used twice, a reference to nothing or round a circle, two
    amendments of one entry, an amendment older than what it amends, and one that follows a retraction.
    """

    original: Original[Content]
    amendments: tuple[
        Annotated[Addendum | Correction[Content] | Retraction, OF_KNOWN_KIND, Field(discriminator="kind")],
        ...,
    ] = ()

    @field_validator("amendments")
    @classmethod
    def _one_line(
        cls, amendments: tuple[Addendum | Correction[Content] | Retraction, ...], info: ValidationInfo
    ) -> tuple[Addendum | Correction[Content] | Retraction, ...]:
        original = info.data.get("original")
        if original is None:
            return amendments
        faults = list(_faults(original, amendments))
        if faults:
            raise ValueError("; ".join(faults))
        return tuple(_line(original.id, amendments))

    @property
    def last(self) -> str:
        """The id of the last entry, which the next amendment refers to."""
        return self.amendments[-1].id if self.amendments else self.original.id

    @property
    def current(self) -> Current[Content]:
        """What counts now."""
        content = self.original.content
        addenda, retraction = [], None
        for amendment in self.amendments:
            if isinstance(amendment, Addendum):
                addenda.append(amendment)
            elif isinstance(amendment, Correction):
                content = amendment.content
            else:
                retraction = amendment
        return Current(content, tuple(addenda), retraction)

    def amended(self, amendment: Addendum | Correction[Content] | Retraction) -> Self:
        """Return the chain with one more amendment.

        Raises:
            InvalidInput: it does not refer to the last entry, is older than it, or follows a retraction.
        """
        longer = {"original": self.original, "amendments": (*self.amendments, amendment)}
        return read(type(self), longer, source="amendment")


class WrittenAmendment(Confidential):
    """An amendment as it came back on paper, before it is part of a chain; its capture says who wrote it, and when.

    Attributes:
        amends: the record in the chart that it is about, where the sheet names one.
        text: what is added; for a correction, what it should say; for a retraction, what is withdrawn.
        reason: why; a correction and a retraction need one.
    """

    record: Literal["addendum"] = "addendum"
    kind: AmendmentKind = AmendmentKind.ADDENDUM
    amends: Key | None = None
    text: Words
    reason: Annotated[str, StringConstraints(max_length=4000), PATIENT_DATA] = ""

    @model_validator(mode="after")
    def _says_why(self) -> WrittenAmendment:
        if self.kind is not AmendmentKind.ADDENDUM and not self.reason:
            raise ValueError(f"a {self.kind} needs a reason")
        return self


def _faults(original: Original[Content], amendments: Sequence[_Amendment]) -> Iterator[str]:
    """Yield what is wrong, with the amendments numbered as they were given; no id is told."""
    told = [*_unclear_references(original, amendments), *_misplaced(original, amendments)]
    yield from told
    # With unclear references there is no line to compare with.
    if not told and len(list(_line(original.id, amendments))) < len(amendments):
        yield "amendments refer to each other round a circle"


def _unclear_references(original: Original[Content], amendments: Sequence[_Amendment]) -> Iterator[str]:
    known, seen = {original.id, *(amendment.id for amendment in amendments)}, {original.id}
    first_on: dict[str, int] = {}
    for number, amendment in enumerate(amendments, 1):
        if amendment.id in seen:
            yield f"amendment {number} has the id of another entry"
        seen.add(amendment.id)
        first = first_on.setdefault(amendment.refers_to, number)
        if amendment.refers_to not in known:
            yield f"amendment {number} refers to an entry that is not here"
        elif first != number:
            yield f"amendments {first} and {number} refer to the same entry: one must refer to the other"


def _misplaced(original: Original[Content], amendments: Sequence[_Amendment]) -> Iterator[str]:
    entries: dict[str, Original[Content] | _Amendment] = {original.id: original}
    entries |= {amendment.id: amendment for amendment in amendments}
    for number, amendment in enumerate(amendments, 1):
        before = entries.get(amendment.refers_to)
        if before is not None and amendment.at < before.at:
            yield f"amendment {number} is older than the entry that it refers to"
        if isinstance(before, Retraction):
            yield f"amendment {number} follows a retraction, which ends the chain"


def _line(first: str, amendments: Sequence[_AnyAmendment]) -> Iterator[_AnyAmendment]:
    """Yield the amendments in the order in which they refer to each other, as far as the line goes."""
    following = {amendment.refers_to: amendment for amendment in amendments}
    last = first
    while last in following:
        yield following[last]
        last = following[last].id
