"""Concepts: a value of the model as codes of code systems, with words of our own.

The words stand in the text of a concept and not in the display of a code: displays belong to the code systems and their
licences. A value that no published system has a code for has its own key, under a name that begins with `systems.OWN`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from attrs import field, frozen

from downtimekit.interop.fhir.kinds import NOTHING, Json, Nothing
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.systems import OWN

Value = TypeVar("Value", bound=StrEnum)


@frozen
class Coding:
    """A code of a code system."""

    system: str
    code: str

    @property
    def json(self) -> dict[str, Json]:
        """The FHIR *Coding*."""
        return {"system": self.system, "code": self.code}


@frozen
class Meaning:
    """How one value is said: its codes, and words of our own."""

    codings: Sequence[Coding]
    words: str

    @property
    def json(self) -> dict[str, Json]:
        """The FHIR *CodeableConcept*."""
        return {"coding": [coding.json for coding in self.codings], "text": self.words}


@frozen
class Concept:
    """The kind of a FHIR *CodeableConcept*.

    Attributes:
        meanings: how each value of the model is said.
        also: further codes that are read as a value, and never written.
        unclear: codes that can mean more than one value: they are refused.
        unsaid: the value that is meant where nothing is written.
    """

    meanings: Mapping[Any, Meaning]
    also: Mapping[Coding, object] = MappingProxyType({})
    unclear: frozenset[Coding] = frozenset()
    unsaid: object = None
    _known: Mapping[Coding, object] = field(init=False)

    @_known.default
    def _turned_round(self) -> Mapping[Coding, object]:
        written = [(coding, value) for value, said in self.meanings.items() for coding in said.codings]
        times = Counter(coding for coding, _ in written)
        # A code that several values share says none of them by itself.
        return {**self.also, **{coding: value for coding, value in written if times[coding] == 1}}

    def write(self, value: object) -> Json | Nothing | None:
        """Return the concept; `NOTHING` where the value has no code."""
        if value == self.unsaid:
            return None
        said = self.meanings.get(value)
        return NOTHING if said is None else said.json

    def read(self, found: object, *, at: str, into: Reading) -> object:
        """Return the value of the first code that is known; other codes and words have no place."""
        listed = found.get("coding", []) if isinstance(found, dict) else None
        if not isinstance(found, dict) or not isinstance(listed, list) or not all(isinstance(c, dict) for c in listed):
            into.wrong(at, "is not a concept with codes")
            return NOTHING
        codings = [_coding(coding) for coding in listed]
        value = next((self._known[coding] for coding in codings if coding in self._known), None)
        if value is not None:
            self._compare(found, value, at=at, into=into)
            return value
        if self.unclear.intersection(codings):
            into.wrong(at, "can be read in more than one way")
        else:
            into.unplaced(at)
        return NOTHING

    def _compare(self, found: Mapping[str, object], value: object, *, at: str, into: Reading) -> None:
        """Take down what would not be written of a value."""
        said = self.meanings.get(value, Meaning((), ""))
        for key, element in found.items():
            if isinstance(element, list) and key == "coding":
                for number, coding in enumerate(element):
                    _compare_coding(coding, said, at=f"{at}.coding[{number}]", into=into)
            elif key != "text" or element != said.words:
                into.unknown(found, key, at=at)


def _compare_coding(coding: Mapping[str, object], said: Meaning, *, at: str, into: Reading) -> None:
    if _coding(coding) not in said.codings:
        into.unplaced(at)
        return
    for key in coding:
        if key not in ("system", "code"):
            into.unknown(coding, key, at=at)


def _coding(found: Mapping[str, object]) -> Coding:
    """Return a code; one without text where it has none."""
    system, code = found.get("system"), found.get("code")
    return Coding(system, code) if isinstance(system, str) and isinstance(code, str) else Coding("", "")


def keyed(
    name: str,
    values: type[Value],
    published: Mapping[Value, Coding] = MappingProxyType({}),
    *,
    words: Mapping[Value, str] = MappingProxyType({}),
    also: Mapping[Coding, Value] = MappingProxyType({}),
    unsaid: Value | None = None,
) -> Concept:
    """Return the kind of a concept with a code for every value.

    Args:
        name: of our own code system, after `systems.OWN`.
        values: the values of the model.
        published: the codes that published systems have. A code that several values share is written beside the key.
        words: for people; a key is its own words, where nothing is given.
        also: further codes that are read, and never written.
        unsaid: the value that is meant where nothing is written.
    """
    times = Counter(published.values())
    meanings, unclear = {}, set()
    for value in values:
        own, other = Coding(f"{OWN}{name}", value.value), published.get(value)
        shared = other is not None and times[other] > 1
        codings = (other,) if other and not shared else (own, other) if other else (own,)
        meanings[value] = Meaning(codings, words.get(value, value.value.replace("_", " ")))
        unclear |= {other} if other and shared else set()
    return Concept(meanings, also=also, unclear=frozenset(unclear), unsaid=unsaid)
