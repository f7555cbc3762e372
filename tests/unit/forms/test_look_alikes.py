"""Whose paper could be taken for somebody else's says so."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest

from downtimekit.forms.look_alikes import look_alikes
from downtimekit.models.patient import Patient
from tests.printing import a_visit

BORN = date(1960, 5, 17)
_numbers = count(1)


def somebody(family: str | None, given: str | None, born: date | None = None) -> Patient:
    number = next(_numbers)
    return Patient(mrn=f"T-{number}", family=family, given=given, birth_date=born or date(1930, 1, 1 + number % 28))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Testwell", "Ada"), ("TESTWELL", "ada")),
        (("Müller", "Ana"), ("Mu\u0308ller", "Ana")),
        (("Müller", "Ana"), ("Muller", "Ana")),
        (("Smith-Jones", "Ana"), ("Smith Jones", "Ana")),
        (("Testwell", "Ada"), ("Testwall", "Ada")),
        (("Testwell", "Ada"), ("Testwel", "Ada")),
        (("Testwell", "Ada"), ("Tetswell", "Ada")),
        (("Testwell", "Anna"), ("Testwell", "Anne")),
        (("Ahmed", "Omar"), ("Omar", "Ahmed")),
        (("O\u2019Example", "Mia"), ("OExample", "Mia")),
        (("Testwell", "Ada", BORN), ("Testwell", "Bea", BORN)),
        (("Testwell", "Ada", BORN), ("Sampleton", "Ada", BORN)),
        (("示例", "美"), ("示例", "美")),
    ],
)
def test_these_two_are_alike(one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = somebody(*one), somebody(*other)

    assert look_alikes([first, second]) == {first.mrn, second.mrn}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Testwell", "Ada"), ("Testwell", "Bea")),
        (("Testwell", "Ada"), ("Sampleton", "Ada")),
        (("Testwell", "Ada"), ("Textwall", "Ada")),
        (("Testwell", "Anna"), ("Testwall", "Anne")),
        (("Lee", "Ada"), ("Lei", "Ada")),
        (("Testwell", "Ada", BORN), ("Sampleton", "Bea", BORN)),
        ((None, None), (None, None)),
        (("Testwell", None, BORN), ("Sampleton", None, BORN)),
    ],
)
def test_these_two_are_not(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert look_alikes([somebody(*one), somebody(*other)]) == frozenset()


def test_one_patient_with_two_visits_is_nobodys_look_alike() -> None:
    ada = somebody("Testwell", "Ada")

    assert look_alikes([ada, ada]) == frozenset()


def test_a_day_of_two_thousand_is_looked_through() -> None:
    day = [a_visit(number).patient for number in range(2000)]
    twin = day[1000].model_copy(update={"mrn": "T-twin"})

    assert look_alikes([*day, twin]) >= {"T-01000", "T-twin"}
