"""A density is a letter; an older number is read, and a number beside BI-RADS is in doubt."""

from __future__ import annotations

import pytest

from downtimekit.models.breast import DENSITY_ALIASES, BreastReport, Density, DensityReading, denser, read_density


def test_the_statements_are_the_four_of_the_regulation() -> None:
    assert [density.statement for density in Density] == [
        "The breasts are almost entirely fatty.",
        "There are scattered areas of fibroglandular density.",
        "The breasts are heterogeneously dense, which may obscure small masses.",
        "The breasts are extremely dense, which lowers the sensitivity of mammography.",
    ]
    assert [density for density in Density if density.is_dense] == [Density("c"), Density("d")]


@pytest.mark.parametrize(
    ("written", "density"),
    [
        *[(letter, Density(letter)) for letter in "abcd"],
        *[(letter.upper(), Density(letter)) for letter in "abcd"],
        *zip("1234", Density, strict=True),
        *[(density.statement, density) for density in Density],
        *[(density.statement.rstrip(".").upper(), density) for density in Density],
        (" 2 ", Density.SCATTERED),
        ("BI-RADS category C", Density.HETEROGENEOUSLY_DENSE),
        ("BI-RADS density 1", Density.FATTY),
        ("Breast density: b", Density.SCATTERED),
        ("density 4", Density.EXTREMELY_DENSE),
        ("Almost entirely fat", Density.FATTY),
        ("Scattered fibroglandular densities", Density.SCATTERED),
        ("Breast density: BI-RADS b", Density.SCATTERED),
        ("ACR type c", Density.HETEROGENEOUSLY_DENSE),
        ("Composition: d", Density.EXTREMELY_DENSE),
        ("c - heterogeneously dense", Density.HETEROGENEOUSLY_DENSE),
        ("Category B: Scattered areas of fibroglandular density.", Density.SCATTERED),
    ],
)
def test_a_composition_is_read_as_it_is_written(written: str, density: Density) -> None:
    assert read_density(written) == DensityReading(density)


@pytest.mark.parametrize(("number", "density"), [*zip("1234", Density, strict=True)])
@pytest.mark.parametrize("before", ["BI-RADS ", "BIRADS", "BI-RADS category ", "Cat. "])
def test_a_number_beside_bi_rads_may_be_an_assessment(before: str, number: str, density: Density) -> None:
    assert read_density(before + number) == DensityReading(density, is_ambiguous=True)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "0",
        "5",
        "e",
        "ab",
        "1.0",
        "4A",
        "BI-RADS 5",
        "\u0662",
        "density",
        "12",
        "c - extremely dense",
        "d: who knows",
    ],
)
def test_what_is_no_composition_is_not_read(written: str) -> None:
    assert read_density(written) is None


def test_every_table_says_where_its_words_are_from_and_no_word_stands_twice() -> None:
    words = [word for table in DENSITY_ALIASES for word in table.words]

    assert all(table.source for table in DENSITY_ALIASES)
    assert len(words) == len(set(words))


def test_the_denser_breast_stands_for_both() -> None:
    sides = [{"side": "left", "density": "b"}, {"side": "right", "density": "c"}]

    assert denser([Density.FATTY, None, Density.HETEROGENEOUSLY_DENSE]) is Density.HETEROGENEOUSLY_DENSE
    assert denser([None]) is None
    assert BreastReport.model_validate({"breasts": sides}).overall_density is Density.HETEROGENEOUSLY_DENSE
    assert BreastReport.model_validate({"breasts": sides, "density": "d"}).overall_density is Density.EXTREMELY_DENSE
