"""An index is audited by Splink: on DuckDB in this process, and on a Spark of two workers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

from downtimekit.backfill.matching import SHIPPED_WEIGHTS, Weights
from downtimekit.errors import InvalidInput
from downtimekit.models.patient import Address, AdministrativeGender, Patient, PatientPhone
from tests.docs.pages import DOCS

pytest.importorskip("splink", reason="needs the extra splink")

from downtimekit.adapters.splink_audit import IndexAudit, on_duckdb, on_spark

pytestmark = pytest.mark.integration

SYLLABLES = [f"{a}{b}" for a in "bdfgklmnprstvz" for b in "aeiou"]
SECOND_CHARTS = 40


def a_name(dice: Random, length: int) -> str:
    """Return a name that nobody has."""
    return "".join(dice.choice(SYLLABLES) for _ in range(length)).capitalize()


def an_index(size: int) -> tuple[list[Patient], set[tuple[str, str]]]:
    """Return patients of whom some have a second chart, and which charts those are."""
    dice = Random(7)
    families, givens = [a_name(dice, 3) for _ in range(200)], [a_name(dice, 2) for _ in range(80)]
    patients = [
        Patient(
            mrn=f"T-{place}",
            family=dice.choice(families),
            given=dice.choice(givens),
            birth_date=date(1940, 1, 1) + timedelta(days=dice.randrange(25_000)),
            gender=dice.choice([AdministrativeGender.FEMALE, AdministrativeGender.MALE]),
            address=Address(
                lines=(f"{dice.randrange(1, 200)} {dice.choice(families)} Street",),
                city=dice.choice(["Springfield", "Shelbyville"]),
                postal_code=f"{dice.randrange(10_000, 10_100)}",
            ),
            phones=(PatientPhone(number=f"555{dice.randrange(10**7):07}"),),
        )
        for place in range(size)
    ]
    twice = dice.sample(patients, SECOND_CHARTS)
    second = [
        one.model_copy(update={"mrn": f"U-{place}", "given": (one.given or "")[:-1] if place % 2 else one.given})
        for place, one in enumerate(twice)
    ]
    return patients + second, {(one.mrn, other.mrn) for one, other in zip(twice, second, strict=True)}


def learned(weights: Weights, field: str, level: str) -> float:
    """Return what a level is worth, in bits."""
    return next(one.bits for one in weights.of(field) if one.level == level)


def test_on_duckdb_second_charts_are_found_and_weights_are_learned() -> None:
    patients, charts = an_index(1500)
    audit = IndexAudit.of(patients, engine=on_duckdb(threads=2))
    weights = audit.learn(learned_from="a made-up index", random_pairs=100_000)
    found = list(audit.duplicates(least=0.9))

    assert {(one.one, one.other) for one in found} == charts
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)
    assert weights.learned_from == "a made-up index"
    assert learned(weights, "given", "shorter") > learned(SHIPPED_WEIGHTS, "given", "shorter") + 2
    assert learned(weights, "city", "same") < 2  # there are two cities
    assert weights.of("mrn") == SHIPPED_WEIGHTS.of("mrn")  # two charts always have two numbers
    assert Weights.model_validate_json(weights.model_dump_json()) == weights
    assert "T-1" not in repr(found[0])


def test_who_has_no_name_or_was_merged_away_is_no_ones_second_chart() -> None:
    patients, _ = an_index(150)
    one = patients[0]
    aside = [
        one.model_copy(update={"mrn": "V-1", "unidentified": True}),
        one.model_copy(update={"mrn": "V-2", "merged_into": one.mrn}),
    ]

    assert not [found for found in IndexAudit.of([*patients, *aside]).duplicates() if "V-" in found.one + found.other]


def test_from_a_handful_nothing_is_learned() -> None:
    with pytest.raises(InvalidInput, match="100 are the least"):
        IndexAudit.of(an_index(150)[0][:20])


def test_the_page_on_health_systems_holds_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = Sybil(parsers=[PythonCodeBlockParser()], path=str(DOCS), pattern="*.md")
    document = blocks.parse(DOCS / "how-to" / "health-system.md")
    document.namespace["patients"], _ = an_index(300)
    for block in document.examples():
        block.evaluate()

    assert document.namespace["rules"].weights.learned_from == "our index of 2026-03-01"


@pytest.fixture
def spark() -> Iterator[Any]:
    """A Spark of two workers in this machine."""
    sql = pytest.importorskip("pyspark.sql", reason="needs pyspark")
    if not shutil.which("java"):
        pytest.skip("needs Java")
    quiet = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",
        "spark.default.parallelism": "4",
    }
    builder = sql.SparkSession.builder.master("local[2]")
    for key, value in quiet.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_on_spark_the_same_second_charts_are_found(spark: Any) -> None:  # noqa: ANN401  (a SparkSession)
    patients, charts = an_index(600)
    audit = IndexAudit.of(patients, engine=on_spark(spark))
    weights = audit.learn(learned_from="a made-up index", random_pairs=50_000)

    assert {(one.one, one.other) for one in audit.duplicates(least=0.9)} == charts
    assert learned(weights, "given", "shorter") > learned(SHIPPED_WEIGHTS, "given", "shorter") + 2
