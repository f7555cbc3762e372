"""AIMS, the Abnormal Involuntary Movement Scale (National Institute of Mental Health, 1976; in the public domain).

It has a sheet of its own, as in practice, where it is filled in every few months; its keys are those of
`models.behavioural.Aims`. A movement that shows only on activation is rated one less than one that is seen
spontaneously.
"""

from __future__ import annotations

from downtimekit.forms.library.asking import moment, note, one_of, signature, statement, yes_no
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.behavioural import AIMS as SPANISH
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, FormField, Section

_RATINGS = {str(rating): str(rating) for rating in range(5)}


def _rated(**items: str) -> tuple[FormField, ...]:
    return tuple(one_of(key, label, _RATINGS) for key, label in items.items())


_MOVEMENTS = Section(
    title="Movements",
    fields=(
        statement(
            "scale",
            "0 none, 1 minimal or extreme normal, 2 mild, 3 moderate, 4 severe. Rate the worst that you see; what "
            "shows "
            "only on activation, one less.",
        ),
        *_rated(
            facial_expression="1 Facial expression",
            lips="2 Lips, mouth area",
            jaw="3 Jaw",
            tongue="4 Tongue",
            upper_extremities="5 Arms, hands, fingers",
            lower_extremities="6 Legs, feet, toes",
            trunk="7 Neck, shoulders, hips",
        ),
    ),
)
_WHOLE = Section(
    title="As a whole",
    fields=(
        *_rated(
            severity="8 Severity overall",
            incapacitation="9 Incapacitation",
            awareness="10 Patient's awareness, distress",
        ),
        yes_no("dental_problems", "11 Problems with teeth?"),
        yes_no("dentures", "12 Dentures usually worn?"),
        yes_no("edentia", "13 No teeth?"),
        yes_no("disappear_in_sleep", "14 Gone in sleep?"),
        note("remarks", "Remarks", lines=3),
    ),
)
_RATED = Section(
    title="Rated by",
    fields=(signature("rated_by", "Rated by", required=True), moment("rated_at", "Rated", required=True)),
)

AIMS = in_spanish(
    FormDefinition(
        key="aims",
        version=1,
        title="AIMS: abnormal involuntary movements",
        record=RecordKind.FORM,
        filled_in_by="the prescriber or nurse",
        sections=(_MOVEMENTS, _WHOLE, _RATED),
        done_by="rated_by",
        done_at="rated_at",
        source="Abnormal Involuntary Movement Scale, National Institute of Mental Health, 1976",
    ),
    SPANISH,
)
"""Fourteen items, and who rated them."""
