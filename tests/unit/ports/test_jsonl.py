"""A journal as text: what was done to the file is refused, with the first line that is wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

import pytest

from downtimekit.errors import InvalidInput, JournalDamaged, NewerDocument, UnknownName
from downtimekit.ports.chain import Head, Line
from downtimekit.ports.entries import link
from downtimekit.ports.jsonl import exported, head_of, lines_of, row_of
from downtimekit.testing import MemoryJournal
from downtimekit.testing.contracts.journal import commit_of

Rows = list[str]


def a_journal() -> MemoryJournal:
    """Two downtimes: six entries of the west, four of the east."""
    journal = MemoryJournal()
    for step in range(3):
        journal.append(commit_of(f"step-{step}", expected=2 * step))
    for step in range(2):
        journal.append(commit_of(f"step-{step}", expected=2 * step, stream="east-1"))
    return journal


ROWS: Sequence[str] = tuple(exported(a_journal()))
OTHERS: Sequence[str] = tuple(exported(a_journal(), streams=["east-1"]))


def edited(number: int, old: str, new: str) -> Callable[[Rows], Rows]:
    def edit(rows: Rows) -> Rows:
        assert old in rows[number - 1]
        rows[number - 1] = rows[number - 1].replace(old, new, 1)
        return rows

    return edit


def without(number: int) -> Callable[[Rows], Rows]:
    return lambda rows: rows[: number - 1] + rows[number:]


def swapped(first: int, second: int) -> Callable[[Rows], Rows]:
    def swap(rows: Rows) -> Rows:
        rows[first - 1], rows[second - 1] = rows[second - 1], rows[first - 1]
        return rows

    return swap


def put_in(number: int, row: str) -> Callable[[Rows], Rows]:
    return lambda rows: [*rows[: number - 1], row, *rows[number - 1 :]]


def rehashed(number: int) -> Callable[[Rows], Rows]:
    """Alter an entry, and give it the digest that fits."""

    def forge(rows: Rows) -> Rows:
        tree = json.loads(rows[number - 1])
        tree["fact"] = tree["fact"].replace("Zürich", "Bern")
        tree["digest"] = ""
        before = json.loads(rows[number - 2]).get("digest", "0" * 64)
        rows[number - 1] = row_of(
            Line(**tree)._replace(digest=link(before, **{k: v for k, v in tree.items() if k != "digest"}))
        )
        return rows

    return forge


def resealed(change: Callable[[Rows], Rows]) -> Callable[[Rows], Rows]:
    """Do something, and make the last line fit again."""

    def seal(rows: Rows) -> Rows:
        *kept, last = change(rows)
        whole = json.loads(last) | {"sha256": hashlib.sha256("".join(kept).encode()).hexdigest()}
        return [*kept, json.dumps(whole, separators=(",", ":")) + "\n"]

    return seal


def swapped_ends(rows: Rows) -> Rows:
    tree = json.loads(rows[0])
    tree["streams"][0]["digest"], tree["streams"][1]["digest"] = (end["digest"] for end in reversed(tree["streams"]))
    return [json.dumps(tree, separators=(",", ":")) + "\n", *rows[1:]]


DAMAGE: Sequence[tuple[str, Callable[[Rows], Rows], int, str]] = (
    ("empty", lambda rows: [], 1, "cut off"),
    ("torn after the first line", lambda rows: rows[:1], 2, "cut off"),
    ("torn between two entries", lambda rows: rows[:5], 6, "cut off"),
    ("torn in the middle of an entry", lambda rows: [*rows[:5], rows[5][:40]], 6, "cut off"),
    ("torn before the last line", lambda rows: rows[:-1], 12, "cut off"),
    ("torn in the last line break", lambda rows: [*rows[:-1], rows[-1][:-1]], 12, "cut off"),
    ("an entry altered", edited(4, "Zürich", "Bern"), 4, "altered"),
    ("an entry altered, with a digest that fits", rehashed(4), 5, "an entry before it"),
    ("the last entry altered, with a digest that fits", resealed(rehashed(10)), 11, "altered"),
    ("who did it altered", edited(3, "Noor Haddad", "Noor Haddat"), 3, "altered"),
    ("a blank put into it", edited(4, ',"at"', ', "at"'), 4, "as an export writes it"),
    ("a field put in", edited(4, '{"stream"', '{"drill":true,"stream"'), 4, "as an export writes it"),
    ("a field said twice", edited(4, '{"stream"', '{"stream":"x","stream"'), 4, "as an export writes it"),
    ("a number as a text", edited(4, '"version":3', '"version":"3"'), 4, "as an export writes it"),
    ("another line break", edited(4, "\n", "\r\n"), 4, "as an export writes it"),
    ("no JSON", edited(4, "{", ""), 4, "as an export writes it"),
    ("brackets in brackets", put_in(4, "[" * 100_000 + "\n"), 4, "as an export writes it"),
    ("an empty line", put_in(4, "\n"), 4, "as an export writes it"),
    ("an entry taken away", without(4), 4, "should be entry 3 of west-1"),
    ("the last entry of a downtime taken away", without(7), 7, "should be entry 6 of west-1"),
    ("two entries swapped", swapped(3, 5), 3, "should be entry 2 of west-1"),
    ("an entry doubled", put_in(4, ROWS[2]), 4, "should be entry 3 of west-1"),
    ("an entry of another downtime", put_in(4, ROWS[8]), 4, "should be entry 3 of west-1"),
    ("an entry after the last", put_in(12, ROWS[10]), 12, "not the last line"),
    ("the first line taken away", without(1), 1, "not the first line"),
    ("another downtime's end", resealed(swapped_ends), 7, "not the last entry of west-1"),
    ("a downtime named twice", edited(1, "east-1", "west-1"), 1, "more than once"),
    ("the count altered", edited(12, '"entries":10', '"entries":9'), 12, "does not fit"),
    ("a count that is none", edited(12, '"entries":10', '"entries":true'), 12, "not the last line"),
    ("the file doubled", lambda rows: rows + rows, 13, "after the end"),
    ("another file joined on", lambda rows: rows + list(OTHERS), 13, "after the end"),
    ("a note at the end", lambda rows: [*rows, "checked by me\n"], 13, "after the end"),
)


@pytest.mark.parametrize(("change", "line", "words"), [case[1:] for case in DAMAGE], ids=[case[0] for case in DAMAGE])
def test_a_file_that_was_touched_is_refused_with_its_first_wrong_line(
    change: Callable[[Rows], Rows], line: int, words: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        list(lines_of(change(list(ROWS)), source="west.jsonl"))

    (fault,) = refused.value.faults
    assert fault.path == f"line {line}"
    assert words in fault.words
    assert "Zürich" not in str(refused.value)


def test_what_is_read_is_what_was_stored() -> None:
    journal = a_journal()

    assert list(lines_of(ROWS, source="west.jsonl")) == [*journal.lines("west-1"), *journal.lines("east-1")]


def test_one_downtime_is_exported_alone_and_named_once() -> None:
    journal = a_journal()

    rows = tuple(exported(journal, streams=["east-1", "east-1"]))

    assert rows == OTHERS
    assert list(lines_of(rows, source="east")) == list(journal.lines("east-1"))


def test_an_empty_journal_is_a_file_of_two_lines() -> None:
    rows = list(exported(MemoryJournal()))

    assert len(rows) == 2
    assert list(lines_of(rows, source="empty")) == []


def test_the_file_of_a_newer_release_is_told_from_a_damaged_one() -> None:
    rows = edited(1, '"version":1', '"version":2')(list(ROWS))

    with pytest.raises(NewerDocument, match=r"schema 2; this one reads up to 1"):
        list(lines_of(rows, source="west.jsonl"))


def test_a_downtime_that_there_is_not_is_named() -> None:
    with pytest.raises(UnknownName, match="north-1"):
        list(exported(a_journal(), streams=["north-1"]))


def test_a_text_that_cannot_be_encoded_is_refused() -> None:
    rows = edited(4, "Zürich", "\ud800")(list(ROWS))

    with pytest.raises(InvalidInput, match="line 4"):
        list(lines_of(rows, source="west.jsonl"))


class TestTheJournalBehindIt:
    def test_a_head_is_the_last_entry(self) -> None:
        journal = a_journal()
        last = journal.read("west-1")[-1]

        assert head_of(journal, "west-1") == Head(6, last.digest)

    def test_what_is_written_while_it_is_exported_is_left_out(self) -> None:
        journal = a_journal()
        rows = exported(journal, streams=["west-1"])
        first = next(rows)
        journal.append(commit_of("late", expected=6))

        assert [line.version for line in lines_of([first, *rows], source="west")] == [1, 2, 3, 4, 5, 6]

    def test_a_damaged_journal_is_not_exported(self) -> None:
        journal = a_journal()
        journal._lines["west-1"][2] = journal._lines["west-1"][2]._replace(at="2026")

        with pytest.raises(JournalDamaged, match="version 3"):
            list(exported(journal))

    def test_nor_is_one_that_is_damaged_meanwhile(self) -> None:
        journal = a_journal()
        rows = exported(journal)
        next(rows)
        journal._lines["west-1"][2] = journal._lines["west-1"][2]._replace(at="2026")

        with pytest.raises(JournalDamaged, match="version 3"):
            list(rows)
