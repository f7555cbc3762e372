"""What every journal is handed, and the text that every journal stores."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.facts import IdentityConfirmed, NoticeCarried, Promised
from downtimekit.models.people import Role, Staff
from downtimekit.ports.chain import Draft, Head
from downtimekit.ports.entries import Commit
from downtimekit.testing.contracts.journal import FACTS, NOON, NURSE, commit_of

SECRET = "Okonkwo-1957"


def test_every_fault_of_a_commit_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        Commit("west 1", 0, "", datetime(2026, 3, 29), NURSE, [])  # noqa: DTZ001

    assert [fault.path for fault in caught.value.faults] == ["stream", "command", "at", "facts"]


def test_the_facts_of_a_commit_do_not_change_after_it_was_made() -> None:
    facts = list(FACTS)
    commit = commit_of("declare", facts=facts)
    facts.clear()

    assert list(commit.facts) == list(FACTS)


def test_a_line_is_text_whose_digest_anybody_can_compute() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=-5)))
    commit = Commit(
        "west-1", 0, "c-1", there, Staff(name="Éva", role=Role.RECORDS_CLERK), [NoticeCarried(notice="n-1")]
    )

    (line,) = Draft.of(commit).chained(Head())

    parts = [
        "0" * 64,
        "west-1",
        "1",
        "2026-03-29T12:00:00.000000+00:00",
        '{"schema":2,"name":"Éva","role":"records_clerk"}',
        "c-1",
        '{"schema":2,"kind":"notice_carried","notice":"n-1","remark":""}',
    ]
    chained = b"".join(len(part.encode()).to_bytes(8, "big") + part.encode() for part in parts)
    assert [str(part) for part in line] == [*parts[1:], hashlib.sha256(chained).hexdigest()]


def test_nothing_on_the_way_to_the_journal_shows_a_patient() -> None:
    fact = IdentityConfirmed(capture="sheet-1", mrn=SECRET, reason="wristband")
    draft = Draft.of(commit_of("confirm", facts=[fact]))
    lines = draft.chained(Head())

    assert SECRET in lines[0].fact
    assert SECRET not in repr([draft, draft.commit, lines, draft.written(lines)])


def test_the_same_facts_in_the_words_of_an_older_release_are_the_same_command() -> None:
    draft = Draft.of(commit_of("declare"))
    lines = [line._replace(fact=line.fact.replace('":', '" : ')) for line in draft.chained(Head())]

    assert [entry.fact for entry in draft.repeated(lines)] == list(FACTS)


def test_a_promise_in_the_hour_that_comes_twice_is_no_other_fact_when_it_is_repeated() -> None:
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    draft = Draft.of(commit_of("promise", facts=[Promised(promise="update", due=twice)]))

    (entry,) = draft.repeated(draft.chained(Head()))

    # Python holds that times of this hour in two zones are never equal.
    assert isinstance(entry.fact, Promised)
    assert entry.fact.due != twice
    assert entry.fact.due.timestamp() == twice.timestamp()
