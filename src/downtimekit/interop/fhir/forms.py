"""Forms: `models.forms.FormDefinition` and the FHIR R4 resource Questionnaire.

A section is a group, a table a group that repeats, and the *linkId* of a field is its key, under which `answers` gives
the answer. What a sheet of paper has and a screen does not, is lost: drawings, and how much room there is for a note.
"That field is required only if" is not written as *enableWhen*, which would take the question away instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from downtimekit.interop.fhir.kinds import TRUE, Json, Plain, code, codes
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.systems import OWN, Systems
from downtimekit.interop.fhir.template import Template, also, blank, each, must, part, sole
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FieldKind, FormDefinition

_EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
_USAGE = "http://terminology.hl7.org/CodeSystem/usage-context-type"
_SEVERAL = "choices"
_TABLE = "group"
# A signature is an image. What is ticked more than once is a choice that repeats; see `_as_fhir`.
TYPE = code(
    {
        FieldKind.TEXT: "string",
        FieldKind.NOTE: "text",
        FieldKind.NUMBER: "decimal",
        FieldKind.DATE: "date",
        FieldKind.DATE_TIME: "dateTime",
        FieldKind.YES_NO: "boolean",
        FieldKind.ONE_OF: "choice",
        FieldKind.MANY_OF: _SEVERAL,
        FieldKind.FINDINGS: _TABLE,
        FieldKind.SIGNATURE: "attachment",
    }
)
RECORD = codes(RecordKind)
_VERSION = re.compile(r"[1-9]\d{0,8}", re.ASCII)


def _version(found: object) -> int:
    if not isinstance(found, str) or not _VERSION.fullmatch(found):
        raise ValueError
    return int(found)


VERSION = Plain("is not the number of a version", _version, str)


def _field(*columns: Template) -> Template:
    """Return a field as it is written, with those of a table in it."""
    return {
        "extension": [
            {"url": f"{_EXTENSION}questionnaire-unit", "valueCoding": {"display": blank("unit", needed=True)}},
            {"url": f"{_EXTENSION}entryFormat", "valueString": blank("hint", needed=True)},
        ],
        "linkId": blank("key"),
        "text": blank("label"),
        "type": blank("kind", TYPE),
        "required": blank("required", TRUE),
        "answerOption": [
            each(
                "choices",
                {
                    "extension": [
                        {"url": f"{_EXTENSION}questionnaire-optionPrefix", "valueString": blank("mark", needed=True)}
                    ],
                    "valueCoding": {"code": blank("key", needed=True), "display": blank("label")},
                },
            )
        ],
        "item": [each("columns", column) for column in columns],
    }


@lru_cache
def _template(systems: Systems) -> ResourceTemplate[FormDefinition]:
    body: Mapping[str, Template] = {
        "resourceType": must("Questionnaire"),
        "identifier": [sole({"system": f"{systems.home}/form", "value": blank("key", needed=True)})],
        "version": blank("version", VERSION),
        "title": blank("title"),
        "status": must("active"),
        "subjectType": [also("Patient")],
        "useContext": [
            {
                "code": {"system": _USAGE, "code": "user"},
                "valueCodeableConcept": {"text": blank("filled_in_by", needed=True)},
            }
        ],
        "code": [{"system": f"{OWN}record-kind", "code": blank("record", RECORD, needed=True)}],
        "item": [
            each("sections", {"text": blank("title"), "type": "group", "item": [each("fields", _field(_field()))]})
        ],
    }
    return ResourceTemplate(FormDefinition, part(body))


def to_fhir(form: FormDefinition, *, systems: Systems) -> Written:
    """Write a form as a FHIR Questionnaire."""
    written = _template(systems).write(form)
    sections: list[Json] = [
        {**_below(section, _as_fhir), "linkId": f"section-{number}"}
        for number, section in enumerate(_items(written.resource), start=1)
    ]
    return Written({**written.resource, "item": sections}, written.losses)


def from_fhir(found: object, *, systems: Systems) -> Read[FormDefinition]:
    """Read a form from a FHIR Questionnaire whose items stand in groups.

    Raises:
        InvalidInput: with every fault.
    """
    if isinstance(found, dict) and isinstance(found.get("item"), list):
        sections = [_section(section, number) for number, section in enumerate(found["item"], start=1)]
        found = {**found, "item": sections}
    return _template(systems).read(found, at="Questionnaire")


_Item: TypeAlias = "dict[str, Any]"


def _items(found: Mapping[str, object]) -> list[Any]:
    items = found.get("item")
    return items if isinstance(items, list) else []


def _below(item: _Item, change: Callable[[_Item, str], _Item]) -> _Item:
    """Return an item with those in it changed; each change is told the *linkId* of the item."""
    inner = _items(item)
    if not inner:
        return item
    above = str(item.get("linkId"))
    return {**item, "item": [change(one, above) if isinstance(one, dict) else one for one in inner]}


def _as_fhir(field: _Item, _: str) -> _Item:
    return _below(_repeating(field), _column_as_fhir)


def _column_as_fhir(column: _Item, table: str) -> _Item:
    """Return a column, which FHIR names after its table."""
    return _repeating(column) | {"linkId": f"{table}.{column['linkId']}"}


def _repeating(field: _Item) -> _Item:
    """Return a field as FHIR has it: what is ticked more than once is a choice that repeats, and a table repeats."""
    if field["type"] == _SEVERAL:
        return field | {"type": "choice", "repeats": True}
    return field | {"repeats": True} if field["type"] == _TABLE else field


def _section(found: object, number: int) -> object:
    if not isinstance(found, dict):
        return found
    section = _below(found, _as_paper)
    named = section.get("linkId") == f"section-{number}"
    return {key: value for key, value in section.items() if key != "linkId"} if named else section


def _as_paper(found: _Item, _: str) -> _Item:
    return _below(_of_a_kind(found), _column_as_paper)


def _column_as_paper(found: _Item, table: str) -> _Item:
    link = found.get("linkId")
    return _of_a_kind(found) | ({"linkId": link.removeprefix(f"{table}.")} if isinstance(link, str) else {})


def _of_a_kind(found: _Item) -> _Item:
    """Return a field as a form has it, whose kind says whether it repeats."""
    if found.get("repeats") is not True or found.get("type") not in ("choice", _TABLE):
        return found
    field = {key: value for key, value in found.items() if key != "repeats"}
    return field | ({"type": _SEVERAL} if found["type"] == "choice" else {})
