"""Every stored document says its schema; one of an earlier schema is brought up to date, one of a later is refused."""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve
from pydantic import TypeAdapter

from downtimekit.errors import InvalidInput, JournalDamaged, JournalError, NewerDocument
from downtimekit.models.facts import FACT, PromiseEnded
from downtimekit.models.stored import CAPTURES, FACTS, PLANS, STAFF
from downtimekit.models.strict import Key, Strict
from downtimekit.models.versions import SCHEMA, Format, Upcast
from downtimekit.models.versions.steps import at, chained, renamed
from downtimekit.ports.chain import Line, entry_of
from tests.unit.models.versions.expected import CLERK, PLAN, WEST


class Bed(Strict):
    """A bed, as the third schema of a ward's own documents knows it."""

    ward: Key
    place: Key


class Round(Strict):
    """A round through the beds."""

    beds: tuple[Bed, ...]
    minutes: int


UPCASTS: Mapping[tuple[str, int], Upcast] = {
    # schema 2 calls a room a place
    ("round", 1): at("beds[]", renamed("room", "place")),
    # schema 3 counts in minutes
    ("round", 2): chained(renamed("hours", "minutes"), at("minutes", lambda hours: hours * 60)),
}
ROUNDS: Format[Round] = Format(TypeAdapter(Round), "round", UPCASTS, schema=3)
ROUND = Round(beds=(Bed(ward="west", place="12"),), minutes=120)


@pytest.mark.parametrize(
    "text",
    [
        '{"beds": [{"ward": "west", "room": "12"}], "hours": 2}',
        '{"schema": 1, "beds": [{"ward": "west", "room": "12"}], "hours": 2}',
        '{"beds": [{"ward": "west", "place": "12"}], "hours": 2, "schema": 2}',
        '{"minutes": 120, "beds": [{"ward": "west", "place": "12"}], "schema": 3}',
        '{"schema":3,"beds":[{"ward":"west","place":"12"}],"minutes":120}',
    ],
)
def test_a_document_of_any_schema_is_read_as_the_same(text: str) -> None:
    assert ROUNDS.read(text, source="a drawer") == ROUND


def test_the_schema_is_the_first_thing_that_a_document_says() -> None:
    assert ROUNDS.write(ROUND) == '{"schema":3,"beds":[{"ward":"west","place":"12"}],"minutes":120}'


@pytest.mark.parametrize(
    ("form", "document"),
    [(FACTS, WEST[0]), (STAFF, CLERK), (PLANS, PLAN)],
    ids=["fact", "staff", "plan"],
)
def test_what_is_stored_says_its_schema_and_comes_back(form: Format[object], document: object) -> None:
    text = form.write(document)

    assert json.loads(text)["schema"] == SCHEMA
    assert form.read(text, source="a journal") == document


@pytest.mark.parametrize("number", range(len(WEST)))
def test_a_fact_is_stored_as_the_model_writes_it_and_nothing_more(number: int) -> None:
    stored = json.loads(FACTS.write(WEST[number]))

    assert stored.pop("schema") == SCHEMA
    assert stored == FACT.dump_python(WEST[number], mode="json")


def test_a_document_that_was_never_checked_is_not_stored_and_not_repeated() -> None:
    unchecked = CLERK.model_copy(update={"name": ["Plantagenet"]})
    with pytest.raises(InvalidInput, match="staff: 1 fault") as caught:
        STAFF.write(unchecked)

    assert "Plantagenet" not in "".join(traceback.format_exception(caught.value))


def test_a_document_of_a_later_release_is_refused_and_says_so() -> None:
    with pytest.raises(NewerDocument) as caught:
        ROUNDS.read('{"schema": 4, "beds": [], "secret": "Plantagenet"}', source="rounds.json")

    assert str(caught.value) == (
        "rounds.json: 1 fault\n  - schema: was written by a newer release (schema 4; this one reads up to 3)"
    )
    assert (caught.value.schema, caught.value.known) == (4, 3)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is not a JSON document"),
        ("[]", "is not a JSON document"),
        ('{"schema":3,', "is not valid (json invalid)"),
        ("[" * 100_000, "is not a JSON document"),
        ('{"schema": "three"}', "schema: is not the number of a schema"),
        ('{"schema": true}', "schema: is not the number of a schema"),
        ('{"schema": 0}', "schema: is not the number of a schema"),
        ('{"schema": null}', "schema: is not the number of a schema"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_document_is_told_in_words(text: str, fault: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ROUNDS.read(text, source="a drawer")

    assert [str(fault) for fault in caught.value.faults] == [fault]
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        '{"beds": "none", "hours": 2}',
        '{"beds": ["Plantagenet"], "hours": 2}',
        '{"beds": null, "hours": 2}',
        '{"beds": [{"ward": "west", "room": ["Plantagenet"]}], "hours": 2}',
        '{"beds": [], "hours": {"Plantagenet": 2}}',
    ],
)
def test_a_damaged_document_of_an_earlier_schema_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ROUNDS.read(text, source="a drawer")

    assert "Plantagenet" not in f"{caught.value}{vars(caught.value)}"
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def line(**altered: str) -> Line:
    """Return a line of a journal, with something altered in it."""
    told = {"by": STAFF.write(CLERK), "fact": FACTS.write(PromiseEnded(promise="update"))} | altered
    return Line("west-1", 7, "2026-03-03T13:52:00+00:00", told["by"], "c-1", told["fact"], "0" * 64)


@pytest.mark.parametrize("part", ["by", "fact"])
def test_an_entry_of_a_later_release_is_not_called_damaged(part: str) -> None:
    later = evolve(FACTS, schema=SCHEMA + 7).write(PromiseEnded(promise="Plantagenet"))
    with pytest.raises(JournalError, match="west-1: version 7 was written by a newer release") as caught:
        entry_of(line(**{part: later}))

    assert not isinstance(caught.value, JournalDamaged)
    assert "Plantagenet" not in f"{caught.value}{vars(caught.value)}"


@pytest.mark.parametrize("altered", [{"fact": '{"kind":"gossip"}'}, {"fact": "{"}, {"by": "{}"}, {"fact": "null"}])
def test_an_entry_that_nobody_understands_is_damaged(altered: dict[str, str]) -> None:
    with pytest.raises(JournalDamaged) as caught:
        entry_of(line(**altered))

    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        (at("a", str.upper), {"a": "x", "b": "y"}, {"a": "X", "b": "y"}),
        (at("a.b", str.upper), {"a": {"b": "x"}}, {"a": {"b": "X"}}),
        (at("a[]", str.upper), {"a": ["x", "y"]}, {"a": ["X", "Y"]}),
        (at("a[].b", str.upper), {"a": [{"b": "x"}, {"c": "y"}, "z"]}, {"a": [{"b": "X"}, {"c": "y"}, "z"]}),
        (at("a.b", str.upper), {"a": None, "b": "y"}, {"a": None, "b": "y"}),
        (at("a.b", str.upper), {"a": "x"}, {"a": "x"}),
        (at("a[]", str.upper), {"a": "x"}, {"a": "x"}),
        (renamed("a", "b"), {"a": 1, "c": 2}, {"b": 1, "c": 2}),
        (renamed("a", "b"), {"c": 2}, {"c": 2}),
    ],
)
def test_a_step_changes_what_it_names_and_leaves_the_rest(step: Upcast, before: dict[str, Any], after: object) -> None:
    kept = json.loads(json.dumps(before))

    assert step(before) == after
    assert before == kept


def test_captures_are_stored_in_the_same_way() -> None:
    taken = next(fact.capture for fact in WEST if fact.kind == "capture_taken")

    assert CAPTURES.read(CAPTURES.write(taken), source="a file") == taken


def test_a_fact_is_written_with_the_same_words_in_every_process() -> None:
    """It is chained as text: a set among its fields would be written in another order each time."""
    assert '"uniqueItems"' not in json.dumps(FACT.json_schema())
