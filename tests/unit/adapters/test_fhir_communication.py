"""A notice stands on the FHIR server once, as a Communication that FHIR allows, and is about no patient."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from attrs import Factory, define, evolve
from pydantic import SecretStr

from downtimekit.adapters._http import Line
from downtimekit.adapters.fhir_communication import FhirCommunication, FhirCommunicationSettings, Way
from downtimekit.errors import OutcomeUnknown, Rejected
from downtimekit.interop.fhir import Systems, notices
from downtimekit.models.notice import NoticeEvent
from tests.channel_sinks import PATH, ChannelCases, FarEnd, a_line, send
from tests.fhir_oracles import faults
from tests.http_servers import Behaviour, Exchange, Request, answering, saying, serving
from tests.status_pages import a_notice, told

TOKEN = "planted-fhir-token"
Make = Callable[[str, Line], FhirCommunication]
HOME = "https://clinic.example.org"


def by_update(url: str, line: Line) -> FhirCommunication:
    return FhirCommunication(
        FhirCommunicationSettings(url=SecretStr(url), home=HOME, token=SecretStr(TOKEN)), line=line
    )


def by_create(url: str, line: Line) -> FhirCommunication:
    settings = FhirCommunicationSettings(url=SecretStr(url), home=HOME, way=Way.CONDITIONAL_CREATE)
    return FhirCommunication(settings, line=line)


def read(request: Request) -> str:
    resource = json.loads(request.content)
    assert faults(resource) == []
    words = [resource["topic"]["text"], resource["payload"][0]["contentString"]]
    marked = ["DRILL"] if "HTEST" in str(resource.get("meta")) else []
    return "\n".join([*words, *marked, *(one["value"] for one in resource["identifier"])])


class TestUpdates(ChannelCases):
    @pytest.fixture
    def far(self) -> FarEnd:
        return FarEnd(by_update, (201, b""), read, [TOKEN])


class TestConditionalCreates(ChannelCases):
    @pytest.fixture
    def far(self) -> FarEnd:
        return FarEnd(by_create, (201, b""), read, [])


@define
class FhirServer:
    """Stores Communications as FHIR says: an update creates, and what is there already is not created again."""

    stored: dict[str, dict[str, Any]] = Factory(dict)
    after: list[Behaviour] = Factory(list)

    async def behave(self, exchange: Exchange) -> None:
        request = exchange.request
        resource = json.loads(request.content)
        method, _, path = request.line.partition(" ")
        name = path.rpartition("/")[2]
        if method == "PUT":
            assert resource["id"] == name
            assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", name)
        else:
            system, _, value = parse_qs(request.headers["if-none-exist"])["identifier"][0].partition("|")
            there = [key for key, one in self.stored.items() if {"system": system, "value": value} in one["identifier"]]
            name = there[0] if there else str(len(self.stored) + 1)
        new = name not in self.stored
        if new or method == "PUT":
            self.stored[name] = resource
        await (self.after.pop() if self.after else answering(201 if new else 200))(exchange)


@pytest.mark.parametrize("make", [by_update, by_create])
@pytest.mark.parametrize("key", ["west-1/update-1/fhir", "a|b,c&d=e", "x" * 300, "Ü"])
def test_what_is_sent_again_after_a_broken_line_stands_there_once(make: Make, key: str) -> None:
    server = FhirServer(after=[saying(b"", then_close=True)])
    message = told(a_notice(NoticeEvent.STARTED), key=key)
    with serving(server.behave) as where:
        channel = make(where.url("/r4"), a_line())
        with pytest.raises(OutcomeUnknown):
            send(channel, message)
        send(make(where.url("/r4"), a_line()), message)
        send(channel, evolve(message, key=f"{key}2"))

    assert len(server.stored) == 2


def test_a_notice_is_found_by_its_own_number_and_read_back() -> None:
    server, notice = FhirServer(), a_notice(NoticeEvent.STARTED)
    with serving(server.behave) as where:
        sent = send(by_update(where.url("/r4/"), a_line()), told(notice))

    (resource,) = server.stored.values()
    back = notices.from_fhir(resource, systems=Systems(HOME))
    assert sent.remark == "the server answered 201"
    assert resource["status"] == "completed"
    assert resource["identifier"][0] == {"system": f"{HOME}/notice", "value": notice.id}
    assert (back.model.id, back.model.event, back.model.at) == (notice.id, notice.event, notice.at)
    assert back.model.audience == notice.audience
    assert "subject" not in resource


def test_a_server_that_lets_nobody_choose_ids_refuses_the_update() -> None:
    with serving(answering(405, b"planted")) as where, pytest.raises(Rejected) as caught:
        send(by_update(where.url(PATH), a_line()), told(a_notice(NoticeEvent.STARTED)))

    assert "planted" not in repr(caught.value)


def test_the_words_of_several_notices_stand_in_one_communication() -> None:
    server = FhirServer()
    message = evolve(told(a_notice(NoticeEvent.UPDATE)), body="First.\n\nSecond.", subject="Two notices")
    with serving(server.behave) as where:
        send(by_update(where.url("/r4"), a_line()), message)

    (resource,) = server.stored.values()
    assert resource["payload"] == [{"contentString": "First.\n\nSecond."}]
    assert resource["topic"] == {"text": "Two notices"}
