"""The allergy sheet: one allergy or intolerance, or that none is known."""

from __future__ import annotations

from downtimekit.forms.library.asking import many_of, note, one_of, text, when, yes_no
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.medicines import ALLERGY as SPANISH
from downtimekit.forms.library.spanish.medicines import MEDICINES
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, Section

_KNOWN = when("none_known", "false")

_ALLERGY = Section(
    title="Allergy or intolerance: a sheet for each",
    fields=(
        yes_no("none_known", "Asked, and none is known?", required=True),
        text("substance", "Substance", critical=True, shown_if=(_KNOWN,), required_if=_KNOWN),
        one_of(
            "category",
            "Category",
            {"medication": "Medicine", "food": "Food", "environment": "Environment", "biologic": "Biologic"},
            shown_if=(_KNOWN,),
        ),
        one_of("kind", "Kind", {"allergy": "Allergy", "intolerance": "Intolerance"}, shown_if=(_KNOWN,)),
        many_of(
            "reactions",
            "Reactions",
            {
                "rash": "Rash",
                "hives": "Hives",
                "itching": "Itching",
                "swelling": "Swelling",
                "wheezing": "Wheezing",
                "anaphylaxis": "Anaphylaxis",
                "nausea": "Nausea or vomiting",
                "diarrhea": "Diarrhea",
                "dizziness": "Dizziness",
                "unknown": "Not known",
            },
            hint="any other: under remarks",
            shown_if=(_KNOWN,),
        ),
        one_of(
            "severity",
            "The reaction was",
            {"mild": "Mild", "moderate": "Moderate", "severe": "Severe"},
            shown_if=(_KNOWN,),
        ),
        one_of(
            "criticality",
            "The next exposure may be",
            {"low": "Low risk", "high": "High risk", "unable-to-assess": "Not to be judged"},
            critical=True,
            shown_if=(_KNOWN,),
        ),
        text("onset", "Since", hint="YYYY or YYYY-MM", shown_if=(_KNOWN,)),
        note("remarks", "Remarks", lines=2),
    ),
)

ALLERGY = in_spanish(
    FormDefinition(
        key="allergy",
        version=1,
        title="Allergy",
        record=RecordKind.ALLERGY,
        filled_in_by="the nurse",
        sections=(_ALLERGY,),
        source="FHIR R4 AllergyIntolerance: its categories, types, criticalities and severities",
    ),
    SPANISH,
    MEDICINES,
)
"""What the patient reacts to, how, and how badly."""
