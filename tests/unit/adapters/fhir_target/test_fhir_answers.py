"""Whatever a FHIR server answers becomes an error of the port that says what to do, and nothing about anybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import anyio
import pytest

from downtimekit.adapters.fhir_target import FhirTarget
from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.chart import ChartRecord, Lookup
from downtimekit.testing.contracts.target import (
    ADAEZE,
    ANSWERS,
    CORRECTED,
    REPORT,
    entry_of,
    everything_said_by,
)
from tests.fhir_double import JSON, FhirDouble, Trouble, outcome
from tests.http_servers import Behaviour, answering, never, resetting, saying

pytestmark = pytest.mark.slow
Opened = Callable[..., FhirTarget]
ASKED = Lookup(mrns=frozenset({ADAEZE.mrn}))
HTML = answering(200, b"<html>Sign in, Okafor</html>", content_type="text/html")
HALF = answering(200, b'{"resourceType": "Bundle", "entry": [{"resou', content_type=JSON)


def said(status: int, code: str) -> Behaviour:
    return answering(status, json.dumps(outcome(code)).encode(), content_type=JSON)


WRITES: dict[str, tuple[Behaviour, type[PortError], str]] = {
    "asked too often": (answering(429, retry_after="7"), Unreachable, "429"),
    "busy": (answering(503, retry_after="7"), Unreachable, "503"),
    "away": (answering(503), OutcomeUnknown, "503"),
    "broken": (answering(500), OutcomeUnknown, "500"),
    "rule": (said(422, "invariant"), Rejected, "breaks a rule of the resource"),
    "structure": (said(400, "structure"), Rejected, "is not built as FHIR wants it"),
    "throttled": (said(400, "throttled"), Unreachable, "came too fast"),
    "timeout": (said(400, "timeout"), OutcomeUnknown, "took the server too long"),
    "conflict": (answering(409), Unreachable, "somebody else writes"),
    "locked": (answering(423), Unreachable, "locked"),
    "signed out": (answering(401), Unreachable, "sign-in"),
    "forbidden": (answering(403), Rejected, "403"),
    "no such type": (answering(404), Rejected, "404"),
    "elsewhere": (answering(302, location="http://127.0.0.1:9/elsewhere"), Rejected, "points elsewhere"),
    "page of a proxy": (HTML, OutcomeUnknown, "does not say where"),
    "half an answer": (answering(201, b"{"), OutcomeUnknown, "does not say where"),
    "reset": (resetting(b""), OutcomeUnknown, "did not say"),
    "cut": (saying(b"HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\n{", then_close=True), OutcomeUnknown, "broke"),
}


@pytest.mark.parametrize("case", WRITES)
def test_a_write_that_fails_says_whether_to_try_again(double: FhirDouble, opened: Opened, case: str) -> None:
    then, error, words = WRITES[case]
    double.troubles = [Trouble("POST QuestionnaireResponse", then)]
    with pytest.raises(error, match=words) as caught:
        anyio.run(opened().write, entry_of(ANSWERS))

    told = everything_said_by(caught.value).casefold()
    assert [word for word in ("planted", "okafor", "adaeze", "1961") if word in told] == []
    assert double.of("QuestionnaireResponse") == double.of("Provenance") == []


@pytest.mark.parametrize("status", [429, 503])
def test_how_long_to_wait_is_passed_on(double: FhirDouble, opened: Opened, status: int) -> None:
    double.troubles = [Trouble("POST QuestionnaireResponse|GET Patient", answering(status, retry_after="7"), times=2)]
    for ask in (lambda: anyio.run(opened().write, entry_of(ANSWERS)), lambda: anyio.run(opened().look_up, ASKED)):
        with pytest.raises(Unreachable) as caught:
            ask()
        assert caught.value.retry_after == 7


QUESTIONS: dict[str, Behaviour] = {
    "broken": answering(500),
    "forbidden": answering(403),
    "not there": answering(404),
    "elsewhere": answering(302, location="/elsewhere"),
    "page of a proxy": HTML,
    "half an answer": HALF,
    "list": answering(200, b"[]", content_type=JSON),
    "a patient": answering(200, b'{"resourceType": "Patient", "id": "7"}', content_type=JSON),
    "an outcome": said(200, "throttled"),
    "reset": resetting(b""),
}


@pytest.mark.parametrize("then", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_that_fails_is_never_answered_with_nobody(
    double: FhirDouble, opened: Opened, then: Behaviour
) -> None:
    double.troubles = [Trouble("GET Patient", then, times=9)]
    for ask in (lambda: anyio.run(opened().look_up, ASKED), lambda: anyio.run(opened().write, entry_of(ANSWERS))):
        with pytest.raises(Unreachable):
            ask()
    assert double.of("QuestionnaireResponse") == []


@pytest.mark.parametrize(
    "then",
    [HTML, answering(404), said(200, "not-supported")],
    ids=("a page", "nothing", "an outcome"),
)
def test_what_is_no_fhir_server_is_not_written_to(double: FhirDouble, opened: Opened, then: Behaviour) -> None:
    double.troubles = [Trouble("GET metadata", then, times=9)]
    with pytest.raises(Unreachable):
        anyio.run(opened().write, entry_of(ANSWERS))
    assert not [asked for asked in double.asked if not asked.startswith("GET")]


def test_silence_after_sending_leaves_open_what_became_of_it(double: FhirDouble, opened: Opened) -> None:
    double.troubles = [Trouble("POST QuestionnaireResponse", never, done=True)]
    with pytest.raises(OutcomeUnknown):
        anyio.run(opened(timeout=0.3).write, entry_of(ANSWERS))

    assert anyio.run(opened().find, "west-1/report/1") is None
    made = anyio.run(opened().write, entry_of(ANSWERS))
    assert [f"QuestionnaireResponse/{one['id']}" for one in double.of("QuestionnaireResponse")] == [made]


@pytest.mark.parametrize(("status", "error"), [(412, Rejected), (409, Unreachable), (423, Unreachable)])
def test_an_update_that_meets_another_one_changes_nothing_and_leaves_no_part(
    double: FhirDouble, opened: Opened, status: int, error: type[PortError]
) -> None:
    first = _written(opened())
    double.troubles = [Trouble("PUT DiagnosticReport/.*", answering(status))]
    with pytest.raises((error, OutcomeUnknown)):
        anyio.run(opened().write, entry_of(CORRECTED, key="west-1/report/2", updates=first))

    assert anyio.run(opened().look_up, ASKED).records == (first,)
    if error is Rejected:
        mine = [one for one in double.of("Observation") if "west-1/report/2" in one["identifier"][0]["value"]]
        assert {one["status"] for one in mine} == {"entered-in-error"}


def _written(target: FhirTarget) -> ChartRecord:
    anyio.run(target.write, entry_of(REPORT))
    (record,) = anyio.run(target.look_up, ASKED).records
    return record


@pytest.mark.parametrize(
    "found",
    [
        {"resourceType": "Bundle", "type": "transaction-response", "entry": []},
        {"resourceType": "Bundle", "type": "transaction-response", "entry": [{"response": {"status": "422 No"}}] * 2},
        {"resourceType": "Bundle", "type": "batch-response", "entry": [{"response": {"status": "201"}}] * 2},
        {"resourceType": "QuestionnaireResponse", "id": "7"},
        outcome("informational", "information"),
    ],
    ids=("no entry", "refused", "batch", "resource", "outcome"),
)
def test_a_transaction_that_was_answered_with_something_else_is_unknown(
    double: FhirDouble, opened: Opened, found: dict[str, Any]
) -> None:
    """A server that says 200, and that entries failed, is believed in neither."""
    double.troubles = [Trouble("POST", answering(200, json.dumps(found).encode(), content_type=JSON))]
    with pytest.raises(OutcomeUnknown):
        anyio.run(opened(transactions=True).write, entry_of(ANSWERS))
    assert double.of("QuestionnaireResponse") == []
