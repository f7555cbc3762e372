"""Whatever a journal holds, it comes whole out of a file; whatever is done to the file is seen."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from downtimekit.errors import InvalidInput
from downtimekit.ports.chain import Head
from downtimekit.ports.entries import Commit
from downtimekit.ports.jsonl import exported, lines_of
from downtimekit.runtime.replaying import as_of, replay
from downtimekit.runtime.verifying import verify_journal
from downtimekit.testing import MemoryJournal
from tests.lived import a_life
from tests.property.journal_facts import commits

LIFE = a_life()
COUNT = len(LIFE.journal.read(LIFE.id))


def a_journal(steps: Sequence[Commit]) -> MemoryJournal:
    journal = MemoryJournal()
    for place, step in enumerate(steps):
        expected = len(journal.read(step.stream))
        journal.append(Commit(step.stream, expected, f"{step.command}-{place}", step.at, step.by, step.facts))
    return journal


def heads(journal: MemoryJournal) -> dict[str, Head]:
    return dict(verify_journal(journal).heads)


@given(st.lists(commits, max_size=6))
def test_what_goes_out_comes_in_and_goes_out_again_the_same(steps: Sequence[Commit]) -> None:
    journal, copy = a_journal(steps), MemoryJournal()
    rows = list(exported(journal))

    copy.load(lines_of(rows, source="file"))

    assert list(exported(copy)) == rows
    assert heads(copy) == heads(journal)
    assert verify_journal(copy, noted=heads(journal)).holds


@given(st.lists(commits, min_size=1, max_size=4), st.data())
def test_one_character_that_is_another_is_seen_at_its_line_or_after_it(
    steps: Sequence[Commit], data: st.DataObject
) -> None:
    rows = list(exported(a_journal(steps)))
    line = data.draw(st.integers(0, len(rows) - 1))
    place = data.draw(st.integers(0, len(rows[line]) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]))
    assume(other != rows[line][place])
    rows[line] = rows[line][:place] + other + rows[line][place + 1 :]

    try:
        list(lines_of(rows, source="file"))
    except InvalidInput as refused:
        number = int(refused.faults[0].path.removeprefix("line ")) if refused.faults[0].path != "schema" else 1
        # In the first line, how far a stream goes can be altered such that it shows only later.
        assert number == line + 1 or line == 0
    else:
        raise AssertionError(f"line {line + 1} was altered, and nobody saw it")


@given(st.lists(commits, min_size=1, max_size=4), st.data())
def test_lines_in_another_order_or_number_are_seen(steps: Sequence[Commit], data: st.DataObject) -> None:
    rows = list(exported(a_journal(steps)))
    others = data.draw(st.lists(st.sampled_from(rows), max_size=len(rows) + 2) | st.permutations(rows))
    assume(list(others) != rows)

    try:
        list(lines_of(others, source="file"))
    except InvalidInput:
        return
    raise AssertionError("the file was altered, and nobody saw it")


@settings(max_examples=40)
@given(st.integers(1, COUNT))
def test_where_a_downtime_stood_is_where_its_replay_comes_by(version: int) -> None:
    moments = list(replay(LIFE.journal, LIFE.id))
    moment = moments[version - 1]

    assert as_of(LIFE.journal, LIFE.id, version=version) == moment.standing
    assert as_of(LIFE.journal, LIFE.id, at=moment.known_at).version >= version


@given(st.lists(commits, min_size=1, max_size=5), st.data())
def test_whatever_is_altered_in_a_stream_is_named_no_later_than_it_is(
    steps: Sequence[Commit], data: st.DataObject
) -> None:
    journal = a_journal(steps)
    stream = data.draw(st.sampled_from(journal.streams()))
    lines = journal._lines[stream]
    place = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.sampled_from(["at", "by", "command", "fact", "digest"]))
    noted = heads(journal)
    lines[place] = lines[place]._replace(**{column: "x" + getattr(lines[place], column)})

    found = verify_journal(journal, noted=noted)

    assert [(damage.stream, damage.version) for damage in found.damages] == [(stream, place + 1)]
