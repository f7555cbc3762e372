"""Records go back into a real FHIR server, which keeps every promise of the port."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from downtimekit.interop.fhir.chart_records import TYPES
from downtimekit.testing.contracts.target import ORDERS, PATIENTS, BackfillTargetContract, Trial
from tests.fhir_chart import put_chart, target_at
from tests.integration.fhir_servers import has_sekmet, post, sekmet

pytestmark = [
    pytest.mark.integration,
    pytest.mark.slow,
    pytest.mark.skipif(not has_sekmet(), reason="needs sekmet-fhir, a FHIR server from PyPI"),
]
NOWHERE = "http://127.0.0.1:1/fhir"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with sekmet() as base:
        yield base


@pytest.fixture
def base(server: str) -> str:
    """A server that knows the patients and the exams of the contract, and nothing else."""
    emptied(server)
    put_chart(lambda resource: post(server, resource), PATIENTS, ORDERS)
    return server


def emptied(base: str) -> None:
    for kind in ("Provenance", "Observation", *TYPES, "Patient"):
        page = httpx.get(f"{base}/{kind}", params={"_count": "1000"}, timeout=30).json()
        for entry in page.get("entry", []):
            httpx.delete(f"{base}/{kind}/{entry['resource']['id']}", timeout=30)


class TestOneByOne(BackfillTargetContract):
    @pytest.fixture
    def trial(self, base: str) -> Trial:
        return Trial(lambda: target_at(base), target_at(NOWHERE))


class TestInTransactions(BackfillTargetContract):
    @pytest.fixture
    def trial(self, base: str) -> Trial:
        return Trial(lambda: target_at(base, transactions=True), target_at(NOWHERE))
