"""Hearing registrations and merges: answered once they are taken in, and again when they come again."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest
import trustme
from attrs import define, field

from downtimekit.adapters.mllp_target import Heard, HeardNews, ListenerSettings, MllpListener
from downtimekit.adapters.mllp_target.blocks import END, framed
from downtimekit.errors import Fault, InvalidInput, Reason, Refused, Rejected, Unreachable
from downtimekit.interop.hl7v2 import Acknowledgement, read
from downtimekit.models.orders import Orders
from downtimekit.models.reading import read as read_settings
from downtimekit.models.registration import Merge
from downtimekit.testing.clock import VirtualClock
from tests.hl7v2 import message, sample, sample_names

pytestmark = pytest.mark.anyio
MERGE = message(
    "ADT^A40^ADT_A39", "EVN||20260303150000+0000", "PID|1||T-1^^^^MR||Testwell^Ada", "MRG|T-9^^^^MR"
).encode()
REGISTERED = message(
    "ADT^A04^ADT_A01", "EVN||20260303150000+0000", "PID|1||T-1^^^^MR||Testwell^Ada", "PV1|1|O"
).encode()


@define
class Host:
    """Takes events in, or fails as it is told."""

    heard: list[Heard] = field(factory=list)
    troubles: list[BaseException | None] = field(factory=list)
    news: list[HeardNews] = field(factory=list)
    wants_news: bool = False

    async def hear_news(self, heard: HeardNews) -> None:
        self.news.append(heard)

    async def hear(self, heard: Heard) -> None:
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble
        self.heard.append(heard)


@define
class Caller:
    """A registration system on the line."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def tell(self, told: bytes, *, raw: bool = False) -> str:
        """Send a message and return the answer; empty where the line is cut."""
        self.writer.write(told if raw else framed(told))
        try:
            with anyio.fail_after(10):
                answer = await self.reader.readuntil(END)
        except (EOFError, ConnectionError, ssl.SSLError):
            return ""
        return answer.decode()


@asynccontextmanager
async def line_to(host: Host, trust: ssl.SSLContext | None = None, /, **settings: object) -> AsyncIterator[Caller]:
    """Listen, and call."""
    told = {"port": 0, "zone": "America/Chicago", **settings}
    clock = VirtualClock(datetime(2026, 3, 3, 15, 13, tzinfo=UTC))
    news = host.hear_news if host.wants_news else None
    listener = MllpListener(read_settings(ListenerSettings, told, source="settings"), host.hear, clock, news)
    async with anyio.create_task_group() as group:
        port = await group.start(_serve, listener)
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trust)
        try:
            yield Caller(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            group.cancel_scope.cancel()


async def _serve(listener: MllpListener, *, task_status: anyio.abc.TaskStatus[int]) -> None:
    await listener.serve(task_status=task_status)


def said(answer: str) -> tuple[str, list[str]]:
    """Return the code of an answer, and the conditions that it tells."""
    value = read(answer, zone="UTC").value
    assert isinstance(value, Acknowledgement)
    assert value.of == "MSG-1"
    return value.code, [error.code for error in value.errors]


async def test_orders_and_results_are_heard_by_whoever_wants_them_and_once() -> None:
    order = message("ORM^O01", "PID|1||T-1^^^^MR||Testwell^Ada", "ORC|NW|P-1", "OBR|1|P-1||MG^Mammogram").encode()
    host = Host(wants_news=True)
    async with line_to(host) as caller:
        answers = [await caller.tell(order) for _ in range(2)]
        merged = await caller.tell(MERGE)

    assert answers[0] == answers[1]
    assert said(answers[0]) == said(merged) == ("AA", [])
    (heard,) = host.news
    assert isinstance(heard.value, Orders)
    assert heard.value.patient.mrn == "T-1"
    assert "Testwell" not in repr(heard)
    assert len(host.heard) == 1


async def test_a_merge_is_heard_and_then_answered() -> None:
    host = Host()
    async with line_to(host) as caller:
        answer = await caller.tell(MERGE)

    assert said(answer) == ("AA", [])
    (heard,) = host.heard
    assert isinstance(heard.event, Merge)
    assert (heard.event.pairs[0].survivor.mrn, heard.event.pairs[0].prior) == ("T-1", "T-9")
    assert heard.envelope.control_id == "MSG-1"
    assert "Testwell" not in repr(heard)


async def test_what_comes_again_is_answered_the_same_and_heard_once() -> None:
    host = Host()
    async with line_to(host) as caller:
        answers = {await caller.tell(MERGE) for _ in range(3)}
        renewed = MERGE.replace(b"20260303150000+0000||ADT", b"20260303160000+0000||ADT")
        assert renewed != MERGE
        answers.add(await caller.tell(renewed))

    assert len(answers) == 1
    assert len(host.heard) == 1


async def test_after_a_restart_it_is_heard_again_under_the_same_id() -> None:
    host = Host()
    for _ in range(2):
        async with line_to(host) as caller:
            assert said(await caller.tell(MERGE)) == ("AA", [])

    first, second = host.heard
    assert first.id == second.id


async def test_a_sender_that_counts_anew_is_heard() -> None:
    host = Host()
    async with line_to(host) as caller:
        await caller.tell(MERGE)
        await caller.tell(REGISTERED)

    assert len({heard.id for heard in host.heard}) == 2


@pytest.mark.parametrize(
    ("trouble", "conditions"),
    [
        (Rejected("no"), ["204"]),
        (Refused("hear", phase="down", reasons=[Reason("gone", "no")], allowed=[]), ["204"]),
        (InvalidInput("event", [Fault("PID-3", "is not ours")]), ["102"]),
    ],
    ids=["rejected", "refused", "not understood"],
)
async def test_a_final_no_stays_one(trouble: Exception, conditions: list[str]) -> None:
    host = Host(troubles=[trouble])
    async with line_to(host) as caller:
        answers = [await caller.tell(MERGE) for _ in range(2)]

    assert said(answers[0]) == ("AE", conditions)
    assert answers[0] == answers[1]
    assert host.heard == []


@pytest.mark.parametrize("trouble", [Unreachable("later"), RuntimeError("Testwell"), OSError("Testwell")], ids=repr)
async def test_what_could_not_be_taken_in_now_is_heard_when_it_comes_again(
    trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    host = Host(troubles=[trouble])
    async with line_to(host) as caller:
        first, second = await caller.tell(MERGE), await caller.tell(MERGE)

    assert said(first) == ("AE", ["207"])
    assert said(second) == ("AA", [])
    assert len(host.heard) == 1
    assert "Testwell" not in caplog.text + first


async def test_a_host_that_goes_down_in_the_middle_has_answered_nothing() -> None:
    begun = anyio.Event()

    class Slow(Host):
        async def hear(self, heard: Heard) -> None:
            begun.set()
            await anyio.sleep_forever()

    answers: list[str] = []
    async with anyio.create_task_group() as outer, line_to(Slow()) as caller:

        async def ask() -> None:
            answers.append(await caller.tell(MERGE))

        outer.start_soon(ask)
        await begun.wait()
    assert answers == [""]


@pytest.mark.parametrize(
    ("told", "settings", "expected"),
    [
        (MERGE.replace(b"|P|2.5.1", b"|T|2.5.1"), {}, ("AR", ["202"])),
        (MERGE.replace(b"|P|2.5.1", b"|T|2.5.1"), {"processing": "T"}, ("AA", [])),
        (message("ADT^A60", "PID|1||T-1^^^^MR").encode(), {}, ("AE", ["201"])),
        (message("ADT^A60", "PID|1||T-1^^^^MR").encode(), {"passes_over": True}, ("AA", [])),
        (message("ORM^O01", "PID|1||T-1^^^^MR", "ORC|NW|1").encode(), {}, ("AR", ["200"])),
        (message("ORM^O01", "PID|1||T-1^^^^MR", "ORC|NW|1").encode(), {"passes_over": True}, ("AA", [])),
        (message("ADT^A04", "PID|1||||Testwell^Ada").encode(), {"passes_over": True}, ("AE", ["101"])),
        (MERGE.replace(b"|P|2.5.1", b"|P|2.5.1|||AL|NE"), {}, ("CA", [])),
        (REGISTERED.replace(b"|P|2.5.1", b"|T|2.5.1|||AL|NE"), {}, ("CR", ["202"])),
    ],
    ids=[
        "a test in production",
        "a test in a test",
        "another event",
        "another event, passed over",
        "no registration",
        "no registration, passed over",
        "nobody's registration",
        "a receipt",
        "no receipt",
    ],
)
async def test_what_is_not_for_us_is_answered_too(
    told: bytes, settings: dict[str, object], expected: tuple[str, list[str]]
) -> None:
    host = Host()
    async with line_to(host, None, **settings) as caller:
        answer = await caller.tell(told)

    assert said(answer) == expected
    assert "Testwell" not in answer


async def test_who_wants_no_answer_gets_none() -> None:
    host = Host()
    async with line_to(host) as caller:
        caller.writer.write(framed(MERGE.replace(b"|P|2.5.1", b"|P|2.5.1|||NE|NE")))
        assert said(await caller.tell(REGISTERED)) == ("AA", [])
    assert len(host.heard) == 2


@pytest.mark.parametrize(
    "told",
    [framed(b"Good morning"), framed(MERGE.replace(b"|MSG-1|", b"||")), b"\x0b" + b"x" * 2000],
    ids=["words", "no number", "no end"],
)
async def test_what_cannot_be_answered_is_hung_up_on_and_the_others_are_served(told: bytes) -> None:
    host = Host()
    async with line_to(host, max_message=1024) as caller:
        assert await caller.tell(told, raw=True) == ""
        address = caller.writer.get_extra_info("peername")
        reader, writer = await asyncio.open_connection(*address)
        assert said(await Caller(reader, writer).tell(MERGE)) == ("AA", [])
        writer.close()
    assert len(host.heard) == 1


async def test_a_message_may_come_in_any_pieces_and_several_at_once() -> None:
    host = Host()
    async with line_to(host) as caller:
        for byte in framed(MERGE):
            caller.writer.write(bytes([byte]))
            await anyio.lowlevel.checkpoint()
        assert said((await caller.reader.readuntil(END)).decode()) == ("AA", [])
        caller.writer.write(b"noise" + framed(MERGE) + framed(REGISTERED))
        answers = [(await caller.reader.readuntil(END)).decode() for _ in range(2)]
    assert [said(answer) for answer in answers] == [("AA", []), ("AA", [])]
    assert len(host.heard) == 2


async def test_an_encrypted_line_can_ask_who_calls(tmp_path: Path) -> None:
    ours = trustme.CA()
    ours.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    ours.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "own.pem"))
    settings = {"tls": {"ca_file": tmp_path / "ca.pem", "certificate": tmp_path / "own.pem"}}
    trust = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    host = Host()
    with suppress(OSError):
        async with line_to(host, trust, **settings) as caller:
            assert await caller.tell(MERGE) == ""
    ours.issue_cert("caller@west.example").configure_cert(trust)
    async with line_to(host, trust, **settings) as caller:
        assert said(await caller.tell(MERGE)) == ("AA", [])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"host": "0.0.0.0"}, "allow_plain"),
        ({"tls": {}}, "certificate"),
        ({"zone": "West"}, "zone"),
    ],
    ids=["in the clear to everybody", "nothing to show", "no such zone"],
)
async def test_settings_that_cannot_be_kept_to_are_refused(settings: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_settings(ListenerSettings, {"zone": "America/Chicago", **settings}, source="settings")


@pytest.mark.parametrize("name", [name for name in sample_names() if name.startswith("ADT")])
async def test_messages_of_other_systems_are_heard(name: str) -> None:
    host = Host()
    told = sample(name).replace(b"|||NE|NE", b"")  # one of them wants no answer
    processing = told.split(b"|")[10][:1].decode()
    async with line_to(host, processing=processing, mrn_issuer="", passes_over=True) as caller:
        answer = await caller.tell(told)

    code = read(answer, zone="UTC").value
    assert isinstance(code, Acknowledgement)
    assert code.code in ("AA", "AE")
    assert len(host.heard) == (code.code == "AA")
