"""Every matcher of ours keeps the promises of the port."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from itertools import count
from pathlib import Path

import pytest

from downtimekit.adapters.matching.index import PatientIndex
from downtimekit.adapters.matching.ward import WardMatcher
from downtimekit.models.patient import Patient
from downtimekit.testing.contracts.matcher import PATIENTS, PatientMatcherContract, Trial


class TestWardMatcher(PatientMatcherContract):
    @pytest.fixture
    def trial(self) -> Trial:
        return Trial(WardMatcher)


class TestPatientIndex(PatientMatcherContract):
    @pytest.fixture(scope="class")
    @classmethod
    def trial(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
        folder, numbers = tmp_path_factory.mktemp("indexes"), count()
        with ExitStack() as stack:

            @lru_cache
            def opened(patients: Sequence[Patient]) -> PatientIndex:
                return stack.enter_context(built(folder / f"{next(numbers)}.index", patients))

            closed = built(folder / "closed.index", PATIENTS)
            closed.close()
            yield Trial(opened, closed)


class TestPatientIndexThatGrew(PatientMatcherContract):
    """An index into which patients came one by one answers as one that was built of all of them."""

    @pytest.fixture(scope="class")
    @classmethod
    def trial(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
        folder, numbers = tmp_path_factory.mktemp("indexes"), count()
        with ExitStack() as stack:

            @lru_cache
            def opened(patients: Sequence[Patient]) -> PatientIndex:
                index = stack.enter_context(built(folder / f"{next(numbers)}.index", ()))
                index.put(*(patient.model_copy(update={"family": "Earlier"}) for patient in patients))
                index.put(*patients)
                return index

            yield Trial(opened)


def built(path: Path, patients: Iterable[Patient]) -> PatientIndex:
    PatientIndex.build(path, patients)
    return PatientIndex(path)
