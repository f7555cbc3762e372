"""The mental status examination, domain by domain."""

from __future__ import annotations

from enum import StrEnum

from pydantic import field_validator

from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.strict import PatientText


class Orientation(StrEnum):
    """What a patient is oriented to."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    SITUATION = "situation"


class MentalStatus(NotePart):
    """What was observed in each domain; an empty one was not examined, or not written down.

    The domains are the customary ones; no source makes any of them obligatory, so a short examination is a whole one.

    Attributes:
        oriented_to: None where orientation was not examined; empty where the patient was oriented to nothing.
        thought_content: suicidal and homicidal thoughts stand here in words, and in the risk assessment as answers.
    """

    appearance: PatientText = ""
    behaviour: PatientText = ""
    attitude: PatientText = ""
    speech: PatientText = ""
    mood: PatientText = ""
    affect: PatientText = ""
    thought_process: PatientText = ""
    thought_content: PatientText = ""
    perception: PatientText = ""
    oriented_to: tuple[Orientation, ...] | None = None
    cognition: PatientText = ""
    memory: PatientText = ""
    insight: PatientText = ""
    judgement: PatientText = ""

    @field_validator("oriented_to")
    @classmethod
    def _in_one_order(cls, oriented_to: tuple[Orientation, ...] | None) -> tuple[Orientation, ...] | None:
        # Boxes have no order: two clerks who tick the same ones have typed the same.
        return None if oriented_to is None else tuple(sphere for sphere in Orientation if sphere in oriented_to)

    @property
    def unexamined(self) -> tuple[str, ...]:
        """The domains of which nothing is written, in the order of the examination."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) in ("", None))
