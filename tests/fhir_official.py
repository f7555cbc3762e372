"""Every reader of FHIR, with the official examples of its resource as a clinic would get them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import frozen

from downtimekit.interop.fhir import Written, downtime, medication, outcome, schedule
from tests.fhir_oracles import R4, examples, loaded
from tests.fhir_roads import ROADS, SYSTEMS

PERSONAL = ("family", "given", "birthDate", "line", "postalCode", "valueString", "div", "text", "display")
"""Elements in which a patient can stand; no error may repeat what they say."""


@frozen
class Reader:
    """A reader, and what becomes of the official examples of its resource.

    Attributes:
        kind: the resource; read, refused: how many of its examples are read, and how many are not.
        reads: reads one; writes: writes what was read, where there is a way back.
        because: why some are refused.
        prepare: makes an example one of our clinic.
    """

    kind: str
    reads: Callable[[object], Any]
    writes: Callable[[Any], Written] | None
    read: int
    refused: int
    because: str = ""
    prepare: Callable[[dict[str, Any]], dict[str, Any]] = dict

    def examples(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the name of each example, and the example."""
        for path in examples(self.kind):
            yield path.stem, self.prepare(loaded(path))


def _of_our_clinic(patient: dict[str, Any]) -> dict[str, Any]:
    """Return a patient whose first number is one of our clinic's."""
    first, *others = patient.get("identifier", [{}])
    return {**patient, "identifier": [{**first, "system": SYSTEMS.mrn}, *others]}


def _with_its_patient(appointment: dict[str, Any]) -> dict[str, Any]:
    """Return an appointment as the answer to a search holds it."""
    patient = _of_our_clinic(loaded(R4 / "examples" / "Patient-example.json"))
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": one} for one in (appointment, patient)],
    }


def _road(name: str, kind: str, read: int, refused: int, because: str = "", **more: Any) -> Reader:
    road = ROADS[name]
    given = {"reads": road.read, "writes": road.write, "because": because, **more}
    return Reader(kind, read=read, refused=refused, **given)


def _at_the_main_site(found: object) -> Any:  # noqa: ANN401
    return schedule.from_fhir(found, systems=SYSTEMS, site="main")


def _ordered(found: object) -> Any:  # noqa: ANN401
    return medication.ordered_from_fhir(found, systems=SYSTEMS)


NOT_REPORTED = "an order of this chart is no report of what was prescribed elsewhere (21 CFR 1311.170(d))"
OTHER_FORM = "it answers another form"
NOT_OURS = "it is no note of ours"
OF_A_PATIENT = "it is about a patient, and a notice never is"

READERS: Mapping[str, Reader] = {
    "patient": _road("patient", "Patient", 20, 2, "no number, or two that could be meant", prepare=_of_our_clinic),
    "appointment": _road(
        "appointment",
        "Appointment",
        2,
        1,
        "a proposal without a time",
        prepare=_with_its_patient,
        reads=_at_the_main_site,
    ),
    "line of a medication list": _road("line of a medication list", "MedicationStatement", 7, 0),
    "ordered medicine": Reader("MedicationRequest", _ordered, None, 34, 6, "the drug has no name"),
    "allergy": _road("allergy", "AllergyIntolerance", 4, 2, "a denial of one kind of allergy"),
    "dose": _road("dose", "MedicationAdministration", 9, 5, "not given yet, in error, or nobody says what or who"),
    "order": _road("order", "ServiceRequest", 18, 2, "a plan, and an order not to do something"),
    "exam": _road("exam", "Procedure", 14, 2, "not done, or nobody says what"),
    "registration": _road("registration", "QuestionnaireResponse", 0, 5, OTHER_FORM),
    "questionnaire": _road("questionnaire", "QuestionnaireResponse", 0, 5, OTHER_FORM),
    "technologist's notes": _road("technologist's notes", "QuestionnaireResponse", 0, 5, OTHER_FORM),
    "breast report": _road("breast report", "DiagnosticReport", 0, 5, "it is about no breast"),
    "prescription on paper": _road("prescription on paper", "MedicationRequest", 0, 40, NOT_REPORTED),
    "change in a portal": _road("change in a portal", "MedicationRequest", 0, 40, NOT_REPORTED),
    "therapist's note": _road("therapist's note", "Composition", 0, 2, NOT_OURS),
    "prescriber's note": _road("prescriber's note", "Composition", 0, 2, NOT_OURS),
    "nursing note": _road("nursing note", "Composition", 0, 2, NOT_OURS),
    "form": _road("form", "Questionnaire", 7, 0),
    "scan": _road("scan", "DocumentReference", 0, 1, NOT_OURS),
    "amendment": _road("amendment", "DocumentReference", 0, 1, NOT_OURS),
    "late entry": _road("late entry", "Provenance", 0, 5, "it has neither the two clocks nor the two people"),
    "decision": _road("decision", "Task", 0, 12, "it is about something else than a back-fill"),
    "notice": _road("notice", "Communication", 0, 3, OF_A_PATIENT),
    "receipt": _road("receipt", "Communication", 0, 3, OF_A_PATIENT),
    "track": _road("track", "HealthcareService", 0, 1, "it says neither which service nor which site it is"),
    "day schedule": _road("day schedule", "Bundle", 2, 27, "it does not say how old it is"),
    "chart entry": _road("chart entry", "Bundle", 0, 29, "it has no records with a Provenance"),
    "answer of a server": Reader("OperationOutcome", outcome.from_fhir, None, 6, 0),
    "interface": Reader("Endpoint", downtime.state_of, None, 4, 0),
}
