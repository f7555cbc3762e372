"""A chain of amendments: everything is kept, nothing stands side by side, and what counts now is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.amending import (
    Addendum,
    AmendmentKind,
    Chain,
    Correction,
    Original,
    Retraction,
    WrittenAmendment,
)
from downtimekit.models.behavioural import TherapistNote
from downtimekit.models.reading import read
from tests.clinic import a_therapist_note

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
NOTE, OTHER = a_therapist_note(), a_therapist_note(group_size=3)
ORIGINAL = Original[TherapistNote](id="n", author="Tess Tanaka, LCSW", at=NOON, content=NOTE)
CHAIN = Chain[TherapistNote](original=ORIGINAL)


def by(id: str, to: str, *, hour: int = 1) -> dict[str, Any]:
    """Return who amended what, and when."""
    return {"id": id, "refers_to": to, "author": "Tess Tanaka, LCSW", "at": NOON + timedelta(hours=hour)}


def added(id: str, to: str, *, hour: int = 1) -> Addendum:
    """Return an addendum."""
    return Addendum(**by(id, to, hour=hour), text="Planted addendum.")


def corrected(id: str, to: str, *, hour: int = 1) -> Correction[TherapistNote]:
    """Return a correction."""
    return Correction[TherapistNote](**by(id, to, hour=hour), content=OTHER, reason="Planted reason.")


def withdrawn(id: str, to: str, *, hour: int = 1) -> Retraction:
    """Return a withdrawal."""
    return Retraction(**by(id, to, hour=hour), reason="Planted: of another patient.")


def refused(*amendments: object) -> list[str]:
    """Return everything that is told about a chain that is refused."""
    with pytest.raises(InvalidInput) as error:
        read(Chain[TherapistNote], {"original": ORIGINAL, "amendments": amendments}, source="chain")
    (fault,) = error.value.faults
    assert fault.path == "amendments"
    assert "lanted" not in str(error.value)
    return fault.words.split("; ")


def test_without_amendments_the_original_counts() -> None:
    assert (CHAIN.current.content, CHAIN.current.addenda, CHAIN.current.retraction) == (NOTE, (), None)
    assert CHAIN.last == "n"


def test_an_addendum_stands_beside_the_original() -> None:
    chain = CHAIN.amended(added("a", "n")).amended(added("b", "a"))

    assert chain.current.content == NOTE
    assert [addendum.id for addendum in chain.current.addenda] == ["a", "b"]


def test_a_correction_counts_and_the_original_is_kept() -> None:
    chain = CHAIN.amended(added("a", "n")).amended(corrected("b", "a")).amended(added("c", "b"))

    assert chain.current.content == OTHER
    assert [addendum.id for addendum in chain.current.addenda] == ["a", "c"]
    assert chain.original.content == NOTE
    assert [amendment.id for amendment in chain.amendments] == ["a", "b", "c"]


def test_a_withdrawal_says_so_and_removes_nothing() -> None:
    chain = CHAIN.amended(corrected("a", "n")).amended(withdrawn("b", "a"))

    assert chain.current.retraction is not None
    assert chain.current.retraction.id == "b"
    assert chain.current.content == OTHER
    assert len(chain.amendments) == 2
    assert refused(*chain.amendments, added("c", "b")) == ["amendment 3 follows a retraction, which ends the chain"]


def test_a_longer_chain_does_not_change_the_shorter_one() -> None:
    longer = CHAIN.amended(added("a", "n"))

    assert CHAIN.amendments == ()
    assert longer.last == "a"


def test_amendments_are_put_in_the_order_in_which_they_refer_to_each_other() -> None:
    first, second, third = added("a", "n"), corrected("b", "a"), added("c", "b")
    shuffled = Chain[TherapistNote](original=ORIGINAL, amendments=(third, first, second))

    assert shuffled == Chain[TherapistNote](original=ORIGINAL, amendments=(first, second, third))


@pytest.mark.parametrize(
    ("amendments", "words"),
    [
        ([added("a", "a")], ["amendments refer to each other round a circle"]),
        ([added("a", "b"), added("b", "a")], ["amendments refer to each other round a circle"]),
        (
            [added("a", "n"), added("b", "c"), added("c", "b")],
            ["amendments refer to each other round a circle"],
        ),
        (
            [added("a", "n"), added("b", "n")],
            ["amendments 1 and 2 refer to the same entry: one must refer to the other"],
        ),
        ([added("a", "x")], ["amendment 1 refers to an entry that is not here"]),
        ([added("n", "n")], ["amendment 1 has the id of another entry"]),
        ([added("a", "n"), added("a", "a")], ["amendment 2 has the id of another entry"]),
        ([added("a", "n", hour=-1)], ["amendment 1 is older than the entry that it refers to"]),
        ([added("a", "n", hour=2), added("b", "a", hour=1)], ["amendment 2 is older than the entry that it refers to"]),
        (
            [withdrawn("a", "n"), added("b", "a", hour=0), added("c", "x")],
            [
                "amendment 3 refers to an entry that is not here",
                "amendment 2 is older than the entry that it refers to",
                "amendment 2 follows a retraction, which ends the chain",
            ],
        ),
    ],
)
def test_a_chain_that_is_no_line_is_refused_with_everything_that_is_wrong(
    amendments: list[Addendum], words: list[str]
) -> None:
    assert refused(*amendments) == words


def test_two_who_amend_at_once_are_told_of_each_other() -> None:
    chain = CHAIN.amended(added("a", "n"))
    with pytest.raises(InvalidInput, match="refer to the same entry"):
        chain.amended(corrected("b", "n"))


@pytest.mark.parametrize(("kind", "field"), [("correction", "reason"), ("retraction", "reason"), ("addendum", "text")])
def test_a_correction_and_a_withdrawal_have_a_reason_and_an_addendum_has_a_text(kind: str, field: str) -> None:
    said = {"kind": kind, **by("a", "n"), "text": "t", "reason": "r", "content": NOTE}
    wanted = {"addendum": {"text"}, "correction": {"content", "reason"}, "retraction": {"reason"}}[kind]
    said = {name: value for name, value in said.items() if name in {"kind", *by("a", "n")} | wanted}
    for empty in ("", "  ", None):
        with pytest.raises(InvalidInput) as error:
            read(Chain[TherapistNote], {"original": ORIGINAL, "amendments": [said | {field: empty}]}, source="chain")
        assert [fault.path for fault in error.value.faults] == [f"amendments[0].{kind}.{field}"]


def test_a_chain_shows_nothing_of_a_patient_and_comes_back_from_json() -> None:
    chain = CHAIN.amended(added("a", "n")).amended(corrected("b", "a")).amended(withdrawn("c", "b"))

    assert Chain[TherapistNote].model_validate_json(chain.model_dump_json()) == chain
    assert "lanted" not in repr(chain) + repr(chain.current) + repr(chain.amendments)


@pytest.mark.parametrize("kind", AmendmentKind)
def test_an_amendment_on_paper_that_puts_right_or_withdraws_says_why(kind: AmendmentKind) -> None:
    bare = {"kind": kind, "text": "Planted text."}

    assert read(WrittenAmendment, bare | {"reason": "r"}, source="sheet").record == "addendum"
    if kind is AmendmentKind.ADDENDUM:
        assert read(WrittenAmendment, bare, source="sheet").reason == ""
    else:
        with pytest.raises(InvalidInput, match=f"a {kind} needs a reason"):
            read(WrittenAmendment, bare, source="sheet")


def test_a_chain_without_a_readable_original_is_told_for_that_alone() -> None:
    with pytest.raises(InvalidInput) as error:
        read(Chain[TherapistNote], {"original": {"id": "n"}, "amendments": [added("a", "zzz")]}, source="chain")
    assert {fault.path.partition(".")[0] for fault in error.value.faults} == {"original"}
