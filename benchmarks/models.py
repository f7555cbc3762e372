"""What our models cost where most of the work is: reading clinical records, and writing them for a chart."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.bare import bare
from benchmarks.contest import Effort, contest, differences, is_installed, repeated
from benchmarks.figures import Bound, Figure, Measured, Wanted, rounds_of
from downtimekit.interop.fhir import Systems
from downtimekit.interop.fhir.schedule import day_to_fhir
from downtimekit.models.capture import Capture
from downtimekit.models.schedule import DaySchedule

RECORD = Path(__file__).with_name("samples") / "capture.json"
CLINIC = Systems(home="https://clinic.example.org/fhir")
ENTRIES = 10

PARSE = Measured(
    "models", "parse_vs_pydantic", "bare pydantic models", "records/s CPU", Wanted(Bound.AT_LEAST, target=0.7, aim=0.95)
)
BUNDLE = Measured(
    "models",
    "fhir_bundle_vs_fhir_resources",
    "fhir.resources",
    "Bundles/s CPU",
    Wanted(Bound.AT_LEAST, target=5, aim=15),
)


def run(effort: Effort) -> Iterator[Figure]:
    """Measure both."""
    yield parse_vs_pydantic(effort)
    yield fhir_bundle_vs_fhir_resources(effort)


def parse_vs_pydantic(effort: Effort) -> Figure:
    """Read a capture with a final mammography report, beside bare pydantic models of the same fields."""
    text, plain = RECORD.read_bytes(), bare(Capture)
    ours = repeated("downtimekit", lambda: Capture.model_validate_json(text), effort=effort)
    peer = repeated("pydantic", lambda: plain.model_validate_json(text), effort=effort)
    read = [model.model_validate_json(text).model_dump(mode="json") for model in (Capture, plain)]
    result = contest(ours, peer, effort=effort)
    return PARSE.rates(result, problems=differences(read[:1], read[1:]), note=f"{len(text)} bytes; {rounds_of(result)}")


def fhir_bundle_vs_fhir_resources(effort: Effort) -> Figure:
    """Write a day's schedule as a Bundle, beside fhir.resources.

    The peer is handed the finished tree, and only has to check it and write it out; we make it from the models as well.
    """
    day = a_day(ENTRIES)
    ours = repeated("downtimekit", lambda: our_bundle(day), effort=effort)
    if not is_installed("fhir.resources", "fhirkit"):
        return BUNDLE.skipped(contest(ours, ours, effort=effort), missing="fhir-resources or fhirkit-rs")
    theirs: Any = import_module("fhir.resources.R4B.bundle").Bundle
    tree = json.loads(our_bundle(day))
    peer = repeated("fhir.resources", lambda: theirs.model_validate(tree).model_dump_json(), effort=effort)
    written = [our_bundle(day), theirs.model_validate(tree).model_dump_json()]
    # As the peer reads them: one instant has several spellings.
    problems = [*map(faults_of_fhir, written), differences(*([theirs.model_validate_json(text)] for text in written))]
    result = contest(ours, peer, effort=effort)
    return BUNDLE.rates(
        result,
        problems="; ".join(filter(None, problems)),
        note=f"{ENTRIES} entries, {len(written[0])} bytes; {rounds_of(result)}",
    )


def our_bundle(day: DaySchedule) -> str:
    """Return a day's schedule as the text of a FHIR Bundle."""
    return json.dumps(day_to_fhir(day, systems=CLINIC).resource)


def faults_of_fhir(text: str) -> str:
    """Return what a validator that is neither ours nor the peer's finds wrong; nothing where it is right."""
    fhirkit: Any = import_module("fhirkit")
    return "; ".join(str(issue.path) for issue in fhirkit.validate(json.loads(text)) if issue.severity == "error")


def a_day(visits: int) -> DaySchedule:
    """Return a schedule of patients whom nobody has."""
    nine = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
    names: Sequence[tuple[str, str]] = (("Testwell", "Ada"), ("Sampleton", "Nora"), ("Twining", "Ann"))
    appointments = [
        {
            "accession": f"A-2026-{number:04}",
            "patient": {
                "mrn": f"T-{1000 + number}",
                "family": names[number % 3][0],
                "given": names[number % 3][1],
                "birth_date": date(1950 + number, 2, 11),
                "gender": "female",
                "phones": [{"number": f"202-555-01{number:02}", "use": "mobile"}],
            },
            "starts": nine + timedelta(minutes=20 * number),
            "minutes": 20,
            "exam": "Screening mammogram, both breasts",
            "site": "west",
            "provider": "Rosa Reyes, MD",
            "room": "Mammography 2",
        }
        for number in range(visits)
    ]
    said = {"day": nine.date(), "zone": "America/New_York", "as_of": nine - timedelta(hours=15)}
    return DaySchedule.model_validate(said | {"appointments": appointments})
