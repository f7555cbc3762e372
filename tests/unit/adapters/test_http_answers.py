"""What a server's answer means for a notice: taken, refused, to be sent again, or nobody knows."""

from __future__ import annotations

import pickle

import pytest

from downtimekit.adapters._http import Answer, Call, judged
from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable

NOON = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_a_notice_that_was_taken_is_taken(status: int) -> None:
    answer = Answer(status)

    assert judged(answer) is answer


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (101, OutcomeUnknown),
        (300, Rejected),
        (301, Rejected),
        (302, Rejected),
        (304, Rejected),
        (307, Rejected),
        (308, Rejected),
        (400, Rejected),
        (401, Rejected),
        (403, Rejected),
        (404, Rejected),
        (408, Unreachable),
        (409, Rejected),
        (410, Rejected),
        (413, Rejected),
        (421, Unreachable),
        (422, Rejected),
        (425, Unreachable),
        (429, Unreachable),
        (451, Rejected),
        (500, OutcomeUnknown),
        (501, Rejected),
        (502, OutcomeUnknown),
        (503, OutcomeUnknown),
        (504, OutcomeUnknown),
        (505, Rejected),
        (511, Unreachable),
        (520, OutcomeUnknown),
        (599, OutcomeUnknown),
        (999, OutcomeUnknown),
    ],
)
def test_every_other_status_says_whether_it_may_be_sent_again(status: int, error: type[PortError]) -> None:
    with pytest.raises(error, match=str(status)) as caught:
        judged(Answer(status, {"location": "http://169.254.169.254/planted"}, b"planted"))

    assert type(caught.value) is error
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize("status", [408, 429, 503])
def test_a_server_that_says_when_to_come_back_is_believed(status: int) -> None:
    with pytest.raises(Unreachable) as caught:
        judged(Answer(status, {"retry-after": "30"}))

    assert caught.value.retry_after == 30.0
    assert pickle.loads(pickle.dumps(caught.value)).retry_after == 30.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": " 120 "}, 120.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:01:30 GMT", "date": NOON}, 90.0),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT", "date": NOON}, 0.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:01:30", "date": NOON}, None),
        ({"retry-after": "Sun, 22 Nov 2026 12:01:30 GMT"}, None),
        ({"retry-after": "soon", "date": NOON}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "Sun, 22 Nov 99999999999 12:01:30 GMT", "date": NOON}, None),
    ],
)
def test_when_to_come_back_is_read_off_the_servers_own_clock(headers: dict[str, str], seconds: float | None) -> None:
    assert Answer(503, headers).retry_after() == seconds


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (b'{"sid": "SM1"}', {"sid": "SM1"}),
        (b"", {}),
        (b"ok", {}),
        (b"[1]", {}),
        (b"<html>", {}),
        (b"\xff\xfe", {}),
        (b"[" * 60_000, {}),
        (b"9" * 60_000, {}),
    ],
)
def test_the_fields_of_an_answer_are_those_of_its_json_object(content: bytes, fields: dict[str, object]) -> None:
    assert Answer(200, {}, content).fields() == fields


def test_neither_a_call_nor_an_answer_shows_what_it_carries() -> None:
    call = Call.of_json("POST", "https://v.example/planted", {"text": "planted"}, headers={"Authorization": "planted"})
    answer = Answer(200, {"set-cookie": "planted"}, b"planted")

    assert "planted" not in f"{call!r}{answer!r}{call}{answer}"


def test_json_goes_out_as_utf_8() -> None:
    call = Call.of_json("POST", "https://v.example/", {"text": "Zoë"}, headers={"X-Key": "1"})

    assert call.content == '{"text":"Zoë"}'.encode()
    assert call.headers == {"Content-Type": "application/json", "X-Key": "1"}
