"""Somebody has it, or the next one is asked: to the second, through changes of shift, loops and late answers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from downtimekit.errors import Unreachable
from downtimekit.models.facts import NoticeCarried
from downtimekit.models.notice import NoticeEvent, ReceiptState
from downtimekit.models.people import Contact, Role
from downtimekit.models.people.escalation import EscalationChain, EscalationLevel
from downtimekit.notices.policy import DEFAULT, TellingRule
from tests.night import ASKED, PHONE, SMS, Night, a_notice, person, says
from tests.ward import BEGAN, DOWNTIME, IT, NURSE, after

LEAD = EscalationLevel(roles=(Role.IT_LEAD,), wait_minutes=15)
SUPERVISOR = EscalationLevel(roles=(Role.HOUSE_SUPERVISOR,), wait_minutes=10)
TO_NOBODY = a_notice(audience=(Role.PRIVACY_OFFICER,))


def a_night(*people: Contact, levels: tuple[EscalationLevel, ...] = (LEAD, SUPERVISOR), loops: int = 1) -> Night:
    """Return a night in which whoever is asked by the escalation is of no other audience."""
    chain = EscalationChain(id="who-has-it", levels=levels, loops=loops)
    night = Night(people, rule=TellingRule(escalation=chain, tries=1))
    night.owe(TO_NOBODY)
    return night


def lead(id: str = "noor", *, on_call: str | None = None) -> Contact:
    """Return a head of IT."""
    return person(id, Role.IT_LEAD, on_call=on_call)


def supervisor(id: str = "pat", *, on_call: str | None = None) -> Contact:
    """Return a house supervisor."""
    return person(id, Role.HOUSE_SUPERVISOR, on_call=on_call)


def test_the_next_level_is_asked_when_the_time_of_the_one_before_is_over() -> None:
    night = a_night(lead(), supervisor())
    night.until(14.99)
    assert night.asked() == [("0:00", "Noor", "sms")]
    night.until(60)

    assert night.asked() == [("0:00", "Noor", "sms"), ("15:00", "Pat", "sms")]


def test_a_chain_that_begins_again_at_the_bottom_asks_everybody_again() -> None:
    night = a_night(lead(), supervisor(), loops=2)
    night.until(120)

    assert night.asked() == [
        ("0:00", "Noor", "sms"),
        ("15:00", "Pat", "sms"),
        ("25:00", "Noor", "sms"),
        ("40:00", "Pat", "sms"),
    ]
    assert [one.level for one in night.told("noor").tries] == [1, 3]
    assert len({key for key in night.lines[SMS].keys if key.startswith(ASKED)}) == 4


def test_that_nobody_answered_is_written_down_when_the_last_level_is_over() -> None:
    night = a_night(lead(), supervisor())
    night.until(120)
    carried = [entry for entry in night.journal.read(DOWNTIME) if isinstance(entry.fact, NoticeCarried)]
    (end,) = [entry for entry in carried if entry.fact.notice == ASKED]  # type: ignore[union-attr]

    assert end.at == after(25)
    assert end.fact.remark == "everybody was asked, and nobody said that they have it"  # type: ignore[union-attr]


@pytest.mark.parametrize("minute", [1, 14, 20])
def test_an_answer_ends_it(minute: float) -> None:
    night = a_night(lead(), supervisor(), loops=2)
    night.until(minute)
    night.outage.acknowledge(ASKED, contact="noor", by=NURSE)
    night.until(200)

    assert night.asked() == [("0:00", "Noor", "sms"), ("15:00", "Pat", "sms")][: 1 + (minute > 15)]
    assert ASKED in night.outage.standing.carried


def test_so_many_must_answer_and_each_counts_once() -> None:
    pair = EscalationLevel(roles=(Role.IT_LEAD,), wait_minutes=15, acknowledgements=2)
    boss = EscalationLevel(roles=(Role.HOUSE_SUPERVISOR,), wait_minutes=10, acknowledgements=2)
    night = a_night(lead("noor"), lead("omar"), lead("ines"), supervisor(), levels=(pair, boss))
    night.until(5)
    for _ in range(3):
        night.outage.acknowledge(ASKED, contact="noor", by=NURSE)
    night.until(16)
    assert ("15:00", "Pat", "sms") in night.asked()

    night.outage.acknowledge(ASKED, contact="omar", by=NURSE)
    night.until(17)
    assert ASKED in night.outage.standing.carried


def test_whoever_was_not_asked_does_not_answer_for_those_who_were() -> None:
    night = a_night(lead(), supervisor(), person("stranger", Role.RECORDS_CLERK))
    night.until(1)
    night.outage.acknowledge(ASKED, contact="stranger", by=NURSE)
    night.until(16)

    assert night.asked() == [("0:00", "Noor", "sms"), ("15:00", "Pat", "sms")]


def test_a_call_that_was_to_be_made_is_taken_back_at_once_when_somebody_else_answered() -> None:
    night = a_night(lead("noor"), lead("omar"))
    night.lines[SMS].answers = says(Unreachable())
    night.until(3)
    night.outage.acknowledge(ASKED, contact="omar", by=NURSE)
    night.work()

    assert night.states("noor") == ["failed", "queued", "suppressed acknowledged"]
    assert night.clock.now() == after(3)
    assert not night.told("noor").is_open
    night.until(100)
    assert len(night.states("noor")) == 3


@pytest.mark.parametrize(
    ("wanted", "noor", "remark"),
    [
        (1, ["failed", "queued", "suppressed acknowledged"], "omar said that they have it, and nobody else is asked"),
        (2, ["failed", "queued"], "everybody was asked, and 1 said that they have it"),
    ],
)
def test_an_answer_that_comes_when_everybody_was_asked_still_counts(wanted: int, noor: list[str], remark: str) -> None:
    level = EscalationLevel(roles=(Role.IT_LEAD,), wait_minutes=15, acknowledgements=wanted)
    night = a_night(lead("noor"), lead("omar"), levels=(level,))
    night.lines[SMS].answers = says(Unreachable())
    night.until(20)
    night.outage.acknowledge(ASKED, contact="omar", by=NURSE)
    night.until(40)
    carried = [entry.fact for entry in night.journal.read(DOWNTIME) if isinstance(entry.fact, NoticeCarried)]

    assert night.states("noor") == noor
    assert [fact.remark for fact in carried if fact.notice == ASKED] == [
        "everybody was asked, and nobody said that they have it",
        remark,
    ]


def test_whoever_comes_on_call_in_the_middle_of_a_level_is_asked_then() -> None:
    day = lead("dana", on_call="UTC; Mon-Sun 07:00-14:00")
    night_shift = lead("nico", on_call="UTC; Mon-Sun 14:00-22:00")
    night = a_night(day, night_shift, supervisor())
    night.until(100)

    assert BEGAN + timedelta(minutes=8) == datetime.fromisoformat("2026-03-03T14:00:00+00:00")
    assert night.asked() == [("0:00", "Dana", "sms"), ("8:00", "Nico", "sms"), ("15:00", "Pat", "sms")]


def test_whoever_comes_on_call_for_a_level_before_is_asked_as_well_and_at_that_moment() -> None:
    levels = (EscalationLevel(roles=(Role.IT_LEAD,), wait_minutes=5), SUPERVISOR)
    night = a_night(lead("nico", on_call="UTC; Mon-Sun 14:00-22:00"), supervisor(), levels=levels)
    night.until(100)

    assert night.asked() == [("5:00", "Pat", "sms"), ("8:00", "Nico", "sms")]


def test_an_answer_of_somebody_whose_shift_is_over_counts() -> None:
    night = a_night(lead("dana", on_call="UTC; Mon-Sun 07:00-14:00"), supervisor())
    night.until(10)
    night.outage.acknowledge(ASKED, contact="dana", by=NURSE)
    night.until(100)

    assert night.asked() == [("0:00", "Dana", "sms")]


@pytest.mark.parametrize("end", ["answered", "exhausted", "shift"])
def test_whoever_is_of_the_audience_too_is_not_told_anew_when_the_escalation_is_over(end: str) -> None:
    chain = EscalationChain(id="who-has-it", levels=(LEAD,))
    nora = lead("nora", on_call="UTC; Mon-Sun 07:00-14:00") if end == "shift" else lead("nora")
    night = Night((nora, lead("omar")), rule=TellingRule(escalation=chain, tries=1))
    night.owe()
    night.until(1)
    if end == "answered":
        night.outage.acknowledge(ASKED, contact="omar", by=NURSE)
    night.until(100)
    night.deliver()

    assert night.asked() == [("0:00", "Nora", "sms"), ("0:00", "Omar", "sms")]


def test_text_call_text_call() -> None:
    level = EscalationLevel(roles=(Role.IT_LEAD,), wait_minutes=30, attempts=(SMS, PHONE, SMS, PHONE))
    chain = EscalationChain(id="who-has-it", levels=(level,))
    night = Night((lead(),), rule=TellingRule(escalation=chain, tries=1, answer_minutes=4))
    night.owe(TO_NOBODY)
    night.until(100)

    assert night.asked() == [
        ("0:00", "Noor", "sms"),
        ("4:00", "Noor", "phone"),
        ("8:00", "Noor", "sms"),
        ("12:00", "Noor", "phone"),
    ]


def test_a_later_notice_ends_the_escalation_of_an_earlier_one() -> None:
    night = a_night(lead("noor"), supervisor())
    night.lines[SMS].answers = says(Unreachable())
    night.until(5)
    released = a_notice(
        "west-1/901/back", event=NoticeEvent.RELEASED, topic="back", audience=(Role.RADIOLOGIST,), at=after(5)
    )
    night.owe(released)
    night.deliver()
    night.until(100)

    assert [name for _, name, _ in night.asked()] == ["Noor", "Noor"]
    assert night.states("noor") == ["failed", "queued", "suppressed superseded"]
    carried = [entry.fact for entry in night.journal.read(DOWNTIME) if isinstance(entry.fact, NoticeCarried)]
    assert [fact.remark for fact in carried if fact.notice == ASKED] == [""]


def test_a_clock_that_is_put_back_stops_nothing() -> None:
    night = a_night(lead(), supervisor())
    night.clock.step(timedelta(minutes=-30))
    night.deliver()
    night.clock.step(timedelta(minutes=30))
    night.until(20)

    assert [name for _, name, _ in night.asked()] == ["Noor", "Pat"]


def test_by_default_a_promise_that_was_missed_is_escalated_until_news_come() -> None:
    people = (person("rosa", Role.CHARGE_NURSE), person("noor", Role.IT_LEAD), person("cleo", Role.CLINICAL_LEAD))
    night = Night(people)
    night.delivery.policy = DEFAULT
    night.outage.signal("help_desk_contacted", ticket="INC-1", by=NURSE)
    night.outage.signal("target_identified", target="customer_ris", by=IT)
    night.until(47)  # promised within 30 minutes, and missed at 30:00
    night.outage.signal("update_given", news="A part was ordered.", by=IT)
    night.until(70)

    overdue = next(one.id for one in night.outage.standing.notices.values() if one.event is NoticeEvent.OVERDUE)
    asked = {who: told for (about, who), told in night.outage.standing.receipts.items() if about == overdue}
    assert sorted(asked) == ["noor", "rosa"]  # and not the clinical lead, at 60:00
    assert asked["rosa"].tries[0].at == after(30) + timedelta(seconds=1)
    assert asked["noor"].tries[0].at == after(45) + timedelta(seconds=1)
    assert asked["rosa"].state is ReceiptState.ACCEPTED
