"""A FHIR server that is as good or as bad as a test tells it, with the chart of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from downtimekit.adapters.fhir_target import FhirTarget
from downtimekit.testing.contracts.target import ORDERS, PATIENTS
from tests.fhir_chart import put_chart, target_at
from tests.fhir_double import FhirDouble

Opened = Callable[..., FhirTarget]


@pytest.fixture
def double() -> FhirDouble:
    double = FhirDouble()
    put_chart(double.put, PATIENTS, ORDERS)
    return double


@pytest.fixture
def opened(double: FhirDouble) -> Iterator[Opened]:
    with double.running() as base:

        def target(**settings: Any) -> FhirTarget:
            return target_at(base, **settings)

        yield target
