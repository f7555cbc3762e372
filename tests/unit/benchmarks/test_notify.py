"""What arrives is counted where it arrives, and whoever has no receipt is missed: else a figure would say nothing."""

from __future__ import annotations

import smtplib
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import notify
from benchmarks.contest import TINY, Result
from benchmarks.fanout import Rows, weighed
from benchmarks.figures import Figure
from benchmarks.sinks import FarEnd, Tally, sink
from benchmarks.telling import Forgetful, NoChannel, Telling, declared, directory, is_told, words
from benchmarks.ward import NURSE
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.people import ChannelKind, Role
from downtimekit.ports.notifier import Message, Sent
from downtimekit.runtime import Delivery, run
from downtimekit.testing import MemoryJournal

pytestmark = pytest.mark.slow

EMAIL = ChannelKind.EMAIL


def post(far_end: FarEnd, path: str, **headers: str) -> None:
    url = f"http://127.0.0.1:{far_end.port}/{path}"
    with urllib.request.urlopen(urllib.request.Request(url, data=b"hello", headers=headers)) as answer:
        assert answer.status == 200


def test_a_server_counts_what_comes_and_sees_what_comes_twice() -> None:
    with sink("http", seconds=0) as far_end:
        for path in ("nurse-1", "nurse-2", "nurse-2"):
            post(far_end, path)
        assert far_end.tally() == Tally(taken=3, distinct=2)

        for key in ("west-1/nurse-1", "west-1/nurse-2"):
            post(far_end, "hook", **{"Webhook-Id": key})
        assert far_end.tally() == Tally(taken=2, distinct=2)


def test_a_mail_server_counts_recipients() -> None:
    with sink("smtp", seconds=0) as far_end:
        with smtplib.SMTP("127.0.0.1", far_end.port) as client:
            for name in ("nurse-1", "nurse-1", "nurse-2"):
                client.sendmail("desk@example.org", f"{name}@example.org", "Subject: Paper\r\n\r\nUse paper.\r\n")

        assert far_end.tally() == Tally(taken=3, distinct=2)


@pytest.mark.parametrize("kept", [MemoryJournal, Forgetful])
def test_everybody_is_told_with_and_without_a_journal(kept: Callable[[], MemoryJournal]) -> None:
    journal = kept()
    telling = Telling(directory(30, EMAIL), 30, NoChannel(), journal)

    assert [telling.side.cost() > 0, telling.side.cost() > 0] == [True, True]
    assert telling.problems == set()
    entries = [len(journal.read(stream)) for stream in journal.streams()]
    assert entries == [max(entries)] * 2
    assert max(entries) > 30 or kept is Forgetful


def test_who_has_no_receipt_is_missed() -> None:
    telling = Telling(directory(2, EMAIL), 3, NoChannel(), MemoryJournal())
    telling.side.cost()

    assert telling.problems == {"not everybody has one receipt"}


class Twice(NoChannel):
    """Posts everything twice."""

    def __init__(self, far_end: FarEnd) -> None:
        self.far_end = far_end

    async def send(self, message: Message) -> Sent:
        for _ in range(2):
            post(self.far_end, message.name.replace(" ", "-"))
        return await super().send(message)


def test_who_is_told_twice_is_seen() -> None:
    with sink("http", seconds=0) as far_end:
        telling = Telling(directory(2, EMAIL), 2, Twice(far_end), MemoryJournal(), far_end)
        telling.side.cost()

    assert telling.problems == {"not everybody got one message"}


def test_a_journal_that_was_altered_counts_for_nothing(tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "downtime.db") as journal:
        outage = declared(journal, "west-1")
        run(Delivery(directory(3, EMAIL), [NoChannel()]).deliver, outage, by=NURSE)

        assert is_told(3, outage, journal)
        assert not is_told(4, outage, journal)


def test_the_contacts_of_a_host_are_those_of_a_directory(tmp_path: Path) -> None:
    rows, known = Rows.filled(tmp_path / "contacts.db", 5), directory(5, EMAIL)

    assert tuple(rows.contacts) == known.contacts
    assert tuple(rows.audience(frozenset({Role.NURSE}), sites=("west",))) == known.contacts
    assert tuple(rows.audience(frozenset({Role.PRESCRIBER}), sites=("west",))) == ()


def test_the_peers_say_what_our_notice_says() -> None:
    assert "paper" in words().body.lower()


@pytest.mark.parametrize("missing", ["apprise", "aiohttp", "aiosmtpd"])
def test_a_peer_that_is_not_installed_is_named(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "is_installed", lambda *names: missing not in names)
    monkeypatch.setattr(notify, "contest", lambda *_, **__: Result(1, 1, 1, (1, 1), 1))
    figures: list[Figure] = [*notify.engine_vs_apprise(TINY, Forgetful())]
    figures += [*notify.webhooks(TINY, Forgetful()), *notify.mails(TINY, Forgetful())]

    skipped = {figure.figure for figure in figures if figure.note == f"skipped: {missing} is not installed"}
    assert skipped == {figure.figure for figure in figures if figure.peer is None}
    assert len(skipped) == {"apprise": 4, "aiohttp": 1, "aiosmtpd": 2}[missing]


@pytest.mark.parametrize("kind", ["lazy", "memory"])
def test_a_fan_out_in_a_process_of_its_own_is_weighed(kind: str) -> None:
    weight = weighed(50, kind)

    assert weight.is_verified
    assert weight.mb >= weight.before > 10
