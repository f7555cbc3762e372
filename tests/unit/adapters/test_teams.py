"""A room in Teams gets a card that shows the notice as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve
from pydantic import SecretStr

from downtimekit.adapters._http import Line
from downtimekit.adapters.teams import Teams, TeamsSettings
from downtimekit.errors import Unreachable
from downtimekit.ports.notifier import Answering
from tests.channel_sinks import PATH, ChannelCases, FarEnd, a_line, send
from tests.http_servers import Request, answering, serving


def teams(url: str, line: Line) -> Teams:
    return Teams(TeamsSettings(url=SecretStr(url)), line=line)


def card_of(request: Request) -> dict[str, object]:
    message = json.loads(request.content)
    (attachment,) = message["attachments"]
    assert message["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    content = attachment["content"]
    assert isinstance(content, dict)
    return content


def read(request: Request) -> str:
    body = card_of(request)["body"]
    assert isinstance(body, list)
    assert {part["type"] for part in body} == {"RichTextBlock"}
    return "\n".join(run["text"] for part in body for run in part["inlines"])


ROOM = FarEnd(teams, (202, b""), read, [])


class TestTeams(ChannelCases):
    @pytest.fixture
    def far(self) -> FarEnd:
        return ROOM


def sent(**changed: Any) -> Request:
    """Return what the workflow is sent of the message, or of one that was changed."""
    with serving(answering(202)) as server:
        send(teams(server.url(PATH), a_line()), evolve(ROOM.message(), **changed))
    (request,) = server.requests
    return request


def test_what_may_have_been_sent_can_be_sent_again_for_its_key_is_seen() -> None:
    told = teams("https://teams.example", a_line()).capabilities

    assert (told.name, told.kind, told.idempotent) == ("teams", None, True)


def test_a_card_says_what_it_is_and_which_version_it_needs() -> None:
    card = card_of(sent(language="es"))

    assert (card["type"], card["version"], card["lang"]) == ("AdaptiveCard", "1.4", "es")
    assert card["fallbackText"] == "The RIS is down at west"


def test_who_is_asked_to_answer_has_a_button_and_a_code() -> None:
    request = sent(answering=Answering(link="https://desk.example.org/a?t=1", code="K7Q2"))

    assert card_of(request)["actions"] == [
        {"type": "Action.OpenUrl", "title": "Confirm that you have read this", "url": "https://desk.example.org/a?t=1"}
    ]
    assert read(request).splitlines()[-2:] == [
        "To confirm, answer with the code K7Q2.",
        "Ref: west-1/update-1/charge-nurse",
    ]


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "file:///etc/passwd"])
def test_a_link_that_is_no_page_is_no_button(link: str) -> None:
    assert "actions" not in card_of(sent(answering=Answering(link=link)))


@pytest.mark.parametrize(
    "body", ["[our page](https://planted.example)", "**All clear**", "1. a\n\n# b\n- c", "<b>&amp;"]
)
def test_a_notice_is_shown_as_it_is_and_not_as_markdown(body: str) -> None:
    assert read(sent(body=body)).splitlines()[1:-1] == [line or " " for line in body.splitlines()]


@pytest.mark.parametrize("body", ["x" * 100_000, "\n" * 9_000 + "end", "a\n" * 9_000, "\u00fc\U0001f4c4" * 20_000])
def test_a_long_notice_is_cut_to_what_teams_takes_and_says_so(body: str) -> None:
    request = sent(body=body)

    assert len(request.content) <= 21_000
    assert read(request).splitlines()[0] == "The RIS is down at west"
    assert "…" in read(request).splitlines()[-2]
    assert read(request).splitlines()[-1] == "Ref: west-1/update-1/charge-nurse"


@pytest.mark.parametrize(
    "content",
    [
        b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429: planted",
        b'{"error": {"code": "WorkflowTriggerIsNotEnabled", "message": "planted"}}',
    ],
)
def test_200_is_no_yes_where_the_workflow_says_that_it_could_not_post(content: bytes) -> None:
    with serving(answering(200, content)) as server, pytest.raises(Unreachable) as caught:
        send(teams(server.url(PATH), a_line()), ROOM.message())

    assert str(caught.value) == "the workflow answered 200, and that it could not post"


@pytest.mark.parametrize("content", [b"", b"1", b"ok", b'{"status": "posted"}'])
def test_whatever_else_a_workflow_answers_is_a_yes(content: bytes) -> None:
    with serving(answering(200, content)) as server:
        assert send(teams(server.url(PATH), a_line()), ROOM.message()).state == "accepted"
