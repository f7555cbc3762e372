"""Who is on the road gets a text or a call; a second call is never made because nobody knows of the first."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from attrs import evolve
from pydantic import SecretStr, ValidationError

from downtimekit.adapters._http import Line
from downtimekit.adapters.twilio import TwilioSms, TwilioSmsSettings, TwilioVoice, TwilioVoiceSettings
from downtimekit.errors import OutcomeUnknown, PortError, Rejected
from downtimekit.models.dependency import Dependency
from downtimekit.models.people import ChannelKind
from downtimekit.notices.callbacks import SchemeName
from downtimekit.notices.callbacks.news import READERS
from downtimekit.notices.inbound import Inbound, Reply
from downtimekit.ports.notifier import Answering, Capabilities, Notifier
from tests.channel_sinks import PATH, ChannelCases, FarEnd, a_line, send
from tests.http_servers import Request, answering, serving

ACCOUNT, TOKEN = "AC" + "0" * 32, "planted-auth-token"
SMS_ID, CALL_ID = "SM" + "a1" * 16, "CA" + "b2" * 16
K7Q2 = Answering(link="https://desk.example.org/a?t=1", code="K7Q2")


def sms(url: str, line: Line, **more: object) -> TwilioSms:
    told = {"account": ACCOUNT, "token": SecretStr(TOKEN), "sender": "+12025550199", "url": SecretStr(url), **more}
    return TwilioSms(TwilioSmsSettings.model_validate(told), line=line)


def voice(url: str, line: Line, **more: object) -> TwilioVoice:
    told = {"account": ACCOUNT, "token": SecretStr(TOKEN), "sender": "+12025550199", "url": SecretStr(url), **more}
    return TwilioVoice(TwilioVoiceSettings.model_validate(told), line=line)


def form_of(request: Request) -> dict[str, str]:
    pairs = parse_qsl(request.content.decode("ascii"), strict_parsing=True, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def said(request: Request) -> str:
    return "\n".join(part.text or "" for part in ElementTree.fromstring(form_of(request)["Twiml"]).iter("Say"))


def yes(sid: str) -> bytes:
    return json.dumps({"sid": sid, "status": "queued", "error_code": None, "to": "+12025550123"}).encode()


TEXT = FarEnd(sms, (201, yes(SMS_ID)), lambda request: form_of(request)["Body"], [TOKEN])
CALL = FarEnd(voice, (201, yes(CALL_ID)), said, [TOKEN], asks=False)


class TestTexts(ChannelCases):
    @pytest.fixture
    def far(self) -> FarEnd:
        return TEXT


class TestCalls(ChannelCases):
    @pytest.fixture
    def far(self) -> FarEnd:
        return CALL


def sent(make: Callable[..., Notifier], *, more: Mapping[str, object] | None = None, **changed: Any) -> Request:
    """Return what Twilio is sent of the message, or of one that was changed."""
    far = TEXT if make is sms else CALL
    with serving(answering(far.yes[0], far.yes[1])) as server:
        send(make(server.url(PATH), a_line(), **(more or {})), evolve(far.message(), **changed))
    (request,) = server.requests
    return request


def twiml(request: Request) -> ElementTree.Element:
    return ElementTree.fromstring(form_of(request)["Twiml"])


def test_a_text_is_sent_from_the_clinic_s_number_by_whoever_signs_in() -> None:
    request = sent(sms)

    assert request.line == f"POST {PATH}/Accounts/{ACCOUNT}/Messages.json"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode() == f"{ACCOUNT}:{TOKEN}"
    assert form_of(request) == {
        "To": "+12025550123",
        "From": "+12025550199",
        "Body": "RIS down at west. Paper. Next news 10:30.",
    }


def test_a_key_of_its_own_signs_in_instead_of_the_account() -> None:
    request = sent(sms, more={"api_key": "SK1"})

    assert base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode() == f"SK1:{TOKEN}"


def test_a_messaging_service_takes_the_place_of_the_number() -> None:
    form = form_of(sent(sms, more={"sender": "MG" + "c" * 32}))

    assert (form["MessagingServiceSid"], "From" in form) == ("MG" + "c" * 32, False)


@pytest.mark.parametrize(
    ("language", "answers", "tail"),
    [
        ("en", K7Q2, "To confirm, answer with the code K7Q2. https://desk.example.org/a?t=1"),
        ("en-GB", Answering(code="K7Q2"), "To confirm, answer with the code K7Q2."),
        ("es-MX", Answering(code="K7Q2"), "Para confirmar, responda con el código K7Q2."),
        ("xx", Answering(link="https://d.example"), "Confirm that you have read this: https://d.example"),
        ("en", Answering(), "Next news 10:30."),
        ("en", None, "Next news 10:30."),
    ],
)
def test_a_text_says_how_to_answer_it(language: str, answers: Answering | None, tail: str) -> None:
    body = form_of(sent(sms, language=language, answering=answers))["Body"]

    assert body.startswith("RIS down at west. Paper.")
    assert body.endswith(tail)


def test_a_long_text_is_cut_and_still_says_how_to_answer_it() -> None:
    body = form_of(sent(sms, short="x" * 5000, answering=K7Q2))["Body"]

    assert len(body) == 1600
    assert body.endswith("x … To confirm, answer with the code K7Q2. https://desk.example.org/a?t=1")


@pytest.mark.parametrize("make", [sms, voice])
@pytest.mark.parametrize(("key", "told"), [("west-1/2 & 3/ü", "west-1/2 & 3/ü"), ("west-1/\ud83d2", "west-1/2")])
def test_twilio_tells_the_host_what_became_of_which_message(make: Callable[..., Notifier], key: str, told: str) -> None:
    request = sent(make, more={"status_url": SecretStr("https://desk.example.org/status?site=west")}, key=key)
    url = urlsplit(form_of(request)["StatusCallback"])

    assert (url.hostname, url.path) == ("desk.example.org", "/status")
    assert parse_qs(url.query) == {"site": ["west"], "key": [told]}


def test_a_call_says_everything_twice_and_asks_for_a_key_that_no_voice_mail_presses() -> None:
    request = sent(voice, more={"answer_url": SecretStr("https://desk.example.org/pressed")}, answering=K7Q2)
    document = twiml(request)
    gather = document.find("Gather")

    assert request.line == f"POST {PATH}/Accounts/{ACCOUNT}/Calls.json"
    assert gather is not None
    assert gather.attrib["action"] == "https://desk.example.org/pressed?code=K7Q2"
    assert (gather.attrib["input"], gather.attrib["numDigits"]) == ("dtmf", "1")
    assert [say.attrib for say in gather] == [{"language": "en-US", "loop": "2"}, {"language": "en-US"}]
    assert gather[1].text == "Press 1 to confirm that you have this message."


def test_a_key_that_was_pressed_comes_back_as_the_code_of_the_message() -> None:
    document = twiml(sent(voice, more={"answer_url": SecretStr("https://desk.example.org/pressed")}, answering=K7Q2))
    form = {"CallSid": CALL_ID, "Digits": "1", "To": "+12025550123", "CallStatus": "in-progress"}
    call = Inbound(
        "POST",
        document[0].attrib["action"],
        {"Content-Type": "application/x-www-form-urlencoded"},
        urlencode(form).encode(),
    )
    (reply,) = READERS[SchemeName.TWILIO](call)

    assert isinstance(reply, Reply)
    assert (reply.sender, reply.text) == ("+12025550123", "K7Q2")


@pytest.mark.parametrize("detects", [True, False])
def test_a_voice_mail_is_told_from_a_person_where_that_is_paid_for(detects: bool) -> None:
    form = form_of(sent(voice, more={"detects_machines": detects}))

    assert form.get("MachineDetection") == ("DetectMessageEnd" if detects else None)


@pytest.mark.parametrize(
    ("more", "answers"),
    [({}, K7Q2), ({"answer_url": SecretStr("https://desk.example.org/pressed")}, None)],
)
def test_nobody_is_asked_for_a_key_that_nobody_takes(more: Mapping[str, object], answers: Answering | None) -> None:
    document = twiml(sent(voice, more=more, answering=answers))

    assert [part.tag for part in document.iter()] == ["Response", "Say"]


@pytest.mark.parametrize(
    ("language", "accent"),
    [("es", "es-MX"), ("es-PR", "es-MX"), ("en-GB", "en-GB"), ("en", "en-US"), ("xx", "en-US")],
)
def test_a_call_is_spoken_in_the_language_of_its_words(language: str, accent: str) -> None:
    accents = {"en": "en-US", "en-GB": "en-GB", "es": "es-MX"}
    say = twiml(sent(voice, language=language, more={"accents": accents})).find("Say")

    assert say is not None
    assert say.attrib["language"] == accent


def test_nothing_in_a_notice_tells_twilio_to_call_somebody_else() -> None:
    planted = '</Say><Dial>+19005550100</Dial><Say>"&amp; <!-- \ufffe\uffff'
    document = twiml(sent(voice, subject=planted, body=planted))

    assert [part.tag for part in document.iter()] == ["Response", "Say"]
    assert "<Dial>+19005550100</Dial>" in (document[0].text or "")


@pytest.mark.parametrize("body", ["x" * 50_000, "&" * 50_000, '<"á' * 20_000, "line\n" * 10_000])
def test_a_long_call_is_cut_to_what_twilio_takes(body: str) -> None:
    form = form_of(sent(voice, body=body, more={"answer_url": SecretStr("https://d.example/p")}, answering=K7Q2))

    assert len(form["Twiml"]) <= 4000
    assert "…" in form["Twiml"]
    assert "Press 1" in form["Twiml"]
    assert "The RIS is down at west" in form["Twiml"]


ANSWERS: list[tuple[int, object, type[PortError], str]] = [
    (400, {"code": 21610, "message": "planted +12025550123"}, Rejected, "refused the request, code 21610"),
    (400, {"code": "planted"}, Rejected, "refused the request"),
    (400, {"code": 12025550123}, Rejected, "refused the request"),
    (400, {"code": True}, Rejected, "refused the request"),
    (401, "planted", Rejected, "refused the request"),
    (201, {"sid": SMS_ID, "status": "failed", "error_code": 30007}, Rejected, "did not send it, code 30007"),
    (200, {"sid": SMS_ID, "status": "undelivered"}, Rejected, "did not send it"),
    (200, {"status": "queued"}, OutcomeUnknown, "nothing by which the message is known"),
    (200, "planted: please sign in", OutcomeUnknown, "nothing by which the message is known"),
    (200, [], OutcomeUnknown, "nothing by which the message is known"),
]


@pytest.mark.parametrize("far", [TEXT, CALL])
@pytest.mark.parametrize(("status", "content", "error", "words"), ANSWERS)
def test_an_answer_is_a_yes_only_where_it_names_the_message(
    far: FarEnd, status: int, content: object, error: type[PortError], words: str
) -> None:
    with serving(answering(status, json.dumps(content).encode())) as server, pytest.raises(PortError) as caught:
        send(far.make(server.url(PATH), a_line()), far.message())

    assert type(caught.value) is error
    assert str(caught.value).endswith(words)


@pytest.mark.parametrize(
    ("sid", "remark"),
    [
        (SMS_ID, SMS_ID),
        ("123E4567-e89b-12d3-a456-426614174000",) * 2,
        ("planted +12025550123", ""),
        (SMS_ID + "\n", ""),
    ],
)
def test_only_what_looks_like_twilio_s_id_is_written_down(sid: str, remark: str) -> None:
    with serving(answering(201, yes(sid))) as server:
        assert send(sms(server.url(PATH), a_line()), TEXT.message()).remark == remark


@pytest.mark.parametrize(
    ("far", "name", "kind", "short"),
    [(TEXT, "twilio-sms", ChannelKind.SMS, True), (CALL, "twilio-voice", ChannelKind.PHONE, False)],
)
def test_what_may_have_been_sent_is_not_sent_again_by_itself(
    far: FarEnd, name: str, kind: ChannelKind, short: bool
) -> None:
    needs = frozenset({Dependency.CUSTOMER_INTERNET, Dependency.VENDOR_CLOUD})

    assert far.make("https://api.example", a_line()).capabilities == Capabilities(
        name, kind, needs=needs, idempotent=False, short=short, vendor="twilio"
    )


def test_every_fault_of_an_account_is_named_and_nothing_of_it_shown() -> None:
    with pytest.raises(ValidationError) as caught:
        sms("http://planted@example.org/#", a_line(), account="../planted", token=SecretStr(""), sender="planted\r\nX")

    assert {error["loc"][0] for error in caught.value.errors()} == {"account", "token", "sender", "url"}
    assert "planted" not in str(caught.value)
