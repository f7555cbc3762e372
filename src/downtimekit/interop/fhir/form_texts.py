"""Texts of a Questionnaire with what they are in other languages, and the extensions beside an element."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from attrs import define, field

from downtimekit.interop.fhir import form_words as words
from downtimekit.interop.fhir.kinds import NOTHING, TEXT
from downtimekit.interop.fhir.reading import Reading


def listed(found: object, *, at: str, into: Reading) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the objects of a list, each with its path; what is none is told."""
    if not isinstance(found, list):
        into.wrong(at, "is not a list")
        return
    for number, one in enumerate(found):
        if isinstance(one, dict):
            yield f"{at}[{number}]", one
        else:
            into.wrong(f"{at}[{number}]", "is not an object with elements")


def extensions(group: Mapping[str, Any], *, at: str, into: Reading) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the extensions of an element: path, URL, and the extension; one without a URL is told."""
    if "extension" not in group:
        return
    for place, one in listed(group["extension"], at=f"{at}.extension", into=into):
        if isinstance(one.get("url"), str):
            yield place, one["url"], one
        else:
            into.wrong(f"{place}.url", "is missing")


@define
class Texts:
    """The texts that were read.

    Attributes:
        into: what is wrong and what is lost.
    """

    into: Reading
    _found: dict[str, dict[str, str]] = field(factory=dict, repr=False)
    _places: dict[str, list[str]] = field(factory=dict, repr=False)

    def read(self, group: Mapping[str, Any], element: str, *, at: str, prefix: str = "") -> str | None:
        """Return the text of an element, and take down its translations.

        Args:
            group: what the element stands in, such as an item.
            element: its name.
            at: the path of the group.
            prefix: stands before the text, in every language.
        """
        place = f"{at}.{element}"
        found = TEXT.read(group[element], at=place, into=self.into) if element in group else NOTHING
        text = f"{prefix} {found}".strip() if isinstance(found, str) else None
        beside = group.get(f"_{element}")
        if isinstance(beside, dict):
            self._translations(beside, text, prefix, at=place)
        elif beside is not None:
            self.into.wrong(place, "has beside it what is not an object with elements")
        return text

    def translations(self, language: str, texts: Sequence[str], marks: Collection[str] = ()) -> list[dict[str, Any]]:
        """Return the languages that have words for every text; the words of the others are lost.

        Args:
            language: that of the form.
            texts: what is translated.
            marks: what may be.
        """
        whole = []
        for tag, found in self._found.items():
            if tag != language and all(text in found for text in texts):
                named = dict.fromkeys([*texts, *(mark for mark in marks if mark in found)])
                whole.append({"language": tag, "texts": {text: found[text] for text in named}})
            else:
                for place in self._places[tag]:
                    self.into.unplaced(place)
        return whole

    def _translations(self, beside: Mapping[str, Any], text: str | None, prefix: str, *, at: str) -> None:
        for key in beside:
            if key != "extension":
                self.into.unknown(beside, key, at=at)
        for place, url, one in extensions(beside, at=at, into=self.into):
            said = dict(_parts(one, at=place, into=self.into)) if url == words.TRANSLATION else {}
            tag, content = said.get("lang"), said.get("content")
            known = self._found.setdefault(tag, {}) if isinstance(tag, str) and tag else {}
            if text is None or not isinstance(tag, str) or not isinstance(content, str) or not content.strip():
                self.into.unplaced(place)
            elif known.setdefault(text, f"{prefix} {content}".strip()) != f"{prefix} {content}".strip():
                self.into.unplaced(place)  # one text has one translation in a form
            else:
                self._places.setdefault(tag, []).append(place)


def _parts(extension: Mapping[str, Any], *, at: str, into: Reading) -> Iterator[tuple[str, object]]:
    """Yield the parts of an extension that has several, by their names."""
    for place, url, one in extensions(extension, at=at, into=into):
        values = [one[key] for key in one if key.startswith("value")]
        if len(values) == 1:
            yield url, values[0]
        else:
            into.unplaced(place)


def parts_of(extension: Mapping[str, Any], *, at: str, into: Reading) -> Sequence[tuple[str, object]]:
    """Return the parts of an extension that has several: name and value, in their order."""
    return list(_parts(extension, at=at, into=into))
