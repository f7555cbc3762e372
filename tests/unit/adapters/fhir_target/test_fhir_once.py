"""A record is on the server once and whole, wherever the line breaks and however the server behaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
import pytest

from downtimekit.adapters.fhir_target import FhirTarget
from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from downtimekit.interop.fhir.chart_records import key_in
from downtimekit.interop.fhir.marking import is_undone, is_withdrawn
from downtimekit.models.chart import Chart, ChartEntry, ChartRecord, Lookup
from downtimekit.testing.contracts.target import (
    ADAEZE,
    CHIKA,
    CORRECTED,
    FINAL,
    NGOZI,
    addendum_to,
    entry_of,
    registration_of,
    withdrawal_of,
)
from tests.fhir_chart import SYSTEMS
from tests.fhir_double import FhirDouble, Refused, Trouble
from tests.http_servers import answering, resetting

pytestmark = pytest.mark.slow
Opened = Callable[..., FhirTarget]
EVERYBODY = Lookup(mrns=frozenset({ADAEZE.mrn, CHIKA.mrn, NGOZI.mrn}))
WRITES = r"(POST|PUT).*"


def look_up(target: FhirTarget) -> Chart:
    return anyio.run(target.look_up, EVERYBODY)


def written(target: FhirTarget, entry: ChartEntry) -> ChartRecord:
    made = anyio.run(target.write, entry)
    (record,) = (record for record in look_up(target).records if record.id == made)
    return record


def counting(double: FhirDouble, kind: str) -> list[dict[str, Any]]:
    return [one for one in double.of(kind) if not (is_undone(one) or is_withdrawn(one))]


def creating(_: FhirTarget) -> ChartEntry:
    return entry_of(CORRECTED)


def updating(target: FhirTarget) -> ChartEntry:
    return entry_of(CORRECTED, key="west-1/report/2", updates=written(target, entry_of()))


def withdrawing(target: FhirTarget) -> ChartEntry:
    return withdrawal_of(written(target, entry_of()), key="west-1/withdrawn/1")


def registering(_: FhirTarget) -> ChartEntry:
    return registration_of(NGOZI, key="west-1/registration/1")


def adding(target: FhirTarget) -> ChartEntry:
    return addendum_to(written(target, entry_of(FINAL)), key="west-1/addendum/1")


ENTRIES = {each.__name__: each for each in (creating, updating, withdrawing, registering, adding)}


@pytest.mark.parametrize("transactions", [False, True], ids=("one by one", "transaction"))
@pytest.mark.parametrize("done", [False, True], ids=("before", "after"))
@pytest.mark.parametrize("name", ENTRIES)
def test_the_line_may_break_at_any_write_and_the_record_is_there_once(
    double: FhirDouble, opened: Opened, name: str, done: bool, transactions: bool
) -> None:
    target = opened(transactions=transactions)
    entry = ENTRIES[name](target)
    for step in range(20):
        double.troubles = [Trouble(WRITES, resetting(b""), done=done, skip=step)]
        try:
            made = anyio.run(target.write, entry)
        except OutcomeUnknown:
            continue
        break
    again = anyio.run(opened(transactions=transactions).write, entry)

    assert again == made == anyio.run(target.find, entry.key)
    mine = [record for record in look_up(target).records if record.key == entry.key]
    assert [(record.id, record.withdrawn) for record in mine] == [(made, entry.withdraws)]
    told = [one for one in double.of("Provenance") if key_in(one, systems=SYSTEMS) == entry.key]
    assert len([one for one in told if not is_undone(one)]) == 1
    assert _nothing_dangles(double)
    assert _what_counts_is_referred_to(double)


def _nothing_dangles(double: FhirDouble) -> bool:
    references = [str(found) for one in double.kept.values() for found in _references(one)]
    return all(reference in double.kept for reference in references if "/" in reference)


def _what_counts_is_referred_to(double: FhirDouble) -> bool:
    named = {str(found) for one in counting(double, "DiagnosticReport") for found in _references(one.get("result", []))}
    return {f"Observation/{one['id']}" for one in counting(double, "Observation")} == named


def _references(found: object) -> list[object]:
    if isinstance(found, list):
        return [one for item in found for one in _references(item)]
    if isinstance(found, dict):
        own = [found["reference"]] if "reference" in found else []
        return own + [one for item in found.values() for one in _references(item)]
    return []


@pytest.mark.parametrize("doubles", ["withdraw", "delete"])
@pytest.mark.parametrize("kind", ["Observation", "DiagnosticReport", "Provenance"])
def test_of_two_that_a_server_made_of_one_write_the_older_counts(
    double: FhirDouble, opened: Opened, doubles: str, kind: str
) -> None:
    """Another desk sends the same, between the look and the write, to a server that does not look itself."""
    double.conditions = False
    double.troubles = [Trouble(f"POST {kind}", meanwhile=double.put)]
    made = anyio.run(opened(doubles=doubles).write, entry_of(CORRECTED))

    assert [record.id for record in look_up(opened()).records] == [made]
    (counted,) = counting(double, "DiagnosticReport")
    assert made == f"DiagnosticReport/{counted['id']}"
    older = min((one for one in double.of("DiagnosticReport")), key=lambda one: one["meta"]["_"])
    assert counted["id"] == older["id"] or kind != "DiagnosticReport"
    assert len([one for one in double.of("Provenance") if not is_undone(one)]) == 1
    assert _what_counts_is_referred_to(double)
    assert (len(double.of(kind)) > len(counting(double, kind))) is (doubles == "withdraw")


@pytest.mark.parametrize("transactions", [False, True], ids=("one by one", "transaction"))
@pytest.mark.parametrize("conditions", [False, True], ids=("never looks", "looks"))
def test_who_comes_second_at_the_same_moment_is_refused_and_leaves_nothing(
    double: FhirDouble, opened: Opened, conditions: bool, transactions: bool
) -> None:
    """Another desk enters the report of the same exam."""
    double.conditions = conditions
    double.troubles = [Trouble("POST( DiagnosticReport)?", meanwhile=lambda sent: double.put(_of_another_desk(sent)))]
    with pytest.raises(Rejected, match="at the same moment"):
        anyio.run(opened(transactions=transactions).write, entry_of(CORRECTED))

    (there,) = counting(double, "DiagnosticReport")
    assert key_in(there, systems=SYSTEMS) == "east-1/report/1"
    assert anyio.run(opened().find, "west-1/report/1") is None
    assert counting(double, "Observation") == []


def _of_another_desk(sent: dict[str, Any]) -> dict[str, Any]:
    (report,) = [one["resource"] for one in sent.get("entry", [{"resource": sent}]) if _is_report(one["resource"])]
    number = {**report["identifier"][0], "value": "east-1/report/1"}
    return {key: value for key, value in report.items() if key != "result"} | {"identifier": [number]}


def _is_report(resource: dict[str, Any]) -> bool:
    return bool(resource["resourceType"] == "DiagnosticReport")


def test_of_two_charts_that_were_opened_under_one_number_the_older_is_kept(double: FhirDouble, opened: Opened) -> None:
    double.conditions = False
    double.troubles = [Trouble("POST Patient", meanwhile=double.put)]
    record = written(opened(), registration_of(NGOZI, key="west-1/registration/1"))

    charts = [one for one in double.of("Patient") if one["name"][0].get("given") == ["Ngozi"]]
    assert [one["active"] for one in charts] == [True, False]
    (told,) = double.of("QuestionnaireResponse")
    assert (told["subject"]["reference"], record.mrn) == (f"Patient/{charts[0]['id']}", NGOZI.mrn)


def test_a_chart_that_somebody_else_opens_at_the_same_moment_is_looked_at_first(
    double: FhirDouble, opened: Opened
) -> None:
    """It may be another person's."""
    double.troubles = [Trouble("POST Patient", meanwhile=lambda sent: double.put({**sent, "meta": {}}))]
    with pytest.raises(Unreachable, match="at the same moment"):
        anyio.run(opened().write, registration_of(NGOZI, key="west-1/registration/1"))
    assert written(opened(), registration_of(NGOZI, key="west-1/registration/1")).mrn == NGOZI.mrn


def test_of_eight_at_once_on_a_server_that_never_looks_one_counts(double: FhirDouble, opened: Opened) -> None:
    double.conditions = False
    made: list[str] = []

    async def write() -> None:
        made.append(await opened().write(entry_of(CORRECTED)))

    async def all_at_once() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(write)

    anyio.run(all_at_once)
    assert [record.id for record in look_up(opened()).records] == list(set(made))
    assert len(counting(double, "DiagnosticReport")) == len(counting(double, "Provenance")) == 1


def test_a_desk_may_be_told_of_two_instead(double: FhirDouble, opened: Opened) -> None:
    double.conditions = False
    double.troubles = [Trouble("POST DiagnosticReport", meanwhile=double.put)]
    with pytest.raises(Rejected) as caught:
        anyio.run(opened(doubles="tell").write, entry_of(CORRECTED))

    assert [f"DiagnosticReport/{one['id']}" in str(caught.value) for one in double.of("DiagnosticReport")] == [True] * 2


def test_a_key_that_made_two_is_never_silently_the_first(double: FhirDouble, opened: Opened) -> None:
    target = opened()
    first = anyio.run(target.write, entry_of(CORRECTED))
    other = double.put({key: value for key, value in double.kept[first].items() if key != "id"})
    told = double.of("Provenance")[0]
    reference = f"DiagnosticReport/{other['id']}"
    double.put({**{key: value for key, value in told.items() if key != "id"}, "target": [{"reference": reference}]})

    with pytest.raises(OutcomeUnknown) as unknown:
        anyio.run(target.find, "west-1/report/1")
    with pytest.raises(Rejected) as rejected:
        anyio.run(target.write, entry_of(CORRECTED))
    for said in (str(unknown.value), str(rejected.value)):
        assert first in said
        assert reference in said


def test_a_server_that_keeps_something_else_is_told_of_and_nothing_counts(double: FhirDouble, opened: Opened) -> None:
    double.changes = lambda sent: {key: value for key, value in sent.items() if key != "valueCodeableConcept"}
    with pytest.raises(Rejected, match="keeps something else"):
        anyio.run(opened().write, entry_of(CORRECTED))

    assert look_up(opened()).records == ()
    assert counting(double, "DiagnosticReport") == counting(double, "Observation") == []
    double.changes = None
    assert written(opened(), entry_of(CORRECTED)).content == CORRECTED


def test_a_server_that_forgets_versions_is_compared_with_first(double: FhirDouble, opened: Opened) -> None:
    double.versions = False
    first = written(opened(), entry_of())
    written(opened(), entry_of(CORRECTED, key="west-1/report/2", updates=first))
    before = look_up(opened()).records
    with pytest.raises(Rejected):
        anyio.run(opened().write, entry_of(key="west-1/report/3", updates=first))
    assert look_up(opened()).records == before


@pytest.mark.parametrize(
    ("atomic", "left"), [(True, True), (False, False)], ids=("leaves nothing", "leaves its first half")
)
def test_whether_transactions_are_atomic_is_tried_out(
    double: FhirDouble, opened: Opened, atomic: bool, left: bool
) -> None:
    double.atomic = atomic
    assert anyio.run(opened().probe) is left
    assert counting(double, "Observation") == []


def test_a_transaction_that_left_half_behind_is_finished_by_whoever_sends_it_again(
    double: FhirDouble, opened: Opened
) -> None:
    double.atomic = False
    target = opened(transactions=True)
    double.changes = _refusing_provenances
    with pytest.raises(Rejected):
        anyio.run(target.write, entry_of(CORRECTED))
    assert counting(double, "DiagnosticReport")

    double.changes = None
    assert written(target, entry_of(CORRECTED)).content == CORRECTED
    assert len(counting(double, "DiagnosticReport")) == len(counting(double, "Provenance")) == 1
    assert _what_counts_is_referred_to(double)


def _refusing_provenances(sent: dict[str, Any]) -> dict[str, Any]:
    if sent["resourceType"] == "Provenance":
        raise Refused(422)
    return sent


def test_what_the_server_lacks_is_said_in_words(double: FhirDouble, opened: Opened) -> None:
    assert anyio.run(opened(transactions=True).concerns) == ()
    resource = [{"type": "DiagnosticReport", "versioning": "no-version"}, {"type": "Patient"}]
    double.says = {"fhirVersion": "5.0.0", "rest": [{"mode": "server", "resource": resource}]}
    told = "\n".join(anyio.run(opened(transactions=True).concerns))
    missing = [words for words in ("FHIR 5.0.0", "Provenance", "versions of DiagnosticReport") if words not in told]
    assert not missing


def test_without_a_place_for_a_provenance_nothing_is_written(double: FhirDouble, opened: Opened) -> None:
    double.says = {"rest": [{"mode": "server", "resource": [{"type": "DiagnosticReport"}]}]}
    with pytest.raises(Rejected, match="keeps no Provenance"):
        anyio.run(opened().write, entry_of())
    assert double.of("DiagnosticReport") == []


def test_a_number_that_two_charts_have_is_for_a_person(double: FhirDouble, opened: Opened) -> None:
    (known,) = (one for one in double.of("Patient") if one["identifier"][0]["value"] == ADAEZE.mrn)
    other = double.put({key: value for key, value in known.items() if key != "id"})
    with pytest.raises(Rejected) as caught:
        anyio.run(opened().write, entry_of())
    assert f"Patient/{other['id']}" in str(caught.value)
    assert ADAEZE.mrn not in str(caught.value)


def test_a_refusal_after_half_takes_back_what_was_made(double: FhirDouble, opened: Opened) -> None:
    double.troubles = [Trouble("POST Provenance", answering(422))]
    with pytest.raises(Rejected):
        anyio.run(opened().write, entry_of(CORRECTED))
    assert look_up(opened()).records == ()
    assert counting(double, "Observation") == []
    assert written(opened(), entry_of(CORRECTED)).content == CORRECTED


def test_what_could_not_be_taken_back_is_said(double: FhirDouble, opened: Opened) -> None:
    double.troubles = [Trouble("POST Provenance", answering(422)), Trouble("PUT.*", answering(403), times=99)]
    with pytest.raises(Rejected, match="could not be taken back"):
        anyio.run(opened().write, entry_of(CORRECTED))


def test_a_busy_server_before_anything_was_written_may_be_asked_again(double: FhirDouble, opened: Opened) -> None:
    double.troubles = [Trouble("POST.*", answering(503, retry_after="3"))]
    with pytest.raises(Unreachable):
        anyio.run(opened().write, entry_of(CORRECTED))
