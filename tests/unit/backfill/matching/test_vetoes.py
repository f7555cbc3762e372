"""A fact beats any score: twins, juniors, the dead, the nameless, and numbers of somebody else."""

from __future__ import annotations

from datetime import date

import pytest

from downtimekit.backfill.matching import Placeholders, vetoes
from downtimekit.models.matching import Veto
from downtimekit.models.patient import Address, Identifier, IdentifierKind, Patient, PatientPhone, WrittenIdentity

HOME = Address(lines=("12 Elm St",), city="Springfield", state="IL", postal_code="62704")
BORN = date(1961, 3, 9)
WHOLE = {"family": "Okafor", "given": "Adaeze", "birth_date": BORN, "address": HOME}


def patient(**otherwise: object) -> Patient:
    """Return Adaeze's chart, but for some of it."""
    return Patient.model_validate({"mrn": "7001001", **WHOLE, **otherwise})


def sheet(**otherwise: object) -> WrittenIdentity:
    """Return Adaeze's sheet, but for some of it."""
    return WrittenIdentity.model_validate({**WHOLE, **otherwise})


def number(value: str, kind: IdentifierKind, system: str = "urn:x") -> tuple[Identifier, ...]:
    """Return one number."""
    return (Identifier(system=system, value=value, kind=kind),)


@pytest.mark.parametrize(
    "written",
    [
        sheet(),
        sheet(family="OKAFOR", given="adaeze"),
        sheet(family="Okafro"),
        sheet(family="Adaeze", given="Okafor"),
        sheet(given="Adaeze Chioma"),
        sheet(mrn="7001001"),
        sheet(mrn="7001001", family="Okafor-Nagy", given="A."),
        sheet(mrn="700-1001", address=None),
        WrittenIdentity(mrn="7001001"),
        WrittenIdentity(mrn="7001001", family="Trauma", given="Alpha", unidentified=True),
        sheet(address=None, phones=(PatientPhone(number="217 555 0188"),)),
    ],
)
def test_nothing_stands_against_the_patient_themself(written: WrittenIdentity) -> None:
    assert vetoes(written, patient(phones=(PatientPhone(number="(217) 555-0188"),))) == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (sheet(given="Adaora"), {Veto.TWIN_OR_SIBLING}),
        (sheet(given="Adaeza"), {Veto.TWIN_OR_SIBLING}),
        (sheet(given="A."), {Veto.TWIN_OR_SIBLING}),
        (sheet(family="Adaeza", given="Okafor"), {Veto.TWIN_OR_SIBLING}),
        (sheet(given="Chika", birth_date=date(1964, 7, 1)), {Veto.TWIN_OR_SIBLING, Veto.NAMESAKE}),
        (sheet(mrn="7001001", given="Adaeza"), {Veto.TWIN_OR_SIBLING}),
        (sheet(mrn="7001001", given="Chika"), {Veto.TWIN_OR_SIBLING, Veto.IDENTIFIER_CONTRADICTS}),
        (sheet(mrn="7001001", family="Haddad"), {Veto.IDENTIFIER_CONTRADICTS}),
        (sheet(mrn="7001001", birth_date=date(1961, 3, 8)), {Veto.IDENTIFIER_CONTRADICTS}),
        (sheet(mrn="7001002"), {Veto.IDENTIFIER_CONTRADICTS}),
        (sheet(birth_date=date(1991, 3, 9)), {Veto.NAMESAKE}),
        (sheet(birth_date=date(1961, 9, 3)), {Veto.NAMESAKE}),
        (sheet(address=None), {Veto.TOO_LITTLE_WRITTEN}),
        (sheet(birth_date=None), {Veto.TOO_LITTLE_WRITTEN}),
        (sheet(given=None), {Veto.TOO_LITTLE_WRITTEN}),
        (sheet(family="Haddad"), {Veto.TOO_LITTLE_WRITTEN}),
        (WrittenIdentity(), {Veto.TOO_LITTLE_WRITTEN}),
        (sheet(given="Unknown"), {Veto.PLACEHOLDER_NAME, Veto.TOO_LITTLE_WRITTEN}),
        (sheet(unidentified=True), {Veto.PLACEHOLDER_NAME, Veto.TOO_LITTLE_WRITTEN}),
    ],
)
def test_what_a_sheet_says_forbids_to_take_her(written: WrittenIdentity, expected: set[Veto]) -> None:
    assert set(vetoes(written, patient())) == expected


def test_a_junior_is_not_his_father_even_under_his_number() -> None:
    father = patient(family="Harris Sr", given="James")

    assert vetoes(sheet(family="Harris", given="James", mrn="7001001"), father) == ()
    assert vetoes(sheet(family="Harris Jr.", given="James", mrn="7001001"), father) == (Veto.NAMESAKE,)


@pytest.mark.parametrize(
    ("kind", "stands"),
    [
        (IdentifierKind.OTHER, True),
        (IdentifierKind.MRN, True),
        (IdentifierKind.ENCOUNTER, False),
        (IdentifierKind.ACCOUNT, False),
        (IdentifierKind.DOWNTIME_MRN, False),
        (IdentifierKind.INSURANCE, False),
    ],
)
def test_another_number_of_which_everybody_has_one_contradicts(kind: IdentifierKind, stands: bool) -> None:
    chart = patient(identifiers=number("111", kind))

    assert (Veto.IDENTIFIER_CONTRADICTS in vetoes(sheet(identifiers=number("222", kind)), chart)) is stands
    assert vetoes(sheet(identifiers=number("222", kind, system="urn:y")), chart) == ()
    assert vetoes(sheet(identifiers=number("111", kind)), chart) == ()


def test_a_number_that_she_had_before_is_hers() -> None:
    chart = patient(identifiers=number("6000777", IdentifierKind.MRN))

    assert vetoes(WrittenIdentity(mrn="6000777"), chart) == ()
    assert vetoes(WrittenIdentity(mrn="6000778"), chart)[0] is Veto.IDENTIFIER_CONTRADICTS


@pytest.mark.parametrize(
    ("died", "on", "stands"),
    [
        (date(2026, 3, 1), date(2026, 3, 2), True),
        (date(2026, 3, 2), date(2026, 3, 2), False),
        (date(2026, 3, 3), date(2026, 3, 2), False),
        (None, date(2026, 3, 2), True),
        (date(2020, 1, 1), None, False),
    ],
)
def test_nobody_comes_after_their_death(died: date | None, on: date | None, stands: bool) -> None:
    dead = patient(deceased=True, deceased_on=died)

    assert (vetoes(sheet(), dead, on=on) == (Veto.DECEASED_BEFORE,)) is stands
    assert vetoes(sheet(), patient(), on=on) == ()


def test_a_retired_chart_is_never_taken() -> None:
    assert vetoes(sheet(mrn="7001001"), patient(merged_into="7009999")) == (Veto.CHART_RETIRED,)


def test_a_chart_without_a_name_is_found_by_its_number_only() -> None:
    nameless = Patient(mrn="7006871", family="Trauma", given="Alpha", unidentified=True)

    def alias(mrn: str | None = None, *, unidentified: bool = False) -> WrittenIdentity:
        return WrittenIdentity(mrn=mrn, family="Trauma", given="Alpha", unidentified=unidentified)

    assert vetoes(WrittenIdentity(mrn="7006871"), nameless) == ()
    assert vetoes(alias("7006871"), nameless) == ()
    assert vetoes(alias("7006871", unidentified=True), nameless) == ()
    assert Veto.CHART_UNIDENTIFIED in vetoes(alias(unidentified=True), nameless)
    assert Veto.PLACEHOLDER_NAME in vetoes(alias(), nameless)
    assert vetoes(sheet(mrn="7006871"), nameless) == (Veto.CHART_UNIDENTIFIED,)


@pytest.mark.parametrize(
    ("given", "family", "is_nobody"),
    [
        ("Baby Girl", "Smith", True),
        ("BABYBOY", "Smith", True),
        ("Alpha", "Trauma", True),
        ("John", "Doe", True),
        ("Doe", "JOHN", True),
        ("Unknown", "Unknown", True),
        ("Test", "Patient", True),
        ("Jane", "Okafor", False),
        ("Barbara", "Doe", False),
        ("Roy", "Boyd", False),
    ],
)
def test_names_that_stand_for_nobody(given: str, family: str, is_nobody: bool) -> None:
    same: dict[str, object] = {"given": given, "family": family, "birth_date": BORN, "address": HOME}
    found = vetoes(WrittenIdentity.model_validate(same), patient(**same))

    assert (Veto.PLACEHOLDER_NAME in found) is is_nobody


def test_a_site_names_its_own_placeholders() -> None:
    ours = Placeholders(words=("Quokka",), full_names=("Max Muster",))
    told = {"birth_date": BORN, "address": HOME}
    for given, family, is_nobody in (("Quokka", "Seven", True), ("Max", "Muster", True), ("Baby", "Okafor", False)):
        same = {**told, "given": given, "family": family}
        found = vetoes(WrittenIdentity.model_validate(same), patient(**same), placeholders=ours)

        assert (Veto.PLACEHOLDER_NAME in found) is is_nobody
    assert Placeholders.model_validate_json(ours.model_dump_json()) == ours
