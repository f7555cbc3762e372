"""Evidence adds up to a weight, weights can be learned and kept, and thresholds decide who sees what."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from pydantic import ValidationError

from downtimekit.backfill.matching import (
    FIELDS,
    IN_ONE_INDEX,
    SHIPPED_WEIGHTS,
    Judge,
    MatchRules,
    Scale,
    Seen,
    Thresholds,
    Weights,
    grade,
    learn,
    score,
)
from downtimekit.backfill.matching.answering import Found, Sheet
from downtimekit.backfill.matching.keys import narrow_keys
from downtimekit.backfill.matching.records import record_of
from downtimekit.backfill.matching.scoring import no_frequencies, worth_of_home
from downtimekit.models.matching import Agreement, Candidate, Evidence, MatchGrade, Veto
from downtimekit.models.patient import Address, Identifier, IdentifierKind, Patient, WrittenIdentity

HOME = Address(lines=("12 Elm St",), city="Springfield", state="IL", postal_code="62704")
WHOLE = {"family": "Okafor", "given": "Adaeze", "birth_date": date(1961, 3, 9), "address": HOME}
ADAEZE = Patient.model_validate({"mrn": "7001001", **WHOLE})
WRITTEN = WrittenIdentity.model_validate(WHOLE)
SAME_PERSON, LOOKS_ALIKE, NOBODY = 40.0, 35.0, -20.0


def candidate(mrn: str, weight: float, *vetoes: Veto, merged_into: str | None = None) -> Candidate:
    """Return somebody who fits so well."""
    return Candidate(
        patient=Patient(mrn=mrn, merged_into=merged_into), grade=MatchGrade.NONE, weight=weight, vetoes=vetoes
    )


def grades(*candidates: Candidate, among: int = 1000, thresholds: Thresholds | None = None) -> dict[str, str]:
    """Return who is graded how."""
    found = grade(candidates, thresholds or Thresholds(), among=among)
    return {one.mrn: one.grade.value for one in found}


def test_a_score_is_the_sum_of_its_evidence_and_says_why() -> None:
    found = score(WRITTEN, ADAEZE, SHIPPED_WEIGHTS)

    assert found.weight == pytest.approx(sum(one.weight for one in found.evidence))
    assert [one.field for one in found.evidence] == [field.key for field in FIELDS]
    assert found.grade is MatchGrade.NONE
    assert found.vetoes == ()
    assert "family: same +" in found.explain()
    assert "Okafor" not in found.explain()


def test_what_is_left_out_weighs_nothing() -> None:
    found = score(WrittenIdentity(family="Okafor"), ADAEZE, SHIPPED_WEIGHTS)
    weighed = {one.field for one in found.evidence if one.weight}

    assert weighed == {"family"}
    assert {one.field for one in found.evidence if one.agreement is Agreement.UNKNOWN} | weighed == {
        one.field for one in found.evidence
    }


def test_a_rare_name_says_more_than_a_common_one() -> None:
    def weight(share: float) -> float:
        found = score(WRITTEN, ADAEZE, SHIPPED_WEIGHTS, common=lambda field, _: share if field == "family" else 0.0)
        return found.weight or 0.0

    assert weight(0.01) < weight(0.001) < weight(0.00001)
    assert weight(0.0) == score(WRITTEN, ADAEZE, SHIPPED_WEIGHTS).weight


def test_names_in_each_others_place_say_as_much_as_they_are_rare() -> None:
    swapped = WrittenIdentity(family="Adaeze", given="Okafor", birth_date=date(1961, 3, 9))
    straight = WrittenIdentity(family="Okafor", given="Adaeze", birth_date=date(1961, 3, 9))
    rare, common = (lambda *_: 0.00001), (lambda *_: 0.02)

    def weight(sheet: WrittenIdentity, share: object) -> float:
        return score(sheet, ADAEZE, SHIPPED_WEIGHTS, common=share).weight or 0.0  # type: ignore[arg-type]

    assert weight(swapped, rare) == pytest.approx(weight(straight, rare), abs=0.1)
    assert weight(swapped, common) < weight(swapped, rare) - 20


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), {}),
        ((candidate("1", SAME_PERSON),), {"1": "certain"}),
        ((candidate("1", SAME_PERSON, Veto.NAMESAKE),), {"1": "possible"}),
        ((candidate("1", SAME_PERSON, Veto.TOO_LITTLE_WRITTEN),), {"1": "probable"}),
        ((candidate("1", SAME_PERSON), candidate("2", LOOKS_ALIKE)), {"1": "possible", "2": "possible"}),
        ((candidate("1", SAME_PERSON), candidate("2", NOBODY)), {"1": "certain", "2": "certainly-not"}),
        ((candidate("1", SAME_PERSON), candidate("2", SAME_PERSON)), {"1": "possible", "2": "possible"}),
        ((candidate("1", 9.0),), {"1": "probable"}),
        ((candidate("1", 5.0),), {"1": "possible"}),
        ((candidate("1", NOBODY),), {"1": "certainly-not"}),
        (
            (candidate("1", SAME_PERSON), candidate("2", SAME_PERSON, Veto.CHART_RETIRED, merged_into="1")),
            {"1": "certain", "2": "possible"},
        ),
    ],
)
def test_two_thresholds_a_margin_and_the_vetoes_decide(found: tuple[Candidate, ...], expected: dict[str, str]) -> None:
    assert grades(*found) == grades(*found[::-1]) == expected


def test_the_more_patients_there_are_the_more_must_be_written() -> None:
    assert grades(candidate("1", 22.0), among=1000) == {"1": "certain"}
    assert grades(candidate("1", 22.0), among=1_000_000) == {"1": "probable"}


def test_a_site_sets_its_own_thresholds() -> None:
    strict = Thresholds(match=0.9999999, margin=30)

    assert grades(candidate("1", 22.0), thresholds=strict) == {"1": "probable"}
    assert grades(candidate("1", SAME_PERSON), candidate("2", 15.0), thresholds=strict)["1"] == "possible"
    with pytest.raises(ValidationError, match="must not need more"):
        Thresholds(match=0.5, likely=0.6)


def test_probabilities_count_the_rivals() -> None:
    one, other = grade([candidate("1", 30.0), candidate("2", 30.0)], among=1000)

    assert one.probability == other.probability == pytest.approx(0.5, abs=0.001)
    assert Veto.ANOTHER_FITS_AS_WELL in one.vetoes


def test_a_number_does_not_win_where_the_name_is_exactly_another_ones() -> None:
    def agreeing(mrn: str, weight: float, given: Agreement) -> Candidate:
        same = [Evidence(field=field, agreement=Agreement.SAME) for field in ("family", "birth_date")]
        parts = (*same, Evidence(field="given", agreement=given))
        return candidate(mrn, weight).model_copy(update={"evidence": parts})

    named = agreeing("2", 15.0, Agreement.SAME)

    assert grades(agreeing("1", SAME_PERSON, Agreement.CLOSE), named)["1"] == "possible"
    assert grades(agreeing("1", SAME_PERSON, Agreement.SAME), named)["1"] == "certain"


def test_whose_number_it_is_is_always_shown() -> None:
    numbered = Evidence(field="mrn", agreement=Agreement.SAME)
    found = candidate("1", NOBODY).model_copy(update={"evidence": (numbered,)})

    assert grades(found) == {"1": "possible"}


def answer(
    written: WrittenIdentity,
    *patients: Patient,
    among: int = 10,
    rules: MatchRules | None = None,
    is_crowded: bool = False,
) -> list[Candidate]:
    """Return whom a judge finds among some patients who share a key with a sheet."""
    sheet = Sheet(written, record_of(written), among=among, common=no_frequencies, is_crowded=is_crowded)
    found = [Found(record_of(one), lambda one=one: one) for one in patients or (ADAEZE,)]  # type: ignore[misc]
    return list(Judge.by(rules or MatchRules()).answer(sheet, found, limit=9))


def test_a_number_that_stands_nearly_alone_and_a_crowd_are_never_certain() -> None:
    assert answer(WRITTEN)[0].grade is MatchGrade.CERTAIN
    assert answer(WRITTEN, is_crowded=True)[0].grade is MatchGrade.PROBABLE
    assert answer(WrittenIdentity(mrn="7001001"))[0].grade is MatchGrade.PROBABLE
    assert answer(WrittenIdentity(mrn="7001001", given="Adaeze"))[0].grade is MatchGrade.PROBABLE
    assert answer(WrittenIdentity(mrn="7001001", given="Adaeze", family="Okafor"))[0].grade is MatchGrade.CERTAIN


def test_whose_number_is_written_is_shown_among_ten_million_though_nothing_else_fits() -> None:
    noor = Patient(mrn="7002001", family="Haddad", given="Noor", birth_date=date(1990, 2, 2))
    labelled = {**WHOLE, "mrn": noor.mrn}
    found = answer(WrittenIdentity.model_validate(labelled), ADAEZE, noor, among=10_000_000)
    mislabelled = answer(WrittenIdentity.model_validate({**WHOLE, "mrn": "7009999"}), ADAEZE, noor, among=10_000_000)

    assert [(one.mrn, one.grade) for one in found] == [
        ("7001001", MatchGrade.POSSIBLE),
        (noor.mrn, MatchGrade.POSSIBLE),
    ]
    assert [one.mrn for one in mislabelled] == ["7001001"]


def test_a_number_that_the_chart_had_before_counts_as_its_own() -> None:
    former = Identifier(system="urn:hospital", value="600-0777", kind=IdentifierKind.MRN)
    chart = Patient.model_validate({**dict(ADAEZE), "identifiers": (former,)})
    written = WrittenIdentity(mrn="6000777", family="Okafor", given="Adaeze", birth_date=date(1961, 3, 9))

    assert answer(written, chart, among=1_000_000)[0].grade is MatchGrade.CERTAIN
    assert not set(narrow_keys(record_of(chart))).isdisjoint(narrow_keys(record_of(WrittenIdentity(mrn="6000777"))))


def test_a_wide_margin_counts_also_those_who_are_hardly_likely() -> None:
    stranger = Patient(mrn="7002001", family="Haddad", given="Noor", birth_date=date(1990, 2, 2))
    wide = MatchRules(thresholds=Thresholds(margin=200))

    assert answer(WRITTEN, ADAEZE, stranger)[0].grade is MatchGrade.CERTAIN
    assert answer(WRITTEN, ADAEZE, stranger, rules=wide)[0].grade is not MatchGrade.CERTAIN


def test_a_shared_home_is_worth_no_more_than_to_single_out_a_household() -> None:
    lodger = Patient(mrn="7002001", family="Haddad", given="Noor", birth_date=date(1990, 2, 2), address=HOME)
    (found,) = answer(WRITTEN, ADAEZE, lodger, among=1_000_000)
    at_home = [one.weight for one in found.evidence if one.field in ("house", "street", "city", "state", "postcode")]

    assert found.mrn == ADAEZE.mrn
    assert sum(at_home) == pytest.approx(worth_of_home(1_000_000)) == pytest.approx(18.35, abs=0.01)
    assert found.weight == pytest.approx(sum(one.weight for one in found.evidence))
    assert worth_of_home(0) == worth_of_home(3) == 1


def test_weights_and_rules_can_be_saved_and_read_again() -> None:
    rules = MatchRules(thresholds=Thresholds(margin=12))

    assert MatchRules.model_validate_json(rules.model_dump_json()) == rules
    assert Weights.model_validate_json(SHIPPED_WEIGHTS.model_dump_json()) == SHIPPED_WEIGHTS


def test_all_that_is_wrong_with_a_table_of_weights_is_told_at_once() -> None:
    family, given, *others = SHIPPED_WEIGHTS.fields
    short = given.model_copy(update={"levels": given.levels[:2]})
    unknown = family.model_copy(update={"field": "shoe_size"})
    with pytest.raises(ValidationError) as caught:
        Weights(fields=(short, unknown, *others, *others[:1]))

    for words in ("family is missing", "given needs these levels", "not known", "given twice"):
        assert re.search(words, str(caught.value))


def test_shipped_weights_are_shares_and_favour_agreement() -> None:
    for field in SHIPPED_WEIGHTS.fields:
        assert sum(level.m for level in field.levels) == pytest.approx(1, abs=0.02)
        assert sum(level.u for level in field.levels) == pytest.approx(1, abs=0.04)
        assert field.levels[0].bits > 0 > field.levels[-1].bits


def test_weights_are_learned_from_pairs_that_nobody_has_labelled() -> None:
    fields = tuple(field for field in FIELDS if field.key in ("birth_date", "phone"))
    same, slip, other = (1, 1), (2, 1), (5, 3)
    seen = Seen(
        fields,
        likely=Counter({same: 80, slip: 20, other: 900}),
        random=Counter({(5, 3): 900, (5, 0): 100}),
        same={"birth_date": 1 / 20_000, "phone": 1e-6},
        pairs=1_000_000,
        matches=100,
    )
    learned = learn(seen, SHIPPED_WEIGHTS, learned_from="a test")
    birth = learned.weights.of("birth_date")

    assert learned.matches == pytest.approx(100, rel=0.1)
    assert birth[0].m == pytest.approx(0.8, abs=0.05)
    assert birth[1].m == pytest.approx(0.2, abs=0.05)
    assert birth[0].u == pytest.approx(1 / 20_000)
    assert learned.weights.of("phone")[2].u > 0.98
    assert learned.weights.of("family") == SHIPPED_WEIGHTS.of("family")
    assert learned.weights.learned_from == "a test"


def test_in_one_index_numbers_tell_nobody_apart() -> None:
    assert {field.key for field in FIELDS} - {field.key for field in IN_ONE_INDEX} == {"mrn"}
    assert len(Scale.of(SHIPPED_WEIGHTS, fields=IN_ONE_INDEX).bits) == len(IN_ONE_INDEX)
