"""What a FHIR Questionnaire calls the parts of a form, and the extensions that say what it has no element for.

Sources: FHIR R4 (4.0.1), resource Questionnaire and its extensions in the core registry. What is ours begins with
`systems.OWN`: a reader that does not know it loses only what paper has and a screen has not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from downtimekit.interop.fhir.kinds import TEXT, Json
from downtimekit.interop.fhir.systems import OWN
from downtimekit.models.forms import FieldKind

_CORE = "http://hl7.org/fhir/StructureDefinition/"
UNIT = f"{_CORE}questionnaire-unit"
HINT = f"{_CORE}entryFormat"
SHORT_OF_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-shortText"  # SDC 3.0.0; only read
HIDDEN = f"{_CORE}questionnaire-hidden"
SIGNED = f"{_CORE}questionnaire-signatureRequired"
MINIMUM, MAXIMUM = f"{_CORE}minValue", f"{_CORE}maxValue"
ALONE = f"{_CORE}questionnaire-optionExclusive"
MARK = f"{_CORE}questionnaire-optionPrefix"
TRANSLATION = f"{_CORE}translation"
USAGE = "http://terminology.hl7.org/CodeSystem/usage-context-type"
RECORD = f"{OWN}record-kind"
DIAGRAM, CRITICAL, LINES, REQUIRED_IF = f"{OWN}diagram", f"{OWN}critical", f"{OWN}lines", f"{OWN}required-if"
SHORT, GROUP, COPY_MARK, SOURCE = f"{OWN}short", f"{OWN}group", f"{OWN}copy-mark", f"{OWN}source"
DOING: Mapping[str, str] = {"done_by": f"{OWN}done-by", "done_at": f"{OWN}done-at"}
"""The fields that say who did it, and when."""
CHOICE_KEY, CHOICE_CODE = f"{OWN}choice-key", f"{OWN}choice-code"
NO_RECORD = "none"
"""The kind of record of paper that stays out of the chart."""
# Who signs: the author (ISO/ASTM E1762-95, as in the value set signature-type of R4).
AUTHOR: Json = {"coding": [{"system": "urn:iso-astm:E1762-95:2013", "code": "1.2.840.10065.1.12.1.1"}]}

TYPES: Mapping[FieldKind, str] = {
    FieldKind.TEXT: "string",
    FieldKind.NOTE: "text",
    FieldKind.NUMBER: "decimal",
    FieldKind.DATE: "date",
    FieldKind.TIME: "time",
    FieldKind.DATE_TIME: "dateTime",
    FieldKind.YES_NO: "boolean",
    FieldKind.ONE_OF: "choice",
    FieldKind.MANY_OF: "choice",
    FieldKind.DIAGRAM: "string",
    FieldKind.TABLE: "group",
    FieldKind.SIGNATURE: "attachment",
    FieldKind.STATEMENT: "display",
}
"""The type of an item for each kind; a table repeats, and so does what is ticked or marked more than once."""
REPEATING = frozenset({FieldKind.MANY_OF, FieldKind.TABLE, FieldKind.DIAGRAM})
KINDS: Mapping[str, FieldKind] = {
    **{name: kind for kind, name in reversed([*TYPES.items()])},
    "open-choice": FieldKind.ONE_OF,
    "integer": FieldKind.NUMBER,
    "quantity": FieldKind.NUMBER,
    "url": FieldKind.TEXT,
    "reference": FieldKind.TEXT,
}
"""The kind of a field for each type of R4 that is answered; what repeats is put right after that."""
NOT_QUITE = frozenset({"open-choice", "integer", "quantity", "url", "reference"})
"""Types that ask for something else than the kind that they become."""

ANSWERS: Mapping[FieldKind, str] = {
    FieldKind.NUMBER: "Decimal",
    FieldKind.DATE: "Date",
    FieldKind.TIME: "Time",
    FieldKind.DATE_TIME: "DateTime",
    FieldKind.YES_NO: "Boolean",
    FieldKind.TEXT: "String",
    FieldKind.NOTE: "String",
    FieldKind.SIGNATURE: "String",
}
"""The datatype of a condition's answer and of a bound, for each kind that is not ticked."""
BOUNDED = frozenset({FieldKind.NUMBER, FieldKind.DATE, FieldKind.TIME, FieldKind.DATE_TIME})
"""The kinds that can have a least and a greatest answer."""
_LONGEST_NUMBER = 15  # digits that a number of JSON keeps, in every reader
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def value_of_typed(kind: FieldKind, typed: str) -> Json | None:
    """Return what would be typed for a field, as FHIR JSON has it; None where that would say something else."""
    try:
        found = _as_fhir(kind, typed)
    except (ValueError, InvalidOperation):
        return None
    return found if found is not None and typed_of_value(kind, found) == typed else None


def typed_of_value(kind: FieldKind, found: object) -> str | None:
    """Return a value of FHIR JSON as it would be typed; None where it is no answer to such a field."""
    if kind is FieldKind.YES_NO:
        return str(found).lower() if isinstance(found, bool) else None
    if kind is FieldKind.NUMBER:
        return _number(found)
    if not isinstance(found, str) or not found.strip():
        return None
    try:
        return _moment(kind, found)
    except ValueError:
        return None


def _as_fhir(kind: FieldKind, typed: str) -> Json | None:
    if kind is FieldKind.YES_NO:
        return {"true": True, "false": False}.get(typed)
    if kind is FieldKind.NUMBER:
        number = Decimal(typed)
        if not number.is_finite() or len(number.as_tuple().digits) > _LONGEST_NUMBER:
            return None
        return int(number) if "." not in typed else float(number)
    if kind is FieldKind.TIME:
        return time.fromisoformat(typed).isoformat("seconds")
    if kind is FieldKind.DATE_TIME:
        return datetime.fromisoformat(typed).isoformat()
    told = TEXT.write(typed) if ANSWERS.get(kind) == "String" else typed
    return typed if kind in ANSWERS and told == typed else None


def _number(found: object) -> str | None:
    if isinstance(found, bool) or not isinstance(found, int | float | Decimal):
        return None
    try:
        number = Decimal(str(found))
    except (InvalidOperation, ValueError):  # more digits than Python turns into text
        return None
    return format(number, "f") if number.is_finite() and len(format(number, "f")) <= 2 * _LONGEST_NUMBER else None


def _moment(kind: FieldKind, found: str) -> str | None:
    if kind is FieldKind.DATE:
        return date.fromisoformat(found).isoformat() if _DAY.fullmatch(found) else None
    if kind is FieldKind.TIME:
        at = time.fromisoformat(found)
        return at.isoformat("seconds" if at.second else "minutes") if at.tzinfo is None else None
    if kind is FieldKind.DATE_TIME:
        moment = datetime.fromisoformat(found) if "T" in found else None
        return None if moment is None or moment.utcoffset() is None else moment.isoformat()
    return found
