"""What becomes of numbers: merged, changed, linked and parted; and what contradicts what was told before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from downtimekit.backfill.identities import How, Identities, IdentityTerms
from downtimekit.errors import InvalidInput
from downtimekit.models.registration import Merge, MergedPair, PatientEvent
from tests.unit.backfill.identities.told import at, downtime_number, linked, merged, parted, registered, renumbered, who

TERMS = IdentityTerms(is_temporary=lambda number: number.startswith("D-"))


def words(event: PatientEvent, *told: PatientEvent, twins: bool = False) -> list[str]:
    """Return what speaks against an event after others."""
    return [str(fault) for fault in Identities.of(told, terms=TERMS).refusals(event, twins_acknowledged=twins)]


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        ([], {"A": "A"}),
        ([merged(("A", "B"))], {"A": "B", "B": "B"}),
        ([merged(("A", "B")), merged(("B", "C"))], {"A": "C", "B": "C", "C": "C"}),
        ([merged(("A", "C"), ("B", "C"))], {"A": "C", "B": "C"}),
        ([merged(("A", "B"), ("C", "D"))], {"A": "B", "C": "D"}),
        ([renumbered("D-1", "A"), merged(("A", "B"))], {"D-1": "B", "A": "B"}),
        ([merged(("A", "B")), renumbered("B", "C")], {"A": "C", "B": "C"}),
        ([merged(("A", "B")), merged(("A", "B"))], {"A": "B"}),
        ([merged(("A", "B")), merged(("B", "C")), merged(("A", "B"))], {"A": "C", "B": "C"}),
        ([merged(("A", "B")), merged(("B", "C")), merged(("A", "C"))], {"A": "C", "B": "C"}),
        ([renumbered("A", "B"), renumbered("A", "B")], {"A": "B"}),
        ([merged(("A", "B")), parted("A", "B")], {"A": "A", "B": "B"}),
        ([merged(("X", "A")), merged(("A", "B")), parted("A", "B")], {"X": "A", "A": "A", "B": "B"}),
        ([linked("A", "B")], {"A": "A", "B": "B"}),
    ],
)
def test_a_number_leads_to_the_one_that_counts(told: Sequence[PatientEvent], ends: dict[str, str]) -> None:
    identities = Identities.of(told)

    assert {number: identities.resolve(number) for number in ends} == ends
    assert identities.retired == {number for number, now in ends.items() if now != number}
    assert identities.survivors == {number: now for number, now in ends.items() if now != number}


GONE = "is retired: another number counts instead, which the message must name"
CIRCLE = "survivor.mrn: became the number that is to be merged into it: that is a circle"


@pytest.mark.parametrize(
    ("told", "event", "faults"),
    [
        ([merged(("A", "B"))], registered("A"), [f"patient.mrn: {GONE}"]),
        ([merged(("A", "B"))], merged(("C", "A")), [f"pairs[0].survivor.mrn: {GONE}"]),
        ([merged(("A", "B"))], merged(("A", "C")), ["pairs[0].prior: was retired before, into another record"]),
        ([merged(("A", "B"))], merged(("B", "A")), [f"pairs[0].survivor.mrn: {GONE}", f"pairs[0].{CIRCLE}"]),
        (
            [merged(("A", "B"), hour=11)],
            merged(("B", "A"), hour=10),
            [f"pairs[0].{CIRCLE}"],
        ),
        ([], merged(("A", "B"), ("B", "A")), [f"pairs[1].survivor.mrn: {GONE}", f"pairs[1].{CIRCLE}"]),
        (
            [merged(("A", "B"))],
            merged(("A", "C"), ("D", "A")),
            ["pairs[0].prior: was retired before, into another record", f"pairs[1].survivor.mrn: {GONE}"],
        ),
        ([merged(("A", "B"))], renumbered("A", "C"), [f"prior: {GONE}"]),
        (
            [registered("B")],
            renumbered("A", "B"),
            ["patient.mrn: belongs to a record already: two records are merged, and no number is changed"],
        ),
        (
            [renumbered("A", "B", hour=11)],
            renumbered("B", "A", hour=10),
            ["patient.mrn: became the number that it would replace: that is a circle"],
        ),
        ([merged(("A", "B"))], linked("A", "B"), [f"first.mrn: {GONE}"]),
        ([merged(("A", "B"))], linked("C", "A"), [f"second.mrn: {GONE}"]),
        ([], parted("A", "B"), ["prior: was not merged into that record, or is parted from it already"]),
        (
            [renumbered("A", "B")],
            parted("A", "B"),
            ["prior: was not merged into that record, or is parted from it already"],
        ),
        (
            [merged(("A", "B"), hour=11)],
            parted("A", "B", hour=10),
            ["occurred_at: lies before the merge that it undoes"],
        ),
        (
            [],
            merged(("A", "D-1")),
            ["pairs[0].survivor.mrn: is a number of a downtime, and cannot outlive a lasting one"],
        ),
        ([], renumbered("A", "D-1"), ["patient.mrn: is a number of a downtime, and cannot replace a lasting one"]),
        (
            [registered(who("A", identifiers=(downtime_number("D-1"),)))],
            registered(who("B", identifiers=(downtime_number("D-1"),))),
            ["patient.identifiers: holds a number of the downtime that belongs to another patient"],
        ),
    ],
)
def test_what_contradicts_what_was_told_is_refused_with_every_fault_and_no_number(
    told: Sequence[PatientEvent], event: PatientEvent, faults: Sequence[str]
) -> None:
    assert words(event, *told) == faults

    before = Identities.of(told, terms=TERMS)
    with pytest.raises(InvalidInput) as refused:
        before.heard(event)
    assert [str(fault) for fault in refused.value.faults] == faults
    assert before == Identities.of(told, terms=TERMS)


def test_what_happened_before_a_number_was_retired_may_be_heard_after_it() -> None:
    late: list[PatientEvent] = [
        merged(("B", "C"), hour=11),
        merged(("A", "B"), hour=10),
        registered("B", hour=9),
        linked("B", "Z", hour=8),
    ]
    identities = Identities.of([*late, renumbered("D-1", "A", hour=7)])

    assert {identities.resolve(number) for number in ("D-1", "A", "B", "C")} == {"C"}
    assert words(merged(("A", "B"), hour=12), merged(("B", "C"), hour=11)) == [f"pairs[0].survivor.mrn: {GONE}"]
    assert words(merged(("A", "B"), hour=11), merged(("B", "C"), hour=11)) == [f"pairs[0].survivor.mrn: {GONE}"]


def test_every_wrong_event_of_a_pile_is_named_by_its_place() -> None:
    with pytest.raises(InvalidInput) as refused:
        Identities.of([merged(("A", "B")), registered("A"), registered("C"), merged(("D", "A"))])

    assert [fault.path for fault in refused.value.faults] == ["[1].patient.mrn", "[3].pairs[0].survivor.mrn"]


def test_either_record_of_a_merge_may_be_missing() -> None:
    identities = Identities.of([merged(("A", "B"))])

    assert identities.numbers == ("B",)
    assert identities.is_retired("A")
    assert not identities.is_retired("B")


def test_the_history_of_a_number_says_when_by_whom_and_why() -> None:
    identities = Identities.of([merged(("A", "B"), hour=9), parted("A", "B", hour=10), merged(("A", "C"), hour=11)])
    identities = identities.heard(renumbered("C", "E", hour=12))
    steps = identities.history("A")

    assert [step.how for step in steps] == [How.MERGED, How.UNMERGED, How.MERGED, How.RENUMBERED]
    assert [step.occurred_at for step in steps] == [at(9), at(10), at(11), at(12)]
    assert (steps[0].by, steps[0].why, steps[1].why) == ("Robin Roe", "both records are of one person", "two sisters")
    assert identities.history("B") == steps[:2]
    assert repr(steps[0]).count("'A'") == 0
    assert "A" not in repr(identities)


def test_a_merge_that_was_undone_is_not_done_again_by_a_message_that_comes_twice() -> None:
    first, undone = merged(("A", "B"), hour=9), parted("A", "B", hour=10)
    identities = Identities.of([first, undone])

    for again in (first, merged(("A", "B"), hour=9.5)):
        assert identities.knows(again)
        assert identities.heard(again).resolve("A") == "A"
    assert identities.heard(merged(("A", "B"), hour=11)).resolve("A") == "B"
    assert words(merged(("A", "B")), first, undone) == [
        "pairs[0].prior: was parted from that record: say when they were merged again"
    ]


def test_links_hold_in_both_ways_and_over_each_other_until_they_are_undone() -> None:
    identities = Identities.of([linked("A", "B"), linked("B", "C"), merged(("C", "D"))])

    assert identities.linked("A") == {"B", "D"}
    assert identities.linked("D") == {"A", "B"}
    assert identities.heard(linked("B", "A", holds=False)).linked("A") == set()
    assert Identities.of([linked("A", "B", holds=False, hour=9), linked("A", "B", hour=8)]).linked("A") == set()


def test_what_was_heard_under_other_terms_of_the_site_stays_heard() -> None:
    identities = Identities.of([merged(("T-1", "D-1"))], terms=TERMS)

    assert (identities.resolve("T-1"), identities.temporary) == ("D-1", ("D-1",))


def test_a_number_of_the_downtime_is_temporary_until_it_has_a_lasting_one() -> None:
    identities = Identities.of([registered("D-1"), registered("D-2"), registered("T-1")], terms=TERMS)

    assert identities.temporary == ("D-1", "D-2")
    assert identities.heard(merged(("D-1", "T-1"))).temporary == ("D-2",)
    assert identities.heard(renumbered("D-2", "T-2")).temporary == ("D-1",)
    assert identities.heard(merged(("D-1", "D-2"))).temporary == ("D-2",)


def test_a_number_of_the_downtime_on_a_registration_leads_to_its_patient() -> None:
    identities = Identities.of([registered(who("T-1", identifiers=(downtime_number("D-1"),))), merged(("T-1", "T-2"))])

    assert identities.resolve("D-1") == "T-2"
    assert identities.survivors == {"T-1": "T-2", "D-1": "T-2"}


def test_the_numbers_that_went_with_a_merged_record_lead_to_the_survivor_until_it_is_undone() -> None:
    pair = MergedPair(survivor=who("B"), prior="A", prior_identifiers=(downtime_number("D-1"),))
    identities = Identities.of([Merge(pairs=(pair,))])

    assert identities.resolve("D-1") == "B"
    assert identities.heard(parted("A", "B")).resolve("D-1") == "A"


def test_a_number_of_the_downtime_that_is_a_record_of_its_own_stays_one_until_it_is_merged() -> None:
    carries_it = registered(who("T-1", identifiers=(downtime_number("D-1"),)))
    identities = Identities.of([registered("D-1"), carries_it], terms=TERMS)

    assert (identities.resolve("D-1"), identities.temporary) == ("D-1", ("D-1",))
    again = registered(who("T-1", identifiers=(downtime_number("D-1"),)), hour=9)
    assert identities.heard(again).heard(merged(("D-1", "T-1"))).resolve("D-1") == "T-1"
    assert words(again, carries_it) == []


@pytest.mark.parametrize("known", [(11, 9), (9, 11), (8, 9), (None, 11), (11, None)])
def test_a_number_exists_from_when_it_was_first_heard_of(known: tuple[float | None, float | None]) -> None:
    told = [registered("B", hour=hour) for hour in known]

    assert len(words(renumbered("A", "B", hour=9), *told)) == 1
    assert words(renumbered("A", "B", hour=9), registered("B", hour=10)) == []


def test_a_long_chain_of_numbers_is_followed_to_its_end() -> None:
    chain = [renumbered(f"T-{place}", f"T-{place + 1}") for place in range(1200)]
    identities = Identities.of([registered(who("T-0", "Testwell")), *chain])

    assert identities.patient("T-0") == who("T-1200", "Testwell")


def test_what_is_heard_twice_changes_nothing() -> None:
    events: list[PatientEvent] = [
        registered("A"),
        merged(("A", "B"), ("C", "B")),
        renumbered("B", "E"),
        linked("E", "F"),
        registered("G"),
    ]
    once = Identities.of(events)

    assert Identities.of([*events, *events]) == once
    assert all(once.knows(event) for event in events)
