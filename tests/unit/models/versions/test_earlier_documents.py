"""A journal that release 0.1.0 wrote, line by line as it was stored, is read, verified and continued."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.facts import CaptureTaken, Fact, PlanAgreed, PromiseEnded
from downtimekit.models.stored import CAPTURES, FACTS, PLANS
from downtimekit.ports.chain import Head, Line, entries_of, verify_chain
from downtimekit.ports.entries import Commit
from tests.strategies import parts
from tests.unit.models.versions.expected import CLERK, EAST, NURSE, WEST, at

STORED = [
    Line(**json.loads(line))
    for line in Path(__file__).with_name("journal-0.1.0.jsonl").read_text(encoding="utf-8").splitlines()
]
"""Written by 0.1.0 itself. It is frozen: a later release adds a file of its own, and changes none."""

ENDS = {
    "west-1": "53260941810d11496e068b336de879e3510b3fac2108de7e77e7e27044cd979f",
    "east-1": "1391af7e52bdbe6733c7721a24db9b28fd7d6aba3edd5fe65fff45e3df208010",
}
"""The digests that 0.1.0 named."""

NEW_SINCE_THEN: frozenset[str] = frozenset(
    {
        "access_changed",
        "accounts_drawn_up",
        "came_due",
        "doubts_overruled",
        "duty_explained",
        "duty_sent",
        "hold_lifted",
        "hold_placed",
        "notice_carried",
        "notice_waits",
        "number_accounted",
        "numbers_granted",
        "numbers_taken",
        "observed",
        "patient_event_heard",
        "plan_continued",
        "print_alarm",
        "print_begun",
        "print_ended",
        "print_failed",
        "rules_changed",
        "rules_pinned",
        "scan_explained",
        "scan_filed",
        "signal_corrected",
        "task_done",
        "telling_begun",
        "window_extended",
    }
)
"""Kinds of fact that no release has written yet."""


def lines(stream: str) -> Sequence[Line]:
    """Return the lines of a stream."""
    return [line for line in STORED if line.stream == stream]


def journal_of_0_1_0(path: Path) -> Path:
    """Lay the stored lines into a file as 0.1.0 left them."""
    SqliteJournal(path).close()
    columns = ", ".join(Line._fields)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(f"INSERT INTO entries ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", STORED)
        for stream, digest in ENDS.items():
            connection.execute(
                "INSERT INTO streams (name, version, digest) VALUES (?, ?, ?)", (stream, len(lines(stream)), digest)
            )
    return path


def test_every_kind_of_fact_is_among_the_stored_documents() -> None:
    union, _ = parts(Fact)
    kinds = {kind.model_fields["kind"].default for kind in get_args(union)}

    assert {json.loads(line.fact)["kind"] for line in STORED} | NEW_SINCE_THEN == kinds


@pytest.mark.parametrize("number", range(len(WEST)), ids=lambda number: f"{number + 1}-{WEST[number].kind}")
def test_every_document_says_what_it_said_then(number: int) -> None:
    line = lines("west-1")[number]

    assert "schema" not in json.loads(line.fact)
    assert FACTS.read(line.fact, source="a journal") == WEST[number]


@pytest.mark.parametrize("number", range(len(EAST)))
def test_what_was_allowed_then_is_read_without_losing_a_word(number: int) -> None:
    assert FACTS.read(lines("east-1")[number].fact, source="a journal") == EAST[number]


def test_who_acted_is_read_too() -> None:
    entries = entries_of("west-1", lines("west-1"))

    assert {entry.by for entry in entries} == {NURSE, CLERK}


@pytest.mark.parametrize("stream", ENDS)
def test_the_chain_holds_over_the_text_that_was_stored(stream: str) -> None:
    head = Head(len(lines(stream)), ENDS[stream])

    assert verify_chain(stream, lines(stream), head=head) == ENDS[stream]


def test_a_journal_of_the_last_release_is_opened_and_continued(tmp_path: Path) -> None:
    with SqliteJournal(journal_of_0_1_0(tmp_path / "downtime.db")) as journal:
        assert [entry.fact for entry in journal.read("west-1")] == [*WEST]
        journal.append(Commit("west-1", len(WEST), "updated", at(18), CLERK, [PromiseEnded(promise="update")]))

        assert journal.read("west-1")[-1].version == len(WEST) + 1
        assert journal.verify("west-1") != ENDS["west-1"]
        assert journal.verify("east-1") == ENDS["east-1"]


def test_a_command_of_the_last_release_that_comes_again_is_known(tmp_path: Path) -> None:
    """Its answer was lost, the software was updated, and the clerk tries again: nothing is written twice."""
    with SqliteJournal(journal_of_0_1_0(tmp_path / "downtime.db")) as journal:
        first = [entry for entry in journal.read("west-1") if entry.command == "command-1"]
        again = journal.append(Commit("west-1", 3, "command-1", at(19), CLERK, [entry.fact for entry in first]))

        assert list(again) == first
        assert len(journal.read("west-1")) == len(WEST)


def test_a_plan_or_a_capture_that_a_host_kept_for_itself_is_read_too() -> None:
    kept = [json.loads(line.fact) for line in lines("east-1")]
    taken, agreed = EAST[1], EAST[3]
    assert isinstance(taken, CaptureTaken)
    assert isinstance(agreed, PlanAgreed)

    assert CAPTURES.read(json.dumps(kept[1]["capture"]), source="a file") == taken.capture
    assert PLANS.read(json.dumps(kept[3]["plan"]), source="a file") == agreed.plan
