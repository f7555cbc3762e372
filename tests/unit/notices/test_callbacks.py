"""A vendor's call counts where its own libraries would take it, and says what it says to us."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from attrs import evolve
from slack_sdk.signature import Clock, SignatureVerifier
from standardwebhooks.webhooks import Webhook
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from downtimekit.errors import InvalidInput
from downtimekit.models.notice import ReceiptState
from downtimekit.models.reading import read
from downtimekit.notices.callbacks import CallbackSource, News, SchemeName
from downtimekit.notices.callbacks.schemes import SCHEMES, SIGNATURE
from downtimekit.notices.inbound import Inbound, Reply
from tests.calling_back import FORM, HOUSE, SECRETS, pagerduty, slack, source, standard, twilio

NOW = datetime(2026, 3, 3, 14, 10, tzinfo=UTC)
TWILIO = SECRETS[SchemeName.TWILIO]
ACKNOWLEDGED = {"type": "notice.acknowledged", "data": {"key": "west-1/1/paper_started/nurse"}}
PRESSED = {
    "type": "block_actions",
    "user": {"id": "U024BE7LH", "username": "carla.chen"},
    "actions": [{"action_id": "acknowledge", "value": "1abc", "action_ts": "17.1"}],
}

CALLS = {
    SchemeName.STANDARD: standard(ACKNOWLEDGED, at=NOW),
    SchemeName.TWILIO: twilio({"key": "west-1/1/x/nurse"}, MessageSid="SM1", MessageStatus="delivered"),
    SchemeName.SLACK: slack(PRESSED, at=NOW),
    SchemeName.PAGERDUTY: pagerduty("west-1", at=NOW),
}


def faults(call: Inbound, who: CallbackSource, *, now: datetime = NOW) -> list[str]:
    """Return the paths of the faults of a call that is not genuine."""
    with pytest.raises(InvalidInput) as error:
        who.heard(call, now=now)
    assert error.value.source == SIGNATURE
    return [fault.path for fault in error.value.faults]


@pytest.mark.parametrize("scheme", SchemeName)
class TestEveryScheme:
    def test_a_genuine_call_is_heard(self, scheme: SchemeName) -> None:
        assert len(source(scheme).heard(CALLS[scheme], now=NOW)) == 1

    def test_while_a_secret_is_being_changed_both_count(self, scheme: SchemeName) -> None:
        newer = "whsec_" + "A" * 40 if scheme is SchemeName.STANDARD else "a newer secret of theirs"

        assert source(scheme, newer, SECRETS[scheme]).heard(CALLS[scheme], now=NOW)
        assert faults(CALLS[scheme], source(scheme, newer)) == [SCHEMES[scheme].header]

    def test_a_body_that_was_changed_is_refused(self, scheme: SchemeName) -> None:
        call = CALLS[scheme]

        assert faults(evolve(call, body=call.body + b"&a=1"), source(scheme)) == [SCHEMES[scheme].header]

    def test_everything_that_is_missing_is_named(self, scheme: SchemeName) -> None:
        needed = {name for name in (SCHEMES[scheme].header, SCHEMES[scheme].stamp, SCHEMES[scheme].id) if name}

        assert set(faults(evolve(CALLS[scheme], headers={"Content-Type": FORM}), source(scheme))) == needed

    def test_an_empty_signature_is_none(self, scheme: SchemeName) -> None:
        header = SCHEMES[scheme].header
        for written in (SCHEMES[scheme].before, ",", " ", "v1,", "\u00e9", "x" * 100_000):
            call = evolve(CALLS[scheme], headers={**CALLS[scheme].headers, header: written})
            assert header in faults(call, source(scheme))

    def test_nothing_of_the_secret_or_the_call_is_shown(self, scheme: SchemeName) -> None:
        who, call = source(scheme), evolve(CALLS[scheme], body=b"planted")
        with pytest.raises(InvalidInput) as error:
            who.heard(call, now=NOW)

        shown = f"{error.value} {who!r} {call!r}"
        assert SECRETS[scheme] not in shown
        assert "planted" not in shown
        assert call.headers[SCHEMES[scheme].header] not in shown

    def test_a_secret_that_is_too_short_to_be_one_is_refused_when_it_is_set(self, scheme: SchemeName) -> None:
        with pytest.raises(InvalidInput) as error:
            read(CallbackSource, {"name": "them", "scheme": scheme, "secrets": ["tiny"]}, source="callbacks")

        assert [fault.path for fault in error.value.faults] == ["secrets"]
        assert "tiny" not in str(error.value)


@pytest.mark.parametrize("secret", ["whsec_" + "!" * 40, "whsec_" + "A" * 100, "whsec_", "\u00e9" * 40])
def test_a_secret_of_standard_webhooks_is_base64_of_24_to_64_bytes(secret: str) -> None:
    said = {"name": "them", "scheme": "standard", "secrets": [SECRETS[SchemeName.STANDARD], secret]}
    with pytest.raises(InvalidInput, match=r"secrets: no\. 2 cannot be"):
        read(CallbackSource, said, source="callbacks")


@pytest.mark.parametrize("scheme", [SchemeName.STANDARD, SchemeName.SLACK])
@pytest.mark.parametrize(
    ("off", "genuine"),
    [(timedelta(minutes=5), True), (timedelta(minutes=5, seconds=1), False), (-timedelta(minutes=6), False)],
)
def test_a_call_that_is_played_again_later_is_refused(scheme: SchemeName, off: timedelta, genuine: bool) -> None:
    if genuine:
        assert source(scheme).heard(CALLS[scheme], now=NOW + off)
    else:
        assert faults(CALLS[scheme], source(scheme), now=NOW + off) == [SCHEMES[scheme].stamp]


@pytest.mark.parametrize("written", ["", "now", "1e9", "-1", "\u0661", "9" * 50, "1772547000.5"])
def test_a_time_that_is_none_is_refused(written: str) -> None:
    call = CALLS[SchemeName.STANDARD]
    odd = evolve(call, headers={**call.headers, "webhook-timestamp": written})

    assert faults(odd, source(SchemeName.STANDARD)) == ["webhook-timestamp"]


def test_standard_webhooks_agree_with_their_own_library() -> None:
    now, body = datetime.now(UTC), json.dumps(ACKNOWLEDGED)
    signed = Webhook(SECRETS[SchemeName.STANDARD]).sign("msg_2", now, body)
    headers = {"webhook-id": "msg_2", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signed}
    Webhook(SECRETS[SchemeName.STANDARD]).verify(body, headers)

    several = {**headers, "webhook-signature": f"v1a,abc v1,AAAA {signed}"}
    for written in (headers, several):
        call = Inbound("POST", f"{HOUSE}/standard", written, body.encode())
        assert source(SchemeName.STANDARD).heard(call, now=now)


def test_slack_agrees_with_its_own_library() -> None:
    class At(Clock):
        def now(self) -> float:
            return NOW.timestamp()

    call = CALLS[SchemeName.SLACK]

    assert SignatureVerifier(SECRETS[SchemeName.SLACK], At()).is_valid_request(call.body, dict(call.headers))
    assert source(SchemeName.SLACK).heard(call, now=NOW)


def test_pagerduty_agrees_with_openssl() -> None:
    body = (
        b'{"event":{"id":"01EV","event_type":"incident.acknowledged","occurred_at":"2026-03-03T14:10:00.000Z",'
        b'"agent":{"summary":"Ines Itoh","type":"user_reference"},"data":{"incident_key":"west-1"}}}'
    )
    # openssl dgst -sha256 -hmac a-signing-secret-of-forty-characters-long
    digest = "d060992571e19dee057bc3112bbbf271195d1b6fdd9eae4914cc36837c4d8bbd"
    call = Inbound("POST", f"{HOUSE}/pagerduty", {"X-PagerDuty-Signature": f"v1=00ff,v1={digest}"}, body)
    (news,) = source(SchemeName.PAGERDUTY).heard(call, now=NOW + timedelta(days=1))

    assert news == News(
        "01EV", ReceiptState.ACKNOWLEDGED, downtime="west-1", at=NOW, remark="acknowledged there by Ines Itoh"
    )


TWILIO_URLS = [
    f"{HOUSE}/twilio",
    f"{HOUSE}/twilio?key=west-1%2F1%2Fx%2Fnurse",
    "https://downtime.clinic.example:8443/answer/twilio?a=1",
    "http://downtime.clinic.example/answer/twilio",
]
TWILIO_FORMS = [
    {},
    {"MessageSid": "SM1", "MessageStatus": "sent", "Body": ""},
    {"Body": "K7Q2 & gracias + más \U0001f44d", "From": "+12025550102", "Zz": "1", "aa": "2"},
]


@pytest.mark.parametrize("url", TWILIO_URLS)
@pytest.mark.parametrize("form", TWILIO_FORMS)
@pytest.mark.parametrize("algorithm", [None, "HMAC_SHA256"])
def test_twilio_agrees_with_its_own_library(url: str, form: dict[str, str], algorithm: str | None) -> None:
    validator = RequestValidator(TWILIO)
    settings = {"X-Twilio-Webhooks-Signature-Settings": f"key=k1,algorithm={algorithm}"} if algorithm else {}
    signature = validator.compute_signature(url, form, algorithm)
    for said in (url, url.replace(".example/", ".example:443/") if url.startswith("https") else url):
        assert validator.validate(said, form, signature, algorithm) or "8443" in said
        call = Inbound(
            "POST", said, {"X-Twilio-Signature": signature, "Content-Type": FORM, **settings}, urlencode(form).encode()
        )
        SCHEMES[SchemeName.TWILIO].check(call, secrets=source(SchemeName.TWILIO).secrets, now=NOW)


def test_twilio_signs_each_value_of_a_name_that_comes_twice() -> None:
    class Several(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return {"MediaUrl": ["b", "a"], "Body": ["x"]}[name]

    signature = RequestValidator(TWILIO).compute_signature(TWILIO_URLS[0], Several(MediaUrl="", Body=""))
    headers = {"X-Twilio-Signature": signature, "Content-Type": FORM}
    call = Inbound("POST", TWILIO_URLS[0], headers, b"MediaUrl=b&Body=x&MediaUrl=a")

    SCHEMES[SchemeName.TWILIO].check(call, secrets=source(SchemeName.TWILIO).secrets, now=NOW)


@pytest.mark.parametrize(
    ("digest", "genuine"), [("right", True), ("wrong", False), ("", False)], ids=["signed", "another", "none"]
)
def test_a_body_of_twilio_that_is_no_form_needs_its_digest_in_the_address(digest: str, genuine: bool) -> None:
    body = '{"status": "delivered"}'
    written = sha256(body.encode() if digest == "right" else b"other").hexdigest()
    url = f"{HOUSE}/twilio" + (f"?bodySHA256={written}" if digest else "")
    signature = RequestValidator(TWILIO).compute_signature(url, {})
    call = Inbound("POST", url, {"X-Twilio-Signature": signature, "Content-Type": "application/json"}, body.encode())

    if digest:
        assert RequestValidator(TWILIO).validate(url, body, signature) is genuine
    if genuine:
        SCHEMES[SchemeName.TWILIO].check(call, secrets=source(SchemeName.TWILIO).secrets, now=NOW)
    else:
        assert faults(call, source(SchemeName.TWILIO)) == ["x-twilio-signature"]


@pytest.mark.parametrize("url", ["", "//", "https://[", "https://x.example:99999/twilio", "https://x.example:0/twilio"])
def test_an_address_that_is_none_is_refused_and_nothing_breaks(url: str) -> None:
    call = Inbound("POST", url, CALLS[SchemeName.TWILIO].headers, b"MessageStatus=delivered")

    assert faults(call, source(SchemeName.TWILIO)) == ["x-twilio-signature"]


@pytest.mark.parametrize(
    ("form", "heard"),
    [
        ({"MessageSid": "SM1", "MessageStatus": "delivered"}, ("SM1/delivered", ReceiptState.DELIVERED, "delivered")),
        ({"MessageSid": "SM1", "MessageStatus": "read"}, ("SM1/read", ReceiptState.DELIVERED, "read")),
        (
            {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"},
            ("SM1/undelivered", ReceiptState.FAILED, "undelivered, error 30003"),
        ),
        ({"CallSid": "CA1", "CallStatus": "completed"}, ("CA1/completed", ReceiptState.DELIVERED, "completed")),
        ({"CallSid": "CA1", "CallStatus": "no-answer"}, ("CA1/no-answer", ReceiptState.FAILED, "no-answer")),
        ({"CallSid": "CA1", "CallStatus": "completed", "AnsweredBy": "machine_start"}, None),
        ({"MessageSid": "SM1", "MessageStatus": "sent"}, None),
        ({"CallSid": "CA1", "CallStatus": "ringing"}, None),
        ({"MessageSid": "SM1", "MessageStatus": "a new one"}, None),
        ({"CallSid": "CA1", "Digits": "2", "To": "+12025550102"}, None),
        ({}, None),
    ],
)
def test_what_twilio_says_of_a_message_or_a_call(
    form: dict[str, str], heard: tuple[str, ReceiptState, str] | None
) -> None:
    found = source(SchemeName.TWILIO).heard(twilio({"key": "k"}, **form), now=NOW)
    said = [(one.event, one.state, one.remark) for one in found if isinstance(one, News) and one.key == "k"]

    assert said == ([heard] if heard else [])
    assert len(found) == len(said)


def test_a_text_that_came_back_and_a_key_that_was_pressed_are_replies() -> None:
    who = source(SchemeName.TWILIO)
    text = twilio(MessageSid="SM9", From="+12025550102", To="+12025550199", Body="K7Q2", SmsStatus="received")
    key = twilio({"code": "K7Q2"}, CallSid="CA9", To="+12025550102", From="+12025550199", Digits="1")

    assert who.heard(text, now=NOW) == (Reply("+12025550102", "K7Q2", "SM9"),)
    assert who.heard(key, now=NOW) == (Reply("+12025550102", "K7Q2", "CA9/pressed"),)


@pytest.mark.parametrize(
    ("type", "state"),
    [
        ("notice.acknowledged", ReceiptState.ACKNOWLEDGED),
        ("notice.delivered", ReceiptState.DELIVERED),
        ("notice.failed", ReceiptState.FAILED),
        ("invoice.paid", None),
    ],
)
def test_what_a_webhook_says(type: str, state: ReceiptState | None) -> None:
    said = {"type": type, "timestamp": "2026-03-03T14:10:00Z", "data": {"key": "k", "more": 1}}
    heard = source(SchemeName.STANDARD).heard(standard(said, at=NOW, id="msg_7"), now=NOW)

    assert heard == ((News("msg_7", state, key="k"),) if state else ())


@pytest.mark.parametrize(
    ("said", "paths"),
    [
        ([], [""]),
        ("text", [""]),
        ({"data": {"key": 1}}, ["type", "data.key"]),
        ({"type": "notice.acknowledged", "data": {}}, ["data"]),
        ({"type": "notice.acknowledged", "data": {"key": "k", "token": "t"}}, ["data"]),
        ({"type": "notice.acknowledged", "data": {"key": "k" * 201}}, ["data.key"]),
    ],
)
def test_a_genuine_call_that_cannot_be_read_says_every_fault(said: object, paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as error:
        source(SchemeName.STANDARD).heard(standard(said, at=NOW), now=NOW)

    assert error.value.source == "callback"
    assert [fault.path for fault in error.value.faults] == paths


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 60_000, b'{"event": 1}', b'{"event": {"id": "1"}}'])
def test_no_body_breaks_anything(body: bytes) -> None:
    secret = SECRETS[SchemeName.PAGERDUTY]
    digest = hmac.new(secret.encode(), body, sha256).hexdigest()
    call = Inbound("POST", f"{HOUSE}/pagerduty", {"X-PagerDuty-Signature": f"v1={digest}"}, body)
    with pytest.raises(InvalidInput):
        source(SchemeName.PAGERDUTY).heard(call, now=NOW)


@pytest.mark.parametrize("type", ["incident.triggered", "incident.unacknowledged", "incident.resolved", "pagey.ping"])
def test_only_an_acknowledgement_is_news_of_pagerduty(type: str) -> None:
    assert source(SchemeName.PAGERDUTY).heard(pagerduty("west-1", at=NOW, type=type), now=NOW) == ()


@pytest.mark.parametrize("agent", ["inbound_integration_reference", "service_reference", ""])
def test_an_incident_that_no_person_acknowledged_is_no_answer(agent: str) -> None:
    assert source(SchemeName.PAGERDUTY).heard(pagerduty("west-1", at=NOW, agent=agent), now=NOW) == ()


def test_a_name_from_outside_is_cut_to_one_short_line() -> None:
    (news,) = source(SchemeName.PAGERDUTY).heard(
        pagerduty("west-1", at=NOW, who="Ines\r\nItoh\x00" + "x" * 500), now=NOW
    )

    assert isinstance(news, News)
    assert news.remark == "acknowledged there by Ines Itoh " + "x" * 30


@pytest.mark.parametrize(
    "actions",
    [[], [{"action_id": "open", "url": "https://x.example"}], [{"action_id": "acknowledge"}], [{"value": "1abc"}]],
)
def test_a_button_in_slack_that_only_leads_somewhere_says_nothing(actions: list[object]) -> None:
    assert source(SchemeName.SLACK).heard(slack({"actions": actions}, at=NOW), now=NOW) == ()


def test_a_button_in_slack_that_acknowledges_says_which_message() -> None:
    assert source(SchemeName.SLACK).heard(CALLS[SchemeName.SLACK], now=NOW) == (
        News("17.1", ReceiptState.ACKNOWLEDGED, token="1abc", remark="pressed there by carla.chen"),
    )
