"""The boxes of a question: the answer options of an item, or the concepts of a value set that is at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from downtimekit.interop.fhir import form_words as words
from downtimekit.interop.fhir.form_texts import Texts, extensions, listed
from downtimekit.interop.fhir.reading import Reading, objects_at

_KEY = re.compile(r"[A-Za-z0-9\[][A-Za-z0-9._:/\[\]-]{0,199}")
_PLAIN = {"valueInteger": int, "valueDate": str, "valueTime": str, "valueString": str}
_LONGEST_MARK, _LONGEST_LABEL = 8, 200


@define
class Choices:
    """The boxes of one question, as they are read.

    Attributes:
        into: what is wrong and what is lost; texts: what they are called, in every language.
        value_sets: by URL, or by the id of a contained one with ``#`` before it.
    """

    into: Reading
    texts: Texts
    value_sets: Mapping[str, object] = field(repr=False)
    _keys: set[str] = field(factory=set, init=False)

    def of(self, item: Mapping[str, Any], *, at: str) -> list[dict[str, Any]]:
        """Return the boxes of an item; none where they stand in a value set that is not at hand."""
        self._keys = set()
        found = []
        if "answerOption" in item:
            for place, option in listed(item["answerOption"], at=f"{at}.answerOption", into=self.into):
                choice = self._option(option, place)
                found += [] if choice is None else [choice]
        if "answerValueSet" in item:
            name = item["answerValueSet"]
            self.into.unplaced(f"{at}.answerValueSet")
            concepts = _concepts(self.value_sets.get(name)) if isinstance(name, str) else ()
            found += [self._concept(concept) for concept in concepts]
        return found

    def _option(self, option: Mapping[str, Any], at: str) -> dict[str, Any] | None:
        choice: dict[str, Any] = {}
        for key, value in option.items():
            if key == "valueCoding" and isinstance(value, dict):
                choice |= self._coding(value, f"{at}.{key}")
            elif key in _PLAIN and isinstance(value, _PLAIN[key]) and not isinstance(value, bool):
                choice |= self._plain(option, key, at)
            elif key not in ("extension", "_valueString"):
                self.into.unknown(option, key, at=at)
        if "label" not in choice:
            self.into.unplaced(at)
            return None
        self._extensions(option, at, choice)
        wished = choice.pop("wished", "")
        choice["key"] = self._key(wished, at)
        return choice

    def _coding(self, coding: Mapping[str, Any], at: str) -> dict[str, Any]:
        system, code = coding.get("system"), coding.get("code")
        for key in coding:
            if key not in ("system", "code", "display", "_display"):
                self.into.unknown(coding, key, at=at)
        label = self.texts.read(coding, "display", at=at)
        named = isinstance(code, str) and code.strip()
        if label is None and named:
            label = str(code)
        if label is None or len(label) > _LONGEST_LABEL:
            return {}
        codes = [{"system": system, "code": code}] if named and isinstance(system, str) and system else []
        return {"label": label, "wished": code if named else label, "codes": codes}

    def _plain(self, option: Mapping[str, Any], key: str, at: str) -> dict[str, Any]:
        if key != "valueString":
            self.into.unplaced(f"{at}.{key}")
            return (
                {"label": str(option[key]), "wished": str(option[key])}
                if len(str(option[key])) < _LONGEST_MARK * 4
                else {}
            )
        label = self.texts.read(option, key, at=at)
        return {"label": label, "wished": label} if label and len(label) <= _LONGEST_LABEL else {}

    def _extensions(self, option: Mapping[str, Any], at: str, choice: dict[str, Any]) -> None:
        for place, url, one in extensions(option, at=at, into=self.into):
            text, coding = one.get("valueString"), one.get("valueCoding")
            if url == words.MARK and isinstance(text, str) and text.strip() and len(text) <= _LONGEST_MARK:
                choice["mark"] = self.texts.read(one, "valueString", at=place)
            elif url == words.ALONE and isinstance(one.get("valueBoolean"), bool):
                choice["alone"] = one["valueBoolean"]
            elif url == words.CHOICE_KEY and isinstance(text, str) and _KEY.fullmatch(text):
                choice["wished"] = text
            elif url == words.CHOICE_CODE and isinstance(coding, dict) and coding.keys() == {"system", "code"}:
                choice.setdefault("codes", []).append(coding)
            else:
                self.into.unplaced(place)

    def _concept(self, concept: Mapping[str, Any]) -> dict[str, Any]:
        code, system = str(concept.get("code")), concept.get("system")
        display = concept.get("display")
        label = display if isinstance(display, str) and display.strip() else code
        codes = [{"system": system, "code": code}] if isinstance(system, str) and system else []
        return {"key": self._key(code, ""), "label": label[:_LONGEST_LABEL], "codes": codes}

    def _key(self, wished: str, at: str) -> str:
        """Return the key of a choice: its code, or one that is made from it."""
        wished = wished.strip()
        made = wished if _KEY.fullmatch(wished) else re.sub(r"[^A-Za-z0-9]+", "_", wished).strip("_")[:190] or "box"
        key, number = made, 1
        while key in self._keys:
            number += 1
            key = f"{made}_{number}"
        if at and key != wished:
            self.into.unplaced(f"{at}.valueCoding.code")
        self._keys.add(key)
        return key


def _concepts(value_set: object) -> Iterator[Mapping[str, Any]]:
    """Yield the concepts of a value set that lists them all; of one that says how to find them, none."""
    expanded = [one for one in objects_at(value_set, "expansion", "contains") if isinstance(one.get("code"), str)]
    if expanded:
        yield from expanded
        return
    included = list(objects_at(value_set, "compose", "include"))
    if any("concept" not in one or "filter" in one or "valueSet" in one for one in included):
        return
    if next(objects_at(value_set, "compose", "exclude"), None) is not None:
        return
    for include in included:
        for concept in objects_at(include, "concept"):
            if isinstance(concept.get("code"), str):
                yield {"system": include.get("system"), **concept}
