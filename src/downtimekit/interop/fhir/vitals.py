"""Vital signs: `models.behavioural.vitals.VitalSigns` as FHIR R4 Observations, one for each sign.

LOINC codes and units are those of FHIR's own vital signs profiles (R4, observation-vitalsigns); pain has no profile
there, and a key of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from downtimekit.interop.fhir.filed import subject, visit
from downtimekit.interop.fhir.kinds import INSTANT, INTEGER, NUMBER, codes
from downtimekit.interop.fhir.parts import Part
from downtimekit.interop.fhir.systems import ACT_CODE, LOINC, OWN, UCUM, Systems
from downtimekit.interop.fhir.template import Template, blank, coded, means, must, shown, where
from downtimekit.models.behavioural.vitals import HeightUnit, TemperatureUnit, WeightUnit

PRESSURE = "mm[Hg]"
_WORDS = {
    WeightUnit.KILOGRAM: "kg",
    WeightUnit.POUND: "lb",
    HeightUnit.CENTIMETRE: "cm",
    HeightUnit.INCH: "in",
    TemperatureUnit.CELSIUS: "\u00b0C",
    TemperatureUnit.FAHRENHEIT: "\u00b0F",
}


def vital_signs(systems: Systems, *, of: str) -> Sequence[Part]:
    """Return the Observations as they are written.

    Args:
        systems: the clinic's numbering systems.
        of: before the fields of the vital signs: ``content.vitals.``.
    """
    pressures = [
        {"code": must(coded(LOINC, code, words)), "valueQuantity": _whole(f"{of}{words}", PRESSURE)}
        for code, words in (("8480-6", "systolic"), ("8462-4", "diastolic"))
    ]
    signs: Mapping[str, tuple[Template, Mapping[str, Template]]] = {
        f"{of}systolic": (coded(LOINC, "85354-9", "blood pressure"), {"component": pressures}),
        f"{of}pulse": (coded(LOINC, "8867-4", "pulse"), {"valueQuantity": _whole(f"{of}pulse", "/min")}),
        f"{of}respiration": (
            coded(LOINC, "9279-1", "respiration"),
            {"valueQuantity": _whole(f"{of}respiration", "/min")},
        ),
        f"{of}oxygen_saturation": (
            coded(LOINC, "2708-6", "oxygen saturation"),
            {"valueQuantity": _whole(f"{of}oxygen_saturation", "%")},
        ),
        f"{of}temperature": (
            coded(LOINC, "8310-5", "temperature"),
            {"valueQuantity": _measured(f"{of}temperature", TemperatureUnit)},
        ),
        f"{of}weight": (coded(LOINC, "29463-7", "weight"), {"valueQuantity": _measured(f"{of}weight", WeightUnit)}),
        f"{of}height": (coded(LOINC, "8302-2", "height"), {"valueQuantity": _measured(f"{of}height", HeightUnit)}),
        f"{of}pain": (
            coded(f"{OWN}vital-sign", "pain", "pain, 0 to 10"),
            {"valueInteger": blank(f"{of}pain", INTEGER)},
        ),
    }
    # Whose it is and when it was taken stands in each, so that it is not lost where one of them is not there.
    return [where(path, _observation(systems, of, *sign), implied=True) for path, sign in signs.items()]


def protected(path: str) -> Template:
    """Return the security label of a record that is protected by 42 CFR Part 2."""
    return {"security": [means(path, True, {"system": ACT_CODE, "code": "42CFRPart2"})]}


def _observation(systems: Systems, of: str, code: Template, value: Mapping[str, Template]) -> Template:
    return {
        "resourceType": must("Observation"),
        "meta": protected("content.part2.protected"),
        "status": must("final", "amended", "corrected"),
        "category": [coded("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs")],
        "code": must(code),
        "subject": subject(systems),
        "encounter": visit(systems),
        "effectiveDateTime": blank(f"{of}taken_at", INSTANT),
        **value,
    }


def _whole(path: str, unit: str) -> Template:
    return {"value": blank(path, INTEGER), "unit": unit, "system": must(UCUM), "code": must(unit)}


def _measured(path: str, units: type[WeightUnit] | type[HeightUnit] | type[TemperatureUnit]) -> Template:
    return {
        "value": blank(f"{path}.value", NUMBER),
        "unit": shown(f"{path}.unit", {unit: _WORDS[unit] for unit in units}),
        "system": must(UCUM),
        "code": blank(f"{path}.unit", codes(units)),
    }
