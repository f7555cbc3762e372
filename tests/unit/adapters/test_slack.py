"""Who works in Slack is told there, in one thread, and nothing in a notice is taken for an order to Slack."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import anyio
import pytest
from attrs import evolve
from pydantic import SecretStr, ValidationError

from downtimekit.adapters._http import Line
from downtimekit.adapters.slack import Slack, SlackRoom, SlackRoomSettings, SlackSettings
from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.people import ChannelKind
from downtimekit.notices.callbacks import SLACK_ACTION, News, SchemeName
from downtimekit.notices.callbacks.news import READERS
from downtimekit.notices.inbound import Inbound
from downtimekit.ports.notifier import Answering, Message, Notifier
from tests.channel_sinks import PATH, ChannelCases, FarEnd, a_line, send
from tests.http_servers import Exchange, Request, answering, serving

TOKEN = "xoxb-planted-token"
MEMBER = "slack:U024BE7LH"
YES = b'{"ok": true, "channel": "D1", "ts": "1503435956.000247"}'


def bot(url: str, line: Line) -> Slack:
    return Slack(SlackSettings(token=SecretStr(TOKEN), url=SecretStr(url)), line=line)


def bot_of_a_room(url: str, line: Line) -> Slack:
    return Slack(SlackSettings(token=SecretStr(TOKEN), url=SecretStr(url), room="C024BE91L"), line=line)


def room(url: str, line: Line) -> SlackRoom:
    return SlackRoom(SlackRoomSettings(url=SecretStr(url)), line=line)


def texts(document: dict[str, object]) -> Sequence[str]:
    """Return the texts of all blocks, as they are sent."""
    blocks = document["blocks"]
    assert isinstance(blocks, list)
    objects = [block.get("text") or block["elements"] for block in blocks]
    return [part["text"] for found in objects for part in (found if isinstance(found, list) else [found])]


def read(request: Request) -> str:
    """Return what Slack shows: it undoes the escaping of three characters, and of no others."""
    shown = "\n".join(texts(json.loads(request.content)))
    return re.sub("&(lt|gt|amp);", lambda match: {"lt": "<", "gt": ">", "amp": "&"}[match[1]], shown)


PERSON = FarEnd(bot, (200, YES), read, [TOKEN], MEMBER)
ROOM = FarEnd(room, (200, b"ok"), read, [])


class TestTheBotToPeople(ChannelCases):
    @pytest.fixture
    def far(self) -> FarEnd:
        return PERSON


class TestTheBotInARoom(ChannelCases):
    @pytest.fixture
    def far(self) -> FarEnd:
        return FarEnd(bot_of_a_room, (200, YES), read, [TOKEN])


class TestTheRoomOfAWebhook(ChannelCases):
    @pytest.fixture
    def far(self) -> FarEnd:
        return ROOM


def sent(far: FarEnd, **changed: Any) -> Request:
    """Return what Slack is sent of the message, or of one that was changed."""
    with serving(answering(far.yes[0], far.yes[1])) as server:
        send(far.make(server.url(PATH), a_line()), evolve(far.message(), **changed))
    (request,) = server.requests
    return request


def test_a_person_is_told_by_the_bot_that_signs_in() -> None:
    request = sent(PERSON)

    assert request.line == f"POST {PATH}/chat.postMessage"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["content-type"] == "application/json; charset=utf-8"
    assert json.loads(request.content)["channel"] == "U024BE7LH"


@pytest.mark.parametrize(
    "address", ["xmpp:planted@example.org", "slack:planted", "slack:U1/planted", "SLACK:U024BE7LH"]
)
def test_an_address_of_another_chat_is_not_handed_to_slack(address: str) -> None:
    with serving(answering(200, YES)) as server, pytest.raises(Rejected, match="not one of Slack") as caught:
        send(bot(server.url(PATH), a_line()), evolve(PERSON.message(), address=address))

    assert (server.requests, "planted" in str(caught.value)) == ([], False)


@pytest.mark.parametrize("far", [PERSON, ROOM])
def test_nothing_in_a_notice_calls_the_whole_room_or_hides_where_a_link_leads(far: FarEnd) -> None:
    planted = "<!channel> & <https://planted.example|our page>"
    document = json.loads(sent(far, subject=planted, body=planted).content)

    for text in [document["text"], *texts(document)[:2]]:
        assert text == "&lt;!channel&gt; &amp; &lt;https://planted.example|our page&gt;"


def test_slack_opens_no_link_by_itself_and_so_answers_for_nobody() -> None:
    document = json.loads(
        sent(PERSON, answering=Answering(link="https://desk.example.org/a?t=1&u=2", code="K7Q2")).content
    )

    assert (document["unfurl_links"], document["unfurl_media"]) == (False, False)
    assert texts(document)[-3:] == [
        "<https://desk.example.org/a?t=1&amp;u=2|Confirm that you have read this>",
        "To confirm, answer with the code K7Q2.",
        "Ref: west-1/update-1/charge-nurse",
    ]
    assert "button" not in str(document)


def test_who_is_asked_to_answer_has_a_button_where_the_host_takes_its_clicks() -> None:
    link = "https://desk.example.org/a?site=west&t=token-1"
    with serving(answering(200, YES)) as server:
        told = SlackSettings(token=SecretStr(TOKEN), url=SecretStr(server.url(PATH)), buttons=True)
        send(Slack(told, line=a_line()), evolve(PERSON.message(), answering=Answering(link=link, code="K7Q2")))
    blocks = json.loads(server.requests[0].content)["blocks"]
    (button,) = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]

    assert (button["action_id"], button["value"], "url" in button) == (SLACK_ACTION, "token-1", False)
    assert link not in str(blocks)


def test_a_click_comes_back_as_the_answer_that_the_button_stood_for() -> None:
    clicked = {
        "type": "block_actions",
        "actions": [{"action_id": SLACK_ACTION, "value": "token-1", "action_ts": "1.2"}],
    }
    call = Inbound(
        "POST",
        "https://desk.example.org/slack",
        {"Content-Type": "application/x-www-form-urlencoded"},
        urlencode({"payload": json.dumps(clicked)}).encode(),
    )
    (news,) = READERS[SchemeName.SLACK](call)

    assert isinstance(news, News)
    assert (news.token, news.state) == ("token-1", "acknowledged")


@pytest.mark.parametrize("far", [PERSON, ROOM])
def test_slack_makes_no_names_and_links_of_the_words_of_a_notice(far: FarEnd) -> None:
    for block in json.loads(sent(far).content)["blocks"]:
        assert block["type"] != "section" or block["text"]["verbatim"] is True


@pytest.mark.parametrize(
    "link", ["https://desk.example.org/|planted>", "javascript:planted", "https://[planted", "https://\u2100planted"]
)
def test_a_link_that_would_end_early_or_is_none_is_not_shown(link: str) -> None:
    document = json.loads(sent(PERSON, answering=Answering(link=link)).content)

    assert "planted" not in str(document)


@pytest.mark.parametrize("body", ["line\n" * 20_000, "x" * 100_000, "&" * 30_000, "<a>&\n" * 9_000])
def test_a_long_notice_is_cut_to_what_slack_takes_and_says_so(body: str) -> None:
    parts = texts(json.loads(sent(PERSON, body=body, subject="S" * 200).content))

    assert max(map(len, parts)) <= 3000
    assert sum(map(len, parts)) < 13_000
    assert len(parts[0]) <= 150
    assert "…" in parts[-2]
    assert all(re.fullmatch("(?:[^&<>]|&(?:amp|lt|gt);)*", part) for part in parts)


def test_what_is_told_of_one_downtime_stands_in_one_thread() -> None:
    async def tell(channel: Slack, messages: Sequence[Message]) -> None:
        for message in messages:
            await channel.send(message)

    message = PERSON.message()
    messages = [
        evolve(message, key=key, thread=thread) for key, thread in [("1", "w"), ("2", "w"), ("3", "e"), ("4", "")]
    ]
    kept: dict[str, str] = {}
    with serving(answering(200, YES)) as server:
        channel = Slack(bot(server.url(PATH), a_line()).settings, line=a_line(), threads=kept)
        anyio.run(tell, channel, [*messages, evolve(messages[0], address="slack:U999")])
        again = Slack(channel.settings, line=a_line(), threads=kept)
        anyio.run(tell, again, [messages[1]])

    threads = [json.loads(request.content).get("thread_ts") for request in server.requests]
    assert threads == [None, "1503435956.000247", None, None, None, "1503435956.000247"]


def test_a_thread_that_was_deleted_is_begun_anew() -> None:
    answers = [YES, b'{"ok": false, "error": "thread_not_found"}', YES]

    async def next_answer(exchange: Exchange) -> None:
        await answering(200, answers.pop(0))(exchange)

    async def tell(channel: Slack) -> None:
        await channel.send(PERSON.message())
        with pytest.raises(Unreachable, match="begins a new one"):
            await channel.send(PERSON.message())
        await channel.send(PERSON.message())

    with serving(next_answer) as server:
        anyio.run(tell, bot(server.url(PATH), a_line()))
    threads = ["thread_ts" in json.loads(request.content) for request in server.requests]
    assert threads == [False, True, False]


ANSWERS: list[tuple[bytes, type[PortError], str]] = [
    (b'{"ok": false, "error": "channel_not_found"}', Rejected, "Slack refused it: channel_not_found"),
    (b'{"ok": false, "error": "invalid_auth"}', Rejected, "Slack refused it: invalid_auth"),
    (b'{"ok": false, "error": "PLANTED +12025550123"}', Rejected, "Slack refused it: without a reason"),
    (b'{"ok": false, "error": ["planted"]}', Rejected, "Slack refused it: without a reason"),
    (b'{"ok": false}', Rejected, "Slack refused it: without a reason"),
    (b'{"ok": false, "error": "ratelimited"}', Unreachable, "Slack asks to come back later: ratelimited"),
    (b'{"ok": false, "error": "fatal_error"}', OutcomeUnknown, "Slack leaves open what it did: fatal_error"),
    (b'{"ok": "true"}', OutcomeUnknown, "the server answered 200, and not as Slack does"),
    (b"<html>planted: please sign in</html>", OutcomeUnknown, "the server answered 200, and not as Slack does"),
    (b"[1]", OutcomeUnknown, "the server answered 200, and not as Slack does"),
    (b"", OutcomeUnknown, "the server answered 200, and not as Slack does"),
]


@pytest.mark.parametrize("far", [PERSON, ROOM])
@pytest.mark.parametrize(("content", "error", "words"), ANSWERS)
def test_200_is_a_yes_only_where_slack_says_so(far: FarEnd, content: bytes, error: type[PortError], words: str) -> None:
    with serving(answering(200, content, retry_after="3")) as server, pytest.raises(PortError) as caught:
        send(far.make(server.url(PATH), a_line()), far.message())

    assert (type(caught.value), str(caught.value)) == (error, words)
    if isinstance(caught.value, Unreachable):
        assert caught.value.retry_after == 3


@pytest.mark.parametrize(("ts", "remark"), [("1503435956.000247", "ts 1503435956.000247"), ("planted", ""), (7, "")])
def test_only_what_looks_like_slack_s_number_is_written_down(ts: object, remark: str) -> None:
    with serving(answering(200, json.dumps({"ok": True, "ts": ts}).encode())) as server:
        assert send(bot(server.url(PATH), a_line()), PERSON.message()).remark == remark


def test_a_notice_without_words_has_no_empty_part_which_slack_would_refuse() -> None:
    assert texts(json.loads(sent(PERSON, body="\n\n").content))[1:] == ["Ref: west-1/update-1/charge-nurse"]


@pytest.mark.parametrize(
    ("make", "kind", "at_once"), [(bot, ChannelKind.CHAT, 32), (bot_of_a_room, None, 1), (room, None, 32)]
)
def test_a_person_has_an_address_and_a_room_has_none(
    make: Callable[[str, Line], Notifier], kind: ChannelKind | None, at_once: int
) -> None:
    told = make("https://slack.example", a_line()).capabilities

    assert (told.kind, told.at_once, told.idempotent, told.vendor) == (kind, at_once, True, "slack")


@pytest.mark.parametrize("token", ["", "planted token", "planted\r\nX: y", "planted\u00fc"])
def test_a_token_that_cannot_stand_in_a_header_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(ValidationError, match="without blanks and line breaks") as caught:
        SlackSettings(token=SecretStr(token))

    assert "planted" not in str(caught.value)
