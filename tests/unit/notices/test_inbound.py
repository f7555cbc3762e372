"""A call is read as it came, and what cannot be read is said and not guessed."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.notices.inbound import Inbound
from tests.calling_back import FORM, HOUSE


@pytest.mark.parametrize(
    ("url", "door"),
    [
        (f"{HOUSE}/twilio", "twilio"),
        (f"{HOUSE}/twilio/?key=a/b", "twilio"),
        (HOUSE, "answer"),
        ("/answer/twilio", "twilio"),
        ("https://clinic.example", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_the_last_part_of_the_path_says_who_calls(url: str, door: str) -> None:
    assert Inbound("GET", url).door == door


def test_letter_case_of_methods_and_headers_does_not_count() -> None:
    call = Inbound("post", HOUSE, {"Content-TYPE": f"{FORM}; charset=UTF-8"}, b"a=1&b=&a=2&c=%C3%AD+x")

    assert call.method == "POST"
    assert call.form == (("a", "1"), ("b", ""), ("a", "2"), ("c", "\u00ed x"))
    assert call.said == {"a": "1", "b": "", "c": "\u00ed x"}


@pytest.mark.parametrize("body", [b"a=%ff%fe", b"a=\xff", b"a=1&" * 201], ids=["not UTF-8", "not encoded", "too many"])
def test_a_form_that_cannot_be_read_says_so_and_nothing_of_it(body: bytes) -> None:
    with pytest.raises(InvalidInput) as error:
        list(Inbound("POST", HOUSE, {"content-type": FORM}, body).said)

    assert error.value.source == "form"
    assert error.value.__context__ is None


def test_a_body_that_is_no_form_is_not_read_as_one() -> None:
    with pytest.raises(InvalidInput, match="content-type"):
        list(Inbound("POST", HOUSE, {"content-type": "application/json"}, b"a=1").said)


def test_nothing_of_a_call_is_shown() -> None:
    call = Inbound("POST", f"{HOUSE}?t=planted", {"x-planted": "planted"}, b"planted")

    assert repr(call) == "Inbound(method='POST')"
