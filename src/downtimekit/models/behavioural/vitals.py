"""Vital signs, each in the unit that was written: what is typed in is what stands on paper, and nothing is converted.

The limits are our own. They are wide: they catch a slip of the pen or the wrong unit, and never judge a patient.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.strict import Instant


class WeightUnit(StrEnum):
    """UCUM units of weight."""

    KILOGRAM = "kg"
    POUND = "[lb_av]"


class HeightUnit(StrEnum):
    """UCUM units of height."""

    CENTIMETRE = "cm"
    INCH = "[in_i]"


class TemperatureUnit(StrEnum):
    """UCUM units of temperature."""

    CELSIUS = "Cel"
    FAHRENHEIT = "[degF]"


_LIMITS: Mapping[StrEnum, tuple[float, float]] = {
    WeightUnit.KILOGRAM: (0.3, 650),
    WeightUnit.POUND: (0.7, 1430),
    HeightUnit.CENTIMETRE: (20, 275),
    HeightUnit.INCH: (8, 108),
    TemperatureUnit.CELSIUS: (25, 45),
    TemperatureUnit.FAHRENHEIT: (77, 113),
}


class _Measure(NotePart):
    value: Annotated[float, Field(allow_inf_nan=False)]
    unit: StrEnum

    @model_validator(mode="after")
    def _fits_its_unit(self) -> _Measure:
        least, most = _LIMITS[self.unit]
        if not least <= self.value <= most:
            words = f"does not fit its unit, {self.unit.name.lower()}: it lies between {least:g} and {most:g}"
            raise ValueError(words)
        return self


class Weight(_Measure):
    """A weight."""

    unit: WeightUnit


class Height(_Measure):
    """A height."""

    unit: HeightUnit


class Temperature(_Measure):
    """A temperature."""

    unit: TemperatureUnit


class VitalSigns(NotePart):
    """What was measured at one time; what was not measured is left out.

    Attributes:
        systolic: blood pressure in mmHg; both values or none.
        pulse: per minute; respiration: breaths per minute.
        oxygen_saturation: in per cent.
        pain: 0 for none to 10 for the worst.
    """

    taken_at: Instant | None = None
    systolic: Annotated[int | None, Field(ge=30, le=350)] = None
    diastolic: Annotated[int | None, Field(ge=10, le=250)] = None
    pulse: Annotated[int | None, Field(ge=10, le=350)] = None
    respiration: Annotated[int | None, Field(ge=2, le=120)] = None
    temperature: Temperature | None = None
    oxygen_saturation: Annotated[int | None, Field(ge=30, le=100)] = None
    weight: Weight | None = None
    height: Height | None = None
    pain: Annotated[int | None, Field(ge=0, le=10)] = None

    @model_validator(mode="after")
    def _pressure_is_a_pair(self) -> VitalSigns:
        if (self.systolic is None) != (self.diastolic is None):
            raise ValueError("blood pressure has two values: one of them is missing")
        if self.systolic is not None and self.diastolic is not None and self.systolic <= self.diastolic:
            raise ValueError("of the two values of blood pressure the first is the higher one")
        return self
