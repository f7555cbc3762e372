"""What a pharmacist would send a prescription back for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

from downtimekit.models.concern import Gravity
from downtimekit.models.prescriptions import (
    FEDERAL,
    NEW_YORK,
    DeaSchedule,
    PaperPrescription,
    PrescriptionPolicy,
    Sourced,
    check_prescription,
    follow_up_due,
)
from downtimekit.models.prescriptions.policy import CONTENT, CONTROLLED_ITEMS
from tests.prescriptions import DRUG, NOON, PRESCRIBER, on_paper, said_on_paper

CONTROLLED = ["CII", "CIII", "CIV", "CV"]
EMERGENCY = {
    "given_at": NOON,
    "pharmacy": {"name": "Corner Pharmacy"},
    "immediate_need": True,
    "no_alternative": True,
    "writing_impossible": True,
}


def found(prescription: PaperPrescription, policy: PrescriptionPolicy = FEDERAL) -> dict[str, tuple[str, str]]:
    """Return the code and the source of each concern, by the field that it is about."""
    concerns = check_prescription(prescription, policy=policy)
    assert len({concern.path for concern in concerns}) == len(concerns)
    return {concern.path: (concern.code, concern.source) for concern in concerns}


def without(path: str) -> PaperPrescription:
    """Return a faultless prescription that lacks one thing."""
    said = said_on_paper()
    whole, _, part = path.partition(".")
    if part:
        inner = {"drug": DRUG, "prescriber": PRESCRIBER}[whole]
        if path == "drug.name":
            said.pop("drug")
        else:
            said[whole] = {name: value for name, value in inner.items() if name != part}
    else:
        said.pop(whole)
    return PaperPrescription.model_validate(said)


@pytest.mark.parametrize("schedule", CONTROLLED)
@pytest.mark.parametrize("policy", [FEDERAL, NEW_YORK], ids=["federal", "new_york"])
def test_a_whole_prescription_has_no_fault(schedule: str, policy: PrescriptionPolicy) -> None:
    assert found(on_paper(schedule=schedule), policy) == {}


@pytest.mark.parametrize("path", CONTROLLED_ITEMS)
def test_each_thing_that_the_regulation_lists_is_missed_with_its_source(path: str) -> None:
    missed = found(without(path))

    assert missed[path] == ("content_missing", "21 CFR 1306.05(a)")
    in_the_drug = {"drug.name", "drug.strength", "drug.form"} if path == "drug.name" else {path}
    assert set(missed) == in_the_drug


@pytest.mark.parametrize("path", CONTROLLED_ITEMS)
def test_a_drug_that_is_not_controlled_needs_what_the_policy_says(path: str) -> None:
    said = without(path).model_copy(update={"schedule": DeaSchedule.NOT_CONTROLLED})
    missed = found(said)

    assert (path in missed) == (path in FEDERAL.plain_items)
    assert {source for _, source in missed.values()} <= {"state law"}


def test_an_empty_prescription_is_told_everything_at_once() -> None:
    missed = found(PaperPrescription())

    assert set(missed) == {*CONTROLLED_ITEMS, "schedule", "signed", "paper_reason", "control_number"}


def test_a_drug_of_unknown_schedule_is_held_to_the_strictest_rule_for_content() -> None:
    said = found(on_paper(schedule=None, patient_address=""))

    assert said == {"schedule": ("schedule_unknown", ""), "patient_address": ("content_missing", CONTENT)}


@pytest.mark.parametrize(
    ("otherwise", "path", "code", "source"),
    [
        ({"signed": None}, "signed", "not_signed", "21 CFR 1306.05(d)"),
        ({"signed": False}, "signed", "not_signed", "21 CFR 1306.05(d)"),
        ({"signed_on": None}, "signed_on", "signing_day_unknown", "21 CFR 1306.05(a)"),
        ({"signed_on": "2026-03-04"}, "signed_on", "signed_on_another_day", "21 CFR 1306.05(a)"),
        ({"refills": 1}, "refills", "refills", "21 CFR 1306.12(a)"),
        ({"schedule": "CIII", "refills": 6}, "refills", "refills", "21 CFR 1306.22(a)"),
        ({"schedule": "CIV", "refills": 6}, "refills", "refills", "21 CFR 1306.22(a)"),
        ({"conveyance": "fax"}, "conveyance", "fax_needs_original", "21 CFR 1306.11(a)"),
        ({"conveyance": "oral"}, "oral", "oral_unexplained", "21 CFR 1306.11(d)"),
        ({"paper_reason": None}, "paper_reason", "paper_reason", "N.Y. Public Health Law 281(3)"),
        ({"paper_reason": "other"}, "paper_note", "paper_note", "N.Y. Public Health Law 281(3)"),
        ({"patient_name": "Nora"}, "patient_name", "name_not_full", "21 CFR 1306.05(a)"),
        ({"drug": {**DRUG, "name": "Sodium Oxybate"}}, "medical_need", "medical_need", "21 CFR 1306.05(c)"),
        ({"control_number": None}, "control_number", "control_number", ""),
    ],
)
def test_what_is_wrong_is_named_with_its_source(
    otherwise: dict[str, object], path: str, code: str, source: str
) -> None:
    assert found(on_paper(**otherwise)) == {path: (code, source)}


@pytest.mark.parametrize(
    "otherwise",
    [
        {"schedule": "CIII", "refills": 5},
        {"schedule": "CV", "refills": 11},
        {"schedule": "not_controlled", "refills": 11},
        {"schedule": "not_controlled", "signed_on": "2026-03-04"},
        {"schedule": "CIV", "conveyance": "fax"},
        {"schedule": "CIV", "conveyance": "oral", "signed": None, "signed_on": None, "control_number": None},
        {"paper_reason": "other", "paper_note": "The network was down in the whole county"},
        {"drug": {**DRUG, "name": "Sodium Oxybate"}, "medical_need": "Narcolepsy"},
    ],
)
def test_what_is_allowed_is_not_held_against_anybody(otherwise: dict[str, object]) -> None:
    assert found(on_paper(**otherwise)) == {}


@pytest.mark.parametrize(
    ("number", "code"),
    [("AP5836728", "dea_number"), ("none", "dea_number"), ("AR5836727", "dea_letter"), ("FH1234563-012", None)],
)
def test_the_registration_number_is_checked(number: str, code: str | None) -> None:
    said = found(on_paper(prescriber={**PRESCRIBER, "dea_number": number}))

    assert [told for told, _ in said.values()] == ([code] if code else [])


def test_an_earlier_name_in_the_registration_number_is_a_warning_only() -> None:
    (concern,) = check_prescription(on_paper(prescriber={**PRESCRIBER, "dea_number": "AR5836727"}))

    assert concern.gravity is Gravity.WARNING


def test_the_rules_of_the_policy_are_a_sites_own() -> None:
    strict = evolve(FEDERAL, most_refills={DeaSchedule.CV: Sourced(0, "our pharmacy committee")})
    relaxed = evolve(FEDERAL, reason_required=False, control_number_required=False)

    assert found(on_paper(schedule="CV", refills=1), strict) == {"refills": ("refills", "our pharmacy committee")}
    assert found(on_paper(refills=3), strict) == {}
    assert found(on_paper(paper_reason=None, control_number=None), relaxed) == {}


# An emergency, by phone


def by_phone(**otherwise: object) -> PaperPrescription:
    """Return an emergency order by phone for schedule II."""
    changes = {"conveyance": "oral", "oral": EMERGENCY, "signed": None, "signed_on": None, "control_number": None}
    return on_paper(**(changes | otherwise))


def test_an_emergency_order_by_phone_needs_no_signature() -> None:
    assert found(by_phone(days_supply=2)) == {}


@pytest.mark.parametrize("condition", ["immediate_need", "no_alternative", "writing_impossible"])
@pytest.mark.parametrize("answer", [None, False])
def test_an_order_by_phone_states_each_condition_of_an_emergency(condition: str, answer: bool | None) -> None:
    said = found(by_phone(oral={**EMERGENCY, condition: answer}))

    assert said == {f"oral.{condition}": ("not_an_emergency", "21 CFR 290.10")}


@pytest.mark.parametrize(("policy", "hours"), [(FEDERAL, 7 * 24), (NEW_YORK, 72)], ids=["federal", "new_york"])
def test_the_pharmacy_must_have_the_written_prescription_in_time(policy: PrescriptionPolicy, hours: int) -> None:
    due = NOON + timedelta(hours=hours)
    confirmed = {"oral_order_at": NOON, "authorization_on_face": True}
    source = policy.follow_up_within.source

    assert follow_up_due(by_phone(), policy=policy) == due
    assert found(on_paper(follow_up={**confirmed, "delivered_at": due}), policy) == {}
    late = on_paper(follow_up={**confirmed, "delivered_at": due + timedelta(seconds=1)})
    assert found(late, policy) == {"follow_up.delivered_at": ("follow_up_late", source)}


def test_a_follow_up_bears_the_words_of_the_regulation() -> None:
    said = check_prescription(on_paper(follow_up={"oral_order_at": NOON}))

    assert [(concern.path, concern.source) for concern in said] == [
        ("follow_up.authorization_on_face", "21 CFR 1306.11(d)(4)")
    ]
    assert "'Authorization for Emergency Dispensing'" in said[0].words


@pytest.mark.parametrize("otherwise", [{"oral": None}, {"schedule": "CIII"}])
def test_nothing_follows_an_order_that_was_no_emergency_for_schedule_two(otherwise: dict[str, object]) -> None:
    assert follow_up_due(by_phone(**otherwise)) is None


# New York


@pytest.mark.parametrize(
    ("otherwise", "expected"),
    [
        ({"days_supply": 5}, {}),
        ({"days_supply": 6}, {"days_supply": ("too_many_days", "N.Y. Public Health Law 281(3)(d)")}),
        ({"days_supply": None}, {"days_supply": ("days_unknown", "N.Y. Public Health Law 281(3)(d)")}),
        ({"days_supply": 90, "schedule": "not_controlled"}, {}),
    ],
)
def test_in_new_york_paper_for_fear_of_harm_lasts_five_days(
    otherwise: dict[str, object], expected: dict[str, object]
) -> None:
    said = on_paper(paper_reason="patient_harm_delay", **otherwise)

    assert found(said, NEW_YORK) == expected
    assert found(said, FEDERAL) == {}


def test_in_new_york_an_emergency_order_by_phone_lasts_five_days() -> None:
    assert found(by_phone(days_supply=6), NEW_YORK) == {"days_supply": ("emergency_too_long", "10 NYCRR 80.68(b)")}
    assert found(by_phone(days_supply=5), NEW_YORK) == {}


# Failed electronic prescriptions


def test_a_reprint_needs_a_report_and_a_statement() -> None:
    failure = {"pharmacy": {"name": "Corner Pharmacy"}, "sent_at": NOON}
    whole = {**failure, "reported_by": "pharmacy", "statement_on_face": True}

    assert found(on_paper(failed_transmission=failure)) == {
        "failed_transmission.reported_by": ("failure_not_reported", "21 CFR 1311.170(b)"),
        "failed_transmission.statement_on_face": ("failure_statement", "21 CFR 1311.170(b)"),
    }
    assert found(on_paper(failed_transmission=whole, control_number=None)) == {}


def test_no_concern_shows_what_stands_on_the_prescription() -> None:
    planted = ["Plantedname", "9 Planted Lane", "Plantedol", "Planted directions", "XX0000000"]
    said = on_paper(
        patient_name=planted[0],
        patient_address=planted[1],
        drug={"name": planted[2]},
        directions=planted[3],
        prescriber={"name": "Perla Pond", "dea_number": planted[4]},
        refills=9,
    )
    concerns = check_prescription(said)
    told = " ".join(f"{concern} {concern!r}" for concern in concerns) + repr(said) + repr(said.prescriber)

    assert len(concerns) > 4
    assert [words for words in planted if words in told] == []


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 3, 2), {"issued_on": ("dated_ahead", CONTENT)}),
        (date(2026, 3, 3), {}),
        (date(2026, 4, 3), {}),
        (None, {}),
    ],
)
def test_a_prescription_is_never_dated_ahead(today: date | None, told: dict[str, tuple[str, str]]) -> None:
    concerns = check_prescription(on_paper(), today=today)

    assert {concern.path: (concern.code, concern.source) for concern in concerns} == told


def test_a_confirmation_follows_the_order_by_phone() -> None:
    follow_up = {"oral_order_at": NOON, "authorization_on_face": True}

    assert found(on_paper(follow_up=follow_up | {"delivered_at": NOON})) == {}
    early = on_paper(follow_up=follow_up | {"delivered_at": NOON - timedelta(minutes=1)})
    assert found(early) == {"follow_up.delivered_at": ("follow_up_early", "")}


@pytest.mark.parametrize("schedule", ["CII", "CIV"])
def test_paper_that_tells_of_an_order_by_phone_is_told_to_be_its_follow_up(schedule: str) -> None:
    assert found(on_paper(schedule=schedule, oral=EMERGENCY)) == {"oral": ("not_oral", "")}
