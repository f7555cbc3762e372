"""What apprise carries is carried, and what apprise cannot say is not said better here."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from urllib.parse import unquote

import anyio
import pytest
from attrs import evolve
from pydantic import SecretStr

from downtimekit.adapters.apprise_services import AppriseServices, AppriseSettings
from downtimekit.errors import InvalidInput, OutcomeUnknown
from downtimekit.models.notice import NoticeEvent
from downtimekit.models.people import ChannelKind
from downtimekit.models.reading import read
from downtimekit.ports.notifier import Message
from downtimekit.testing.contracts.notifier import NotifierContract, Trial
from tests.http_servers import Behaviour, Request, Server, answering, never, saying, serving
from tests.status_pages import a_notice, told

SECRET = "planted-credential"
MESSAGE = told(a_notice(NoticeEvent.STARTED))


def channel(url: str, **settings: object) -> AppriseServices:
    return AppriseServices(AppriseSettings.model_validate({"url": SecretStr(url)} | settings))


def url_of(server: Server, *, place: str = "") -> str:
    return f"json://ward:{SECRET}@127.0.0.1:{server.port}/{SECRET}/{place}"


def shown(request: Request) -> str:
    found = json.loads(request.content)
    return f"{found['title']}\n{found['message']}"


class TestARoom(NotifierContract):
    @pytest.fixture
    def trial(self) -> Iterator[Trial]:
        with serving(answering(200)) as server:
            yield Trial(
                open=lambda: channel(url_of(server)),
                carried=lambda: [shown(request) for request in server.requests],
                cut_off=channel(f"json://ward:{SECRET}@127.0.0.1:1/{SECRET}"),
                secrets=[SECRET],
            )


class TestPeople(NotifierContract):
    @pytest.fixture
    def trial(self) -> Iterator[Trial]:
        kind = ChannelKind.SMS
        with serving(answering(200)) as server:
            yield Trial(
                open=lambda: channel(url_of(server, place="{address}"), kind=kind, short=True),
                carried=lambda: [shown(request) for request in server.requests],
                cut_off=channel(f"json://127.0.0.1:1/{SECRET}/{{address}}", kind=kind, short=True),
                secrets=[SECRET],
            )


@pytest.mark.parametrize("address", ["ward/3@example.org", "a?format=html@example.org", "a#b@example.org"])
def test_no_address_is_read_as_another_part_of_the_url(address: str) -> None:
    with serving(answering(200)) as server:
        anyio.run(
            channel(url_of(server, place="{address}/end"), kind=ChannelKind.EMAIL).send,
            evolve(MESSAGE, address=address),
        )

    path = server.requests[0].line.removeprefix("POST ")
    assert unquote(path) == f"/{SECRET}/{address}/end"


def test_the_address_stands_where_the_url_has_a_place_for_it() -> None:
    message = evolve(MESSAGE, address="+12025550123")
    with serving(answering(200)) as server:
        anyio.run(channel(url_of(server, place="{address}"), kind=ChannelKind.SMS).send, message)

    assert server.requests[0].line == f"POST /{SECRET}/+12025550123"


TROUBLES: dict[str, Behaviour] = {
    "refuses": answering(403, b"planted"),
    "breaks": answering(500, b"planted"),
    "hangs up": saying(b"", then_close=True),
    "says nothing": never,
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_of_what_apprise_did_not_manage_nobody_knows(trouble: str) -> None:
    with serving(TROUBLES[trouble]) as server, pytest.raises(OutcomeUnknown) as caught:
        anyio.run(channel(url_of(server), timeout=0.3).send, MESSAGE)

    assert "planted" not in repr(caught.value)


@pytest.mark.parametrize("url", ["planted", "planted://x", "json://", "http//planted"])
def test_a_url_that_apprise_does_not_know_is_refused_before_the_first_outage(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    with pytest.raises(InvalidInput) as caught:
        channel(url)

    assert "planted" not in f"{caught.value!r} {caplog.text}"


@pytest.mark.parametrize(
    "wrong", [{"url": "json://h/{address}"}, {"url": "json://h/", "kind": "sms"}, {"url": "json://h", "timeout": 0}]
)
def test_settings_that_cannot_be_are_told_without_what_stands_there(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(AppriseSettings, wrong, source="settings")

    assert "json" not in str(caught.value)


def test_what_others_log_with_apprise_is_still_heard(caplog: pytest.LogCaptureFixture) -> None:
    def sent(message: Message) -> None:
        with serving(answering(200)) as server:
            anyio.run(channel(url_of(server)).send, message)

    caplog.set_level(logging.DEBUG)
    sent(MESSAGE)
    assert "apprise" not in {record.name for record in caplog.records}

    logging.getLogger("apprise").info("another's message")
    assert "another's message" in caplog.text
