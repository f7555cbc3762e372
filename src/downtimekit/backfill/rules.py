"""What a site decides about its back-fill: what is typed in twice, what comes before what, and who enters what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import AfterValidator, Field, StringConstraints

from downtimekit.models.breast.mqsa.rules import FEDERAL, MqsaRules
from downtimekit.models.capture import RecordKind
from downtimekit.models.frozen import FrozenMap, frozen
from downtimekit.models.plan import Owner
from downtimekit.models.registration import PatientClass
from downtimekit.models.strict import Name, Strict

_INTAKE = frozenset({RecordKind.ORDER, RecordKind.EXAM, RecordKind.QUESTIONNAIRE, RecordKind.TECH_NOTES})

WAITS_FOR = cast(
    "Mapping[RecordKind, frozenset[RecordKind]]",
    FrozenMap(
        {
            RecordKind.EXAM: frozenset({RecordKind.ORDER}),
            RecordKind.QUESTIONNAIRE: frozenset({RecordKind.ORDER}),
            RecordKind.TECH_NOTES: frozenset({RecordKind.ORDER, RecordKind.EXAM}),
            RecordKind.REPORT: _INTAKE,
            RecordKind.ADDENDUM: frozenset({RecordKind.REPORT}),
        }
    ),
)
"""Orders before what was done, answers before findings, findings before what is added to them."""


def _pattern(written: str) -> str:
    try:
        re.compile(written)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error.msg}") from None
    return written


_KINDS = tuple(RecordKind)


def _of_earlier_kinds(waits: Mapping[RecordKind, frozenset[RecordKind]]) -> Mapping[RecordKind, frozenset[RecordKind]]:
    wrong = [kind.value for kind, others in waits.items() if any(_KINDS.index(o) >= _KINDS.index(kind) for o in others)]
    if wrong:
        raise ValueError(f"waits for a kind that is entered after it, or for itself: {', '.join(wrong)}")
    return waits


class ScannedOnly(Strict):
    """Whose paper is kept as a scan and not typed in.

    Attributes:
        kinds: of which records; who must not be harmed by what nobody typed in stays out of them.
        classes: of which visits, such as outpatients; discharged: only where the visit is over.
    """

    kinds: Annotated[frozenset[RecordKind], Field(min_length=1)]
    classes: Annotated[frozenset[PatientClass], Field(min_length=1)]
    discharged: bool = True


Hours = Annotated[float, Field(gt=0, le=24 * 366)]


class BackfillRules(Strict):
    """The rules of one site; as they ship, what the sources ask for, and nothing that a site must decide itself.

    Attributes:
        typed_twice: kinds of which each sheet must be typed in by two people. Double keying pays where a slip of the
            pen harms: identity, side, category, drug, dose.
        downtime_numbers: the pattern of the patient numbers that were given out for downtimes, where they are written
            as the patient's number; a new patient is registered under such a number only.
        number_alone: whether a patient's number is enough where neither a name, a birth date, a label nor the exam
            stands beside it. It is not, unless a site says so: a slip of the pen leads to somebody else, except where
            numbers carry a check digit, as those of downtimes do (two identifiers: Joint Commission, NPSG.01.01.01;
            from memory).
        exam_hours: how far from its order's time an exam may have been done, to be found by patient and kind of exam;
            days count from midnight to midnight. No source gives a number.
        reading_days: how long after its exam a report may be written.
        grace_hours: how long after the release of the last service something may still have been written on paper.
        waits_for: what must be in the chart before what, within one exam or, for a registration, one patient.
        urgent_reports_wait: whether a suspicious report waits for the questionnaire and the notes of its exam where a
            person must look at those first. It does not, unless a site says so: a date of the law runs from it.
        owners: who enters a kind of record; whoever enters records, where a kind is not named.
        units: whose patients are entered here; those who are in another unit now are entered there. Empty for all
            (a hospital's procedure: the receiving unit enters what came with a patient).
        scanned_only: whose paper is kept as a scan (the same procedure: outpatients who have left are not typed in).
        mqsa: the numbers of the law from which dates follow.
        radiologists: who may sign a report, by the names that stand under reports; empty where the site leaves it to
            its other systems whose signature counts.
        same_change_hours: how far apart two records of one change of a medicine may lie where no number of the portal
            tells. No source gives a number.
    """

    typed_twice: frozenset[RecordKind] = frozenset()
    downtime_numbers: Annotated[str, StringConstraints(max_length=200), AfterValidator(_pattern)] | None = None
    number_alone: bool = False
    exam_hours: Hours = 36
    reading_days: Annotated[int, Field(ge=0, le=366)] = 30
    grace_hours: Hours = 12
    waits_for: Annotated[
        Mapping[RecordKind, frozenset[RecordKind]], AfterValidator(_of_earlier_kinds), AfterValidator(frozen)
    ] = WAITS_FOR
    urgent_reports_wait: bool = False
    owners: Annotated[Mapping[RecordKind, Owner], AfterValidator(frozen)] = cast(
        "Mapping[RecordKind, Owner]", FrozenMap()
    )
    units: frozenset[Name] = frozenset()
    scanned_only: tuple[ScannedOnly, ...] = ()
    mqsa: MqsaRules = FEDERAL
    radiologists: frozenset[Name] = frozenset()
    same_change_hours: Hours = 24


DEFAULT_RULES = BackfillRules()
