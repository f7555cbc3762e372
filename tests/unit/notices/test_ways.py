"""Which ways there are to somebody, in which order, and how far along they were tried."""

from __future__ import annotations

import pytest

from downtimekit.models.capabilities import Capabilities
from downtimekit.models.dependency import Dependency, lost
from downtimekit.models.notice import PassedOver, ReceiptState, Suppression
from downtimekit.models.people import ChannelKind
from downtimekit.models.told import Try
from downtimekit.notices.asking import Asked
from downtimekit.notices.policy import TellingRule
from downtimekit.notices.ways import House, Itinerary, Way, unknown_kinds, unusable, ways
from tests.night import EMAIL, PHONE, SMS, person
from tests.ward import BEGAN

TEXTS, CALLS, MAIL, MAIL_TOO = (
    Capabilities(name, kind) for name, kind in (("texts", SMS), ("calls", PHONE), ("mail", EMAIL), ("mail-too", EMAIL))
)
TREE = Capabilities("tree", PHONE, local=True)
HOUSE = House({SMS: [TEXTS], PHONE: [CALLS], EMAIL: [MAIL, MAIL_TOO]}, TREE)
NOOR = person(
    "noor",
    channels=(
        EMAIL.at("noor@example.org"),
        PHONE.at("+12025550101", label="work"),
        PHONE.at("+12025550102", label="mobile"),
        SMS.at("+12025550102", opted_out=True),
    ),
)
FAILED, UNKNOWN = ReceiptState.FAILED, ReceiptState.UNKNOWN


def names(found: tuple[Way, ...]) -> list[str]:
    """Return the channels of ways, and the last digits of their addresses."""
    return [f"{way.name} {way.address[-4:]}".strip() for way in found]


def tried(way: Way, state: ReceiptState = FAILED, *, over: int = 0) -> Try:
    """Return a try by a way before which some others were passed over."""
    passed = tuple(PassedOver(kind=None, why=Suppression.BROKEN) for _ in range(over))
    return Try(state, BEGAN, way.kind, way.name, passed=passed)


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ((), ["mail .org", "mail-too .org", "calls 0101", "calls 0102", "tree 0101"]),
        ((PHONE, EMAIL), ["calls 0101", "calls 0102", "mail .org", "mail-too .org", "tree 0101"]),
        ((EMAIL, EMAIL), ["mail .org", "mail-too .org", "mail .org", "mail-too .org", "tree 0101"]),
        ((SMS,), ["mail .org", "mail-too .org", "calls 0101", "calls 0102", "tree 0101"]),
    ],
    ids=["their own order", "the level's order", "twice", "none of the level's"],
)
def test_the_ways_to_somebody_are_in_order(attempts: tuple[ChannelKind, ...], expected: list[str]) -> None:
    assert names(ways(Asked(NOOR, 1, attempts), HOUSE)) == expected


def test_whoever_has_no_number_stands_on_the_call_tree_all_the_same() -> None:
    assert names(ways(Asked(person("omar", channels=())), HOUSE)) == ["tree"]
    assert names(ways(Asked(None, board=TREE), HOUSE)) == ["tree"]


def test_what_no_channel_takes_is_named() -> None:
    here = House({SMS: [TEXTS]})

    assert [over.remark for over in unknown_kinds(Asked(NOOR), here)] == [
        "email: no such channel here",
        "phone: no such channel here",
    ]


@pytest.mark.parametrize(
    ("way", "house", "rule", "remark"),
    [
        (Way(CALLS, PHONE), HOUSE, TellingRule(), None),
        (
            Way(CALLS, PHONE, label="work"),
            House({}, lost=lost(["telephony"])),
            TellingRule(),
            "calls: needs what is down (phone switch)",
        ),
        (Way(CALLS, PHONE, label="mobile"), House({}, lost=lost(["telephony"])), TellingRule(), None),
        (
            Way(Capabilities("push", None, needs={Dependency.VENDOR_CLOUD}), None),
            House({}, lost=lost(["regional_cloud"])),
            TellingRule(),
            "push: needs what is down (vendor cloud)",
        ),
        (Way(CALLS, PHONE), House({}, lost=lost(["our_own_pacs"])), TellingRule(), None),
        (
            Way(CALLS, PHONE),
            House({}, broken=frozenset({"calls"})),
            TellingRule(),
            "calls: failed too often and is left alone for a while",
        ),
        (
            Way(CALLS, PHONE, verified=False),
            HOUSE,
            TellingRule(verified_only=True),
            "calls: nobody verified the address",
        ),
    ],
)
def test_a_way_that_is_passed_over_says_why(way: Way, house: House, rule: TellingRule, remark: str | None) -> None:
    over = unusable(way, rule=rule, house=house)
    assert (over.remark if over else None) == remark


FIRST, SECOND, THIRD = (
    Way(capabilities, EMAIL, f"{name}@example.org") for capabilities, name in ((MAIL, "a"), (MAIL, "b"), (CALLS, "c"))
)


@pytest.mark.parametrize(
    ("tries", "again", "rest", "round_"),
    [
        ([], 1, "abc", 0),
        ([tried(FIRST)], 1, "bc", 0),
        ([tried(FIRST), tried(FIRST)], 1, "c", 0),
        ([tried(FIRST, over=1)], 1, "c", 0),
        ([tried(FIRST), tried(THIRD)], 1, "", 0),
        ([tried(THIRD), tried(FIRST)], 1, "bc", 1),
        ([tried(THIRD), tried(FIRST, over=1)], 1, "c", 1),
        ([tried(THIRD, UNKNOWN)] * 3, 3, "", 0),
        ([tried(FIRST, UNKNOWN)] * 3, 3, "bc", 0),
        ([tried(FIRST, UNKNOWN)] * 3, 2, "c", 0),
        ([Try(FAILED, BEGAN, EMAIL, "gone")], 1, "abc", 0),
        ([Try(ReceiptState.SUPPRESSED, BEGAN)], 1, "abc", 0),
    ],
)
def test_how_far_along_the_tries_have_come(tries: list[Try], again: int, rest: str, round_: int) -> None:
    trip = Itinerary.after((FIRST, SECOND, THIRD), tries, again=again)

    assert ("".join(way.address[0] for way in trip.rest), trip.round) == (rest, round_)
