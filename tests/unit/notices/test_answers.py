"""Links and codes say what they were made for, to nobody else, and only for a while."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from pydantic import SecretStr

from downtimekit.errors import InvalidInput
from downtimekit.models.notice import ReceiptState
from downtimekit.models.told import outranks
from downtimekit.notices._answer_form import derived
from downtimekit.notices.answers import CODE_ALPHABET, AnswerKeys, Asked

NOW = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
SECRET = "an old secret of the clinic, forty letters"
NEWER = "a newer secret of the clinic, forty letters"
PAGE = "https://downtime.clinic.example/answer"
NOTICES = ("west-1/1/paper_started",)


def keys(*secrets: str, **how: object) -> AnswerKeys:
    return AnswerKeys([SecretStr(secret) for secret in secrets or (SECRET,)], **{"page": PAGE, **how})  # type: ignore[arg-type]


def token_of(link: str) -> str:
    return link.partition("?t=")[2]


def test_a_link_says_whose_it_is_and_about_what() -> None:
    answers = keys().answering("west-1", NOTICES, "nurse", now=NOW)
    asked = keys().read(token_of(answers.link), now=NOW)

    assert asked == Asked("west-1", NOTICES, "nurse", NOW + timedelta(days=3))


def test_a_link_is_short_enough_for_a_text_message_and_safe_in_an_address() -> None:
    link = keys().answering("west-1", NOTICES, "nurse", now=NOW).link

    assert len(link) <= 120
    assert set(token_of(link)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_several_notices_go_out_under_one_link_also_those_of_another_downtime() -> None:
    asked = Asked("west-1", ("west-1/1/paper_started", "west-10/2/news", "x"), "board", NOW + timedelta(hours=1))

    assert keys().read(keys().token(asked), now=NOW) == asked


def test_a_page_that_has_a_query_already_gets_one_more_parameter() -> None:
    assert keys(page=f"{PAGE}?site=west").link("abc") == f"{PAGE}?site=west&t=abc"


def test_without_a_page_there_is_only_a_code() -> None:
    answers = keys(page="").answering("west-1", NOTICES, "nurse", now=NOW)

    assert (answers.link, len(answers.code)) == ("", 4)


def test_a_message_that_is_sent_again_has_the_same_link_and_code() -> None:
    first, second = (keys().answering("west-1", NOTICES, "nurse", now=NOW) for _ in range(2))

    assert (first.link, first.code) == (second.link, second.code)


@pytest.mark.parametrize(("late", "counts"), [(timedelta(days=3, seconds=-1), True), (timedelta(days=3), False)])
def test_a_link_counts_until_its_end_and_not_longer(late: timedelta, counts: bool) -> None:
    token = token_of(keys().answering("west-1", NOTICES, "nurse", now=NOW).link)
    if counts:
        assert keys().read(token, now=NOW + late).contact == "nurse"
    else:
        with pytest.raises(InvalidInput) as error:
            keys().read(token, now=NOW + late)
        assert [fault.path for fault in error.value.faults] == ["expires"]


@pytest.mark.parametrize(
    "token", ["", "1", "2" + "A" * 60, "1" + "A" * 60, "1" + "A" * 10_000, "1ééé" + "A" * 40, "\0"]
)
def test_what_was_not_signed_here_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(InvalidInput) as error:
        keys().read(token, now=NOW)

    assert [fault.path for fault in error.value.faults] == ["token"]
    assert len(token) < 2 or token not in str(error.value)


def test_a_secret_can_be_changed_while_links_and_codes_are_on_their_way() -> None:
    old = keys(SECRET).answering("west-1", NOTICES, "nurse", now=NOW)
    both = keys(NEWER, SECRET)

    assert both.read(token_of(old.link), now=NOW).contact == "nurse"
    assert both.fits(old.code, downtime="west-1", notices=NOTICES, contact="nurse")
    assert both.answering("west-1", NOTICES, "nurse", now=NOW) == keys(NEWER).answering(
        "west-1", NOTICES, "nurse", now=NOW
    )


def test_a_secret_that_was_taken_out_opens_nothing_any_more() -> None:
    old = keys(SECRET).answering("west-1", NOTICES, "nurse", now=NOW)

    assert not keys(NEWER).fits(old.code, downtime="west-1", notices=NOTICES, contact="nurse")
    with pytest.raises(InvalidInput):
        keys(NEWER).read(token_of(old.link), now=NOW)


def test_two_houses_do_not_take_each_others_links() -> None:
    east = AnswerKeys([SecretStr("the secret of the house in the east")], "https://east.example/answer")
    link = east.answering("west-1", NOTICES, "nurse", now=NOW).link

    with pytest.raises(InvalidInput):
        keys().read(token_of(link), now=NOW)


@pytest.mark.parametrize(
    "other",
    [
        {"contact": "nurse2"},
        {"downtime": "west-2"},
        {"notices": ("west-1/2/update",)},
        {"notices": (*NOTICES, "west-1/2/update")},
    ],
)
def test_a_code_fits_one_message_to_one_contact(other: dict[str, object]) -> None:
    about = {"downtime": "west-1", "notices": NOTICES, "contact": "nurse"}
    code = keys(code_length=6).answering("west-1", NOTICES, "nurse", now=NOW).code

    assert keys(code_length=6).fits(code, **about)  # type: ignore[arg-type]
    assert not keys(code_length=6).fits(code, **(about | other))  # type: ignore[arg-type]


def test_codes_hold_nothing_that_looks_like_something_else_and_make_no_words() -> None:
    codes = [keys(code_length=6).code("west-1", (f"n{number}",), "nurse") for number in range(500)]

    assert set("".join(codes)) == set(CODE_ALPHABET)
    assert not set("01OILAEUY") & set(CODE_ALPHABET)
    assert len(set(codes)) == 500


def test_links_and_codes_are_signed_with_keys_of_their_own() -> None:
    secrets = [SecretStr(SECRET)]
    (links,), (codes,) = derived("answer link", secrets), derived("answer code", secrets)

    assert len({links, codes, hmac.digest(SECRET.encode(), b"", "sha256"), SECRET.encode()}) == 4


def test_nothing_secret_is_shown() -> None:
    both = keys()
    answers = both.answering("west-1", NOTICES, "nurse", now=NOW)

    assert SECRET not in repr(both)
    assert answers.code not in repr(answers)
    assert token_of(answers.link) not in repr(answers)


def test_keys_that_are_not_safe_are_refused_with_every_fault_and_without_the_secret() -> None:
    with pytest.raises(InvalidInput) as error:
        AnswerKeys([SecretStr(SECRET), SecretStr("tiny")], "http://clinic.example", timedelta(0), 7)

    assert [fault.path for fault in error.value.faults] == ["secrets[1]", "code_length", "valid_for", "page"]
    assert "tiny" not in str(error.value)


@pytest.mark.parametrize(
    "page",
    [
        "ftp://x.example",
        "https://[",
        "https://",
        "https://a b.example",
        "https://u:p@x.example/",
        "https://x.example/#a",
        "//x",
    ],
)
def test_a_page_is_an_address_of_its_own(page: str) -> None:
    with pytest.raises(InvalidInput, match="page"):
        keys(page=page)


def test_no_secrets_are_no_keys() -> None:
    with pytest.raises(InvalidInput, match="at least 1 entry"):
        AnswerKeys([])


def test_an_id_with_a_line_break_is_not_signed() -> None:
    with pytest.raises(InvalidInput, match="line break"):
        keys().answering("west-1", ("a\nb",), "nurse", now=NOW)


SURER = [
    (ReceiptState.ACCEPTED, ReceiptState.UNKNOWN),
    (ReceiptState.FAILED, ReceiptState.ACCEPTED),
    (ReceiptState.FAILED, ReceiptState.UNKNOWN),
    (ReceiptState.DELIVERED, ReceiptState.ACCEPTED),
    (ReceiptState.DELIVERED, ReceiptState.FAILED),
    (ReceiptState.ACKNOWLEDGED, ReceiptState.FAILED),
    (ReceiptState.ACKNOWLEDGED, ReceiptState.DELIVERED),
    (ReceiptState.ACKNOWLEDGED, ReceiptState.QUEUED),
]


@pytest.mark.parametrize(("new", "old"), SURER)
def test_what_is_surer_takes_the_place_of_what_is_less_sure(new: ReceiptState, old: ReceiptState) -> None:
    assert outranks(new, old)
    assert not outranks(old, new)


@pytest.mark.parametrize("new", ReceiptState)
def test_nothing_undoes_an_acknowledgement(new: ReceiptState) -> None:
    assert not outranks(new, ReceiptState.ACKNOWLEDGED)
    assert outranks(new, None)


def test_news_come_to_the_same_in_whatever_order_they_are_heard() -> None:
    for news in product(ReceiptState, repeat=3):
        ends = set()
        for order in (news, news[::-1], (news[1], news[2], news[0])):
            known: ReceiptState | None = None
            for new in order:
                known = new if outranks(new, known) else known
            ends.add(known)
        assert len(ends - {ReceiptState.SUPPRESSED, ReceiptState.EXPIRED}) <= 1
