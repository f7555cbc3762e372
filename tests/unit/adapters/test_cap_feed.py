"""Alerts stand in a folder, each once, and refer to those before them, also after a restart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import anyio
import pytest
from attrs import evolve
from capvalidator import Validator  # type: ignore[import-untyped]
from pydantic import SecretStr

from downtimekit.adapters._http import Line
from downtimekit.adapters.cap_feed import CapFeed, CapFeedSettings
from downtimekit.errors import InvalidInput, Rejected, Unreachable
from downtimekit.interop.cap import NAMESPACE, CapScope
from downtimekit.models.notice import NoticeEvent, NoticeText, ReceiptState
from downtimekit.models.reading import read
from downtimekit.ports.notifier import Message, Sent
from downtimekit.testing.contracts.notifier import NotifierContract, Trial
from tests.channel_sinks import ChannelCases, FarEnd, a_line, send
from tests.http_servers import Request, answering, saying, serving
from tests.status_pages import a_notice, told

TOKEN = "planted-cap-token"
SENDER = "alerts@clinic.example.org"


def feed(folder: Path, *, line: Line | None = None, **settings: Any) -> CapFeed:
    return CapFeed(CapFeedSettings(folder=folder, sender=SENDER, **settings), line=line or a_line())


def parsed(content: bytes | str) -> ET.Element:
    raw = content if isinstance(content, bytes) else content.encode()
    right, words = Validator(raw).schema()
    assert right, words
    return ET.fromstring(raw)


def said(alert: ET.Element, name: str) -> list[str]:
    return [str(found.text) for found in alert.iter(f"{{{NAMESPACE}}}{name}")]


def shown(content: bytes | str) -> str:
    alert = parsed(content)
    names = ("headline", "description", "note", "value")
    return "\n".join(text for name in names for text in said(alert, name))


def alerts(folder: Path) -> Sequence[ET.Element]:
    """Return the alerts, in the order in which they were sent."""
    paths = sorted(folder.glob("*.xml"), key=lambda path: path.name.split("-")[1])
    return [parsed(path.read_bytes()) for path in paths]


class TestTheFolder(NotifierContract):
    @pytest.fixture
    def trial(self, tmp_path: Path) -> Trial:
        (tmp_path / "file").write_text("in the way")
        return Trial(
            open=lambda: feed(tmp_path / "alerts", words=True),
            carried=lambda: [shown(path.read_bytes()) for path in (tmp_path / "alerts").glob("*.xml")],
            cut_off=feed(tmp_path / "file" / "alerts", words=True),
        )


class TestTheServer(ChannelCases):
    @pytest.fixture
    def far(self, tmp_path: Path) -> FarEnd:
        def make(url: str, line: Line) -> CapFeed:
            settings = {"url": SecretStr(url), "token": SecretStr(TOKEN), "words": True}
            return feed(tmp_path / "alerts", line=line, **settings)

        def read(request: Request) -> str:
            assert request.headers["authorization"] == f"Bearer {TOKEN}"
            return shown(request.content)

        return FarEnd(make, (200, b""), read, [TOKEN])


def put(folder: Path, message: Message, **settings: Any) -> Sent:
    return send(feed(folder, **settings), message)


def test_a_thread_is_an_alert_its_updates_and_its_end_also_by_another_process(tmp_path: Path) -> None:
    events = [NoticeEvent.STARTED, NoticeEvent.UPDATE, NoticeEvent.RELEASED, NoticeEvent.CLOSED]
    for minutes, event in enumerate(events):
        sent = put(tmp_path, told(a_notice(event, minutes=minutes)))
        assert sent.state is ReceiptState.QUEUED

    found = alerts(tmp_path)
    names = [f"{SENDER},{said(alert, 'identifier')[0]},{said(alert, 'sent')[0]}" for alert in found]
    assert [said(alert, "msgType")[0] for alert in found] == ["Alert", "Update", "Update", "Cancel"]
    assert [said(alert, "references") for alert in found] == [
        [],
        [names[0]],
        [" ".join(names[:2])],
        [" ".join(names[:3])],
    ]


def test_of_several_at_once_one_alerts_and_the_others_update(tmp_path: Path) -> None:
    async def all_at_once() -> None:
        channel = feed(tmp_path)
        async with anyio.create_task_group() as group:
            for number in range(10):
                group.start_soon(channel.send, told(a_notice(NoticeEvent.UPDATE), key=f"update-{number}"))

    anyio.run(all_at_once)
    kinds = sorted(said(alert, "msgType")[0] for alert in alerts(tmp_path))
    assert kinds == ["Alert", *["Update"] * 9]


def test_an_alert_of_another_downtime_is_not_referred_to(tmp_path: Path) -> None:
    put(tmp_path, told(a_notice(NoticeEvent.STARTED)))
    put(tmp_path, evolve(told(a_notice(NoticeEvent.STARTED, minutes=5), key="east"), thread="east-1"))

    assert [said(alert, "msgType") for alert in alerts(tmp_path)] == [["Alert"], ["Alert"]]


def test_what_comes_late_refers_to_nothing_that_came_after_it(tmp_path: Path) -> None:
    put(tmp_path, told(a_notice(NoticeEvent.UPDATE, minutes=30)))
    put(tmp_path, told(a_notice(NoticeEvent.STARTED)))

    assert [said(alert, "references") for alert in alerts(tmp_path)] == [[], []]


def test_what_is_sent_again_after_a_broken_line_is_the_same_alert(tmp_path: Path) -> None:
    message = told(a_notice(NoticeEvent.STARTED))
    with serving(saying(b"", then_close=True)) as server, pytest.raises(Exception, match="did not say"):
        put(tmp_path, message, url=SecretStr(server.url()))
    (before,) = [path.read_bytes() for path in tmp_path.glob("*.xml")]
    with serving(answering(202)) as server:
        sent = put(tmp_path, message, url=SecretStr(server.url()))

    assert (sent.state, sent.remark) == (ReceiptState.ACCEPTED, "the server answered 202")
    assert [request.content for request in server.requests] == [before]
    assert server.requests[0].headers["content-type"] == "application/cap+xml"


@pytest.mark.parametrize(("collected", "state"), [(False, ReceiptState.QUEUED), (True, ReceiptState.ACCEPTED)])
def test_a_file_tells_nobody_unless_somebody_collects_it(tmp_path: Path, collected: bool, state: ReceiptState) -> None:
    channel = feed(tmp_path, collected=collected)

    assert send(channel, told(a_notice(NoticeEvent.STARTED))).state is state
    assert channel.capabilities.local is not collected


def test_the_public_reads_nothing_that_was_written_for_staff(tmp_path: Path) -> None:
    put(tmp_path, told(a_notice(NoticeEvent.STARTED)), scope=CapScope.PUBLIC)

    text = next(tmp_path.glob("*.xml")).read_text()
    assert [word for word in ("Planted", "4711", "INC", "Pat ") if word in text] == []
    assert "not available; work goes on on paper" in text


def test_each_language_of_the_notice_is_told(tmp_path: Path) -> None:
    spanish = NoticeText(language="es", subject="El RIS no funciona", body="Use papel.")
    notice = a_notice(NoticeEvent.STARTED).model_copy(update={"texts": (spanish,)})
    put(tmp_path / "words", told(notice), words=True)
    put(tmp_path / "fields", told(notice))

    (words,), (fields,) = alerts(tmp_path / "words"), alerts(tmp_path / "fields")
    assert said(words, "headline") == ["RIS down at west, ticket INC-4711", "El RIS no funciona"]
    assert said(fields, "headline") == ["Disruption: ris", "Interrupción: ris"]
    assert said(fields, "language") == said(words, "language") == ["en", "es"]


def test_a_notice_of_words_alone_is_told_only_where_its_words_may_be(tmp_path: Path) -> None:
    old = told(a_notice(NoticeEvent.UPDATE).model_copy(update={"facts": None, "at": None}))
    with pytest.raises(Rejected, match="may not be told"):
        put(tmp_path, old)

    now = datetime(2026, 3, 10, 15, tzinfo=UTC)
    send(evolve(feed(tmp_path, words=True), now=lambda: now), old)
    assert said(alerts(tmp_path)[0], "sent") == ["2026-03-10T15:00:00-00:00"]


def test_other_files_in_the_folder_are_nobody_s_alerts(tmp_path: Path) -> None:
    put(tmp_path, told(a_notice(NoticeEvent.STARTED)))
    (first,) = tmp_path.glob("*.xml")
    (tmp_path / f"{first.name[:16]}-planted.xml").write_text("<planted/>")

    put(tmp_path, told(a_notice(NoticeEvent.UPDATE, minutes=5)))
    assert len([*tmp_path.glob("*.xml")]) == 3


@pytest.mark.parametrize("wrong", [{"sender": "planted one"}, {"sender": "a,b"}, {"url": "planted"}, {"token": "a b"}])
def test_settings_that_cannot_be_are_told_without_what_stands_there(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(CapFeedSettings, {"folder": str(tmp_path), "sender": SENDER} | wrong, source="settings")

    assert "planted" not in str(caught.value)


def test_a_url_that_leads_into_the_house_is_refused_before_the_first_outage(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        feed(tmp_path, line=Line(), url=SecretStr("https://10.0.0.7/planted"))


def test_a_folder_that_cannot_be_written_to_has_not_alerted(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unreachable):
        put(tmp_path / "file" / "alerts", told(a_notice(NoticeEvent.STARTED)))
