"""The numbers of drugs, pharmacies and prescribers."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from downtimekit.models.prescriptions import Drug, Pharmacy, dea_letter_fits, dea_number_fault


@pytest.mark.parametrize(
    "number",
    [
        "AP5836727",  # the worked example of takerx.com: 5+3+7 + 2*(8+6+2) = 47
        "F91234563",  # a business, after the article in Wikipedia: 1+3+5 + 2*(2+4+6) = 33
        "ap 5836727",
        "FH1234563-012",
        "MP5836727",
    ],
)
def test_a_dea_number_with_the_right_check_digit_is_accepted(number: str) -> None:
    assert dea_number_fault(number) is None


@pytest.mark.parametrize("place", range(7))
def test_one_wrong_digit_of_a_dea_number_is_found(place: int) -> None:
    digits = "5836727"
    for other in "0123456789":
        wrong = "AP" + digits[:place] + other + digits[place + 1 :]
        # twice a digit and twice a digit that is five more end in the same digit: the algorithm is blind there
        blind = place in (1, 3, 5) and (int(other) - int(digits[place])) % 5 == 0
        fault = dea_number_fault(wrong)
        assert (fault is None) == (other == digits[place] or blind), wrong


@pytest.mark.parametrize("number", ["", "5836727", "AP583672", "AP58367270", "A15836727", "AP5836727-", "PAPER", "?"])
def test_what_is_no_dea_number_is_said_to_be_none(number: str) -> None:
    fault = dea_number_fault(number)

    assert fault is not None
    assert fault.startswith("is not a DEA number")


@pytest.mark.parametrize(
    ("number", "name", "fits"),
    [
        ("AP5836727", "Perla Pond, MD", True),
        ("AP5836727", "Pond, Perla", True),
        ("AP5836727", "Rosa Reyes, MD", False),
        ("F91234563", "Rosa Reyes, MD", True),
        ("FH1234563-012", "Rosa Reyes, MD", True),
        ("nonsense", "Perla Pond", False),
        ("AJ1234563", "Mary Smith-Jones", True),
        ("AA1234563", "Rosa Ångström", True),
        ("AB1234563", "Sinéad O'Brien", True),
        ("AM1234563", "Rosa Reyes (3M)", True),
        ("AÅ1234563", "Rosa Ångström", False),
    ],
)
def test_the_second_letter_is_that_of_the_surname(number: str, name: str, fits: bool) -> None:
    assert dea_letter_fits(number, name=name) is fits


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0002-7597-01", "00002-7597-01"),
        ("50242-040-62", "50242-0040-62"),
        ("60575-4112-1", "60575-4112-01"),
        ("60575-4112-01", "60575-4112-01"),
        ("60575411201", "60575-4112-01"),
    ],
)
def test_a_drug_code_in_any_form_becomes_that_of_a_claim(written: str, kept: str) -> None:
    assert Drug.model_validate({"name": "Samplol", "ndc": written}).ndc == kept


@pytest.mark.parametrize(
    "written", ["0002759701", "0002-759-01", "00027-597-01-1", "000275970", "ABCDE-1234-12", "123456-1234-12"]
)
def test_a_drug_code_that_can_be_read_in_three_ways_or_in_none_is_refused(written: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Drug.model_validate({"name": "Samplol", "ndc": written})

    assert "ten digits without hyphens can be read in three ways" in str(refusal.value)
    assert written not in str(refusal.value)


@pytest.mark.parametrize(("code", "accepted"), [("1091155", True), ("0123", False), ("123456789", False), ("x", False)])
def test_an_rxnorm_code_is_a_number_without_leading_zeros(code: str, accepted: bool) -> None:
    try:
        Drug.model_validate({"name": "Samplol", "rxcui": code})
    except ValidationError:
        assert not accepted
    else:
        assert accepted


@pytest.mark.parametrize(("code", "accepted"), [("3312345", True), ("331234", False), ("33123456", False)])
def test_a_pharmacy_has_seven_digits(code: str, accepted: bool) -> None:
    try:
        Pharmacy(name="Corner Pharmacy", ncpdp_id=code)
    except ValidationError:
        assert not accepted
    else:
        assert accepted
