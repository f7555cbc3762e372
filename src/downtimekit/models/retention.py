"""How long the record of a downtime is kept, by which rule."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Self

from pydantic import Field, model_validator

from downtimekit.models.capture import RecordKind
from downtimekit.models.strict import Key, Name, Strict


class RetentionRule(Strict):
    """How long something must be kept, counted from when it was made or last in effect, whichever is later.

    Attributes:
        years: whole calendar years.
        source: which law, contract or house rule says so.
        records: it is about downtimes of whose paper a sheet of such a kind came back; about all, where none is named.
        drills: whether it is about drills too.
    """

    name: Key
    years: Annotated[int, Field(ge=1, le=200)]
    source: Name
    records: tuple[RecordKind, ...] = ()
    drills: bool = True

    def concerns(self, records: Collection[RecordKind], *, drill: bool) -> bool:
        """Say whether it is about a downtime with such records."""
        return (self.drills or not drill) and (not self.records or not set(self.records).isdisjoint(records))


HIPAA = RetentionRule(
    name="hipaa",
    years=6,
    source="45 CFR 164.316(b)(2)(i): six years from its creation or when it last was in effect, whichever is later",
)
"""What HIPAA asks for the written record of an action that the Security Rule requires, drills among them."""

MAMMOGRAPHY = RetentionRule(
    name="mammography",
    years=10,
    source="21 CFR 900.12(c)(4)(i): five years, or ten where the patient has no more mammograms there",
    records=(RecordKind.REPORT, RecordKind.TECH_NOTES, RecordKind.QUESTIONNAIRE),
    drills=False,
)
"""For clinics that keep the record of a downtime as long as the mammograms that it is about.

MQSA's rule is about the mammograms and reports themselves, and State law may ask for longer. Whether a patient came
again is not known here, so it is the longer time.
"""


class RetentionPolicy(Strict):
    """The rules of a clinic; the longest that is about a downtime decides."""

    rules: Annotated[tuple[RetentionRule, ...], Field(min_length=1)] = (HIPAA,)

    @model_validator(mode="after")
    def _is_about_everything(self) -> Self:
        if not any(rule.drills and not rule.records for rule in self.rules):
            raise ValueError("needs a rule that is about every downtime, drills too")
        return self

    def rule_for(self, records: Collection[RecordKind], *, drill: bool) -> RetentionRule:
        """Return the rule that asks for the longest time."""
        return max((rule for rule in self.rules if rule.concerns(records, drill=drill)), key=lambda rule: rule.years)
