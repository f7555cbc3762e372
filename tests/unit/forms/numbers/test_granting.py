"""Every node gets numbers of its own, and none that is taken for a real one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.forms.numbers import check_grant, check_number, printed, printed_all, split
from downtimekit.forms.serials import SerialPool, check_serial
from downtimekit.models.numbers import NumberKind, NumberRange, RealNumbers
from tests.numbered import MRNS, a_range


@pytest.mark.parametrize(
    ("range_", "text"),
    [
        (a_range(), "W-000017-V"),
        (MRNS, f"DTM00000017{(printed(MRNS, 17) or '')[-1]}"),
        (
            a_range(kind="accession", prefix="A", digits=4),
            (printed(a_range(kind="accession", prefix="A", digits=4), 17)),
        ),
    ],
)
def test_a_number_is_printed_as_its_kind_is(range_: NumberRange, text: str) -> None:
    assert printed(range_, 17) == text
    assert check_number(text.lower().replace("-", " "), [range_]) == (range_, 17)


def test_numbers_of_forms_are_serials() -> None:
    assert printed_all(a_range(), 1, 100)[:90] == SerialPool("W", 1, 100).take(90)
    assert [check_serial(text) for text in printed_all(a_range(), 1, 100)] == list(printed_all(a_range(), 1, 100))


def test_the_longest_number_still_is_an_accession_number() -> None:
    longest = a_range(kind="accession", prefix="WWWW", digits=9, first=999_999_998, last=999_999_999)

    assert {len(text) for text in printed_all(longest, 999_999_998, 999_999_999)} == {16}


@pytest.mark.parametrize(
    "changes",
    [
        {"prefix": "w"},
        {"prefix": "WARDS"},
        {"first": 0},
        {"first": 101},
        {"last": 1_000_000},
        {"digits": 7},
        {"hyphens": False},
        {"expires_at": a_range().granted_at},
        {"digits": 3, "kind": "mrn"},
    ],
)
def test_a_range_that_cannot_be_printed_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_range(**changes)


def test_a_range_is_split_without_a_number_left_over_or_shared() -> None:
    parts = split(a_range(last=10), ["east", "north", "west"])

    assert [(part.id, part.node, part.first, part.last) for part in parts] == [
        ("forms/east", "east", 1, 4),
        ("forms/north", "north", 5, 7),
        ("forms/west", "west", 8, 10),
    ]
    for place, part in enumerate(parts):
        check_grant(part, parts[:place])


@pytest.mark.parametrize("nodes", [[], ["west", "west"], [f"node-{number}" for number in range(101)]])
def test_a_range_is_not_split_where_a_node_would_get_nothing(nodes: list[str]) -> None:
    with pytest.raises(InvalidInput):
        split(a_range(), nodes)


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"first": 101, "last": 200}, []),
        ({"prefix": "Q"}, []),
        ({"first": 100, "last": 200}, ["first"]),
        ({"first": 20, "last": 30, "node": "east"}, ["first"]),
        ({"first": 101, "last": 200, "id": "forms"}, ["id"]),
        ({"first": 101, "last": 200, "kind": "mrn"}, ["prefix"]),
        ({"first": 200, "last": 300, "kind": "encounter", "digits": 7, "id": "forms"}, ["id", "prefix"]),
    ],
)
def test_two_ranges_never_share_a_number_or_a_prefix_of_another_kind(changes: dict[str, Any], paths: list[str]) -> None:
    wanted = a_range(**{"id": "more", **changes})

    if paths:
        with pytest.raises(InvalidInput) as caught:
            check_grant(wanted, [a_range()])
        assert [fault.path for fault in caught.value.faults] == paths
    else:
        check_grant(wanted, [a_range()])


@pytest.mark.parametrize(
    ("pattern", "is_granted"), [(r"DTM\d+[0-9A-Z]", False), (r"[A-Z]{3}.*", False), (r"\d{8}", True)]
)
def test_a_downtime_number_must_not_look_like_a_real_one(pattern: str, is_granted: bool) -> None:
    if is_granted:
        check_grant(MRNS, [], real=[RealNumbers(kind=NumberKind.MRN, pattern=pattern)])
    else:
        with pytest.raises(InvalidInput, match="look like real numbers"):
            check_grant(MRNS, [], real=[RealNumbers(kind=NumberKind.MRN, pattern=pattern)])
    check_grant(a_range(), [], real=[RealNumbers(kind=NumberKind.MRN, pattern=pattern)])


def test_hyphens_do_not_make_a_number_look_unreal() -> None:
    with pytest.raises(InvalidInput, match="look like real numbers"):
        check_grant(a_range(), [], real=[RealNumbers(kind=NumberKind.FORM, pattern=r"W\d{6}\w")])


def test_a_pattern_that_is_none_is_told() -> None:
    with pytest.raises(ValidationError, match="no regular expression"):
        RealNumbers(kind=NumberKind.MRN, pattern="(")


@pytest.mark.parametrize(
    "text", ["", "W", "W-000017-X", "W-000101-" + (printed(a_range(), 101) or "")[-1], "Q-000017-Q"]
)
def test_what_is_no_number_of_a_known_range_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_number(text, [a_range()])

    assert not text or text not in str(caught.value).replace("as in W-000017-V", "")


def test_a_range_may_end_and_says_when() -> None:
    range_ = a_range(expires_at=a_range().granted_at + timedelta(days=1))

    assert range_.size == 100
