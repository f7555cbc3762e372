"""Doses: `models.behavioural.administration.MedicationAdministration` and the FHIR R4 resource of the same name.

A dose that was refused is *not-done*, one that was held is *on-hold*. Lot and expiry are those of the Medication that
is contained. FHIR wants a dose that is a quantity (R4, mad-1): words that are none stand in its unit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from downtimekit.interop.fhir.answers import with_rest
from downtimekit.interop.fhir.concepts import keyed
from downtimekit.interop.fhir.filed import Filed, needs_patient, numbered, subject, visit
from downtimekit.interop.fhir.kinds import INSTANT, NOTHING, NUMBER, PARTIAL_DATE, TEXT, Json, code
from downtimekit.interop.fhir.medication import ABSENT, drug, of_drug
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.shelf import with_id
from downtimekit.interop.fhir.systems import Systems
from downtimekit.interop.fhir.template import Template, blank, heard, must, part, when
from downtimekit.models.behavioural.administration import (
    AdministrationOutcome,
    BodySite,
    MedicationAdministration,
    Route,
)

OUTCOME = code(
    {
        AdministrationOutcome.GIVEN: "completed",
        AdministrationOutcome.REFUSED: "not-done",
        AdministrationOutcome.HELD: "on-hold",
    }
)
ROUTE = keyed("route", Route)
SITE = keyed("body-site", BodySite)
_NUMBER_AND_UNIT = re.compile(r"(0|[1-9]\d{0,8})(\.\d{1,6})? (\S.*)")


class _Dose:
    """A dose as it is written: ``156 mg``."""

    def write(self, value: object) -> Json:
        """Return a quantity: a number and a unit, or else the words as a unit."""
        found = _NUMBER_AND_UNIT.fullmatch(str(value))
        if found is None:
            return {"unit": str(value)}
        number = float(found[1] + (found[2] or ""))
        return {"value": int(number) if number.is_integer() else number, "unit": found[3]}

    def read(self, found: object, *, at: str, into: Reading) -> object:
        """Return the quantity in words."""
        if not isinstance(found, dict):
            into.wrong(at, "is not a quantity")
            return NOTHING
        for key in found:
            if key not in ("value", "unit"):
                into.unknown(found, key, at=at)
        unit = TEXT.read(found.get("unit", found.get("code")), at=f"{at}.unit", into=into)
        if "value" not in found or unit is NOTHING:
            return unit
        number = NUMBER.read(found["value"], at=f"{at}.value", into=into)
        return NOTHING if number is NOTHING else f"{number} {unit}"


@lru_cache
def _template(systems: Systems) -> ResourceTemplate[Filed[MedicationAdministration]]:
    batch = {"lotNumber": blank("content.lot"), "expirationDate": blank("content.expires", PARTIAL_DATE)}
    body: Mapping[str, Template] = {
        "resourceType": must("MedicationAdministration"),
        "contained": [drug(("batch", batch))],
        "identifier": [numbered(systems.key, "about.key")],
        "status": blank("content.outcome", OUTCOME),
        **of_drug(),
        "subject": subject(systems),
        "context": visit(systems),
        "effectiveDateTime": blank("content.at", INSTANT),
        "effectivePeriod": heard({"start": blank("content.at", INSTANT)}),
        "performer": [{"actor": {"display": blank("content.given_by", needed=True)}}],
        "reasonCode": [{"text": blank("content.reason", needed=True)}],
        "note": [{"text": blank("content.remarks")}],
        "dosage": {
            "site": blank("content.site", SITE),
            "route": blank("content.route", ROUTE),
            "dose": when("content.dose", blank("content.dose", _Dose()), ABSENT),
        },
    }
    whole = with_rest(MedicationAdministration, body, refers="supportingInformation")
    return ResourceTemplate(Filed[MedicationAdministration], part(whole))


def to_fhir(filed: Filed[MedicationAdministration], *, systems: Systems) -> Written:
    """Write a dose as a FHIR MedicationAdministration.

    Raises:
        InvalidInput: it does not say whose it is.
    """
    needs_patient(filed.about, "MedicationAdministration")
    return _template(systems).write(filed)


def from_fhir(found: object, *, systems: Systems) -> Read[Filed[MedicationAdministration]]:
    """Read a dose from a FHIR MedicationAdministration.

    Raises:
        InvalidInput: with every fault.
    """
    return _template(systems).read(with_id(found, "medicationReference", "drug"), at="MedicationAdministration")
