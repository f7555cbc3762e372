"""The FHIR target keeps the promises of the port also on a server that does less than most.

Its versions are words, it gives one result at a time, and it calls itself by a name that nobody else knows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from downtimekit.testing.contracts.target import ORDERS, PATIENTS, BackfillTargetContract, Trial
from tests.fhir_chart import put_chart, target_at
from tests.fhir_double import FhirDouble

pytestmark = pytest.mark.slow


def a_word(version: int) -> str:
    return f"v-{hashlib.sha256(str(version).encode()).hexdigest()[:12]}"


class TestFhirTarget(BackfillTargetContract):
    @pytest.fixture
    def trial(self) -> Iterator[Trial]:
        double = FhirDouble(vread=a_word, page=1, link_host="http://its-own-name.example:8090")
        put_chart(double.put, PATIENTS, ORDERS)
        with double.running() as base:
            yield Trial(lambda: target_at(base), target_at("http://127.0.0.1:1/fhir"))
