"""What a FHIR server holds is looked up as its patients, exams, visits and records, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import anyio
import pytest
from pydantic import SecretStr, ValidationError

from downtimekit.adapters.fhir_target import FhirTarget, FhirTargetSettings, Line, Numbering
from downtimekit.errors import InvalidInput, Rejected, Unreachable
from downtimekit.models.breast import BreastReport
from downtimekit.models.chart import Chart, ChartOrder, Lookup
from downtimekit.models.patient import Patient
from downtimekit.models.registration import PatientClass, Visit
from downtimekit.testing.contracts.target import (
    ADAEZE,
    CHIKA,
    CORRECTED,
    EXAM,
    LATER_EXAM,
    REPORT,
    STUDY,
    entry_of,
    withdrawal_of,
)
from tests.fhir_chart import HOME, SYSTEMS, target_at
from tests.fhir_double import FhirDouble, Trouble
from tests.http_servers import answering

Opened = Callable[..., FhirTarget]
ASKED = Lookup(mrns=frozenset({ADAEZE.mrn}))
ACCESSION = {"system": SYSTEMS.accession, "value": EXAM.accession}


def look_up(target: FhirTarget, *mrns: str) -> Chart:
    return anyio.run(target.look_up, Lookup(mrns=frozenset(mrns or {ADAEZE.mrn})))


def chart_of(double: FhirDouble, mrn: str) -> dict[str, Any]:
    (found,) = (one for one in double.of("Patient") if one["identifier"][0]["value"] == mrn)
    return found


def reference(double: FhirDouble, mrn: str = ADAEZE.mrn) -> dict[str, Any]:
    return {"reference": f"Patient/{chart_of(double, mrn)['id']}"}


def a_report(double: FhirDouble, **otherwise: Any) -> dict[str, Any]:
    """Return a report as another system writes it."""
    said = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "Mammogram, as we call it"},
        "subject": reference(double),
        "basedOn": [{"identifier": ACCESSION}],
        "conclusion": "Nothing suspicious.",
        "presentedForm": [{"contentType": "application/pdf", "url": "https://example.org/1.pdf"}],
    }
    return {key: value for key, value in (said | otherwise).items() if value is not None}


@pytest.mark.parametrize("status", ["final", "preliminary", "amended", "partial"])
def test_a_report_of_others_takes_its_exams_place_and_is_not_written_over(
    double: FhirDouble, opened: Opened, status: str
) -> None:
    """It is carried with its conclusion, for a person to compare."""
    made = double.put(a_report(double, status=status))
    (record,) = look_up(opened()).records

    assert (record.id, record.key) == (f"DiagnosticReport/{made['id']}", "")
    assert record.accession == EXAM.accession
    assert isinstance(record.content, BreastReport)
    assert record.content.impression == "Nothing suspicious."
    assert not record.whole
    for entry in (entry_of(CORRECTED), entry_of(CORRECTED, updates=record)):
        with pytest.raises(Rejected):
            anyio.run(opened().write, entry)
    assert double.kept[record.id] == made


def test_a_report_that_only_refers_to_its_order_is_found_by_it(double: FhirDouble, opened: Opened) -> None:
    (order,) = (one for one in double.of("ServiceRequest") if one["identifier"][0]["value"] == EXAM.accession)
    double.put(a_report(double, basedOn=[{"reference": f"ServiceRequest/{order['id']}"}]))
    assert [record.accession for record in look_up(opened()).records] == [EXAM.accession]


def test_a_report_of_others_that_was_withdrawn_keeps_nothing_out(double: FhirDouble, opened: Opened) -> None:
    double.put(a_report(double, status="entered-in-error"))
    anyio.run(opened().write, entry_of(CORRECTED))
    assert sorted(record.withdrawn for record in look_up(opened()).records) == [False, True]


def test_what_others_wrote_and_we_cannot_say_survives_an_update_and_a_withdrawal(
    double: FhirDouble, opened: Opened
) -> None:
    made = anyio.run(opened().write, entry_of(REPORT))
    form = [{"contentType": "application/pdf", "url": "https://example.org/1.pdf"}]
    number = {"system": "urn:other", "value": "7"}
    found = double.kept[made]
    double.put({**found, "presentedForm": form, "identifier": [*found["identifier"], number]})
    (seen,) = look_up(opened()).records
    anyio.run(opened().write, entry_of(CORRECTED, key="west-1/report/2", updates=seen))
    updated = double.kept[made]
    (seen,) = look_up(opened()).records
    anyio.run(opened().write, withdrawal_of(seen, key="west-1/withdrawn/1"))
    withdrawn = double.kept[made]

    for one in (updated, withdrawn):
        assert one["presentedForm"] == form
        assert number in one["identifier"]
    assert withdrawn["status"] == "entered-in-error"
    assert {double.kept[one["reference"]]["status"] for one in withdrawn["result"]} == {"entered-in-error"}


def test_a_chart_that_only_refers_to_the_one_it_was_merged_into_is_followed(double: FhirDouble, opened: Opened) -> None:
    number = {"system": SYSTEMS.mrn, "value": "OLD-1"}
    link = {"type": "replaced-by", "other": reference(double)}
    double.put({"resourceType": "Patient", "active": False, "identifier": [number], "link": [link]})
    patients = {one.mrn: one for one in look_up(opened(), "OLD-1").patients}

    assert patients == {"OLD-1": Patient(mrn="OLD-1", merged_into=ADAEZE.mrn), ADAEZE.mrn: ADAEZE}


def test_nobody_is_hidden_by_what_we_cannot_read(double: FhirDouble, opened: Opened) -> None:
    """Whoever is there twice must be seen twice."""
    number = {"system": SYSTEMS.mrn, "value": "ODD-1"}
    said = {"family": "Okafor", "given": ["Chika"]}
    odd = {"telecom": [{"system": "phone", "use": "pager", "value": 7}], "multipleBirthBoolean": "yes"}
    double.put({"resourceType": "Patient", "identifier": [number], "name": [said], "birthDate": "1988-11-30", **odd})
    wanted = Lookup(persons=frozenset({("Okafor", date(1988, 11, 30))}))

    assert {one.mrn for one in anyio.run(opened().look_up, wanted).patients} == {CHIKA.mrn, "ODD-1"}


@pytest.mark.parametrize("name", ["O'Brien, Jr", "Müller|Maier", "Straße \\ $", "李"])
def test_a_name_does_not_break_out_of_the_search(double: FhirDouble, opened: Opened, name: str) -> None:
    number = {"system": SYSTEMS.mrn, "value": "NEW-1"}
    double.put(
        {"resourceType": "Patient", "identifier": [number], "name": [{"family": name}], "birthDate": "1970-01-01"}
    )
    wanted = Lookup(persons=frozenset({(name, date(1970, 1, 1))}))
    assert [one.family for one in anyio.run(opened().look_up, wanted).patients] == [name]


def test_a_visit_is_read_as_far_as_it_is_known(double: FhirDouble, opened: Opened) -> None:
    said = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"},
        "identifier": [{"system": SYSTEMS.visit, "value": "V-1"}],
        "subject": reference(double),
        "period": {"start": "2026-03-02T08:00:00Z", "end": "2026-03-02"},
        "location": [{"location": {"display": "ER 4"}}],
    }
    double.put(said)
    double.put(said | {"status": "cancelled", "identifier": [{"system": SYSTEMS.visit, "value": "V-2"}]})
    double.put(said | {"identifier": []})
    (visit,) = look_up(opened()).visits

    admitted = datetime(2026, 3, 2, 8, tzinfo=UTC)
    sort = PatientClass.EMERGENCY
    assert visit.mrn == ADAEZE.mrn
    assert visit.visit == Visit(number="V-1", patient_class=sort, location="ER 4", admitted_at=admitted)


def test_an_order_is_read_as_far_as_it_is_known(double: FhirDouble, opened: Opened) -> None:
    dicom = "http://dicom.nema.org/resources/ontology/DCM"
    said = {
        "resourceType": "ServiceRequest",
        "status": "on-hold",
        "intent": "order",
        "identifier": [
            {"system": SYSTEMS.accession, "value": "X-1"},
            {"system": "urn:dicom:uid", "value": "urn:oid:1.2.3"},
        ],
        "subject": reference(double),
        "occurrencePeriod": {"start": "2026-03-02T23:30:00-05:00"},
        "category": [{"coding": [{"system": dicom, "code": "MG"}]}],
        "bodySite": [{"coding": [{"system": "http://snomed.info/sct", "code": "63762007"}]}, {"text": "somewhere"}],
    }
    double.put(said)
    (order,) = (one for one in look_up(opened()).orders if one.accession == "X-1")

    assert order == ChartOrder.model_validate(
        {
            "accession": "X-1",
            "mrn": ADAEZE.mrn,
            "day": date(2026, 3, 2),
            "scheduled_at": datetime.fromisoformat("2026-03-02T23:30:00-05:00"),
            "modality": "MG",
            "sides": ["left", "right"],
            "study": "1.2.3",
            "status": "on_hold",
        }
    )


def test_an_exam_has_the_images_that_its_report_says(double: FhirDouble, opened: Opened) -> None:
    entry = entry_of(CORRECTED).model_copy(update={"study": STUDY})
    anyio.run(opened().write, entry)
    studies = {one.accession: one.study for one in look_up(opened()).orders}
    assert (studies[EXAM.accession], studies[LATER_EXAM.accession]) == (STUDY, None)


@pytest.mark.parametrize("page", [1, 2, 7])
def test_every_page_of_a_search_is_read(double: FhirDouble, opened: Opened, page: int) -> None:
    for number in range(7):
        double.put(a_report(double, basedOn=[{"identifier": {**ACCESSION, "value": f"MG-9{number}"}}]))
    double.page, double.link_host = page, "http://10.0.0.7:8080"
    assert len(look_up(opened()).records) == 7


def test_a_page_elsewhere_is_not_followed_with_the_token(double: FhirDouble, opened: Opened) -> None:
    double.page, double.link_host = 1, "http://evil.example/steal"
    double.put(a_report(double))
    double.put(a_report(double))
    with pytest.raises(Unreachable, match="lies elsewhere"):
        look_up(opened(token="planted-token"))


def test_pages_that_do_not_end_are_given_up(double: FhirDouble, opened: Opened) -> None:
    double.page = 1
    for _ in range(4):
        double.put(a_report(double))
    with pytest.raises(Unreachable, match="do not end"):
        look_up(opened(pages=2))


def test_a_token_that_has_run_out_is_renewed_once(double: FhirDouble) -> None:
    tokens = iter(["first-token", "second-token", "third-token"])

    async def sign_in() -> SecretStr:
        return SecretStr(next(tokens))

    double.troubles = [Trouble("GET Patient", answering(401))]
    with double.running() as base:
        plain = target_at(base)
        target = FhirTarget(plain.settings, line=plain.line, sign_in=sign_in)
        assert look_up(target).patients == (ADAEZE,)
    sent = [one.headers["authorization"] for one in double.heard]
    assert (sent[0], sent[-1]) == ("Bearer first-token", "Bearer second-token")
    assert "first-token" not in repr(target)


def test_a_settings_repr_shows_neither_the_server_nor_the_token() -> None:
    settings = FhirTargetSettings(
        url=SecretStr("https://planted.example"), numbering=Numbering(home=HOME), token=SecretStr("planted")
    )
    assert "planted" not in repr(FhirTarget(settings))


@pytest.mark.parametrize(
    "url", ["http://fhir.example.org", "https://user:pass@fhir.example.org", "ftp://x", "https://127.0.0.1"]
)
def test_a_server_where_nobody_may_call_is_refused_at_once(url: str) -> None:
    with pytest.raises((InvalidInput, ValidationError)):
        FhirTarget(FhirTargetSettings(url=SecretStr(url), numbering=Numbering(home=HOME)), line=Line())
