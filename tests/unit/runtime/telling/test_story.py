"""Why was she not told, or twice? The journal tells it, and gives no address away."""

from __future__ import annotations

from downtimekit.errors import OutcomeUnknown, Unreachable
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.notice import NoticeEvent, ReceiptState
from downtimekit.models.people import Role
from downtimekit.models.people.escalation import EscalationChain, EscalationLevel
from downtimekit.notices.policy import TellingRule
from downtimekit.testing import PowerCut
from tests.night import ASKED, PHONE, SMS, Line, Night, a_notice, person, says
from tests.ward import NURSE, after


def lines(night: Night, who: str) -> list[str]:
    """Return the story of somebody, without its first line."""
    told = str(night.delivery.explain(night.outage, who)).splitlines()[1:]
    return [line for line in told if "paper" not in line]


def test_the_story_of_an_evening() -> None:
    chain = EscalationChain(id="chain", levels=(EscalationLevel(roles=(Role.HOUSE_SUPERVISOR,), wait_minutes=15),))
    pat, noor = person("pat", Role.HOUSE_SUPERVISOR), person("noor")
    night = Night((noor, pat), rule=TellingRule(tries=1, escalation=chain))
    night.lines[SMS].answers = says(Unreachable(), OutcomeUnknown())
    night.owe()
    night.until(2)
    night.outage.acknowledge(ASKED, contact="pat", remark="by phone", by=NURSE)
    night.until(30)

    assert lines(night, "noor") == [
        "  Tue 13:52:00  'The RIS is down' is owed to them",
        "  Tue 13:52:00  'The RIS is down' is being sent over sms",
        "  Tue 13:52:00  'The RIS is down' over sms did not go out: sms: out of reach",
        "  Tue 13:52:00  'The RIS is down' is being sent over phone",
        "  Tue 13:52:00  'The RIS is down' over phone waits for somebody to act",
        "  Tue 13:52:00  'The RIS is down' waits until 14:07:00 for an answer",
        "  Tue 13:54:00  'The RIS is down': pat said that they have it, and nobody else is asked",
    ]
    assert lines(night, "pat")[-2] == (
        "  Tue 13:54:00  'The RIS is down' over phone they said that they have it,"
        " asked at step 1 of the escalation: by phone"
    )


def test_the_story_after_a_crash_and_a_later_notice() -> None:
    night = Night((person("noor"),))
    night.lines[SMS].answers = says(PowerCut())
    night.owe()
    try:
        night.deliver()
    except PowerCut:
        night.clock.advance_to(after(3))
    night.lines[PHONE].answers = says(Unreachable())
    night.deliver()
    night.owe(a_notice("west-1/901/back", event=NoticeEvent.RELEASED, topic="back", at=after(3)))
    night.lines[SMS].answers = says(ReceiptState.DELIVERED)
    night.until(100)
    told = [line.split("  ", 2)[2] for line in lines(night, "noor")]

    assert "'The RIS is down' over sms may have gone out: the program stopped while it went out" in told
    assert told[-2:] == [
        "'The RIS is down' over sms arrived",
        "'The RIS is down': nothing more is to be done about it",
    ]


def test_that_nobody_answered_is_part_of_the_story() -> None:
    chain = EscalationChain(id="chain", levels=(EscalationLevel(roles=(Role.IT_LEAD,), wait_minutes=15),))
    night = Night((person("noor"),), rule=TellingRule(tries=1, escalation=chain))
    night.owe()
    night.until(30)

    assert lines(night, "noor")[-1].endswith("everybody was asked, and nobody said that they have it")


def test_a_board_has_a_story_and_a_stranger_has_none() -> None:
    night = Night(())
    page = Line(Capabilities("page", None, idempotent=True), night.clock)
    night.delivery = night.engine(notifiers=(page,))
    night.owe()
    night.deliver()

    assert lines(night, "page") == [
        "  Tue 13:52:00  'The RIS is down' over page was taken, whether it arrived is not known"
    ]
    assert str(night.delivery.explain(night.outage, "nobody")) == "nobody: nothing was ever told to anybody of that id"


def test_a_story_gives_no_address_away() -> None:
    night = Night((person("noor"),))
    night.lines[SMS].answers = says(RuntimeError("+12025550101 is not a number"))
    night.owe()
    night.until(5)
    story = night.delivery.explain(night.outage, "noor")

    assert "+1" not in f"{story}{story!r}"
