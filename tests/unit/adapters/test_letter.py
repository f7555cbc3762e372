"""A message goes out as plain text, to one address, under its own key."""

from __future__ import annotations

import pytest
from attrs import evolve

from downtimekit.adapters._letter import file_stem, one_line, plain, sendable
from downtimekit.errors import Rejected
from downtimekit.models.people import ChannelKind
from downtimekit.ports.notifier import Message

MESSAGE = Message(
    key="west-1/1", name="Ann", address="ann@example.org", subject="Down", body="Use paper.", short="Down"
)


def test_a_harmless_message_goes_out_as_it_is() -> None:
    assert sendable(MESSAGE, kind=ChannelKind.EMAIL) == MESSAGE


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Down\r\nBcc: a", "Down Bcc: a"),
        ("  a \t b\u2028", "a b"),
        ("a\x1b[2J", "a[2J"),
        ("a\ud800\0", "a"),
        ("call \u202e001\u202c", "call 001"),
    ],
)
def test_a_subject_becomes_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_body_keeps_its_lines_and_loses_what_steers_a_terminal() -> None:
    assert plain("a\r\nb\rc\u2029d\te\x1b[2J\x07\n\nf") == "a\nb\nc\nd\te[2J\n\nf"


@pytest.mark.parametrize(("subject", "shown"), [("Down", "DRILL: Down"), ("DRILL - down", "DRILL - down")])
def test_a_drill_is_marked_once(subject: str, shown: str) -> None:
    drill = evolve(MESSAGE, subject=subject, drill=True)

    assert sendable(drill, kind=ChannelKind.EMAIL).subject == shown


def test_an_address_of_another_channel_is_rejected() -> None:
    with pytest.raises(Rejected, match="is not one for phone"):
        sendable(MESSAGE, kind=ChannelKind.PHONE)


@pytest.mark.parametrize("key", ["", "two words", "k" * 77, "k\r\nBcc: a", "schlüssel", "\ud800"])
def test_a_key_that_fits_into_no_header_is_replaced_by_its_digest(key: str) -> None:
    first, again, other = (sendable(evolve(MESSAGE, key=k), kind=ChannelKind.EMAIL).key for k in (key, key, key + "x"))

    assert first == again != other
    assert len(first) == len("sha256:") + 64


@pytest.mark.parametrize("key", ["../../etc/passwd", "a" * 300, "con", "...", "a/b", "a:b", ".hidden"])
def test_a_file_name_stays_in_its_folder_and_belongs_to_one_key(key: str) -> None:
    stem = file_stem(key)

    assert not set(stem) & set("/\\: ")
    assert not stem.startswith(".")
    assert len(stem) <= 77
    assert stem != file_stem(key.replace("/", "-") + "-")
