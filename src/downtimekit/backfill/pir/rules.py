"""What a department decides: how late orders find what was done, and what it tells others."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Annotated

from attrs import frozen
from pydantic import AfterValidator, Field

from downtimekit.models.frozen import FrozenMap
from downtimekit.models.frozen import frozen as kept
from downtimekit.models.orders import Order, SystemNumber
from downtimekit.models.strict import Key, Strict


class PirRules(Strict):
    """The rules of one department.

    Attributes:
        window: how far from an order's time an exam may have been done to be found by patient and modality; no source
            gives a number.
        joins_local_numbers: whether a study whose patient has a number that no registration knows may be joined, by its
            own number or the exam's, with an exam of a patient who is registered; the local number then becomes theirs.
            Otherwise a person joins them.
        wrong_entry: the codes with which a modality discontinues a step because another patient's entry of the work
            list was taken (DICOM CID 9300: 110514; one vendor is reported to send 110541).
        waits_for_placer: whether archives hear of an exam that was ordered here only when the order placer has given it
            a number. The work list has it at once, and so have they, as soon as it is begun.
        tells_appointments: whether the order placer is told when an exam is planned for (RAD-48, an option of IHE).
        steps: into how many scheduled steps an exam is divided, by its code; one where it is not named.
        nobodys: numbers that stand for nobody, such as what is typed in where there is none; in capitals.
        site: where the exams are done, for appointments.
    """

    window: Annotated[timedelta, Field(gt=timedelta(0))] = timedelta(hours=24)
    joins_local_numbers: bool = True
    wrong_entry: frozenset[str] = frozenset({"110514"})
    waits_for_placer: bool = True
    tells_appointments: bool = False
    steps: Annotated[Mapping[str, Annotated[int, Field(ge=1, le=20)]], AfterValidator(kept)] = FrozenMap()
    nobodys: frozenset[str] = frozenset({"UNKNOWN", "NONE", "TEST", "0", "00", "000", "0000", "00000000", "99999999"})
    site: Key = "radiology"


DEFAULT_RULES = PirRules()


def number_of(number: SystemNumber) -> str:
    """Return a number with its issuer, to compare and to look up by."""
    return f"{number.issuer}|{number.value}"


def _named(order: Order) -> str:
    number = order.placer or order.filler
    return number_of(number) if number else order.accession or ""


def derived_study(order: Order) -> str:
    """Return a Study Instance UID that is always the same for an order (DICOM PS3.5, B.2: a UUID under 2.25)."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, f'downtimekit/study/{_named(order)}').int}"


def derived_accession(order: Order) -> str:
    """Return an accession number that is always the same for an order, of the 16 characters that DICOM allows."""
    return f"F{hashlib.sha256(f'accession/{_named(order)}'.encode()).hexdigest()[:15].upper()}"


@frozen
class Numbering:
    """Where the department's numbers come from; the same order must always get the same ones.

    Attributes:
        study: makes a Study Instance UID for an order; accession: an accession number, where it brings none.
    """

    study: Callable[[Order], str] = derived_study
    accession: Callable[[Order], str] = derived_accession


DEFAULT_NUMBERING = Numbering()
