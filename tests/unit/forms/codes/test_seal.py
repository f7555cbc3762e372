"""A code that nobody but the house can make: what is changed, foreign or newer is told apart."""

from __future__ import annotations

import pickle
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import SecretBytes

from downtimekit.errors import InvalidInput
from downtimekit.forms.codes import TOKEN_LENGTH, Opened, Seal, SealKey, TokenAnswer
from downtimekit.models.reading import read
from tests.coded import NOON, SEAL, a_code

SECRET = b"sixteen bytes..."
LAST_YEAR = SealKey(id=1, secret=SecretBytes(b"the secret of last year."))
THIS_YEAR = SealKey(id=2, secret=SecretBytes(b"the secret of this year."))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"serial": "A-000001-E"},
        {"serial": "ZZZZ-999999-6"},
        {"page": 99, "pages": 99, "copy_number": 99},
        {"drill": True, "downtime": "ffffffff", "plan": "00000000"},
        {"expires": None},
        {"expires": datetime(2199, 12, 31, 22, tzinfo=NOON.tzinfo)},
        {"expires": datetime(2199, 12, 31, 23, 30, tzinfo=NOON.tzinfo)},
    ],
)
def test_a_token_opens_to_what_was_sealed(changes: dict[str, Any]) -> None:
    code = a_code(**changes)

    assert SEAL.open(SEAL.token(code)) == Opened(code, TokenAnswer.GENUINE)


def test_the_pages_of_a_sheet_are_sealed_as_each_is_alone() -> None:
    pages = [a_code(page=page, pages=5) for page in range(2, 6)]

    assert [*SEAL.tokens(pages[0])] == [SEAL.token(page) for page in pages]
    assert [SEAL.open(token).code for token in SEAL.tokens(pages[0])] == pages


def test_a_token_has_always_the_same_length_and_letters_that_every_scanner_types() -> None:
    tokens = [SEAL.token(a_code(page=page, pages=99, copy_number=100 - page)) for page in range(1, 100)]

    assert {len(token) for token in tokens} == {TOKEN_LENGTH}
    assert set("".join(tokens)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567")


def test_paper_is_not_over_before_the_hour_is() -> None:
    half_past = datetime(2026, 3, 3, 12, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    assert a_code(expires=half_past).expires == datetime(2026, 3, 3, 7, tzinfo=NOON.tzinfo)
    assert a_code(expires=half_past + timedelta(seconds=1)).expires == datetime(2026, 3, 3, 8, tzinfo=NOON.tzinfo)


def test_what_cannot_stand_in_a_code_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        a_code(page=4, copy_number=100, downtime="west", plan="0123ABCD")

    assert [fault.path for fault in caught.value.faults] == ["page", "copy_number", "downtime", "plan"]


@pytest.mark.parametrize(
    "changes",
    [{"serial": "W-000017-X"}, {"expires": datetime(2026, 3, 3)}, {"expires": NOON.replace(year=2201)}],  # noqa: DTZ001
)
def test_a_wrong_serial_or_moment_gets_into_no_code(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        a_code(**changes)


@pytest.mark.parametrize(
    ("token", "answer"),
    [
        ("", TokenAnswer.NOT_OURS),
        ("https://clinic.example.org", TokenAnswer.NOT_OURS),
        (SEAL.token(a_code()).lower(), TokenAnswer.NOT_OURS),
        ("DK2" + "A" * 48, TokenAnswer.NEWER),
        ("DK1", TokenAnswer.NOT_OURS),
        ("DK13585628", TokenAnswer.NOT_OURS),
        (SEAL.token(a_code())[:-1], TokenAnswer.FORGED),
        (SEAL.token(a_code()) + "A", TokenAnswer.FORGED),
        (SEAL.token(a_code())[:-1] + "=", TokenAnswer.NOT_OURS),
        (SEAL.token(a_code())[:-1] + "\u00e9", TokenAnswer.NOT_OURS),
        (Seal.of(SECRET).token(a_code()), TokenAnswer.FOREIGN),
    ],
)
def test_what_is_not_genuine_is_told_apart_and_says_nothing(token: str, answer: TokenAnswer) -> None:
    assert SEAL.open(token) == Opened(None, answer)


def test_a_key_is_changed_while_the_old_paper_is_still_out() -> None:
    before, between, after = Seal([LAST_YEAR]), Seal([THIS_YEAR, LAST_YEAR]), Seal([THIS_YEAR])
    old, new = before.token(a_code()), between.token(a_code())

    assert [between.open(token).answer for token in (old, new)] == [TokenAnswer.GENUINE] * 2
    assert [after.open(token).answer for token in (old, new)] == [TokenAnswer.FOREIGN, TokenAnswer.GENUINE]
    assert before.open(new).answer is TokenAnswer.FOREIGN


def test_who_knows_the_number_and_mark_of_a_key_but_not_the_key_is_found_out() -> None:
    ours, forged = SEAL.token(a_code()), SEAL.token(a_code(page=2))

    assert SEAL.open(forged[:-16] + ours[-16:]).answer is TokenAnswer.FORGED


@pytest.mark.parametrize("keys", [[], [LAST_YEAR, SealKey(id=1, secret=SecretBytes(SECRET))]])
def test_a_seal_needs_keys_with_numbers_of_their_own(keys: list[SealKey]) -> None:
    with pytest.raises(InvalidInput):
        Seal(keys)


@pytest.mark.parametrize(
    "text", [SECRET.hex(), SECRET.hex().upper(), "c2l4dGVlbiBieXRlcy4uLg==", "c2l4dGVlbiBieXRlcy4uLg"]
)
def test_a_secret_is_read_from_settings(text: str) -> None:
    key = read(SealKey, {"id": 0, "secret": text}, source="settings")

    assert key.secret.get_secret_value() == SECRET
    assert Seal([key]) == Seal.of(SECRET)


@pytest.mark.parametrize("secret", ["", "abcdef", "not a secret, but a sentence!", b"fifteen bytes.."])
def test_a_secret_that_is_none_is_refused_without_being_repeated(secret: bytes | str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Seal.of(secret)

    assert [fault.path for fault in caught.value.faults] == ["secret"]
    assert not secret or str(secret) not in str(caught.value)


def test_nothing_shows_a_secret() -> None:
    seal = Seal([THIS_YEAR])
    shown = repr(seal) + repr(THIS_YEAR) + str(seal) + THIS_YEAR.model_dump_json()

    assert "secret of" not in shown
    assert seal._keys[0].key.hex() not in shown
    assert "2" in repr(seal)


def test_a_seal_goes_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(SEAL)).open(SEAL.token(a_code())).code == a_code()


def test_every_generated_seal_is_another() -> None:
    assert Seal.generate().open(Seal.generate().token(a_code())).code is None
