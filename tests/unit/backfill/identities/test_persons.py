"""Patients without a name, twins, and what is known of somebody whatever order it was told in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from downtimekit.backfill.identities import (
    Alike,
    Identities,
    IdentityTerms,
    Unnamed,
    keys_in_doubt,
    under_current_number,
    unidentified,
)
from downtimekit.errors import InvalidInput
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import ChartEntry
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.orders import Order, OrderAction, Orders
from downtimekit.models.paperwork import PaperRegistration
from downtimekit.models.patient import Identifier, IdentifierKind, Patient, WrittenIdentity
from downtimekit.models.registration import Clearable, PatientEvent, Registration, RegistrationEvent
from tests.unit.backfill.identities.told import (
    NOON,
    at,
    downtime_number,
    linked,
    merged,
    parted,
    registered,
    renumbered,
    sheet,
    who,
)

ALPHA = who("E-1", "Trauma", "Alpha", unidentified=True)
NAMED = who("E-1", "Testwell", "Ada")
UPDATED = RegistrationEvent.PERSON_UPDATED


def entry(mrn: str, key: str = "k", *, patient: Patient | None = None) -> ChartEntry:
    """Return a registration that is entered late."""
    late = LateEntry(occurred_at=NOON, performed_by="Tomo Tamura", recorded_at=NOON, entered_by="Robin Roe")
    kind = RecordKind.REGISTRATION
    return ChartEntry(key=key, kind=kind, mrn=mrn, content=PaperRegistration(), late=late, patient=patient)


def test_an_unidentified_patient_stays_on_the_list_until_somebody_names_them() -> None:
    identities = Identities.of([registered(ALPHA, hour=9), registered("T-9")])

    assert unidentified(identities) == (Unnamed("E-1", at(9)),)
    assert identities.alike("E-1") == ()
    assert unidentified(identities.heard(registered(NAMED, event=UPDATED))) == ()
    assert unidentified(identities.heard(merged(("E-1", "T-9")))) == ()


def test_a_message_that_only_repeats_the_alias_names_nobody() -> None:
    identities = Identities.of([registered(ALPHA)])
    moved = registered(who("E-1", "TRAUMA", "Alpha"), event=RegistrationEvent.TRANSFERRED)
    discharged = registered(who("E-1"), event=RegistrationEvent.DISCHARGED)

    assert len(unidentified(identities.heard(moved).heard(discharged))) == 1


def test_a_trauma_name_never_finds_the_next_one_who_is_called_so() -> None:
    next_one = who("E-2", "Trauma", "Alpha")
    identities = Identities.of([registered(ALPHA), registered(next_one), registered(who("E-3", "Trauma", "Alpha"))])

    assert [one.number for one in unidentified(identities)] == ["E-1", "E-2", "E-3"]
    assert [identities.alike(number) for number in ("E-1", "E-2", "E-3")] == [(), (), ()]
    terms = IdentityTerms(is_alias=lambda patient: patient.family == "Unknown")
    assert len(unidentified(Identities.of([registered(who("E-4", "Unknown", "Man"))], terms=terms))) == 1


def test_naming_keeps_the_number_drops_the_estimate_and_looks_for_duplicates_again() -> None:
    guessed = ALPHA.model_copy(update={"birth_date": date(1990, 1, 1)})
    identities = Identities.of([registered(guessed), registered(who("T-1", "Testwell", "Ada"))])
    assert identities.alike("E-1") == ()

    only_a_name = identities.heard(registered(Patient(mrn="E-1", family="Testwell"), event=UPDATED))
    assert only_a_name.patient("E-1") == Patient(mrn="E-1", family="Testwell")
    named = identities.heard(registered(NAMED, event=UPDATED))
    assert named.resolve("E-1") == "E-1"
    assert named.alike("E-1") == (Alike("T-1", maybe_twin=False),)
    assert named.heard(linked("E-1", "T-1")).alike("E-1") == ()
    assert named.heard(linked("E-1", "T-1", holds=False)).alike("E-1") == ()
    assert named.heard(merged(("E-1", "T-1"))).resolve("E-1") == "T-1"


def test_the_emergency_number_still_leads_to_whom_it_was_given() -> None:
    identities = Identities.of([registered(ALPHA), registered(NAMED, event=UPDATED), renumbered("E-1", "T-7")])

    assert identities.resolve("E-1") == "T-7"
    assert identities.patient("E-1") == who("T-7", "Testwell", "Ada")


def test_twins_are_merged_only_where_somebody_has_looked() -> None:
    twins = [registered(who("T-1", "Twining", "Ann")), registered(who("T-2", "Twining", "Anna"))]
    identities, event = Identities.of(twins), merged(("T-1", "T-2"))

    assert identities.alike("T-1") == (Alike("T-2", maybe_twin=True),)
    with pytest.raises(InvalidInput, match="say that they are one person, and no twins"):
        identities.heard(event)
    assert identities.heard(event, twins_acknowledged=True).resolve("T-1") == "T-2"
    assert Identities.of([*twins, event]).resolve("T-1") == "T-2"


def test_what_is_known_of_somebody_is_the_latest_by_the_senders_clock() -> None:
    moved = Registration(event=UPDATED, patient=who("A", "Newname"), occurred_at=at(12))
    cleared = Registration(event=UPDATED, patient=Patient(mrn="A"), clears=(Clearable.BIRTH_DATE,), occurred_at=at(11))
    first = registered(who("A", "Testwell", "Ada", gender="female"), hour=9)
    told: list[PatientEvent] = [moved, cleared, first]

    known = {Identities.of(order).patient("A") for order in (told, told[::-1], [cleared, first, moved])}
    assert known == {who("A", "Newname", "Ada", gender="female")}
    gone = Identities.of([first, cleared]).patient("A")
    assert gone is not None
    assert gone.birth_date is None


def test_what_comes_along_with_a_merge_counts_only_where_nothing_else_is_known() -> None:
    event = merged(("A", "B"))
    told = event.model_copy(
        update={"pairs": (event.pairs[0].model_copy(update={"survivor": who("B", "Other", "Name")}),)}
    )

    assert Identities.of([told]).patient("A") == who("B", "Other", "Name")
    assert Identities.of([registered(who("B", "Testwell", "Ada")), told]).patient("B") == who("B", "Testwell", "Ada")


def test_a_sheet_with_an_alias_is_on_the_list_until_its_number_leads_to_a_name() -> None:
    alias = WrittenIdentity(family="Trauma", given="Beta", unidentified=True)
    with_number = alias.model_copy(update={"identifiers": (downtime_number("D-1"),)})
    sheets = [
        sheet("c1", alias, serial="W-1"),
        sheet("c2", with_number),
        sheet("c3", with_number),
        sheet("c4", WrittenIdentity(mrn="T-1")),
    ]
    terms = IdentityTerms(is_temporary=lambda number: number.startswith("D-"))
    nobody = Identities.of([], terms=terms)

    assert unidentified(nobody, sheets) == (
        Unnamed(None, NOON, ("c1",)),
        Unnamed("D-1", NOON, ("c2", "c3"), temporary=True),
    )
    named = nobody.heard(registered(who("T-1", "Testwell", identifiers=(downtime_number("D-1"),))))
    assert [one.captures for one in unidentified(named, sheets)] == [("c1",)]
    assert unidentified(named, sheets, confirmed={"c1": "T-1"}) == ()
    assert unidentified(named, sheets, confirmed={"c1": "T-404"}) == ()
    assert "D-1" not in repr(unidentified(nobody, sheets))


def test_what_was_written_while_two_records_were_one_needs_a_person() -> None:
    event = parted("A", "B", hour=12)
    identities = Identities.of([merged(("A", "B"), hour=10), merged(("B", "C"), hour=11)])
    hours = {
        "before": ("B", 9),
        "meanwhile": ("B", 10.5),
        "to the next": ("C", 11.5),
        "other": ("X", 11),
        "later": ("B", 13),
    }
    entered = [
        (entry(mrn, key.replace(" ", "-")), NOON.replace(hour=0) + timedelta(hours=hour))
        for key, (mrn, hour) in hours.items()
    ]

    for known in (identities, identities.heard(event)):
        assert keys_in_doubt(event, identities=known, entered=entered) == ("meanwhile", "to-the-next")


def test_what_goes_out_names_the_number_that_counts() -> None:
    identities = Identities.of([merged(("A", "B")), renumbered("D-1", "A2"), registered("Z")])
    foreign = Identifier(system="elsewhere", value="A", kind=IdentifierKind.INSURANCE)
    patient = who("A", "Testwell", identifiers=(downtime_number("D-1"), foreign))

    out = under_current_number(patient, identities)
    assert (out.mrn, out.identifiers) == ("B", (foreign,))
    assert under_current_number(entry("A", patient=patient), identities).patient == out
    assert under_current_number(entry("A"), identities).mrn == "B"
    orders = Orders(patient=patient, orders=(Order(action=OrderAction.NEW),))
    assert under_current_number(orders, identities).patient == out
    old_chart = who("A", "Testwell", merged_into="B")
    assert under_current_number(old_chart, identities) == who("B", "Testwell")
    known, written, ordered = who("Z"), entry("Z"), Orders(patient=who("Z"), orders=orders.orders)
    assert under_current_number(known, identities) is known
    assert under_current_number(written, identities) is written
    assert under_current_number(ordered, identities) is ordered
