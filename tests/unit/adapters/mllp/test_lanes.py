"""Connections: kept or closed after each message, in order for each patient, encrypted or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from pathlib import Path

import anyio
import anyio.lowlevel
import attrs
import pytest
import trustme

from downtimekit.adapters.mllp_target import MllpSettings
from downtimekit.adapters.mllp_target.blocks import framed
from downtimekit.errors import InvalidInput, OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import ChartEntry
from downtimekit.models.paperwork import Scan
from downtimekit.models.patient import Patient
from downtimekit.models.reading import read
from downtimekit.testing.contracts.target import ADAEZE, LATE, note_of
from downtimekit.testing.memory_target import MemoryTarget
from tests.mllp_peer import (
    Act,
    Conversation,
    Peer,
    ack,
    answers,
    control_id,
    hangs_up,
    listening,
    says,
    target_at,
    then,
)

pytestmark = pytest.mark.anyio


def note(number: int, *, patient: Patient = ADAEZE) -> ChartEntry:
    """Return a note; each is of another minute."""
    entry = note_of(patient, key=f"west-1/note/{patient.mrn}/{number}")
    late = LATE.model_copy(update={"occurred_at": LATE.occurred_at.replace(minute=number)})
    return entry.model_copy(update={"late": late})


async def test_one_connection_is_kept_for_the_next_message() -> None:
    async with listening(answers()) as peer:
        target = target_at(peer.port)
        for number in range(3):
            await target.write(note(number))
    assert (peer.connections, len(peer.heard)) == (1, 3)


async def test_a_system_that_closes_after_each_message_is_given_a_new_connection_each_time() -> None:
    async with listening(then(answers(), hangs_up)) as peer:
        target = target_at(peer.port)
        for number in range(3):
            await target.write(note(number))
            await anyio.sleep(0.01)
    assert (peer.connections, len(peer.heard)) == (3, 3)


async def test_a_connection_is_given_up_after_each_message_where_the_site_wants_that() -> None:
    async with listening(answers()) as peer:
        target = target_at(peer.port, keep_connection=False)
        for number in range(3):
            await target.write(note(number))
    assert peer.connections == 3


async def test_a_kept_connection_that_ends_at_the_wrong_moment_is_replaced_once_for_the_same_message() -> None:
    async with listening(answers(), hangs_up, answers()) as peer:
        target = target_at(peer.port)
        await target.write(note(1))
        await target.write(note(2))
    assert len(peer.heard) == 3
    assert peer.heard[1] == peer.heard[2]


async def test_a_second_end_is_told() -> None:
    async with listening(answers(), hangs_up) as peer:
        target = target_at(peer.port)
        await target.write(note(1))
        with pytest.raises(OutcomeUnknown):
            await target.write(note(2))
    assert len(peer.heard) == 3


async def test_a_kept_connection_that_ends_within_an_answer_is_told_and_nothing_is_repeated() -> None:
    async with listening(answers(), then(says(b"\x0bMSH|"), hangs_up), answers()) as peer:
        target = target_at(peer.port)
        await target.write(note(1))
        with pytest.raises(OutcomeUnknown, match="within the answer"):
            await target.write(note(2))
    assert len(peer.heard) == 2


async def test_a_system_that_talks_without_an_end_is_hung_up_on() -> None:
    async with listening(then(answers(), says(b"x" * 200_000)), answers()) as peer:
        target = target_at(peer.port)
        await target.write(note(1))
        await anyio.sleep(0.05)
        await target.write(note(2))
    assert (peer.connections, len(peer.heard)) == (2, 2)


async def test_a_no_over_the_new_connection_is_a_no() -> None:
    async with listening(answers(), hangs_up, answers("AE", "ERR|||206|E")) as peer:
        target = target_at(peer.port)
        await target.write(note(1))
        with pytest.raises(Unreachable):
            await target.write(note(2))


async def test_a_system_that_is_gone_when_the_message_is_repeated_leaves_the_outcome_open() -> None:
    async with listening(answers(), hangs_up) as peer:
        target = target_at(peer.port)
        await target.write(note(1))
        peer.acts[:] = [then(_stops(peer), hangs_up)]
        with pytest.raises(OutcomeUnknown):
            await target.write(note(2))


def _stops(peer: Peer) -> Act:
    async def act(_: Conversation) -> None:
        peer.server.close()

    return act


async def test_an_answer_that_comes_twice_is_not_taken_for_the_next_one() -> None:
    async with listening(then(answers("AA"), answers("AA")), answers("AE"), answers("AA")) as peer:
        target = target_at(peer.port)
        await target.write(note(1))
        with pytest.raises(Rejected):
            await target.write(note(2))
        await target.write(note(3))
    assert peer.connections == 1


async def test_eight_patients_go_side_by_side() -> None:
    together = anyio.Event()
    waiting: list[str] = []

    async def waits(heard: Conversation) -> None:
        waiting.append(control_id(heard.message))
        if len(waiting) == 8:
            together.set()
        await together.wait()
        await heard.answer()

    # A patient's number decides on the lane; these eight are in eight of them.
    patients = [Patient(mrn=f"P-{number}") for number in range(8)]
    async with listening(waits) as peer, anyio.create_task_group() as group:
        target = target_at(peer.port, chart=MemoryTarget(patients), lanes=8)
        for patient in patients:
            group.start_soon(target.write, note(1, patient=patient))
    assert peer.connections == 8


async def test_the_messages_about_one_patient_stay_in_order() -> None:
    async def slowly(heard: Conversation) -> None:
        await anyio.sleep(0.01 if len(peer.heard) % 2 else 0)
        await heard.answer()

    entries = [note(number) for number in range(6)]
    async with listening(slowly) as peer:
        target = target_at(peer.port)
        async with anyio.create_task_group() as group:
            for entry in entries:
                group.start_soon(target.write, entry)
                await anyio.lowlevel.checkpoint()
    noons = [entry.late.occurred_at.strftime("%Y%m%d%H%M00+0000").encode() for entry in entries]
    assert [next(noon for noon in noons if b"|" + noon in message) for message in peer.heard] == noons


async def test_an_answer_before_the_message_was_out_is_not_believed() -> None:
    file = bytes(16_777_216)  # more than the buffers of a connection hold

    async def fetch(_: Scan) -> bytes:
        return file

    async def hasty(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r")
        writer.write(framed(ack(control_id(head))))
        await gone.wait()
        writer.transport.abort()

    gone = anyio.Event()
    server = await asyncio.start_server(hasty, "127.0.0.1", 0, limit=1024)
    target = attrs.evolve(target_at(server.sockets[0].getsockname()[1]), fetch=fetch)
    scan = Scan(title="planted", file="a.pdf", sha256=hashlib.sha256(file).hexdigest())
    entry = ChartEntry(key="west-1/scan/1", kind=RecordKind.SCAN, mrn=ADAEZE.mrn, content=scan, late=LATE)
    with pytest.raises(OutcomeUnknown, match="before the message was out"):
        await target.write(entry)
    gone.set()
    server.close()
    await anyio.sleep(0.001)


async def test_a_file_that_is_not_the_one_that_was_scanned_is_not_sent() -> None:
    async def fetch(_: Scan) -> bytes:
        return b"another"

    scan = Scan(title="planted", file="a.pdf", sha256=hashlib.sha256(b"this one").hexdigest())
    entry = ChartEntry(key="west-1/scan/1", kind=RecordKind.SCAN, mrn=ADAEZE.mrn, content=scan, late=LATE)
    async with listening(answers()) as peer:
        with pytest.raises(Rejected, match="not the one"):
            await attrs.evolve(target_at(peer.port), fetch=fetch).write(entry)
    assert peer.heard == []


async def test_a_file_that_cannot_be_read_now_keeps_its_entry_for_later() -> None:
    async def fetch(_: Scan) -> bytes:
        raise FileNotFoundError("planted")

    scan = Scan(title="planted", file="a.pdf", sha256="0" * 64)
    entry = ChartEntry(key="west-1/scan/1", kind=RecordKind.SCAN, mrn=ADAEZE.mrn, content=scan, late=LATE)
    async with listening(answers()) as peer:
        with pytest.raises(Unreachable, match="cannot be read now"):
            await attrs.evolve(target_at(peer.port), fetch=fetch).write(entry)
    assert peer.heard == []


async def test_connections_are_closed_on_request() -> None:
    async with listening(answers()) as peer:
        target = target_at(peer.port)
        await target.write(note(1))
        await target.rest()
        await target.write(note(2))
    assert peer.connections == 2


@pytest.fixture
def authority(tmp_path: Path) -> tuple[trustme.CA, Path]:
    found = trustme.CA()
    path = tmp_path / "ca.pem"
    found.cert_pem.write_to_path(str(path))
    return found, path


async def test_an_encrypted_line_needs_a_certificate_that_is_trusted(authority: tuple[trustme.CA, Path]) -> None:
    ours, path = authority
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.issue_cert("127.0.0.1").configure_cert(context)
    async with listening(answers(), ssl=context) as peer:
        await target_at(peer.port, tls={"ca_file": path}).write(note(1))
        with pytest.raises(Unreachable, match="not trusted"):
            await target_at(peer.port, tls={}).write(note(2))
    assert len(peer.heard) == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"host": "ris.west.example", "tls": None}, "allow_plain"),
        ({"host": "ris.west.example", "ways": {"report": "adt", "scan": "order"}}, "report, scan"),
        ({"host": "ris.west.example", "port": 0}, "port"),
    ],
)
async def test_settings_that_cannot_be_kept_to_are_refused(settings: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(MllpSettings, {"port": 2575, **settings}, source="MLLP settings")
    assert words in str(refused.value)


async def test_a_certificate_that_cannot_be_read_is_told_without_its_place(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no certificate") as refused:
        target_at(2575, tls={"ca_file": tmp_path / "missing.pem"})
    assert str(tmp_path) not in str(refused.value)
