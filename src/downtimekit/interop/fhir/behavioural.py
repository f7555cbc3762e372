"""Notes: the therapist's, the prescriber's and the nurse's (`models.behavioural`), each as a FHIR R4 Composition.

A note is a document that somebody signs. Its signatures attest it, its whole text stands as answers in the one section,
and the vital signs are Observations beside it. A record that is protected by 42 CFR Part 2 carries the security label
for that, on all of them. No diagnosis, risk or medicine is made a resource of its own: a chart takes them from people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from downtimekit.interop.fhir.answers import Answers
from downtimekit.interop.fhir.filed import Filed, needs_patient, subject, visit
from downtimekit.interop.fhir.kinds import INSTANT
from downtimekit.interop.fhir.linking import linked, unlinked
from downtimekit.interop.fhir.parts import Part
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Together, Written
from downtimekit.interop.fhir.systems import OWN, Systems
from downtimekit.interop.fhir.template import Template, also, blank, coded, must, part, when
from downtimekit.interop.fhir.vitals import protected, vital_signs
from downtimekit.models.behavioural import NursingNote, PrescriberNote, TherapistNote
from downtimekit.models.behavioural.signing import Signed

Note = TypeVar("Note", bound=Signed)

_TITLES: Mapping[type[Signed], str] = {
    TherapistNote: "Therapist's progress note",
    PrescriberNote: "Prescriber's note",
    NursingNote: "Nursing note",
}
_MOMENTS: Mapping[type[Signed], str] = {
    TherapistNote: "content.session.started_at",
    PrescriberNote: "content.session.started_at",
    NursingNote: "content.at",
}
_IN = ("section", "entry")


@lru_cache
def _template(model: type[Note], systems: Systems) -> Together[Filed[Note]]:
    sheet: Mapping[str, Template] = {
        "resourceType": "QuestionnaireResponse",
        "id": "sheet",
        "status": also("completed"),
        "item": Answers(("content",), model, frozenset({"vitals"})),
    }
    composition: Mapping[str, Template] = {
        "resourceType": must("Composition"),
        "meta": protected("content.part2.protected"),
        "contained": [sheet],
        "identifier": {"system": systems.key, "value": blank("about.key")},
        "status": when("content.signature", "final", "preliminary"),
        "type": must(coded(f"{OWN}record-kind", model.model_fields["record"].default, _TITLES[model])),
        "subject": subject(systems),
        "encounter": visit(systems),
        "date": blank(_MOMENTS[model], INSTANT),
        "author": [when("about.performed_by", {"display": blank("about.performed_by")}, {"display": "not known"})],
        "title": also(_TITLES[model]),
        "attester": [_signed("professional", "content.signature"), _signed("legal", "content.co_signature")],
        "event": [{"period": {"start": blank("about.occurred_at", INSTANT)}}],
        "section": [{"title": also(_TITLES[model]), "entry": [{"reference": "#sheet"}]}],
    }
    signs: Sequence[Part] = vital_signs(systems, of="content.vitals.") if "vitals" in model.model_fields else ()
    filed = Filed[model]  # type: ignore[valid-type]  # pydantic makes the class when it runs
    return Together(ResourceTemplate(filed, part([composition, *signs])))


def _signed(mode: str, path: str) -> Template:
    return {
        "mode": mode,
        "time": blank(f"{path}.signed_at", INSTANT),
        "party": {"display": blank(f"{path}.name")},
    }


def to_fhir(filed: Filed[TherapistNote] | Filed[PrescriberNote] | Filed[NursingNote], *, systems: Systems) -> Written:
    """Write a note as a Bundle of a FHIR Composition and the Observations of its vital signs.

    Raises:
        InvalidInput: it does not say whose it is.
    """
    needs_patient(filed.about, "Composition")
    written, losses = _template(type(filed.content), systems).write(filed)
    told = len(written) > 1 or getattr(filed.content, "vitals", None) is None
    # When vital signs were taken, and none of them, makes no Observation.
    return Written(
        linked(written, by=_IN, seed=filed.about.seed(systems.key)), losses if told else (*losses, "content.vitals")
    )


def therapist_note_from_fhir(found: object, *, systems: Systems) -> Read[Filed[TherapistNote]]:
    """Read a therapist's note from a Bundle with a FHIR Composition.

    Raises:
        InvalidInput: with every fault.
    """
    return _read(found, TherapistNote, systems)


def prescriber_note_from_fhir(found: object, *, systems: Systems) -> Read[Filed[PrescriberNote]]:
    """Read a prescriber's note from a Bundle with a FHIR Composition.

    Raises:
        InvalidInput: with every fault.
    """
    return _read(found, PrescriberNote, systems)


def nursing_note_from_fhir(found: object, *, systems: Systems) -> Read[Filed[NursingNote]]:
    """Read a nursing note from a Bundle with a FHIR Composition.

    Raises:
        InvalidInput: with every fault.
    """
    return _read(found, NursingNote, systems)


def _read(found: object, model: type[Note], systems: Systems) -> Read[Filed[Note]]:
    return _template(model, systems).read(unlinked(found, of="Composition", by=_IN))
