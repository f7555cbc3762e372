"""A host's own server gets notices that nobody can forge, or send a second time unseen."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve, frozen
from pydantic import SecretStr, ValidationError
from standardwebhooks import Webhook as Judge
from standardwebhooks import WebhookVerificationError

from downtimekit.adapters._http import Line, LineSettings
from downtimekit.adapters.webhook import Webhook, WebhookSettings
from downtimekit.models.people import ChannelKind
from downtimekit.ports.notifier import Answering, Message
from tests.channel_sinks import PATH, ChannelCases, FarEnd, a_line, send
from tests.http_servers import Request, answering, serving

OLD, NEW, OTHER = (f"whsec_{base64.b64encode(letter * 32).decode()}" for letter in (b"o", b"n", b"x"))


def settings(url: str, *secrets: str, kind: ChannelKind | None = None) -> WebhookSettings:
    return WebhookSettings(url=SecretStr(url), secrets=tuple(map(SecretStr, secrets or (OLD,))), kind=kind)


def of_a_board(url: str, line: Line) -> Webhook:
    return Webhook(settings(url), line=line)


def of_a_gateway(url: str, line: Line) -> Webhook:
    return Webhook(settings(url, kind=ChannelKind.SMS), line=line)


def read(request: Request) -> str:
    told = json.loads(request.content)["data"]
    link = told["answering"]["link"] if told.get("answering") else ""
    return "\n".join([request.headers["webhook-id"], told["subject"], told["body"], told["short"], link])


BOARD = FarEnd(of_a_board, (204, b""), read, [OLD, OLD.removeprefix("whsec_")])
MESSAGE = BOARD.message()


class TestTheWebhook(ChannelCases):
    @pytest.fixture
    def far(self) -> FarEnd:
        return BOARD


class TestTheWebhookOfAGatewayForTexts(ChannelCases):
    @pytest.fixture
    def far(self) -> FarEnd:
        return FarEnd(of_a_gateway, (200, b"whatever it says"), read, [OLD])


def test_what_may_have_been_sent_can_be_sent_again_for_its_key_is_seen() -> None:
    told = of_a_board("https://desk.example.org", a_line()).capabilities

    assert (told.name, told.kind, told.idempotent) == ("webhook", None, True)


def test_as_many_go_out_at_the_same_time_as_its_line_has_connections() -> None:
    line = Line(LineSettings(connections=7))

    assert of_a_board("https://desk.example.org", line).capabilities.at_once == 7


@frozen
class SlowClock:
    """A clock that is late."""

    late: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) - self.late


def posted(message: Message, *secrets: str, late: timedelta = timedelta(), kind: ChannelKind | None = None) -> Request:
    """Return what the server gets."""
    with serving(answering(200)) as server:
        told = settings(server.url(PATH), *secrets, kind=kind)
        send(Webhook(told, line=a_line(), clock=SlowClock(late) if late else None), message)
    (request,) = server.requests
    return request


def test_a_receiver_that_keeps_to_the_standard_finds_the_signature_good() -> None:
    request = posted(MESSAGE)

    assert Judge(OLD).verify(request.content, request.headers)["data"]["subject"] == MESSAGE.subject
    assert request.line == f"POST {PATH}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == MESSAGE.key


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_while_a_secret_is_changed_the_new_and_the_old_one_do(secret: str) -> None:
    request = posted(MESSAGE, NEW, OLD)

    Judge(secret).verify(request.content, request.headers)


def test_a_secret_that_was_not_shared_does_not_do() -> None:
    request = posted(MESSAGE, NEW, OLD)

    with pytest.raises(WebhookVerificationError):
        Judge(OTHER).verify(request.content, request.headers)


@pytest.mark.parametrize("changed", [{"webhook-id": "other"}, {"webhook-timestamp": "1"}])
def test_who_repeats_it_under_another_id_or_time_is_found_out(changed: dict[str, str]) -> None:
    request = posted(MESSAGE)

    with pytest.raises(WebhookVerificationError):
        Judge(OLD).verify(request.content, request.headers | changed)
    with pytest.raises(WebhookVerificationError):
        Judge(OLD).verify(request.content.replace(b"paper", b"Paper"), request.headers)


def test_an_attempt_is_signed_with_its_own_time_and_so_grows_old() -> None:
    request = posted(MESSAGE, late=timedelta(minutes=6))

    with pytest.raises(WebhookVerificationError, match="too old"):
        Judge(OLD).verify(request.content, request.headers)


def test_the_id_holds_no_full_stop_by_which_two_signed_texts_could_be_one() -> None:
    ids = {posted(evolve(MESSAGE, key=key)).headers["webhook-id"] for key in ("a.1", "a.2", "a")}

    assert len(ids) == 3
    assert not any("." in one for one in ids)


def test_the_data_hold_what_a_program_needs_and_nothing_about_the_audience_s_addresses() -> None:
    answering_ = Answering(link="https://desk.example.org/a?t=1", code="K7Q2")
    document = json.loads(posted(evolve(MESSAGE, answering=answering_, drill=True, level=2)).content)
    told = document["data"]

    assert (document["type"], document["timestamp"]) == ("downtime.started", "2026-03-03T15:00:00+00:00")
    assert told["answering"] == {"link": "https://desk.example.org/a?t=1", "code": "K7Q2"}
    assert (told["drill"], told["level"], told["thread"], told["address"]) == (True, 2, "west-1", "")
    assert told["subject"].startswith("DRILL")
    assert told["notice"]["facts"]["stands"][0]["services"] == ["ris"]


def test_a_message_without_a_notice_is_of_another_kind() -> None:
    document = json.loads(posted(evolve(MESSAGE, notice=None)).content)

    assert (document["type"], document["timestamp"], document["data"]["notice"]) == ("downtime.other", None, None)


def test_a_gateway_gets_the_address_that_it_passes_the_message_on_to() -> None:
    request = posted(evolve(MESSAGE, address="+1 202 555 0123"), kind=ChannelKind.SMS)

    assert json.loads(request.content)["data"]["address"] == "+12025550123"


@pytest.mark.parametrize(
    "secret",
    [
        "planted",
        "whsec_",
        "whsec_planted!",
        base64.b64encode(b"p" * 32).decode(),
        "whsec_cGxhbnRlZA==",
        "whsec_" + "QUJD" * 30,
    ],
)
def test_a_secret_that_is_none_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(ValidationError, match="entry 2 is not whsec_ followed by 24 to 64 bytes") as caught:
        settings("https://desk.example.org/hook", OLD, secret)

    assert "planted" not in str(caught.value)
    assert "entry 1" not in str(caught.value)
