"""The numbers of orders (EI) and what is to be done (CE, CWE), read and written.

Source: HL7 v2.5.1 chapter 2.A, sections 28 (EI), 8 (CE) and 13 (CWE).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints, TypeAdapter

from downtimekit.interop.hl7v2.identifiers import split_issuer, universal
from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.trail import Field
from downtimekit.interop.hl7v2.writing import Raw, components
from downtimekit.models.orders import ExamCode, Number, SystemNumber
from downtimekit.models.strict import Key

_NUMBER = TypeAdapter(Number).validate_python
_ISSUER = TypeAdapter(Annotated[str, StringConstraints(max_length=200)]).validate_python
_KEY = TypeAdapter(Key).validate_python
_EXAM = TypeAdapter(ExamCode).validate_python


def order_number(field: Field, message: Message) -> SystemNumber | None:
    """Read a number with who gave it: by a URI where there is one, or else by name."""
    value = message.checked(field, _NUMBER)
    if value is None:
        return None
    uri = universal(field.peek(3).strip(), field.peek(4).strip())
    issuer = message.fitting(uri or field.peek(2).strip(), _ISSUER, path=field.path) or ""
    if issuer and uri:
        field.take(3, 4)
    elif issuer:
        field.take(2)
    return SystemNumber(value=value, issuer=issuer)


def written_order_number(number: SystemNumber | None) -> Raw:
    """Write a number with who gave it."""
    return components(number.value, *split_issuer(number.issuer)) if number else Raw("")


def key(field: Field, message: Message) -> str | None:
    """Read a number without who gave it, such as an accession number; its issuer is told as lost."""
    return message.checked(field, _KEY)


def exam(field: Field, message: Message) -> ExamCode | None:
    """Read what is to be done, as code and words; a second coding of the same is told as lost."""
    code, text, system = (field.peek(at).strip() for at in (1, 2, 3))
    if not code and not text:
        return None
    found = message.fitting({"code": code, "text": text, "system": system}, _EXAM, path=field.path)
    if found is not None:
        field.take(1, 2, 3)
    return found


def written_exam(exam: ExamCode | None) -> Raw:
    """Write what is to be done."""
    return components(exam.code, exam.text, exam.system) if exam else Raw("")
