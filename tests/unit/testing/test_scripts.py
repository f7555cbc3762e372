"""What is wrong with a script is told before anything is played: every fault, where it stands, and what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.testing import OutageScript, at, load_script, script_from, script_of
from downtimekit.testing.script_times import times
from tests.ward import NURSE

NEW_YORK: Mapping[str, Any] = {"at": "2026-11-01 00:40", "zone": "America/New_York"}
IN_MARCH: Mapping[str, Any] = {"at": "2026-03-08 01:40", "zone": "America/New_York"}


def faults(*steps: Mapping[str, object], **declare: Any) -> dict[str, str]:
    """Return what is wrong with a script, by its path."""
    with pytest.raises(InvalidInput) as caught:
        script_of(*steps, **{**NEW_YORK, **declare})
    return {fault.path: fault.words for fault in caught.value.faults}


def shown(script: OutageScript) -> list[str]:
    """Return when the steps of a script happen, in UTC."""
    return [f"{instant:%d %H:%M}" for instant in times(script) if isinstance(instant, datetime)]


@pytest.mark.parametrize(
    ("step", "path", "words"),
    [
        (at("+5", signal="staff_tol"), "signal", "'staff_tol' is no signal; is 'staff_told' meant?"),
        (at("+5", signal="xyz"), "signal", "'xyz' is no signal; there is: backfill_started, closed,"),
        (at("+5", signal="help_desk_contacted"), "details", "it must say 'ticket'"),
        (at("+5", signal="staff_told", details={"x": "y"}), "details", "it does not take 'x'"),
        (at("+5", signal="staff_told", sites="east"), "sites", "'east' is no site; is 'west' meant?"),
        (at("+5", signal="staff_told", services="pacs"), "services", "'pacs' is no service; there is: ris"),
        (at("+5", task="tell_staf"), "task", "'tell_staf' is no task; is 'tell_staff' meant?"),
        (at("+5", observe=[{"check": "internet", "answer": "up", "site": "east"}]), "observe", "'east' is no site"),
        (at("+5", acknowledge={"notice": "updat", "contact": "nurse"}), "acknowledge.notice", "is 'update' meant?"),
        (at("+5", acknowledge={"notice": "update", "contact": "x"}), "acknowledge.contact", "'x' is no contact"),
        (at("+5", channel={"kind": "email", "way": "lost", "about": "nurs"}), "channel.about", "is 'nurse' meant?"),
        (at("+5", signal="staff_told", happened_at="2026-11-01 01:10"), "happened_at", "comes twice"),
        (at("+5", expect={"phase": "dow"}), "expect.phase", "'dow' is no phase; is 'down' meant?"),
        (at("+5", expect={"tracks": {"east/ris": "down"}}), "expect.tracks", "is 'west/ris' meant?"),
        (at("+5", expect={"tracks": {"west/ris": "dow"}}), "expect.tracks", "'dow' is no phase"),
        (at("+5", expect={"open": "x"}), "expect.open", "'x' is no task"),
        (
            at("+5", expect={"not_open": "validate_interfac adt-in"}),
            "expect.not_open",
            "is 'validate_interface' meant?",
        ),
        (at("+5", expect={"not_allowed": "close"}), "expect.not_allowed", "is 'closed' meant?"),
        (at("+5", expect={"missed": "next_updat/west"}), "expect.missed", "is 'next_update' meant?"),
        (at("+5", expect={"told": {"update": "x"}}), "expect.told", "'x' is no contact"),
        (at("+5", expect={"receipts": {"updat": {"nurse": "failed"}}}), "expect.receipts", "is 'update' meant?"),
        (at("2026-10-31 10:00"), "at", "is before the step that stands before it"),
        (at("01:10"), "at", "comes twice in this zone"),
        (at("2026-11-01 01:10"), "at", "comes twice in this zone"),
    ],
)
def test_a_word_that_the_playbook_does_not_have_is_told_with_what_is_meant(
    step: Mapping[str, object], path: str, words: str
) -> None:
    found = faults(step)

    assert list(found) == [f"steps[0].{path}"]
    assert words in found[f"steps[0].{path}"]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"signal": "staff_told", "kill": True}, "does 2 things (signal, kill); write a step for each"),
        ({"tick": True, "details": {"ticket": "1"}}, "says details, which belongs to a signal"),
        ({"signal": "staff_told", "remark": "x"}, "says remark, which belongs to a task"),
        ({"kill": True, "refused": "x"}, "expects to be refused, but does nothing that could be"),
        ({"at": "later"}, "has characters that are not allowed"),
        ({"channel": {"kind": "email", "way": "sulks"}}, "must be 'works'"),
        ({"sing": "staff_told"}, "is not a known field"),
    ],
)
def test_a_step_is_one_thing_that_can_be(step: Mapping[str, object], words: str) -> None:
    (found,) = faults(step).values()

    assert words in found


@pytest.mark.parametrize(
    ("declare", "path", "words"),
    [
        ({"playbook": "unschedule"}, "declare.playbook", "is 'unscheduled' meant?"),
        ({"at": "2026-11-01 01:40"}, "declare.at", "comes twice"),
        ({"zone": "New York"}, "declare.zone", "is not the name of a time zone"),
        ({"sites": ()}, "declare.sites", "is "),
        ({"sites": ["west", "west"]}, "declare.sites", "has a name more than once"),
        ({"access": [{"service": "pacs", "tier": "paper"}]}, "declare", "access 1 is about a service that is not part"),
    ],
)
def test_a_declaration_that_no_desk_would_take_is_refused(declare: Mapping[str, Any], path: str, words: str) -> None:
    found = faults(**declare)

    assert path in found
    assert words in found[path]


def test_every_fault_is_told_at_once() -> None:
    found = faults(at("+1", signal="x"), at("+1", task="y"), at("01:10"), playbook="unscheduled", interfaces=["a", "a"])

    assert list(found) == ["steps[2].at", "declare.interfaces", "steps[0].signal", "steps[1].task"]


def test_a_step_that_is_to_be_refused_may_say_what_is_wrong() -> None:
    script = script_of(
        at("+1", signal="help_desk_contacted", details={"tickets": "1"}, refused="detail_missing"),
        at("+1", signal="staff_told", sites="east", refused="site_unknown"),
        at("+1", task="make_coffee", refused="task_not_open"),
        **NEW_YORK,
    )

    assert [step.refused for step in script.steps] == [("detail_missing",), ("site_unknown",), ("task_not_open",)]


@pytest.mark.parametrize(
    ("declare", "steps", "instants"),
    [
        (NEW_YORK, [at("+10"), at("00:59"), at("+1.5")], ["01 04:50", "01 04:59", "01 05:00"]),
        (NEW_YORK, [at("01:10", which="first"), at("01:10", which="second")], ["01 05:10", "01 06:10"]),
        (NEW_YORK, [at("01:30", which="second"), at("01:40"), at("01:10")], ["01 06:30", "01 06:40", "02 06:10"]),
        (NEW_YORK, [at("2026-11-01 02:00"), at("00:30")], ["01 07:00", "02 05:30"]),
        (NEW_YORK, [at("+0", step_clock=-30), at("+10"), at("00:30")], ["01 04:40", "01 04:20", "01 04:30"]),
        (NEW_YORK, [at("+0", step_clock=90), at("+0")], ["01 04:40", "01 06:10"]),
        (IN_MARCH, [at("+30"), at("03:15")], ["08 07:10", "08 07:15"]),
        (IN_MARCH, [at("2026-03-08 04:00"), at("02:30")], ["08 08:00", "09 06:30"]),
    ],
)
def test_the_steps_happen_by_the_clock_on_the_wall(
    declare: Mapping[str, Any], steps: list[Mapping[str, object]], instants: list[str]
) -> None:
    assert shown(script_of(*steps, **declare)) == instants


def test_a_time_that_the_clock_jumps_over_tonight_is_not_put_off_until_tomorrow() -> None:
    with pytest.raises(InvalidInput, match=r"steps\[0\].at: does not exist in this zone"):
        script_of(at("02:30"), **IN_MARCH)


def test_a_playbook_of_ones_own_goes_before_the_one_that_is_shipped() -> None:
    ours = UNSCHEDULED.model_copy(update={"tasks": ()})
    with pytest.raises(InvalidInput, match="'tell_staff' is no task; there is: none"):
        script_of(at("+1", task="tell_staff"), playbooks=[ours], **NEW_YORK)


def test_two_contacts_with_one_id_are_told() -> None:
    nurse = {"id": "nurse", "name": NURSE.name, "roles": ["charge_nurse"]}
    with pytest.raises(InvalidInput, match="contacts: contact ids are used more than once: nurse"):
        script_from({"declare": NEW_YORK, "contacts": [nurse, nurse]})


YAML = """\
title: The WAN is cut
declare:
  at: 2026-11-01 00:40
  zone: America/New_York
steps:
  - {at: +5, signal: help_desk_contacted, details: {ticket: INC-4711}}
  - at: 01:10
    which: first
    signal: target_identified
    details:
      target: customer_wan
  - at: 10:30
    tick: true
"""


def test_a_script_in_yaml_says_what_it_says_in_python(tmp_path: Path) -> None:
    path = tmp_path / "outage.yaml"
    path.write_text(YAML)

    assert load_script(path) == script_of(
        at("+5", signal="help_desk_contacted", details={"ticket": "INC-4711"}),
        at("01:10", which="first", signal="target_identified", details={"target": "customer_wan"}),
        at("10:30", tick=True),
        title="The WAN is cut",
        **NEW_YORK,
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("signal: target_identified", "signal: target_found", "line 9, steps[1].signal: 'target_found' is no signal"),
        ("target: customer_wan", "targe: customer_wan", "line 10, steps[1].details: it must say 'target'"),
        ("ticket: INC-4711", "tick: INC-4711", "line 6, steps[0].details: it must say 'ticket'"),
        ("which: first", "", "line 7, steps[1].at: comes twice"),
        ("  zone: America/New_York\n", "  zones: UTC\n", "line 4, declare.zones: is not a known field"),
        ("  at: 2026-11-01 00:40\n", "", "line 2, declare.at: is missing"),
        ("which: first", "at: '01:20'", "line 8: has 'at' more than once"),
        ("steps:", "steps: [", "line 6: is not YAML that this reader takes"),
        ("title: The WAN is cut\n", "--- a\n--- b\n", "is not YAML that this reader takes"),
    ],
)
def test_a_fault_in_a_file_is_told_with_its_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = tmp_path / "outage.yaml"
    path.write_text(YAML.replace(old, new))
    with pytest.raises(InvalidInput) as caught:
        load_script(path)

    assert fault in str(caught.value)
    assert caught.value.source == "outage.yaml"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "outage.json",
            '{"declare": {"at": "2026-11-01 00:40"}, "steps": [{"at": "+1", "signal": "x"}]}',
            "steps[0].signal",
        ),
        ("outage.json", "{", "line 1, column 2: is not JSON"),
        ("outage.yml", "", "is not YAML"),
        ("outage.yml", "just words", "is not a set of fields"),
        ("nowhere/outage.json", None, "cannot be read"),
        ("latin.yaml", "é".encode("latin-1"), "is not text in UTF-8"),
    ],
)
def test_a_file_that_is_no_script_says_why(tmp_path: Path, name: str, text: str | bytes | None, words: str) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InvalidInput) as caught:
        load_script(path)

    assert words in str(caught.value)
