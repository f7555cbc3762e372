"""A site's own form, filled in: `models.paperwork.FilledForm` as a FHIR R4 QuestionnaireResponse.

The *linkId* of an item is the key of its field, and of a cell in a table the key of the table with that of the column,
as `forms` writes them into the Questionnaire. Boxes are answered with their keys. The response names the form and its
version, and an extension of ours pins the definition that the answers were checked against.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from attrs import frozen

from downtimekit.interop.fhir.filed import Filed, exam, named, numbered, subject, visit
from downtimekit.interop.fhir.form_texts import listed
from downtimekit.interop.fhir.kinds import INSTANT, NOTHING, TEXT, Json
from downtimekit.interop.fhir.parts import Field, Part
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.systems import OWN, Systems
from downtimekit.interop.fhir.template import Template, blank, must, part, sole
from downtimekit.models.paperwork import FilledForm

_SEVERAL: Json = [{"url": f"{OWN}several", "valueBoolean": True}]
_MOST_DIGITS = 9
_PLAIN = ("valueBoolean", "valueDecimal", "valueInteger", "valueString", "valueDate", "valueDateTime", "valueTime")
_ANSWERS: Field = ("content", "answers")


@frozen
class _FormName(Part):
    """Which form, and which version of it, as the address of its Questionnaire."""

    home: str
    filled: bool = True
    optional: bool = True

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Fill in the form and the version."""
        address, _, version = found.rpartition("|") if isinstance(found, str) else ("", "", "")
        key = address.removeprefix(f"{self.home}/form/")
        if key == address or not (version.isascii() and version.isdecimal()) or len(version) > _MOST_DIGITS:
            into.wrong(at, "does not name a version of a form of this clinic")
            return
        into.fill(("content", "form"), key, at=at)
        into.fill(("content", "version"), int(version), at=at)

    def write(self, model: Any, *, at: str, losses: list[str]) -> Json:  # noqa: ANN401  (a filed form)
        """Return the address."""
        return f"{self.home}/form/{model.content.form}|{model.content.version}"

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the form and the version."""
        yield ("content", "form"), at
        yield ("content", "version"), at


@frozen
class _Answered(Part):
    """The items: one for each answer, and one for each row of a table."""

    filled: bool = True
    optional: bool = True

    def read(self, found: object, *, at: str, into: Reading) -> None:
        """Fill in the answers."""
        into.fill(_ANSWERS, _read(found, "", at=at, into=into), at=at)

    def write(self, model: Any, *, at: str, losses: list[str]) -> Json | None:  # noqa: ANN401  (a filed form)
        """Return the items; what no answer can be is lost."""
        items: list[Json] = []
        for key, answer in model.content.answers.items():
            written = _items(key, answer)
            items += written or []
            if written is None:
                losses.append("content.answers")
        return items or None

    def fields(self, at: str) -> Iterator[tuple[Field, str]]:
        """Yield the answers."""
        yield _ANSWERS, at


@lru_cache
def _template(systems: Systems) -> ResourceTemplate[Filed[FilledForm]]:
    body: Mapping[str, Template] = {
        "resourceType": must("QuestionnaireResponse"),
        "extension": [{"url": f"{OWN}form-digest", "valueString": blank("content.form_digest", needed=True)}],
        "identifier": numbered(systems.key, "about.key"),
        "basedOn": [sole(exam(systems))],
        "questionnaire": _FormName(systems.home),
        "status": must("completed", "amended"),
        "subject": subject(systems),
        "encounter": visit(systems),
        "authored": blank("about.occurred_at", INSTANT),
        "author": named("about.performed_by"),
        "item": _Answered(),
    }
    return ResourceTemplate(Filed[FilledForm], part(body))


def to_fhir(filed: Filed[FilledForm], *, systems: Systems) -> Written:
    """Write a form that was filled in as a FHIR QuestionnaireResponse."""
    written = _template(systems).write(filed)
    return Written(written.resource, tuple(dict.fromkeys(written.losses)))


def from_fhir(found: object, *, systems: Systems) -> Read[Filed[FilledForm]]:
    """Read a form that was filled in from a FHIR QuestionnaireResponse.

    Raises:
        InvalidInput: with every fault.
    """
    return _template(systems).read(found, at="QuestionnaireResponse")


def _items(link: str, answer: object) -> list[Json] | None:
    """Return an answer as items; None where it is no answer that a form can have."""
    if TEXT.write(link) != link:
        return None
    if not isinstance(answer, list | tuple):
        value = _value(answer)
        return None if value is None else [{"linkId": link, "answer": [value]}]
    if answer and all(isinstance(row, dict) for row in answer):
        return _whole([_row(link, row) for row in answer])
    values = _whole([_value(each) for each in answer])
    return [{"extension": _SEVERAL, "linkId": link, "answer": values}] if values else None


def _whole(parts: Sequence[Json | None]) -> list[Json] | None:
    """Return the parts; None where one of them is missing."""
    there = [part for part in parts if part is not None]
    return there if len(there) == len(parts) else None


def _row(link: str, row: Mapping[str, object]) -> Json | None:
    cells = [_items(f"{link}.{key}", answer) for key, answer in row.items() if not _is_rows(answer)]
    if len(cells) < len(row) or None in cells:
        return None
    items: list[Json] = [item for cell in cells for item in cell or []]
    return {"linkId": link, **({"item": items} if items else {})}


def _is_rows(answer: object) -> bool:
    return isinstance(answer, list | tuple) and any(isinstance(row, dict) for row in answer)


def _value(answer: object) -> dict[str, Json] | None:
    if isinstance(answer, bool):
        return {"valueBoolean": answer}
    if isinstance(answer, int | float):
        return {"valueDecimal": answer} if math.isfinite(answer) else None
    if not isinstance(answer, str):
        return None
    text = TEXT.write(answer)
    return {"valueString": text} if text == answer and isinstance(text, str) else None


def _read(found: object, prefix: str, *, at: str, into: Reading) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for place, item in listed(found, at=at, into=into):
        for key in item:
            if key not in ("linkId", "answer", "item", "extension"):
                into.unknown(item, key, at=place)
        link = item.get("linkId")
        if not isinstance(link, str) or not link.startswith(prefix):
            into.wrong(f"{place}.linkId", "is missing, or is none of what stands around it")
            continue
        key = link.removeprefix(prefix)
        if "answer" not in item and not prefix:
            row = _read(item.get("item", []), f"{link}.", at=f"{place}.item", into=into)
            if not isinstance(answers.setdefault(key, []), list):
                into.wrong(place, "is answered twice")
            else:
                answers[key].append(row)
        elif key in answers:
            into.wrong(place, "is answered twice")
        else:
            answers[key] = _values(item, at=place, into=into)
    return answers


def _values(item: Mapping[str, Any], *, at: str, into: Reading) -> object:
    if "item" in item:
        into.unplaced(f"{at}.item")
    several = item.get("extension") == _SEVERAL
    if "extension" in item and not several:
        into.unplaced(f"{at}.extension")
    values: Sequence[Any] = [
        value
        for place, answer in listed(item.get("answer", []), at=f"{at}.answer", into=into)
        if (value := _answer(answer, at=place, into=into)) is not NOTHING
    ]
    if several or len(values) > 1:
        return values
    return values[0] if values else None


def _answer(answer: Mapping[str, Any], *, at: str, into: Reading) -> object:
    for key in answer:
        if key not in (*_PLAIN, "valueCoding"):
            into.unknown(answer, key, at=at)
    coding = answer.get("valueCoding")
    if isinstance(coding, dict) and isinstance(coding.get("code"), str):
        for key in coding:
            if key != "code":
                into.unknown(coding, key, at=f"{at}.valueCoding")
        return coding["code"]
    found = [answer[key] for key in _PLAIN if isinstance(answer.get(key), str | bool | int | float)]
    if len(found) == 1:
        return found[0]
    into.wrong(at, "is not one answer")
    return NOTHING
