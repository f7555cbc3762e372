"""Two clerks write one name in many ways; what is compared is the same."""

from __future__ import annotations

from datetime import date

import pytest

from downtimekit.backfill.matching import Record, record_of
from downtimekit.backfill.matching.nicknames import are_forms
from downtimekit.backfill.matching.normalising import plain_family, plain_given, plain_phone, plain_word
from downtimekit.models.patient import (
    Address,
    AdministrativeGender,
    Identifier,
    IdentifierKind,
    Patient,
    PatientPhone,
    WrittenIdentity,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Brien", "OBRIEN"),
        ("O\u2019Brien", "o brien"),
        ("García", "Garcia"),
        ("van der Berg", "Vanderberg"),
        ("Smith-Jones", "Smith Jones"),
        ("Sørensen", "Sorensen"),
        ("Łukasz", "lukasz"),
        ("Weiß", "WEISS"),
        ("Nguyễn", "Nguyen"),
        ("أحمد", "احمد"),
    ],
)
def test_case_accents_blanks_and_punctuation_do_not_matter(one: str, other: str) -> None:
    assert plain_family(one).whole == plain_family(other).whole != ""
    assert plain_given(one).whole == plain_given(other).whole


def test_scripts_without_letters_of_ours_stay_what_they_are() -> None:
    assert plain_word("山田") == "山田"
    assert plain_family("山田").initial == "山"
    assert plain_word("Пе\u0301ня") == plain_word("ПЕНЯ") == "пеня"
    assert plain_word("सीता") != plain_word("सत")


@pytest.mark.parametrize(
    ("written", "parts", "generation"),
    [
        ("de la Cruz", ("cruz",), ""),
        ("García López", ("garcia", "lopez"), ""),
        ("Harris Jr.", ("harris",), "2"),
        ("Harris, Sr", ("harris",), "1"),
        ("Harris III", ("harris",), "3"),
        ("Junior", ("junior",), ""),
        ("La", ("la",), ""),
        ("'", (), ""),
    ],
)
def test_a_family_name_is_taken_apart(written: str, parts: tuple[str, ...], generation: str) -> None:
    found = plain_family(written)

    assert (found.parts, found.generation) == (parts, generation)


def test_the_words_of_a_given_name_keep_their_order() -> None:
    assert plain_given("Anna-Maria").parts == ("anna", "maria")
    assert plain_given("Anna-Maria").whole == plain_given("Annamaria").whole


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("+1 (217) 555-0188", "2175550188"),
        ("217.555.0188", "2175550188"),
        ("555-0188", "5550188"),
        ("ext 12", ""),
        ("none", ""),
    ],
)
def test_of_a_phone_number_the_last_ten_digits_count(written: str, plain: str) -> None:
    assert plain_phone(written) == plain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("bob", "robert", True),
        ("robert", "bobby", True),
        ("bobby", "rob", True),
        ("kate", "katherine", True),
        ("anna", "hanna", False),
        ("mary", "maria", False),
        ("sam", "pam", False),
        ("robert", "robert", False),
    ],
)
def test_short_forms_are_known_and_sisters_are_never_taken_for_them(one: str, other: str, same: bool) -> None:
    assert are_forms(one, other) is are_forms(other, one) is same


def test_a_chart_and_a_sheet_that_say_the_same_are_the_same_record() -> None:
    told = {
        "mrn": "70-01",
        "family": "Okafor",
        "given": "Adaeze",
        "birth_date": date(1961, 3, 9),
        "gender": AdministrativeGender.FEMALE,
        "address": Address(lines=("12 Elm St.", "Apt 4"), city="Springfield", state="IL", postal_code="62704-1234"),
        "phones": (PatientPhone(number="(217) 555-0188"), PatientPhone(number="x")),
        "identifiers": (
            Identifier(system="urn:ssn", value="123-45-6789"),
            Identifier(system="urn:insurer", value="F-77", kind=IdentifierKind.INSURANCE),
        ),
    }

    assert record_of(Patient.model_validate(told)) == record_of(WrittenIdentity.model_validate(told))
    assert record_of(Patient.model_validate(told)) == Record(
        family=plain_family("okafor"),
        given=plain_given("adaeze"),
        born="19610309",
        gender="female",
        mrn="7001",
        numbers=(("urn:ssn", "123456789"),),
        phones=("2175550188",),
        house="12",
        street="elmst",
        beside="apt4",
        city="springfield",
        state="il",
        postcode="62704",
    )


def test_what_systems_print_for_a_birth_date_that_nobody_knows_says_nothing() -> None:
    assert record_of(WrittenIdentity(birth_date=date(1900, 1, 1))).born == ""
    assert record_of(WrittenIdentity(gender=AdministrativeGender.UNKNOWN)).gender == ""
    assert record_of(WrittenIdentity()) == Record()
    assert "Okafor" not in repr(record_of(WrittenIdentity(family="Okafor")))
