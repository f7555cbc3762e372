"""The record of one dose, such as a long-acting injection: given, refused or held."""

from __future__ import annotations

from downtimekit.forms.library.asking import day, moment, one_of, signature, text, when, yes_no
from downtimekit.forms.library.medicines import DRUG
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.medicines import ADMINISTRATION, MEDICINES
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, Section

_BY_NEEDLE = tuple(when("route", route) for route in ("intramuscular", "subcutaneous", "intradermal", "intravenous"))

_DOSE = Section(
    title="Dose",
    fields=(
        one_of("outcome", "The dose was", {"given": "Given", "refused": "Refused", "held": "Held"}),
        *DRUG[:2],
        text("dose", "Dose", critical=True, hint="with its unit", required_if=when("outcome", "given")),
        one_of(
            "route",
            "Route",
            {
                "oral": "By mouth",
                "sublingual": "Under the tongue",
                "intramuscular": "Into the muscle (IM)",
                "subcutaneous": "Under the skin (SC)",
                "intradermal": "Into the skin",
                "intravenous": "Into a vein (IV)",
                "intranasal": "Into the nose",
                "inhaled": "Inhaled",
                "transdermal": "Through the skin (patch)",
                "topical": "On the skin",
                "rectal": "Rectal",
                "other": "Other",
            },
            critical=True,
            required_if=when("outcome", "given"),
        ),
        one_of(
            "site",
            "Injection site",
            {
                "right_deltoid": "Right deltoid",
                "left_deltoid": "Left deltoid",
                "right_ventrogluteal": "Right ventrogluteal",
                "left_ventrogluteal": "Left ventrogluteal",
                "right_dorsogluteal": "Right dorsogluteal",
                "left_dorsogluteal": "Left dorsogluteal",
                "right_vastus_lateralis": "Right vastus lateralis",
                "left_vastus_lateralis": "Left vastus lateralis",
                "right_arm": "Right arm",
                "left_arm": "Left arm",
                "abdomen": "Abdomen",
                "other": "Other",
            },
            critical=True,
            shown_if=_BY_NEEDLE,
            shown_if_any=True,
        ),
        text("drug.ndc", "NDC of the package"),
        text("lot", "Lot"),
        text("expires", "Expires", hint="YYYY-MM"),
        text("ordered_by", "Ordered by"),
    ),
)
_WHY = Section(
    title="When, why and how it went",
    fields=(
        moment("at", "Given, refused or held", required=True),
        day("next_due", "Next dose due"),
        yes_no("as_needed", "Given as needed (PRN)?"),
        text("reason", "Reason: as needed, refused or held"),
        text("response", "Patient's response", shown_if=(when("as_needed"),)),
        text("remarks", "Remarks"),
    ),
)
_WHO = Section(title="Signature", fields=(signature("given_by", "Given by", required=True),))

MEDICATION_ADMINISTRATION = in_spanish(
    FormDefinition(
        key="medication_administration",
        version=1,
        title="Medication administration",
        record=RecordKind.MEDICATION_ADMINISTRATION,
        filled_in_by="the nurse",
        sections=(_DOSE, _WHY, _WHO),
        done_by="given_by",
        done_at="at",
        source="a customary administration record; not verified against a rule",
    ),
    ADMINISTRATION,
    MEDICINES,
)
"""One dose: drug, route, place, lot, time and who gave it."""
