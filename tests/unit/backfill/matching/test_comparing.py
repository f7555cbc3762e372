"""Every field has its levels, and a sheet that was written in a hurry gets the right ones."""

from __future__ import annotations

import pytest
from rapidfuzz.distance import OSA, JaroWinkler

from downtimekit.backfill.matching import FIELDS, IN_PLAIN_PYTHON, SHIPPED_WEIGHTS, Record, Scale
from downtimekit.backfill.matching.keys import narrow_keys, sound, wide_keys
from downtimekit.backfill.matching.normalising import plain_family, plain_given
from downtimekit.backfill.matching.similarity import edits, jaro_winkler

PLACES = {field.key: place for place, field in enumerate(FIELDS)}


def level(field: str, one: Record, other: Record) -> str:
    """Return the key of the level at which a field compares."""
    scale = Scale.of(SHIPPED_WEIGHTS)
    there, back = (scale.levels(*pair)[PLACES[field]] for pair in ((one, other), (other, one)))
    assert there == back
    return FIELDS[PLACES[field]].levels[there - 1].key if there else "unknown"


def named(name: str) -> Record:
    """Return a record of ``Given Family``, a hyphen for what is left out."""
    given, _, family = name.rpartition(" ")
    return Record(
        family=plain_family("" if family == "-" else family), given=plain_given("" if given == "-" else given)
    )


@pytest.mark.parametrize(
    ("one", "other", "family", "given"),
    [
        ("Anna Planter", "ANNA planter", "same", "same"),
        ("Anna Planter", "Anna -", "unknown", "same"),
        ("Anna Garcia-Lopez", "Anna Garcia", "part", "same"),
        ("Anna Plantre", "Anna Planter", "close", "same"),
        ("Anna Nguyen", "Anna Okafor", "different", "same"),
        ("Planter Anna", "Anna Planter", "swapped", "swapped"),
        ("Planter Ana", "Anna Planter", "swapped", "swapped"),
        ("A Planter", "Anna Planter", "same", "shorter"),
        ("Anna-Maria Planter", "Anna Planter", "same", "shorter"),
        ("Anna-M Planter", "Anna-Maria Planter", "same", "shorter"),
        ("Anna-Luisa Planter", "Anna-Maria Planter", "same", "similar"),
        ("Bob Planter", "Robert Planter", "same", "nickname"),
        ("Hanna Planter", "Anna Planter", "same", "close"),
        ("Martha Planter", "Marhta Planter", "same", "close"),
        ("Berta Planter", "Anna Planter", "same", "different"),
    ],
)
def test_names(one: str, other: str, family: str, given: str) -> None:
    assert (level("family", named(one), named(other)), level("given", named(one), named(other))) == (family, given)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("19610309", "19610309", "same"),
        ("19610309", "19610308", "slip"),
        ("19610309", "19160309", "slip"),
        ("19610309", "19610903", "turned"),
        ("19610312", "19611203", "turned"),
        ("19610309", "19750309", "part"),
        ("19610309", "19610711", "different"),
        ("19610309", "", "unknown"),
        ("1961", "19610309", "different"),
    ],
)
def test_birth_dates(one: str, other: str, expected: str) -> None:
    assert level("birth_date", Record(born=one), Record(born=other)) == expected


@pytest.mark.parametrize(
    ("field", "one", "other", "expected"),
    [
        ("mrn", Record(mrn="7001001"), Record(mrn="7001010"), "slip"),
        ("mrn", Record(mrn="7001001"), Record(mrn="7009999"), "different"),
        ("number", Record(numbers=(("a", "1"), ("b", "2"))), Record(numbers=(("b", "2"),)), "same"),
        ("number", Record(numbers=(("a", "1"),)), Record(numbers=(("b", "1"),)), "unknown"),
        ("phone", Record(phones=("5550188", "5550111")), Record(phones=("5550111",)), "same"),
        ("phone", Record(phones=("5550188",)), Record(phones=("5550199",)), "different"),
        ("gender", Record(gender="male"), Record(gender="female"), "different"),
        ("gender", Record(gender="male"), Record(), "unknown"),
        ("street", Record(street="elmstreet"), Record(street="elmstret"), "close"),
        ("street", Record(street="elmstreet"), Record(street="oakavenue"), "different"),
        ("city", Record(city="springfield"), Record(city="springfield"), "same"),
        ("beside", Record(beside="apt4"), Record(beside="flat9"), "different"),
        ("house", Record(house="12"), Record(house="21"), "slip"),
        ("state", Record(state="il"), Record(state="il"), "same"),
        ("postcode", Record(postcode="62704"), Record(postcode="62740"), "slip"),
    ],
)
def test_everything_else(field: str, one: Record, other: Record, expected: str) -> None:
    assert level(field, one, other) == expected


WORDS = ("", "a", "anna", "hanna", "martha", "marhta", "dwayne", "duane", "dixon", "dicksonx", "okafor", "山田")


@pytest.mark.parametrize("one", WORDS)
@pytest.mark.parametrize("other", WORDS)
def test_plain_python_and_rapidfuzz_measure_the_same(one: str, other: str) -> None:
    assert jaro_winkler(one, other) == pytest.approx(JaroWinkler.similarity(one, other))
    assert edits(one, other) == OSA.distance(one, other)


def test_what_is_mistyped_still_shares_a_key() -> None:
    whole = Record(
        family=plain_family("Okafor"), given=plain_given("Adaeze"), born="19610309", mrn="7001", phones=("2175550188",)
    )
    family, given = whole.family, whole.given
    for mistyped in (
        Record(family=plain_family("Okafro"), given=given, born=whole.born),
        Record(family=given, given=family, born=whole.born),
        Record(family=family, given=given, born="19610903"),
        Record(family=family, given=plain_given("A."), born="19750309"),
        Record(mrn="7001"),
        Record(phones=("2175550188",)),
    ):
        assert not set(narrow_keys(whole)).isdisjoint(narrow_keys(mistyped))
        assert set(narrow_keys(mistyped)) <= set(wide_keys(mistyped))
    assert list(narrow_keys(Record())) == list(wide_keys(Record())) == []
    assert sound("okafor") == sound("okafor") != sound("haddad")
    assert IN_PLAIN_PYTHON.edits is edits
