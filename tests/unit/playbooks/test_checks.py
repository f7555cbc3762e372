"""A table with a fault is not run: every fault is told, with its place, before any ward depends on it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from downtimekit.errors import Fault, InvalidInput
from downtimekit.playbooks import Playbook
from downtimekit.playbooks.checks import check, faults_of_playbook
from downtimekit.playbooks.guards import GUARDS, Guard
from downtimekit.playbooks.library import SHIPPED

SMALL: dict[str, Any] = {
    "name": "small",
    "version": 1,
    "title": "Small",
    "phases": [
        {"name": "down", "label": "Down"},
        {"name": "back", "label": "Back", "state": "released", "entering": True},
        {"name": "closed", "label": "Closed", "state": "released", "final": True},
    ],
    "signals": [
        {"name": "restored", "label": "It is back", "details": [{"name": "evidence"}]},
        {
            "name": "news",
            "label": "News",
            "details": [{"name": "interface"}, {"name": "words"}],
            "subject": "interface",
        },
        {"name": "closed", "label": "Closed"},
        {"name": "late", "label": "It is late"},
    ],
    "moves": [
        {"signal": "restored", "sources": ["down"], "target": "back", "tells": ["told"]},
        {"signal": "news", "sources": ["down"], "promises": ["update"]},
        {"signal": "closed", "sources": ["back"], "target": "closed", "guards": ["was_heard:news"]},
        {"signal": "late", "sources": ["down"]},
    ],
    "tasks": [
        {"name": "look", "label": "Look", "phase": "down", "done_by": "restored"},
        {"name": "fetch", "label": "Fetch", "phase": "down", "on_demand": True},
    ],
    "deadlines": [
        {"name": "update", "label": "News", "minutes": 30, "promise": True},
        {"name": "long", "label": "Long", "minutes": 60, "starts": ["down"], "ends": ["back"], "opens": ["fetch"]},
        {"name": "slow", "label": "Slow", "minutes": 90, "starts": ["down"], "signal": "late"},
    ],
    "notices": [{"name": "told", "audience": ["nurse"], "subject": "Back", "body": "$services is back: $evidence"}],
}
"""A table without a fault."""

SPANISH = {"language": "es", "subject": "De vuelta", "body": "Ya funciona $services: $evidence"}

Place = tuple[str | int, ...]


def with_fault(place: Place, wrong: object) -> Playbook:
    """Return the table with something else in one place; beyond the end of a list it is added."""

    def put(document: object, path: Place) -> object:
        if not path:
            return wrong
        head, *rest = path
        if isinstance(document, list):
            assert isinstance(head, int)
            grown = [*document, None] if head == len(document) else document
            return [put(item, tuple(rest)) if n == head else item for n, item in enumerate(grown)]
        assert isinstance(document, dict)
        return {**document, head: put(document.get(head), tuple(rest))}

    return Playbook.model_validate_json(json.dumps(put(SMALL, place)))


def test_the_table_is_without_a_fault_before_one_is_planted() -> None:
    assert list(faults_of_playbook(Playbook.model_validate_json(json.dumps(SMALL)))) == []


@pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)
def test_every_playbook_that_is_shipped_passes(playbook: Playbook) -> None:
    assert check(playbook) is playbook


PHASE = {"name": "alone", "label": "Alone", "state": "released"}
PLANTED: dict[str, tuple[Place, object, str, str]] = {
    "a phase twice": (("phases", 3), SMALL["phases"][0], "phases", "has 'down' more than once"),
    "a signal twice": (("signals", 4), SMALL["signals"][3], "signals", "has 'late' more than once"),
    "a task twice": (("tasks", 2), SMALL["tasks"][0], "tasks", "has 'look' more than once"),
    "a deadline twice": (("deadlines", 3), SMALL["deadlines"][0], "deadlines", "has 'update' more than once"),
    "a notice twice": (("notices", 1), SMALL["notices"][0], "notices", "has 'told' more than once"),
    "a detail twice": (
        ("signals", 0, "details"),
        [{"name": "evidence"}] * 2,
        "signals[0].details",
        "has a detail more than once",
    ),
    "a detail that every signal has": (
        ("signals", 0, "details", 1),
        {"name": "by"},
        "signals[0].details",
        "cannot have one called 'by'",
    ),
    "a subject that is no detail": (("signals", 0, "subject"), "site", "signals[0].subject", "none of its details"),
    "an interface that is not named": (
        ("signals", 0, "means"),
        "interface_valid",
        "signals[0].means",
        "'interface' must be its subject",
    ),
    "a signal in no move": (("signals", 4), {"name": "idle", "label": "x"}, "signals[4]", "could never be accepted"),
    "a move on no signal": (("moves", 4), {"signal": "gone", "sources": ["down"]}, "moves[4].signal", "'gone'"),
    "a move from no phase": (("moves", 3, "sources"), ["gone"], "moves[3].sources", "'gone'"),
    "a move to no phase": (("moves", 3, "target"), "gone", "moves[3].target", "the phase 'gone'"),
    "a notice that is not there": (("moves", 3, "tells"), ["gone"], "moves[3].tells", "the notice 'gone'"),
    "a deadline that is not there": (("moves", 3, "promises"), ["gone"], "moves[3].promises", "the deadline 'gone'"),
    "an end that is not there": (("moves", 3, "ends"), ["gone"], "moves[3].ends", "the deadline 'gone'"),
    "an unknown guard": (("moves", 3, "guards"), ["all_is_well"], "moves[3].guards", "which is not registered"),
    "a guard asked too much": (("moves", 3, "guards"), ["paper_balances:x"], "moves[3].guards", "it takes nothing"),
    "a guard asked nothing": (("moves", 3, "guards"), ["was_heard"], "moves[3].guards", "must say which signal"),
    "a guard about no signal": (("moves", 3, "guards"), ["was_heard:gone"], "moves[3].guards", "the signal 'gone'"),
    "a guard about no task": (("moves", 3, "guards"), ["task_is_done:gone"], "moves[3].guards", "the task 'gone'"),
    "a guard without minutes": (("moves", 3, "guards"), ["steady_for:long"], "moves[3].guards", "a whole number"),
    "a task in no phase": (("tasks", 0, "phase"), "gone", "tasks[0].phase", "the phase 'gone'"),
    "a task done by nothing": (("tasks", 0, "done_by"), "gone", "tasks[0].done_by", "the signal 'gone'"),
    "a task done in two ways": (("tasks", 0, "until"), "paper_balances", "tasks[0]", "it cannot be both"),
    "a task until an unknown rule": (("tasks", 1, "until"), "gone", "tasks[1].until", "not registered"),
    "a task that nothing opens": (
        ("tasks", 2),
        {"name": "idle", "label": "x", "phase": "down", "on_demand": True},
        "tasks[2]",
        "opened by no deadline",
    ),
    "a deadline in no phase": (("deadlines", 1, "ends"), ["gone"], "deadlines[1]", "the phase 'gone'"),
    "a deadline that tells nothing": (("deadlines", 1, "tells"), ["gone"], "deadlines[1].tells", "the notice 'gone'"),
    "a deadline of no length": (("deadlines", 0, "minutes"), None, "deadlines[0]", "either minutes or a span"),
    "a deadline of two lengths": (("deadlines", 0, "span"), "update_every", "deadlines[0]", "either minutes or a span"),
    "a deadline without a handler": (("deadlines", 0, "promise"), False, "deadlines[0]", "has no handler"),
    "a deadline that is never set": (
        ("deadlines", 3),
        {"name": "idle", "label": "x", "minutes": 1, "promise": True},
        "deadlines[3]",
        "is never set",
    ),
    "a deadline that repeats at once": (
        ("deadlines", 1),
        {**SMALL["deadlines"][1], "minutes": 0, "repeats": True},
        "deadlines[1].repeats",
        "at least one minute",
    ),
    "a deadline that repeats and is counted back": (
        ("deadlines", 0),
        {"name": "update", "label": "x", "span": "remind_ahead", "promise": True, "repeats": True},
        "deadlines[0].repeats",
        "counted back",
    ),
    "a deadline for each interface": (("deadlines", 1, "each"), "interface", "deadlines[1].each", "cannot be"),
    "a deadline that opens no task": (("deadlines", 1, "opens", 1), "gone", "deadlines[1].opens", "the task 'gone'"),
    "a deadline that opens what is open": (("deadlines", 1, "opens", 1), "look", "deadlines[1].opens", "on_demand"),
    "a deadline that opens for others": (("deadlines", 1, "each"), "site", "deadlines[1].opens", "is for each"),
    "a reminder that opens a task": (
        ("deadlines", 1),
        {"name": "long", "label": "x", "span": "remind_ahead", "starts": ["down"], "opens": ["fetch"]},
        "deadlines[1].opens",
        "a reminder only tells",
    ),
    "a clock that says what is unknown": (("deadlines", 2, "signal"), "gone", "deadlines[2].signal", "'gone'"),
    "a clock that must say something": (
        ("deadlines", 2, "signal"),
        "restored",
        "deadlines[2].signal",
        "must say evidence, which the clock does not know",
    ),
    "two ways from one phase": (
        ("moves", 4),
        {"signal": "news", "sources": ["down"], "target": "back"},
        "moves",
        "'news' leads from 'down' in 2 ways",
    ),
    "a phase that is not reached": (("phases", 3), PHASE, "phases[3]", "cannot be reached from 'down'"),
    "no end": (("phases", 2, "final"), False, "phases", "have no final one"),
    "an end that is left": (
        ("moves", 4),
        {"signal": "late", "sources": ["closed"], "target": "back"},
        "phases[2]",
        "is final, and a move leads on",
    ),
    "an end without the service": (("phases", 2, "state"), "down", "phases[2]", "its service was never given back"),
    "records in a service that is down": (("phases", 1, "state"), "down", "phases[1]", "in which the service is not"),
    "a notice that nothing tells": (
        ("notices", 1),
        {**SMALL["notices"][0], "name": "idle", "body": "x"},
        "notices[1]",
        "is told by nothing",
    ),
    "a notice with a dollar sign": (("notices", 0, "body"), "It costs $5.", "notices[0].body", "write $$"),
    "a notice of an unknown word": (
        ("notices", 0, "subject"),
        "$weather",
        "notices[0].subject",
        "names $weather; what",
    ),
    "a notice about a patient": (
        ("notices", 0, "subject"),
        "$patient",
        "notices[0].subject",
        "nothing about a patient",
    ),
    "a notice with a password to fill in": (
        ("notices", 0, "body"),
        "$passcode",
        "notices[0].body",
        "holds no credential",
    ),
    "a notice that holds a password": (
        ("notices", 0, "body"),
        "Password: horse",
        "notices[0].body",
        "and no notice may",
    ),
    "a notice that would hold a PIN": (("notices", 0, "body"), "PIN $evidence", "notices[0].body", "a PIN or the like"),
    "a notice that asks for a password": (
        ("notices", 0, "body"),
        "Reply with your password.",
        "notices[0].body",
        "asks for a password",
    ),
    "a notice with a link that lets everybody in": (
        ("notices", 0, "body"),
        "See https://ward:horse@desk.example.org/",
        "notices[0].body",
        "a link with a credential",
    ),
    "a notice that would hold a record number": (
        ("notices", 0, "short"),
        "MRN $evidence",
        "notices[0].short",
        "a record or accession number",
    ),
    "a text message of too many words": (("notices", 0, "short"), "x" * 111, "notices[0].short", "more than 110"),
    "a translation that says less": (
        ("notices", 0, "texts"),
        [{**SPANISH, "body": "Ya funciona $services."}],
        "notices[0].texts[0].body",
        "does not name $evidence",
    ),
    "a translation without its text message": (
        ("notices", 0),
        {**SMALL["notices"][0], "short": "Back", "texts": [SPANISH]},
        "notices[0].texts[0].short",
        "is not there",
    ),
    "a translation about a patient": (
        ("notices", 0, "texts"),
        [{**SPANISH, "subject": "$paciente"}],
        "notices[0].texts[0].subject",
        "nothing about a patient",
    ),
    "a translation of an unknown word": (
        ("notices", 0, "texts"),
        [{**SPANISH, "body": "$services $evidence $clima"}],
        "notices[0].texts[0].body",
        "names $clima; what",
    ),
    "two translations into one language": (
        ("notices", 0, "texts"),
        [SPANISH, SPANISH],
        "notices[0].texts",
        "more than once in the language 'es'",
    ),
    "a translation into English": (
        ("notices", 0, "texts"),
        [{**SPANISH, "language": "en"}],
        "notices[0].texts",
        "stand in the notice itself",
    ),
    "a notice at the declaration that says a detail": (
        ("declared_tells",),
        ["told"],
        "notices[0].body",
        "names $evidence",
    ),
    "a declaration that tells nothing": (("declared_tells",), ["gone"], "declared_tells", "the notice 'gone'"),
    "an extension that tells nothing": (("extended_tells",), ["gone"], "extended_tells", "the notice 'gone'"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_fault_is_told_with_its_place(planted: str) -> None:
    place, wrong, path, words = PLANTED[planted]
    found = list(faults_of_playbook(with_fault(place, wrong)))

    assert [fault for fault in found if fault.path == path and words in fault.words], found


def told_of_patients(signal: str, detail: str) -> list[Fault]:
    """Return what is wrong when a notice says a detail of a signal."""
    table = json.loads(json.dumps(SMALL).replace("restored", signal).replace("evidence", detail))
    return list(faults_of_playbook(Playbook.model_validate_json(json.dumps(table))))


def test_a_detail_that_would_be_a_patients_is_not_told_though_a_signal_says_it() -> None:
    for name in ("mrn", "name", "patient_name", "date_of_birth", "accession", "ssn"):
        assert "notices[0].body" in {fault.path for fault in told_of_patients("restored", name)}
    assert told_of_patients("restored", "site_name") == []


def test_nothing_is_told_of_what_a_signal_about_a_patient_says() -> None:
    (fault,) = told_of_patients("patient_moved", "where")

    assert str(fault).startswith("notices[0].body: names $where, which 'patient_moved' says")


@pytest.mark.parametrize(
    "words",
    [
        "For access, call $evidence; nobody sends a password. $services",
        "Write the patient's name on every sheet. $services $evidence",
        "Pin the sheet to the door of $services: $evidence",
        "For a new password: call $evidence. $services",
    ],
)
def test_what_a_ward_must_be_told_is_not_taken_for_a_credential(words: str) -> None:
    assert list(faults_of_playbook(with_fault(("notices", 0, "body"), words))) == []


def test_a_phase_that_is_not_left_is_a_dead_end() -> None:
    stuck = with_fault(("moves", 4), {"signal": "late", "sources": ["back"], "target": "alone"})
    stuck = stuck.model_copy(update={"phases": (*stuck.phases, type(stuck.phases[0]).model_validate(PHASE))})
    circle = with_fault(("moves", 2, "target"), "down")

    assert Fault("phases[3]", "'alone' is a dead end: no move leads on from it") in faults_of_playbook(stuck)
    assert "phases[0]: 'down' has no way to the end of the downtime" in map(str, faults_of_playbook(circle))


def test_all_faults_are_told_at_once() -> None:
    faulty = with_fault(("moves", 3), {"signal": "gone", "sources": ["nowhere"], "guards": ["luck"], "tells": ["x"]})
    with pytest.raises(InvalidInput) as invalid:
        check(faulty)

    assert {fault.path for fault in invalid.value.faults} >= {
        "moves[3].signal",
        "moves[3].sources",
        "moves[3].guards",
        "moves[3].tells",
        "signals[3]",
    }
    assert invalid.value.source == "playbook small"


def test_a_host_that_registers_a_rule_may_name_it() -> None:
    playbook = with_fault(("moves", 3, "guards"), ["pharmacist_agrees"])

    assert playbook is check(
        playbook, guards={**GUARDS, "pharmacist_agrees": Guard(lambda _situation, _about: iter(()))}
    )
