"""Lines from anywhere: followed from one to the next, read where they are wanted, taken in where they fit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from downtimekit.errors import JournalDamaged
from downtimekit.models import facts as facts_module
from downtimekit.models.facts import FACT, CaptureTaken, Signalled
from downtimekit.models.stored import FACTS as FORMAT
from downtimekit.ports.agenda import KINDS
from downtimekit.ports.chain import HEAD, Arrivals, Head, Line, kind_of, of_kinds, unbroken, verify_chain
from downtimekit.ports.entries import fact_json
from downtimekit.testing.contracts.agenda import notice, plan, promise
from downtimekit.testing.contracts.archive import elsewhere
from downtimekit.testing.contracts.journal import FACTS, OTHER_FACTS

LINES = elsewhere("west-1", commits=3)


class TestUnbroken:
    def test_lines_that_follow_are_handed_on_one_by_one(self) -> None:
        assert list(unbroken("west-1", LINES)) == LINES
        assert list(unbroken("west-1", iter(()))) == []

    def test_a_walk_goes_on_from_where_the_last_one_ended(self) -> None:
        head = Head(LINES[1].version, LINES[1].digest)

        assert list(unbroken("west-1", LINES[2:], head=head)) == LINES[2:]

    @pytest.mark.parametrize("field", ["stream", "version", "at", "by", "command", "fact", "digest"])
    def test_nothing_is_handed_on_from_where_the_chain_is_broken(self, field: str) -> None:
        altered = Line(**LINES[3]._asdict() | {field: 99 if field == "version" else "altered"})
        with pytest.raises(JournalDamaged) as caught:
            list(unbroken("west-1", [*LINES[:3], altered, *LINES[4:]]))

        assert caught.value.version == 4
        walk = unbroken("west-1", [*LINES[:3], altered])
        assert [next(walk) for _ in range(3)] == LINES[:3]

    @pytest.mark.parametrize(
        ("lines", "head", "version"),
        [(LINES[:4], Head(6, LINES[5].digest), 5), (LINES, Head(4, LINES[3].digest), 5), (LINES, Head(6, "f" * 64), 6)],
        ids=["cut off", "put in", "another end"],
    )
    def test_an_end_that_is_not_the_noted_one_is_damage(self, lines: list[Line], head: Head, version: int) -> None:
        with pytest.raises(JournalDamaged) as caught:
            verify_chain("west-1", lines, head=head)
        assert caught.value.version == version


class TestKinds:
    @pytest.mark.parametrize(
        "fact", [*FACTS, *OTHER_FACTS, notice("n-1"), plan("a"), promise(subject='a "kind":"b" c')]
    )
    def test_the_kind_of_a_fact_is_seen_without_reading_it(self, fact: facts_module.Fact) -> None:
        assert kind_of(fact_json(fact)) == fact.kind
        assert kind_of(FACT.dump_json(fact).decode()) == fact.kind  # as release 0.1.0 stored it

    def test_a_text_that_says_no_kind_has_none(self) -> None:
        assert [kind_of(text) for text in ("", "{}", '{"schema":2}', '{"kind":7}')] == [""] * 4

    def test_only_what_is_asked_for_is_read(self) -> None:
        lines = [line if line.version % 2 else line._replace(fact='{"kind":"promised"') for line in LINES]

        entries = list(of_kinds(lines, {"signalled"}))

        assert [(entry.version, type(entry.fact)) for entry in entries] == [(n, Signalled) for n in (1, 3, 5)]
        with pytest.raises(JournalDamaged):
            list(of_kinds(lines, {"promised"}))

    def test_every_kind_that_changes_an_agenda_is_a_kind_of_fact(self) -> None:
        assert CaptureTaken.model_fields["kind"].default not in KINDS
        for kind in KINDS:
            with pytest.raises(Exception, match="fault"):
                FORMAT.read(f'{{"schema":2,"kind":"{kind}","rumour":1}}', source="a test")
        assert len(KINDS) == 11


class TestArrivals:
    @pytest.fixture
    def arrivals(self) -> Arrivals:
        """Into a journal that holds the first two lines."""
        here = {(line.stream, line.version): line for line in LINES[:2]}
        return Arrivals(
            lambda stream: Head(2, LINES[1].digest) if stream == "west-1" else HEAD,
            lambda stream, version: here.get((stream, version)),
        )

    def test_what_is_new_is_told_from_what_is_here(self, arrivals: Arrivals) -> None:
        taken = [arrivals.take(line) for line in LINES]

        assert [entry and entry.version for entry in taken] == [None, None, 3, 4, 5, 6]

    @pytest.mark.parametrize(
        ("pick", "version"),
        [
            (lambda: LINES[3], 3),
            (lambda: LINES[1]._replace(command="other"), 2),
            (lambda: LINES[2]._replace(fact="{}"), 3),
            (lambda: LINES[0]._replace(stream="east-1"), 1),
        ],
        ids=["a gap", "another of that version", "altered", "of another stream"],
    )
    def test_what_does_not_fit_is_damage(self, arrivals: Arrivals, pick: Callable[[], Line], version: int) -> None:
        with pytest.raises(JournalDamaged) as caught:
            arrivals.take(pick())
        assert caught.value.version == version
