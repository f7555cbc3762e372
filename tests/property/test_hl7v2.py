"""Whatever comes over the line, it is read or refused; whatever is written comes back, or is told as lost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2 import Envelope, Read, Value, read, write
from downtimekit.interop.hl7v2.escapes import escape, unescape
from downtimekit.models.patient import Identifier, IdentifierKind, Patient
from downtimekit.models.registration import Registration, RegistrationEvent
from tests.hl7v2 import sample, sample_names
from tests.strategies import instances

SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
ENVELOPE = Envelope(control_id="MSG-1", sent_at=datetime(2026, 3, 3, 15, tzinfo=UTC))
ISSUER = "WEST"
# Separators, escapes, the mark for "clear this", line ends, framing, and letters beyond ASCII.
HURTFUL = st.text(st.sampled_from('|^~\\&"#.EFSTRX0A\n\r\t\x0b\x1c\x7fß漢 '), max_size=40)
NAMES = HURTFUL.map(str.strip).filter(bool)


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield everything that a dumped value holds, with its path."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from leaves(item, f"{path}[{number}]")
    else:
        yield path, value


def read_or_refused(message: bytes | str) -> Read | None:
    """Read a message; None where it is refused in the way that is promised."""
    try:
        return read(message, zone="America/Chicago")
    except InvalidInput:
        return None


@SETTINGS
@given(HURTFUL)
def test_a_text_comes_back_from_the_wire_as_it_was_and_never_ends_a_field(text: str) -> None:
    written = escape(text)

    assert unescape(written) == text
    assert not set(written) & set("|^~&\r\n\x0b\x1c")


@pytest.mark.parametrize("kind", get_args(Value), ids=lambda kind: kind.__name__)
def test_what_is_written_comes_back_or_is_told_as_lost(kind: type[Any]) -> None:
    @SETTINGS
    @given(instances(kind), st.sampled_from(["2.3.1", "2.5.1", "2.8"]))
    def check(value: Value, version: str) -> None:
        envelope = ENVELOPE.model_copy(update={"version": version})
        try:
            written = write(value, envelope, mrn_issuer=ISSUER)
        except InvalidInput:
            return
        again = read(written.message, zone="UTC", mrn_issuer=ISSUER)
        assert (again.envelope, type(again.value)) == (envelope, type(value))
        came_back = dict(leaves(again.value.model_dump()))
        changed = {path for path, leaf in leaves(value.model_dump()) if came_back.get(path) != leaf}
        assert {path for path in changed if not path.startswith(tuple(written.losses))} == set()
        assert write(value, envelope, mrn_issuer=ISSUER) == written

    check()


@SETTINGS
@given(NAMES, NAMES, NAMES)
def test_nothing_in_a_name_or_a_number_breaks_out_of_its_field(family: str, given_name: str, number: str) -> None:
    other = Identifier(system="LAB", value=number, kind=IdentifierKind.ACCOUNT)
    patient = Patient(mrn="T-1", family=family, given=given_name, identifiers=(other,))

    written = write(Registration(event=RegistrationEvent.REGISTERED, patient=patient), ENVELOPE)

    assert written.losses == ()
    assert [line[:3] for line in written.message.splitlines()] == ["MSH", "EVN", "PID", "PV1"]


@SETTINGS
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    read_or_refused(noise)
    read_or_refused(b"MSH|^~\\&|" + noise)
    read_or_refused(b"MSH|^~\\&|A|B|C|D|2026||ADT^A08|1|P|2.5\rPID|1||T-1\r" + noise)


@SETTINGS
@given(st.text(st.characters(exclude_categories=[]), max_size=200))
def test_any_text_is_read_or_refused(noise: str) -> None:
    read_or_refused(noise)
    read_or_refused(f"MSH|^~\\&|||||||ORU^R01|1|P|2.5\rPID|||T-1^^^W^MR\rOBR|1\rOBX|1|TX|&GDT||{noise}\r{noise}")


def mutations(message: bytes, chance: random.Random) -> Iterator[bytes]:
    """Yield a message cut, doubled, swapped, in other letters, and with noise in it."""
    lines = message.replace(b"\r", b"\n").split(b"\n")
    yield message[: chance.randrange(len(message))]
    yield message[chance.randrange(40) :]
    yield b"\x0b" + message + b"\x1c\r" + b"trailing\x00"
    yield message.replace(b"\n", chance.choice([b"\r", b"\r\n", b"\n\r", b""]))
    yield message.replace(b"|", chance.choice([b"#", b"^", b"\\", b"~~"]))
    yield message.replace(b"^~\\&", chance.choice([b"^", b"", b"^^^^", b"^~\\&#", b"^~\\&^~\\&", b"abcd"]))
    yield message.lower()
    yield b"\r".join(lines[:1] + chance.sample(lines[1:], len(lines) - 1))
    yield b"\r".join(lines[:1] + chance.sample(lines[1:], len(lines) // 2) * 2)
    for _ in range(20):
        at, noise = chance.randrange(len(message)), chance.randbytes(chance.randrange(1, 6))
        yield message[:at] + noise + message[at + chance.randrange(4) :]
        at = chance.randrange(len(message))
        yield message[:at] + chance.choice([b"|", b"^", b"~", b"&", b"\\", b'""', b"|||", b"\r"]) + message[at:]


@pytest.mark.parametrize("name", sample_names())
def test_a_real_message_with_something_broken_in_it_is_read_or_refused(name: str) -> None:
    message = sample(name)
    for broken in mutations(message, random.Random(name)):
        read_or_refused(broken)
