"""The downtime plan on paper says what the table says, and nothing else."""

from __future__ import annotations

from datetime import datetime
from html.parser import HTMLParser

import pytest

from downtimekit.models.downtime import Scheduled
from downtimekit.models.downtime.window import Window
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, Role
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks.library import REGIONAL, SCHEDULED, SHIPPED
from downtimekit.playbooks.plans import plan, plan_html, plan_markdown
from tests.ward import a_downtime


def reached_by(number: str) -> tuple[Channel, ...]:
    return (Channel(kind=ChannelKind.PHONE, address=number),)


DIRECTORY = Directory(
    contacts=(
        Contact(id="desk", name="IT help desk", roles=(Role.HELP_DESK,), channels=reached_by("+12025550100")),
        Contact(
            id="ines", name="Ines Itoh", roles=(Role.IT_LEAD,), sites=("west",), channels=reached_by("+12025550101")
        ),
        Contact(
            id="east", name="Egon East", roles=(Role.IT_LEAD,), sites=("east",), channels=reached_by("+12025550102")
        ),
        Contact(id="tom", name="Tom Therapist", roles=(Role.THERAPIST,), channels=reached_by("+12025550103")),
        Contact(id="mute", name="Mute Help", roles=(Role.HELP_DESK,)),
    )
)


class Words(HTMLParser):
    """Collects the words of a page, and whether every element that needs an end has one."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)
def test_every_task_signal_deadline_and_notice_of_the_table_is_on_the_sheet(playbook: Playbook) -> None:
    made = plan(playbook)
    page = Words()
    page.feed(plan_html(made))
    shown = " ".join(page.words)
    markdown = plan_markdown(made).replace("\\", "")

    labels = [
        one.label for part in (playbook.phases, playbook.tasks, playbook.signals, playbook.deadlines) for one in part
    ]
    sources = {task.source for task in playbook.tasks}
    for words in (*labels, *sources):
        assert words in shown
        assert words in markdown
    assert markdown.count("- [ ]") == len(playbook.tasks)
    assert [len(phase.signals) for phase in made.phases] == [
        len([move for move in playbook.moves if phase.name in move.sources]) for phase in playbook.phases
    ]


def test_a_task_says_whose_it_is_by_when_and_where_that_comes_from() -> None:
    tasks = {task.label: task for phase in plan(REGIONAL).phases for task in phase.tasks}
    tried, restock = (
        tasks["Try the second, read-only document site"],
        tasks["Bring paper: what was printed lasts for 8 hours"],
    )

    assert (tried.who, tried.by_when) == ("IT lead", "within 15 min")
    assert "read-only access" in tried.source
    assert (restock.who, restock.each) == ("charge nurse", "opens when its deadline comes")
    assert (
        tasks["Analyse the cause of this downtime of more than 24 hours"].each
        == "for each site, opens when its deadline comes"
    )
    assert tasks["Tell all impacted staff"].who == "whoever is there"


def test_a_signal_says_what_must_hold_and_what_must_be_said() -> None:
    validating = plan(UNSCHEDULED).phases[3]
    signals = {signal.label: signal for signal in validating.signals}

    assert signals["The service was released to its users"].needs[0] == "every interface is validated"
    assert "it was reported: All impacted staff were told" in signals["The service was released to its users"].needs
    assert signals["An interface failed its validation"].says == ("interface", "reason")
    assert signals["The service went down again"].leads == "Down: the target is known"
    assert signals["All impacted staff were told"].leads == ""


def test_only_those_whom_the_playbook_names_are_called_and_only_of_the_sites_that_are_down() -> None:
    anywhere = plan(UNSCHEDULED, directory=DIRECTORY)
    west = plan(UNSCHEDULED, directory=DIRECTORY, downtime=a_downtime())

    assert [call.name for call in anywhere.calls] == ["IT help desk", "Ines Itoh", "Egon East"]
    assert [(call.name, call.phone, call.sites) for call in west.calls] == [
        ("IT help desk", "+1 202-555-0100", "all sites"),
        ("Ines Itoh", "+1 202-555-0101", "west"),
    ]
    assert "+1 202-555-0101" in plan_markdown(west)
    assert "202-555" not in repr(west)


def test_what_is_known_ahead_is_filled_in_and_the_rest_is_a_place_to_fill() -> None:
    blank = {notice.subject: notice for notice in plan(UNSCHEDULED).notices}
    known = {notice.subject: notice for notice in plan(UNSCHEDULED, downtime=a_downtime()).notices}

    assert blank["Downtime at [sites]: work on paper"].after == ("the downtime is declared",)
    assert "RIS cannot be used at west since [since]." in known["Downtime at west: work on paper"].body
    assert "$" not in plan_markdown(plan(UNSCHEDULED))


def test_planned_work_has_its_times_by_the_clinic_s_clock() -> None:
    window = Window(starts=datetime(2026, 3, 3, 22), ends=datetime(2026, 3, 4), zone="America/Chicago")  # noqa: DTZ001
    event = Scheduled(window=window, purpose="Upgrade", expected_impact="None can be used.")
    ahead = a_downtime(event=event, zone="America/Chicago", began_at=window.starts_at)
    announced = plan(SCHEDULED, downtime=ahead).notices[0]

    assert "from 2026-03-03 22:00 CST to 2026-03-04 00:00 CST: Upgrade. None can be used." in announced.body


def test_a_drill_says_so_on_every_form_of_the_plan() -> None:
    made = plan(UNSCHEDULED, downtime=a_downtime(drill=True))

    assert plan_markdown(made).startswith("# DRILL: Downtime plan")
    assert "<h1>DRILL: " in plan_html(made)
    assert "DRILL" not in plan_html(plan(UNSCHEDULED))


def test_names_cannot_break_out_of_their_place() -> None:
    rude = UNSCHEDULED.model_copy(update={"title": "<script>x</script> *a* | `b`\n# c"})

    assert "<script>" not in plan_html(plan(rude))
    assert plan_markdown(plan(rude)).splitlines()[0] == (
        "# Downtime plan: \\<script\\>x\\</script\\> \\*a\\* \\| \\`b\\` \\# c"
    )
