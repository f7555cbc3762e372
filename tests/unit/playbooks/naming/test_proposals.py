"""What people and checks found out points to what is down; a person decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from downtimekit.models.downtime import OutageTarget
from downtimekit.models.downtime.observation import Answer, Observation
from downtimekit.playbooks.library import SHIPPED
from downtimekit.playbooks.naming import DEFAULT, AsideKind, Fit, Proposal, faults_of_table, propose
from tests.observed import NOW, NURSE, probed, seen

WAN, VENDOR, REGION = OutageTarget.CUSTOMER_WAN, OutageTarget.VENDOR_OFFLINE, OutageTarget.REGIONAL_CLOUD
TWELVE = tuple(f"site-{number:02}" for number in range(1, 13))


def proposed(what: str, *, minutes_ago: float = 1) -> Proposal:
    return propose(seen(what, minutes_ago=minutes_ago), now=NOW)


def asides(proposal: Proposal, kind: AsideKind) -> list[str]:
    return [aside.words for aside in proposal.asides if aside.kind is kind]


def test_the_table_that_ships_has_no_fault_and_names_every_target() -> None:
    playbooks = {playbook.name for playbook in SHIPPED}

    assert list(faults_of_table(DEFAULT, playbooks=playbooks)) == []
    assert set(DEFAULT.targets) == set(OutageTarget)
    # Planned work is nothing that anybody has to find out.
    assert {row.playbook for row in DEFAULT.rows} == playbooks - {"scheduled"}


@pytest.mark.parametrize(
    ("what", "down"),
    [
        ("", []),
        ("west: vendor+ internet+", []),
        ("west: internet+ document_site-", []),
        ("west: vendor+ internet+ document_site-", [(OutageTarget.DOCUMENT_SITE, "unscheduled", "west")]),
        # the vendor, or its region
        ("west: internet+ vendor- document_site-", [(REGION, "regional_disruption", "west")]),
        ("west: internet+ vendor- document_site+", [(VENDOR, "unscheduled", "west")]),
        ("west: internet+ vendor-", [(VENDOR, "unscheduled", "west")]),
        ("west: vendor- vendor_status-", [(VENDOR, "unscheduled", "west")]),
        ("west: vendor+ vendor_entry-", [(VENDOR, "read_only", "west")]),
        ("west: internet+ vendor~", [(VENDOR, "slow_system", "west")]),
        # the line, or the house
        ("west: internet- vendor- document_site-", [(WAN, "unscheduled", "west")]),
        ("west: internet-", [(WAN, "unscheduled", "west")]),
        ("west: internet~ vendor~", [(WAN, "slow_system", "west")]),
        ("west: power- internet- vendor- ris-", [(OutageTarget.POWER, "unscheduled", "west")]),
        ("west: internet+ wireless-", [(OutageTarget.CUSTOMER_WIRELESS, "unscheduled", "west")]),
        ("west: telephones-", [(OutageTarget.TELEPHONY, "unscheduled", "west")]),
        ("west: sign_in- internet+", [(OutageTarget.IDENTITY_PROVIDER, "unscheduled", "west")]),
        # systems of our own, alone and together
        ("west: ris- internet+", [(OutageTarget.CUSTOMER_RIS, "unscheduled", "west")]),
        ("west: pacs~", [(OutageTarget.CUSTOMER_PACS, "slow_system", "west")]),
        ("west: lis- ehr+", [(OutageTarget.CUSTOMER_LIS, "unscheduled", "west")]),
        ("west: interfaces- ris+", [(OutageTarget.INTERFACE_ENGINE, "unscheduled", "west")]),
        ("west: prescribing- vendor+", [(OutageTarget.EPRESCRIBING_PORTAL, "eprescribing_outage", "west")]),
        (
            "west: ris- pacs- internet+",
            [
                (OutageTarget.DATA_CENTRE, "unscheduled", "west"),
                (OutageTarget.CUSTOMER_RIS, "unscheduled", "west"),
                (OutageTarget.CUSTOMER_PACS, "unscheduled", "west"),
            ],
        ),
        # two sites: one that is cut off says nothing about the vendor
        (
            "west: internet- vendor- document_site-; east: internet+ vendor- document_site-",
            [(REGION, "regional_disruption", "east"), (WAN, "unscheduled", "west")],
        ),
        ("west: internet- vendor-; east: internet+ vendor+", [(WAN, "unscheduled", "west")]),
        ("west: internet+ vendor-; east: internet+ vendor+", [(WAN, "unscheduled", "west")]),
        ("west: internet+ vendor-; east: internet+ vendor-", [(VENDOR, "unscheduled", "east west")]),
        (
            "west: internet+ vendor-; east: ris- internet+",
            [(VENDOR, "unscheduled", "west"), (OutageTarget.CUSTOMER_RIS, "unscheduled", "east")],
        ),
    ],
)
def test_what_was_found_points_to_what_is_down(what: str, down: list[tuple[OutageTarget, str, str]]) -> None:
    proposal = proposed(what)
    fitting = [found for found in proposal.candidates if found.fit is Fit.FITS]

    assert [(found.target, found.playbook, " ".join(found.sites)) for found in fitting] == down
    assert proposal.down == tuple(dict.fromkeys(target for target, _, _ in down))
    assert all(found.reasons for found in proposal.candidates)


def test_a_nurse_is_told_why_and_what_to_look_at() -> None:
    text = proposed("west: vendor- internet+ document_site-").explain()

    assert text == (
        "Probably a whole region of the cloud, at west. Playbook: regional_disruption.\n"
        "  - The vendor's system does not answer at west\n"
        "  - The read-only document site does not answer at west\n"
        "  - The internet works at west\n"
        "  - The vendor's second, read-only site is away too, which likely means a disruption of a whole region\n"
        "Perhaps our internet or WAN connection, at west. Playbook: unscheduled.\n"
        "  - The vendor's system does not answer at west\n"
        "  - The internet works at west\n"
        "To find out more:\n"
        "  - Ask another site: does the vendor's system open, and can a chart be found in it?"
        " (bears on: a whole region of the cloud, our internet or WAN connection)\n"
        "  - Does the vendor's status page say that all is well? (bears on: our internet or WAN connection)\n"
        "  - At west: can somebody sign in who was signed out? (bears on: our internet or WAN connection)\n"
    )


def test_where_little_is_known_everything_possible_is_named_with_what_would_tell_it_apart() -> None:
    proposal = proposed("west: vendor-")

    assert proposal.best is None
    assert proposal.down == ()
    assert [(found.target, found.fit) for found in proposal.candidates] == [
        (REGION, Fit.POSSIBLE),
        (VENDOR, Fit.POSSIBLE),
        (WAN, Fit.POSSIBLE),
    ]
    first, second = proposal.asks[:2]
    assert first.words.startswith("At west: does a public web site open")
    assert second.words.startswith("Ask another site: does the vendor's system open")
    assert first.tells_apart == second.tells_apart == (REGION, VENDOR, WAN)


@pytest.mark.parametrize(
    ("answer", "best"),
    [("west: internet-", WAN), ("west: internet+", VENDOR), ("east: vendor+", None), ("west: document_site-", None)],
)
def test_the_answer_to_what_is_asked_moves_the_proposal_on(answer: str, best: OutageTarget | None) -> None:
    before, after = proposed("west: vendor-"), propose([*seen("west: vendor-"), *seen(answer)], now=NOW)

    assert (after.best and after.best.target) == best
    assert len(after.candidates) <= len(before.candidates)
    assert after.candidates != before.candidates


def test_another_site_that_reaches_the_vendor_leaves_only_what_is_local() -> None:
    proposal = proposed("west: vendor- internet+; east: vendor+")

    assert proposal.best
    assert proposal.best.rules == ("way_to_vendor",)
    assert "The vendor's system works at east" in proposal.best.reasons


def test_one_odd_site_does_not_hide_an_outage_of_eleven() -> None:
    eleven = "; ".join(f"{site}: vendor- internet+" for site in TWELVE[1:])
    proposal = proposed(f"{eleven}; site-01: vendor+ internet+")

    assert proposal.down == (VENDOR,)
    assert proposal.best
    assert proposal.best.sites == TWELVE[1:]
    assert "The vendor's system works at site-01" in proposal.best.reasons
    assert (
        proposal.best.words == "Probably the vendor's system, at site-02, site-03, site-04, site-05, site-06 and 6 more"
    )


def test_one_of_twelve_sites_that_flaps_is_named_and_not_proposed() -> None:
    steady = [probed("vendor", site, Answer.UP, minutes_ago=ago) for site in TWELVE[1:] for ago in range(10)]
    flapping = [
        probed("vendor", "site-01", Answer.DOWN if half % 2 else Answer.UP, minutes_ago=half / 2) for half in range(20)
    ]
    proposal = propose([*steady, *flapping], now=NOW)

    assert proposal.candidates == ()
    assert asides(proposal, AsideKind.FLAPPING) == [
        "The vendor's system at site-01: goes back and forth: 19 turns in 15 minutes"
    ]


@pytest.mark.parametrize(
    ("minutes_ago", "down"),
    [
        ([2, 1], False),  # two bad answers are not enough
        ([2, 1, 0], True),  # three on end are
        ([6, 1], True),  # and so are two that lie five minutes apart
        ([5.9, 1], False),
    ],
)
def test_a_check_must_find_it_down_several_times_on_end(minutes_ago: list[float], down: bool) -> None:
    answers = [probed("ris", "west", Answer.DOWN, minutes_ago=ago) for ago in minutes_ago]
    proposal = propose(answers, now=NOW)

    assert (OutageTarget.CUSTOMER_RIS in proposal.down) is down
    assert bool(asides(proposal, AsideKind.NOT_YET)) is not down


def test_what_was_down_is_up_again_only_after_three_good_answers() -> None:
    down = [probed("ris", "west", Answer.DOWN, minutes_ago=ago) for ago in (9, 8, 7)]
    good = [probed("ris", "west", Answer.UP, minutes_ago=ago) for ago in (3, 2, 1)]

    assert propose([*down, *good[:2]], now=NOW).down == (OutageTarget.CUSTOMER_RIS,)
    assert asides(propose([*down, *good[:2]], now=NOW), AsideKind.NOT_YET) == [
        "Our RIS at west: better, but still taken as down, until 3 good answers on end; look again"
    ]
    assert propose([*down, *good], now=NOW).down == ()


def test_what_a_person_saw_counts_as_much_as_three_answers_of_a_check() -> None:
    assert proposed("west: ris-").down == (OutageTarget.CUSTOMER_RIS,)


@pytest.mark.parametrize(
    ("latency_ms", "playbook"),
    [(4_999, None), (5_000, "slow_system"), (29_999, "slow_system"), (30_000, "unscheduled")],
)
def test_an_answer_that_takes_too_long_is_slow_and_a_very_slow_one_is_as_good_as_none(
    latency_ms: int, playbook: str | None
) -> None:
    answer = Observation(check="ehr", site="west", answer=Answer.UP, at=NOW, by=NURSE, latency_ms=latency_ms)
    best = propose([answer], now=NOW).best

    assert (best and best.playbook) == playbook


def test_old_answers_and_those_from_the_future_do_not_count_and_are_named() -> None:
    assert proposed("west: ris-", minutes_ago=15).down == (OutageTarget.CUSTOMER_RIS,)
    old, future, close = (proposed("west: ris-", minutes_ago=ago) for ago in (15.1, -1.1, -1))

    assert old.candidates == future.candidates == ()
    assert asides(old, AsideKind.STALE) == [
        "Our RIS at west: 1 answer from more than 15 minutes ago, not counted; look again"
    ]
    assert asides(future, AsideKind.AHEAD) == [
        "Our RIS at west: 1 answer from the future, not counted; a clock is wrong"
    ]
    assert close.down == (OutageTarget.CUSTOMER_RIS,)


def test_a_status_page_may_be_older_than_a_look_at_a_system() -> None:
    page = seen("east: vendor_status-", minutes_ago=29)

    assert propose([*page, *seen("west: vendor-")], now=NOW).down == (VENDOR,)


def test_people_and_checks_at_odds_are_named_with_how_long_ago_they_looked() -> None:
    works = [probed("ris", "west", Answer.UP, minutes_ago=ago) for ago in (4, 2)]
    proposal = propose([*works, *seen("west: ris-", minutes_ago=3)], now=NOW)

    assert asides(proposal, AsideKind.CONTRADICTORY) == [
        "Our RIS at west: the check 'ris-probe' (2 minutes ago) found it working,"
        " Carla Chen (3 minutes ago) did not; find out who is right"
    ]


def test_somebody_who_could_not_tell_changes_nothing() -> None:
    seen_down = seen("west: ris-", minutes_ago=2)
    puzzled = Observation(check="ris", site="west", answer=Answer.UNKNOWN, at=NOW, by=NURSE)

    assert propose([*seen_down, puzzled], now=NOW) == propose(seen_down, now=NOW)
    assert propose([puzzled], now=NOW).candidates == ()


def test_an_answer_that_is_handed_over_twice_is_no_second_look() -> None:
    answer = probed("ris", "west", Answer.DOWN, minutes_ago=1)

    assert propose([answer] * 5, now=NOW).down == ()


def test_a_check_that_the_table_does_not_know_is_named() -> None:
    proposal = proposed("west: coffee_machine-")

    assert proposal.candidates == ()
    assert asides(proposal, AsideKind.UNKNOWN_CHECK) == [
        "coffee_machine, at west: the table does not know this check; not counted"
    ]


def test_what_is_bad_and_points_nowhere_is_still_told() -> None:
    proposal = proposed("west: vendor+ vendor_status-")

    assert proposal.candidates == ()
    assert asides(proposal, AsideKind.UNEXPLAINED) == [
        "The vendor's status page tells of an outage: the rules do not say what that means"
    ]
    assert proposal.explain().startswith("Nothing that counts says what is down.\nPlease note:\n")


def test_a_proposal_says_by_which_rules_it_was_made_and_survives_json() -> None:
    proposal = proposed("west: vendor- internet+; east: ris-")

    assert (proposal.table, proposal.version, proposal.digest) == ("naming", 1, DEFAULT.digest)
    assert Proposal.model_validate_json(proposal.model_dump_json()) == proposal


def test_an_outage_minute_by_minute() -> None:
    """The line of the west site is cut at 14:00; the checks ask every minute, and a nurse calls at 14:04."""
    heard: list[Observation] = []
    told: list[tuple[int, list[str]]] = []
    for minute in range(12):
        cut = minute < 8
        for site in ("west", "east"):
            answer = Answer.DOWN if cut and site == "west" else Answer.UP
            heard += [probed(check, site, answer, minutes_ago=-minute) for check in ("internet", "vendor")]
        if minute == 4:
            heard += seen("west: wireless- telephones+", minutes_ago=-minute)
        words = [found.words for found in propose(heard, now=NOW + timedelta(minutes=minute)).candidates]
        if not told or told[-1][1] != words:
            told.append((minute, words))

    assert told == [
        (0, []),
        (2, ["Probably our internet or WAN connection, at west"]),
        (10, ["Probably our wireless network, at west"]),
    ]
