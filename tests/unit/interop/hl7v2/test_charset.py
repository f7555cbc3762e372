"""Which letters a message is written with, and what is told where that is not clear."""

from __future__ import annotations

import pytest

from downtimekit.interop.hl7v2 import read
from downtimekit.models.registration import Registration
from tests.hl7v2 import codes

SENT = "MSH|^~\\&|RIS|W|EHR|W|20260303150000+0000||ADT^A08|1|P|2.5.1||||||{declared}\rPID|1||T-1^^^W^MR||{name}\r"


def told(declared: str, encoded_as: str, name: str = "Müller") -> tuple[str | None, set[str], bool]:
    """Return the family name, the concerns, and whether MSH-18 is told as lost."""
    found = read(SENT.format(declared=declared, name=name).encode(encoded_as), zone="UTC")
    assert isinstance(found.value, Registration)
    return found.value.patient.family, codes(found), "MSH-18" in found.losses


@pytest.mark.parametrize(
    ("declared", "encoded_as", "name"),
    [
        ("", "ascii", "Muller"),
        ("ASCII", "ascii", "Muller"),
        ("8859/1", "latin-1", "Müller"),
        ("8859/15", "iso8859-15", "Müll€r"),
        ("8859/5", "iso8859-5", "Иванова"),
        ("UNICODE UTF-8", "utf-8", "Müller 漢"),
        ("unicode utf-8", "utf-8", "Müller"),
        ("UTF-8", "utf-8", "Müller"),
        ("GB 18030-2000", "gb18030", "王"),
        ("KS X 1001", "euc_kr", "김"),
        ("BIG-5", "big5", "王"),
        ("ISO IR87", "iso2022_jp", "山田"),
        ("UNICODE UTF-8~8859/1", "utf-8", "Müller"),
    ],
)
def test_a_declared_character_set_is_read_as_declared(declared: str, encoded_as: str, name: str) -> None:
    assert told(declared, encoded_as, name) == (name, set(), False)


@pytest.mark.parametrize(
    ("declared", "encoded_as"),
    [
        ("", "utf-8"),
        ("", "latin-1"),
        ("ASCII", "utf-8"),
        ("UNICODE UTF-8", "latin-1"),
        ("KLINGON", "utf-8"),
        ("KLINGON", "latin-1"),
        ("UNICODE UTF-16", "utf-8"),
    ],
)
def test_letters_that_are_not_as_declared_are_read_and_told_as_doubtful(declared: str, encoded_as: str) -> None:
    assert told(declared, encoded_as) == ("Müller", {"charset_not_as_declared"}, True)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_enough(codec: str) -> None:
    assert told("", codec) == ("Müller", set(), False)


def test_text_needs_no_character_set() -> None:
    found = read(SENT.format(declared="8859/1", name="漢"), zone="UTC")

    assert (codes(found), found.losses) == (set(), ("PID-3.4",))
