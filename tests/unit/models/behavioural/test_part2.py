"""42 CFR Part 2: the mark on a record, and whether a consent counts."""

from __future__ import annotations

from datetime import date

import pytest

from downtimekit.models.behavioural import PART2_NOTICE, Part2Consent, Part2Mark
from downtimekit.models.behavioural.part2 import part2_concerns

WHOLE = Part2Consent(
    discloser="Planted programme",
    information="attendance",
    recipients="Planted clinic",
    purpose="treatment",
    right_to_revoke_told=True,
    expires="end of treatment",
    signed_by_patient=True,
    signed_on=date(2026, 3, 3),
)
ELEMENTS = {
    "discloser": "42 CFR 2.31(a)(2)",
    "information": "42 CFR 2.31(a)(3)",
    "recipients": "42 CFR 2.31(a)(4)",
    "purpose": "42 CFR 2.31(a)(5)",
    "right_to_revoke_told": "42 CFR 2.31(a)(6)",
    "expires": "42 CFR 2.31(a)(7)",
    "signed_by_patient": "42 CFR 2.31(a)(8)",
    "signed_on": "42 CFR 2.31(a)(9)",
}


def test_a_whole_consent_counts_from_the_day_on_which_it_was_signed() -> None:
    assert WHOLE.missing == ()
    assert [WHOLE.counts_on(day) for day in (date(2026, 3, 2), date(2026, 3, 3), date(2030, 1, 1))] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(("name", "source"), ELEMENTS.items())
def test_a_consent_that_lacks_an_element_does_not_count(name: str, source: str) -> None:
    consent = WHOLE.model_copy(update={name: Part2Consent.model_fields[name].default})
    (concern,) = part2_concerns(Part2Mark(protected=True, consent=consent))

    assert consent.missing == (name,)
    assert not consent.counts_on(date(2026, 3, 4))
    assert (concern.path, concern.source) == (f"consent.{name}", source)
    assert "Planted" not in str(concern)


def test_a_consent_ends_with_its_last_day_and_with_its_revocation() -> None:
    dated = WHOLE.model_copy(update={"expires": "", "expires_on": date(2026, 6, 30)})
    revoked = WHOLE.model_copy(update={"revoked_on": date(2026, 4, 1)})

    assert [dated.counts_on(date(2026, 6, 30)), dated.counts_on(date(2026, 7, 1))] == [True, False]
    assert [revoked.counts_on(date(2026, 3, 31)), revoked.counts_on(date(2026, 4, 1))] == [True, False]


def test_a_record_that_is_not_protected_needs_no_consent() -> None:
    assert list(part2_concerns(Part2Mark(protected=False))) == []
    assert list(part2_concerns(Part2Mark(protected=True, consent=WHOLE))) == []


def test_the_notice_is_the_short_statement_of_the_rule() -> None:
    assert PART2_NOTICE.startswith("42 CFR part 2 prohibits unauthorized")
