"""A reply counts where it says one thing, and is never guessed at."""

from __future__ import annotations

import pytest

from downtimekit.notices.replies import Meaning, read_reply


@pytest.mark.parametrize(
    "text",
    [
        "K7Q2",
        "k7q2",
        " k7q2. ",
        "ok k7q2",
        "K7Q2 ok thanks!",
        "Yes, code is K7Q2",
        "recibido K7Q2, gracias",
        "\n\nK7Q2\n> Reply X4R9 to say that you have it",
        "\uff2b\uff17\uff31\uff12",  # as a Japanese keyboard writes it
    ],
)
def test_a_code_is_found_however_it_is_typed(text: str) -> None:
    typed = read_reply(text)

    assert (typed.meaning, typed.code) == (Meaning.CODE, "K7Q2")


@pytest.mark.parametrize(
    "text", ["yes", "OK", "Ok!", "y", "got it", "I have it", "sí", "Sí, gracias", "Lo tengo", "ack"]
)
def test_a_plain_yes_is_one_in_both_languages(text: str) -> None:
    assert read_reply(text).meaning is Meaning.YES


@pytest.mark.parametrize("text", ["STOP", "stop.", "Unsubscribe", "cancel", "BAJA", "stop K7Q2", "Alto, por favor"])
def test_who_wants_no_more_messages_has_not_said_that_they_have_one(text: str) -> None:
    assert read_reply(text).meaning is Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n ",
        "no",
        "not ok",
        "who is this?",
        "I don't have it",
        "no lo tengo",
        "thanks",
        "K7Q2 X4R9",
        "K7Q2 is wrong",
        "K7",
        "K7Q2K7Q2",
        "K7O2",
        "I am out of office until Monday. Your message said: reply K7Q2",
        "Out of office\n> Reply K7Q2 to say that you have it",
        "yes " * 100,
        "\U0001f44d",
    ],
)
def test_whatever_says_more_or_less_is_not_guessed_at(text: str) -> None:
    assert read_reply(text).meaning is Meaning.UNCLEAR


def test_a_code_is_not_shown() -> None:
    assert "K7Q2" not in repr(read_reply("K7Q2"))
